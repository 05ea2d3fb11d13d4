import type {DeniedBy, InconclusiveReason, ProbeOutcome} from './denial.ts';

/** Where one pair of probes looks. Type aliases throughout, so that the proof can go into the journal. */
export type CellName = {
	readonly accountId: string;
	readonly accountName: string;
	readonly region: string;
	readonly service: 'ec2' | 's3';
	/** The target session's name; absent where all are called the same. */
	readonly under?: string;
};

export type Cell = CellName & {
	/** The session that carries the name the deny is for. */
	readonly target: Observed;
	/** A session of the same role under a name that the deny does not match. */
	readonly control: Observed;
};

export type Observed = {
	/** The last outcome before the deny was applied. */
	readonly before?: ProbeOutcome;
	/** The latest outcome since. */
	readonly now?: ProbeOutcome;
	/** How many of the latest outcomes, without a break, were denials by our policy or by a service control policy that AWS did not name. */
	readonly deniedInARow: number;
	/** When that row began. Epoch ms. */
	readonly deniedSince?: number;
	/** When `now` was seen. Epoch ms. */
	readonly at?: number;
};

export type ProbedSession = 'target' | 'control';

export type Verdict = 'contained' | 'partial' | 'not-contained' | 'not-proven' | 'over-reach';

/** `closed`: every permission set there denies the user, provisioned and read back. `unknown` counts as open. */
export type ManagementAccountState = 'not-involved' | 'closed' | 'open' | 'unknown';

export type ProofReason =
	| {readonly code: 'control-denied'; readonly cell: CellName; readonly by: DeniedBy}
	| {readonly code: 'still-allowed'; readonly cell: CellName}
	| {
			readonly code: 'no-baseline' | 'unclear-before' | 'not-allowed-before' | 'not-probed';
			readonly cell: CellName;
			readonly session: ProbedSession;
	  }
	| {readonly code: 'inconclusive'; readonly cell: CellName; readonly session: ProbedSession; readonly why: InconclusiveReason}
	| {readonly code: 'denied-by-another'; readonly cell: CellName; readonly by: DeniedBy}
	| {readonly code: 'too-few-denials'; readonly cell: CellName; readonly denials: number; readonly of: number}
	/** The control was last seen before the denials began, when the deny may not have arrived yet. */
	| {readonly code: 'control-not-seen-since'; readonly cell: CellName}
	/** Part of a good verdict: a service control policy denies, and AWS did not say which. */
	| {readonly code: 'policy-not-named'; readonly cell: CellName}
	/** Part of a good verdict: nobody knows whether they opened sessions under other names, where nobody looked. */
	| {readonly code: 'chain-not-searched'; readonly what: 'all' | 'some'}
	/** Targets of the plan that the policy could not be attached to. */
	| {readonly code: 'targets-missing'; readonly targetIds: readonly string[]}
	/** Targets that somebody took the policy off after it was attached. */
	| {readonly code: 'targets-detached'; readonly targetIds: readonly string[]; readonly all: boolean}
	/** Accounts of principals denied by an exact id that are not known to be of this organization: no deny binds them elsewhere. */
	| {readonly code: 'accounts-unknown'; readonly accountIds: readonly string[]}
	/** Sessions of theirs that are known, that may be alive, and that the deny does not hit. */
	| {readonly code: 'open-sessions'; readonly sessions: number}
	/** AWS holds another document than the one that was confirmed: what was probed is not all that it was to deny. */
	| {readonly code: 'policy-altered'}
	| {readonly code: 'nothing-probed' | 'management-account-open' | 'management-account-unknown'};

export type Judgement =
	/** `turned`: cells whose target was allowed before and is denied by the latest outcome. */
	| {readonly state: 'watching'; readonly turned: number; readonly of: number}
	| {readonly state: 'decided'; readonly verdict: Verdict; readonly policyNamed: boolean; readonly reasons: readonly ProofReason[]};

export interface Evidence {
	readonly cells: readonly Cell[];
	/** How many denials without a break it takes; anything below 1 is taken for 1. */
	readonly inARow: number;
	readonly deadlinePassed: boolean;
	readonly managementAccount: ManagementAccountState;
	/** How many sessions of theirs are known that may be alive and that the deny does not hit. */
	readonly openSessions: number;
	/** Targets of the plan that the policy could not be attached to: what lies below them is not denied. */
	readonly missingTargets: readonly string[];
	/** Targets that somebody took the policy off since, and whether that is all of them: then nothing is denied any more, whatever the probes still show. */
	readonly detached: {readonly targetIds: readonly string[]; readonly all: boolean};
	/** Accounts of principals denied by an exact id that are not known to be of this organization. */
	readonly unknownAccounts: readonly string[];
	/** The policy was read, and does not deny all that was confirmed. */
	readonly policyAltered: boolean;
	/** How much of CloudTrail was not looked into for sessions opened under other names. `none` while that is still to come, too. */
	readonly chainNotSearched: 'none' | 'some' | 'all';
}

