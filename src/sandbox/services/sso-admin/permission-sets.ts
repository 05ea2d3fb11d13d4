import {
	DescribePermissionSet$,
	type DescribePermissionSetRequest,
	ListManagedPoliciesInPermissionSet$,
	type ListManagedPoliciesInPermissionSetRequest,
	ListPermissionSets$,
	type ListPermissionSetsRequest,
} from '@aws-sdk/client-sso-admin';
import {reads} from '../service.ts';
import {instanceNamed, LIST_MAXIMUM, permissionSetNamed} from './guards.ts';

/** Permission sets and what AWS manages of them; their inline policies are next door. */
export const permissionSets = [
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
	reads(ListManagedPoliciesInPermissionSet$, (input: ListManagedPoliciesInPermissionSetRequest, call) => {
		const policies = permissionSetNamed(input, call).managedPolicyArns.map(arn => ({Name: arn.slice(arn.lastIndexOf('/') + 1), Arn: arn}));
		const page = call.page(policies, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {AttachedManagedPolicies: page.items, NextToken: page.next};
	}),
];
