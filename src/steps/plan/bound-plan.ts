import {createHash} from 'node:crypto';
import type {Caller, Root} from '../../aws/ports.ts';
import type {GuardResult, SeenFacts, SessionSeen} from '../../containment/guards/facts.ts';
import {guardResults} from '../../containment/guards/guards.ts';
import {whoElse} from '../../containment/guards/who-is-hit.ts';
import {type CheckedDeny, checkDeny, denyFor, policyNameFor, sameDeny} from '../../containment/policy/deny-policy.ts';
import {type Plan, planText} from '../../containment/policy/plan.ts';
import type {Principal} from '../../containment/principal/principal.ts';
import {Problem} from '../../problem.ts';
import type {Json} from '../../runbook/json.ts';
import {text} from '../../text/index.ts';
import type {BoundPlan, IncidentWalk} from '../facts.ts';
import {denySubjectOf, phraseOf} from '../subjects.ts';
import {readAttachment} from './attachment.ts';

/** The state a plan rests on and the plan itself, as they go into the journal. */
type Recorded = {
	readonly plan: Plan;
	readonly policyName: string;
	readonly root: {readonly id: string; readonly arn: string; readonly serviceControlPolicies: 'enabled' | 'pending' | 'disabled'};
	readonly policiesOnRoot: number;
	readonly hash: string;
	readonly guards: readonly GuardResult[];
};

/**
 * What the walk needs of AWS to put the deny on, and to take it off again. The reads too: what cannot be read again is not attached. To read
 * the policies by name is needed where an answer was lost.
 */
export const actionsNeeded: readonly string[] = [
	'organizations:DescribeOrganization',
	'organizations:ListRoots',
	'organizations:ListPoliciesForTarget',
	'organizations:ListPolicies',
	'organizations:DescribePolicy',
	'organizations:ListTagsForResource',
	'organizations:ListTargetsForPolicy',
	'organizations:CreatePolicy',
	'organizations:TagResource',
	'organizations:AttachPolicy',
	'organizations:UpdatePolicy',
	'organizations:DetachPolicy',
	'organizations:DeletePolicy',
];

export interface Checked {
	readonly bound: BoundPlan;
	readonly guards: readonly GuardResult[];
}

/**
 * The plan as evidence: what was read before the change stands when the walk is resumed after it. A plan that a guard refuses is shown
 * and thrown, never recorded: once the cause is gone, it is looked at again.
 */
export async function observePlan(walk: IncidentWalk, key: string, refused: (checked: Checked) => void): Promise<Checked> {
	const recorded = (await walk.observe(key, text.steps.waiting.plan, async () => {
		const checked = await makePlan(walk);
		const problem = refusal(checked.guards);
		if (problem !== undefined) {
			refused(checked);
			throw problem;
		}
		const {deny: _inThePlan, ...bound} = checked.bound;
		return {...bound, guards: checked.guards} as Recorded & Json;
	})) as Recorded;
	const {guards, ...bound} = recorded;
	const again = checkDeny(bound.plan.document);
	const theirs = denyOf(walk);
	if (!again.ok || hashOf(bound.plan) !== bound.hash || !theirs.ok || !sameDeny(theirs.deny.document, bound.plan.document))
		throw new Problem('plan-altered', text.steps.preview.planAltered, text.steps.preview.planAlteredNext, 4);
	return {bound: {...bound, deny: again.deny}, guards};
}

/** The deny for the subjects of this walk and nobody else. */
const denyOf = ({facts}: IncidentWalk) => denyFor(denySubjectOf(facts, facts.testSessions));

/**
 * Just before something is sent: what was confirmed must rest on what this process has itself just read. After a resume the confirmation or
 * the state comes from the journal, so AWS is asked again, the guards run again, and the name is typed again.
 * @param ownPolicyId the policy that this plan made: where it is attached already, that is no drift
 * @throws Problem when a guard refuses now, or `plan-drifted` when the state is another one.
 */
