import type {Searched} from '../../containment/chain/searched.ts';
import {mergeDeny} from '../../containment/management-account/inline-policy.ts';
import type {Door} from '../../containment/recovery/take-off.ts';
import {foldJournal} from '../../incident/fold.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {Problem} from '../../problem.ts';
import {bare} from '../../report/parts/told.ts';
import type {Json} from '../../runbook/json.ts';
import type {RecordedWrite} from '../../runbook/record.ts';
import type {Applied, ExactSubject, Facts, KeyInactive, Person, SetPlan, Subject} from '../../steps/facts.ts';
import {personsOf} from '../../steps/subjects.ts';
import {text} from '../../text/index.ts';
import {type Ended, endedBy} from './ended.ts';

type Values = Readonly<Record<string, Json | undefined>>;

/**
 * Fills in what an incident made, by its journal alone: whom the deny is for, where it is on, which permission sets and access keys were changed.
 * What was sent and never answered counts as made: AWS is asked before anything is undone.
 * @throws Problem `nothing-to-recover`, exit 4, when the incident changed nothing
 */
export function recoveringFacts(facts: Facts, records: readonly JournalRecord[]): void {
	facts.recovering = true;
	const {writes, evidence} = foldJournal(records);
	const subjects: Subject[] = [];
	for (const [key, {value}] of evidence) {
		const found = value as unknown as {readonly person?: Person; readonly instance?: Facts['instance']};
		if (bare(key) === 'person' && found.person !== undefined) {
			subjects.push(found.person);
			if (found.instance !== undefined) facts.instance = found.instance;
		}
		if (bare(key) === 'exact') subjects.push(value as unknown as ExactSubject);
		if (bare(key) === 'state-before') facts.policiesBefore = policiesBefore(value);
		if (bare(key) === 'test-sessions') facts.testSessions = [...facts.testSessions, ...(value as unknown as readonly string[])];
		if (/^tightening-\d+$/.test(bare(key)))
			facts.testSessions = [...facts.testSessions, ...(value as unknown as {readonly testSessions: readonly string[]}).testSessions];
		if (bare(key) === 'found') facts.searched = value as unknown as Searched;
	}
	facts.subjects = subjects;
	const sentAt = sentBy(records);
	const widened = [...sentAt].filter(([key]) => widens.test(bare(key))).map(([, at]) => at);
	if (widened.length > 0) facts.widenedAt = Math.max(...widened);
	const applied = appliedBy([...writes], facts, sentAt);
	if (applied !== undefined) facts.applied = applied;
	const maybe = maybeMade(records);
	if (maybe !== undefined) facts.maybeMade = maybe;
	facts.alsoMade = alsoMade([...writes], applied);
	const ended = endedBy(records);
	const sent = setsSent([...writes], facts, incidentOf(records), ended);
	const changed = sent.filter(({arn}) => ended.get(putOf(arn)) !== 'refused');
	facts.setsRefused = sent.filter(set => !changed.includes(set));
	if (changed.length > 0) facts.closing = {changed, verdict: {state: 'unknown', sets: [], reasons: [], overReach: false}};
	facts.keysInactive = keysInactive(records, ended);
	facts.doors = doorsTicked(records);
	const early = takenOffEarly(records);
	if (early !== undefined) facts.early = early;
	if (applied === undefined && maybe === undefined && changed.length === 0 && facts.keysInactive.length === 0)
		throw new Problem('nothing-to-recover', text.commands.nothingToRecover, text.commands.nothingToRecoverNext, 4);
}

type Writes = readonly (readonly [string, RecordedWrite])[];

const intentsOf = (
	writes: Writes,
	name: string,
): readonly {readonly key: string; readonly intent: Values; readonly write: RecordedWrite}[] =>
	writes.filter(([key]) => bare(key) === name).map(([key, write]) => ({key, intent: (write.intent ?? {}) as Values, write}));

const words = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The policies that were made, in the journal's order and each once; those that were removed again before they were on are none of them. */
function policiesMade(writes: Writes): readonly string[] {
	const attached = intentsOf(writes, 'attach-policy').map(({intent}) => words(intent.policyId));
	const made = intentsOf(writes, 'create-policy').map(({write}) => words(((write.outcome?.value ?? {}) as Values).policyId));
	// A try that came later made a later one, whether or not it came to attaching it.
	const all = [...attached.filter(id => !made.includes(id)), ...made].filter(id => id !== '' && !wasRemoved(writes, id));
	return [...new Set(all.reverse())].reverse();
}

