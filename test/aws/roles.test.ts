import {describe, expect, test} from 'vitest';
import type {PolicyDocument} from '../../src/sandbox/authorization/policy.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import type {Role} from '../../src/sandbox/world/principals.ts';
import {virtualSandbox} from '../sandbox/support.ts';
import {s3Discovery} from '../scenarios.ts';
import {answering, environment, KEYS, MANAGEMENT, openedAws, PRODUCTION, problemOf, sandboxedAws} from './support.ts';

const RESERVED = '/aws-reserved/sso.amazonaws.com/';

/** The role of AdministratorAccess in the management account. */
function administrator({world}: Sandbox): Role {
	const role = [...world.roles.values()].find(({accountId, path}) => accountId === MANAGEMENT && path.startsWith(RESERVED));
	if (role === undefined) throw new Error('There is no reserved role.');
	return role;
}

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

	test('those of a path, by page', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const here = [...sandbox.world.roles.values()].filter(({accountId, path}) => accountId === MANAGEMENT && path.startsWith(RESERVED));
		// More than one page of IAM's.
		for (const number of Array.from({length: 130}).keys()) {
			const role = administrator(sandbox);
			const name = `AWSReservedSSO_Made_${number.toString(16).padStart(16, '0')}`;
			const made = {...role, name, arn: `arn:aws:iam::${MANAGEMENT}:role${role.path}${name}`, id: `AROA${number}`};
			sandbox.world.roles.set(made.arn, made);
		}
		const roles = await aws.roles.rolesUnder(MANAGEMENT, RESERVED);
		expect(roles).toHaveLength(here.length + 130);
		expect(new Set(roles.map(({arn}) => arn)).size).toBe(roles.length);
		expect(roles[0]).toEqual({
			arn: here[0]?.arn,
			name: here[0]?.name,
			roleId: here[0]?.id,
			path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
			maxSessionDuration: 43_200,
		});
		expect(await aws.roles.rolesUnder(MANAGEMENT, '/nothing/here/')).toEqual([]);
		expect(sandbox.calls.map(({operation}) => operation)).not.toContain('AssumeRole');
	});

	test('their inline policies, percent-decoded as RFC 3986 says', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const role = administrator(sandbox);
		const document: PolicyDocument = {Statement: {Effect: 'Deny', Action: '*', Resource: 'arn:aws:s3:::a+b%2Bc d/é"'}};
		expect(await aws.roles.inlinePoliciesOf(MANAGEMENT, role.name)).toEqual([]);
		role.inlinePolicies.set('odd', document);
		expect(await aws.roles.inlinePoliciesOf(MANAGEMENT, role.name)).toEqual([{name: 'odd', document: JSON.stringify(document)}]);
		const own = await aws.roles.inlinePoliciesOf(MANAGEMENT, 'ir-responder');
		expect(own?.map(({name}) => name)).toEqual(['incident-response']);
		expect(await aws.roles.inlinePoliciesOf(MANAGEMENT, 'no-such-role')).toBeUndefined();
	});

	test('elsewhere through the findings role, which must be allowed to', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const roleArn = `arn:aws:iam::${PRODUCTION}:role/tourniquet-probe`;
		const ask = () =>
			Promise.all([
				aws.roles.rolesUnder(PRODUCTION, RESERVED),
				aws.roles.inlinePoliciesOf(PRODUCTION, 'tourniquet-probe'),
				aws.roles.simulate({accountId: PRODUCTION, roleArn, action: 'ec2:DescribeInstances', context: {}}),
			]);
		expect(await problemOf(ask())).toMatchObject({code: 'access-denied', next: expect.stringContaining('iam:')});
		const findings = sandbox.world.roles.get(`arn:aws:iam::${PRODUCTION}:role/tourniquet-findings`);
		findings?.inlinePolicies.set('look', {Statement: {Effect: 'Allow', Action: 'iam:*', Resource: '*'}});
		const [roles, policies, decision] = await ask();
		expect(roles.map(({name}) => name)).toContainEqual(expect.stringMatching(/^AWSReservedSSO_DataEngineer_/));
		expect(policies?.map(({name}) => name)).toEqual(['probe']);
		expect(decision).toBe('allowed');
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

describe('the simulator', () => {
	const roleArn = `arn:aws:iam::${MANAGEMENT}:role/ir-responder`;
	const ask = {accountId: MANAGEMENT, roleArn, action: 'iam:CreateUser', context: {}};

	test('tells a deny from nothing that allows, and reads dates as dates', async () => {
		const {aws, sandbox} = await sandboxedAws();
		expect(await aws.roles.simulate(ask)).toBe('implicit-deny');
		const role = administrator(sandbox);
		role.inlinePolicies.set('old', {
			Statement: {
				Effect: 'Deny',
				Action: '*',
				Resource: '*',
				Condition: {DateLessThan: {'aws:TokenIssueTime': '2026-11-23T12:00:00Z'}},
			},
		});
		const issuedAt = (time: string) => aws.roles.simulate({...ask, roleArn: role.arn, context: {'aws:TokenIssueTime': time}});
		expect(await issuedAt('2026-11-23T11:59:59Z')).toBe('explicit-deny');
		expect(await issuedAt('2026-11-23T12:00:01Z')).toBe('allowed');
	});

	test('that cannot be asked is a problem, never an answer', async () => {
		for (const [faults, code] of [
			[['deny:iam:SimulatePrincipalPolicy'], 'access-denied'],
			[['lacks:iam:SimulatePrincipalPolicy'], 'not-what-aws-sends'],
		] as const) {
			const {aws} = await sandboxedAws({}, {faults});
			expect(await problemOf(aws.roles.simulate(ask))).toMatchObject({code, exit: 5});
		}
		const {aws} = await sandboxedAws();
		expect(await problemOf(aws.roles.simulate({...ask, roleArn: `${roleArn}s`}))).toMatchObject({code: 'not-found'});
	});
});

describe('half an answer of IAM’s is none', () => {
	/** IAM as something that answers every call so. The first call of all asks who the caller is. */
	async function iamAnswering(operation: string, result: string) {
		const url = await answering((request, response) => {
			let body = '';
			request.on('data', chunk => {
				body += chunk;
			});
			request.on('end', () => {
				const action = new URLSearchParams(body).get('Action') ?? '';
				const content =
					action === operation
						? result
						: action === 'GetCallerIdentity'
							? `<Account>${MANAGEMENT}</Account><UserId>AIDAEXAMPLE</UserId><Arn>arn:aws:iam::${MANAGEMENT}:user/me</Arn>`
							: '<PolicyNames><member>one</member></PolicyNames><IsTruncated>false</IsTruncated>';
				response.setHeader('content-type', 'text/xml');
				response.end(`<${action}Response><${action}Result>${content}</${action}Result></${action}Response>`);
			});
		});
		environment({...KEYS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: url});
		return (await openedAws()).aws.roles;
	}
	const simulated = (action: string, decision: string) =>
		`<member><EvalActionName>${action}</EvalActionName><EvalDecision>${decision}</EvalDecision></member>`;
	const simulation = {accountId: MANAGEMENT, roleArn: `arn:aws:iam::${MANAGEMENT}:role/r`, action: 'ec2:DescribeInstances', context: {}};

	test.each([
		['ListRoles', ''],
		['ListRoles', '<Roles><member><RoleName>r</RoleName></member></Roles>'],
		['ListRoles', '<Roles/><IsTruncated>true</IsTruncated>'],
	])('%s: %s', async (operation, result) => {
		const roles = await iamAnswering(operation, result);
		expect(await problemOf(roles.rolesUnder(MANAGEMENT, '/'))).toMatchObject({code: 'not-what-aws-sends', exit: 5});
	});

	test.each([
		['ListRolePolicies', ''],
		['GetRolePolicy', ''],
		['GetRolePolicy', '<PolicyDocument>%7</PolicyDocument>'],
	])('%s: %s', async (operation, result) => {
		const roles = await iamAnswering(operation, result);
		expect(await problemOf(roles.inlinePoliciesOf(MANAGEMENT, 'r'))).toMatchObject({code: 'not-what-aws-sends', exit: 5});
	});

	test.each([
		'',
		'<EvaluationResults/>',
		`<EvaluationResults>${simulated('s3:ListAllMyBuckets', 'allowed')}</EvaluationResults>`,
		`<EvaluationResults>${simulated('ec2:DescribeInstances', 'toString')}</EvaluationResults>`,
		'<EvaluationResults><member><EvalActionName>ec2:DescribeInstances</EvalActionName></member></EvaluationResults>',
		`<EvaluationResults>${simulated('ec2:DescribeInstances', 'allowed').repeat(2)}</EvaluationResults>`,
	])('SimulatePrincipalPolicy: %s', async result => {
		const roles = await iamAnswering('SimulatePrincipalPolicy', result);
		expect(await problemOf(roles.simulate(simulation))).toMatchObject({code: 'not-what-aws-sends', exit: 5});
	});

	test('and a whole one is an answer, through the same door', async () => {
		const decided = simulated('ec2:DescribeInstances', 'explicitDeny');
		const roles = await iamAnswering('SimulatePrincipalPolicy', `<EvaluationResults>${decided}</EvaluationResults>`);
		expect(await roles.simulate(simulation)).toBe('explicit-deny');
		const listing = await iamAnswering('ListRoles', '<Roles/><IsTruncated>false</IsTruncated>');
		expect(await listing.rolesUnder(MANAGEMENT, '/')).toEqual([]);
		const document = '<PolicyDocument>%7B%22a%22%3A%22b+c%22%7D</PolicyDocument>';
		const reading = await iamAnswering('GetRolePolicy', document);
		expect(await reading.inlinePoliciesOf(MANAGEMENT, 'r')).toEqual([{name: 'one', document: '{"a":"b+c"}'}]);
	});
});
