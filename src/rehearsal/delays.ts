import type {JournalRecord} from '../incident/records.ts';
import type {Scenario} from '../sandbox/scenario/scenario.ts';

/** Real time that a step took before the deny was on, beyond what it needs. */
export interface Delay {
	readonly step: string;
	readonly tookMs: number;
	/** What somebody takes who has rehearsed it. */
	readonly couldMs: number;
	/** The finding that there was to choose; none where it began with a name. */
	readonly finding?: {readonly type: string; readonly principal: string};
}

/** What each step up to the deny takes somebody who knows it, in milliseconds. In the others nothing is asked. */
const PRACTISED: Readonly<Record<string, number>> = {
	brief: 5_000,
	findings: 10_000,
	who: 3_000,
	reach: 8_000,
	preview: 15_000,
	contain: 12_000,
};
/** Where the deny is refused, nobody is to be quicker at putting it on. */
const OF_THE_DENY = ['preview', 'contain'];
/** Less is noise. */
const TIMES_AS_LONG = 2;
const LONGER_MS = 10_000;
const MOST = 3;

export interface Circumstances {
	readonly startedAt: number;
	readonly denyAt: number | undefined;
	readonly speed: number;
	readonly scenario: Pick<Scenario, 'rehearsal' | 'goal'>;
}

/** Where time could have been saved before the deny was on, the most first. */
export function delaysOf(records: readonly JournalRecord[], {startedAt, denyAt, speed, scenario}: Circumstances): readonly Delay[] {
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
	const {finding} = scenario.rehearsal;
	const isRefused = scenario.goal?.verdict === 'refused';
	return [...took]
		.flatMap(([step, took]) => {
			const tookMs = Math.round(took / speed);
			const couldMs = PRACTISED[step];
			if (couldMs === undefined || tookMs < TIMES_AS_LONG * couldMs || tookMs - couldMs < LONGER_MS) return [];
			if (isRefused && OF_THE_DENY.includes(step)) return [];
			return [{step, tookMs, couldMs, ...(step === 'findings' && finding !== undefined && {finding})}];
		})
		.sort((one, other) => other.tookMs - other.couldMs - (one.tookMs - one.couldMs))
		.slice(0, MOST);
}