/** What was made beside the policy that is on, or may be, and is not known to be deleted. */
function alsoMade(writes: Writes, applied: Applied | undefined): Facts['alsoMade'] {
	const deleted = new Set(
		writes
			.filter(([key, {outcome}]) => /^delete-policy(?:$|\/)/.test(bare(key)) && outcome !== undefined)
			.map(([, {intent}]) => policyIn(intent)),
	);
	return policiesMade(writes)
		.filter(id => id !== applied?.policyId && !deleted.has(id))
		.map(policyId => {
			const {policyName, document} = createdAs(writes, policyId);
			return {policyId, name: words(policyName), document: words(document)};
		});
}

const policyIn = (intent: Json | undefined) => words(((intent ?? {}) as Values).policyId);

/** The intent of the making of a policy. */
function createdAs(writes: Writes, policyId: string): Values {
	const created = writes.find(([key, {outcome}]) => bare(key) === 'create-policy' && policyIn(outcome?.value) === policyId)?.[1];
	return (created?.intent ?? {}) as Values;
}

/** The policy that is on, or may be: the last that was made or filled, with the document it was last given. */
function appliedBy(writes: Writes, facts: Facts, sent: ReadonlyMap<string, number>): Applied | undefined {
	const [filled] = intentsOf(writes, 'fill-prepared-policy').slice(-1);
	const attached = intentsOf(writes, 'attach-policy');
	const policyId = words(filled?.intent.policyId) || policiesMade(writes).at(-1);
	if (policyId === undefined) return undefined;
	const first = filled?.intent ?? createdAs(writes, policyId);
	const updates = writes.filter(
		([key, {intent}]) => /^update-policy-\d+$/.test(bare(key)) && words(((intent ?? {}) as Values).policyId) === policyId,
	);
	const documentOf = (update: Writes[number] | undefined) => words(((update?.[1].intent ?? {}) as Values).document);
	const unanswered = documentOf(updates.filter(([, {outcome}]) => outcome === undefined).at(-1));
	const here = attached.filter(({intent}) => words(intent.policyId) === policyId);
	const putOn = (filled === undefined ? here : [filled]).flatMap(({key}) => sent.get(key) ?? []);
	return {
		policyId,
		name: words(first.policyName),
		document: documentOf(updates.filter(([, {outcome}]) => outcome !== undefined).at(-1)) || words(first.document),
		...(unanswered === '' ? {} : {mayHold: unanswered}),
		targets: filled === undefined ? [...new Set(here.map(({intent}) => words(intent.targetId)))] : Object.keys(facts.policiesBefore),
		missing: [],
		at: putOn.length === 0 ? 0 : Math.min(...putOn),
		...(filled === undefined ? {} : {placeholder: words(filled.intent.placeholder)}),
	};
}

const wasRemoved = (writes: Writes, policyId: string) =>
	intentsOf(writes, 'remove-unattached-policy').some(
		({intent, write}) => words(intent.policyId) === policyId && write.outcome !== undefined,
	);

/** A policy that was sent to be made, when nobody ever learned whether it was, and none was deleted since: there is but one of that name. */
function maybeMade(records: readonly JournalRecord[]): Facts['maybeMade'] {
	const last = records.findLastIndex(record => record.kind === 'intent' && bare(record.key) === 'create-policy');
	const made = records[last];
	if (made?.kind !== 'intent') return undefined;
	const since = records.slice(last + 1);
	const known = since.some(
		record => record.kind === 'outcome' && (record.key === made.key || /^delete-policy(?:$|\/)/.test(bare(record.key))),
	);
	const {policyName, document} = made.intent as Values;
	return known ? undefined : {name: words(policyName), document: words(document)};
}

/**
 * When each write had been sent at the latest: by its outcome's time or, where a sitting ended without one, by the end of that sitting. A clock
 * that was set back does not count.
 */
function sentBy(records: readonly JournalRecord[]): ReadonlyMap<string, number> {
	const sent = new Map<string, number>();
	const open = new Set<string>();
	for (const {record, at} of timed(records)) {
		if (record.kind === 'opened') open.clear();
		if (record.kind === 'intent') open.add(record.key);
		for (const key of open) sent.set(key, at);
		if (record.kind === 'outcome' || record.kind === 'failed') open.delete(record.key);
	}
	return sent;
}

/** Each record with a time that never goes back, epoch ms. */
function timed(records: readonly JournalRecord[]): readonly {readonly record: JournalRecord; readonly at: number}[] {
	let latest = 0;
	return records.map(record => {
		latest = Math.max(latest, Date.parse(record.at));
		return {record, at: latest};
	});
}

