import type {Role} from '../../aws/ports.ts';
import {hasDeny} from '../../containment/management-account/inline-policy.ts';
import type {PermissionSetProgress, Simulated} from '../../containment/management-account/management-account.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';
import {controlName} from '../probing/sessions.ts';
import {personsOf} from '../subjects.ts';
import type {Place} from './act.ts';
import {readBackEveryMs, readBackMs, type SetRoles, setRolesIn} from './role.ts';

type Stages = PermissionSetProgress['stages'];

/** What the set's role in the account holds now, and what IAM's simulator says of the person and of somebody else in it. */
export async function verifySet(walk: IncidentWalk, place: Place, set: SetPlan): Promise<Pick<Stages, 'readBack' | 'simulation'>> {
	const nothing = {action: '', user: 'unknown', control: 'unknown'} as const;
	try {
		const role = await roleOf(walk, place, set);
		if (role === undefined) return {readBack: 'role-missing', simulation: nothing};
		const readBack = await readBackOf(walk, place, set, role);
		return {readBack, simulation: readBack === 'same' ? await simulated(walk, place, set, role) : nothing};
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return {readBack: 'unreadable', simulation: nothing};
	}
}

async function roleOf(walk: IncidentWalk, {accountId}: Place, set: SetPlan): Promise<Role | undefined> {
	const [role] = await walk.read(text.steps.closing.reading(set.name), () => setRolesIn(walk, accountId).of(set));
	return role;
}

async function readBackOf(walk: IncidentWalk, {accountId}: Place, set: SetPlan, role: Role): Promise<Stages['readBack']> {
	const until = walk.clock.now() + readBackMs;
	return walk.read(text.steps.closing.reading(set.name), async () => {
		for (;;) {
			const policies = await walk.ports.roles.inlinePoliciesOf(accountId, role.name);
			if (policies === undefined) return 'role-missing';
			// What the policy is called in the role is not documented: each is looked at.
			if (policies.some(policy => hasDeny(policy.document, set.merged))) return 'same';
			if (walk.clock.now() >= until) return 'different';
			await walk.clock.sleep(readBackEveryMs, walk.signal);
		}
	});
}

/** Reads that most permission sets allow; the first that the control is allowed shows what the deny makes of it. */
const actions = ['ec2:DescribeInstances', 's3:ListAllMyBuckets', 'iam:ListRoles', 'organizations:DescribeOrganization'];
/** Of the form of an identity store user id, and nobody's. */
const controlUserId = 'ffffffff-ffff-4fff-bfff-ffffffffffff';

async function simulated(walk: IncidentWalk, {accountId}: Place, set: SetPlan, role: Role): Promise<Stages['simulation']> {
	const ask = async (action: string, context: Readonly<Record<string, string>>): Promise<Simulated> => {
		try {
			return await walk.read(text.steps.closing.simulating(set.name), () =>
				walk.ports.roles.simulate({accountId, roleArn: role.arn, action, context}),
			);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			return 'unknown';
		}
	};
	const control = {'identitystore:UserId': controlUserId, 'aws:userid': `${role.roleId}:${controlName(walk)}`};
	let action = actions[0] ?? '';
	let controlSays: Simulated = 'unknown';
	for (action of actions) {
		controlSays = await ask(action, control);
		if (controlSays !== 'implicit-deny') break;
	}
	// Each key by itself: a session may carry only one of them.
	const contexts = personsOf(walk.facts).flatMap(person => [
		...(person.user === undefined ? [] : [{'identitystore:UserId': person.user.userId}]),
		...person.sessionNames.map(name => ({'aws:userid': `${role.roleId}:${name}`})),
	]);
	const answers: Simulated[] = [];
	for (const context of contexts) answers.push(await ask(action, context));
	const user = answers.find(answer => answer !== 'explicit-deny') ?? 'explicit-deny';
	return {action, user: answers.length === 0 ? 'unknown' : user, control: controlSays};
}

/** Whether the set's inline policy, and its role's in the account, hold our deny as they did when the set was closed. */
export async function stillHolds(walk: IncidentWalk, place: Place, setRoles: SetRoles, set: SetPlan): Promise<boolean> {
	const {permissionSets, roles} = walk.ports;
	const [role] = await walk.read(text.steps.closing.reading(set.name), () => setRoles.of(set));
	return walk.read(text.steps.closing.reading(set.name), async () => {
		// Without it in the set, the next provisioning takes it from the role.
		if (!hasDeny(await permissionSets.inlinePolicy(place.instance, set.arn), set.merged)) return false;
		const policies = role === undefined ? undefined : await roles.inlinePoliciesOf(place.accountId, role.name);
		// Where there is no role, nobody has a session of it.
		return policies === undefined || policies.some(policy => hasDeny(policy.document, set.merged));
	});
}
