import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** The root user of a member account, which a service control policy binds like everybody else there. */
export const memberRoot = derive(s3Discovery, {
	name: 'member-root',
	rehearsal: {
		title: 'the root user of a member account',
		story: [
			'GuardDuty has reported the root user of the account sandbox making users. Nobody in the company has used it for years.',
			'A root user is allowed everything in its account, unless a service control policy says otherwise.',
		],
		finding: {type: 'Persistence:IAMUser/AnomalousBehavior', principal: 'root user'},
	},
	sessions: {'member-root': {account: '777777777777', root: true, startedMinutesAgo: 26, hours: 12, region: 'us-east-1'}},
	finding: {
		type: 'Persistence:IAMUser/AnomalousBehavior',
		severity: 5,
		account: '777777777777',
		region: 'us-east-1',
		firstSeenMinutesAgo: 24,
		lastSeenMinutesAgo: 5,
		count: 3,
		who: {root: true},
		call: {api: 'CreateUser', serviceName: 'iam.amazonaws.com', userAgent: 'Mozilla/5.0'},
		remote: {ip: '203.0.113.20', city: 'Windhoek', country: 'Namibia', asn: '64499', organization: 'Example Hosting'},
	},
});
