import type {ProbeOutcome} from '../proof/denial.ts';
import type {CellName, ProbedSession} from '../proof/proof.ts';

/** One place where it is watched whether access is back. A type alias, so that it can go into the journal. */
export type BackCell = CellName & {readonly target: BackObserved; readonly control: BackObserved};

export type BackObserved = {
	/** While the deny was still on. */
	readonly before?: ProbeOutcome;
	/** The latest since it was taken off. */
	readonly now?: ProbeOutcome;
	/** How many of the latest outcomes, without a break, were allowed. */
	readonly allowedInARow: number;
};

/** Why a place does not show that access is back. */
export type BackReason =
	| {readonly code: 'still-denied'; readonly cell: CellName; readonly policyId?: string}
	| {readonly code: 'not-probed' | 'unclear'; readonly cell: CellName; readonly session: ProbedSession}
	| {readonly code: 'too-few'; readonly cell: CellName; readonly session: ProbedSession; readonly allowed: number; readonly of: number}
	| {readonly code: 'control-denied'; readonly cell: CellName}
	| {readonly code: 'nothing-probed'};

export type BackJudgement =
	| {readonly state: 'watching'; readonly back: number; readonly of: number}
	| {readonly state: 'decided'; readonly back: boolean; readonly reasons: readonly BackReason[]};

export function backCell(name: CellName): BackCell {
	return {...name, target: {allowedInARow: 0}, control: {allowedInARow: 0}};
}

export function withStillOn(cell: BackCell, session: ProbedSession, outcome: ProbeOutcome): BackCell {
	return {...cell, [session]: {...cell[session], before: outcome}};
}

export function withSince(cell: BackCell, session: ProbedSession, outcome: ProbeOutcome): BackCell {
	const {before, allowedInARow} = cell[session];
	const observed: BackObserved = {
		...(before === undefined ? {} : {before}),
		now: outcome,
		allowedInARow: outcome.kind === 'allowed' ? allowedInARow + 1 : 0,
	};
	return {...cell, [session]: observed};
}

/**
 * Whether access is back: in every place the session under the name, and the control, were allowed `inARow` times without a break since. A
 * denial may flap before it is gone, so nothing is decided against it before the deadline.
 */
export function judgeBack(facts: {
	readonly cells: readonly BackCell[];
	readonly inARow: number;
	readonly deadlinePassed: boolean;
}): BackJudgement {
	const {cells, inARow, deadlinePassed} = facts;
	if (cells.length === 0) return {state: 'decided', back: false, reasons: [{code: 'nothing-probed'}]};
	const against = cells.map(cell => reasonsAgainst(cell, inARow));
	const reasons = against.flat();
	if (reasons.length === 0) return {state: 'decided', back: true, reasons: []};
	if (deadlinePassed) return {state: 'decided', back: false, reasons};
	return {state: 'watching', back: against.filter(list => list.length === 0).length, of: cells.length};
}

function reasonsAgainst(cell: BackCell, needed: number): readonly BackReason[] {
	const {target, control, ...rest} = cell;
	const name: CellName = rest;
	const reasons: BackReason[] = [];
	const tooFew = (session: ProbedSession): BackReason => ({
		code: 'too-few',
		cell: name,
		session,
		allowed: cell[session].allowedInARow,
		of: needed,
	});
	if (target.now === undefined) reasons.push({code: 'not-probed', cell: name, session: 'target'});
	else if (target.now.kind === 'denied') {
		const {by} = target.now;
		const policyId = by.policyType === 'service-control-policy' ? by.policyId : undefined;
		reasons.push({code: 'still-denied', cell: name, ...(policyId === undefined ? {} : {policyId})});
	} else if (target.now.kind === 'inconclusive') reasons.push({code: 'unclear', cell: name, session: 'target'});
	else if (target.allowedInARow < needed) reasons.push(tooFew('target'));
	if (control.now === undefined) reasons.push({code: 'not-probed', cell: name, session: 'control'});
	else if (control.now.kind === 'denied') reasons.push({code: 'control-denied', cell: name});
	else if (control.now.kind === 'inconclusive') reasons.push({code: 'unclear', cell: name, session: 'control'});
	// One that is allowed once among denials shows no more than a session under the name would.
	else if (control.allowedInARow < needed) reasons.push(tooFew('control'));
	return reasons;
}