const putOf = (arn: string) => `put-inline-policy/${arn}`;

/** The sets into which the deny was to be put, with what they held before; the merge is made again from the saved bytes. */
function setsSent(writes: Writes, facts: Facts, incidentId: string, ended: ReadonlyMap<string, Ended>): readonly SetPlan[] {
	const persons = personsOf(facts);
	const subject = {
		userIds: persons.flatMap(person => person.user?.userId ?? []),
		sessionNames: [...new Set(persons.flatMap(person => person.sessionNames))],
	};
	const sets = new Map<string, SetPlan>();
	for (const [key, {intent}] of writes) {
		if (!bare(key).startsWith('put-inline-policy/')) continue;
		const {permissionSet, saved, name} = (intent ?? {}) as Values;
		const before = Buffer.from(words(saved), 'base64').toString('utf8');
		const merged = mergeDeny(before, subject, incidentId);
		// What AWS holds now decides whether it is still this: the document on record went through what a journal does to words.
		if (!merged.ok) continue;
		const arn = words(permissionSet);
		const unanswered = ended.get(putOf(arn)) === 'unknown' ? ({unanswered: true} as const) : {};
		sets.set(arn, {arn, name: words(name) || arn, merged: merged.merged, ...unanswered});
	}
	return [...sets.values()];
}

function incidentOf(records: readonly JournalRecord[]): string {
	const opened = records.find(record => record.kind === 'opened');
	return opened?.kind === 'opened' ? opened.incident : '';
}

/** Those that were set inactive, or may have been; one that AWS refused to is active, and so is one that AWS has shown to be since. */
function keysInactive(records: readonly JournalRecord[], ended: ReadonlyMap<string, Ended>): readonly KeyInactive[] {
	const keys = new Map<string, KeyInactive>();
	for (const record of records) {
		if (record.kind === 'note' && bare(record.key) === 'keys-asked')
			for (const id of (record.value as {readonly active: readonly string[]}).active)
				if (keys.get(id)?.unanswered === true) keys.delete(id);
		if (record.kind !== 'intent' || !bare(record.key).startsWith('set-inactive/')) continue;
		const {accountId, userName, accessKeyId} = record.intent as Values;
		const came = ended.get(bare(record.key));
		if (came === 'refused') continue;
		const unanswered = came === 'unknown' ? ({unanswered: true} as const) : {};
		keys.set(words(accessKeyId), {
			accountId: words(accountId),
			userName: words(userName),
			accessKeyId: words(accessKeyId),
			...unanswered,
		});
	}
	return [...keys.values()];
}

/** What was ticked, with the time of the answer and who was at it: each runbook's sittings note their caller for themselves. */
function doorsTicked(records: readonly JournalRecord[]): readonly Door[] {
	const doors = new Map<string, Door>();
	const callers = new Map<string, string>();
	let runbook = '';
	for (const {record, at} of timed(records)) {
		if (record.kind === 'opened') runbook = record.runbook.id;
		if (record.kind === 'note' && bare(record.key) === 'caller') callers.set(runbook, words((record.value as Values).arn));
		if (record.kind !== 'answer' || record.question !== 'checklist' || !Array.isArray(record.answer)) continue;
		const by = callers.get(runbook) ?? '';
		for (const id of record.answer)
			if (typeof id === 'string' && !doors.has(id)) doors.set(id, {id, closedAt: at, ...(by === '' ? {} : {by})});
	}
	return [...doors.values()];
}

/** Typed in an earlier sitting, and something was taken off on the strength of it before it was safe. */
function takenOffEarly(records: readonly JournalRecord[]): Facts['early'] {
	let typed: Facts['early'];
	for (const {record, at} of timed(records)) {
		if (record.kind === 'note' && bare(record.key) === 'taken-off-early') typed = record.value as unknown as Facts['early'];
		if (record.kind === 'intent' && takesOff.test(bare(record.key)) && typed !== undefined && at < typed.safeAt) return typed;
	}
	return undefined;
}

const widens = /^(?:attach-policy$|fill-prepared-policy$|update-policy-\d+$|put-inline-policy\/)/;
const takesOff = /^(?:detach-policy|empty-prepared-policy$|restore-inline-policy\/)/;

function policiesBefore(value: Json): Facts['policiesBefore'] {
	const recorded = value as unknown as {readonly plan?: {readonly stateBefore?: {readonly policiesOnTargets?: Facts['policiesBefore']}}};
	return recorded.plan?.stateBefore?.policiesOnTargets ?? {};
}