export function emptyCell(name: CellName): Cell {
	return {...name, target: {deniedInARow: 0}, control: {deniedInARow: 0}};
}

/** The cell with what a probe came to before the deny was applied; a later one replaces an earlier one. */
export function withBaseline(cell: Cell, session: ProbedSession, outcome: ProbeOutcome): Cell {
	return {...cell, [session]: {...cell[session], before: outcome}};
}

/** The cell as it was before the deny was changed: what was allowed at first still counts, every denial since must be seen anew. */
export function withoutOutcomes(cell: Cell): Cell {
	const kept = ({before}: Observed): Observed => ({...(before === undefined ? {} : {before}), deniedInARow: 0});
	return {...cell, target: kept(cell.target), control: kept(cell.control)};
}

/**
 * The cell with what a probe came to after the deny was applied as the policy `policyId`. Anything but a denial by that policy, or by a
 * service control policy that AWS does not name, begins the count anew. `at`: epoch ms.
 */
export function withOutcome(cell: Cell, session: ProbedSession, outcome: ProbeOutcome, at: number, policyId: string): Cell {
	const {before, deniedInARow, deniedSince} = cell[session];
	const baseline = before === undefined ? {} : {before};
	const observed: Observed = mayBeOurs(outcome, policyId)
		? {...baseline, now: outcome, at, deniedInARow: deniedInARow + 1, deniedSince: deniedSince ?? at}
		: {...baseline, now: outcome, at, deniedInARow: 0};
	return {...cell, [session]: observed};
}

/**
 * What the evidence shows. *Contained* takes, in every cell, a target and a control that were allowed before, a target that was denied
 * `inARow` times without a break since, and a control that is still allowed in its latest outcome, seen after those denials began.
 * Over-reach and a full proof are decided at once; a target that is still allowed counts only when the deadline has passed. Cells that
 * can prove nothing any more end the watch early.
 */
export function judge(evidence: Evidence): Judgement {
	const {cells, inARow, deadlinePassed} = evidence;
	const overReach = cells.flatMap(controlDenied);
	if (overReach.length > 0) return decided('over-reach', cells, overReach);
	if (cells.length === 0) return decided('not-proven', cells, [{code: 'nothing-probed'}]);
	const open = cells.flatMap(cell => reasonsAgainst(cell, inARow));
	if (open.length === 0) return proven(evidence);
	if (deadlinePassed) return decided(open.some(reason => reason.code === 'still-allowed') ? 'not-contained' : 'not-proven', cells, open);
	if (cells.every(cell => settled(cell, inARow))) return decided('not-proven', cells, open);
	return {state: 'watching', turned: cells.filter(turned).length, of: cells.length};
}

function proven(evidence: Evidence): Judgement {
	const {cells, managementAccount, openSessions, missingTargets, detached, unknownAccounts, policyAltered, chainNotSearched} = evidence;
	const unnamed = cells.filter(cell => !named(cell)).map((cell): ProofReason => ({code: 'policy-not-named', cell: nameOf(cell)}));
	const open: ProofReason[] = [
		...(policyAltered ? [{code: 'policy-altered'} as const] : []),
		...(managementAccount === 'open' ? [{code: 'management-account-open'} as const] : []),
		...(managementAccount === 'unknown' ? [{code: 'management-account-unknown'} as const] : []),
		...(detached.targetIds.length > 0 ? [{code: 'targets-detached', ...detached} as const] : []),
		...(missingTargets.length > 0 ? [{code: 'targets-missing', targetIds: missingTargets} as const] : []),
		...(unknownAccounts.length > 0 ? [{code: 'accounts-unknown', accountIds: unknownAccounts} as const] : []),
		...(openSessions > 0 ? [{code: 'open-sessions', sessions: openSessions} as const] : []),
	];
	const unknown: ProofReason[] = chainNotSearched === 'none' ? [] : [{code: 'chain-not-searched', what: chainNotSearched}];
	const verdict = detached.all ? 'not-contained' : open.length === 0 ? 'contained' : 'partial';
	return decided(verdict, cells, [...open, ...unknown, ...unnamed]);
}

