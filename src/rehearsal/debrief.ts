import type {Block, View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Past, Standing} from './history.ts';
import type {Outcome} from './outcome.ts';
import type {Score} from './score.ts';

const tones: Readonly<Record<Outcome, 'good' | 'warning' | 'danger'>> = {
	'wrong-person-thief-in': 'danger',
	'wrong-person': 'danger',
	'nobody-denied-thief-in': 'danger',
	'nobody-denied': 'danger',
	'thief-in': 'danger',
	'thief-beyond': 'warning',
	'innocents-hit': 'warning',
	'thief-out': 'good',
	'nobody-at-work': 'warning',
};

const paragraph = (line: string, tone?: 'good' | 'warning' | 'danger'): Block => ({kind: 'paragraph', text: line, ...(tone && {tone})});

/** What is shown of a score. There is no standing for what played itself. `titles` are the steps' own, by id. */
export function debriefView(
	score: Score,
	standing: Standing | undefined,
	points: readonly string[],
	titles: ReadonlyMap<string, string>,
): View {
	const {debrief} = text.rehearsal;
	const {times, attacker, missed} = score;
	const said = (ms: number | null) => (ms === null ? debrief.never : debrief.duration(ms));
	const blocks: Block[] = [
		paragraph(debrief.outcome(score), tones[score.outcome]),
		{kind: 'heading', text: debrief.times.heading(score.speed)},
		{
			kind: 'facts',
			rows: [
				{label: debrief.times.identified, value: said(times.toIdentifiedMs)},
				{label: debrief.times.contained, value: said(times.toContainedMs)},
				{label: debrief.times.proven, value: said(times.toProvenMs)},
				...(times.toManagementAccountClosedMs === null
					? []
					: [{label: debrief.times.management, value: said(times.toManagementAccountClosedMs)}]),
			],
		},
		{kind: 'heading', text: debrief.clocks.heading},
		{kind: 'facts', rows: debrief.clocks.rows},
		{kind: 'heading', text: debrief.attacker.heading},
		paragraph(debrief.attacker.calls(attacker.calls, attacker)),
		...(attacker.gained.length === 0
			? []
			: [{kind: 'list', items: attacker.gained.map(({what, times}) => ({text: debrief.attacker.gained(what, times)}))} as const]),
		...(times.toContainedMs === null ? [] : debrief.attacker.after(attacker.afterDeny).map(line => paragraph(line))),
		...(attacker.stillIn.length > 0 ? [paragraph(debrief.attacker.stillIn(attacker.stillIn), 'danger')] : []),
		...(['thief-out', 'innocents-hit'].includes(score.outcome) ? [paragraph(debrief.attacker.out, 'good')] : []),
		...innocentBlocks(score),
		...lossBlocks(score),
		...(points.length === 0 ? [] : [{kind: 'heading', text: debrief.pointsHeading} as const, ...points.map(line => paragraph(line))]),
		{kind: 'heading', text: debrief.standing.heading},
		...standingLines(score, standing).map(line => paragraph(line)),
		...fasterBlocks(score, titles),
	];
	return {id: 'debrief', title: debrief.title(score.scenario, score.points), tone: missed.length === 0 ? 'good' : 'warning', blocks};
}

/** Whom the deny is for by mistake, and whose calls it stopped. */
function innocentBlocks({innocents: {denied, hit, people, foreseen}}: Score): readonly Block[] {
	const {innocents} = text.rehearsal.debrief;
	if (hit.length === 0) return [paragraph(innocents.none)];
	const stopped = hit.filter(one => !people.includes(one));
	return [
		...(people.length === 0 ? [] : [paragraph(innocents.meant(people), 'danger')]),
		...(denied === 0 ? [] : [paragraph(innocents.hit(denied, stopped), 'warning')]),
		...(foreseen === 0 ? [] : [paragraph(innocents.foreseen(foreseen, denied))]),
	];
}

/** A line for each reason, and together what is missing to a hundred. */
function lossBlocks({losses, goodVerdict, tasksShown, openTasks, times}: Score): readonly Block[] {
	const {debrief} = text.rehearsal;
	const toContained = debrief.duration(times.toContainedMs ?? 0);
	const lines = losses.map(loss => debrief.losses.line(loss, {goodVerdict, tasksShown, toContained}));
	return [
		{kind: 'heading', text: debrief.losses.heading},
		losses.length === 0
			? paragraph(debrief.losses.none, 'good')
			: {kind: 'list', items: lines.map(line => ({text: line, tone: 'danger', mark: '▲'}))},
		...(tasksShown > 0 && openTasks.length === 0 ? [paragraph(debrief.losses.allTicked)] : []),
	];
}

/** Nothing where no deny was put on in any time at all, and no step was slow. */
function fasterBlocks({slowest, times}: Score, titles: ReadonlyMap<string, string>): readonly Block[] {
	const {debrief} = text.rehearsal;
	if (slowest.length === 0 && times.toContainedMs === null) return [];
	return [
		{kind: 'heading', text: debrief.fasterHeading},
		slowest.length === 0
			? paragraph(debrief.fastEnough)
			: {kind: 'list', items: slowest.map(delay => ({text: debrief.faster(delay, titles.get(delay.step) ?? delay.step)}))},
	];
}

function standingLines(score: Score, before: Standing | undefined): readonly string[] {
	const {standing} = text.rehearsal.debrief;
	if (before === undefined) return [standing.automatic];
	const {best, played, people, averagePoints} = before;
	if (played === 0) return [standing.first];
	const lines = best === undefined ? [] : [standing.best(best.points, best.toContainedMs)];
	const isBetter = best !== undefined && isBest(score, best);
	return [...lines, ...(isBetter ? [standing.newBest] : []), standing.team(played, people, averagePoints)];
}

function isBest(score: Score, best: Past): boolean {
	if (score.points !== best.points) return score.points > best.points;
	return (score.times.toContainedMs ?? Infinity) < (best.toContainedMs ?? Infinity);
}
