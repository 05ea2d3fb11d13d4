import {findings} from './s3-discovery-findings.ts';
import {identityCenter} from './s3-discovery-people.ts';
import type {RoleData, Scenario} from './scenario.ts';

const RESPONDER_ROLE = 'arn:aws:iam::111111111111:role/ir-responder';

const roles: readonly RoleData[] = [
	{
		accounts: ['111111111111'],
		name: 'ir-responder',
		description: 'Incident response from the management account.',
		trust: [{Effect: 'Allow', Principal: {AWS: 'arn:aws:iam::111111111111:root'}, Action: 'sts:AssumeRole'}],
		policies: {
			'incident-response': {
				Version: '2012-10-17',
				Statement: [
					{
						Effect: 'Allow',
						Action: [
							'organizations:*',
							'sso:List*',
							'sso:Describe*',
							'sso:Get*',
							'identitystore:List*',
							'identitystore:Describe*',
							'identitystore:Get*',
							'guardduty:List*',
							'guardduty:Get*',
							'iam:GetRole',
							'iam:ListRoles',
							'iam:ListRolePolicies',
							'iam:GetRolePolicy',
							'iam:ListAccountAliases',
							'iam:GetAccessKeyLastUsed',
							'iam:GetUser',
							'iam:ListAccessKeys',
							'iam:UpdateAccessKey',
							'iam:SimulatePrincipalPolicy',
							'cloudtrail:LookupEvents',
							'sts:DecodeAuthorizationMessage',
							'sts:GetAccessKeyInfo',
						],
						Resource: '*',
					},
					{
						Effect: 'Allow',
						Action: ['sso:PutInlinePolicyToPermissionSet', 'sso:DeleteInlinePolicyFromPermissionSet', 'sso:ProvisionPermissionSet'],
						Resource: ['arn:aws:sso:::instance/*', 'arn:aws:sso:::permissionSet/*', 'arn:aws:sso:::account/*'],
					},
					{
						Effect: 'Allow',
						Action: ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'],
						Resource: 'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*',
					},
					{
						Effect: 'Allow',
						Action: ['sts:AssumeRole', 'sts:SetSourceIdentity'],
						Resource: [
							'arn:aws:iam::*:role/tourniquet-probe',
							'arn:aws:iam::*:role/tourniquet-findings',
							'arn:aws:iam::*:role/tourniquet-containment',
						],
					},
				],
			},
		},
		maxSessionHours: 12,
	},
	{
		accounts: 'members',
		name: 'tourniquet-probe',
		description: 'Assumed by responders to see what a service control policy does. Reads four harmless things.',
		trust: [{Effect: 'Allow', Principal: {AWS: RESPONDER_ROLE}, Action: ['sts:AssumeRole', 'sts:SetSourceIdentity']}],
		policies: {
			probe: {
				Version: '2012-10-17',
				Statement: [
					{
						Effect: 'Allow',
						Action: ['ec2:DescribeInstances', 'ec2:DescribeRegions', 's3:ListAllMyBuckets', 'iam:ListAccountAliases'],
						Resource: '*',
					},
				],
			},
		},
		maxSessionHours: 1,
	},
	{
		accounts: 'members',
		name: 'tourniquet-findings',
		description: 'Assumed by responders to read findings, roles and the event history.',
		trust: [{Effect: 'Allow', Principal: {AWS: RESPONDER_ROLE}, Action: 'sts:AssumeRole'}],
		policies: {
			findings: {
				Version: '2012-10-17',
				Statement: [
					{Effect: 'Allow', Action: ['guardduty:List*', 'guardduty:Get*', 'iam:GetRole', 'cloudtrail:LookupEvents'], Resource: '*'},
				],
			},
		},
		maxSessionHours: 1,
	},
	{
		accounts: 'members',
		name: 'tourniquet-containment',
		description: 'Assumed by responders to set access keys inactive.',
		trust: [{Effect: 'Allow', Principal: {AWS: RESPONDER_ROLE}, Action: 'sts:AssumeRole'}],
		policies: {
			containment: {
				Version: '2012-10-17',
				Statement: [{Effect: 'Allow', Action: ['iam:GetUser', 'iam:ListAccessKeys', 'iam:UpdateAccessKey'], Resource: '*'}],
			},
		},
		maxSessionHours: 1,
	},
	{
		accounts: ['555555555555'],
		name: 'payments-web',
		description: 'Instance role of the payments web servers.',
		trust: [{Effect: 'Allow', Principal: {Service: 'ec2.amazonaws.com'}, Action: 'sts:AssumeRole'}],
		policies: {
			web: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: ['s3:GetObject', 's3:ListAllMyBuckets'], Resource: '*'}]},
		},
		maxSessionHours: 12,
	},
	{
		accounts: 'members',
		name: 'AWSServiceRoleForAmazonGuardDuty',
		path: '/aws-service-role/guardduty.amazonaws.com/',
		description: 'Service-linked role of GuardDuty.',
		trust: [{Effect: 'Allow', Principal: {Service: 'guardduty.amazonaws.com'}, Action: 'sts:AssumeRole'}],
		policies: {guardduty: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: ['ec2:DescribeInstances'], Resource: '*'}]}},
		maxSessionHours: 1,
	},
];

/**
 * The default organization: a management account and six member accounts, and a data engineer's session that lists buckets
 * for somebody else. All of it is made up.
 */
