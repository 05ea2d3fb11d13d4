import type {JournalRecord} from '../../incident/records.ts';
import type {Facts} from '../../steps/facts.ts';

/** How long it took earlier sittings, by the journal: what they came to first is not come to once more. */
export function rememberTimes({timings}: Facts, records: readonly JournalRecord[]): void {
	const [first] = records;
	const since = (record: JournalRecord) => Date.parse(record.at) - Date.parse(first?.at ?? record.at);
	const identified = records.findLast(record => record.kind === 'evidence' && /^[^/]+\/(?:person|exact)(?:#\d+)?$/.test(record.key));
	const proven = records.find(record => record.kind === 'note' && /^[^/]+\/verdict(?:#\d+)?$/.test(record.key) && isGood(record.value));
	if (identified !== undefined) timings.toPrincipalMs = since(identified);
	if (proven !== undefined) timings.toProvenMs = since(proven);
}

const isGood = (value: unknown) => /^(?:contained|partial)$/.test(String((value as {readonly verdict?: unknown} | null)?.verdict));
