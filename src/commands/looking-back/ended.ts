import type {JournalRecord} from '../../incident/records.ts';
import {bare} from '../../report/parts/told.ts';

/** What a change came to, by its journal. `unknown`: sent, or being sent, and no answer is on record: AWS may have taken it. */
export type Ended = 'done' | 'refused' | 'unknown';

/** What is thrown before anything was sent, and what AWS says when it does nothing. Every other failure may have come after the effect. */
const refusals: ReadonlySet<string> = new Set([
	'inline-policy-drifted',
	'not-confirmed',
	'access-denied',
	'expired-credentials',
	'credentials-refused',
]);

/** By the name of the change, every try at it taken together: one that nobody knows the fate of is not undone by a later refusal. */
export function endedBy(records: readonly JournalRecord[]): ReadonlyMap<string, Ended> {
	const changes = new Map<string, {readonly open: Set<string>; done: boolean; unknown: boolean}>();
	for (const record of records) {
		if (record.kind !== 'intent' && record.kind !== 'outcome' && record.kind !== 'failed') continue;
		const name = bare(record.key);
		const change = changes.get(name) ?? {open: new Set<string>(), done: false, unknown: false};
		changes.set(name, change);
		if (record.kind === 'intent') {
			if (change.open.has(record.key)) change.unknown = true;
			change.open.add(record.key);
			continue;
		}
		change.open.delete(record.key);
		if (record.kind === 'outcome') change.done = true;
		else if (!refusals.has(record.problem.code)) change.unknown = true;
	}
	return new Map(
		[...changes].map(([name, {open, done, unknown}]) => [name, done ? 'done' : unknown || open.size > 0 ? 'unknown' : 'refused'] as const),
	);
}
