import {createHash} from 'node:crypto';
import type {Caller} from '../aws/ports.ts';
import {checkDeny, denyFor, policyNameFor, sameDeny} from '../containment/deny-policy.ts';
import {type GuardResult, guardResults, type SessionSeen} from '../containment/guards.ts';
import {type Plan, planText} from '../containment/plan.ts';
import {Problem} from '../problem.ts';
import type {Json} from '../runbook/json.ts';
import {text} from '../text/index.ts';
import type {BoundPlan, IncidentWalk, Person} from './facts.ts';

/** The state a plan rests on and the plan itself, as they go into the journal. */
type Recorded = {
	readonly plan: Plan;
	readonly policyName: string;
	readonly root: {readonly id: string; readonly arn: string; readonly serviceControlPolicies: 'enabled' | 'pending' | 'disabled'};
	readonly policiesOnRoot: number;
	readonly hash: string;
	readonly guards: readonly GuardResult[];
};

/** What the walk needs of AWS to put the deny on, and to take it off again. */
const actionsNeeded = [
	'organizations:CreatePolicy',
	'organizations:TagResource',
	'organizations:AttachPolicy',
	'organizations:DescribePolicy',
	'organizations:ListPoliciesForTarget',
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
export async function observePlan(walk: IncidentWalk, key: string, person: Person, refused: (checked: Checked) => void): Promise<Checked> {
	const recorded = (await walk.observe(key, text.steps.waiting.plan, async () => {
		const checked = await makePlan(walk, person);
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
	const theirs = denyOf(person);
	if (!again.ok || hashOf(bound.plan) !== bound.hash || !theirs.ok || !sameDeny(theirs.deny.document, bound.plan.document))
		throw new Problem('plan-altered', text.steps.preview.planAltered, text.steps.preview.planAlteredNext, 4);
	return {bound: {...bound, deny: again.deny}, guards};
}

/** The deny for this person and nobody else. */
const denyOf = (person: Person) =>
	denyFor({
		userIds: person.user === undefined ? [] : [person.user.userId],
		sessionNames: person.sessionNames,
		sourceIdentities: person.sessionNames,
		exactUserIds: [],
	});

/**
 * Just before something is sent: what was confirmed must rest on what this process has itself just read. After a resume the confirmation and
 * the state come from the journal, so AWS is asked again, the guards run again, and the name is typed again.
 * @throws Problem when a guard refuses now, or `plan-drifted` when the state is another one.
 */
export async function stillTrue(
	walk: IncidentWalk,
	person: Person,
	bound: BoundPlan,
	show: (checked: Checked) => void,
	confirm: () => Promise<void>,
): Promise<void> {
	const looked = walk.facts.lookedAt;
	if (looked?.hash === bound.hash && walk.clock.now() - looked.at < freshMs) return;
	const checked = await makePlan(walk, person);
	const problem = refusal(checked.guards);
	if (problem !== undefined || checked.bound.hash !== bound.hash) {
		show(checked);
		throw problem ?? new Problem('plan-drifted', text.steps.contain.drift, text.steps.contain.driftNext, 4);
	}
	if (looked !== undefined) return;
	show(checked);
	await confirm();
}

/** How old what was read may be when something is sent on the strength of it. */
const freshMs = 2 * 60_000;

const hashOf = (plan: Plan) => createHash('sha256').update(planText(plan)).digest('hex');

/** Reads the state the plan rests on, builds the document, runs the guards, and binds it all with a hash. */
async function makePlan(walk: IncidentWalk, person: Person): Promise<Checked> {
	const {ports, facts, incident} = walk;
	const {caller, organization} = facts;
	if (caller === undefined || organization === undefined) throw new Error('a plan needs a caller and an organization');
	const built = denyOf(person);
	if (!built.ok) throw new Problem('deny-refused', text.containment.denyRefused(built.refusal), text.steps.preview.denyRefusedNext, 4);
	const permissions = walk
		.read(text.steps.waiting.permissions, () => ports.roles.responderMay(actionsNeeded))
		.catch((error: unknown) => {
			// What the simulator does not say, the write itself will.
			if (error instanceof Problem) return undefined;
			throw error;
		});
	permissions.catch(() => {});
	const root = await walk.read(text.steps.waiting.root, () => ports.organizations.root());
	const attached = await walk.read(text.steps.waiting.policiesOnRoot, () => ports.organizations.policiesOn(root.id));
	const plan: Plan = {
		accountId: caller.accountId,
		organizationId: organization.id,
		way: 'root',
		targetIds: [root.id],
		document: built.deny.document,
		stateBefore: {
			managementAccountId: organization.managementAccountId,
			serviceControlPolicies: root.serviceControlPolicies,
			policiesOnTargets: {[root.id]: attached.map(policy => policy.id).sort()},
		},
	};
	const bound: BoundPlan = {
		plan,
		deny: built.deny,
		policyName: policyNameFor(incident.id, person.userName),
		root,
		policiesOnRoot: attached.length,
		hash: hashOf(plan),
	};
	const simulated = await permissions;
	const guards = guardResults({
		caller: await callerAsUser(walk, caller),
		deny: built.deny,
		principal: person.principal,
		protectedPrincipals: facts.settings.protectedPrincipals,
		...(facts.findingsLook?.finished() === false ? {} : {sessionsSeen: sessionsSeen(walk)}),
		managementAccountId: organization.managementAccountId,
		featureSet: organization.featureSet,
		serviceControlPolicies: root.serviceControlPolicies,
		policiesOnTarget: attached.map(policy => ({id: policy.id, name: policy.name, awsManaged: policy.awsManaged})),
		...(simulated === undefined ? {} : {permissions: simulated}),
		...(facts.settings.expectAccount === undefined ? {} : {expectedAccountId: facts.settings.expectAccount}),
	});
	facts.lookedAt = {hash: bound.hash, at: walk.clock.now()};
	return {bound, guards};
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

/** The sessions that findings have shown, by `aws:userid`. */
function sessionsSeen(walk: IncidentWalk): readonly SessionSeen[] {
	const seen = new Map<string, SessionSeen>();
	for (const finding of walk.facts.findingsLook?.soFar().findings ?? []) {
		const userId = finding.accessKey?.principalId;
		if (finding.sample || userId === undefined) continue;
		const roleName = finding.accessKey?.userName;
		seen.set(userId, {userId, where: finding.accountId, ...(roleName === undefined ? {} : {roleName})});
	}
	return [...seen.values()];
}

/** The first guard that refuses, as a problem. */
function refusal(guards: readonly GuardResult[]): Problem | undefined {
	const refused = guards.find(guard => guard.outcome === 'refuse');
	return refused === undefined
		? undefined
		: new Problem(`guard-${refused.guard}`, text.containment.guard(refused), text.steps.preview.guardNext[refused.guard], 4);
}
