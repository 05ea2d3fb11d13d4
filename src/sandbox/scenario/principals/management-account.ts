import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';
import type {PermissionSetData} from '../scenario.ts';

const MANAGEMENT = '111111111111';
const TESTS = '666666666666';

/** Written by hand over the years: white space, order of keys and a letter beyond ASCII are to survive whatever is done to it. */
const reportsText = [
	'{ "Statement" :\t[',
	'  {"Resource":"*" , "Action" :["ce:Get*","s3:ListAllMyBuckets" ,   "ec2:DescribeInstances"],"Effect":"Allow","Sid":"Reports"},',
	'',
	'\t{ "Sid" : "KeepTheReports", "Effect":"Deny", "Action": "s3:DeleteBucket",\r',
	'      "Condition":{"StringEquals": {"aws:ResourceTag/team" : "Dirección"}}, "Resource":"arn:aws:s3:::*" }',
	'  ] ,',
	'  "Version"  : "2012-10-17"}',
	'',
].join('\n');

const permissionSets: readonly PermissionSetData[] = [
	{
		name: 'CostReports',
		description: 'What everything costs, and the buckets the reports lie in.',
		sessionDuration: 'PT8H',
		managedPolicies: [],
		inlinePolicyText: reportsText,
	},
	{name: 'AccountsAuditor', description: 'Look at the organization.', sessionDuration: 'PT4H', managedPolicies: ['ReadOnlyAccess']},
];

const session = {startedMinutesAgo: 95, hours: 8, region: 'us-east-1'} as const;
const costReports = {permissionSet: 'CostReports'} as const;

/**
 * The finding is in a member account, and the person reaches the management account through a group, with two permission sets: one with
 * an inline policy, one without. A colleague holds the same permission set there and must go on working.
 */
export const managementAccount = derive(s3Discovery, {
	name: 'management-account',
	rehearsal: {
		title: 'the management account',
		story: [
			'GuardDuty has reported somebody reading buckets in workloads-test with the credentials of cost-analyst, who reports on what everything costs.',
			'No service control policy binds the management account. Whoever holds this session may hold another one there.',
		],
		finding: {type: 'Exfiltration:S3/AnomalousBehavior', principal: 'cost-analyst'},
	},
	identityCenter: {
		users: [{id: '9067f7d4-1041-70b6-93da-e72c5f8b0a41', userName: 'cost-analyst', displayName: 'Cost Analyst'}],
		groups: [{id: '9067f7d4-c0b1-7052-8d4f-1a96e3b7c520', name: 'cost-management', members: ['cost-analyst', 'ops-admin']}],
		permissionSets,
		assignments: [
			{account: MANAGEMENT, permissionSet: 'CostReports', group: 'cost-management'},
			{account: MANAGEMENT, permissionSet: 'AccountsAuditor', group: 'cost-management'},
			{account: TESTS, permissionSet: 'CostReports', group: 'cost-management'},
		],
	},
	sessions: {
		'cost-analyst': {...session, account: TESTS, role: costReports, name: 'cost-analyst'},
		'cost-analyst/management': {...session, account: MANAGEMENT, role: costReports, name: 'cost-analyst'},
		'cost-analyst/management/auditor': {...session, account: MANAGEMENT, role: {permissionSet: 'AccountsAuditor'}, name: 'cost-analyst'},
		'ops-admin/cost-reports': {...session, account: MANAGEMENT, role: costReports, name: 'ops-admin'},
	},
	finding: {
		type: 'Exfiltration:S3/AnomalousBehavior',
		severity: 8,
		account: TESTS,
		region: 'us-east-1',
		firstSeenMinutesAgo: 41,
		lastSeenMinutesAgo: 6,
		count: 17,
		who: {session: 'cost-analyst'},
		call: {api: 'GetObject', serviceName: 's3.amazonaws.com', userAgent: 'aws-cli/2.31.0 md/prompt#off ua/2.1 os/linux'},
		remote: {ip: '203.0.113.61', city: 'Valparaiso', country: 'Chile', asn: '64497', organization: 'Example Hosting'},
		bucket: 'example-workloads-test-samples',
	},
});
