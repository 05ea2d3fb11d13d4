import type {Recorded, RecordedWrite} from '../runbook/record.ts';
import type {JournalEntry} from './records.ts';

/** What a walk replays of a journal. Of several records under one key the last one counts. */
export function foldJournal(records: Iterable<JournalEntry>): Recorded {
	const folded = {
		steps: new Map<string, 'entered' | 'done' | 'skipped' | 'ended'>(),
		answers: new Map<string, Extract<JournalEntry, {kind: 'answer'}>>(),
		evidence: new Map<string, Extract<JournalEntry, {kind: 'evidence'}>>(),
		writes: new Map<string, RecordedWrite>(),
		notes: new Map<string, Extract<JournalEntry, {kind: 'note'}>['value']>(),
	};
	for (const record of records) {
		switch (record.kind) {
			case 'step':
				if (folded.steps.get(record.step) !== 'done') folded.steps.set(record.step, record.state);
				if (record.withdrawn !== undefined) folded.answers.delete(record.withdrawn);
				break;
			case 'answer':
				folded.answers.set(record.key, record);
				break;
			case 'evidence':
				folded.evidence.set(record.key, record);
				break;
			case 'intent':
				// A new try: what became of it is open again.
				folded.writes.set(record.key, {intent: record.intent});
				break;
			case 'outcome':
				folded.writes.set(record.key, {...folded.writes.get(record.key), outcome: {value: record.outcome}});
				break;
			case 'failed':
				folded.writes.set(record.key, {...folded.writes.get(record.key), failed: record.problem});
				break;
			case 'note':
				folded.notes.set(record.key, record.value);
				break;
			case 'opened':
			case 'call':
			case 'closed':
				break;
		}
	}
	return folded;
}
