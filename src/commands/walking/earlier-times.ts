import type {JournalRecord} from '../../incident/records.ts';
import {evidenceOf, notesOf} from '../../report/parts/told.ts';
import type {Facts} from '../../steps/facts.ts';

/** How long it took earlier sittings, by the journal: what they came to first is not come to once more. */
export function rememberTimes({timings}: Facts, records: readonly JournalRecord[]): void {
	const [first] = records;
	const since = (record: JournalRecord) => Date.parse(record.at) - Date.parse(first?.at ?? record.at);
	const identified = evidenceOf(records, /^(?:person|exact)$/).at(-1);
	const proven = notesOf(records, 'verdict').find(({value}) => isGood(value));
	if (identified !== undefined) timings.toPrincipalMs = since(identified);
	if (proven !== undefined) timings.toProvenMs = since(proven);
}

const isGood = (value: unknown) => /^(?:contained|partial)$/.test(String((value as {readonly verdict?: unknown} | null)?.verdict));
