import type {JournalRecord} from '../../incident/records.ts';
import {RESPONDER_NOTE} from '../../runbook/record.ts';
import {text} from '../../text/index.ts';
import type {Made} from '../made.ts';
import {data, type Marked} from '../marked.ts';
import type {ChecklistItem, Group, Note, Verdict} from '../model.ts';
import {type Sat, sittingOf} from './sittings.ts';
import {bare, iso, notesOf, ofKind, stepOf, type Values, valuesOf, words, wordsOrNull} from './told.ts';
import {takenOffEarly, takesOff} from './verdict.ts';

export interface ChecklistFacts {
	readonly records: readonly JournalRecord[];
	readonly sittings: readonly Sat[];
	readonly made: Made;
	readonly verdict: Verdict;
}

/** The manual tasks that the walk put before the responder, in its order, with their titles. */
export function tasksOf(records: readonly JournalRecord[]): ReadonlyMap<string, string> {
	const titles = new Map<string, string>();
	// The recovery asks for some of them again, as ways in that must be closed.
	for (const name of ['tasks', 'doors'])
		for (const {value} of notesOf(records, name))
			for (const task of Array.isArray(value) ? value : []) {
				const {id, title} = valuesOf(task);
				if (!titles.has(words(id))) titles.set(words(id), words(title));
			}
	return titles;
}

/** What was done, by whom and when; what is open; and what the guidance asks beyond what the walk could know of. */
export function checklistOf(facts: ChecklistFacts): readonly ChecklistItem[] {
	const tasks = tasksOf(facts.records);
	const ticked = ticksOf(facts);
	const manual = [...tasks].map(([id, title]): ChecklistItem => {
		const tick = ticked.get(id);
		return item({
			id,
			group: groupOf(id),
			what: data(title),
			source: text.reportChecklist.sources.walk,
			...(tick === undefined ? {} : {state: 'done', ...tick, evidence: text.reportChecklist.ticked(tick.record)}),
		});
	});
	const reviewed = text.reportChecklist.items.map(({id, group, title, source}): ChecklistItem => item({id, group, what: title, source}));
	const known = new Set(manual.map(({id}) => id));
	const all = [...ofTool(facts), ...manual, ...reviewed.filter(({id}) => !known.has(id))];
	const said = saidOf(facts);
	const groups: readonly Group[] = ['contain', 'eradicate', 'recover', 'learn'];
	return groups
		.flatMap(group => all.filter(one => one.group === group))
		.map(one => ({...one, ...(ownTasks.has(one.id) ? withoutState(said.get(one.id)) : said.get(one.id))}));
}

function item(
	of: Pick<ChecklistItem, 'id' | 'group' | 'what' | 'source'> & Partial<ChecklistItem> & {readonly record?: number},
): ChecklistItem {
	const {record: _, ...rest} = of;
	return {state: 'open', by: null, at: null, note: null, evidence: null, owner: null, due: null, ...rest};
}

/** Whether these are done is told by the probes and by AWS, never by a note. */
export const ownTasks: ReadonlySet<string> = new Set(['deny-on', 'deny-proven', 'deny-off', 'access-back']);

function withoutState(said: Partial<ChecklistItem> = {}): Partial<ChecklistItem> {
	const {state: _state, by: _by, at: _at, ...rest} = said;
	return rest;
}

