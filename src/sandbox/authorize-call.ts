import {authorize, type Denial} from './authorization/authorize.ts';
import {authorizationDetails, denialMessage, encodedAuthorizationMessage} from './authorization/denial.ts';
import type {AuthorizationRequest} from './authorization/request.ts';
import type {Call, Service} from './services/service.ts';
import {AwsFault} from './wire/fault.ts';
import {requestContext} from './world/context.ts';
import {identityPolicies} from './world/policies-of.ts';
import {callerArn, userId} from './world/principals.ts';

const SERVICE_LINKED_PATH = '/aws-service-role/';

/** What one call asks for, with the global condition keys and the operation's own. */
export function authorizationRequest(
	call: Call,
	action: string,
	resource: string,
	context: Record<string, string> = {},
): AuthorizationRequest {
	return {account: call.accountId, action, resource, context: {...requestContext(call.world, call.caller, call), ...context}};
}

/** Service control policies, then identity policies. Undefined when the call may go on. */
export function denialOf(call: Call, request: AuthorizationRequest): Denial | undefined {
	const {principal} = call.caller;
	const isServiceLinked = principal.kind === 'role-session' && principal.role.path.startsWith(SERVICE_LINKED_PATH);
	const service = request.action.slice(0, request.action.indexOf(':'));
	const levels = isServiceLinked ? undefined : call.chain.levels({accountId: call.accountId, service, region: call.region});
	const decision = authorize(request, levels, identityPolicies(call.world, principal));
	return decision.effect === 'Allowed' ? undefined : decision;
}

/** The denial in the service's own shape and words. EC2 adds the details, encoded. */
export function deniedFault(
	service: Pick<Service, 'name' | 'words'>,
	call: Call,
	request: AuthorizationRequest,
	decision: Denial,
): AwsFault {
	const arn = callerArn(call.caller.principal);
	// EC2 and S3 leave the resource out where the action knows none.
	const omitted = request.resource === '*' && (service.name === 'ec2' || service.name === 's3');
	const resource = omitted ? undefined : request.resource;
	const message = denialMessage({callerArn: arn, action: request.action, resource, decision, policyArnNamed: true});
	const denied = (words: string) => {
		const {code, message, extra} = service.words.denied(words);
		return new AwsFault(code, message, extra, decision);
	};
	if (service.name !== 'ec2') return denied(message);
	const details = authorizationDetails({
		principal: {id: userId(call.caller.principal), arn, account: call.accountId},
		request,
		decision,
		policyArnNamed: true,
	});
	const encoded = encodedAuthorizationMessage(details);
	return denied(`You are not authorized to perform this operation. ${message}. Encoded authorization failure message: ${encoded}`);
}
