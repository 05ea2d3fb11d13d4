import {damageOf} from '../incident/beside.ts';
import type {JournalRead} from '../incident/read.ts';
import type {JournalRecord} from '../incident/records.ts';
import {text} from '../text/index.ts';
import {isTimeZone} from './local-time.ts';
import type {Made} from './made.ts';
import {data, type Marked, marked, withoutMarks} from './marked.ts';
import {type Clock, type Reach, type Report, VERSION} from './model.ts';
import {attackerOf} from './parts/attacker.ts';
import {changesOf} from './parts/changes.ts';
import {checklistOf, noteList, tasksOf} from './parts/checklist.ts';
import {leakedOf} from './parts/leaked.ts';
import {metricsOf} from './parts/metrics.ts';
import {proofOf} from './parts/proof.ts';
import {type Sat, sittingsOf} from './parts/sittings.ts';
import {stateOf} from './parts/state.ts';
import {timelineOf} from './parts/timeline.ts';
import {iso, isoOrNull, notesOf, ofKind, valuesOf, words, wordsOrNull} from './parts/told.ts';
import {verdictOf} from './parts/verdict.ts';

export interface ReportInput {
	readonly read: Pick<JournalRead, 'records' | 'problems' | 'setAside'>;
	readonly made: Made;
	/** IANA; the zone of the first sitting when absent, or UTC where that is not on record. */
	readonly timeZone?: string;
}

const HOUR = 3_600_000;

/** The document of one incident, of what its journal holds and of nothing else: no clock, no zone and no language of the machine. */
export function reportOf({read, made, timeZone}: ReportInput): Report {
	// Whatever a name holds, it cannot be taken for one of our marks.
	const records = neutral(read.records);
	const sittings = sittingsOf(records);
	const [opened] = ofKind(records, 'opened');
	const recorded = sittings.find(sat => sat.timeZone !== null)?.timeZone;
	// A zone that this machine does not know would keep the whole document from being made.
	const zone = timeZone ?? (recorded !== undefined && recorded !== null && isTimeZone(recorded) ? recorded : 'UTC');
	const leaked = leakedOf(records);
	const verdict = verdictOf(records, {made, sittings, leaked, holds: damageOf(read) === undefined});
	const attacker = attackerOf(records);
	return {
		format: 'tourniquet-report',
		version: VERSION,
		incident: opened?.incident ?? '',
		mode: opened?.mode ?? 'live',
		rehearsal: opened?.mode === 'sandbox',
		redacted: false,
		endpoints: [...new Set(notesOf(records, 'caller').flatMap(({value}) => wordsOrNull(valuesOf(value).endpoint) ?? []))],
		timeZone: zone,
		verdict,
		state: stateOf({records, problems: read.problems}, sittings, verdict),
		sittings: sittings.map(({begun, ended, how, purpose, by, toolVersion}) => ({begun, ended, how, purpose, by, toolVersion})),
		journal: {
			records: records.length,
			head: records.at(-1)?.hash ?? null,
			problems: read.problems.map(({line, what, torn}) => ({line, what, torn: torn === true})),
			setAside: read.setAside.map(({line, bytes}) => ({line, bytes})),
		},
		leaked,
		reach: reachOf(records),
		timeline: timelineOf({records, sittings, leaked, attacker, timeZone: zone, tasks: tasksOf(records)}),
		metrics: metricsOf(records, {made, leaked, sittings}),
		proof: proofOf(records),
		changes: changesOf(records, made),
		attacker,
		residual: residualOf(records),
		problems: problemsOf(records),
		keepUntil: made.policyOn === 'no' ? null : isoOrNull(Number(valuesOf(lastOpen(records)?.value).keepUntil ?? 0)),
		checklist: checklistOf({records, sittings, made, verdict}),
		clocks: clocksOf(sittings),
		questions: text.reportChecklist.questions,
		notes: noteList({records, sittings}),
	};
}

/** Text in which nothing can be taken for a mark, all through a value. */
export function neutral<T>(value: T): T {
	if (typeof value === 'string') return withoutMarks(value) as T;
	if (Array.isArray(value)) return value.map(item => neutral<unknown>(item)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, neutral<unknown>(member)])) as T;
}

/** What was written down last as open beside the deny. */
const lastOpen = (records: readonly JournalRecord[]) => notesOf(records, 'open').at(-1);

function residualOf(records: readonly JournalRecord[]): Report['residual'] {
	const {risks} = valuesOf(lastOpen(records)?.value) as unknown as {readonly risks?: readonly Risk[]};
	return (risks ?? []).map(({code, certain}) => ({code, certain, sentence: riskSentence({code, certain})}));
}

type Risk = Parameters<typeof text.containment.residualRisk>[0];

/** A code of a later version is told as it stands. */
const riskSentence = (risk: Risk): Marked => (text.containment.residualRisk(risk) as string | undefined) ?? data(risk.code);

function problemsOf(records: readonly JournalRecord[]): Report['problems'] {
	const noted = valuesOf(lastOpen(records)?.value).problems;
	const list = (Array.isArray(noted) ? noted : []).map(valuesOf);
	const ended = ofKind(records, 'step').flatMap(({problem}) => problem ?? []);
	const all = [...list.map(({code, message, next}) => ({code: words(code), message: words(message), next: words(next)})), ...ended];
	const distinct = new Map(all.map(({code, message, next}) => [`${code} ${message}`, {code, message, next}]));
	return [...distinct.values()];
}

function reachOf(records: readonly JournalRecord[]): Reach | null {
	const noted = notesOf(records, 'reach').at(-1);
	const caller = valuesOf(notesOf(records, 'caller').at(-1)?.value);
	const closing = notesOf(records, 'management-account').at(-1);
	if (noted === undefined && closing === undefined) return null;
	const reach = valuesOf(noted?.value) as unknown as Partial<Reach> & {readonly involved?: Reach['managementAccount']['involved']};
	type Closing = {
		readonly state?: string;
		readonly sets?: readonly {
			readonly name: string;
			readonly state: 'closed' | 'open' | 'unknown';
			readonly reasons: readonly Parameters<typeof text.managementAccount.setReason>[0][];
		}[];
	};
	const closed = valuesOf(closing?.value) as unknown as Closing;
	return {
		accounts: reach.accounts ?? [],
		complete: reach.complete === true,
		managementAccount: {
			id: wordsOrNull(caller.managementAccountId),
			involved: reach.involved ?? 'unknown',
			state: closed.state ?? null,
			sets: (closed.sets ?? []).map(({name, state, reasons}) => ({
				name,
				state: text.managementAccount.setState(state),
				reasons: reasons.map(reason => text.managementAccount.setReason(marked(reason))),
			})),
		},
	};
}

function clocksOf(sittings: readonly Sat[]): readonly Clock[] {
	const from = sittings[0]?.begun;
	if (from === undefined || from === '') return [];
	return text.reportChecklist.clocks.map(({id, hours, sentence}) => ({
		id,
		sentence,
		from,
		due: hours === null ? null : iso(Date.parse(from) + hours * HOUR),
	}));
}
