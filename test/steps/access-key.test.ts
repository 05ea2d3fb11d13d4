import {describe, expect, test} from 'vitest';
import type {ManagementEvent} from '../../src/sandbox/world/trail/event.ts';
import {caller} from '../sandbox/support.ts';
import {roleChaining, s3Discovery} from '../scenarios.ts';
import {asked, codes, userIdOf, walkChain} from './chain/chain-support.ts';
import {type Incident, newIncident, refusedByAws, said, writes} from './support.ts';

/** A world in which no finding knows anybody. */
function quiet(scenario = roleChaining): Incident {
	const incident = newIncident({scenario});
	incident.sandbox.world.guardDuty.findings.splice(0);
	return incident;
}

const keyOf = ({sandbox}: Incident, name: string) => caller(sandbox, name).accessKeyId;

/** The events of a key, to be changed. */
const eventsOf = ({sandbox}: Incident, account: string, key: string) =>
	sandbox.world.trail.events(account, 'us-east-1', Date.UTC(2027, 0, 1)).filter(event => event.userIdentity.accessKeyId === key) as {
		userIdentity: {-readonly [Key in keyof ManagementEvent['userIdentity']]: ManagementEvent['userIdentity'][Key]};
	}[];

describe('an access key id that no finding knows', () => {
	test('of a person’s session: CloudTrail of its account says who, and they are contained with what they opened', async () => {
		const incident = quiet();
		const walked = await walkChain({incident, user: keyOf(incident, 'test-user'), confirm: 'test-user'});
		expect(walked.defect).toBeUndefined();
		expect(walked.result.principal).toMatchObject({kind: 'identity-center-user', userName: 'test-user'});
		expect(walked.result.verdict).toBe('contained');
		expect(walked.result.chain?.sessions).toHaveLength(3);
	});

	test('of another role’s session: its exact id is denied', async () => {
		const incident = quiet();
		const walked = await walkChain({incident, user: keyOf(incident, 'release-4711'), confirm: 'release-4711'});
		expect(walked.defect).toBeUndefined();
		expect(walked.result.principal).toMatchObject({kind: 'role-session', userId: userIdOf(incident.sandbox, 'release-4711')});
		expect(walked.result.verdict).toBe('contained');
	});

	test('of an IAM user in another account, by a key that has been used', async () => {
		const incident = quiet();
		const key = keyOf(incident, 'user/svc-backup');
		const user = incident.sandbox.world.iamUsers.get('arn:aws:iam::555555555555:user/svc-backup');
		const [event] = eventsOf(incident, '555555555555', keyOf(incident, 'release-4711'));
		if (event !== undefined) {
			event.userIdentity = {
				type: 'IAMUser',
				principalId: user?.id ?? '',
				accountId: '555555555555',
				accessKeyId: key,
				userName: 'svc-backup',
			};
		}
		const walked = await walkChain({incident, user: key, confirm: 'svc-backup'});
		expect(walked.defect).toBeUndefined();
		expect(walked.result.principal).toMatchObject({kind: 'iam-user', userName: 'svc-backup', userId: user?.id});
		expect(walked.result.policy?.document).toBeDefined();
		expect(JSON.stringify(walked.result.policy?.document)).toContain(user?.id);
	});

	test('of which nothing was seen: says so, where it looked, and sends nothing', async () => {
		const incident = quiet(s3Discovery);
		const walked = await walkChain({incident, user: keyOf(incident, 'payments-web'), confirm: 'payments-web'}, s3Discovery);
		expect(walked.defect).toBeUndefined();
		expect(codes(walked)).toEqual(['access-key-not-seen', 'not-containable']);
		const view = said(walked.views.filter(({id}) => id === 'key-not-seen'));
		for (const part of ['payments (555555555555)', 'us-east-1, eu-west-1']) expect(view).toContain(part);
		expect(walked.exit).toBe(4);
		expect(writes(incident.sandbox)).toEqual([]);
	});

	test('where CloudTrail may not be asked: that is said too', async () => {
		const incident = quiet();
		const walked = await walkChain({
			incident,
			user: keyOf(incident, 'test-user'),
			answering: ({operation}) => (operation === 'LookupEvents' ? refusedByAws : undefined),
		});
		expect([...new Set(codes(walked))]).toEqual(['access-denied', 'access-key-not-seen', 'not-containable']);
		expect(walked.result.problems.find(({code}) => code === 'access-key-not-seen')?.message).toContain('2 could not be asked');
		expect(writes(incident.sandbox)).toEqual([]);
	});

	test('that CloudTrail gives to two: both are shown, and nobody is picked', async () => {
		const incident = quiet();
		const key = keyOf(incident, 'test-user');
		const [event] = eventsOf(incident, '444444444444', key);
		if (event !== undefined)
			event.userIdentity = {...event.userIdentity, principalId: event.userIdentity.principalId.replace('test-user', 'data.team+etl')};
		const walked = await walkChain({incident, user: key, confirm: 'test-user'});
		expect(asked(walked)).toContain('principal');
		const question = walked.questions.find(({id}) => id === 'principal');
		expect(question?.kind === 'choose' ? question.choices.map(choice => choice.label) : []).toEqual(
			expect.arrayContaining(['test-user', 'data.team+etl']),
		);
		expect(walked.exit).toBe(2);
		expect(writes(incident.sandbox)).toEqual([]);
	});

	test('that AWS does not know: unknown, and nothing is sent', async () => {
		const incident = quiet();
		const walked = await walkChain({incident, user: 'ASIAEXAMPLE000000077', confirm: 'test-user'});
		expect(codes(walked).at(-1)).toBe('not-containable');
		expect(writes(incident.sandbox)).toEqual([]);
	});
});
