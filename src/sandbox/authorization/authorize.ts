import {conditionHolds, type Expand} from './conditions.ts';
import {type PolicyDocument, type Statement, statementsOf} from './policy.ts';
import type {AuthorizationRequest} from './request.ts';
import {asPattern, expandVariables, withoutVariables} from './variables.ts';
import {matchesPattern, wildcardPattern} from './wildcard.ts';

export type {AuthorizationRequest} from './request.ts';

/** A policy and what it is called in a denial. */
export interface NamedPolicy {
	id: string;
	/** Absent for inline policies. */
	arn?: string;
	document: PolicyDocument;
}

/** The policies attached to one root, organizational unit or account. */
export interface PolicyLevel {
	id: string;
	policies: readonly NamedPolicy[];
}

/** The kind of policy that decided. Trust policies are decided by whoever knows the role; the words for it are here. */
export type DecidingPolicy = 'service-control-policy' | 'identity-policy' | 'trust-policy';

export type Decision =
	| {effect: 'Allowed'}
	| {effect: 'ExplicitlyDenied'; by: DecidingPolicy; policy: NamedPolicy; statement: Statement}
	| {
			effect: 'ImplicitlyDenied';
			by: DecidingPolicy;
			/** For service control policies: the first level, from the root down, that does not allow. */
			level?: string;
	  };

/** A decision that is not an allow. */
export type Denial = Exclude<Decision, {effect: 'Allowed'}>;

/**
 * Service control policies alone, from the root down to the account: any deny at any level wins, and each level must allow.
 * Organizations user guide, "SCP evaluation".
 */
export function evaluateServiceControlPolicies(request: AuthorizationRequest, levels: readonly PolicyLevel[]): Decision {
	return explicitScpDeny(request, levels) ?? implicitScpDeny(request, levels) ?? {effect: 'Allowed'};
}

/**
 * Service control policies, then identity policies. `levels` is undefined for those whom no service control policy binds: the
 * management account and service-linked roles. An explicit deny anywhere comes before the lack of an allow anywhere, as in the
 * IAM user guide's "how AWS enforcement code logic evaluates requests".
 */
export function authorize(
	request: AuthorizationRequest,
	levels: readonly PolicyLevel[] | undefined,
	identityPolicies: readonly NamedPolicy[],
): Decision {
	const bound = levels ?? [];
	return (
		explicitScpDeny(request, bound) ??
		explicitDeny(request, identityPolicies, 'identity-policy') ??
		implicitScpDeny(request, bound) ??
		(allows(request, identityPolicies) ? {effect: 'Allowed'} : {effect: 'ImplicitlyDenied', by: 'identity-policy'})
	);
}

/**
 * Whether a statement speaks of this request, whatever its effect. Variables are filled in only when the document's version is
 * 2012-10-17; one without a value matches nothing. `Principal` is not looked at. A statement without a Resource speaks of the
 * resource it is attached to, as in a role's trust policy; one without an Action speaks of nothing.
 */
export function matchesStatement(statement: Statement, request: AuthorizationRequest, version: string | undefined = '2012-10-17'): boolean {
	const expand: Expand = version === '2012-10-17' ? text => expandVariables(text, request) : withoutVariables;
	return (
		matchesAction(statement, request.action) &&
		matchesResource(statement, request.resource, expand) &&
		conditionHolds(statement.Condition ?? {}, request, expand)
	);
}

function explicitScpDeny(request: AuthorizationRequest, levels: readonly PolicyLevel[]): Denial | undefined {
	const policies = levels.flatMap(level => level.policies);
	return explicitDeny(request, policies, 'service-control-policy');
}

function implicitScpDeny(request: AuthorizationRequest, levels: readonly PolicyLevel[]): Denial | undefined {
	const level = levels.find(candidate => !allows(request, candidate.policies));
	return level && {effect: 'ImplicitlyDenied', by: 'service-control-policy', level: level.id};
}

function explicitDeny(request: AuthorizationRequest, policies: readonly NamedPolicy[], by: DecidingPolicy): Denial | undefined {
	for (const policy of policies) {
		const statement = matchingStatement(request, policy.document, 'Deny');
		if (statement) return {effect: 'ExplicitlyDenied', by, policy, statement};
	}
	return undefined;
}

function allows(request: AuthorizationRequest, policies: readonly NamedPolicy[]): boolean {
	return policies.some(policy => matchingStatement(request, policy.document, 'Allow') !== undefined);
}

function matchingStatement(request: AuthorizationRequest, document: PolicyDocument, effect: Statement['Effect']): Statement | undefined {
	// A document without a version is of the first one.
	const version = document.Version ?? '2008-10-17';
	return statementsOf(document).find(statement => statement.Effect === effect && matchesStatement(statement, request, version));
}

/** Actions are case-insensitive and know no variables. */
function matchesAction(statement: Statement, action: string): boolean {
	const named = (patterns: string | string[]) =>
		[patterns].flat().some(pattern => matchesPattern(wildcardPattern(pattern.toLowerCase()), action.toLowerCase()));
	if (statement.Action !== undefined) return named(statement.Action);
	return statement.NotAction !== undefined && !named(statement.NotAction);
}

function matchesResource(statement: Statement, resource: string, expand: Expand): boolean {
	const named = (patterns: string | string[]) =>
		[patterns].flat().some(text => {
			const pattern = asPattern(expand(text));
			return pattern !== undefined && matchesPattern(pattern, resource);
		});
	if (statement.Resource !== undefined) return named(statement.Resource);
	return statement.NotResource === undefined || !named(statement.NotResource);
}
