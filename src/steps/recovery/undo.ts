import {Problem} from '../../problem.ts';
import type {Block} from '../../runbook/views.ts';
import {WalkEnded} from '../../runbook/walk.ts';
import {text} from '../../text/index.ts';
import {alreadySo, settledOrSentAgain} from '../applying/made.ts';
import {takeOff} from '../applying/take-off.ts';
import {undoSets} from '../closing/undo.ts';
import type {IncidentStep, IncidentWalk} from '../facts.ts';
import {labelsOf, phraseOf} from '../subjects.ts';
import {deleteAlsoMade} from './also-made.ts';
import {undoBlocks} from './by-hand.ts';

/**
 * Undoes what this incident made, and only that, once the name has been typed: the saved inline policies first, then the deny, then access keys
 * where the responder says so. What cannot be undone is left, said, and printed to be done by hand; the rest goes on.
 */
export const recoveryUndo: IncidentStep = async walk => {
	const {facts} = walk;
	if (facts.settings.readOnly) planOnly(walk);
	await confirm(walk);
	const left: string[] = [];
	const accountId = facts.organization?.managementAccountId ?? '';
	const {instance, closing} = facts;
	if (closing !== undefined && closing.changed.length > 0) {
		if (instance === undefined) left.push(...closing.changed.map(set => text.steps.recovery.setLeft(set.name)));
		// The name was typed just now: its question is a new one in every sitting.
		else
			left.push(
				...(await undoSets(walk, {instance, accountId, confirmedHere: async () => {}})).map(({set, why}) =>
					text.steps.recovery.setLeft(set.name, why),
				),
			);
	}
	left.push(...(await takeOffPolicy(walk)), ...(await deleteAlsoMade(walk)), ...(await keysActive(walk)));
	facts.recovery = {left, cells: [], reasons: []};
};

/** What would be undone, as the very commands; and the end of a sitting that may change nothing. */
function planOnly(walk: IncidentWalk): never {
	const undo = undoBlocks(walk.facts);
	if (undo.length > 0) walk.show({id: 'undo-by-hand', title: text.steps.recovery.planTitle(labelsOf(walk.facts)), blocks: undo});
	walk.show({id: 'read-only', tone: 'warning', blocks: [{kind: 'paragraph', text: text.steps.recovery.readOnly(walk.incident.id)}]});
	throw new WalkEnded('planned');
}

async function confirm(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	const {applied, closing} = facts;
	const label = labelsOf(facts);
	const byHand: Block[] = applied === undefined ? [] : [{kind: 'code', text: text.byHand.takeOffPolicy(applied)}];
	const answer = await walk.ask({
		kind: 'confirm',
		// Typed in every sitting: nothing is given back on a recorded confirmation alone.
		id: `confirm-recovery-${walk.clock.now()}`,
		title: text.steps.recovery.confirm(label),
		phrase: phraseOf(facts),
		act: text.steps.recovery.act(
			label,
			applied?.policyId,
			(closing?.changed ?? []).map(set => set.name),
		),
		pages: [{key: 'x', label: text.steps.preview.byHandPage, view: {id: 'by-hand', title: text.steps.preview.byHandTitle, blocks: byHand}}],
		flag: '--confirm',
	});
	if (answer !== 'confirmed') throw new WalkEnded('left');
}

/** The deny, from wherever it is attached. It is tried last: while it is on, nothing is open. */
async function takeOffPolicy(walk: IncidentWalk): Promise<readonly string[]> {
	const {applied} = walk.facts;
	if (applied === undefined) return [];
	try {
		await takeOff(walk, applied);
		walk.facts.undone = true;
		walk.show({
			id: 'taken-off',
			tone: 'good',
			blocks: [{kind: 'paragraph', text: text.steps.recovery.takenOff(applied.policyId, labelsOf(walk.facts))}],
		});
		return [];
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		walk.show({
			id: 'not-taken-off',
			tone: 'danger',
			blocks: [
				{kind: 'paragraph', tone: 'danger', text: `${error.message} ${error.next}`},
				{kind: 'code', text: text.byHand.takeOffPolicy(applied)},
			],
		});
		return [text.steps.recovery.policyLeft(applied.policyId)];
	}
}

/** Keys that leaked had better stay inactive; whoever needs one back says so. */
async function keysActive(walk: IncidentWalk): Promise<readonly string[]> {
	const {keysInactive} = walk.facts;
	if (keysInactive.length === 0) return [];
	const answer = await walk.ask({
		kind: 'choose',
		// Asked in every sitting: a key that was left may be wanted later.
		id: `keys-active-${walk.clock.now()}`,
		title: text.steps.recovery.keysQuestion(
			keysInactive.length,
			keysInactive.every(key => key.unanswered !== true),
		),
		choices: [
			{id: 'leave', label: text.steps.recovery.keysLeave, detail: text.steps.recovery.keysLeaveDetail},
			{id: 'set-active', label: text.steps.recovery.keysActive, detail: text.steps.recovery.keysActiveDetail},
		],
	});
	if (answer !== 'set-active') return [];
	const left: string[] = [];
	for (const {accountId, userName, accessKeyId} of keysInactive) {
		const port = walk.ports.accessKeys;
		const existing = async () =>
			(await port.of(accountId, userName)).some(key => key.id === accessKeyId && key.active) ? alreadySo : undefined;
		try {
			await walk.write(`set-active/${accessKeyId}`, {
				what: text.steps.recovery.settingActive(accessKeyId),
				anew: true,
				intent: {accountId, userName, accessKeyId},
				act: () => settledOrSentAgain(walk, () => port.setActive(accountId, userName, accessKeyId, true), existing),
				reconcile: existing,
			});
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			left.push(text.steps.recovery.keyLeft(accessKeyId));
		}
	}
	return left;
}
