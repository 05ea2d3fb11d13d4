import type {IdentityCenterData} from '../../scenario/scenario.ts';
import type {AccountAssignment, IdentityCenter, PermissionSet} from '../identity-center.ts';
import {type Beginning, LONG_AGO_MS} from './beginning.ts';
import {managedPolicyArn} from './principals.ts';

/** The directory and who is assigned what. */
export function buildIdentityCenter(data: IdentityCenterData, {ids, now}: Beginning): IdentityCenter {
	const createdAt = now - LONG_AGO_MS;
	const userIds = new Map(data.users.map(({userName, id}) => [userName, id]));
	const groupIds = new Map(data.groups.map(({name, id}) => [name, id]));
	const permissionSets = data.permissionSets.map(
		(set): PermissionSet => ({
			arn: `arn:aws:sso:::permissionSet/${data.instanceId}/ps-${ids.hex(16, `permission-set/${set.name}`)}`,
			name: set.name,
			description: set.description,
			sessionDuration: set.sessionDuration,
			managedPolicyArns: set.managedPolicies.map(managedPolicyArn),
			inlinePolicy: set.inlinePolicyText ?? (set.inlinePolicy && JSON.stringify(set.inlinePolicy)),
			createdAt,
		}),
	);
	const arns = new Map(permissionSets.map(({name, arn}) => [name, arn]));
	return {
		instanceArn: `arn:aws:sso:::instance/${data.instanceId}`,
		identityStoreId: data.identityStoreId,
		region: data.region,
		createdAt,
		users: new Map(
			data.users.map(({id, userName, displayName, disabled}) => [
				id,
				{id, userName, displayName, email: `${userName}@example.com`, enabled: disabled !== true},
			]),
		),
		groups: new Map(data.groups.map(({id, name}) => [id, {id, displayName: name}])),
		memberships: data.groups.flatMap(({id, name, members}) =>
			members.map(member => ({
				id: `9067f7d4-${ids.uuid(`membership/${name}/${member}`).slice(9)}`,
				groupId: id,
				userId: found(userIds, member),
			})),
		),
		permissionSets: new Map(permissionSets.map(set => [set.arn, set])),
		assignments: data.assignments.map(
			({account, permissionSet, user, group}): AccountAssignment => ({
				accountId: account,
				permissionSetArn: found(arns, permissionSet),
				...(user === undefined
					? {principalType: 'GROUP', principalId: found(groupIds, group)}
					: {principalType: 'USER', principalId: found(userIds, user)}),
			}),
		),
	};
}

function found(names: ReadonlyMap<string, string>, name: string): string {
	const value = names.get(name);
	if (value === undefined) throw new Error(`The scenario names "${name}" and does not have it.`);
	return value;
}
