import {isAllSearched, type Searched, withLater} from '../containment/chain/searched.ts';
import {withoutOutcomes} from '../containment/proof/proof.ts';
import {Problem} from '../problem.ts';
import type {Json} from '../runbook/json.ts';
import type {ChooseQuestion} from '../runbook/questions.ts';
import {text} from '../text/index.ts';
import {denyIn, missedBy, openAmong, type Rounds, showApart, showKept, withoutOthers} from './chasing/missed.ts';
import {type Others, othersUnder} from './chasing/others.ts';
import {searchChain} from './chasing/search.ts';
import {applyTightening, confirmTightening, deniedNow, planTightening, protectedAmong} from './chasing/tighten.ts';
import {foundViews, newIn, nothingNewView} from './chasing/views.ts';
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
	const look = await takenUpHere(walk, {
		kind: 'choose',
		id: 'search',
		title: text.steps.chain.question,
		choices: [
			{id: 'search', label: text.steps.chain.search, detail: text.steps.chain.searchDetail},
			{id: 'skip', label: text.steps.chain.skip, detail: text.steps.chain.skipDetail},
		],
	});
	facts.searchSkipped = !look;
	if (!look) {
		const nobody = text.containment.proofReason({code: 'chain-not-searched', what: 'all'});
		facts.problems.push(new Problem('chain-incomplete', nobody, text.steps.chain.skippedNext, 3));
		await judgeAgain(walk);
		noteOpen(walk);
		return;
	}
	await searchUntilNothingNew(walk);
	const verdict = await judgeAgain(walk);
	noteOpen(walk);
	// An over-reaching deny was asked about already.
	if (verdict !== 'over-reach') await seen(walk, 'chain-seen');
};

/**
 * Searches, and adds what was found to the deny; then once more, because until the deny named them those sessions could open others. A later
 * sitting looks again too: CloudTrail shows a call only minutes after it was made.
 */
async function searchUntilNothingNew(walk: IncidentWalk): Promise<void> {
	const rounds: Rounds = {next: 1, said: new Set(), leftOut: new Set()};
	for (let times = 1; ; times++) {
		const {searched, here} = await search(walk, times);
		const came = await addMissed(walk, searched, rounds);
		// What is left open, or not shown to be in force, comes before whatever else would be found.
		if (came === 'unproven' || came === 'left') return;
		if (came === 'in-force' && times < mostSearches) continue;
		if (here || !(await lookedAgain(walk, searched))) return;
	}
}

/** Each search but the first follows a tightening that somebody confirmed, or a sitting. */
const mostSearches = 10;

/** `here`: it was searched in this sitting. Evidence: what is decided on the strength of it must find it again on resume. */
async function search(walk: IncidentWalk, times: number): Promise<{readonly searched: Searched; readonly here: boolean}> {
	const {facts} = walk;
	const before = facts.searched;
	// Each in its own place: what an earlier one found stays to be read.
	const viewId = times === 1 ? 'chain-found' : `chain-found-${times}`;
	let here = false;
	const searched = (await walk.observe('found', text.steps.waiting.chain, async () => {
		here = true;
		const lookBack = numberIn(walk.step.with.lookBackHours, 24, {least: 1, most: 2160});
		const found = await searchChain(walk, denyIn(facts.applied), lookBack, viewId);
		return (before === undefined ? found : withLater(before, found)) as unknown as Json;
	})) as unknown as Searched;
	facts.searched = searched;
	const news = before === undefined ? undefined : newIn(searched, before);
	// What could not be searched is part of what was found.
	if (times > 1 && news === 0 && isAllSearched(searched)) walk.show(nothingNewView(searched, viewId));
	else for (const view of foundViews(walk, searched, viewId)) walk.show(view);
	const {problems} = facts;
	problems.splice(0, Infinity, ...problems.filter(({code}) => code !== 'chain-incomplete'));
	if (!isAllSearched(searched))
		problems.push(new Problem('chain-incomplete', text.steps.chain.incomplete(searched), text.steps.chain.incompleteNext, 3));
	return {searched, here};
}

/** Asked in every sitting that did not search itself. */
function lookedAgain(walk: IncidentWalk, {at}: Searched): Promise<boolean> {
	return takenUpHere(walk, {
		kind: 'choose',
		id: 'search-again',
		title: text.steps.chain.searchAgainQuestion(walk.clock.now() - at),
		choices: [
			{id: 'search', label: text.steps.chain.search, detail: text.steps.chain.searchAgainDetail},
			{id: 'skip', label: text.steps.chain.skip, detail: text.steps.chain.searchedDetail},
		],
	});
}