export async function stillTrue(
	walk: IncidentWalk,
	bound: BoundPlan,
	show: (checked: Checked) => void,
	confirm: () => Promise<void>,
	ownPolicyId?: string,
): Promise<void> {
	const looked = walk.facts.lookedAt;
	const typedHere = walk.answeredHere('confirm') || walk.facts.confirmedAgain === bound.hash;
	if (typedHere && looked?.hash === bound.hash && walk.clock.now() - looked.at < freshMs) return;
	const checked = await makePlan(walk, ownPolicyId);
	const problem = refusal(checked.guards);
	if (problem !== undefined || checked.bound.hash !== bound.hash) {
		show(checked);
		throw problem ?? new Problem('plan-drifted', text.steps.contain.drift, text.steps.contain.driftNext, 4);
	}
	if (typedHere) return;
	show(checked);
	await confirm();
}

/** How old what was read may be when something is sent on the strength of it. */
const freshMs = 2 * 60_000;

const hashOf = (plan: Plan) => createHash('sha256').update(planText(plan)).digest('hex');

/** Reads the state the plan rests on, builds the document, runs the guards, and binds it all with a hash. */
async function makePlan(walk: IncidentWalk, ownPolicyId?: string): Promise<Checked> {
	const {ports, facts, incident} = walk;
	const {caller, organization} = facts;
	if (caller === undefined || organization === undefined) throw new Error('a plan needs a caller and an organization');
	const built = denyOf(walk);
	if (!built.ok) throw new Problem('deny-refused', text.containment.denyRefused(built.refusal), text.steps.preview.denyRefusedNext, 4);
	const permissions = askedBeforehand(walk);
	const root = await walk.read(text.steps.waiting.root, () => ports.organizations.root());
	const {attachment, policiesOnTargets, onRoot, preparedName} = await readAttachment(walk, root, ownPolicyId);
	const plan: Plan = {
		accountId: caller.accountId,
		organizationId: organization.id,
		...attachment,
		document: built.deny.document,
		stateBefore: {
			managementAccountId: organization.managementAccountId,
			serviceControlPolicies: root.serviceControlPolicies,
			policiesOnTargets,
		},
	};
	const bound: BoundPlan = {
		plan,
		deny: built.deny,
		policyName: preparedName ?? policyNameFor(incident.id, phraseOf(facts)),
		root,
		policiesOnRoot: onRoot.length,
		hash: hashOf(plan),
	};
	const guards = await guardsFor(walk, {deny: built.deny, root, onRoot, attachment, permissions: await permissions});
	facts.lookedAt = {hash: bound.hash, at: walk.clock.now()};
	return {bound, guards};
}

/** What the simulator does not say, the write itself will. */
function askedBeforehand(walk: IncidentWalk) {
	const asked = walk
		.read(text.steps.waiting.permissions, () => walk.ports.roles.responderMay(actionsNeeded))
		.catch((error: unknown) => {
			if (error instanceof Problem) return undefined;
			throw error;
		});
	asked.catch(() => {});
	return asked;
}

/** Every guard, for a deny that is about to be sent. */
export async function guardsFor(
	walk: IncidentWalk,
	given: {
		readonly deny: CheckedDeny;
		readonly root: Root;
		readonly onRoot: readonly {readonly id: string; readonly name: string; readonly awsManaged: boolean}[];
		readonly attachment: Pick<Plan, 'way' | 'targetIds'>;
		/** Whom the deny is for beside the subjects of the walk. */
		readonly further?: readonly Principal[];
		readonly testSessions?: readonly string[];
		readonly permissions?: Readonly<Record<string, 'allowed' | 'denied'>> | undefined;
	},
): Promise<readonly GuardResult[]> {
	const {facts} = walk;
	const {caller, organization} = facts;
	if (caller === undefined || organization === undefined) throw new Error('guards need a caller and an organization');
	return guardResults({
		caller: await callerAsUser(walk, caller),
		...seenFacts(walk, given),
		protectedPrincipals: facts.settings.protectedPrincipals,
		managementAccountId: organization.managementAccountId,
		featureSet: organization.featureSet,
		serviceControlPolicies: given.root.serviceControlPolicies,
		policiesOnRoot: given.onRoot.map(({id, name, awsManaged}) => ({id, name, awsManaged})),
		attachment: given.attachment,
		...(given.permissions === undefined ? {} : {permissions: given.permissions}),
		...(facts.settings.expectAccount === undefined ? {} : {expectedAccountId: facts.settings.expectAccount}),
	});
}

