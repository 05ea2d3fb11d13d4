import {
	CreatePolicy$,
	type CreatePolicyRequest,
	DeletePolicy$,
	type DeletePolicyRequest,
	DescribePolicy$,
	type DescribePolicyRequest,
	ListPolicies$,
	ListPoliciesForTarget$,
	type ListPoliciesForTargetRequest,
	type ListPoliciesRequest,
	ListTagsForResource$,
	type ListTagsForResourceRequest,
	ListTargetsForPolicy$,
	type ListTargetsForPolicyRequest,
	TagResource$,
	type TagResourceRequest,
	UpdatePolicy$,
	type UpdatePolicyRequest,
} from '@aws-sdk/client-organizations';
import {malformed} from '../../authorization/policy.ts';
import {
	isTarget,
	type Organization,
	organizationArn,
	policiesOf,
	SERVICE_CONTROL_POLICY,
	type ServiceControlPolicy,
	targetsOf,
} from '../../world/organization.ts';
import {type Call, reads, writes} from '../service.ts';
import {refuse} from './faults.ts';
import {LIST_MAXIMUM, readableBy, writableBy} from './guards.ts';

/** Characters in a service control policy's document; Organizations user guide, "Quotas for AWS Organizations" (since 2026-05). */
const DOCUMENT_QUOTA = 10_240;
const TAG_QUOTA = 50;

