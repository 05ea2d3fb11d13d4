import type {PolicyDocument} from '../../authorization/policy.ts';
import type {RoleSessionData, RootSessionData, Scenario, SessionData} from '../../scenario/scenario.ts';
import type {IdentityCenter, PermissionSet} from '../identity-center.ts';
import type {Credential, IamUser, Principal, Role} from '../principals.ts';
import {INLINE_POLICY_NAME, reservedRoleName} from '../reserved-roles.ts';
import {type Beginning, LONG_AGO_MS} from './beginning.ts';

const TWELVE_HOURS = 12 * 60 * 60;

export function managedPolicyArn(name: string): string {
	return `arn:aws:iam::aws:policy/${name}`;
}

/** The scenario's roles and, for every permission set assigned in an account, the reserved role that Identity Center keeps there. */
export function buildRoles(scenario: Scenario, identityCenter: IdentityCenter, beginning: Beginning): Map<string, Role> {
	const own = scenario.roles.flatMap(data => {
		const powerless = data.name === scenario.probeRole && beginning.faults.includes('probe-role-powerless');
		return accountsOf(scenario, data.accounts).map(accountId =>
			makeRole(
				{
					accountId,
					name: data.name,
					path: data.path ?? '/',
					description: data.description,
					trustPolicy: {Version: '2012-10-17', Statement: [...data.trust]},
					inlinePolicies: new Map(powerless ? [] : Object.entries(data.policies)),
					managedPolicyArns: powerless ? [] : (data.managedPolicies ?? []).map(managedPolicyArn),
					maxSessionSeconds: data.maxSessionHours * 60 * 60,
				},
				beginning,
			),
		);
	});
	const reserved = [...identityCenter.permissionSets.values()].flatMap(set => {
		const accounts = identityCenter.assignments
			.filter(({permissionSetArn}) => permissionSetArn === set.arn)
			.map(({accountId}) => accountId);
		return [...new Set(accounts)].map(accountId => reservedRole(accountId, set, identityCenter, beginning));
	});
	return new Map([...own, ...reserved].map(role => [role.arn, role]));
}

function accountsOf({organization}: Scenario, accounts: readonly string[] | 'members'): readonly string[] {
	if (accounts !== 'members') return accounts;
	return organization.accounts.map(({id}) => id).filter(id => id !== organization.managementAccount);
}

/** The path as the Identity Center user guide gives it in "Referencing permission sets in resource policies". */
function reservedRole(accountId: string, set: PermissionSet, identityCenter: IdentityCenter, beginning: Beginning): Role {
	const suffix = beginning.ids.hex(16, `reserved/${accountId}/${set.name}`);
	const region = identityCenter.region === 'us-east-1' ? '' : `${identityCenter.region}/`;
	const inline: [string, PolicyDocument][] = set.inlinePolicy === undefined ? [] : [[INLINE_POLICY_NAME, JSON.parse(set.inlinePolicy)]];
	return makeRole(
		{
			accountId,
			name: reservedRoleName(set.name, suffix),
			path: `/aws-reserved/sso.amazonaws.com/${region}`,
			description: set.description,
			trustPolicy: {
				Version: '2012-10-17',
				Statement: [
					{
						Effect: 'Allow',
						Principal: {Federated: `arn:aws:iam::${accountId}:saml-provider/AWSSSO_${suffix}_DO_NOT_DELETE`},
						Action: ['sts:AssumeRoleWithSAML', 'sts:TagSession'],
						Condition: {StringEquals: {'SAML:aud': 'https://signin.aws.amazon.com/saml'}},
					},
				],
			},
			inlinePolicies: new Map(inline),
			managedPolicyArns: set.managedPolicyArns,
			maxSessionSeconds: TWELVE_HOURS,
		},
		beginning,
	);
}

function makeRole(role: Omit<Role, 'arn' | 'id' | 'createdAt'>, {ids, now}: Beginning): Role {
	const arn = `arn:aws:iam::${role.accountId}:role${role.path}${role.name}`;
	return {...role, arn, id: ids.iam('AROA', arn), createdAt: now - LONG_AGO_MS};
}

export function buildIamUsers(scenario: Scenario, {ids, now}: Beginning): Map<string, IamUser> {
	const users = scenario.iamUsers.map((data): IamUser => {
		const arn = `arn:aws:iam::${data.account}:user/${data.name}`;
		return {
			arn,
			id: ids.iam('AIDA', arn),
			accountId: data.account,
			name: data.name,
			path: '/',
			inlinePolicies: new Map(Object.entries(data.policies)),
			managedPolicyArns: (data.managedPolicies ?? []).map(managedPolicyArn),
			createdAt: now - (data.createdMinutesAgo === undefined ? LONG_AGO_MS : data.createdMinutesAgo * 60_000),
		};
	});
	return new Map(users.map(user => [user.arn, user]));
}

/** The long-term access keys of the scenario's IAM users, in the order of the users. */
export function buildKeys(scenario: Scenario, users: ReadonlyMap<string, IamUser>, {ids}: Beginning): Credential[] {
	return scenario.iamUsers.flatMap(({account, name, keys = 1}) => {
		const user = users.get(`arn:aws:iam::${account}:user/${name}`);
		if (user === undefined) throw new Error(`The scenario has no IAM user "${name}" in account ${account}.`);
		return Array.from({length: keys}, (_, index): Credential => {
			const label = index === 0 ? `${account}/${name}` : `${account}/${name}/${index + 1}`;
			return {
				accessKeyId: ids.iam('AKIA', label),
				secretAccessKey: ids.secretAccessKey(label),
				sessionToken: undefined,
				principal: {kind: 'user', user},
				issuedAt: user.createdAt,
				expiresAt: undefined,
			};
		});
	});
}

interface Population {
	readonly roles: ReadonlyMap<string, Role>;
	readonly identityCenter: IdentityCenter;
}

/** A live session. In a reserved role it carries the user id of the directory user whose name it bears. */
export function buildSession(data: SessionData, population: Population, {ids, now}: Beginning): Credential {
	const {principal, label} = 'root' in data ? rootSession(data) : roleSession(data, population);
	const issuedAt = now - data.startedMinutesAgo * 60_000;
	return {
		accessKeyId: ids.iam('ASIA', label),
		secretAccessKey: ids.secretAccessKey(label),
		sessionToken: ids.sessionToken(label),
		principal,
		issuedAt,
		expiresAt: data.hours === undefined ? undefined : issuedAt + data.hours * 60 * 60_000,
	};
}

interface Labelled {
	readonly principal: Principal;
	/** What its credentials are made from. */
	readonly label: string;
}

function rootSession({account}: RootSessionData): Labelled {
	return {principal: {kind: 'root', accountId: account}, label: `session/${account}/root`};
}

function roleSession(data: RoleSessionData, {roles, identityCenter}: Population): Labelled {
	const wanted = 'name' in data.role ? data.role.name : `AWSReservedSSO_${data.role.permissionSet}_`;
	const role = [...roles.values()].find(
		({accountId, name}) => accountId === data.account && ('name' in data.role ? name === wanted : name.startsWith(wanted)),
	);
	if (role === undefined) throw new Error(`The scenario has no role "${wanted}" in account ${data.account}.`);
	const user =
		'name' in data.role ? undefined : [...identityCenter.users.values()].find(({userName}) => userName === (data.user ?? data.name));
	return {
		principal: {
			kind: 'role-session',
			role,
			name: data.name,
			sourceIdentity: undefined,
			identityStoreUserId: user?.id,
			multiFactor: user !== undefined,
		},
		label: `session/${data.account}/${role.name}/${data.name}`,
	};
}
