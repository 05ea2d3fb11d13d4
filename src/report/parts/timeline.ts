import type {Searched} from '../../containment/chain/searched.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {RESPONDER_NOTE} from '../../runbook/record.ts';
import {text} from '../../text/index.ts';
import {localTime} from '../local-time.ts';
import {data, type Marked, marked} from '../marked.ts';
import type {Attacker, Entry, Leaked} from '../model.ts';
import {cellsIn} from './proof.ts';
import {type Sat, sittingOf} from './sittings.ts';
import {bare, iso, isoOrNull, notesOf, outcomesOf, type Values, valuesOf, words} from './told.ts';
import {takesOff} from './verdict.ts';

type Draft = Omit<Entry, 'local' | 'by' | 'record' | 'reference' | 'milestone'> &
	Partial<Pick<Entry, 'by' | 'record' | 'reference' | 'milestone'>>;

export interface TimelineFacts {
	readonly records: readonly JournalRecord[];
	readonly sittings: readonly Sat[];
	readonly leaked: Leaked;
	readonly attacker: Attacker | null;
	readonly timeZone: string;
	/** The titles of the manual tasks, by id. */
	readonly tasks: ReadonlyMap<string, string>;
}

/** Everything that happened, in the order of its times: what GuardDuty and CloudTrail date, and what the journal does. */
export function timelineOf(facts: TimelineFacts): readonly Entry[] {
	const drafts = [...ofFindings(facts.leaked), ...ofAttacker(facts.attacker), ...ofJournal(facts), ...ofProof(facts.records)];
	return drafts
		.map((draft, index): {readonly entry: Entry; readonly index: number} => ({
			index,
			entry: {
				by: null,
				record: null,
				reference: null,
				milestone: false,
				...draft,
				local: localTime(draft.at, facts.timeZone),
			},
		}))
		.sort((a, b) => Date.parse(a.entry.at) - Date.parse(b.entry.at) || order(a.entry) - order(b.entry) || a.index - b.index)
		.map(({entry}) => entry);
}

/** Within one moment what was seen outside comes first, then the order of the journal. */
const order = (entry: Entry) => entry.record ?? 0;

function ofFindings({findings}: Leaked): readonly Draft[] {
	const {timeline} = text.report;
	return findings.flatMap(finding => {
		const of = (at: string | null, draft: Omit<Draft, 'at' | 'reference'>): readonly Draft[] =>
			at === null ? [] : [{at, reference: finding.id, ...draft}];
		const type = data(finding.type);
		return [
			...of(finding.firstSeen, {lane: 'attacker', kind: 'first-activity', what: timeline.firstActivity(type), milestone: true}),
			...of(finding.lastSeen === finding.firstSeen ? null : finding.lastSeen, {
				lane: 'attacker',
				kind: 'last-activity',
				what: timeline.lastActivity(type),
				milestone: true,
			}),
			...of(finding.createdAt, {lane: 'detection', kind: 'finding', what: timeline.detected(type), milestone: true}),
			...of(finding.updatedAt === finding.createdAt ? null : finding.updatedAt, {
				lane: 'detection',
				kind: 'finding-updated',
				what: timeline.findingUpdated(type),
			}),
		];
	});
}

function ofAttacker(attacker: Attacker | null): readonly Draft[] {
	if (attacker === null) return [];
	const {timeline} = text.report;
	return [
		...attacker.sessions.map(
			(session): Draft => ({
				at: session.at,
				lane: 'attacker',
				kind: 'session-opened',
				what: timeline.sessionOpened(marked(session)),
				reference: session.eventId,
			}),
		),
		...attacker.leftBehind.map(
			(left): Draft => ({at: left.at, lane: 'attacker', kind: 'left-behind', what: timeline.left(marked(left)), reference: left.eventId}),
		),
	];
}

