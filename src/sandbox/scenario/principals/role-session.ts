import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** A session of a role that is no person's and no server's: a scheduled job's. */
export const roleSession = derive(s3Discovery, {
	name: 'role-session',
	rehearsal: {
		title: 'a scheduled job’s session',
		story: [
			'GuardDuty has reported somebody listing S3 buckets with a session of the role report-export, which a scheduled job in workloads-prod works in.',
			'No person stands behind this session, so there is nobody in the directory to look up.',
		],
		finding: {type: 'Discovery:IAMUser/AnomalousBehavior', principal: 'nightly-export'},
	},
	roles: [
		{
			accounts: ['444444444444'],
			name: 'report-export',
			description: 'Works for the job that exports the reports.',
			trust: [{Effect: 'Allow', Principal: {Service: 'lambda.amazonaws.com'}, Action: 'sts:AssumeRole'}],
			policies: {
				export: {
					Version: '2012-10-17',
					Statement: [{Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:GetObject', 'ec2:DescribeInstances'], Resource: '*'}],
				},
			},
			maxSessionHours: 12,
		},
	],
	sessions: {
		'nightly-export': {
			account: '444444444444',
			role: {name: 'report-export'},
			name: 'nightly-export',
			startedMinutesAgo: 75,
			hours: 12,
			region: 'us-east-1',
		},
		// The same role at other work, which must go on.
		'weekly-export': {
			account: '444444444444',
			role: {name: 'report-export'},
			name: 'weekly-export',
			startedMinutesAgo: 75,
			hours: 12,
			region: 'us-east-1',
		},
	},
	finding: {
		type: 'Discovery:IAMUser/AnomalousBehavior',
		severity: 2,
		account: '444444444444',
		region: 'us-east-1',
		firstSeenMinutesAgo: 33,
		lastSeenMinutesAgo: 4,
		count: 11,
		who: {session: 'nightly-export'},
		call: {api: 'ListBuckets', serviceName: 's3.amazonaws.com', userAgent: 'Boto3/1.40.0 md/Botocore#1.40.0'},
		remote: {ip: '203.0.113.99', city: 'Tallinn', country: 'Estonia', asn: '64502', organization: 'Example Hosting'},
	},
});
