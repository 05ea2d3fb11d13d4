import type {Principal} from '../../containment/principal/principal.ts';
import type {ProbeOutcome} from '../../containment/proof/denial.ts';
import type {ManagementAccountState} from '../../containment/proof/proof.ts';
import {type ExitCode, Problem} from '../../problem.ts';
import type {Score} from '../../rehearsal/score.ts';
import {type Facts, type FinalVerdict, noFacts} from '../../steps/facts.ts';
import {involvement, managementAccountState} from '../../steps/reach.ts';
import {isPerson} from '../../steps/subjects.ts';
import {nextOf, residualCodes} from '../../steps/summary.ts';
import {harmlessJson} from '../../text/clean.ts';
import {text} from '../../text/index.ts';

export type ResultVerdict = FinalVerdict | 'planned' | 'refused' | 'recovered';

/** How the walk ended. */
export interface Ending {
	readonly reason: 'completed' | 'planned' | 'left' | 'not-containable' | 'interrupted' | 'problem' | 'defect';
	readonly problem?: Problem;
}

/** What `--json` writes about an unattended run. Every string may be hostile. `incident` and `journal` are null when it ended before either. */
export interface Result {
	readonly incident: string | null;
	readonly mode: 'live' | 'sandbox';
	readonly account: string | null;
	readonly caller: string | null;
	/** The first of `principals`. */
	readonly principal: ResultPrincipal | null;
	readonly principals: readonly ResultPrincipal[];
	readonly managementAccount: {
		readonly id: string | null;
		readonly involved: 'yes' | 'no' | 'unknown';
		readonly state: ManagementAccountState;
		/** Those that lead there, by name. */
		readonly permissionSets: readonly string[];
		/** Those that were looked into: how far each is closed, and why it is not. */
		readonly sets: readonly {readonly name: string; readonly arn: string; readonly state: string; readonly reasons: readonly string[]}[];
	};
	/** `document` is the one in force; `target` the first of `targets`. */
	readonly policy: {
		readonly id: string | null;
		readonly name: string;
		readonly target: string;
		readonly targets: readonly string[];
		readonly document: unknown;
	} | null;
	/** What CloudTrail showed of their sessions; null where nobody looked. */
	readonly chain: {
		readonly sessions: readonly {
			readonly account: string | null;
			readonly role: string | null;
			readonly session: string | null;
			readonly accessKeyId: string | null;
			readonly userId: string | null;
			readonly at: string;
		}[];
		/** Sessions that may be alive and that the deny does not hit. */
		readonly open: number;
		readonly unsearched: number;
		readonly leftBehind: readonly {
			readonly kind: string;
			readonly account: string;
			readonly region: string;
			readonly event: string;
			readonly eventId: string;
			readonly resource: string | null;
			readonly at: string;
		}[];
	} | null;
	readonly accessKeysInactive: readonly string[];
	/** What taking it off again came to; null in a response, and before anything was undone. */
	readonly recovery: {
		/** Taken off before it was safe, on somebody's typed word. */
		readonly early: {readonly at: string; readonly safeAt: string; readonly openDoors: readonly string[]} | null;
		/** What could not be undone, in a sentence each. */
		readonly left: readonly string[];
		/** Whether probes showed that access is back; null where nothing was probed. */
		readonly back: boolean | null;
	} | null;
	readonly verdict: ResultVerdict;
	readonly proof: readonly ProofRow[];
	readonly residual: readonly {readonly code: string; readonly certain: boolean; readonly message: string}[];
	readonly problems: readonly {readonly code: string; readonly message: string; readonly next: string}[];
	readonly timings: {readonly toPrincipalMs: number | null; readonly toAppliedMs: number | null; readonly toProvenMs: number | null};
	readonly awsCalls: {readonly total: number; readonly writes: number};
	readonly journal: string | null;
}

interface ResultPrincipal {
	readonly kind: Principal['kind'];
	readonly userName: string | null;
	/** The identity store user id, or the whole `aws:userid` that is denied. */
	readonly userId: string | null;
	readonly findingId: string | null;
}

interface ProofRow {
	readonly account: string;
	readonly region: string;
	readonly service: string;
	readonly session: 'target' | 'control';
	/** The target session's name, where there is more than one. */
	readonly under: string | null;
	readonly before: string | null;
	readonly after: string | null;
	/** The policy id when AWS named one, else the kind of policy. */
	readonly deniedBy: string | null;
	readonly at: string | null;
}