/** Reading and writing policies; attaching them is next door. */
export const policies = [
	reads(
		DescribePolicy$,
		(input: DescribePolicyRequest, call) => {
			readableBy(call);
			return {Policy: policyOutput(policyNamed(call, input.PolicyId))};
		},
		{resource: policyResource, context: policyContext},
	),
	reads(ListPolicies$, (input: ListPoliciesRequest, call) => {
		readableBy(call);
		const all = input.Filter === SERVICE_CONTROL_POLICY ? [...call.world.organization.policies.values()] : [];
		const page = call.page(all.map(summary), {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {Policies: page.items, NextToken: page.next};
	}),
	reads(ListPoliciesForTarget$, (input: ListPoliciesForTargetRequest, call) => {
		readableBy(call);
		const targetId = targetNamed(call, input.TargetId);
		const attached = input.Filter === SERVICE_CONTROL_POLICY ? policiesOf(call.world.organization, targetId) : [];
		const page = call.page(attached.map(summary), {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {Policies: page.items, NextToken: page.next};
	}),
	reads(
		ListTargetsForPolicy$,
		(input: ListTargetsForPolicyRequest, call) => {
			readableBy(call);
			const {organization} = call.world;
			const targets = targetsOf(organization, policyNamed(call, input.PolicyId).id).map(id => targetOutput(organization, id));
			const page = call.page(targets, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {Targets: page.items, NextToken: page.next};
		},
		{resource: policyResource},
	),
	writes(
		CreatePolicy$,
		(input: CreatePolicyRequest, call) => {
			writableBy(call);
			const {organization, ids} = call.world;
			requireType(call, input.Type);
			const name = checkedName(organization, input.Name);
			const content = checkedContent(input.Content);
			const id = ids.policy();
			const policy: ServiceControlPolicy = {
				id,
				arn: organizationArn(organization, 'policy', id),
				name,
				description: checkedDescription(input.Description),
				content,
				awsManaged: false,
				tags: checkedTags(new Map(), input.Tags),
				writtenByCall: true,
			};
			organization.policies.set(id, policy);
			return {Policy: policyOutput(policy)};
		},
		{context: policyContext},
	),
	writes(
		UpdatePolicy$,
		(input: UpdatePolicyRequest, call) => {
			writableBy(call);
			const policy = policyNamed(call, input.PolicyId);
			requireOurs(policy);
			const name = input.Name === undefined || input.Name === policy.name ? policy.name : checkedName(call.world.organization, input.Name);
			const description = input.Description === undefined ? policy.description : checkedDescription(input.Description);
			if (input.Content !== undefined) call.chain.rewrite(policy.id, checkedContent(input.Content));
			Object.assign(policy, {name, description});
			return {Policy: policyOutput(policy)};
		},
		{resource: policyResource, context: policyContext},
	),
	writes(
		DeletePolicy$,
		(input: DeletePolicyRequest, call) => {
			writableBy(call);
			const policy = policyNamed(call, input.PolicyId);
			requireOurs(policy);
			if (targetsOf(call.world.organization, policy.id).length > 0) throw refuse.policyInUse();
			call.world.organization.policies.delete(policy.id);
			return {};
		},
		{resource: policyResource, context: policyContext},
	),
	writes(TagResource$, (input: TagResourceRequest, call) => {
		writableBy(call);
		const policy = policyNamed(call, input.ResourceId, refuse.targetNotFound);
		for (const [key, value] of checkedTags(policy.tags, input.Tags)) policy.tags.set(key, value);
		return {};
	}),
	reads(ListTagsForResource$, (input: ListTagsForResourceRequest, call) => {
		readableBy(call);
		const {organization} = call.world;
		// Only policies carry tags in the sandbox; everything else has none.
		const tags = isTarget(organization, input.ResourceId ?? '')
			? new Map()
			: policyNamed(call, input.ResourceId, refuse.targetNotFound).tags;
		const page = call.page(
			[...tags].map(([Key, Value]) => ({Key, Value})),
			{token: input.NextToken, size: undefined, maximum: LIST_MAXIMUM},
		);
		return {Tags: page.items, NextToken: page.next};
	}),
];

/** The policy with this id, or the service's own refusal. */
export function policyNamed({world: {organization}}: Call, id = '', missing = refuse.policyNotFound): ServiceControlPolicy {
	const policy = organization.policies.get(id);
	if (policy === undefined) throw missing();
	return policy;
}

/** The id of a root, unit or account of the organization, or the service's own refusal. */
export function targetNamed({world: {organization}}: Call, id = ''): string {
	if (!isTarget(organization, id)) throw refuse.targetNotFound();
	return id;
}

/** The resource that authorization of a call on a policy names. */
export function policyResource(input: {PolicyId?: string | undefined}, {world: {organization}}: Call): string {
	const id = input.PolicyId ?? '';
	return organization.policies.get(id)?.arn ?? organizationArn(organization, 'policy', id);
}

/** The condition key by which delegation is limited to one type of policy. */
export function policyContext(): Record<string, string> {
	return {'organizations:PolicyType': SERVICE_CONTROL_POLICY};
}

/** Refuses a type that the sandbox does not know, and every type where the organization has not all features. */
export function requireType({world: {organization}}: Call, type: string | undefined): void {
	if (type !== SERVICE_CONTROL_POLICY)
		throw refuse.input('INVALID_ENUM_POLICY_TYPE', `The sandbox knows no policy type but ${SERVICE_CONTROL_POLICY}.`);
	if (organization.featureSet !== 'ALL') throw refuse.typeNotAvailable();
}

function requireOurs(policy: ServiceControlPolicy): void {
	if (policy.awsManaged) throw refuse.input('IMMUTABLE_POLICY', "You specified a policy that is managed by AWS and can't be modified.");
}

function checkedName(organization: Organization, name = ''): string {
	if (name.length < 1) throw refuse.input('MIN_LENGTH_EXCEEDED', 'You provided a value that does not meet the minimum length.');
	if (name.length > 128) throw refuse.input('MAX_LENGTH_EXCEEDED', 'You provided a value that exceeds the maximum length.');
	if ([...organization.policies.values()].some(policy => policy.name === name)) throw refuse.duplicatePolicy();
	return name;
}

function checkedDescription(description = ''): string {
	if (description.length > 512) throw refuse.input('MAX_LENGTH_EXCEEDED', 'You provided a value that exceeds the maximum length.');
	return description;
}

function checkedContent(content = ''): string {
	if (content.length > DOCUMENT_QUOTA)
		throw refuse.constraint('POLICY_CONTENT_LIMIT_EXCEEDED', 'You have exceeded the maximum policy size allowed.');
	const reasons = malformed(parsed(content), 'service-control-policy');
	if (reasons.length > 0) throw refuse.malformed(reasons);
	return content;
}

function parsed(content: string): unknown {
	try {
		return JSON.parse(content);
	} catch {
		throw refuse.malformed(['The document is not JSON.']);
	}
}

function checkedTags(
	present: ReadonlyMap<string, string>,
	tags: readonly {Key?: string | undefined; Value?: string | undefined}[] = [],
): Map<string, string> {
	const all = new Map(present);
	for (const {Key, Value} of tags) {
		if (!Key || Key.length > 128 || Value === undefined || Value.length > 256)
			throw refuse.input('INVALID_PATTERN', 'You provided a tag that is not valid.');
		if (Key.toLowerCase().startsWith('aws:'))
			throw refuse.input('INVALID_SYSTEM_TAGS_PARAMETER', 'You specified a tag key that is a system tag.');
		all.set(Key, Value);
	}
	if (all.size > TAG_QUOTA)
		throw refuse.constraint('MAX_TAG_LIMIT_EXCEEDED', 'You have exceeded the number of tags allowed on this resource.');
	return all;
}

function summary({id, arn, name, description, awsManaged}: ServiceControlPolicy) {
	return {Id: id, Arn: arn, Name: name, Description: description, Type: SERVICE_CONTROL_POLICY, AwsManaged: awsManaged};
}

function policyOutput(policy: ServiceControlPolicy) {
	return {PolicySummary: summary(policy), Content: policy.content};
}

function targetOutput(organization: Organization, id: string) {
	if (id === organization.root.id)
		return {TargetId: id, Arn: organizationArn(organization, 'root', id), Name: organization.root.name, Type: 'ROOT'};
	const unit = organization.units.get(id);
	if (unit !== undefined) return {TargetId: id, Arn: organizationArn(organization, 'ou', id), Name: unit.name, Type: 'ORGANIZATIONAL_UNIT'};
	return {TargetId: id, Arn: organizationArn(organization, 'account', id), Name: organization.accounts.get(id)?.name, Type: 'ACCOUNT'};
}