/** Since when each place was denied, by every matrix that was judged; those that turned in one round are one moment. */
function ofProof(records: readonly JournalRecord[]): readonly Draft[] {
	const rounds = new Map<number, {readonly record: number; readonly places: Set<Marked>}>();
	for (const note of notesOf(records, 'verdict')) {
		for (const cell of cellsIn(note.value)) {
			const since = cell.target.deniedSince;
			if (since === undefined) continue;
			const round = rounds.get(since) ?? {record: note.n, places: new Set()};
			rounds.set(since, round);
			round.places.add(text.report.place(marked({...cell, target: null, control: null})));
		}
	}
	return [...rounds]
		.sort(([a], [b]) => a - b)
		.map(([at, {record, places}], index): Draft => {
			const first = index === 0;
			const what = text.report.timeline.denied([...places], first);
			return {at: iso(at), lane: 'proof', kind: first ? 'first-denial' : 'denial', what, record, milestone: first};
		});
}

function ofJournal(facts: TimelineFacts): readonly Draft[] {
	const intents = new Map<string, Values>();
	const lastIdentified = facts.records.findLast(
		record => record.kind === 'evidence' && (bare(record.key) === 'person' || bare(record.key) === 'exact'),
	)?.n;
	return facts.records.flatMap(record => {
		if (record.kind === 'intent') intents.set(record.key, valuesOf(record.intent));
		return ofRecord(record, facts, {lastIdentified, intents});
	});
}

interface Before {
	/** The record by which the last of them was identified. */
	readonly lastIdentified: number | undefined;
	/** What was announced up to here, by key. */
	readonly intents: ReadonlyMap<string, Values>;
}

function ofRecord(record: JournalRecord, facts: TimelineFacts, {lastIdentified, intents}: Before): readonly Draft[] {
	const {timeline} = text.report;
	const sat = sittingOf(facts.sittings, record);
	const base = {at: record.at, record: record.n};
	const acted = {...base, by: sat?.by ?? null};
	// A sitting for a note alone is told by its note.
	if (sat?.purpose === 'note' && record.kind !== 'note') return [];
	switch (record.kind) {
		case 'opened': {
			const begins = record.resumed !== true;
			const what = timeline.opened(sat?.purpose ?? 'response', !begins);
			return [{...acted, lane: 'responder', kind: begins ? 'opened' : 'sitting', what, milestone: begins || sat?.purpose === 'recovery'}];
		}
		case 'evidence': {
			const labels = facts.leaked.subjects.map(({label}) => label);
			if (record.n === lastIdentified)
				return [{...base, lane: 'responder', kind: 'identified', what: timeline.identified(labels), milestone: true}];
			if (bare(record.key) !== 'found') return [];
			const {sessions, leftovers, stopped} = record.value as unknown as Searched;
			return [{...base, lane: 'responder', kind: 'searched', what: timeline.searched(sessions.length, leftovers.length, stopped)}];
		}
		case 'answer':
			return ofAnswer(record, acted, facts.tasks);
		case 'outcome':
			return [ofOutcome(record, acted, intents.get(record.key) ?? {})];
		case 'failed': {
			const what = timeline.failed(changeOf(record.key, intents.get(record.key) ?? {}), data(record.problem.message));
			return [{...acted, lane: 'change', kind: 'change-failed', what}];
		}
		case 'note':
			return ofNote(record, acted, facts.records);
		case 'step':
			if (record.problem === undefined) return [];
			return [{...base, lane: 'responder', kind: 'problem', what: timeline.problem(data(record.problem.message))}];
		case 'closed':
			return [{...acted, lane: 'responder', kind: 'closed', what: timeline.closed(sat?.how ?? 'completed')}];
		case 'intent':
		case 'call':
			return [];
	}
}

type Acted = Pick<Draft, 'at' | 'record' | 'by'>;

function ofAnswer(
	record: Extract<JournalRecord, {readonly kind: 'answer'}>,
	acted: Acted,
	tasks: ReadonlyMap<string, string>,
): readonly Draft[] {
	const {timeline} = text.report;
	if (record.question === 'confirm' && record.answer === 'confirmed')
		return [{...acted, lane: 'responder', kind: 'confirmed', what: timeline.confirmed(data(record.gate?.act ?? record.title))}];
	if (record.question === 'checklist' && Array.isArray(record.answer)) {
		return record.answer.map((id): Draft => {
			const title = tasks.get(words(id));
			return {...acted, lane: 'responder', kind: 'ticked', what: timeline.ticked(title === undefined ? data(words(id)) : data(title))};
		});
	}
	return [];
}

