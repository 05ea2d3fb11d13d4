import type {JournalRecord} from '../incident/records.ts';

/** Real time that a step took before the deny was on, beyond what it needs. */
export interface Delay {
	readonly step: string;
	readonly tookMs: number;
	/** What somebody takes who has rehearsed it. */
	readonly couldMs: number;
}

/** What each step up to the deny takes somebody who knows it, in milliseconds. */
const PRACTISED: Readonly<Record<string, number>> = {
	brief: 5_000,
	findings: 10_000,
	who: 3_000,
	reach: 8_000,
	preview: 15_000,
	baseline: 5_000,
	contain: 12_000,
};
const MOST = 3;

/** Where time could have been saved before the deny was on, the most first. */
export function delaysOf(
	records: readonly JournalRecord[],
	{startedAt, denyAt, speed}: {readonly startedAt: number; readonly denyAt: number | undefined; readonly speed: number},
): readonly Delay[] {
	const entered = new Map<string, number>();
	const took = new Map<string, number>();
	for (const record of records) {
		if (record.kind !== 'step') continue;
		const at = Date.parse(record.at);
		if (record.state === 'entered') entered.set(record.step, entered.get(record.step) ?? Math.max(at, startedAt));
		else if (record.state === 'done') took.set(record.step, at - (entered.get(record.step) ?? at));
	}
	const contain = entered.get('contain');
	if (contain !== undefined && denyAt !== undefined) took.set('contain', denyAt - contain);
	return [...took]
		.flatMap(([step, took]) => {
			const tookMs = Math.round(took / speed);
			const couldMs = PRACTISED[step];
			return couldMs === undefined || tookMs <= couldMs ? [] : [{step, tookMs, couldMs}];
		})
		.sort((one, other) => other.tookMs - other.couldMs - (one.tookMs - one.couldMs))
		.slice(0, MOST);
}
