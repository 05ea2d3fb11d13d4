import {
	GetAccessKeyLastUsed$,
	type GetAccessKeyLastUsedRequest,
	GetRole$,
	GetRolePolicy$,
	type GetRolePolicyRequest,
	type GetRoleRequest,
	GetUser$,
	type GetUserRequest,
	IAMClient,
	ListAccessKeys$,
	type ListAccessKeysRequest,
	ListAccountAliases$,
	type ListAccountAliasesRequest,
	ListRolePolicies$,
	type ListRolePoliciesRequest,
	ListRoles$,
	type ListRolesRequest,
} from '@aws-sdk/client-iam';
import {AwsFault} from '../../wire/fault.ts';
import {accountOf, type IamUser, type Role} from '../../world/principals.ts';
import {type Call, defineService, reads} from '../service.ts';
import {queryWords} from '../words.ts';
import {simulatePrincipalPolicy} from './simulate.ts';

const LIST_MAXIMUM = 1000;
const DEFAULT_SIZE = 100;

const roleResource = {resource: (input: {RoleName?: string | undefined}, call: Call) => roleArn(input, call)};

export const service = defineService({
	name: 'iam',
	prefix: 'iam',
	client: IAMClient,
	words: queryWords,
	operations: [
		simulatePrincipalPolicy,
		reads(GetRole$, (input: GetRoleRequest, call) => ({Role: roleOutput(roleNamed(input, call))}), roleResource),
		reads(ListRoles$, (input: ListRolesRequest, call) => {
			const prefix = input.PathPrefix ?? '/';
			const found = rolesOf(call).filter(({path}) => path.startsWith(prefix));
			const page = call.page(found.map(roleOutput), {token: input.Marker, size: input.MaxItems ?? DEFAULT_SIZE, maximum: LIST_MAXIMUM});
			return {Roles: page.items, ...truncation(page.next)};
		}),
		reads(
			ListRolePolicies$,
			(input: ListRolePoliciesRequest, call) => {
				const names = [...roleNamed(input, call).inlinePolicies.keys()];
				const page = call.page(names, {token: input.Marker, size: input.MaxItems ?? DEFAULT_SIZE, maximum: LIST_MAXIMUM});
				return {PolicyNames: page.items, ...truncation(page.next)};
			},
			roleResource,
		),
		reads(
			GetRolePolicy$,
			(input: GetRolePolicyRequest, call) => {
				const role = roleNamed(input, call);
				const document = role.inlinePolicies.get(input.PolicyName ?? '');
				if (document === undefined) throw noSuchEntity(`The role policy with name ${input.PolicyName ?? ''} cannot be found.`);
				return {RoleName: role.name, PolicyName: input.PolicyName, PolicyDocument: encodeURIComponent(JSON.stringify(document))};
			},
			roleResource,
		),
		reads(ListAccountAliases$, (input: ListAccountAliasesRequest, call) => {
			const alias = call.world.accountAliases.get(call.accountId);
			const page = call.page(alias === undefined ? [] : [alias], {token: input.Marker, size: input.MaxItems, maximum: LIST_MAXIMUM});
			return {AccountAliases: page.items, ...truncation(page.next)};
		}),
		reads(GetUser$, (input: GetUserRequest, call) => {
			const {path, name, id, arn, createdAt} = userNamed(input, call);
			return {User: {Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: new Date(createdAt)}};
		}),
		reads(ListAccessKeys$, (input: ListAccessKeysRequest, call) => {
			const user = userNamed(input, call);
			const found = [...call.world.credentials.values()].filter(({principal}) => principal.kind === 'user' && principal.user === user);
			const keys = found.map(({accessKeyId, issuedAt}) => ({
				UserName: user.name,
				AccessKeyId: accessKeyId,
				Status: 'Active',
				CreateDate: new Date(issuedAt),
			}));
			const page = call.page(keys, {token: input.Marker, size: input.MaxItems ?? DEFAULT_SIZE, maximum: LIST_MAXIMUM});
			return {AccessKeyMetadata: page.items, ...truncation(page.next)};
		}),
		reads(GetAccessKeyLastUsed$, (input: GetAccessKeyLastUsedRequest, call) => {
			const credential = call.world.credentials.get(input.AccessKeyId ?? '');
			// Only long-term keys of the caller's own account are known here; AWS refuses all others in these words.
			if (credential?.principal.kind !== 'user' || accountOf(credential.principal) !== call.accountId) {
				throw queryWords.denied(
					`User is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${input.AccessKeyId ?? ''}`,
				);
			}
			return {UserName: credential.principal.user.name, AccessKeyLastUsed: {ServiceName: 'N/A', Region: 'N/A'}};
		}),
	],
});

function truncation(next: string | undefined) {
	return {IsTruncated: next !== undefined, Marker: next};
}

function rolesOf({world, accountId}: Call): Role[] {
	return [...world.roles.values()].filter(role => role.accountId === accountId);
}

/** Role names are unique in an account whatever their path, and without regard to case. */
function findRole(input: {RoleName?: string | undefined}, call: Call): Role | undefined {
	return rolesOf(call).find(({name}) => name.toLowerCase() === (input.RoleName ?? '').toLowerCase());
}

function roleNamed(input: {RoleName?: string | undefined}, call: Call): Role {
	const role = findRole(input, call);
	if (role === undefined) throw noSuchEntity(`The role with name ${input.RoleName ?? ''} cannot be found.`);
	return role;
}

function roleArn(input: {RoleName?: string | undefined}, call: Call): string {
	return findRole(input, call)?.arn ?? `arn:aws:iam::${call.accountId}:role/${input.RoleName ?? ''}`;
}

/** The user named, or the caller itself when none is. */
function userNamed(input: {UserName?: string | undefined}, {world, accountId, caller}: Call): IamUser {
	if (input.UserName === undefined) {
		if (caller.principal.kind === 'user') return caller.principal.user;
		throw queryWords.invalid('Must specify userName when calling with non-User credentials');
	}
	const user = [...world.iamUsers.values()].find(candidate => candidate.accountId === accountId && candidate.name === input.UserName);
	if (user === undefined) throw noSuchEntity(`The user with name ${input.UserName} cannot be found.`);
	return user;
}

function noSuchEntity(message: string): AwsFault {
	return new AwsFault('NoSuchEntityException', message);
}

function roleOutput(role: Role) {
	return {
		Path: role.path,
		RoleName: role.name,
		RoleId: role.id,
		Arn: role.arn,
		CreateDate: new Date(role.createdAt),
		AssumeRolePolicyDocument: encodeURIComponent(JSON.stringify(role.trustPolicy)),
		Description: role.description,
		MaxSessionDuration: role.maxSessionSeconds,
	};
}