function ofOutcome(record: Extract<JournalRecord, {readonly kind: 'outcome'}>, acted: Acted, intent: Values): Draft {
	const name = bare(record.key);
	const requestId = valuesOf(record.outcome).requestId;
	const off = takesOff.test(name) && name !== 'remove-unattached-policy';
	return {
		...acted,
		lane: 'change',
		kind: off ? 'undone' : 'changed',
		what: text.report.timeline.done(changeOf(record.key, intent), record.reconciled === true),
		reference: typeof requestId === 'string' && requestId !== '' ? requestId : null,
		milestone: /^(?:attach-policy|fill-prepared-policy|update-policy-\d+|detach-policy|empty-prepared-policy)$/.test(name),
	};
}

function changeOf(key: string, intent: Values): Marked {
	const of = (name: string) => (typeof intent[name] === 'string' ? data(words(intent[name])) : undefined);
	const name = bare(key);
	return text.report.change(name.split('/')[0]?.replace(/-\d+$/, '') ?? '', {
		policyId: of('policyId'),
		policyName: of('policyName'),
		targetId: of('targetId'),
		set: of('name') ?? of('permissionSet'),
		accessKeyId: of('accessKeyId'),
		userName: of('userName'),
	});
}

/** What was noted, of what there is. */
function notedOf(value: Values) {
	const of = (name: string) => (words(value[name]) === '' ? undefined : data(words(value[name])));
	return {said: of('text'), task: of('task'), state: of('state'), owner: of('owner'), due: of('due')};
}

/** How a verdict of the probes differs from the one before it: by the deny, or by the time alone. */
function whichVerdict(record: JournalRecord, records: readonly JournalRecord[]): 'first' | 'wider' | 'once-more' {
	const before = notesOf(records, 'verdict').findLast(({n}) => n < record.n);
	if (before === undefined) return 'first';
	return outcomesOf(records, /^update-policy-\d+$/).some(({n}) => n > before.n && n < record.n) ? 'wider' : 'once-more';
}

function ofNote(
	record: Extract<JournalRecord, {readonly kind: 'note'}>,
	acted: Acted,
	records: readonly JournalRecord[],
): readonly Draft[] {
	const {timeline} = text.report;
	const name = bare(record.key);
	const value = valuesOf(record.value);
	switch (name) {
		case RESPONDER_NOTE:
			return [{...acted, lane: 'responder', kind: 'note', what: timeline.note(notedOf(value))}];
		case 'verdict':
		case 'verdict-again': {
			const verdict = words(value.verdict);
			const what = name === 'verdict' ? timeline.verdict(verdict, whichVerdict(record, records)) : timeline.verdictAgain(verdict);
			return [{...acted, by: null, lane: 'proof', kind: 'verdict', what, milestone: name === 'verdict'}];
		}
		case 'management-account':
			return [{...acted, lane: 'change', kind: 'management-account', what: timeline.managementAccount(words(value.state))}];
		case 'taken-off-early':
			return [{...acted, lane: 'responder', kind: 'taken-off-early', what: timeline.early(isoOrNull(Number(value.safeAt)) ?? '')}];
		case 'access-back':
			return [
				{...acted, by: null, lane: 'proof', kind: 'access-back', what: timeline.back(value.back === true), milestone: value.back === true},
			];
		case 'recovery':
			return [
				{...acted, by: null, lane: 'proof', kind: 'recovery', what: timeline.recovery(Array.isArray(value.left) ? value.left.length : 0)},
			];
		default:
			// The journal's own note about what a crash cut off.
			return record.key === 'torn-line' ? [{...acted, by: null, lane: 'responder', kind: 'torn', what: timeline.torn}] : [];
	}
}
