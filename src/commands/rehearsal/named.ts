import type {IsNamed} from '../../rehearsal/after-deny.ts';
import {matchesStatement} from '../../sandbox/authorization/authorize.ts';
import {type PolicyDocument, statementsOf} from '../../sandbox/authorization/policy.ts';
import type {Sandbox} from '../../sandbox/sandbox.ts';
import {requestContext} from '../../sandbox/world/context.ts';

/** Judges by the sandbox's own rules whether a deny speaks of a call's session, as if it had reached everywhere. */
export function namedIn({world}: Pick<Sandbox, 'world'>): IsNamed {
	return (document, {at, account, accessKeyId, call, region}) => {
		const caller = world.credentials.get(accessKeyId);
		if (caller === undefined) return false;
		const context = requestContext(world, caller, {region, userAgent: 'rehearsal', now: at});
		const request = {account, action: call, resource: '*', context};
		const deny = JSON.parse(document) as PolicyDocument;
		return statementsOf(deny).some(statement => statement.Effect === 'Deny' && matchesStatement(statement, request, deny.Version));
	};
}
