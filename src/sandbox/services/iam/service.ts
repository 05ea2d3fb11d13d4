import {
	GetRole$,
	GetRolePolicy$,
	type GetRolePolicyRequest,
	type GetRoleRequest,
	IAMClient,
	ListAccountAliases$,
	type ListAccountAliasesRequest,
	ListRolePolicies$,
	type ListRolePoliciesRequest,
	ListRoles$,
	type ListRolesRequest,
} from '@aws-sdk/client-iam';
import type {Role} from '../../world/principals.ts';
import {type Call, defineService, reads} from '../service.ts';
import {queryWords} from '../words.ts';
import {DEFAULT_SIZE, LIST_MAXIMUM, noSuchEntity, truncation} from './answers.ts';
import {making} from './making.ts';
import {simulatePrincipalPolicy} from './simulate.ts';
import {users} from './users.ts';

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
		...users,
		...making,
	],
});

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
