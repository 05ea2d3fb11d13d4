import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** Long-term keys that are in somebody else's hands: no session ever runs out here. */
export const iamUserKey = derive(s3Discovery, {
	name: 'iam-user-key',
	rehearsal: {
		title: 'an IAM user’s access key',
		story: [
			'GuardDuty has reported calls from an anonymizing network with an access key of release-bot, an IAM user in payments that has two of them.',
			'A long-term key does not run out by itself.',
		],
		finding: {type: 'UnauthorizedAccess:IAMUser/TorIPCaller', principal: 'release-bot'},
	},
	iamUsers: [
		{
			account: '555555555555',
			name: 'release-bot',
			policies: {
				release: {
					Version: '2012-10-17',
					Statement: [{Effect: 'Allow', Action: ['s3:ListAllMyBuckets', 's3:PutObject', 'ec2:Describe*'], Resource: '*'}],
				},
			},
			keys: 2,
		},
	],
	finding: {
		type: 'UnauthorizedAccess:IAMUser/TorIPCaller',
		severity: 5,
		account: '555555555555',
		region: 'us-east-1',
		firstSeenMinutesAgo: 52,
		lastSeenMinutesAgo: 7,
		count: 31,
		who: {iamUser: 'release-bot'},
		call: {api: 'ListBuckets', serviceName: 's3.amazonaws.com', userAgent: 'curl/8.5.0'},
		remote: {ip: '198.51.100.77', city: 'Tromso', country: 'Norway', asn: '64498', organization: 'Example Exit'},
	},
});
