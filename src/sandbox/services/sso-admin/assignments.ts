import {
	ListAccountAssignments$,
	ListAccountAssignmentsForPrincipal$,
	type ListAccountAssignmentsForPrincipalRequest,
	type ListAccountAssignmentsRequest,
} from '@aws-sdk/client-sso-admin';
import type {AccountAssignment} from '../../world/identity-center.ts';
import {reads} from '../service.ts';
import {instanceNamed, LIST_MAXIMUM, onlyManagementAccount, permissionSetNamed} from './guards.ts';

/** Who is assigned what. */
export const assignments = [
	reads(ListAccountAssignments$, (input: ListAccountAssignmentsRequest, call) => {
		const set = permissionSetNamed(input, call);
		const here = call.world.identityCenter.assignments.filter(
			({accountId, permissionSetArn}) => accountId === input.AccountId && permissionSetArn === set.arn,
		);
		const page = call.page(here.map(assignmentOutput), {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {AccountAssignments: page.items, NextToken: page.next};
	}),
	// Only from the management account, as the API reference says. It does not say whether a user's listing holds what the user has through
	// groups; here it does not, so that whoever asks for the user alone misses it.
	reads(ListAccountAssignmentsForPrincipal$, (input: ListAccountAssignmentsForPrincipalRequest, call) => {
		onlyManagementAccount(call);
		const found = instanceNamed(input, call).assignments.filter(
			({principalId, principalType, accountId}) =>
				principalId === input.PrincipalId && principalType === input.PrincipalType && accountId === (input.Filter?.AccountId ?? accountId),
		);
		const page = call.page(found.map(assignmentOutput), {
			token: input.NextToken,
			size: input.MaxResults,
			maximum: LIST_MAXIMUM,
			emptyFirst: true,
		});
		return {AccountAssignments: page.items, NextToken: page.next};
	}),
];

function assignmentOutput({accountId, permissionSetArn, principalType, principalId}: AccountAssignment) {
	return {AccountId: accountId, PermissionSetArn: permissionSetArn, PrincipalType: principalType, PrincipalId: principalId};
}