/** What this program did itself, or is to do. */
function ofTool({records, sittings, made, verdict}: ChecklistFacts): readonly ChecklistItem[] {
	const {own, sources, evidence} = text.reportChecklist;
	const {policy} = made;
	const putOn = ofKind(records, 'outcome').find(({key}) => /^(?:attach-policy|fill-prepared-policy)$/.test(bare(key)));
	const proven = verdict.code === 'contained';
	const off = ofKind(records, 'outcome').findLast(({key}) => takesOff.test(bare(key)));
	const back = verdict.code === 'recovered';
	const actOf = (record: JournalRecord | undefined) =>
		record === undefined ? {} : {by: sittingOf(sittings, record)?.by ?? null, at: record.at, evidence: evidence.record(record.n)};
	return [
		item({
			id: 'deny-on',
			group: 'contain',
			what: own.denyOn,
			source: sources.tool,
			...(policy === undefined || putOn === undefined || policy.at === 0
				? {}
				: {state: 'done', ...actOf(putOn), at: iso(policy.at), evidence: evidence.policy(data(policy.policyId), putOn.n)}),
		}),
		item({
			id: 'deny-proven',
			group: 'contain',
			what: own.denyProven,
			source: sources.tool,
			...(proven || (back && firstProof(records) !== undefined) ? {state: 'done', ...actOf(firstProof(records))} : {}),
		}),
		...(policy === undefined && made.sets.length === 0
			? []
			: [
					item({
						id: 'deny-off',
						group: 'recover',
						what: own.denyOff,
						source: sources.tool,
						...(off !== undefined && made.policyOn === 'no' && made.setsOn.length === 0
							? {state: 'done', ...actOf(off), note: takenOffEarly(records) ?? null}
							: {}),
					}),
					item({
						id: 'access-back',
						group: 'recover',
						what: own.accessBack,
						source: sources.tool,
						...(back ? {state: 'done', ...actOf(notesOf(records, 'recovery').at(-1))} : {}),
					}),
				]),
	];
}

const firstProof = (records: readonly JournalRecord[]) =>
	notesOf(records, 'verdict').find(({value}) => valuesOf(value).verdict === 'contained');

/** The first time each task was ticked. */
function ticksOf({records, sittings}: ChecklistFacts) {
	const ticks = new Map<string, {readonly by: string | null; readonly at: string; readonly record: number}>();
	for (const record of ofKind(records, 'answer')) {
		if (record.question !== 'checklist' || !Array.isArray(record.answer)) continue;
		for (const id of record.answer.map(words))
			if (!ticks.has(id)) ticks.set(id, {by: sittingOf(sittings, record)?.by ?? null, at: record.at, record: record.n});
	}
	return ticks;
}

const groups: Readonly<Record<string, Group>> = {
	'look-for-leftovers': 'eradicate',
	'reset-credentials': 'eradicate',
	'iam-user-replace': 'recover',
	'keep-the-deny': 'recover',
};

/** What a session left behind is an event's task, named by it. */
const groupOf = (id: string): Group => groups[id] ?? (/^(?:leftover|denied)-/.test(id) ? 'eradicate' : 'contain');

/** What was noted of a task afterwards: each member as it was said last. */
function saidOf({records, sittings}: ChecklistFacts): ReadonlyMap<string, Partial<ChecklistItem>> {
	const said = new Map<string, Partial<ChecklistItem>>();
	for (const record of notesOf(records, RESPONDER_NOTE)) {
		const value = valuesOf(record.value);
		const task = wordsOrNull(value.task);
		if (task === null) continue;
		const state = words(value.state);
		const about = isState(state) ? {state, ...(state === 'open' ? {} : {by: sittingOf(sittings, record)?.by ?? null, at: record.at})} : {};
		said.set(task, {...said.get(task), ...about, ...membersOf(value)});
	}
	return said;
}

const isState = (state: string): state is ChecklistItem['state'] => state === 'done' || state === 'skipped' || state === 'open';

function membersOf(value: Values): Partial<ChecklistItem> {
	const evidence = wordsOrNull(value.evidence);
	const members = {note: wordsOrNull(value.text), owner: wordsOrNull(value.owner), due: wordsOrNull(value.due)};
	return {
		...Object.fromEntries(Object.entries(members).filter(([, member]) => member !== null)),
		...(evidence === null ? {} : {evidence: data(evidence) as Marked}),
	};
}

/** What responders noted, in the order they did. */
export function noteList({records, sittings}: Pick<ChecklistFacts, 'records' | 'sittings'>): readonly Note[] {
	return notesOf(records, RESPONDER_NOTE).map(record => {
		const value = valuesOf(record.value);
		return {
			at: record.at,
			by: sittingOf(sittings, record)?.by ?? null,
			step: stepOf(record.key) === '' || stepOf(record.key) === 'note' ? null : stepOf(record.key),
			task: wordsOrNull(value.task),
			text: words(value.text),
		};
	});
}
