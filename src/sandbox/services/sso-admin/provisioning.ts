import {
	DescribePermissionSetProvisioningStatus$,
	type DescribePermissionSetProvisioningStatusRequest,
	ListAccountsForProvisionedPermissionSet$,
	type ListAccountsForProvisionedPermissionSetRequest,
	ListPermissionSetProvisioningStatus$,
	type ListPermissionSetProvisioningStatusRequest,
	ListPermissionSetsProvisionedToAccount$,
	type ListPermissionSetsProvisionedToAccountRequest,
	ProvisionPermissionSet$,
	type ProvisionPermissionSetRequest,
} from '@aws-sdk/client-sso-admin';
import {authorizationRequest, denialOf, deniedFault} from '../../authorize-call.ts';
import {AwsFault} from '../../wire/fault.ts';
import type {PermissionSet} from '../../world/identity-center.ts';
import type {Role} from '../../world/principals.ts';
import type {Provisioning, Target} from '../../world/provisionings.ts';
import {reservedRolesOf} from '../../world/reserved-roles.ts';
import {type Call, reads, writes} from '../service.ts';
import {queryWords} from '../words.ts';
import {alterablePermissionSet, instanceNamed, LIST_MAXIMUM, onPermissionSet, permissionSetNamed, refuse} from './guards.ts';

/** Provisionings under way at once; Identity Center user guide, "Quotas". */
const MOST_AT_ONCE = 3;

/** Bringing permission sets to the accounts, and how far that is. */
export const provisioning = [
	writes(
		ProvisionPermissionSet$,
		(input: ProvisionPermissionSetRequest, call) => {
			const set = alterablePermissionSet(input, call);
			const roles = targetRoles(set, input, call);
			if (call.provisionings.isSpreading(set)) throw refuse.conflict();
			// The model gives this operation no error for quotas, and keeps ConflictException for earlier writes of the same permission set.
			if (call.provisionings.running >= MOST_AT_ONCE) {
				throw refuse.throttled(`There may be ${MOST_AT_ONCE} provisionings of permission sets at once.`);
			}
			const targets = roles.map((role): Target => ({role, refusal: refusalOf(role, set, call)}));
			const started = call.provisionings.start(set, targets, input.TargetType === 'AWS_ACCOUNT' ? input.TargetId : undefined);
			return {PermissionSetProvisioningStatus: statusOutput(started, call)};
		},
		onPermissionSet,
	),
	reads(DescribePermissionSetProvisioningStatus$, (input: DescribePermissionSetProvisioningStatusRequest, call) => {
		instanceNamed(input, call);
		const found = call.provisionings.get(input.ProvisionPermissionSetRequestId ?? '');
		if (found === undefined) throw refuse.notFound('Could not find the provisioning request.');
		return {PermissionSetProvisioningStatus: statusOutput(found, call)};
	}),
	reads(ListPermissionSetProvisioningStatus$, (input: ListPermissionSetProvisioningStatusRequest, call) => {
		instanceNamed(input, call);
		const all = call.provisionings.all.map(one => ({
			Status: call.provisionings.stateOf(one).status,
			RequestId: one.id,
			CreatedDate: new Date(one.startedAt),
		}));
		const wanted = input.Filter?.Status;
		const found = all.filter(({Status}) => wanted === undefined || Status === wanted);
		const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {PermissionSetsProvisioningStatus: page.items, NextToken: page.next};
	}),
	reads(ListAccountsForProvisionedPermissionSet$, (input: ListAccountsForProvisionedPermissionSetRequest, call) => {
		const set = permissionSetNamed(input, call);
		const accounts = reservedRolesOf(call.world.roles, set)
			.map(({accountId}) => accountId)
			.filter(accountId => hasStatus(set, accountId, input, call));
		const page = call.page(accounts, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {AccountIds: page.items, NextToken: page.next};
	}),
	reads(ListPermissionSetsProvisionedToAccount$, (input: ListPermissionSetsProvisionedToAccountRequest, call) => {
		const accountId = input.AccountId ?? '';
		const sets = [...instanceNamed(input, call).permissionSets.values()].filter(
			set => reservedRolesOf(call.world.roles, set).some(role => role.accountId === accountId) && hasStatus(set, accountId, input, call),
		);
		const page = call.page(
			sets.map(({arn}) => arn),
			{token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM},
		);
		return {PermissionSets: page.items, NextToken: page.next};
	}),
];

function targetRoles(set: PermissionSet, {TargetType, TargetId}: ProvisionPermissionSetRequest, {world}: Call): Role[] {
	const roles = reservedRolesOf(world.roles, set);
	if (TargetType === 'ALL_PROVISIONED_ACCOUNTS') return roles;
	if (TargetType !== 'AWS_ACCOUNT') throw refuse.invalid('The target type must be AWS_ACCOUNT or ALL_PROVISIONED_ACCOUNTS.');
	if (TargetId === undefined) throw refuse.invalid('An account is needed for the target type AWS_ACCOUNT.');
	if (!world.organization.accounts.has(TargetId)) throw refuse.notFound('Could not find the account.');
	const there = roles.filter(({accountId}) => accountId === TargetId);
	if (there.length > 0) return there;
	throw new AwsFault(
		'NotImplemented',
		'The sandbox does not know sso-admin:ProvisionPermissionSet in an account where the permission set is not assigned.',
		{status: 501},
	);
}

/**
 * In member accounts Identity Center changes roles by a right of its own. In the management account it changes them by the caller's, who
 * needs the IAM actions: Identity Center user guide, "Using identity-based policies for IAM Identity Center".
 */
function refusalOf(role: Role, set: PermissionSet, call: Call): string | undefined {
	if (role.accountId !== call.world.organization.managementAccountId) return undefined;
	const action = set.inlinePolicy === undefined ? 'iam:DeleteRolePolicy' : 'iam:PutRolePolicy';
	const asked = authorizationRequest(call, action, role.arn);
	const denial = denialOf(call, asked);
	return denial && deniedFault({name: 'iam', words: queryWords}, call, asked, denial).message;
}

function hasStatus(
	set: PermissionSet,
	accountId: string,
	{ProvisioningStatus}: {ProvisioningStatus?: string | undefined},
	{provisionings}: Call,
): boolean {
	if (ProvisioningStatus === undefined) return true;
	return (ProvisioningStatus === 'LATEST_PERMISSION_SET_PROVISIONED') === provisionings.isLatest(set, accountId);
}

function statusOutput(one: Provisioning, {provisionings}: Call) {
	const {status, failureReason} = provisionings.stateOf(one);
	return {
		Status: status,
		RequestId: one.id,
		AccountId: one.accountId,
		PermissionSetArn: one.permissionSet.arn,
		FailureReason: failureReason,
		CreatedDate: new Date(one.startedAt),
	};
}
