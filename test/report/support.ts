import {madeOf} from '../../src/commands/looking-back/made.ts';
import {BEGINNING, seal} from '../../src/incident/chain.ts';
import type {JournalRead} from '../../src/incident/read.ts';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';
import {reportOf} from '../../src/report/build.ts';
import type {Report} from '../../src/report/model.ts';
import {redactedReport} from '../../src/report/redact.ts';
import type {Masks} from '../../src/report/redacting/masks.ts';
import {s3Discovery as scenario} from '../scenarios.ts';
import {type Incident, newIncident, walkThrough} from '../steps/support.ts';

export type Walked = Omit<Parameters<typeof walkThrough>[0], 'incident'>;

export const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];

/** The finding that the scenario is about: GuardDuty's newest. */
const finding = newIncident({scenario}).sandbox.world.guardDuty.findings[0]?.Id ?? '';

/** The first rehearsal, as somebody plays it who does everything right. */
export const firstRehearsal = {finding, confirm: 'test-user', done: [...doors, 'reset-credentials']};

/** Taken off again before its time, on somebody's word. */
export const takenOff = {recover: true, confirm: 'test-user', confirmEarly: 'test-user', done: doors};

/** An incident walked in these sittings, a minute between them. */
export async function walkedIn(sittings: readonly Walked[], incident: Incident = newIncident({scenario})): Promise<Incident> {
	for (const sitting of sittings) {
		const {killed, result} = await walkThrough({...sitting, incident});
		if (!killed) append(incident, {kind: 'closed', verdict: result.verdict});
		incident.clock.advance(60_000);
	}
	return incident;
}

/** One record more, as whoever runs the walk writes it. */
export function append({journal, clock}: Incident, entry: JournalEntry): void {
	journal.push(seal(entry, clock.now(), {n: journal.length + 1, prev: journal.at(-1)?.hash ?? BEGINNING}).record);
}

export function readOf(records: readonly JournalRecord[], more: Partial<JournalRead> = {}) {
	return {records, problems: [], setAside: [], ...more};
}

export function reported(records: readonly JournalRecord[], more: Partial<JournalRead> & {readonly timeZone?: string} = {}): Report {
	const {timeZone, ...read} = more;
	return reportOf({read: readOf(records, read), made: madeOf(records), ...(timeZone === undefined ? {} : {timeZone})});
}

/** The same with everything masked that can tell who and where. */
export function maskedOf(records: readonly JournalRecord[], masks?: Masks): Report {
	return redactedReport({read: readOf(records), made: madeOf(records)}, masks);
}

/** The same records sealed anew, changed as it is wished: as if they had been written so. */
export function rewritten(records: readonly JournalRecord[], change: (entry: JournalEntry) => JournalEntry): readonly JournalRecord[] {
	const all: JournalRecord[] = [];
	for (const {n: _n, at, prev: _prev, hash: _hash, ...entry} of records) {
		const {record} = seal(change(entry as JournalEntry), Date.parse(at), {n: all.length + 1, prev: all.at(-1)?.hash ?? BEGINNING});
		all.push(record);
	}
	return all;
}

/** As a rehearsal, in this time zone. */
export const asRehearsal = (records: readonly JournalRecord[], timeZone = 'Europe/Berlin'): readonly JournalRecord[] =>
	rewritten(records, entry => (entry.kind === 'opened' ? {...entry, mode: 'sandbox', timeZone} : entry));

/** A note as the walk writes it while a step is walked. */
export const noted = (step: string, value: Readonly<Record<string, string>>): JournalEntry => ({
	kind: 'note',
	key: `${step}/responder-note`,
	value,
});