export const s3Discovery: Scenario = {
	name: 's3-discovery',
	rehearsal: {
		title: 'the S3 discovery',
		story: [
			'It is the middle of the night. GuardDuty has reported somebody listing S3 buckets with the credentials of test-user, a data engineer.',
		],
		finding: {type: 'Discovery:S3/AnomalousBehavior', principal: 'test-user'},
	},
	regions: ['eu-west-1', 'us-east-1', 'us-west-2'],
	organization: {
		id: 'o-sandbox0001',
		rootId: 'r-ab12',
		managementAccount: '111111111111',
		units: [
			{id: 'ou-ab12-security', name: 'Security', parent: 'r-ab12'},
			{id: 'ou-ab12-workloads', name: 'Workloads', parent: 'r-ab12'},
			{id: 'ou-ab12-workloadsprod', name: 'Prod', parent: 'ou-ab12-workloads'},
			{id: 'ou-ab12-workloadstest', name: 'Test', parent: 'ou-ab12-workloads'},
			{id: 'ou-ab12-sandbox1', name: 'Sandbox', parent: 'r-ab12'},
		],
		accounts: [
			{id: '111111111111', name: 'management', parent: 'r-ab12', alias: 'example-management'},
			{id: '222222222222', name: 'audit', parent: 'ou-ab12-security', alias: 'example-audit'},
			{id: '333333333333', name: 'log-archive', parent: 'ou-ab12-security'},
			{id: '444444444444', name: 'workloads-prod', parent: 'ou-ab12-workloadsprod', alias: 'example-workloads-prod'},
			{id: '555555555555', name: 'payments', parent: 'ou-ab12-workloadsprod'},
			{id: '666666666666', name: 'workloads-test', parent: 'ou-ab12-workloadstest'},
			{id: '777777777777', name: 'sandbox', parent: 'ou-ab12-sandbox1'},
		],
		delegatedAdministrators: [{account: '222222222222', services: ['guardduty.amazonaws.com', 'securityhub.amazonaws.com']}],
		policies: [
			{
				id: 'p-stay0members',
				name: 'stay-in-the-organization',
				description: 'No account leaves the organization.',
				document: {
					Version: '2012-10-17',
					Statement: [{Sid: 'Stay', Effect: 'Deny', Action: 'organizations:LeaveOrganization', Resource: '*'}],
				},
				targets: ['r-ab12'],
			},
		],
	},
	identityCenter,
	roles,
	iamUsers: [
		{
			account: '555555555555',
			name: 'ci-deploy',
			policies: {deploy: {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: ['s3:*', 'ec2:Describe*'], Resource: '*'}]}},
		},
	],
	sessions: {
		responder: {account: '111111111111', role: {name: 'ir-responder'}, name: 'ir-on-call', startedMinutesAgo: 1, region: 'us-east-1'},
		'test-user': {
			account: '444444444444',
			role: {permissionSet: 'DataEngineer'},
			name: 'test-user',
			startedMinutesAgo: 150,
			hours: 12,
			region: 'us-east-1',
			client: {ip: '203.0.113.47', userAgent: 'aws-cli/2.31.0 md/prompt#off ua/2.1 os/linux'},
		},
		'ops-admin': {
			account: '111111111111',
			role: {permissionSet: 'AdministratorAccess'},
			name: 'ops-admin',
			startedMinutesAgo: 150,
			hours: 12,
			region: 'us-east-1',
		},
		'delegated-admin': {
			account: '222222222222',
			role: {permissionSet: 'AdministratorAccess'},
			name: 'sec-admin',
			startedMinutesAgo: 30,
			hours: 12,
			region: 'us-east-1',
		},
		'data.team+etl': {
			account: '444444444444',
			role: {permissionSet: 'DataEngineer'},
			name: 'data.team+etl',
			startedMinutesAgo: 200,
			hours: 12,
			region: 'us-east-1',
		},
		'payments-web': {
			account: '555555555555',
			role: {name: 'payments-web'},
			name: 'i-0a1b2c3d4e5f60718',
			startedMinutesAgo: 240,
			hours: 12,
			region: 'eu-west-1',
		},
	},
	responder: 'responder',
	probeRole: 'tourniquet-probe',
	guardDuty: {administrator: '222222222222', regions: ['us-east-1', 'eu-west-1']},
	findings,
	history: [
		{who: 'test-user', service: 'sts', name: 'GetCallerIdentity', minutesAgo: 35},
		{who: 'test-user', service: 's3', name: 'ListBuckets', minutesAgo: 34},
		{who: 'test-user', service: 'ec2', name: 'DescribeInstances', minutesAgo: 21},
		{who: 'test-user', service: 's3', name: 'ListBuckets', minutesAgo: 9},
		{who: 'data.team+etl', service: 's3', name: 'ListBuckets', minutesAgo: 180},
	],
	instances: [
		{
			id: 'i-0a1b2c3d4e5f60718',
			account: '555555555555',
			region: 'eu-west-1',
			name: 'payments-web-1',
			type: 't3.medium',
			privateIp: '10.20.0.14',
			role: 'payments-web',
		},
		{
			id: 'i-0f9e8d7c6b5a40312',
			account: '444444444444',
			region: 'us-east-1',
			name: 'etl-1',
			type: 'm6i.large',
			privateIp: '10.10.0.21',
		},
	],
	buckets: [
		{name: 'example-workloads-prod-lake', account: '444444444444', region: 'us-east-1'},
		{name: 'example-workloads-prod-exports', account: '444444444444', region: 'eu-west-1'},
		{name: 'example-payments-receipts', account: '555555555555', region: 'eu-west-1'},
		{name: 'example-organization-trail', account: '333333333333', region: 'us-east-1'},
	],
};
