import type {ProbeOutcome} from '../containment/denial.ts';
import type {Principal} from '../containment/principal.ts';
import {type ExitCode, Problem} from '../problem.ts';
import type {Facts, FinalVerdict} from '../steps/facts.ts';
import {involvement} from '../steps/reach.ts';
import {residualCodes} from '../steps/summary.ts';
import {text} from '../text/index.ts';

export type ResultVerdict = FinalVerdict | 'planned' | 'refused' | 'recovered';

/** How the walk ended. */
export interface Ending {
	readonly reason: 'completed' | 'planned' | 'left' | 'not-containable' | 'interrupted' | 'problem' | 'defect';
	readonly problem?: Problem;
}

/** The one JSON document of an unattended run. Every string may be hostile; it is written with `harmlessJson`. */
export interface Result {
	readonly incident: string;
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
	readonly journal: string;
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
	return ending.reason === 'planned' || ending.reason === 'left' || ending.reason === 'interrupted' ? 'planned' : 'refused';
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

export function resultOf(run: {
	readonly incident: {readonly id: string; readonly journal: string};
	readonly facts: Facts;
	readonly ending: Ending;
	readonly awsCalls: {readonly total: number; readonly writes: number};
}): Result {
	const {facts, ending} = run;
	const {person, otherPrincipal, plan, timings} = facts;
	return {
		incident: run.incident.id,
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
						target: plan.plan.targetId,
						document: JSON.parse(plan.deny.document),
					},
		verdict: verdictOf(facts, ending),
		proof: proofRows(facts),
		residual: residualCodes(facts).map(risk => ({code: risk.code, certain: risk.certain, message: text.containment.residualRisk(risk)})),
		problems: problemsOf(facts, ending),
		timings: {
			toPrincipalMs: timings.toPrincipalMs ?? null,
			toAppliedMs: timings.toAppliedMs ?? null,
			toProvenMs: timings.toProvenMs ?? null,
		},
		awsCalls: run.awsCalls,
		journal: run.incident.journal,
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
function problemsOf(facts: Facts, ending: Ending): Result['problems'] {
	const all = [...facts.problems];
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
	if (facts.verdict === 'over-reach' && facts.applied !== undefined && facts.undone !== true) {
		all.push(
			new Problem(
				'over-reach',
				text.containment.verdictMeaning('over-reach', true),
				text.byHand.takeOffPolicy(facts.applied.policyId, facts.applied.targetId).replaceAll('\n', ' && '),
				3,
			),
		);
	}
	if (ending.problem !== undefined) all.push(ending.problem);
	const said = new Map(all.map(problem => [`${problem.code} ${problem.message}`, problem.toJSON()]));
	return [...said.values()];
}
