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
import {applyTightening, confirmTightening, deniedNow, planTightening, protectedAmong} from './chasing/tighten.ts';
import {foundViews} from './chasing/views.ts';
import type {Applied, IncidentStep, IncidentWalk} from './facts.ts';
import {judgeAgain, proven, seen} from './prove.ts';
import {numberIn} from './script.ts';

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
	const kept = protectedAmong(walk, searched, add);
	if (kept.length > 0) showKept(walk, kept);
	const free = add.filter(id => !kept.includes(id));
	if (free.length > 0) await tightenUntilLeft(walk, searched, free, kept.length);
	// An over-reaching deny was asked about already.
	if (judgeAgain(walk) !== 'over-reach') await seen(walk, 'chain-seen');
};

/** What is protected is never denied, and stays open for all to see. */
function showKept(walk: IncidentWalk, kept: readonly string[]): void {
	const said = text.steps.chain.protectedLeftOut(kept);
	walk.facts.problems.push(new Problem('protected-left-out', said, text.steps.chain.protectedLeftOutNext, 4));
	walk.show({id: 'protected-left-out', tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: said}]});
}

/**
 * Offered until they are denied or left, and again in every later sitting. Each round has its own document, test sessions and record.
 * @param kept how many more stay open, because they are protected
 */
async function tightenUntilLeft(walk: IncidentWalk, searched: Searched, add: readonly string[], kept: number): Promise<void> {
	const {problems} = walk.facts;
	const earlier: Problem[] = [];
	for (let round = 1; ; round++) {
		const before = problems.length;
		const came = await tighten(walk, searched, {add, kept, round});
		// What stood in the way of an earlier round does not any more.
		if (came === 'in-force') problems.splice(0, Infinity, ...problems.filter(problem => !earlier.includes(problem)));
		if (came !== 'open') return;
		earlier.push(...problems.slice(before));
		if (!(await offeredAgain(walk, add.length))) return;
	}
}

async function offeredAgain(walk: IncidentWalk, sessions: number): Promise<boolean> {
	const question = {
		kind: 'choose',
		id: 'tighten-again',
		title: text.steps.chain.againQuestion(sessions),
		choices: [
			{id: 'again', label: text.steps.chain.again, detail: text.steps.chain.againDetail},
			{id: 'leave', label: text.steps.chain.leave, detail: text.steps.chain.leaveDetail},
		],
	} as const;
	for (;;) {
		const answer = await walk.ask(question);
		if (answer === 'again') return true;
		if (walk.answeredHere(question.id)) return false;
	}
}

/**
 * Shows what is missed, and adds it to the deny when the name is typed again; then the deny is proven once more.
 * @returns `open` where another try may do it; `refused` where a guard or another document on the policy stands against it
 */
async function tighten(
	walk: IncidentWalk,
	searched: Searched,
	{add, kept, round}: {readonly add: readonly string[]; readonly kept: number; readonly round: number},
): Promise<'in-force' | 'open' | 'refused'> {
	const {facts} = walk;
	const {applied} = facts;
	if (applied === undefined) return 'refused';
	try {
		const tightening = await planTightening(walk, applied, add, round);
		const answer = await confirmTightening(walk, applied, searched, tightening);
		if (answer !== 'confirmed') return answer === 'refused' ? 'refused' : 'open';
		await applyTightening(walk, applied, tightening, round);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		delete facts.tightening;
		facts.problems.push(error);
		return (await notTightened(walk, applied, {problem: error, add})) === 'altered' ? 'refused' : 'open';
	}
	facts.openSessions = facts.outOfReach + kept;
	const {verdict} = await proven(walk, text.steps.chain.provenTitle);
	delete facts.tightening;
	// What is not shown to be in force ended nobody's session.
	if (verdict !== 'contained' && verdict !== 'partial') facts.openSessions += add.length;
	return 'in-force';
}

/** The deny that is on stays on and stays proven, and what it misses stays open; where AWS holds another one, nothing is taken for proven. */
async function notTightened(
	walk: IncidentWalk,
	applied: Applied,
	{problem, add}: {readonly problem: Problem; readonly add: readonly string[]},
): Promise<Awaited<ReturnType<typeof deniedNow>>> {
	const {facts} = walk;
	const now = await deniedNow(walk, applied, add);
	walk.show({
		id: 'not-tightened',
		tone: 'danger',
		title: text.steps.chain.notTightened[now],
		blocks: [
			{kind: 'paragraph', text: problem.message},
			{kind: 'paragraph', text: now === 'altered' ? text.steps.chain.provenAnew : problem.next},
		],
	});
	if (now === 'altered') {
		facts.proof.cells = facts.proof.cells.map(withoutOutcomes);
		await proven(walk);
	}
	return now;
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
