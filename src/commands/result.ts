import type {ProbeOutcome} from '../containment/denial.ts';
import type {Principal} from '../containment/principal.ts';
import {type ExitCode, Problem} from '../problem.ts';
import {type Facts, type FinalVerdict, noFacts} from '../steps/facts.ts';
import {involvement} from '../steps/reach.ts';
import {residualCodes} from '../steps/summary.ts';
import {harmlessJson} from '../text/clean.ts';
import {text} from '../text/index.ts';

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
	readonly principal: {
		readonly kind: Principal['kind'];
		readonly userName: string | null;
		readonly userId: string | null;
		readonly findingId: string | null;
	} | null;
	readonly managementAccount: {
		readonly id: string | null;
		readonly involved: 'yes' | 'no' | 'unknown';
		readonly permissionSets: readonly string[];
	};
	readonly policy: {readonly id: string | null; readonly name: string; readonly target: string; readonly document: unknown} | null;
	readonly verdict: ResultVerdict;
	readonly proof: readonly ProofRow[];
	readonly residual: readonly {readonly code: string; readonly certain: boolean; readonly message: string}[];
	readonly problems: readonly {readonly code: string; readonly message: string; readonly next: string}[];
	readonly timings: {readonly toPrincipalMs: number | null; readonly toAppliedMs: number | null; readonly toProvenMs: number | null};
	readonly awsCalls: {readonly total: number; readonly writes: number};
	readonly journal: string | null;
}

interface ProofRow {
	readonly account: string;
	readonly region: string;
	readonly service: string;
	readonly session: 'target' | 'control';
	readonly before: string | null;
	readonly after: string | null;
	/** The policy id when AWS named one, else the kind of policy. */
	readonly deniedBy: string | null;
	readonly at: string | null;
}

export function verdictOf(facts: Facts, ending: Ending): ResultVerdict {
	if (mayBeInForce(facts)) return facts.verdict ?? 'not-proven';
	return ending.reason === 'completed' || ending.reason === 'planned' || ending.reason === 'left' || ending.reason === 'interrupted'
		? 'planned'
		: 'refused';
}

/** Also when the answer to the attachment was lost and AWS could not be asked: then it counts as in force, and nothing is proven. */
const mayBeInForce = (facts: Facts) => facts.applied !== undefined || facts.attaching === true;

export function exitCodeOf(facts: Facts, ending: Ending): ExitCode {
	if (ending.reason === 'defect') return 1;
	if (ending.reason === 'interrupted') return 130;
	if (mayBeInForce(facts)) return verdictOf(facts, ending) === 'contained' ? 0 : 3;
	if (ending.problem !== undefined) return ending.problem.exit;
	return ending.reason === 'not-containable' ? 4 : 0;
}

interface Run {
	readonly incident?: {readonly id: string; readonly journal: string};
	readonly facts: Facts;
	readonly ending: Ending;
	readonly awsCalls: {readonly total: number; readonly writes: number};
}

/** The one JSON document on standard output. */
export function documentOf(result: Result): string {
	return `${harmlessJson(result, 2)}\n`;
}

/** What stopped the run before it had an incident: nothing was asked of AWS. */
export function resultBeforeIncident(mode: Result['mode'], problem: Problem): Result {
	const facts = noFacts({mode, protectedPrincipals: [], readOnly: false});
	return resultOf({facts, ending: {reason: 'problem', problem}, awsCalls: {total: 0, writes: 0}});
}

export function resultOf(run: Run): Result {
	const {facts, ending} = run;
	const {person, otherPrincipal, plan, timings} = facts;
	return {
		incident: run.incident?.id ?? null,
		mode: facts.settings.mode,
		account: facts.caller?.accountId ?? null,
		caller: facts.caller?.arn ?? null,
		principal:
			person !== undefined
				? {
						kind: 'identity-center-user',
						userName: person.userName,
						userId: person.user?.userId ?? null,
						findingId: facts.finding?.id ?? null,
					}
				: otherPrincipal !== undefined
					? {
							kind: otherPrincipal.kind,
							userName: 'userName' in otherPrincipal ? (otherPrincipal.userName ?? null) : null,
							userId: null,
							findingId: facts.finding?.id ?? null,
						}
					: null,
		managementAccount: managementAccount(facts),
		policy:
			plan === undefined
				? null
				: {
						id: facts.applied?.policyId ?? null,
						name: plan.policyName,
						target: plan.root.id,
						document: JSON.parse(plan.deny.document),
					},
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

function managementAccount(facts: Facts): Result['managementAccount'] {
	const id = facts.organization?.managementAccountId;
	const sets = (facts.reachLook?.soFar().accounts ?? []).filter(row => row.accountId === id).map(row => row.permissionSet);
	return {
		id: id ?? null,
		involved: facts.person === undefined ? 'unknown' : involvement(facts).involved,
		permissionSets: [...new Set(sets)],
	};
}

function proofRows(facts: Facts): readonly ProofRow[] {
	return facts.cells.flatMap(cell =>
		(['target', 'control'] as const).map(session => {
			const observed = cell[session];
			return {
				account: cell.accountId,
				region: cell.region,
				service: cell.service,
				session,
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
	if (ending.problem !== undefined) all.push(ending.problem);
	const said = new Map(all.map(problem => [`${problem.code} ${problem.message}`, problem.toJSON()]));
	return [...said.values()];
}

/** Why the deny is not proven to contain the person, and only them. */
function verdictProblem({applied, undone}: Facts, {verdict, policyNamed, reasons}: NonNullable<Facts['judgement']>): Problem {
	const why = [text.containment.verdictMeaning(verdict, policyNamed), ...reasons.map(reason => text.containment.proofReason(reason))];
	return new Problem(verdict, why.join(' '), next(), 3);

	function next(): string {
		if (undone) return text.steps.summary.undoneNext;
		if (verdict !== 'over-reach' || applied === undefined) return text.steps.summary.next[verdict];
		return text.byHand.takeOffPolicy(applied.policyId, applied.targetId).replaceAll('\n', ' && ');
	}
}

/** A rehearsal's world ends with its process. */
export const resumable = ({settings}: Facts) => settings.mode === 'live';

/** What is known to be in force when the walk was stopped. */
export function leftInForce({attaching, creating, applied, undone, verdict, plan}: Facts): string {
	const {last} = text.commands;
	if (undone) return text.steps.summary.undoneNext;
	if (applied === undefined)
		return attaching ? last.unknownChange : creating ? last.mayBeLeft(plan?.policyName ?? '') : last.nothingInForce;
	return last.inForce(applied.policyId, verdict === undefined ? undefined : text.containment.verdictTitle(verdict));
}

/** No finding may mean that nobody was looking. */
function withoutGuardDuty({findingsLook}: Facts): Problem[] {
	const sources = findingsLook?.soFar().sources ?? [];
	const blind = findingsLook?.finished() === true && sources.length > 0 && sources.every(source => source.state === 'no-detector');
	return blind ? [new Problem('no-guardduty', text.commands.noGuardDuty(sources.length), text.commands.noGuardDutyNext, 5)] : [];
}
