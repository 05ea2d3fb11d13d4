import {isAllSearched} from '../containment/chain/searched.ts';
import {type Judgement, judge} from '../containment/proof/proof.ts';
import type {Json} from '../runbook/json.ts';
import type {Block} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import {takeOffNow} from './applying/take-off-now.ts';
import type {Facts, FinalVerdict, IncidentStep, IncidentWalk} from './facts.ts';
import {board} from './probing/board.ts';
import {lookAgain} from './probing/look-again.ts';
import {type Decided, type Rules, watchProof} from './probing/watch.ts';
import {managementAccountState} from './reach.ts';
import {numberIn} from './script.ts';
import {exactSubjectsOf, labelsOf} from './subjects.ts';
import {closingBlocks, noteOpen, reasonItems, toneOf} from './summary.ts';

/** Probes until the facts decide or the deadline passes; whoever stops earlier can resume, and is probed again. Never says more than the probes showed. */
export const prove: IncidentStep = async walk => {
	const judged = await proven(walk);
	if (judged.verdict === 'over-reach') return;
	await seen(walk, 'verdict-seen');
};

/** What was found stays on the screen until somebody has seen it. */
export async function seen(walk: IncidentWalk, id: string): Promise<void> {
	await walk.ask({
		kind: 'choose',
		id,
		title: text.steps.prove.seenQuestion,
		choices: [{id: 'go-on', label: text.steps.prove.goOn, detail: text.steps.prove.goOnDetail}],
	});
}

/**
 * The proof of what is in force now, to its end: watched, judged, said, and written down. An over-reaching deny is offered to be undone.
 * @param title of the board, by the time since the last change in ms
 */
export async function proven(walk: IncidentWalk, title: (ms: number) => string = text.steps.prove.title): Promise<Decided> {
	const {facts} = walk;
	const {applied, settings} = facts;
	if (applied === undefined) throw new Error('a proof needs an applied plan');
	const script = walk.step.with;
	const rules: Rules = {
		inARow: numberIn(script.inARow, 3, {least: 2, most: 10}),
		everyMs: numberIn(script.everySeconds, 4, {least: 1, most: 60}) * 1000,
		deadline: walk.clock.now() + (settings.deadlineSeconds ?? numberIn(script.deadlineSeconds, 900, {least: 5, most: 3600})) * 1000,
	};
	const judged = (deadlinePassed: boolean) => judgementNow(facts, rules.inARow, deadlinePassed);
	const show = (judgement: Judgement) => walk.show(progress(walk, title(walk.clock.now() - applied.at), rules, judgement));
	let decided: Decided;
	do {
		decided = await watchProof(walk, {policyId: applied.policyId, rules, judged, show});
		if (decided.verdict === 'contained' || decided.verdict === 'partial') {
			await lookAgain(walk, applied);
			const again = judged(true);
			if (again.state === 'decided') decided = again;
		}
	} while (decided.verdict === 'partial' && !(await reachSettled(walk)));
	facts.judgement = decided;
	facts.verdict = decided.verdict;
	if (decided.verdict === 'contained' || decided.verdict === 'partial')
		facts.timings.toProvenMs ??= walk.clock.now() - walk.incident.startedAt;
	walk.note('verdict', {
		verdict: decided.verdict,
		policyNamed: decided.policyNamed,
		reasons: decided.reasons as unknown as Json,
		cells: facts.proof.cells as unknown as Json,
		at: walk.clock.now(),
	});
	noteOpen(walk);
	if (decided.verdict === 'over-reach') await offerUndo(walk, decided);
	else showVerdict(walk, decided);
	return decided;
}

function showVerdict(walk: IncidentWalk, decided: Decided): void {
	walk.show({
		id: 'verdict',
		title: text.containment.verdictTitle(decided.verdict),
		tone: toneOf(decided.verdict, decided.reasons),
		blocks: [
			{kind: 'paragraph', text: text.containment.verdictMeaning(decided.verdict, decided.policyNamed)},
			...reasonItems(decided),
			...closingBlocks(walk.facts),
			// The deny hits a name; whoever reads that must not think that this was all.
			...(walk.facts.searched === undefined &&
			walk.facts.searchSkipped !== true &&
			(decided.verdict === 'contained' || decided.verdict === 'partial')
				? [{kind: 'paragraph' as const, text: text.steps.prove.otherNamesNext}]
				: []),
		],
	});
}

/** What the evidence shows now. */
function judgementNow(facts: Facts, inARow: number, deadlinePassed: boolean): Judgement {
	const {detached = []} = facts;
	return judge({
		cells: facts.proof.cells,
		inARow,
		deadlinePassed,
		managementAccount: managementAccountState(facts),
		openSessions: facts.openSessions,
		missingTargets: (facts.applied?.missing ?? []).map(({targetId}) => targetId),
		detached: {targetIds: detached, all: detached.length > 0 && detached.length === facts.applied?.targets.length},
		unknownAccounts: unknownAccounts(facts),
		policyAltered: facts.policyAltered === true,
		chainNotSearched: chainNotSearched(facts),
	});
}

