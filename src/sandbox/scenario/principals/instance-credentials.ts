import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** The credentials of a server's role, used somewhere else: denying them stops the server too. */
export const instanceCredentials = derive(s3Discovery, {
	name: 'instance-credentials',
	rehearsal: {
		title: 'a server’s credentials',
		story: [
			'GuardDuty has reported that the credentials of payments-web-1, a web server in payments, are used from another account.',
			'Whatever stops the thief stops that server too.',
		],
		finding: {type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS', principal: 'i-0a1b2c3d4e5f60718'},
	},
	finding: {
		type: 'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.InsideAWS',
		severity: 8,
		account: '555555555555',
		region: 'eu-west-1',
		firstSeenMinutesAgo: 38,
		lastSeenMinutesAgo: 8,
		count: 19,
		who: {session: 'payments-web', instance: 'i-0a1b2c3d4e5f60718'},
		call: {api: 'ListBuckets', serviceName: 's3.amazonaws.com', userAgent: 'aws-sdk-go-v2/1.39.0'},
		remote: {ip: '198.51.100.140', city: 'Montevideo', country: 'Uruguay', asn: '64501', organization: 'Example Cloud'},
	},
});
