import type {JournalRecord} from '../../incident/records.ts';
import {RESPONDER_NOTE} from '../../runbook/record.ts';
import {text} from '../../text/index.ts';
import {bare} from '../parts/told.ts';

/** What people write in their own words may hold anything, and only a person can tell: it goes whole. */
export function withoutFreeText(records: readonly JournalRecord[]): readonly JournalRecord[] {
	return records.map(record => {
		if (record.kind !== 'note' || bare(record.key) !== RESPONDER_NOTE) return record;
		if (typeof record.value !== 'object' || record.value === null || Array.isArray(record.value)) return {...record, value: {}};
		const members = Object.entries(record.value).map(([name, said]) => [name, isFree(name, said) ? text.report.noteLeftOut : said]);
		return {...record, value: Object.fromEntries(members)};
	});
}

/** Who noted it and who owns it are names, and masked like others; a date is a date. */
function isFree(name: string, said: unknown): boolean {
	if (said === '' || ['by', 'owner', 'task', 'state'].includes(name)) return false;
	return !(name === 'due' && typeof said === 'string' && /^\d{4}-\d{2}-\d{2}(?:[T ][\d:.]{1,12}Z?)?$/.test(said));
}