export function verdictOf(facts: Facts, ending: Ending): ResultVerdict {
	if (facts.recovering) return recoveryVerdict(facts, ending);
	// What an earlier sitting put on is not this one's to judge: it was neither changed nor probed.
	if (endedReadOnly(facts, ending)) return 'planned';
	if (mayBeInForce(facts)) return facts.verdict ?? 'not-proven';
	return ending.reason === 'completed' || ending.reason === 'planned' || ending.reason === 'left' || ending.reason === 'interrupted'
		? 'planned'
		: 'refused';
}

/** Recovered is what nothing is left of, and what the probes showed to be allowed again. */
function recoveryVerdict({recovery, undone}: Facts, {reason}: Ending): ResultVerdict {
	if (recovery === undefined && undone !== true) return reason === 'problem' || reason === 'defect' ? 'refused' : 'planned';
	if (recovery === undefined || recovery.left.length > 0 || reason !== 'completed') return 'partial';
	return recovery.back === true ? 'recovered' : 'not-proven';
}

/** The plan was shown to somebody who may change nothing, and that is the end of it. */
const endedReadOnly = ({settings, applied}: Facts, {reason}: Ending) => settings.readOnly && reason === 'planned' && applied === undefined;

/** Also when the answer to the attachment was lost and AWS could not be asked: then it counts as in force, and nothing is proven. */
const mayBeInForce = (facts: Facts) => facts.applied !== undefined || facts.attaching === true;

export function exitCodeOf(facts: Facts, ending: Ending): ExitCode {
	if (ending.reason === 'defect') return 1;
	if (ending.reason === 'interrupted') return 130;
	if (facts.recovering) return recoveryExit(facts, ending);
	if (endedReadOnly(facts, ending)) return 0;
	if (mayBeInForce(facts)) return verdictOf(facts, ending) === 'contained' ? 0 : 3;
	if (ending.problem !== undefined) return ending.problem.exit;
	return ending.reason === 'not-containable' ? 4 : 0;
}

function recoveryExit(facts: Facts, ending: Ending): ExitCode {
	const verdict = verdictOf(facts, ending);
	if (verdict === 'recovered' || verdict === 'planned') return 0;
	return verdict === 'refused' ? (ending.problem?.exit ?? 4) : 3;
}

interface Run {
	readonly incident?: {readonly id: string; readonly journal: string};
	readonly facts: Facts;
	readonly ending: Ending;
	readonly awsCalls: {readonly total: number; readonly writes: number};
}

/** The one JSON document on standard output; a rehearsal's has its score. */
export function documentOf(result: Result & {readonly score?: Score}): string {
	return `${harmlessJson(result, 2)}\n`;
}

/** What stopped the run before it had an incident: nothing was asked of AWS. */
export function resultBeforeIncident(mode: Result['mode'], problem: Problem): Result {
	const facts = noFacts({mode, protectedPrincipals: [], readOnly: false});
	return resultOf({facts, ending: {reason: 'problem', problem}, awsCalls: {total: 0, writes: 0}});
}

export function resultOf(run: Run): Result {
	const {facts, ending} = run;
	const {plan, timings} = facts;
	const principals = principalsOf(facts);
	return {
		incident: run.incident?.id ?? null,
		mode: facts.settings.mode,
		account: facts.caller?.accountId ?? null,
		caller: facts.caller?.arn ?? null,
		principal: principals[0] ?? null,
		principals,
		managementAccount: managementAccount(facts),
		policy: policyOf(facts),
		chain: chainOf(facts),
		accessKeysInactive: facts.keysInactive.filter(key => key.unanswered !== true).map(key => key.accessKeyId),
		recovery: recoveryOf(facts),
		verdict: verdictOf(facts, ending),
		proof: proofRows(facts),
		// Without a plan there is no deny yet that could leave anything open.
		residual: (plan === undefined ? [] : residualCodes(facts)).map(risk => ({
			code: risk.code,
			certain: risk.certain,
			message: text.containment.residualRisk(risk),
		})),
		problems: problemsOf(run),
		timings: {
			toPrincipalMs: timings.toPrincipalMs ?? null,
			toAppliedMs: timings.toAppliedMs ?? null,
			toProvenMs: timings.toProvenMs ?? null,
		},
		awsCalls: run.awsCalls,
		journal: run.incident?.journal ?? null,
	};
}