function decided(verdict: Verdict, cells: readonly Cell[], reasons: readonly ProofReason[]): Judgement {
	return {state: 'decided', verdict, policyNamed: cells.length > 0 && cells.every(named), reasons};
}

/**
 * Any denial of a control that had been allowed counts, whoever AWS names: where several policies deny it names only one. So does a denial
 * by our own policy where there was no baseline.
 */
function controlDenied(cell: Cell): ProofReason[] {
	const {before, now, deniedInARow} = cell.control;
	if (now?.kind !== 'denied') return [];
	const byOurs = deniedInARow > 0 && namesPolicy(now);
	return before?.kind === 'allowed' || byOurs ? [{code: 'control-denied', cell: nameOf(cell), by: now.by}] : [];
}

/** Why a cell does not prove that the deny works; empty when it does. */
function reasonsAgainst(cell: Cell, needed: number): ProofReason[] {
	const name = nameOf(cell);
	const reasons = [...baselineReasons(cell, 'target'), ...baselineReasons(cell, 'control')];
	const {target, control} = cell;
	if (target.now === undefined) reasons.push({code: 'not-probed', cell: name, session: 'target'});
	else if (target.now.kind === 'allowed') reasons.push({code: 'still-allowed', cell: name});
	else if (target.now.kind === 'inconclusive') reasons.push({code: 'inconclusive', cell: name, session: 'target', why: target.now.why});
	else if (target.deniedInARow === 0) reasons.push({code: 'denied-by-another', cell: name, by: target.now.by});
	else if (target.deniedInARow < needed) {
		reasons.push({code: 'too-few-denials', cell: name, denials: target.deniedInARow, of: needed});
	}
	if (control.now === undefined) reasons.push({code: 'not-probed', cell: name, session: 'control'});
	else if (control.now.kind === 'inconclusive') reasons.push({code: 'inconclusive', cell: name, session: 'control', why: control.now.why});
	else if (target.now?.kind === 'denied' && !seenSince(control, target)) reasons.push({code: 'control-not-seen-since', cell: name});
	return reasons;
}

function baselineReasons(cell: Cell, session: ProbedSession): ProofReason[] {
	const {before} = cell[session];
	if (before === undefined) return [{code: 'no-baseline', cell: nameOf(cell), session}];
	if (before.kind === 'allowed') return [];
	return [{code: before.kind === 'denied' ? 'not-allowed-before' : 'unclear-before', cell: nameOf(cell), session}];
}

/** A control seen only before the deny arrived shows nothing about what the deny spares. */
function seenSince(control: Observed, target: Observed): boolean {
	const began = target.deniedSince ?? target.at;
	return control.at !== undefined && began !== undefined && control.at >= began;
}

/**
 * Whether watching on can change nothing for the better: the cell is proven, it cannot be looked into at all, or its baseline can never
 * prove it and nothing is allowed there.
 */
function settled(cell: Cell, needed: number): boolean {
	if (reasonsAgainst(cell, needed).length === 0) return true;
	const {target, control} = cell;
	if (target.now === undefined) return target.before === undefined;
	const noBaseline = target.before?.kind !== 'allowed' || control.before?.kind !== 'allowed';
	return noBaseline && target.now.kind !== 'allowed' && control.now !== undefined;
}

function turned(cell: Cell): boolean {
	return cell.target.before?.kind === 'allowed' && cell.target.deniedInARow > 0;
}

function mayBeOurs(outcome: ProbeOutcome, policyId: string): boolean {
	if (outcome.kind !== 'denied' || outcome.by.policyType !== 'service-control-policy') return false;
	return outcome.by.policyId === undefined || outcome.by.policyId === policyId;
}

/** Whether the latest denial of the target names a policy; what is counted at all is ours or unnamed. */
function named(cell: Cell): boolean {
	return cell.target.deniedInARow > 0 && namesPolicy(cell.target.now);
}

function namesPolicy(outcome: ProbeOutcome | undefined): boolean {
	return outcome?.kind === 'denied' && outcome.by.policyType === 'service-control-policy' && outcome.by.policyId !== undefined;
}

function nameOf({accountId, accountName, region, service, under}: Cell): CellName {
	return {accountId, accountName, region, service, ...(under === undefined ? {} : {under})};
}
