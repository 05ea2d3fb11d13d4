import {
	DescribePermissionSetCommand,
	type InstanceMetadata,
	ListAccountAssignmentsForPrincipalCommand,
	ListInstancesCommand,
	SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import type {Assignment, IdentityCenterInstance, PermissionSet} from '../ports.ts';
import {incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage} from '../wire/paging.ts';

/** Identity Center's administration: instances, assignments, permission sets. */
export function ssoAdmin(sdk: Sdk) {
	const clientIn = (region: string) => sdk.client('SSO Admin', SSOAdminClient, {region});

	/** The instances that a region knows, account instances included. */
	async function instancesIn(region: string): Promise<IdentityCenterInstance[]> {
		const instances = await everyPage('sso:ListInstances', async NextToken => {
			const answer = await clientIn(region).send(new ListInstancesCommand({NextToken}));
			return {items: answer.Instances, next: answer.NextToken};
		});
		return instances.map(instance => instanceFrom(instance, region));
	}

	async function assignmentsOf(
		{arn, region}: IdentityCenterInstance,
		principal: {readonly id: string; readonly type: 'USER' | 'GROUP'},
	): Promise<readonly Assignment[]> {
		const assignments = await everyPage('sso:ListAccountAssignmentsForPrincipal', async NextToken => {
			const answer = await clientIn(region).send(
				new ListAccountAssignmentsForPrincipalCommand({
					InstanceArn: arn,
					PrincipalId: principal.id,
					PrincipalType: principal.type,
					MaxResults: 100,
					NextToken,
				}),
			);
			return {items: answer.AccountAssignments, next: answer.NextToken};
		});
		return assignments.map(({AccountId, PermissionSetArn, PrincipalId, PrincipalType}) => {
			if (!AccountId || !PermissionSetArn || !PrincipalId || !PrincipalType)
				throw incompleteAnswer('sso:ListAccountAssignmentsForPrincipal');
			return {accountId: AccountId, permissionSetArn: PermissionSetArn, principalId: PrincipalId, principalType: PrincipalType};
		});
	}

	async function permissionSet({arn: InstanceArn, region}: IdentityCenterInstance, PermissionSetArn: string): Promise<PermissionSet> {
		const {PermissionSet} = await clientIn(region).send(new DescribePermissionSetCommand({InstanceArn, PermissionSetArn}));
		if (!PermissionSet) throw incompleteAnswer('sso:DescribePermissionSet');
		// One hour is what a permission set has when nobody chose (IAM Identity Center guide, "Set session duration").
		return {arn: PermissionSetArn, name: PermissionSet.Name ?? PermissionSetArn, sessionDuration: PermissionSet.SessionDuration ?? 'PT1H'};
	}

	return {instancesIn, assignmentsOf, permissionSet};
}

function instanceFrom(
	{InstanceArn, IdentityStoreId, PrimaryRegion, OwnerAccountId}: InstanceMetadata,
	region: string,
): IdentityCenterInstance {
	if (!InstanceArn || !IdentityStoreId) throw incompleteAnswer('sso:ListInstances');
	return {
		arn: InstanceArn,
		identityStoreId: IdentityStoreId,
		region: PrimaryRegion ?? region,
		...(OwnerAccountId === undefined ? {} : {ownerAccountId: OwnerAccountId}),
	};
}
