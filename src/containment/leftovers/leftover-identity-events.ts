import type {Names, Row} from './leftover-events.ts';

const user: Names = {userName: ['userName', 'user.userName']};
const role: Names = {roleName: ['roleName', 'role.roleName']};
const group: Names = {groupName: ['groupName']};
const policy: Names = {policyName: ['policyName'], policyArn: ['policyArn', 'policy.arn', 'permissionsBoundary']};
const provider: Names = {providerArn: ['sAMLProviderArn', 'openIDConnectProviderArn'], name: ['name', 'url']};
const permissionSet: Names = {
	permissionSetArn: ['permissionSetArn', 'permissionSet.permissionSetArn'],
	instanceArn: ['instanceArn'],
	targetId: ['targetId'],
	principalType: ['principalType'],
	principalId: ['principalId'],
};

/** Who may come in and what they may do: IAM, STS, Identity Center, the organization. See `leftover-events.ts`. */
export const identityRows: readonly Row[] = [
	['user', 'iam', ['CreateUser', 'UpdateUser'], {...user, userId: ['user.userId'], newUserName: ['newUserName']}],
	[
		'access-key',
		'iam',
		['CreateAccessKey', 'UpdateAccessKey'],
		{accessKeyId: ['accessKeyId', 'accessKey.accessKeyId'], userName: ['userName', 'accessKey.userName']},
	],
	[
		'other-credential',
		'iam',
		['CreateServiceSpecificCredential', 'ResetServiceSpecificCredential', 'UploadSSHPublicKey', 'UploadSigningCertificate'],
		{
			...user,
			credentialId: [
				'serviceSpecificCredentialId',
				'serviceSpecificCredential.serviceSpecificCredentialId',
				'sSHPublicKey.sSHPublicKeyId',
				'certificate.certificateId',
			],
		},
	],
	['login-profile', 'iam', ['CreateLoginProfile', 'UpdateLoginProfile'], {userName: ['userName', 'loginProfile.userName']}],
	['role', 'iam', ['CreateRole', 'CreateServiceLinkedRole', 'UpdateRole'], role],
	['role', 'iam', ['CreateInstanceProfile', 'AddRoleToInstanceProfile'], {...role, instanceProfileName: ['instanceProfileName']}],
	['trust', 'iam', ['UpdateAssumeRolePolicy'], role],
	[
		'permissions',
		'iam',
		[
			'PutUserPolicy',
			'AttachUserPolicy',
			'DeleteUserPolicy',
			'DetachUserPolicy',
			'PutUserPermissionsBoundary',
			'DeleteUserPermissionsBoundary',
			'AddUserToGroup',
			'RemoveUserFromGroup',
		],
		{...user, ...group, ...policy},
	],
	[
		'permissions',
		'iam',
		[
			'PutRolePolicy',
			'AttachRolePolicy',
			'DeleteRolePolicy',
			'DetachRolePolicy',
			'PutRolePermissionsBoundary',
			'DeleteRolePermissionsBoundary',
		],
		{...role, ...policy},
	],
	['permissions', 'iam', ['PutGroupPolicy', 'AttachGroupPolicy', 'DeleteGroupPolicy', 'DetachGroupPolicy'], {...group, ...policy}],
	[
		'permissions',
		'iam',
		['CreatePolicy', 'CreatePolicyVersion', 'SetDefaultPolicyVersion', 'DeletePolicyVersion', 'DeletePolicy'],
		{policyArn: ['policyArn', 'policy.arn'], policyName: ['policyName'], versionId: ['versionId', 'policyVersion.versionId']},
	],
	[
		'mfa-device',
		'iam',
		['CreateVirtualMFADevice', 'EnableMFADevice', 'DeactivateMFADevice', 'DeleteVirtualMFADevice', 'ResyncMFADevice'],
		{serialNumber: ['serialNumber', 'virtualMFADevice.serialNumber'], ...user, deviceName: ['virtualMFADeviceName']},
	],
	[
		'identity-provider',
		'iam',
		[
			'CreateSAMLProvider',
			'UpdateSAMLProvider',
			'DeleteSAMLProvider',
			'CreateOpenIDConnectProvider',
			'DeleteOpenIDConnectProvider',
			'AddClientIDToOpenIDConnectProvider',
			'UpdateOpenIDConnectProviderThumbprint',
		],
		provider,
	],
	['identity-provider', 'rolesanywhere', ['*'], {name: ['name'], id: ['trustAnchorId', 'profileId', 'trustAnchor.trustAnchorId']}],
	['root-access', 'sts', ['AssumeRoot'], {targetPrincipal: ['targetPrincipal'], taskPolicyArn: ['taskPolicyArn.arn', 'taskPolicyArn']}],
	[
		'root-access',
		'iam',
		[
			'EnableOrganizationsRootSessions',
			'DisableOrganizationsRootSessions',
			'EnableOrganizationsRootCredentialsManagement',
			'DisableOrganizationsRootCredentialsManagement',
		],
		{},
	],
	[
		'token',
		'sts',
		['GetFederationToken', 'GetSessionToken', 'GetWebIdentityToken', 'GetDelegatedAccessToken'],
		{name: ['federatedUser.federatedUserId', 'name'], audience: ['audience', 'audience.*'], accessKeyId: ['credentials.accessKeyId']},
	],
	['token', 'signin', ['*'], {}],
	['token', 'sso-oauth', ['*'], {clientId: ['clientId']}],
	[
		'identity-center-access',
		'sso',
		[
			'CreateAccountAssignment',
			'DeleteAccountAssignment',
			'CreatePermissionSet',
			'UpdatePermissionSet',
			'DeletePermissionSet',
			'ProvisionPermissionSet',
			'PutInlinePolicyToPermissionSet',
			'DeleteInlinePolicyFromPermissionSet',
			'AttachManagedPolicyToPermissionSet',
			'DetachManagedPolicyFromPermissionSet',
			'AttachCustomerManagedPolicyReferenceToPermissionSet',
			'DetachCustomerManagedPolicyReferenceFromPermissionSet',
			'PutPermissionsBoundaryToPermissionSet',
			'DeletePermissionsBoundaryFromPermissionSet',
		],
		permissionSet,
	],
	[
		'identity-center-settings',
		'sso',
		['*'],
		{arn: ['applicationArn', 'trustedTokenIssuerArn', 'instanceArn'], name: ['name'], principalId: ['principalId']},
	],
	...['identitystore', 'sso-directory', 'identitystore-auth'].map(
		(service): Row => [
			'identity-center-directory',
			service,
			['*'],
			{
				userId: ['userId', 'user.userId', 'memberId.userId', 'memberId', 'member.memberId'],
				groupId: ['groupId', 'group.groupId'],
				membershipId: ['membershipId'],
				identityStoreId: ['identityStoreId'],
			},
		],
	),
	[
		'entitlement',
		'account-access',
		['*'],
		{entitlementId: ['entitlementId'], roleArn: ['entitlement.principalRole.roleArn'], applicationArn: ['applicationArn']},
	],
	[
		'organization',
		'organizations',
		['*'],
		{
			policyId: ['policyId', 'policy.policySummary.id'],
			accountId: ['accountId', 'target.id', 'createAccountStatus.accountId'],
			targetId: ['targetId', 'rootId', 'resourceId'],
			servicePrincipal: ['servicePrincipal'],
			name: ['name', 'accountName'],
		},
	],
	[
		'resource-share',
		'ram',
		['*'],
		{resourceShareArn: ['resourceShareArn', 'resourceShare.resourceShareArn'], name: ['name'], principal: ['principals.*']},
	],
];
