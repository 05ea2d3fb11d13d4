import {derive} from '../derive.ts';
import {s3Discovery} from '../s3-discovery.ts';

/** One attack with the sessions of two people: an attack sequence names its actors. */
export const twoPeople = derive(s3Discovery, {
	name: 'two-people',
	rehearsal: {
		title: 'two people at once',
		story: [
			'GuardDuty has put several signals together into one attack on the data in workloads-prod.',
			'Two sessions take part in it: one of test-user and one of data.team+etl.',
		],
		finding: {type: 'AttackSequence:S3/CompromisedData', principal: 'test-user + data.team+etl'},
	},
	finding: {
		type: 'AttackSequence:S3/CompromisedData',
		title: 'Potential data compromise of one or more S3 buckets involving a sequence of actions.',
		severity: 9,
		account: '444444444444',
		region: 'us-east-1',
		firstSeenMinutesAgo: 48,
		lastSeenMinutesAgo: 6,
		count: 1,
		who: {sequence: ['test-user', 'data.team+etl']},
		remote: {ip: '203.0.113.47', city: 'Reykjavik', country: 'Iceland', asn: '64496', organization: 'Example Hosting'},
	},
});
