import type {Door, TakeOffState} from '../../containment/recovery/take-off.ts';
import {Problem} from '../../problem.ts';
import type {Json} from '../../runbook/json.ts';
import type {ChecklistItem} from '../../runbook/questions.ts';
import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {Facts, IncidentStep, IncidentWalk} from '../facts.ts';
import {labelsOf, phraseOf} from '../subjects.ts';
import {doorItemsOf, doorsOf, takeOffStateOf} from './doors.ts';
import type {Standing} from './drift.ts';

type NotYet = Exclude<TakeOffState, {readonly state: 'safe'}>;

const countdownEveryMs = 1000;

/**
 * Not before every door is closed by which a new session could be opened, and not before the longest session has run out that may have been
 * opened just before. Overriding is possible, typed, and on record.
 */
export const recoveryGate: IncidentStep = async walk => {
	if (!stillDenying(walk.facts)) return;
	if (walk.facts.settings.readOnly) return shownOnly(walk);
	await closeDoors(walk);
	await walk.facts.reachLook?.done;
	for (;;) {
		const state = takeOffStateOf(walk.facts, walk.clock.now());
		showState(walk, state);
		if (state.state === 'safe') return;
		const answer = await walk.ask({
			kind: 'choose',
			// Asked in every sitting: whoever chose to wait, or not to, chooses anew.
			id: `too-early-${walk.clock.now()}`,
			title: text.steps.recovery.notYetQuestion,
			flag: '--confirm-early',
			choices: [
				{id: 'leave', label: text.steps.recovery.leave, detail: text.steps.recovery.leaveDetail},
				...(state.state === 'too-early' ? [{id: 'wait', label: text.steps.recovery.wait, detail: text.steps.recovery.waitDetail}] : []),
				{id: 'early', label: text.steps.recovery.early, detail: text.steps.recovery.earlyDetail},
			],
		});
		if (answer === 'leave') throw refused(walk, state);
		if (answer === 'wait' && state.state === 'too-early') await countDown(walk, state.at);
		if (answer === 'early' && (await overridden(walk, state))) return;
	}
};

/** What stands in the way now. Nothing is asked: a door that is ticked by somebody who only looks would count for whoever takes it off. */
async function shownOnly(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	facts.doors = doorsOf(walk.step.checklist, facts);
	showClosed(walk, doorItemsOf(walk.step.checklist, facts), new Map(facts.doors.map(door => [door.id, door])));
	await facts.reachLook?.done;
	showState(walk, takeOffStateOf(facts, walk.clock.now()));
	walk.show({id: 'gate-read-only', tone: 'warning', blocks: [{kind: 'paragraph', text: text.steps.recovery.readOnlyGate}]});
}

function showState(walk: IncidentWalk, state: TakeOffState): void {
	if (state.state === 'safe')
		walk.show({id: 'safe', tone: 'good', blocks: [{kind: 'paragraph', tone: 'good', text: text.steps.recovery.safe(state.at)}]});
	else walk.show({id: 'not-yet', tone: 'danger', title: text.steps.recovery.notYetTitle, blocks: notYetBlocks(walk, state)});
}

/** Whether anything of this incident may be in force: what is off already keeps nobody out, and waiting for it to come off helps nobody. */
function stillDenying({standing}: Facts): boolean {
	const off = (state: Standing | undefined) => state === undefined || state === 'gone' || state === 'unattached';
	return standing === undefined || !off(standing.policy?.state) || standing.sets.some(({state}) => !off(state));
}