function principalsOf({subjects, otherPrincipal, finding}: Facts): readonly ResultPrincipal[] {
	const findingId = finding?.id ?? null;
	if (subjects === undefined) {
		if (otherPrincipal === undefined) return [];
		const userName = 'userName' in otherPrincipal ? (otherPrincipal.userName ?? null) : null;
		return [{kind: otherPrincipal.kind, userName, userId: null, findingId}];
	}
	return subjects.map(subject => {
		if (isPerson(subject))
			return {kind: subject.principal.kind, userName: subject.userName, userId: subject.user?.userId ?? null, findingId};
		const {deniable} = subject;
		const userName = 'userName' in deniable ? (deniable.userName ?? null) : null;
		return {kind: deniable.kind, userName, userId: deniable.exactUserId, findingId};
	});
}

function policyOf({plan, applied}: Facts): Result['policy'] {
	// A recovery has no plan: it knows of the policy by the journal.
	const document = applied?.document ?? plan?.deny.document ?? '';
	if (document === '') return null;
	const targets = applied?.targets ?? plan?.plan.targetIds ?? [];
	return {
		id: applied?.policyId ?? null,
		name: plan?.policyName ?? applied?.name ?? '',
		target: targets[0] ?? '',
		targets,
		document: JSON.parse(document),
	};
}

function recoveryOf({early, recovery}: Facts): Result['recovery'] {
	if (early === undefined && recovery === undefined) return null;
	const moment = (at: number) => new Date(at).toISOString();
	return {
		early: early === undefined ? null : {at: moment(early.at), safeAt: moment(early.safeAt), openDoors: early.openDoors},
		left: recovery?.left ?? [],
		back: recovery?.back ?? null,
	};
}

function managementAccount(facts: Facts): Result['managementAccount'] {
	const id = facts.organization?.managementAccountId;
	const names = (facts.reachLook?.soFar().accounts ?? []).filter(row => row.accountId === id).map(row => row.permissionSet);
	const sets = facts.closing?.verdict.sets ?? [];
	return {
		id: id ?? null,
		involved: facts.subjects === undefined ? 'unknown' : involvement(facts).involved,
		state: facts.subjects === undefined ? 'unknown' : managementAccountState(facts),
		permissionSets: [...new Set([...names, ...sets.map(set => set.name)])],
		sets: sets.map(({name, arn, state, reasons}) => ({name, arn, state, reasons: reasons.map(text.managementAccount.setReason)})),
	};
}

function chainOf({searched, openSessions, recovering}: Facts): Result['chain'] {
	// A recovery searches for nothing: it knows what was found then, not what is open now.
	if (searched === undefined || recovering === true) return null;
	return {
		sessions: searched.sessions.map(session => ({
			account: session.accountId ?? null,
			role: session.roleName ?? null,
			session: session.sessionName ?? null,
			accessKeyId: session.accessKeyId ?? null,
			userId: session.userId ?? null,
			at: new Date(session.startedAt).toISOString(),
		})),
		open: openSessions,
		unsearched: searched.unsearched.length,
		leftBehind: searched.leftovers.map(left => ({
			kind: left.kind,
			account: left.accountId,
			region: left.region,
			event: `${left.service}:${left.eventName}`,
			eventId: left.eventId,
			resource: left.resource ?? null,
			at: new Date(left.at).toISOString(),
		})),
	};
}

function proofRows(facts: Facts): readonly ProofRow[] {
	return facts.proof.cells.flatMap(cell =>
		(['target', 'control'] as const).map(session => {
			const observed = cell[session];
			return {
				account: cell.accountId,
				region: cell.region,
				service: cell.service,
				session,
				under: cell.under ?? null,
				before: word(observed.before),
				after: word(observed.now),
				deniedBy: observed.now?.kind === 'denied' ? deniedBy(observed.now) : null,
				at: observed.at === undefined ? null : new Date(observed.at).toISOString(),
			};
		}),
	);
}

const word = (outcome: ProbeOutcome | undefined) => outcome?.kind ?? null;

function deniedBy(outcome: ProbeOutcome & {readonly kind: 'denied'}): string {
	return outcome.by.policyType === 'service-control-policy' ? (outcome.by.policyId ?? 'service-control-policy') : outcome.by.policyType;
}

