import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import type {Sandbox, SandboxCredentials} from '../../../src/sandbox/sandbox.ts';
import type {Culprit, Scenario} from '../../../src/sandbox/scenario/scenario.ts';
import {type Credential, callerArn, type Principal, type Role} from '../../../src/sandbox/world/principals.ts';
import {reservedRolesOf} from '../../../src/sandbox/world/reserved-roles.ts';
import {clientConfig} from '../../sandbox/support.ts';
import type {Incident} from '../support.ts';

/** What is true of the world when the program has ended, whatever it says. */
export interface Truth {
	/** Sessions of whom the finding is about that can still do something. */
	readonly open: readonly string[];
	/** Sessions that were opened from theirs under other names, and that can still do something. */
	readonly chained: readonly string[];
	/** Sessions of nobody the finding is about that cannot do what they could. */
	readonly hit: readonly string[];
}

/** Longer than any change takes to be seen everywhere. */
const everywhereMs = 60_000;
/** What was opened and made with the attacker's session. */
const chainedNames: ReadonlySet<string> = new Set(['release-4711', 'nightly-sync', 'user/svc-backup']);

/**
 * Asks the sandbox, as everybody. Sessions of a person are made for this: in every member account, and with every permission set of theirs in
 * the management account, each beside one of somebody else in the same role.
 */
export async function truthOf({sandbox, clock}: Incident, scenario: Scenario): Promise<Truth> {
	clock.advance(everywhereMs);
	const names = namesOf(scenario.findings[0]?.who);
	const theirs = [...names].flatMap(name => principalOf(sandbox, name) ?? []);
	const [open, chained, hit]: [string[], string[], string[]] = [[], [], []];
	for (const person of theirs) {
		for (const {role, where} of person.kind === 'role-session' ? placesOf(sandbox, person) : []) {
			if (person.kind !== 'role-session') continue;
			const [theirSession, control] = await Promise.all([
				mayAs(sandbox, {...person, role}),
				mayAs(sandbox, {...person, role, name: 'somebody-else', identityStoreUserId: undefined}),
			]);
			if (theirSession) open.push(`${person.name} in ${where}`);
			if (!control) hit.push(`somebody else in ${where}`);
		}
	}
	const denied = new Set(theirs.map(person => (person.kind === 'role-session' ? person.name : '')));
	for (const [name, credentials] of Object.entries(sandbox.otherCallers)) {
		const principal = principalOf(sandbox, name);
		if (principal === undefined) continue;
		const isTheirs = names.has(name) || theirs.some(one => callerArn(one) === callerArn(principal) || isSamePerson(one, principal));
		const allowed = await may(sandbox, credentials);
		if (isTheirs) {
			if (allowed) open.push(name);
		} else if (chainedNames.has(name)) {
			if (allowed) chained.push(name);
		} else if (!allowed && !(principal.kind === 'role-session' && denied.has(principal.name))) hit.push(name);
	}
	return {open, chained, hit};
}

function namesOf(who: Culprit | undefined): ReadonlySet<string> {
	if (who === undefined || 'generated' in who) throw new Error('nobody is behind the finding');
	if ('session' in who) return new Set([who.session]);
	if ('sequence' in who) return new Set(who.sequence);
	return new Set('iamUser' in who ? [`user/${who.iamUser}`, `user/${who.iamUser}/2`] : ['member-root']);
}

const principalOf = ({world, otherCallers}: Sandbox, name: string): Principal | undefined =>
	world.credentials.get(otherCallers[name]?.accessKeyId ?? '')?.principal;

const isSamePerson = (one: Principal, other: Principal) =>
	one.kind === 'role-session' &&
	other.kind === 'role-session' &&
	one.identityStoreUserId !== undefined &&
	one.identityStoreUserId === other.identityStoreUserId;

/** Where a person can have a session: the probe role stands for any role of a member account. */
function placesOf({world}: Sandbox, person: Principal & {readonly kind: 'role-session'}): readonly {role: Role; where: string}[] {
	const {identityStoreUserId} = person;
	if (identityStoreUserId === undefined) return [];
	const {organization, identityCenter, roles} = world;
	const members = [...roles.values()].filter(
		role =>
			role.name === 'tourniquet-probe' &&
			role.accountId !== organization.managementAccountId &&
			organization.accounts.get(role.accountId)?.suspended === false,
	);
	const groups = identityCenter.memberships.filter(one => one.userId === identityStoreUserId).map(one => one.groupId);
	const sets = identityCenter.assignments.filter(
		({accountId, principalId}) => accountId === organization.managementAccountId && [identityStoreUserId, ...groups].includes(principalId),
	);
	const there = sets.flatMap(({permissionSetArn}) => {
		const set = identityCenter.permissionSets.get(permissionSetArn);
		return set === undefined ? [] : reservedRolesOf(roles, set).filter(role => role.accountId === organization.managementAccountId);
	});
	return [...members, ...there].map(role => ({role, where: `${role.accountId}/${role.name}`}));
}

let made = 0;

async function mayAs(sandbox: Sandbox, principal: Principal): Promise<boolean> {
	const accessKeyId = `ASIAORACLE${String(++made).padStart(10, '0')}`;
	const credential: Credential = {
		accessKeyId,
		secretAccessKey: 'oracle',
		sessionToken: accessKeyId,
		principal,
		issuedAt: 0,
		expiresAt: undefined,
	};
	sandbox.world.credentials.set(accessKeyId, credential);
	const allowed = await may(sandbox, {accessKeyId, secretAccessKey: 'oracle', sessionToken: accessKeyId, region: 'us-east-1'});
	sandbox.world.credentials.delete(accessKeyId);
	return allowed;
}

/** Whether any of these calls goes through; whoever is turned away by their credentials can do nothing either. */
async function may(sandbox: Sandbox, credentials: SandboxCredentials): Promise<boolean> {
	for (const region of ['us-east-1', 'eu-west-1']) {
		const config = clientConfig(sandbox, credentials, region);
		const calls = [
			new S3Client(config).send(new ListBucketsCommand({})),
			new EC2Client(config).send(new DescribeInstancesCommand({MaxResults: 5})),
		];
		const outcomes = await Promise.allSettled(calls);
		if (outcomes.some(outcome => outcome.status === 'fulfilled')) return true;
	}
	return false;
}
