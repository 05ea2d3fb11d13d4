import {sidPrefixFor} from '../../containment/management-account/inline-policy.ts';
import {policyNameFor} from '../../containment/policy/deny-policy.ts';
import {damageCode, damageOf, readBeside} from '../../incident/beside.ts';
import {foldJournal} from '../../incident/fold.ts';
import type {IncidentPlace} from '../../incident/place.ts';
import type {JournalProblem} from '../../incident/read.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {Problem} from '../../problem.ts';
import {bare} from '../../report/parts/told.ts';
import type {Block, View} from '../../runbook/views.ts';
import {incidentTag} from '../../steps/applying/made.ts';
import {type Facts, noFacts} from '../../steps/facts.ts';
import {undoBlocks} from '../../steps/recovery/by-hand.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Arguments} from '../flags/arguments.ts';
import {printedViews} from '../printed.ts';
import {recoveringFacts} from './recovering.ts';
import {settled} from './standing.ts';

/**
 * Nothing goes on with a journal that does not hold, and what it made must come off all the same: the refusal says how it is done by hand.
 * With `explain` it prints the commands too, from the records that hold.
 * @throws Problem `journal-broken`, `journal-shorter` or `journal-other`, exit 5
 */
export async function refuseDamaged(place: IncidentPlace, {explain, json}: Pick<Arguments, 'explain' | 'json'>): Promise<void> {
	const read = await readBeside(place.journal);
	const damage = damageOf(read);
	if (damage === undefined) return;
	const {records} = read;
	const [first] = records;
	const marks = marksOf(first?.kind === 'opened' ? first.incident : place.id);
	const message = text.incident.broken(clean(place.journal), damage.line, damage.what);
	const printing = explain && !json;
	if (printing) process.stdout.write(printedViews(byHand(records, damage, marks, message), process.stdout.columns));
	const next = printing ? text.damaged.nextExplained : text.damaged.next(place.id, marks, {json, gone: damage.beside !== undefined});
	throw new Problem(damageCode(damage), message, next, 5);
}

type Marks = ReturnType<typeof marksOf>;

/** What carries this incident's id in AWS. */
function marksOf(incident: string) {
	return {incident, policyName: policyNameFor(incident, ''), tag: incidentTag, sid: sidPrefixFor(incident)};
}

function byHand(records: readonly JournalRecord[], {line, beside}: JournalProblem, marks: Marks, message: string): readonly View[] {
	// Of another journal than the manifest lists, nothing says up to where it is the same.
	const until = beside === 'other' ? undefined : line;
	const facts = notUndone(made(records), records);
	const place = {instanceArn: facts.instance?.arn ?? 'INSTANCE_ARN', accountId: managementAccountOf(records) ?? 'MANAGEMENT_ACCOUNT_ID'};
	const blocks = [...undoing(facts, place), ...perhapsChanged(records, until, marks, place)];
	return [
		{id: 'journal-damaged', tone: 'danger', title: text.damaged.title, blocks: [says(message), says(text.damaged.notAsked)]},
		{id: 'undo-by-hand', title: text.damaged.undoTitle(until), blocks: blocks.length === 0 ? [says(text.damaged.nothing)] : blocks},
		{
			id: 'look-by-hand',
			title: text.damaged.restTitle(line),
			blocks: [says(text.damaged.rest(marks)), code(text.damaged.findPolicies(marks.policyName))],
		},
	];
}

const says = (sentence: string): Block => ({kind: 'paragraph', text: sentence});
const code = (commands: string): Block => ({kind: 'code', text: commands});

function made(records: readonly JournalRecord[]): Facts {
	const facts = noFacts({mode: 'live', protectedPrincipals: [], readOnly: true});
	try {
		recoveringFacts(facts, records);
	} catch (error) {
		if (!(error instanceof Problem) || error.code !== 'nothing-to-recover') throw error;
	}
	return facts;
}

/** What is not on record as undone. A policy that was taken off and not deleted is still there to be deleted. */
function notUndone(facts: Facts, records: readonly JournalRecord[]): Facts {
	const writes = [...foldJournal(records).writes];
	const {applied, closing, keysInactive, ...others} = facts;
	const ofPolicy = writes.filter(([, {intent}]) => (intent as {readonly policyId?: string} | undefined)?.policyId === applied?.policyId);
	const gone = settled(ofPolicy, 'delete-policy') || settled(ofPolicy, 'empty-prepared-policy');
	return {
		...others,
		...(applied === undefined || gone ? {} : {applied}),
		...(closing === undefined
			? {}
			: {closing: {...closing, changed: closing.changed.filter(({arn}) => !settled(writes, `restore-inline-policy/${arn}`))}}),
		keysInactive: keysInactive.filter(({accessKeyId}) => !settled(writes, `set-active/${accessKeyId}`)),
	};
}

interface Place {
	readonly instanceArn: string;
	readonly accountId: string;
}

function undoing(facts: Facts, {instanceArn, accountId}: Place): readonly Block[] {
	const undo = undoBlocks(facts, accountId);
	if (undo.length === 0) return [];
	const {alsoMade, applied, closing} = facts;
	const look = [
		...(closing?.changed ?? []).map(({arn}) => text.damaged.lookAtSet(instanceArn, arn)),
		...[...(applied === undefined ? [] : [applied]), ...alsoMade].map(({policyId}) => text.damaged.lookAtPolicy(policyId)),
	];
	return [
		{kind: 'paragraph', tone: 'warning', text: text.damaged.careful},
		...(look.length === 0 ? [] : [says(text.damaged.lookFirst), code(look.join('\n'))]),
		says(text.damaged.undo),
		...undo,
	];
}

/** Sets that were saved, which is what comes before a change, and whose change would stand where nothing holds. */
function perhapsChanged(
	records: readonly JournalRecord[],
	until: number | undefined,
	{sid}: Marks,
	{instanceArn, accountId}: Place,
): readonly Block[] {
	const {writes, evidence} = foldJournal(records);
	const sent = new Set([...writes.keys()].map(bare));
	const saved = [...evidence].flatMap(([key, {value}]) => {
		const arn = /^saved\/(.*)$/.exec(bare(key))?.[1];
		if (arn === undefined || sent.has(`put-inline-policy/${arn}`)) return [];
		const {set, bytes} = value as {readonly set: string; readonly bytes: string};
		return [{arn, set, saved: Buffer.from(bytes, 'base64').toString('utf8')}];
	});
	if (saved.length === 0) return [];
	return [
		says(text.damaged.perhaps(until, sid)),
		...saved.flatMap(({arn, set, saved: before}): readonly Block[] => [
			{kind: 'heading', text: set},
			code(`${text.damaged.lookAtSet(instanceArn, arn)}\n${text.byHand.restoreInlinePolicy(instanceArn, arn, before, accountId)}`),
		]),
	];
}

/** As it was when the plan was made. */
function managementAccountOf(records: readonly JournalRecord[]): string | undefined {
	const before = records.findLast(record => record.kind === 'evidence' && bare(record.key) === 'state-before');
	if (before?.kind !== 'evidence') return undefined;
	const {plan} = before.value as {readonly plan?: {readonly stateBefore?: {readonly managementAccountId?: string}}};
	return plan?.stateBefore?.managementAccountId;
}
