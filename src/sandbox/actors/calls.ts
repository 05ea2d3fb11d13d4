/** What an actor may call, of what the sandbox has, by the prefix of the service's IAM actions; with the name that requests are signed for. */
const CALLS: Readonly<Record<string, {readonly signedFor: string; readonly operations: readonly string[]}>> = {
	s3: {signedFor: 's3', operations: ['ListBuckets', 'ListObjectsV2', 'GetObject']},
	ec2: {signedFor: 'ec2', operations: ['DescribeInstances', 'DescribeRegions']},
	sts: {signedFor: 'sts', operations: ['GetCallerIdentity', 'AssumeRole']},
	iam: {
		signedFor: 'iam',
		operations: ['ListRoles', 'GetUser', 'ListAccessKeys', 'CreateUser', 'CreateAccessKey', 'PutUserPolicy', 'UpdateAccessKey'],
	},
	organizations: {
		signedFor: 'organizations',
		operations: ['DescribeOrganization', 'ListAccounts', 'ListPolicies', 'DetachPolicy', 'DeletePolicy', 'UpdatePolicy'],
	},
	cloudtrail: {signedFor: 'cloudtrail', operations: ['LookupEvents']},
	guardduty: {signedFor: 'guardduty', operations: ['ListDetectors']},
	sso: {signedFor: 'sso', operations: ['ListInstances', 'ListPermissionSets']},
};

/** Every call, as scenarios write it. */
export const callsOfActors: readonly string[] = Object.entries(CALLS).flatMap(([prefix, {operations}]) =>
	operations.map(operation => `${prefix}:${operation}`),
);

export function isCallOfActors(call: string): boolean {
	return callsOfActors.includes(call);
}

export function partsOf(call: string): {readonly signedFor: string; readonly operation: string} {
	const [prefix = '', operation = ''] = call.split(':');
	return {signedFor: CALLS[prefix]?.signedFor ?? prefix, operation};
}
