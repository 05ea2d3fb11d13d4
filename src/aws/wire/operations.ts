/** One AWS operation, as the gate, the pacing and the problems speak of it. */
export interface Operation {
	/** The service's prefix in IAM actions: `organizations`, `sso`. */
	readonly service: string;
	readonly name: string;
	/** Whether it changes AWS. */
	readonly write: boolean;
}

interface Service {
	readonly prefix: string;
	readonly reads: ReadonlySet<string>;
}

const service = (prefix: string, ...reads: string[]): Service => ({prefix, reads: new Set(reads)});

/**
 * Every operation that only looks. Whatever is not listed counts as a write, so that a new call is refused on read-only ports until
 * somebody has thought about it. STS hands out sessions and changes nothing.
 */
const services: ReadonlyMap<string, Service> = new Map([
	[
		'OrganizationsClient',
		service(
			'organizations',
			'DescribeOrganization',
			'DescribePolicy',
			'ListAccounts',
			'ListAccountsForParent',
			'ListOrganizationalUnitsForParent',
			'ListPolicies',
			'ListPoliciesForTarget',
			'ListRoots',
			'ListTagsForResource',
			'ListTargetsForPolicy',
		),
	],
	['GuardDutyClient', service('guardduty', 'GetFindings', 'ListDetectors', 'ListFindings', 'ListOrganizationAdminAccounts')],
	[
		'SSOAdminClient',
		service(
			'sso',
			'DescribePermissionSet',
			'DescribePermissionSetProvisioningStatus',
			'GetInlinePolicyForPermissionSet',
			'ListAccountAssignmentsForPrincipal',
			'ListInstances',
			'ListPermissionSetProvisioningStatus',
			'ListPermissionSetsProvisionedToAccount',
		),
	],
	['IdentitystoreClient', service('identitystore', 'DescribeGroup', 'DescribeUser', 'GetUserId', 'ListGroupMembershipsForMember')],
	[
		'STSClient',
		service('sts', 'AssumeRole', 'AssumeRoleWithWebIdentity', 'DecodeAuthorizationMessage', 'GetAccessKeyInfo', 'GetCallerIdentity'),
	],
	[
		'IAMClient',
		service(
			'iam',
			'GetAccessKeyLastUsed',
			'GetRole',
			'GetRolePolicy',
			'GetUser',
			'ListAccessKeys',
			'ListRolePolicies',
			'ListRoles',
			'SimulatePrincipalPolicy',
		),
	],
	['EC2Client', service('ec2', 'DescribeInstances')],
	['S3Client', service('s3', 'ListBuckets')],
	['CloudTrailClient', service('cloudtrail', 'LookupEvents')],
]);

/**
 * Changes that AWS takes for new ones when they are sent twice; of the others it says that they are done. Where the answer to one of these is
 * lost, AWS is asked what is there before it is sent again.
 */
const takenForNew: ReadonlySet<string> = new Set([
	'organizations:UpdatePolicy',
	'sso:PutInlinePolicyToPermissionSet',
	'sso:ProvisionPermissionSet',
	'iam:UpdateAccessKey',
]);

export const isTakenForNew = ({service, name}: Operation): boolean => takenForNew.has(`${service}:${name}`);

/** What an SDK client's own names (`OrganizationsClient`, `ListRootsCommand`) stand for. */
export function operationOf(clientName: string, commandName: string): Operation {
	const known = services.get(clientName);
	const name = commandName.replace(/Command$/, '');
	return {
		service: known?.prefix ?? clientName.replace(/Client$/, '').toLowerCase(),
		name,
		write: !known?.reads.has(name),
	};
}
