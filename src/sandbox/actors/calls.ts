/** What goes into a call, in the spelling of the service's API: what it cannot do without, and what else it takes. */
interface Parameters {
	readonly needs: readonly string[];
	readonly takes: readonly string[];
}

const none: Parameters = {needs: [], takes: []};
const paged: Parameters = {needs: [], takes: ['MaxResults', 'NextToken']};
const user: Parameters = {needs: [], takes: ['UserName']};

/** What an actor may call, of what the sandbox has, by the prefix of the service's IAM actions; with the name that requests are signed for. */
const CALLS: Readonly<Record<string, {readonly signedFor: string; readonly operations: Readonly<Record<string, Parameters>>}>> = {
	s3: {
		signedFor: 's3',
		operations: {
			ListBuckets: {needs: [], takes: ['MaxBuckets', 'ContinuationToken', 'Prefix', 'BucketRegion']},
			ListObjectsV2: {needs: ['Bucket'], takes: ['Delimiter', 'MaxKeys', 'Prefix', 'ContinuationToken', 'FetchOwner', 'StartAfter']},
			GetObject: {needs: ['Bucket', 'Key'], takes: ['Range', 'VersionId', 'PartNumber']},
		},
	},
	ec2: {
		signedFor: 'ec2',
		operations: {
			DescribeInstances: {needs: [], takes: ['InstanceIds', 'DryRun', 'Filters', 'NextToken', 'MaxResults']},
			DescribeRegions: {needs: [], takes: ['RegionNames', 'AllRegions', 'DryRun', 'Filters']},
		},
	},
	sts: {
		signedFor: 'sts',
		operations: {
			GetCallerIdentity: none,
			AssumeRole: {
				needs: ['RoleArn', 'RoleSessionName'],
				takes: ['PolicyArns', 'Policy', 'DurationSeconds', 'Tags', 'TransitiveTagKeys', 'ExternalId', 'SourceIdentity'],
			},
		},
	},
	iam: {
		signedFor: 'iam',
		operations: {
			ListRoles: {needs: [], takes: ['PathPrefix', 'Marker', 'MaxItems']},
			GetUser: user,
			ListAccessKeys: {needs: [], takes: ['UserName', 'Marker', 'MaxItems']},
			CreateUser: {needs: ['UserName'], takes: ['Path', 'PermissionsBoundary', 'Tags']},
			CreateAccessKey: user,
			PutUserPolicy: {needs: ['UserName', 'PolicyName', 'PolicyDocument'], takes: []},
			UpdateAccessKey: {needs: ['AccessKeyId', 'Status'], takes: ['UserName']},
		},
	},
	organizations: {
		signedFor: 'organizations',
		operations: {
			DescribeOrganization: none,
			ListAccounts: paged,
			ListPolicies: {needs: ['Filter'], takes: ['NextToken', 'MaxResults']},
			DetachPolicy: {needs: ['PolicyId', 'TargetId'], takes: []},
			DeletePolicy: {needs: ['PolicyId'], takes: []},
			UpdatePolicy: {needs: ['PolicyId'], takes: ['Name', 'Description', 'Content']},
		},
	},
	cloudtrail: {
		signedFor: 'cloudtrail',
		operations: {
			LookupEvents: {needs: [], takes: ['LookupAttributes', 'StartTime', 'EndTime', 'EventCategory', 'MaxResults', 'NextToken']},
		},
	},
	guardduty: {signedFor: 'guardduty', operations: {ListDetectors: paged}},
	sso: {
		signedFor: 'sso',
		operations: {ListInstances: paged, ListPermissionSets: {needs: ['InstanceArn'], takes: ['NextToken', 'MaxResults']}},
	},
};

/** What an input may say in place of what is only known when the call is made: the last policy that a call attached, where, and the root. */
export const STAND_INS = ['$deny', '$target', '$root'] as const;
export type StandIn = (typeof STAND_INS)[number];

/** Every call, as scenarios write it. */
export const callsOfActors: readonly string[] = Object.entries(CALLS).flatMap(([prefix, {operations}]) =>
	Object.keys(operations).map(operation => `${prefix}:${operation}`),
);

export function isCallOfActors(call: string): boolean {
	return callsOfActors.includes(call);
}

/** What goes into a call; undefined for one that no actor may make. */
export function parametersOf(call: string): Parameters | undefined {
	const [prefix = '', operation = ''] = call.split(':');
	return isCallOfActors(call) ? CALLS[prefix]?.operations[operation] : undefined;
}

export function partsOf(call: string): {readonly signedFor: string; readonly operation: string} {
	const [prefix = '', operation = ''] = call.split(':');
	return {signedFor: CALLS[prefix]?.signedFor ?? prefix, operation};
}
