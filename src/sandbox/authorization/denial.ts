import {deflateSync, inflateSync} from 'node:zlib';
import type {AuthorizationRequest, DecidingPolicy, Denial} from './authorize.ts';
import type {Statement} from './policy.ts';

// IAM user guide, "troubleshoot access denied error messages".
const explicitWords: Record<DecidingPolicy, string> = {
	'service-control-policy': 'a service control policy',
	'identity-policy': 'an identity-based policy',
	'trust-policy': 'the role trust policy',
};
const implicitWords: Record<DecidingPolicy, string> = {
	'service-control-policy': 'service control policy',
	'identity-policy': 'identity-based policy',
	'trust-policy': 'role trust policy',
};

/**
 * AWS's sentence for a denial. The resource is left out when undefined. The denying policy's ARN is there when `policyArnNamed`
 * (AWS security blog, "enhanced access denied error messages with policy ARNs": not every service names it yet) and it has one.
 */
export function denialMessage(denied: {
	callerArn: string;
	action: string;
	resource?: string | undefined;
	decision: Denial;
	policyArnNamed: boolean;
}): string {
	const {callerArn, action, resource, decision, policyArnNamed} = denied;
	const onResource = resource === undefined ? '' : ` on resource: ${resource}`;
	return `User: ${callerArn} is not authorized to perform: ${action}${onResource} ${reason(decision, action, policyArnNamed)}`;
}

function reason(decision: Denial, action: string, policyArnNamed: boolean): string {
	if (decision.effect === 'ImplicitlyDenied') return `because no ${implicitWords[decision.by]} allows the ${action} action`;
	const {arn} = decision.policy;
	const named = policyArnNamed && arn !== undefined ? `: ${arn}` : '';
	return `with an explicit deny in ${explicitWords[decision.by]}${named}`;
}

/** AWS's way of writing a list in a decoded authorization message. */
export interface Items<Item> {
	items: Item[];
}
interface ConditionItem {
	key: string;
	values: Items<{value: string}>;
}

/** Who was denied, as a decoded authorization message writes it. */
export interface DeniedPrincipal {
	/** The unique id: `AROA…:session` for a role session. */
	id: string;
	name?: string;
	arn: string;
	account?: string;
}

/** What `sts:DecodeAuthorizationMessage` answers, as JSON. */
export interface AuthorizationDetails {
	allowed: boolean;
	explicitDeny: boolean;
	matchedStatements: Items<{
		statementId: string;
		effect: 'ALLOW' | 'DENY';
		principals: Items<{value: string}>;
		principalGroups: Items<{value: string}>;
		actions: Items<{value: string}>;
		resources: Items<{value: string}>;
		conditions: Items<ConditionItem>;
		sourcePolicyId?: string;
	}>;
	failures: Items<never>;
	context: {
		principal: DeniedPrincipal;
		action: string;
		resource: string;
		conditions: Items<ConditionItem>;
	};
}

/** The details of a denial. The policy's id is given on the same terms as its ARN in the sentence. */
export function authorizationDetails(denied: {
	principal: DeniedPrincipal;
	request: AuthorizationRequest;
	decision: Denial;
	policyArnNamed: boolean;
}): AuthorizationDetails {
	const {principal, request, decision, policyArnNamed} = denied;
	const explicitDeny = decision.effect === 'ExplicitlyDenied';
	return {
		allowed: false,
		explicitDeny,
		matchedStatements: {
			items: explicitDeny
				? [
						{
							...matchedStatement(decision.statement, principal),
							...(policyArnNamed && {sourcePolicyId: decision.policy.id}),
						},
					]
				: [],
		},
		failures: {items: []},
		context: {
			principal,
			action: request.action,
			resource: request.resource,
			conditions: {items: Object.entries(request.context).map(([key, values]) => conditionItem(key, values))},
		},
	};
}

/** Packs details into the opaque text that follows `Encoded authorization failure message:`. */
export function encodedAuthorizationMessage(details: AuthorizationDetails): string {
	return deflateSync(JSON.stringify(details)).toString('base64url');
}

/** Reads such a text back; undefined for anything `encodedAuthorizationMessage` did not make, or over 1 MiB unpacked. */
export function decodeAuthorizationMessage(text: string): AuthorizationDetails | undefined {
	try {
		// Bounded, since the text may be anybody's.
		const json = inflateSync(Buffer.from(text, 'base64url'), {maxOutputLength: 1024 * 1024});
		const details: unknown = JSON.parse(json.toString('utf8'));
		return isDetails(details) && encodedAuthorizationMessage(details) === text ? details : undefined;
	} catch {
		return undefined;
	}
}

function matchedStatement(statement: Statement, principal: DeniedPrincipal) {
	return {
		statementId: statement.Sid ?? '',
		effect: statement.Effect === 'Deny' ? ('DENY' as const) : ('ALLOW' as const),
		// A session is written as its role: the id before the colon.
		principals: valueItems(principal.id.split(':')[0] ?? principal.id),
		principalGroups: valueItems([]),
		actions: valueItems(statement.Action ?? []),
		resources: valueItems(statement.Resource ?? []),
		conditions: {
			items: Object.values(statement.Condition ?? {}).flatMap(keys =>
				Object.entries(keys).map(([key, values]) => conditionItem(key, [values].flat().map(String))),
			),
		},
	};
}

function conditionItem(key: string, values: string | readonly string[]): ConditionItem {
	return {key, values: valueItems(values)};
}

function valueItems(values: string | readonly string[]): Items<{value: string}> {
	return {items: [values].flat().map(value => ({value}))};
}

function isDetails(value: unknown): value is AuthorizationDetails {
	return (
		typeof value === 'object' &&
		value !== null &&
		'allowed' in value &&
		typeof value.allowed === 'boolean' &&
		'explicitDeny' in value &&
		'matchedStatements' in value &&
		'failures' in value &&
		'context' in value
	);
}
