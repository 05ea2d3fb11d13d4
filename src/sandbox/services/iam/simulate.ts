import {type ContextEntry, SimulatePrincipalPolicy$, type SimulatePrincipalPolicyRequest} from '@aws-sdk/client-iam';
import {authorize, type Decision, evaluateServiceControlPolicies, type PolicyLevel} from '../../authorization/authorize.ts';
import type {AuthorizationRequest} from '../../authorization/request.ts';
import {AwsFault} from '../../wire/fault.ts';
import {policiesOfEntity} from '../../world/policies-of.ts';
import type {IamUser, Role} from '../../world/principals.ts';
import {type Call, reads} from '../service.ts';
import {queryWords} from '../words.ts';

/** Input that changes the answer in ways the sandbox does not work out. */
const NOT_SIMULATED = [
	'PolicyInputList',
	'PermissionsBoundaryPolicyInputList',
	'PolicyExclusionList',
	'ResourcePolicy',
	'ResourceOwner',
	'CallerArn',
	'ResourceHandlingOption',
] as const;

const DECISIONS = {Allowed: 'allowed', ExplicitlyDenied: 'explicitDeny', ImplicitlyDenied: 'implicitDeny'} as const;

/**
 * A role's or a user's own policies and the service control policies that bind it, judged with the context given and nothing
 * else. One result for each action; what each resource gets is inside it. IAM API reference, SimulatePrincipalPolicy.
 */
export const simulatePrincipalPolicy = reads(
	SimulatePrincipalPolicy$,
	(input: SimulatePrincipalPolicyRequest, call) => {
		const unknown = NOT_SIMULATED.find(name => input[name] !== undefined);
		if (unknown !== undefined) {
			throw new AwsFault('NotImplemented', `The sandbox does not know iam:SimulatePrincipalPolicy with ${unknown}.`, {status: 501});
		}
		const entity = entityNamed(input.PolicySourceArn ?? '', call);
		const context = contextOf(input.ContextEntries ?? []);
		const resources = input.ResourceArns ?? ['*'];
		const results = (input.ActionNames ?? []).map(action => {
			const requests = resources.map(resource => ({account: entity.accountId, action, resource, context}));
			return evaluation(requests, entity, call);
		});
		const page = call.page(results, {token: input.Marker, size: input.MaxItems ?? 100, maximum: 1000});
		return {EvaluationResults: page.items, IsTruncated: page.next !== undefined, Marker: page.next};
	},
	{resource: (input: SimulatePrincipalPolicyRequest) => input.PolicySourceArn ?? '*'},
);

function entityNamed(arn: string, {world, accountId}: Call): Role | IamUser {
	if (!/^arn:aws:iam::\d{12}:(role|user)\//.test(arn))
		throw new AwsFault('InvalidInputException', `Invalid Entity Arn: ${arn} does not clearly define entity type and name.`);
	const entity = world.roles.get(arn) ?? world.iamUsers.get(arn);
	if (entity === undefined || entity.accountId !== accountId)
		throw new AwsFault('NoSuchEntityException', `The entity ${arn} cannot be found.`);
	return entity;
}

function contextOf(entries: readonly ContextEntry[]): Record<string, string | readonly string[]> {
	return Object.fromEntries(
		entries.map(({ContextKeyName, ContextKeyValues = [], ContextKeyType}) => {
			if (ContextKeyName === undefined || ContextKeyType === undefined)
				throw queryWords.invalid('A context entry needs a name and a type.');
			const single = ContextKeyType.endsWith('List') ? undefined : ContextKeyValues[0];
			return [ContextKeyName, single ?? ContextKeyValues];
		}),
	);
}

function evaluation(requests: readonly AuthorizationRequest[], entity: Role | IamUser, call: Call) {
	const judged = requests.map(request => judge(request, entity, call));
	const worst =
		judged.find(({decision}) => decision.effect === 'ExplicitlyDenied') ??
		judged.find(({decision}) => decision.effect !== 'Allowed') ??
		judged[0];
	return {
		EvalActionName: requests[0]?.action,
		EvalResourceName: requests.length === 1 ? requests[0]?.resource : '*',
		EvalDecision: DECISIONS[worst?.decision.effect ?? 'ImplicitlyDenied'],
		MatchedStatements: matched(worst?.decision),
		MissingContextValues: [],
		...(worst?.allowedByOrganizations !== undefined && {
			OrganizationsDecisionDetail: {AllowedByOrganizations: worst.allowedByOrganizations},
		}),
		ResourceSpecificResults: judged.map(({request, decision}) => ({
			EvalResourceName: request.resource,
			EvalResourceDecision: DECISIONS[decision.effect],
			MatchedStatements: matched(decision),
			MissingContextValues: [],
		})),
	};
}

function judge(request: AuthorizationRequest, entity: Role | IamUser, call: Call) {
	const service = request.action.slice(0, request.action.indexOf(':'));
	const levels: PolicyLevel[] | undefined = call.chain.levels({accountId: entity.accountId, service, region: call.region});
	const decision = authorize(request, levels, policiesOfEntity(call.world, entity));
	const allowedByOrganizations = levels && evaluateServiceControlPolicies(request, levels).effect === 'Allowed';
	return {request, decision, allowedByOrganizations};
}

/** Statements of service control policies are not listed; the decision says only whether they allow. */
function matched(decision: Decision | undefined) {
	if (decision?.effect !== 'ExplicitlyDenied' || decision.by !== 'identity-policy') return [];
	return [{SourcePolicyId: decision.policy.id, SourcePolicyType: 'IAM Policy'}];
}