/** Everything that was said, each once, what ended the walk last. */
function problemsOf({facts, ending, incident}: Run): Result['problems'] {
	const all = [...facts.warnings, ...facts.problems, ...withoutGuardDuty(facts)];
	if (ending.reason === 'not-containable' && facts.otherPrincipal !== undefined) {
		all.push(
			new Problem(
				'not-containable',
				text.steps.who.notContainableTitle(text.containment.principalLabel(facts.otherPrincipal)),
				text.steps.who.byHand(facts.otherPrincipal)[0] ?? '',
				4,
			),
		);
	}
	if (facts.judgement !== undefined && facts.verdict !== undefined && facts.verdict !== 'contained')
		all.push(verdictProblem(facts, facts.judgement));
	if (ending.reason === 'interrupted')
		all.push(
			new Problem(
				'interrupted',
				leftInForce(facts),
				resumable(facts) ? text.commands.last.resume(incident?.id ?? '') : text.commands.last.rehearseAgain,
				130,
			),
		);
	if (madeAndLeft(facts) && ending.reason !== 'interrupted')
		all.push(new Problem('policy-left-behind', leftInForce(facts), text.commands.last.mayBeLeftNext, 5));
	if (ending.problem !== undefined) all.push(ending.problem);
	const said = new Map(all.map(problem => [`${problem.code} ${problem.message}`, problem.toJSON()]));
	return [...said.values()];
}

/** Why the deny is not proven to contain the person, and only them. */
function verdictProblem(facts: Facts, {verdict, policyNamed, reasons}: NonNullable<Facts['judgement']>): Problem {
	const {applied, undone} = facts;
	const why = [text.containment.verdictMeaning(verdict, policyNamed), ...reasons.map(reason => text.containment.proofReason(reason))];
	return new Problem(verdict, why.join(' '), next(), 3);

	function next(): string {
		if (undone || verdict !== 'over-reach' || applied === undefined) return nextOf(facts, verdict);
		return text.byHand.takeOffPolicy(applied).replaceAll('\n', ' && ');
	}
}

/** A policy may have been made, and nothing is in force. */
const madeAndLeft = ({creating, applied, attaching, undone}: Facts) =>
	creating === true && applied === undefined && attaching !== true && undone !== true;

/** A rehearsal's world ends with its process. */
export const resumable = ({settings}: Facts) => settings.mode === 'live';

/** What is known to be in force when the walk was stopped, and what is half done. */
export function leftInForce(facts: Facts): string {
	const {last} = text.commands;
	const {closing, setsSent, keysInactive} = facts;
	const said = [policyInForce(facts)];
	if (closing === undefined && setsSent.length > 0) {
		said.push(last.setsSent(setsSent));
	} else if (closing === undefined || closing.changed.length === 0) {
		const state =
			facts.applied === undefined || facts.subjects === undefined || facts.undone ? 'not-involved' : managementAccountState(facts);
		if (state !== 'not-involved' && state !== 'closed') said.push(last.managementAccountOpen(state === 'unknown'));
	} else {
		const names = closing.changed.map(set => set.name);
		said.push(closing.verdict.state === 'closed' ? last.setsClosed(names) : last.setsOpen(names));
	}
	if (keysInactive.length > 0) said.push(last.keysInactive(keysInactive.map(key => key.accessKeyId)));
	return said.join(' ');
}

function policyInForce({attaching, creating, applied, undone, verdict, plan, tightening}: Facts): string {
	const {last} = text.commands;
	if (undone) return text.steps.summary.undoneNext;
	if (applied === undefined)
		return attaching ? last.unknownChange : creating ? last.mayBeLeft(plan?.policyName ?? '') : last.nothingInForce;
	const shown = verdict === undefined ? last.notProven : last.shown(text.containment.verdictTitle(verdict));
	if (tightening === undefined) return last.inForce(applied.policyId, shown);
	return last.inForce(
		applied.policyId,
		tightening.state === 'sent' ? `${shown} ${last.addingSent(tightening.sessions)}` : last.addedUnproven(tightening.sessions),
	);
}

/** No finding may mean that nobody was looking. */
function withoutGuardDuty({findingsLook}: Facts): Problem[] {
	const sources = findingsLook?.soFar().sources ?? [];
	const blind = findingsLook?.finished() === true && sources.length > 0 && sources.every(source => source.state === 'no-detector');
	return blind ? [new Problem('no-guardduty', text.commands.noGuardDuty(sources.length), text.commands.noGuardDutyNext, 5)] : [];
}
