import {describe, expect, test} from 'vitest';
import {iamUserKey, s3Discovery} from '../scenarios.ts';
import {MANAGEMENT, PRODUCTION, problemOf, sandboxedAws} from './support.ts';

const PAYMENTS = '555555555555';

/** The ports in a world where release-bot of payments has two keys. */
async function opened(...[options, more]: Parameters<typeof sandboxedAws>) {
	const opened = await sandboxedAws(options, {scenario: iamUserKey, ...more});
	const [first = '', second = ''] = ['user/release-bot', 'user/release-bot/2'].map(
		name => opened.sandbox.otherCallers[name]?.accessKeyId ?? '',
	);
	return {...opened, first, second};
}

describe('an IAM user in another account', () => {
	test('is found by name, through the containment role', async () => {
		const {aws, sandbox} = await opened();
		expect(await aws.accessKeys.user(PAYMENTS, 'release-bot')).toEqual({
			userName: 'release-bot',
			userId: expect.stringMatching(/^AIDA/),
			arn: `arn:aws:iam::${PAYMENTS}:user/release-bot`,
		});
		expect(sandbox.calls.at(-1)?.callerArn).toBe(`arn:aws:sts::${PAYMENTS}:assumed-role/tourniquet-containment/tourniquet`);
	});

	test('is undefined when there is none of that name', async () => {
		const {aws} = await opened();
		expect(await aws.accessKeys.user(PAYMENTS, 'nobody')).toBeUndefined();
		expect(await aws.accessKeys.user(PRODUCTION, 'release-bot')).toBeUndefined();
	});

	test('has its keys listed, set inactive and set active again', async () => {
		const {aws, first, second, calls} = await opened();
		const states = async () => (await aws.accessKeys.of(PAYMENTS, 'release-bot')).map(({id, active}) => [id, active]);
		expect(await states()).toEqual([
			[first, true],
			[second, true],
		]);
		const accepted = await aws.accessKeys.setActive(PAYMENTS, 'release-bot', first, false);
		expect(accepted).toEqual({requestId: calls.at(-1)?.requestIds[0]});
		expect(accepted.requestId).not.toBe('');
		expect(calls.at(-1)).toMatchObject({operation: 'UpdateAccessKey', account: PAYMENTS, write: true});
		expect(await states()).toEqual([
			[first, false],
			[second, true],
		]);
		// Once more changes nothing and is no error.
		await aws.accessKeys.setActive(PAYMENTS, 'release-bot', first, false);
		await aws.accessKeys.setActive(PAYMENTS, 'release-bot', first, true);
		expect(await states()).toEqual([
			[first, true],
			[second, true],
		]);
		expect((await aws.accessKeys.of(PAYMENTS, 'release-bot'))[0]?.createdAt).toBeLessThan(Date.UTC(2026, 10, 23));
	});

	test('has all its keys listed, however many fit on a page', async () => {
		const user = {account: PAYMENTS, name: 'collector', policies: {}, keys: 130};
		const {aws} = await sandboxedAws({}, {scenario: {...s3Discovery, iamUsers: [...s3Discovery.iamUsers, user]}});
		const keys = await aws.accessKeys.of(PAYMENTS, 'collector');
		expect(new Set(keys.map(({id}) => id)).size).toBe(130);
	});
});

test('in their own account the responder needs no role', async () => {
	const user = {account: MANAGEMENT, name: 'backup-job', policies: {}};
	const {aws, sandbox} = await sandboxedAws({}, {scenario: {...s3Discovery, iamUsers: [...s3Discovery.iamUsers, user]}});
	const [key] = await aws.accessKeys.of(MANAGEMENT, 'backup-job');
	await aws.accessKeys.setActive(MANAGEMENT, 'backup-job', key?.id ?? '', false);
	expect(await aws.accessKeys.of(MANAGEMENT, 'backup-job')).toMatchObject([{active: false}]);
	expect(sandbox.calls.map(({operation}) => operation)).not.toContain('AssumeRole');
});

describe('what IAM refuses is a problem', () => {
	test('of a user that is gone', async () => {
		const {aws} = await opened();
		expect(await problemOf(aws.accessKeys.of(PAYMENTS, 'nobody'))).toMatchObject({
			code: 'not-found',
			exit: 5,
			message: `There is no IAM user nobody in account ${PAYMENTS}.`,
		});
	});

	test('of a key that is gone, or somebody else’s', async () => {
		const {aws, sandbox, first} = await opened();
		const another = sandbox.otherCallers['user/ci-deploy']?.accessKeyId ?? '';
		for (const [user, key] of [
			['release-bot', another],
			['ci-deploy', first],
			['nobody', first],
		] as const) {
			expect(await problemOf(aws.accessKeys.setActive(PAYMENTS, user, key, false))).toMatchObject({
				code: 'not-found',
				message: `The IAM user ${user} has no access key ${key}.`,
			});
		}
	});

	test('of a containment role that is not there: how to do without it', async () => {
		const {aws} = await opened({containmentRole: 'another'});
		const problem = await problemOf(aws.accessKeys.of(PAYMENTS, 'release-bot'));
		expect(problem).toMatchObject({code: 'access-denied', exit: 5, next: expect.stringContaining('Security credentials › Deactivate')});
		expect(problem.message).toContain(`arn:aws:iam::${PAYMENTS}:role/another`);
	});

	test('of a role that may look and not write', async () => {
		const {aws, sandbox, first} = await opened();
		const role = sandbox.world.roles.get(`arn:aws:iam::${PAYMENTS}:role/tourniquet-containment`);
		role?.inlinePolicies.set('containment', {
			Version: '2012-10-17',
			Statement: {Effect: 'Allow', Action: ['iam:Get*', 'iam:List*'], Resource: '*'},
		});
		const problem = await problemOf(aws.accessKeys.setActive(PAYMENTS, 'release-bot', first, false));
		expect(problem).toMatchObject({code: 'access-denied', next: expect.stringContaining('iam:UpdateAccessKey')});
		expect(await aws.accessKeys.of(PAYMENTS, 'release-bot')).toMatchObject([{active: true}, {active: true}]);
	});

	test('in the responder’s own account, without a word about the role', async () => {
		const {aws} = await opened({}, {faults: ['deny:iam:GetUser']});
		const problem = await problemOf(aws.accessKeys.user(MANAGEMENT, 'anybody'));
		expect(problem).toMatchObject({code: 'access-denied', next: expect.stringContaining('iam:GetUser')});
		expect(problem.next).not.toContain('tourniquet-containment');
	});
});
