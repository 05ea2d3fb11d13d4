import {probeMatrix} from '../../containment/proof/matrix.ts';
import {type BackCell, backCell, judgeBack, withSince, withStillOn} from '../../containment/recovery/access-back.ts';
import type {Json} from '../../runbook/json.ts';
import type {View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import {probeRegions} from '../baseline.ts';
import type {IncidentStep, ProbePair} from '../facts.ts';
import {lookForProbeAccounts} from '../looks/probe-accounts.ts';
import {openPairs, renewPairs} from '../probing/sessions.ts';
import {numberIn} from '../script.ts';
import {probedNames} from '../subjects.ts';

/** What the sessions under these names are allowed while the deny is still on, so that what they turn to afterwards means something. */
export const recoveryBefore: IncidentStep = async walk => {
	const {facts} = walk;
	// Nothing comes off, so there is nothing to compare with.
	if (facts.settings.readOnly) return;
	facts.probeAccountsLook = lookForProbeAccounts(walk, numberIn(walk.step.with.accounts, 5, {least: 1, most: 20}));
	const accounts = await facts.probeAccountsLook.done;
	facts.proof.pairs = await openPairs(walk, accounts, probedNames(walk));
	let cells: readonly BackCell[] = probeMatrix({accounts, regions: probeRegions(walk), names: probedNames(walk)}).map(backCell);
	cells = await probed(cells, facts.proof.pairs, withStillOn);
	facts.backCells = cells;
	walk.show(backBoard(cells));
};

/** Watches until the sessions are allowed again, and the control with them, or the deadline passes. */
export const recoveryBack: IncidentStep = async walk => {
	const {facts, clock} = walk;
	// A deny that could not be taken off denies: there is nothing to watch for.
	if (facts.applied !== undefined && facts.undone !== true) return;
	const script = walk.step.with;
	// As many as the proof of the deny asks for: what flaps while it goes on flaps while it comes off.
	const inARow = numberIn(script.inARow, 3, {least: 2, most: 10});
	const everyMs = numberIn(script.everySeconds, 4, {least: 1, most: 60}) * 1000;
	const deadlineSeconds = facts.settings.deadlineSeconds ?? numberIn(script.deadlineSeconds, 900, {least: 5, most: 3600});
	const deadline = clock.now() + deadlineSeconds * 1000;
	let cells = facts.backCells;
	for (;;) {
		const judged = judgeBack({cells, inARow, deadlinePassed: clock.now() >= deadline});
		const left = Math.max(0, deadline - clock.now());
		walk.show(backBoard(cells, judged.state === 'watching' ? {back: judged.back, of: judged.of, left} : undefined));
		if (judged.state === 'decided') {
			facts.recovery = {...(facts.recovery ?? {left: []}), back: judged.back, cells, reasons: judged.reasons};
			walk.note('access-back', {
				back: judged.back,
				cells: cells as unknown as Json,
				reasons: judged.reasons as unknown as Json,
				at: clock.now(),
			});
			const said = judged.back ? text.steps.recovery.back : text.steps.recovery.notBack;
			walk.show({
				id: 'back',
				tone: judged.back ? 'good' : 'warning',
				blocks: [
					{kind: 'paragraph', text: said},
					{kind: 'list', items: judged.reasons.map(reason => ({text: text.steps.recovery.backReason(reason)}))},
				],
			});
			return;
		}
		facts.proof.pairs = await renewPairs(walk, facts.proof.pairs);
		cells = await walk.read(text.steps.waiting.probes(cells.length), () => probed(cells, facts.proof.pairs, withSince));
		await clock.sleep(everyMs, walk.signal);
	}
};

/** Every session once, everywhere. */
async function probed(cells: readonly BackCell[], pairs: readonly ProbePair[], note: typeof withSince): Promise<readonly BackCell[]> {
	return Promise.all(
		cells.map(async cell => {
			const pair = pairs.find(candidate => candidate.accountId === cell.accountId && (cell.under ?? candidate.under) === candidate.under);
			if (pair === undefined) return cell;
			const [target, control] = await Promise.all(
				(['target', 'control'] as const).map(session => pair[session].probe(cell.service, cell.region)),
			);
			const withTarget = target === undefined ? cell : note(cell, 'target', target);
			return control === undefined ? withTarget : note(withTarget, 'control', control);
		}),
	);
}

/** One line a place. @param watched while it goes on: how many places are back, and how long it still is watched in ms */
export function backBoard(cells: readonly BackCell[], watched?: {readonly back: number; readonly of: number; readonly left: number}): View {
	const {board} = text.steps;
	const {columns, outcome, watching} = text.ui.backBoard;
	const named = cells.some(cell => cell.under !== undefined);
	const short = (seen: BackCell['target']['now']) => (seen === undefined ? '–' : outcome[seen.kind]);
	return {
		id: 'back-board',
		title: text.steps.recovery.boardTitle,
		...(watched === undefined ? {} : {live: true}),
		blocks: [
			{
				kind: 'table',
				columns: named
					? [columns.where, columns.session, columns.turned, columns.control]
					: [columns.where, columns.turned, columns.control],
				rows: cells.map(({accountName, service, region, under, target, control}) => ({
					cells: [
						board.where(accountName, service, region),
						...(named ? [under ?? text.steps.recovery.theirs] : []),
						text.steps.recovery.turned(short(target.before), short(target.now)),
						short(control.now ?? control.before),
					],
					tone: target.now?.kind === 'allowed' ? ('good' as const) : ('plain' as const),
				})),
			},
			...(watched === undefined ? [] : [{kind: 'paragraph' as const, text: watching(watched.back, watched.of, watched.left)}]),
		],
	};
}
