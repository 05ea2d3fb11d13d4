import {
	DescribeInstance$,
	type DescribeInstanceRequest,
	DescribePermissionSet$,
	type DescribePermissionSetRequest,
	GetInlinePolicyForPermissionSet$,
	type GetInlinePolicyForPermissionSetRequest,
	ListAccountAssignments$,
	ListAccountAssignmentsForPrincipal$,
	type ListAccountAssignmentsForPrincipalRequest,
	type ListAccountAssignmentsRequest,
	ListInstances$,
	type ListInstancesRequest,
	ListManagedPoliciesInPermissionSet$,
	type ListManagedPoliciesInPermissionSetRequest,
	ListPermissionSets$,
	ListPermissionSetsProvisionedToAccount$,
	type ListPermissionSetsProvisionedToAccountRequest,
	type ListPermissionSetsRequest,
	SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import {AwsFault} from '../wire/fault.ts';
import type {AccountAssignment, IdentityCenter, PermissionSet} from '../world/identity-center.ts';
import {type Call, defineService, reads} from './service.ts';
import {jsonWords} from './words.ts';

const LIST_MAXIMUM = 100;

export const service = defineService({
	name: 'sso-admin',
	prefix: 'sso',
	client: SSOAdminClient,
	words: jsonWords(400, message => new AwsFault('ValidationException', message)),
	operations: [
		reads(ListInstances$, (input: ListInstancesRequest, call) => {
			const {identityCenter} = call.world;
			const instances = call.region === identityCenter.region ? [instance(call)] : [];
			const page = call.page(instances, {token: input.NextToken, size: input.MaxResults, maximum: 10});
			return {Instances: page.items, NextToken: page.next};
		}),
		reads(DescribeInstance$, (input: DescribeInstanceRequest, call) => {
			instanceNamed(input, call);
			return {...instance(call), PermissionSetsEnabled: true};
		}),
		reads(ListPermissionSets$, (input: ListPermissionSetsRequest, call) => {
			const arns = [...instanceNamed(input, call).permissionSets.keys()];
			const page = call.page(arns, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {PermissionSets: page.items, NextToken: page.next};
		}),
		reads(DescribePermissionSet$, (input: DescribePermissionSetRequest, call) => {
			const set = permissionSetNamed(input, call);
			return {
				PermissionSet: {
					Name: set.name,
					PermissionSetArn: set.arn,
					Description: set.description,
					CreatedDate: new Date(set.createdAt),
					SessionDuration: set.sessionDuration,
				},
			};
		}),
		reads(GetInlinePolicyForPermissionSet$, (input: GetInlinePolicyForPermissionSetRequest, call) => ({
			InlinePolicy: permissionSetNamed(input, call).inlinePolicy ?? '',
		})),
		reads(ListManagedPoliciesInPermissionSet$, (input: ListManagedPoliciesInPermissionSetRequest, call) => {
			const policies = permissionSetNamed(input, call).managedPolicyArns.map(arn => ({
				Name: arn.slice(arn.lastIndexOf('/') + 1),
				Arn: arn,
			}));
			const page = call.page(policies, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {AttachedManagedPolicies: page.items, NextToken: page.next};
		}),
		reads(ListPermissionSetsProvisionedToAccount$, (input: ListPermissionSetsProvisionedToAccountRequest, call) => {
			const {assignments} = instanceNamed(input, call);
			const here = assignments.filter(({accountId}) => accountId === input.AccountId).map(({permissionSetArn}) => permissionSetArn);
			const page = call.page([...new Set(here)], {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {PermissionSets: page.items, NextToken: page.next};
		}),
		reads(ListAccountAssignments$, (input: ListAccountAssignmentsRequest, call) => {
			const set = permissionSetNamed(input, call);
			const here = call.world.identityCenter.assignments.filter(
				({accountId, permissionSetArn}) => accountId === input.AccountId && permissionSetArn === set.arn,
			);
			const page = call.page(here.map(assignmentOutput), {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {AccountAssignments: page.items, NextToken: page.next};
		}),
		// The API reference does not say whether a user's listing holds what the user has through groups; here it does not,
		// so that whoever asks for the user alone misses it.
		reads(ListAccountAssignmentsForPrincipal$, (input: ListAccountAssignmentsForPrincipalRequest, call) => {
			const {assignments} = instanceNamed(input, call);
			const found = assignments.filter(
				({principalId, principalType, accountId}) =>
					principalId === input.PrincipalId &&
					principalType === input.PrincipalType &&
					accountId === (input.Filter?.AccountId ?? accountId),
			);
			const page = call.page(found.map(assignmentOutput), {
				token: input.NextToken,
				size: input.MaxResults,
				maximum: LIST_MAXIMUM,
				emptyFirst: true,
			});
			return {AccountAssignments: page.items, NextToken: page.next};
		}),
	],
});

function instance({world: {identityCenter, organization}}: Call) {
	return {
		InstanceArn: identityCenter.instanceArn,
		IdentityStoreId: identityCenter.identityStoreId,
		OwnerAccountId: organization.managementAccountId,
		CreatedDate: new Date(identityCenter.createdAt),
		Status: 'ACTIVE',
		PrimaryRegion: identityCenter.region,
		Regions: [{RegionName: identityCenter.region, Status: 'ACTIVE'}],
	};
}

/** The instance answers in its own region, and to the account that owns it. */
function instanceNamed(
	input: {InstanceArn?: string | undefined},
	{world: {identityCenter, organization}, region, accountId}: Call,
): IdentityCenter {
	if (accountId !== organization.managementAccountId) {
		throw new AwsFault('AccessDeniedException', 'You do not have sufficient access to perform this action.');
	}
	if (region !== identityCenter.region || input.InstanceArn !== identityCenter.instanceArn) {
		throw new AwsFault('ResourceNotFoundException', 'The requested instance does not exist.');
	}
	return identityCenter;
}

function permissionSetNamed(input: {InstanceArn?: string | undefined; PermissionSetArn?: string | undefined}, call: Call): PermissionSet {
	const set = instanceNamed(input, call).permissionSets.get(input.PermissionSetArn ?? '');
	if (set === undefined) throw new AwsFault('ResourceNotFoundException', 'Could not find the permission set.');
	return set;
}

function assignmentOutput({accountId, permissionSetArn, principalType, principalId}: AccountAssignment) {
	return {AccountId: accountId, PermissionSetArn: permissionSetArn, PrincipalType: principalType, PrincipalId: principalId};
}
