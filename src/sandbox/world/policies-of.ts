import type {NamedPolicy} from '../authorization/authorize.ts';
import type {IamUser, Principal, Role} from './principals.ts';
import type {World} from './world.ts';

const EVERYTHING: NamedPolicy = {
	id: 'root-user',
	document: {Version: '2012-10-17', Statement: {Effect: 'Allow', Action: '*', Resource: '*'}},
};

/** The identity policies of whoever calls. An account's root user needs none to be allowed everything. */
export function identityPolicies(world: World, principal: Principal): NamedPolicy[] {
	if (principal.kind === 'root') return [EVERYTHING];
	return policiesOfEntity(world, principal.kind === 'user' ? principal.user : principal.role);
}

/** The inline and managed policies of a role or a user. */
export function policiesOfEntity(world: World, entity: Role | IamUser): NamedPolicy[] {
	const inline = [...entity.inlinePolicies].map(([id, document]) => ({id, document}));
	const managed = entity.managedPolicyArns.flatMap(arn => {
		const document = world.managedPolicies.get(arn);
		return document === undefined ? [] : [{id: arn.slice(arn.lastIndexOf('/') + 1), arn, document}];
	});
	return [...inline, ...managed];
}
