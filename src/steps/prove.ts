import {type Cell, type Judgement, judge, withOutcome} from '../containment/proof.ts';
import type {Json} from '../runbook/json.ts';
import {text} from '../text/index.ts';
import {renewSessions, sameCell} from './baseline.ts';
import {board} from './board.ts';
import {takeOff} from './contain.ts';
import type {Applied, IncidentStep, IncidentWalk} from './facts.ts';
import {managementAccountState} from './reach.ts';
import {numberIn} from './script.ts';
import {reasonItems} from './summary.ts';

type Decided = Judgement & {readonly state: 'decided'};

/** Probes until the facts decide or the deadline passes; whoever stops earlier can resume, and is probed again. Never says more than the probes showed. */
export const prove: IncidentStep = async walk => {
	const {applied, plan, settings} = walk.facts;
	if (applied === undefined || plan === undefined) throw new Error('the prove step needs an applied plan');
	const script = walk.step.with;
	const rules: Rules = {
		inARow: numberIn(script.inARow, 3, {least: 2, most: 10}),
		everyMs: numberIn(script.everySeconds, 4, {least: 1, most: 60}) * 1000,
		deadline: walk.clock.now() + (settings.deadlineSeconds ?? numberIn(script.deadlineSeconds, 900, {least: 5, most: 3600})) * 1000,
	};
	const judged = await watch(walk, applied, rules);
	walk.facts.judgement = judged;
	walk.facts.verdict = judged.verdict;
	if (judged.verdict === 'contained' || judged.verdict === 'partial')
		walk.facts.timings.toProvenMs = walk.clock.now() - walk.incident.startedAt;
	walk.note('verdict', {
		verdict: judged.verdict,
		policyNamed: judged.policyNamed,
		reasons: judged.reasons as unknown as Json,
		cells: walk.facts.cells as unknown as Json,
	});
	if (judged.verdict === 'over-reach') {
		await offerUndo(walk, judged);
		return;
	}
	walk.show({
		id: 'verdict',
		title: text.containment.verdictTitle(judged.verdict),
		tone: judged.verdict === 'contained' ? 'good' : judged.verdict === 'not-contained' ? 'danger' : 'warning',
		blocks: [{kind: 'paragraph', text: text.containment.verdictMeaning(judged.verdict, judged.policyNamed)}, ...reasonItems(judged)],
	});
	await walk.ask({
		kind: 'choose',
		id: 'verdict-seen',
		title: text.steps.prove.seenQuestion,
		choices: [{id: 'go-on', label: text.steps.prove.goOn, detail: text.steps.prove.goOnDetail}],
	});
};

interface Rules {
	readonly inARow: number;
	readonly everyMs: number;
	/** Epoch ms. */
	readonly deadline: number;
}

async function watch(walk: IncidentWalk, applied: Applied, rules: Rules): Promise<Decided> {
	for (;;) {
		const judged = judge({
			cells: walk.facts.cells,
			inARow: rules.inARow,
			deadlinePassed: walk.clock.now() >= rules.deadline,
			managementAccount: managementAccountState(walk.facts),
		});
		walk.show(progress(walk, applied, rules, judged));
		if (judged.state === 'watching') {
			await renewSessions(walk);
			await walk.read(text.steps.waiting.probes(walk.facts.cells.length), () => round(walk, applied));
			await walk.clock.sleep(rules.everyMs, walk.signal);
		} else if (judged.verdict !== 'partial' || (await reachSettled(walk))) return judged;
	}
}

/** True when nothing more is to be learned; waits for what is still going, then answers false so that it is judged again. */
async function reachSettled(walk: IncidentWalk): Promise<boolean> {
	const looks = [walk.facts.reachLook, walk.facts.findingsLook].filter(look => look !== undefined && !look.finished());
	if (looks.length === 0) return true;
	await walk.read(text.steps.waiting.reach, () => Promise.all(looks.map(look => look?.done)));
	return false;
}

/** Every session once, everywhere. Cells that have already turned are asked again: a deny may flap before it settles. */
async function round(walk: IncidentWalk, applied: Applied): Promise<void> {
	await Promise.all(
		walk.facts.cells.map(async cell => {
			const pair = walk.facts.probePairs.find(candidate => candidate.accountId === cell.accountId);
			if (pair === undefined) return;
			await Promise.all(
				(['target', 'control'] as const).map(async session => {
					const outcome = await pair[session].probe(cell.service, cell.region);
					walk.facts.cells = walk.facts.cells.map(known =>
						sameCell(known, cell) ? withOutcome(known, session, outcome, walk.clock.now(), applied.policyId) : known,
					);
				}),
			);
		}),
	);
}

function progress(walk: IncidentWalk, applied: Applied, rules: Rules, judged: Judgement) {
	const turned = walk.facts.cells.filter((cell: Cell) => cell.target.deniedInARow >= rules.inARow).length;
	const now = walk.clock.now();
	return board(walk, {
		title: text.steps.prove.title(now - applied.at),
		live: judged.state === 'watching',
		needed: rules.inARow,
		below:
			judged.state === 'watching'
				? [{kind: 'paragraph', text: text.steps.prove.watching(turned, walk.facts.cells.length, Math.max(0, rules.deadline - now))}]
				: [],
	});
}

/** The deny hits somebody it was not meant for: every second counts, so taking it off comes first. */
async function offerUndo(walk: IncidentWalk, judged: Decided): Promise<void> {
	const {applied, plan} = walk.facts;
	if (applied === undefined || plan === undefined) return;
	walk.show({
		id: 'verdict',
		title: text.containment.verdictTitle(judged.verdict),
		tone: 'danger',
		urgent: true,
		blocks: [
			{kind: 'paragraph', tone: 'danger', text: text.containment.verdictMeaning(judged.verdict, judged.policyNamed)},
			...reasonItems(judged),
			{kind: 'heading', text: text.steps.prove.undoByHand},
			{kind: 'code', text: text.byHand.takeOffPolicy(applied.policyId, applied.targetId)},
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
	await takeOff(walk, applied, plan);
	walk.facts.undone = true;
	walk.show({
		id: 'undone',
		tone: 'warning',
		blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.prove.undone(walk.facts.person?.userName ?? '')}],
	});
}
