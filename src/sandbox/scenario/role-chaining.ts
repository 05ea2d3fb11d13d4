import type {PolicyDocument} from '../authorization/policy.ts';
import {derive} from './derive.ts';
import {s3Discovery} from './s3-discovery.ts';
import type {PastCallData, RoleData, SessionData} from './scenario.ts';

const PRODUCTION = '444444444444';
const PAYMENTS = '555555555555';
const TEST = '666666666666';
/** Nobody's account of the organization. */
const OUTSIDE = 'arn:aws:iam::123456789012:root';

const allow = (...actions: string[]): PolicyDocument => ({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Action: actions, Resource: '*'}],
});

const roles: readonly RoleData[] = [
	{
		accounts: [PAYMENTS],
		name: 'deploy-automation',
		description: 'Deploys payments from the build account.',
		trust: [{Effect: 'Allow', Principal: {AWS: `arn:aws:iam::${PRODUCTION}:root`}, Action: 'sts:AssumeRole'}],
		policies: {deploy: allow('s3:*', 'ec2:Describe*', 'iam:*', 'sts:AssumeRole', 'cloudtrail:*')},
		maxSessionHours: 12,
	},
	{
		accounts: [TEST],
		name: 'data-maintenance',
		description: 'Moves test data about.',
		trust: [{Effect: 'Allow', Principal: {AWS: `arn:aws:iam::${PAYMENTS}:root`}, Action: 'sts:AssumeRole'}],
		policies: {maintenance: allow('s3:*', 'ec2:Describe*', 'iam:UpdateAssumeRolePolicy')},
		maxSessionHours: 1,
	},
	{
		accounts: [TEST],
		name: 'reporting',
		description: 'Reads test data for reports.',
		// As the attacker left it.
		trust: [{Effect: 'Allow', Principal: {AWS: OUTSIDE}, Action: 'sts:AssumeRole'}],
		policies: {reporting: allow('s3:ListAllMyBuckets', 's3:GetObject')},
		maxSessionHours: 12,
	},
	{
		accounts: [PRODUCTION],
		name: 'build-runner',
		description: 'Instance role of the build machine.',
		trust: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
		policies: {build: allow('sts:AssumeRole', 's3:ListAllMyBuckets')},
		maxSessionHours: 12,
	},
];

/** Whoever holds the stolen session, from where the finding saw it. */
const attacker = {ip: '203.0.113.47', userAgent: 'aws-cli/2.31.0 md/prompt#off ua/2.1 os/linux'};
const pipeline = {ip: '192.0.2.31', userAgent: 'aws-sdk-go-v2/1.39.0'};

/** A chained session lasts an hour at most. Neither of the attacker's carries the name or the Identity Center user it came from. */
const sessions: Readonly<Record<string, SessionData>> = {
	'release-4711': {
		account: PAYMENTS,
		role: {name: 'deploy-automation'},
		name: 'release-4711',
		startedMinutesAgo: 25,
		hours: 1,
		region: 'us-east-1',
		assumedBy: 'test-user',
		client: attacker,
	},
	'nightly-sync': {
		account: TEST,
		role: {name: 'data-maintenance'},
		name: 'nightly-sync',
		startedMinutesAgo: 18,
		hours: 1,
		region: 'eu-west-1',
		assumedBy: 'release-4711',
		client: attacker,
	},
	'build-runner': {
		account: PRODUCTION,
		role: {name: 'build-runner'},
		name: 'i-0f9e8d7c6b5a40312',
		startedMinutesAgo: 200,
		hours: 12,
		region: 'us-east-1',
		client: pipeline,
	},
	// Innocent: the pipeline that the role is for. It must never be denied.
	pipeline: {
		account: PAYMENTS,
		role: {name: 'deploy-automation'},
		name: 'pipeline-1182',
		startedMinutesAgo: 30,
		hours: 1,
		region: 'us-east-1',
		assumedBy: 'build-runner',
		client: pipeline,
	},
};

const trustOfReporting = JSON.stringify({
	Version: '2012-10-17',
	Statement: [{Effect: 'Allow', Principal: {AWS: OUTSIDE}, Action: 'sts:AssumeRole'}],
});

const history: readonly PastCallData[] = [
	{who: 'pipeline', service: 's3', name: 'ListBuckets', minutesAgo: 29},
	{who: 'release-4711', service: 'sts', name: 'GetCallerIdentity', minutesAgo: 24},
	{who: 'release-4711', service: 's3', name: 'ListBuckets', minutesAgo: 23},
	{who: 'release-4711', service: 'iam', name: 'CreateUser', minutesAgo: 20, request: {userName: 'svc-backup'}},
	{who: 'release-4711', service: 'iam', name: 'CreateAccessKey', minutesAgo: 20, request: {userName: 'svc-backup'}},
	{
		who: 'release-4711',
		service: 'iam',
		name: 'PutUserPolicy',
		minutesAgo: 19,
		request: {userName: 'svc-backup', policyName: 'backup', policyDocument: JSON.stringify(allow('s3:*'))},
	},
	{
		// What failed left nothing behind.
		who: 'release-4711',
		service: 'cloudtrail',
		name: 'StopLogging',
		minutesAgo: 19,
		request: {name: 'organization-trail'},
		error: {
			code: 'InsufficientDependencyServiceAccessPermissionException',
			message: 'Only the management account or a delegated administrator may change a trail of the organization.',
		},
	},
	{who: 'nightly-sync', service: 'ec2', name: 'DescribeInstances', minutesAgo: 17},
	{
		who: 'nightly-sync',
		service: 'iam',
		name: 'UpdateAssumeRolePolicy',
		minutesAgo: 14,
		request: {roleName: 'reporting', policyDocument: trustOfReporting},
	},
];

/**
 * The default organization, but the holder of the stolen session went on: into a role of another account under another name, and from there
 * into a third account under yet another, leaving a user with an access key and a changed trust policy behind. A deny by name misses both.
 */
export const roleChaining = derive(s3Discovery, {
	name: 'role-chaining',
	rehearsal: {
		title: 'a session that went on under other names',
		story: [
			'GuardDuty has reported somebody listing S3 buckets with the credentials of test-user, in workloads-prod.',
			'The same role that deploys payments has been busy tonight. Whether that belongs together, nobody has looked yet.',
		],
		finding: s3Discovery.rehearsal.finding,
	},
	roles,
	iamUsers: [{account: PAYMENTS, name: 'svc-backup', policies: {backup: allow('s3:*')}, createdMinutesAgo: 20}],
	sessions,
	history,
});