function chainNotSearched({searched, searchSkipped}: Facts): 'none' | 'some' | 'all' {
	if (searched === undefined) return searchSkipped === true ? 'all' : 'none';
	return isAllSearched(searched) ? 'none' : 'some';
}

/** Of those denied by an exact id. Whoever is known to be elsewhere got no deny; who may be elsewhere may not be bound by it. */
function unknownAccounts(facts: Facts): readonly string[] {
	const known = facts.accountsLook?.soFar();
	const ours = (id: string) => known?.has(id) === true || id === facts.caller?.accountId;
	return [...new Set(exactSubjectsOf(facts).map(({deniable}) => deniable.accountId))].filter(id => !ours(id));
}

/** The verdict again, over the same probes, and by what is in force now. Answers what it is. */
export async function judgeAgain(walk: IncidentWalk): Promise<FinalVerdict | undefined> {
	const {facts} = walk;
	const {applied, verdict} = facts;
	if (applied === undefined || facts.judgement === undefined || facts.undone) return verdict;
	// Only what the proof itself showed can be worsened or completed by this; it never turns a failed proof into a good one.
	if (verdict !== 'contained' && verdict !== 'partial') return verdict;
	await lookAgain(walk, applied);
	const inARow = Math.min(...facts.proof.cells.map(cell => Math.max(1, cell.target.deniedInARow)));
	const again = judgementNow(facts, inARow, true);
	if (again.state !== 'decided') return verdict;
	const changed = verdict !== again.verdict || (saysChain(again) && !saysChain(facts.judgement));
	facts.judgement = again;
	facts.verdict = again.verdict;
	// Whoever read that it was contained must read that it is not all.
	if (changed) showVerdict(walk, again);
	// The last verdict counts, also where an earlier sitting came to the same.
	walk.note('verdict-again', {verdict: again.verdict, reasons: again.reasons as unknown as Json, at: walk.clock.now()});
	return facts.verdict;
}

const saysChain = ({reasons}: Decided) => reasons.some(({code}) => code === 'chain-not-searched');

/** True when nothing more is to be learned; waits for what is still going, then answers false so that it is judged again. */
async function reachSettled(walk: IncidentWalk): Promise<boolean> {
	const looks = [walk.facts.reachLook, walk.facts.findingsLook].filter(look => look !== undefined && !look.finished());
	if (looks.length === 0) return true;
	await walk.read(text.steps.waiting.reach, () => Promise.all(looks.map(look => look?.done)));
	return false;
}

function progress(walk: IncidentWalk, title: string, rules: Rules, judged: Judgement) {
	const {cells} = walk.facts.proof;
	const turned = cells.filter(cell => cell.target.deniedInARow >= rules.inARow).length;
	const now = walk.clock.now();
	const watching = judged.state === 'watching';
	return board(cells, {
		title,
		live: watching,
		needed: rules.inARow,
		below: watching ? [{kind: 'paragraph', text: text.steps.prove.watching(turned, cells.length, Math.max(0, rules.deadline - now))}] : [],
	});
}

/** The deny hits somebody it was not meant for: every second counts, so taking it off comes first. */
async function offerUndo(walk: IncidentWalk, judged: Decided): Promise<void> {
	const {applied} = walk.facts;
	if (applied === undefined) return;
	walk.show({
		id: 'verdict',
		title: text.containment.verdictTitle(judged.verdict),
		tone: 'danger',
		urgent: true,
		blocks: [
			{kind: 'paragraph', tone: 'danger', text: text.containment.verdictMeaning(judged.verdict, judged.policyNamed)},
			...reasonItems(judged),
			{kind: 'heading', text: text.steps.prove.undoByHand},
			{kind: 'code', text: text.byHand.takeOffPolicy(applied)},
		],
	});
	const answer = await walk.ask({
		kind: 'choose',
		id: 'undo',
		title: text.steps.prove.undoQuestion,
		choices: [
			{id: 'undo', label: text.steps.prove.undo, detail: text.steps.prove.undoDetail},
			{id: 'keep', label: text.steps.prove.keep, detail: text.steps.prove.keepDetail},
		],
	});
	if (answer !== 'undo') return;
	await takeOffNow(walk, applied);
	walk.facts.undone = true;
	walk.show({
		id: 'undone',
		tone: 'warning',
		blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.prove.undone(labelsOf(walk.facts))}, ...setsStillDenying(walk)],
	});
}

/** Taking the deny off leaves what was put into permission sets: it names the person alone. */
function setsStillDenying({facts}: IncidentWalk): Block[] {
	const sets = facts.closing?.changed.map(set => set.name) ?? [];
	return sets.length === 0 ? [] : [{kind: 'paragraph', text: text.steps.closing.stillDenying(sets)}];
}
