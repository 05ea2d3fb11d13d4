import {mergeDeny} from '../containment/inline-policy.ts';
import type {Door} from '../containment/take-off.ts';
import {foldJournal} from '../incident/fold.ts';
import type {JournalRecord} from '../incident/records.ts';
import {Problem} from '../problem.ts';
import type {Json} from '../runbook/json.ts';
import type {RecordedWrite} from '../runbook/record.ts';
import type {Applied, ExactSubject, Facts, Person, SetPlan, Subject} from '../steps/facts.ts';
import {personsOf} from '../steps/subjects.ts';
import {text} from '../text/index.ts';

type Values = Readonly<Record<string, Json | undefined>>;

/** The part of a key that a step gave it: without the step's id, and without the number of its use. */
const bare = (key: string) => key.slice(key.indexOf('/') + 1).replace(/(?<!#)(?:##)*#\d+$/, '');

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
		if (/^(test-sessions)$/.test(bare(key))) facts.testSessions = value as unknown as readonly string[];
	}
	facts.subjects = subjects;
	const applied = appliedBy([...writes]);
	if (applied !== undefined) facts.applied = applied;
	const changed = setsChanged([...writes], facts, incidentOf(records));
	if (changed.length > 0) facts.closing = {changed, verdict: {state: 'unknown', sets: [], reasons: [], overReach: false}};
	facts.keysInactive = keysInactive([...writes]);
	facts.doors = doorsTicked(records);
	if (applied === undefined && changed.length === 0 && facts.keysInactive.length === 0)
		throw new Problem('nothing-to-recover', text.commands.nothingToRecover, text.commands.nothingToRecoverNext, 4);
}

type Writes = readonly (readonly [string, RecordedWrite])[];

const intentsOf = (writes: Writes, name: string): readonly {readonly intent: Values; readonly write: RecordedWrite}[] =>
	writes.filter(([key]) => bare(key) === name).map(([, write]) => ({intent: (write.intent ?? {}) as Values, write}));

const words = (value: Json | undefined): string => (typeof value === 'string' ? value : '');

/** The policy that is on, or may be: the last that was made or filled, with the document it was last given. */
function appliedBy(writes: Writes): Applied | undefined {
	const [filled] = intentsOf(writes, 'fill-prepared-policy').slice(-1);
	const attached = intentsOf(writes, 'attach-policy');
	const policyId = words(filled?.intent.policyId) || words(attached.at(-1)?.intent.policyId);
	if (policyId === '') return undefined;
	const removed = intentsOf(writes, 'remove-unattached-policy').some(
		({intent, write}) => words(intent.policyId) === policyId && write.outcome !== undefined,
	);
	if (removed) return undefined;
	const created = writes.find(
		([key, {outcome}]) => bare(key) === 'create-policy' && ((outcome?.value ?? {}) as Values).policyId === policyId,
	)?.[1];
	const first = (filled?.intent ?? created?.intent ?? {}) as Values;
	const updates = writes.filter(
		([key, {intent}]) => /^update-policy-\d+$/.test(bare(key)) && words(((intent ?? {}) as Values).policyId) === policyId,
	);
	const lastUpdate = updates.filter(([, {outcome}]) => outcome !== undefined).at(-1)?.[1].intent as Values | undefined;
	const accepted = (filled === undefined ? attached : [filled]).flatMap(({write}) => {
		const at = ((write.outcome?.value ?? {}) as Values).at;
		return typeof at === 'number' ? [at] : [];
	});
	const targets = attached.filter(({intent}) => words(intent.policyId) === policyId).map(({intent}) => words(intent.targetId));
	return {
		policyId,
		name: words(first.policyName),
		document: words(lastUpdate?.document) || words(first.document),
		targets: [...new Set(targets)],
		missing: [],
		at: Math.max(0, ...accepted),
		...(filled === undefined ? {} : {placeholder: words(filled.intent.placeholder)}),
	};
}

/** The sets that got the deny, with what they held before; the merge is made again from the saved bytes, and must come to the same document. */
function setsChanged(writes: Writes, facts: Facts, incidentId: string): readonly SetPlan[] {
	const persons = personsOf(facts);
	const subject = {
		userIds: persons.flatMap(person => person.user?.userId ?? []),
		sessionNames: [...new Set(persons.flatMap(person => person.sessionNames))],
	};
	const sets = new Map<string, SetPlan>();
	for (const [key, {intent}] of writes) {
		if (!bare(key).startsWith('put-inline-policy/')) continue;
		const {permissionSet, saved, document, name} = (intent ?? {}) as Values;
		const before = Buffer.from(words(saved), 'base64').toString('utf8');
		const merged = mergeDeny(before, subject, incidentId);
		if (!merged.ok || merged.merged.document !== words(document)) continue;
		sets.set(words(permissionSet), {arn: words(permissionSet), name: words(name) || words(permissionSet), merged: merged.merged});
	}
	return [...sets.values()];
}

function incidentOf(records: readonly JournalRecord[]): string {
	const opened = records.find(record => record.kind === 'opened');
	return opened?.kind === 'opened' ? opened.incident : '';
}

function keysInactive(writes: Writes): Facts['keysInactive'] {
	return writes
		.filter(([key]) => bare(key).startsWith('set-inactive/'))
		.map(([, {intent}]) => {
			const {accountId, userName, accessKeyId} = (intent ?? {}) as Values;
			return {accountId: words(accountId), userName: words(userName), accessKeyId: words(accessKeyId)};
		});
}

/** What was ticked, with the time of the answer. */
function doorsTicked(records: readonly JournalRecord[]): readonly Door[] {
	const doors = new Map<string, Door>();
	for (const record of records) {
		if (record.kind !== 'answer' || record.question !== 'checklist' || !Array.isArray(record.answer)) continue;
		for (const id of record.answer) if (typeof id === 'string' && !doors.has(id)) doors.set(id, {id, closedAt: Date.parse(record.at)});
	}
	return [...doors.values()];
}

function policiesBefore(value: Json): Facts['policiesBefore'] {
	const recorded = value as unknown as {readonly plan?: {readonly stateBefore?: {readonly policiesOnTargets?: Facts['policiesBefore']}}};
	return recorded.plan?.stateBefore?.policiesOnTargets ?? {};
}
