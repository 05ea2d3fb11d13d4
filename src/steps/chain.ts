import {isComplete} from '../containment/chain/chain.ts';
import {exactIdsToAdd, type SessionApart} from '../containment/chain/chain-deny.ts';
import type {ChainedSession} from '../containment/chain/chained-session.ts';
import {type CheckedDeny, checkDeny} from '../containment/policy/deny-policy.ts';
import {withoutOutcomes} from '../containment/proof/proof.ts';
import {Problem} from '../problem.ts';
import type {Json} from '../runbook/json.ts';
import {text} from '../text/index.ts';
import {policyAltered} from './applying/made.ts';
import {type Searched, searchChain, sparedOf} from './chasing/search.ts';
import {applyTightening, confirmTightening, deniedNow, planTightening} from './chasing/tighten.ts';
import {foundViews} from './chasing/views.ts';
import type {Applied, IncidentStep, IncidentWalk} from './facts.ts';
import {judgeAgain, proven, seen} from './prove.ts';
import {numberIn} from './script.ts';
import {noteOpen} from './summary.ts';

/**
 * After the deny is on, never before: what their sessions opened under other names and left behind, by CloudTrail. Sessions that the deny
 * misses can be added to it by their exact ids, and it is proven again.
 */
export const chain: IncidentStep = async walk => {
	const {facts} = walk;
	if (facts.applied === undefined) throw new Error('the chain step needs an applied deny');
	// Who is denied by mistake, our own roles among them, comes before who was missed.
	if (facts.undone || facts.verdict === 'over-reach') return;
	const answer = await walk.ask({
		kind: 'choose',
		id: 'search',
		title: text.steps.chain.question,
		choices: [
			{id: 'search', label: text.steps.chain.search, detail: text.steps.chain.searchDetail},
			{id: 'skip', label: text.steps.chain.skip, detail: text.steps.chain.skipDetail},
		],
	});
	if (answer !== 'search') return;
	// Evidence: what is decided on the strength of it below must find it again, and the history does not change.
	const searched = (await walk.observe('found', text.steps.waiting.chain, async () => {
		const lookBack = numberIn(walk.step.with.lookBackHours, 24, {least: 1, most: 2160});
		return (await searchChain(walk, denyIn(facts.applied), lookBack)) as unknown as Json;
	})) as unknown as Searched;
	facts.searched = searched;
	for (const view of foundViews(walk, searched)) walk.show(view);
	if (!isComplete(searched))
		facts.problems.push(new Problem('chain-incomplete', text.steps.chain.incomplete(searched), text.steps.chain.incompleteNext, 3));
	const {add, apart} = missedBy(walk, denyIn(facts.applied), searched);
	facts.outOfReach = openAmong(apart);
	facts.openSessions = facts.outOfReach + add.length;
	if (add.length > 0) await tighten(walk, searched, add);
	const verdict = judgeAgain(walk);
	noteOpen(walk);
	// An over-reaching deny was asked about already.
	if (verdict !== 'over-reach') await seen(walk, 'chain-seen');
};

/** Shows what is missed, and adds it to the deny when the name is typed again; then the deny is proven once more. */
async function tighten(walk: IncidentWalk, searched: Searched, add: readonly string[]): Promise<void> {
	const {facts} = walk;
	const {applied} = facts;
	if (applied === undefined) return;
	try {
		const tightening = await planTightening(walk, applied, add, 1);
		if (!(await confirmTightening(walk, applied, searched, tightening))) return;
		await applyTightening(walk, applied, tightening, 1);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		delete facts.tightening;
		facts.problems.push(error);
		await notTightened(walk, applied, error);
		return;
	}
	facts.openSessions = facts.outOfReach;
	const {verdict} = await proven(walk, text.steps.chain.provenTitle);
	delete facts.tightening;
	// What is not shown to be in force ended nobody's session.
	if (verdict !== 'contained' && verdict !== 'partial') facts.openSessions += add.length;
}

/** The deny that is on stays on and stays proven, and what it misses stays open; where AWS holds another one, nothing is taken for proven. */
async function notTightened(walk: IncidentWalk, applied: Applied, problem: Problem): Promise<void> {
	const {facts} = walk;
	const now = await deniedNow(walk, applied);
	walk.show({
		id: 'not-tightened',
		tone: 'danger',
		title: text.steps.chain.notTightened[now],
		blocks: [
			{kind: 'paragraph', text: problem.message},
			{kind: 'paragraph', text: now === 'altered' ? text.steps.chain.provenAnew : problem.next},
		],
	});
	if (now !== 'altered') return;
	facts.proof.cells = facts.proof.cells.map(withoutOutcomes);
	await proven(walk);
}

function denyIn(applied: Applied | undefined): CheckedDeny {
	const read = checkDeny(applied?.document ?? '');
	if (!read.ok) throw policyAltered(applied?.policyId ?? '');
	return read.deny;
}

/** Sessions that the deny misses: those it can name by their whole id, and those that it cannot. */
function missedBy(walk: IncidentWalk, deny: CheckedDeny, searched: Searched) {
	const {facts} = walk;
	const accounts = facts.accountsLook?.soFar();
	return exactIdsToAdd(searched.sessions, {
		deny,
		now: searched.at,
		spared: sparedOf(walk),
		...(facts.organization === undefined ? {} : {managementAccountId: facts.organization.managementAccountId}),
		...(accounts === undefined || accounts.size === 0 ? {} : {organizationAccountIds: new Set(accounts.keys())}),
	});
}

/** Those that may be alive and that no deny of the organization can name. */
function openAmong(apart: readonly SessionApart[]): number {
	const closed: ReadonlySet<SessionApart['why']> = new Set(['spared', 'ended', 'denied']);
	return new Set(
		apart.filter(({why}) => !closed.has(why)).map(({session}: {session: ChainedSession}) => session.accessKeyId ?? session.eventId),
	).size;
}