/** The doors, ticked in the follow-up or now; each with the time it was said to be closed. */
async function closeDoors(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	const known = new Map(doorsOf(walk.step.checklist, facts).map(door => [door.id, door]));
	const all = doorItemsOf(walk.step.checklist, facts);
	showClosed(walk, all, known);
	const items = all.filter(({id}) => known.get(id)?.closedAt === undefined);
	if (items.length > 0) {
		walk.note('doors', items as unknown as Json);
		const ticked = await walk.ask({
			kind: 'checklist',
			// Asked in every sitting: a door that was open in the last one may be closed by now.
			id: `doors-${walk.clock.now()}`,
			title: text.steps.recovery.doorsQuestion,
			items,
		});
		// A later sitting finds the time in the answer's record.
		facts.doors = [...facts.doors, ...ticked.map((id): Door => ({id, closedAt: walk.clock.now()}))];
	}
	facts.doors = doorsOf(walk.step.checklist, facts);
}

/** What was ticked before, by whom and when: nobody has to take it on trust. */
function showClosed(walk: IncidentWalk, items: readonly ChecklistItem[], known: ReadonlyMap<string, Door>): void {
	const closed = items.flatMap(({id, title}) => {
		const {closedAt, by} = known.get(id) ?? {};
		return closedAt === undefined ? [] : [{text: text.steps.recovery.closedDoor(title, closedAt, by), mark: '☑'}];
	});
	if (closed.length === 0) return;
	walk.show({id: 'doors-closed', title: text.steps.recovery.closedTitle, blocks: [{kind: 'list', items: closed}]});
}

function whyNot(walk: IncidentWalk, state: NotYet): string {
	if (state.state === 'too-early') return text.steps.recovery.tooEarly(state.at, walk.clock.now());
	return text.steps.recovery.doorsOpen(openTitles(walk, state.open), state.notBefore);
}

function notYetBlocks(walk: IncidentWalk, state: NotYet): readonly Block[] {
	if (state.state === 'too-early') return [{kind: 'paragraph', text: whyNot(walk, state)}];
	return [
		{kind: 'paragraph', text: text.steps.recovery.doorsOpenShort(state.notBefore)},
		{kind: 'list', items: openTitles(walk, state.open).map(title => ({text: title, mark: '☐'}))},
	];
}

const openTitles = (walk: IncidentWalk, open: readonly string[]) =>
	doorItemsOf(walk.step.checklist, walk.facts)
		.filter(door => open.includes(door.id))
		.map(door => door.title);

function refused(walk: IncidentWalk, state: NotYet): Problem {
	const next =
		state.state === 'too-early' ? text.steps.recovery.tooEarlyNext(walk.incident.id) : text.steps.recovery.doorsOpenNext(state.open);
	return new Problem(state.state === 'too-early' ? 'too-early' : 'doors-open', whyNot(walk, state), next, 4);
}

/** Shows how long it is still; whoever stops it has lost nothing. */
async function countDown(walk: IncidentWalk, at: number): Promise<void> {
	while (walk.clock.now() < at) {
		const left = at - walk.clock.now();
		walk.show({id: 'not-yet', live: true, blocks: [{kind: 'paragraph', text: text.steps.recovery.countdown(left, at)}]});
		await walk.clock.sleep(Math.min(left, countdownEveryMs), walk.signal);
	}
}

async function overridden(walk: IncidentWalk, state: NotYet): Promise<boolean> {
	const {facts} = walk;
	const label = labelsOf(facts);
	const answer = await walk.ask({
		kind: 'confirm',
		// What it overrides is what stands in the way now, in this sitting.
		id: `confirm-early-${walk.clock.now()}`,
		title: text.steps.recovery.confirmEarly(label),
		phrase: phraseOf(facts),
		act: text.steps.recovery.actEarly(label, state.state === 'too-early' ? state.at : state.notBefore),
		pages: [],
		flag: '--confirm-early',
	});
	if (answer !== 'confirmed') return false;
	facts.early = {
		at: walk.clock.now(),
		safeAt: state.state === 'too-early' ? state.at : state.notBefore,
		openDoors: state.state === 'doors-open' ? state.open : [],
	};
	walk.note('taken-off-early', facts.early);
	walk.show({id: 'early', tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.recovery.overridden}]});
	return true;
}
