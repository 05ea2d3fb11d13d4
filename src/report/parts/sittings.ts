import type {JournalRecord} from '../../incident/records.ts';
import {RESPONDER_NOTE} from '../../runbook/record.ts';
import type {Sitting} from '../model.ts';
import {bare, valuesOf, wordsOrNull} from './told.ts';

/** One sitting with the records it wrote. */
export interface Sat extends Sitting {
	readonly records: readonly JournalRecord[];
	readonly timeZone: string | null;
	/** Said where a problem ended it. */
	readonly problem: string | null;
}

/** The sittings of an incident. One without an end was cut off: the program was gone. */
export function sittingsOf(records: readonly JournalRecord[]): readonly Sat[] {
	const parts: JournalRecord[][] = [];
	for (const record of records) {
		if (record.kind === 'opened' || parts.length === 0) parts.push([]);
		parts.at(-1)?.push(record);
	}
	let by: string | null = null;
	return parts.map((part): Sat => {
		const caller = part.filter(record => record.kind === 'note' && bare(record.key) === 'caller').at(-1);
		by = (caller?.kind === 'note' ? wordsOrNull(valuesOf(caller.value).arn) : null) ?? by;
		const [opened] = part;
		const purpose = purposeOf(part);
		const closed = part.findLast(record => record.kind === 'closed');
		const ended = part.findLast(record => record.kind === 'step' && record.state === 'ended');
		const because = ended?.kind === 'step' ? (ended.because ?? 'problem') : undefined;
		return {
			begun: opened?.at ?? '',
			ended: closed?.at ?? null,
			how: closed === undefined ? 'cut-off' : (because ?? 'completed'),
			purpose,
			// Whoever notes something is not asked of AWS, and need not be whoever walked.
			by: purpose === 'note' ? notedBy(part) : by,
			toolVersion: opened?.kind === 'opened' ? opened.version : '',
			records: part,
			timeZone: opened?.kind === 'opened' ? (opened.timeZone ?? null) : null,
			problem: ended?.kind === 'step' ? (ended.problem?.message ?? null) : null,
		};
	});
}

function notedBy(part: readonly JournalRecord[]): string | null {
	const note = part.find(record => record.kind === 'note' && bare(record.key) === RESPONDER_NOTE);
	return note?.kind === 'note' ? wordsOrNull(valuesOf(note.value).by) : null;
}

function purposeOf(part: readonly JournalRecord[]): Sitting['purpose'] {
	const steps = part.flatMap(record => (record.kind === 'step' ? [record.step] : []));
	const asked = part.flatMap(record => (record.kind === 'answer' || record.kind === 'note' ? [bare(record.key)] : []));
	if (steps.some(step => step.startsWith('recovery')) || asked.some(key => recoveryOnly.test(key))) return 'recovery';
	return steps.length === 0 && asked.includes(RESPONDER_NOTE) ? 'note' : 'response';
}

/** What only a recovery asks and says, whatever its steps are called in an edited script. */
const recoveryOnly = /^(?:doors-\d|confirm-recovery-\d|too-early-\d|confirm-early(?:-\d|$)|recovery$|access-back$|doors$)/;

/** The sitting that wrote a record. */
export function sittingOf(sittings: readonly Sat[], record: JournalRecord): Sat | undefined {
	return sittings.findLast(({records}) => (records[0]?.n ?? Number.POSITIVE_INFINITY) <= record.n);
}
