import type {Sandbox} from '../../../src/sandbox/sandbox.ts';

/** What of the world an incident may change, without what differs from run to run: the ids that AWS gives. */
export function worldOf({world: {organization, identityCenter, roles, credentials}}: Sandbox) {
	const nameOf = (id: string) => organization.policies.get(id)?.name ?? id;
	return {
		policies: [...organization.policies.values()]
			.map(({name, description, content, tags}) => ({name, description, content, tags: [...tags]}))
			.sort((one, other) => (one.name < other.name ? -1 : 1)),
		attachments: Object.fromEntries([...organization.attachments].map(([target, ids]) => [target, [...ids].map(nameOf).sort()])),
		permissionSets: [...identityCenter.permissionSets.values()].map(({name, inlinePolicy}) => ({name, inlinePolicy})),
		roles: [...roles.values()].map(({arn, inlinePolicies}) => ({arn, inlinePolicies: [...inlinePolicies]})),
		accessKeys: [...credentials.values()]
			.filter(({sessionToken}) => sessionToken === undefined)
			.map(({accessKeyId, inactive}) => ({accessKeyId, inactive: inactive === true})),
	};
}