/** Whether the first choice was taken, in any sitting; what an earlier one left is asked again, until this one has answered. */
async function takenUpHere(walk: IncidentWalk, question: ChooseQuestion): Promise<boolean> {
	for (;;) {
		const answer = await walk.ask(question);
		if (answer === question.choices[0]?.id) return true;
		if (walk.answeredHere(question.id)) return false;
	}
}

/** `nothing`: there was nothing to add. `in-force`: the deny is shown to name sessions that it did not name before. */
async function addMissed(walk: IncidentWalk, searched: Searched, rounds: Rounds): Promise<'nothing' | 'in-force' | 'unproven' | 'left'> {
	const {facts} = walk;
	const {add, apart, unsure} = missedBy(walk, denyIn(facts.applied), searched);
	showApart(walk, apart, rounds);
	const boundOrNot = unsure.filter(id => !add.includes(id)).length;
	facts.outOfReach = openAmong(apart) + boundOrNot;
	facts.openSessions = facts.outOfReach + add.length;
	const kept = protectedAmong(walk, searched, add);
	if (kept.length > 0) showKept(walk, kept, rounds);
	const {free, others} = await withoutOthers(
		walk,
		searched,
		add.filter(id => !kept.includes(id)),
		rounds,
	);
	if (free.length === 0) return 'nothing';
	return tightenUntilLeft(
		walk,
		searched,
		{add: free, others, stay: add.length - free.length, unsure: unsure.filter(id => free.includes(id)).length},
		rounds,
	);
}

/** What is to be added, and who else works under it; `stay`: how many more stay open whatever is added; `unsure`: how many of those added the deny may not bind. */
interface Missed {
	readonly add: readonly string[];
	readonly others: Others;
	readonly stay: number;
	readonly unsure: number;
}

/**
 * Offered until they are denied or left, and again in every later sitting. Each round has its own document, test sessions and record.
 */
async function tightenUntilLeft(
	walk: IncidentWalk,
	searched: Searched,
	missed: Missed,
	rounds: Rounds,
): Promise<'in-force' | 'unproven' | 'left'> {
	const {problems} = walk.facts;
	const earlier: Problem[] = [];
	let {others} = missed;
	for (;;) {
		const before = problems.length;
		const came = await tighten(walk, searched, {...missed, others}, rounds.next++);
		if (came === 'refused') return 'left';
		if (came !== 'open') {
			// What stood in the way of an earlier round does not any more.
			problems.splice(0, Infinity, ...problems.filter(problem => !earlier.includes(problem)));
			return came;
		}
		earlier.push(...problems.slice(before));
		if (!(await offeredAgain(walk, missed.add.length))) return 'left';
		others = await othersUnder(walk, searched, missed.add);
	}
}

function offeredAgain(walk: IncidentWalk, sessions: number): Promise<boolean> {
	return takenUpHere(walk, {
		kind: 'choose',
		id: 'tighten-again',
		title: text.steps.chain.againQuestion(sessions),
		choices: [
			{id: 'again', label: text.steps.chain.again, detail: text.steps.chain.againDetail},
			{id: 'leave', label: text.steps.chain.leave, detail: text.steps.chain.leaveDetail},
		],
	});
}

/**
 * Shows what is missed, and adds it to the deny when the name is typed again; then the deny is proven once more.
 * @returns `open` where another try may do it; `refused` where a guard or another document on the policy stands against it
 */
async function tighten(
	walk: IncidentWalk,
	searched: Searched,
	{add, others, stay, unsure}: Missed,
	round: number,
): Promise<'in-force' | 'unproven' | 'open' | 'refused'> {
	const {facts} = walk;
	const {applied} = facts;
	if (applied === undefined) return 'refused';
	try {
		const tightening = await planTightening(walk, applied, add, round);
		const answer = await confirmTightening(walk, applied, searched, tightening, others);
		if (answer !== 'confirmed') return answer === 'refused' ? 'refused' : 'open';
		await applyTightening(walk, applied, tightening, round);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		delete facts.tightening;
		facts.problems.push(error);
		return (await notTightened(walk, applied, {problem: error, add})) === 'altered' ? 'refused' : 'open';
	}
	facts.openSessions = facts.outOfReach + stay + unsure;
	const {verdict} = await proven(walk, text.steps.chain.provenTitle);
	delete facts.tightening;
	// What is not shown to be in force ended nobody's session.
	if (verdict === 'contained' || verdict === 'partial') return 'in-force';
	facts.openSessions += add.length - unsure;
	return 'unproven';
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