/** Who else a deny hits, by what was seen until now. */
export function whoElseNow(walk: IncidentWalk, deny: CheckedDeny): GuardResult {
	return whoElse(seenFacts(walk, {deny}));
}

function seenFacts(
	walk: IncidentWalk,
	given: {readonly deny: CheckedDeny; readonly further?: readonly Principal[]; readonly testSessions?: readonly string[]},
): SeenFacts {
	const {facts} = walk;
	const seen = sessionsSeen(walk);
	const {problems = [], asked} = facts.collateralLook?.soFar() ?? {};
	return {
		deny: given.deny,
		principals: [...(facts.subjects ?? []).map(subject => subject.principal), ...(given.further ?? [])],
		testSessions: [...facts.testSessions, ...(given.testSessions ?? [])],
		...(seen === undefined ? {} : {sessionsSeen: seen}),
		sessionsComplete: facts.collateralLook?.finished() === true && problems.length === 0 && asked?.othersUnknown !== true,
		...(asked === undefined ? {} : {accountsAsked: asked}),
	};
}

/** A responder who came through Identity Center is somebody there too: the user that the session's name stands for. */
async function callerAsUser(walk: IncidentWalk, caller: Caller) {
	const userName = caller.userId.split(':').slice(1).join(':');
	if (!caller.arn.includes(':assumed-role/AWSReservedSSO_') || userName === '') return caller;
	const {instance} = walk.facts;
	const named = {...caller, identityCenterUserName: userName};
	if (instance === undefined) return named;
	// A look-up that fails is not an answer: it ends here as what it is, and can be tried again.
	const user = await walk.read(text.steps.waiting.you, () => walk.ports.identityCenter.userNamed(instance, userName));
	return user === undefined ? named : {...named, identityCenterUserId: user.userId};
}

/** The sessions that findings and CloudTrail have shown, by `aws:userid`; undefined while neither has answered. */
function sessionsSeen({facts}: IncidentWalk): readonly SessionSeen[] | undefined {
	if (facts.findingsLook?.finished() === false && facts.collateralLook?.finished() !== true) return undefined;
	const seen = new Map<string, SessionSeen>();
	for (const finding of facts.findingsLook?.soFar().findings ?? []) {
		const userId = finding.accessKey?.principalId;
		if (finding.sample || userId === undefined) continue;
		const roleName = finding.accessKey?.userName;
		seen.set(userId, {userId, where: finding.accountId, ...(roleName === undefined ? {} : {roleName})});
	}
	for (const session of facts.collateralLook?.soFar().sessions ?? []) seen.set(session.userId, session);
	return [...seen.values()];
}

/** What the guards warn of, as problems. */
export function warningsOf(guards: readonly GuardResult[]): readonly Problem[] {
	return guards
		.filter(guard => guard.outcome === 'warn')
		.map(guard => {
			const next: Partial<Record<GuardResult['guard'], string>> = text.steps.preview.guardWarned;
			return new Problem(`guard-${guard.guard}`, text.containment.guard(guard), next[guard.guard] ?? '', 4);
		});
}

/** The first guard that refuses, as a problem. */
export function refusal(guards: readonly GuardResult[]): Problem | undefined {
	const refused = guards.find(guard => guard.outcome === 'refuse');
	return refused === undefined
		? undefined
		: new Problem(`guard-${refused.guard}`, text.containment.guard(refused), text.steps.preview.guardNext[refused.guard], 4);
}
