import {describe, expect, test} from 'vitest';
import {s3Discovery} from '../../src/sandbox/scenario/s3-discovery.ts';
import {virtualSandbox} from '../sandbox/support.ts';
import {MANAGEMENT, PRODUCTION, problemOf, sandboxedAws} from './support.ts';

describe('the responder', () => {
	test('is asked of AWS once', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const [caller] = await Promise.all([aws.session.caller(), aws.session.caller()]);
		await aws.session.caller();
		expect(caller).toMatchObject({
			accountId: MANAGEMENT,
			partition: 'aws',
			arn: `arn:aws:sts::${MANAGEMENT}:assumed-role/ir-responder/ir-on-call`,
		});
		expect(caller.userId).toMatch(/^AROA[A-Z0-9]+:ir-on-call$/);
		expect(sandbox.calls.map(({operation}) => operation)).toEqual(['GetCallerIdentity']);
	});

	test('is asked anew after a failure', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		let broken = true;
		const requestHandler = {
			...sandbox.requestHandler,
			handle: async (...given: Parameters<typeof sandbox.requestHandler.handle>) => {
				if (broken) throw Object.assign(new Error('getaddrinfo ENOTFOUND'), {code: 'ENOTFOUND'});
				return sandbox.requestHandler.handle(...given);
			},
		};
		const {aws} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}});
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'unreachable'});
		broken = false;
		expect((await aws.session.caller()).accountId).toBe(MANAGEMENT);
	});

	test('whose an access key is', async () => {
		const {aws, sandbox} = await sandboxedAws();
		expect(await aws.session.accountOfAccessKey(sandbox.otherCallers['test-user']?.accessKeyId ?? '')).toBe(PRODUCTION);
		expect(await aws.session.accountOfAccessKey('no key')).toBeUndefined();
	});
});

describe('roles', () => {
	test('in the responder’s account directly, elsewhere through the findings role', async () => {
		const {aws, sandbox} = await sandboxedAws();
		expect(await aws.roles.role(MANAGEMENT, 'ir-responder')).toMatchObject({
			path: '/',
			roleId: expect.stringMatching(/^AROA/),
			maxSessionDuration: 43_200,
		});
		expect(sandbox.calls.map(({operation}) => operation)).not.toContain('AssumeRole');
		expect(await aws.roles.role(PRODUCTION, 'tourniquet-probe')).toMatchObject({
			arn: `arn:aws:iam::${PRODUCTION}:role/tourniquet-probe`,
			maxSessionDuration: 3600,
		});
		expect(await aws.roles.role(PRODUCTION, 'no-such-role')).toBeUndefined();
	});

	test('the user that a long-term key of the responder’s account belongs to', async () => {
		const user = {account: MANAGEMENT, name: 'backup-job', policies: {}};
		const {aws, sandbox} = await sandboxedAws({}, {scenario: {...s3Discovery, iamUsers: [...s3Discovery.iamUsers, user]}});
		const keyOf = (name: string) =>
			[...sandbox.world.credentials.values()].find(({principal}) => principal.kind === 'user' && principal.user.name === name)?.accessKeyId;
		expect(await aws.roles.userOfAccessKey(keyOf('backup-job') ?? '')).toBe('backup-job');
		// AWS does not speak of other accounts' keys.
		expect(await problemOf(aws.roles.userOfAccessKey(keyOf('ci-deploy') ?? ''))).toMatchObject({code: 'access-denied'});
	});

	test('what the responder may do, as IAM simulates it', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['deny:organizations:AttachPolicy']});
		expect(await aws.roles.responderMay(['organizations:CreatePolicy', 'organizations:AttachPolicy', 'iam:CreateUser'])).toEqual({
			'organizations:CreatePolicy': 'allowed',
			'organizations:AttachPolicy': 'denied',
			'iam:CreateUser': 'denied',
		});
	});

	test('is unknown, not denied, when the simulator does not answer', async () => {
		for (const faults of [['deny:iam:SimulatePrincipalPolicy'], ['lacks:iam'], ['deny:iam:GetRole']] as const) {
			const {aws} = await sandboxedAws({}, {faults});
			expect(await aws.roles.responderMay(['organizations:CreatePolicy'])).toBeUndefined();
		}
	});
});
