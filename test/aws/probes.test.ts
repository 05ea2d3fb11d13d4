import {describe, expect, test} from 'vitest';
import {virtualSandbox} from '../sandbox/support.ts';
import {denyOf, PRODUCTION, problemOf, ROOT, sandboxedAws} from './support.ts';

const incidentId = '20261123-0041-7f3a';
const target = {accountId: PRODUCTION, sessionName: 'test-user', incidentId};
type RequestHandler = ReturnType<typeof virtualSandbox>['sandbox']['requestHandler'];

async function contained(options: Parameters<typeof sandboxedAws>[0] = {}) {
	const opened = await sandboxedAws(options);
	const {organizations} = opened.aws;
	const {policyId} = await organizations.createPolicy({name: 'deny', description: '', deny: denyOf('test-user'), tags: {}});
	return {...opened, policyId, attach: () => organizations.attachPolicy(policyId, ROOT)};
}

/** A handler that answers what it likes instead of the sandbox, or nothing to leave it alone. */
function over(
	sandbox: {requestHandler: RequestHandler},
	answer: (body: string) => {status: number; body: string} | undefined,
): RequestHandler {
	return {
		...sandbox.requestHandler,
		handle: async (request, options) => {
			const {response} = await sandbox.requestHandler.handle(request, options);
			const other = answer(String(request.body ?? ''));
			return {response: other ? Object.assign(response, {statusCode: other.status, body: Buffer.from(other.body)}) : response};
		},
	};
}

describe('a probe session', () => {
	test('is who it should be, says which incident it belongs to, and keeps its secrets', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const session = await aws.probes.assume(target);
		expect(session).toMatchObject({
			accountId: PRODUCTION,
			sessionName: 'test-user',
			accessKeyId: expect.stringMatching(/^ASIA/),
		});
		expect(session.userId).toMatch(/^AROA[A-Z0-9]+:test-user$/);
		expect(session.expiresAt).toBeGreaterThan(sandbox.calls[0]?.at ?? Number.POSITIVE_INFINITY);
		await session.probe('ec2', 'eu-west-1');
		const own = sandbox.calls.filter(({accessKeyId}) => accessKeyId === session.accessKeyId);
		expect(own.map(({operation, region}) => [operation, region])).toEqual([
			['GetCallerIdentity', 'us-east-1'],
			['DescribeInstances', 'eu-west-1'],
		]);
		for (const {userAgent} of own) expect(userAgent).toMatch(new RegExp(`tourniquet/\\d+\\.\\d+\\.\\d+ incident/${incidentId}`));
		const secret = sandbox.world.credentials.get(session.accessKeyId);
		expect(JSON.stringify(session)).not.toContain(secret?.secretAccessKey);
	});

	test('carries the name as its session name alone, so that no other statement of the deny can answer for that one', async () => {
		const {aws, sandbox} = await sandboxedAws({}, {faults: ['deny:sts:SetSourceIdentity']});
		const {accessKeyId} = await aws.probes.assume(target);
		expect(sandbox.world.credentials.get(accessKeyId)?.principal).toMatchObject({name: 'test-user', sourceIdentity: undefined});
		expect(sandbox.calls.filter(({operation}) => operation === 'AssumeRole')).toHaveLength(1);
		expect(await aws.probes.assume(target)).not.toHaveProperty('sourceIdentity');
	});

	test('that may not be assumed says what is missing', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['deny:sts:AssumeRole']});
		const problem = await problemOf(aws.probes.assume(target));
		expect(problem).toMatchObject({code: 'access-denied', exit: 5});
		expect(problem.next).toContain('sts:AssumeRole');
	});

	/** The ports with STS answering that a probe session, whoever it is of, is this. */
	async function toldThatItIs({account, arn, userId}: typeof right, probeRole = 'tourniquet-probe') {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const sts = (call: string, result: string) => ({
			status: 200,
			body: `<${call}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${call}Result>${result}</${call}Result></${call}Response>`,
		});
		const keys =
			'<AccessKeyId>ASIAEXAMPLE000000000</AccessKeyId><SecretAccessKey>example</SecretAccessKey><SessionToken>example</SessionToken><Expiration>2099-01-01T00:00:00Z</Expiration>';
		const requestHandler = over(sandbox, body =>
			body.includes('GetCallerIdentity')
				? sts('GetCallerIdentity', `<Arn>${arn}</Arn><UserId>${userId}</UserId><Account>${account}</Account>`)
				: sts('AssumeRole', `<Credentials>${keys}</Credentials>`),
		);
		const {aws} = await sandboxedAws({clock, probeRole, transport: {requestHandler, credentials, region}});
		return aws.probes.assume(target);
	}

	const right = {
		account: PRODUCTION,
		arn: `arn:aws:sts::${PRODUCTION}:assumed-role/tourniquet-probe/test-user`,
		userId: 'AROAEXAMPLE000000000:test-user',
	};

	test('is known by its account, its role’s name without a path, and its own name', async () => {
		for (const probeRole of ['tourniquet-probe', 'incident/tourniquet-probe'])
			expect(await toldThatItIs(right, probeRole)).toMatchObject({accountId: PRODUCTION, userId: right.userId});
	});

	test.each([
		['another name', {userId: 'AROAEXAMPLE000000000:other-user'}],
		['a user', {userId: 'AIDAEXAMPLE000000000'}],
		['a name that only ends like it', {userId: 'AROAEXAMPLE000000000:x:test-user'}],
		['another account', {account: '333333333333'}],
		['another account’s role', {arn: right.arn.replace(PRODUCTION, '333333333333')}],
		['another role', {arn: right.arn.replace('tourniquet-probe', 'OrgAdmin')}],
		['another session of the role', {arn: right.arn.replace('test-user', 'other-user')}],
		['the ARN of a user', {arn: `arn:aws:iam::${PRODUCTION}:user/test-user`}],
	])('that AWS takes for somebody else is not used: %s', async (_what, wrong) => {
		const answer = {...right, ...wrong};
		const problem = await problemOf(toldThatItIs(answer));
		expect(problem).toMatchObject({code: 'probe-wrong-session', exit: 5});
		for (const said of [answer.arn, answer.userId, answer.account]) expect(problem.message).toContain(said);
	});
});

describe('a probe', () => {
	test('shows allowed, then denied by our policy, while a control stays allowed', async () => {
		const {aws, clock, policyId, attach} = await contained();
		const [session, control] = await Promise.all([
			aws.probes.assume(target),
			aws.probes.assume({...target, sessionName: 'tourniquet-control'}),
		]);
		for (const service of ['ec2', 's3'] as const) expect(await session.probe(service, 'us-east-1')).toEqual({kind: 'allowed'});
		await attach();
		await clock.sleep(60_000);
		for (const service of ['ec2', 's3'] as const) {
			expect(await session.probe(service, 'us-east-1')).toMatchObject({
				kind: 'denied',
				by: {policyType: 'service-control-policy', policyId},
			});
			expect(await control.probe(service, 'us-east-1')).toEqual({kind: 'allowed'});
		}
	});

	test('is asked anew every time', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const session = await aws.probes.assume(target);
		for (let time = 0; time < 3; time++) await session.probe('s3', 'us-east-1');
		expect(sandbox.calls.filter(({operation}) => operation === 'ListBuckets')).toHaveLength(3);
	});

	test('without a permission is denied by nobody in particular', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['probe-role-powerless']});
		const session = await aws.probes.assume(target);
		expect(await session.probe('s3', 'us-east-1')).toMatchObject({kind: 'denied', by: {policyType: 'implicit'}});
	});

	test('after its session ended is inconclusive', async () => {
		const {aws, clock} = await sandboxedAws();
		const session = await aws.probes.assume(target);
		await clock.sleep(61 * 60 * 1000);
		for (const service of ['ec2', 's3'] as const)
			expect(await session.probe(service, 'us-east-1')).toMatchObject({kind: 'inconclusive', why: 'expired-credentials'});
	});

	test('never throws, and never takes nonsense for an answer', async () => {
		for (const fault of ['lacks:ec2', 'lacks:s3'] as const) {
			const {aws} = await sandboxedAws({}, {faults: [fault]});
			const session = await aws.probes.assume(target);
			expect((await session.probe(fault === 'lacks:ec2' ? 'ec2' : 's3', 'us-east-1')).kind).toBe('inconclusive');
		}
	});

	test('decodes what EC2 encodes only when its words do not name the policy', async () => {
		const named = await contained();
		const session = await named.aws.probes.assume(target);
		await named.attach();
		await named.clock.sleep(60_000);
		await session.probe('ec2', 'us-east-1');
		expect(named.calls.map(({operation}) => operation)).not.toContain('DecodeAuthorizationMessage');

		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const ec2 =
			'<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>You are not authorized to perform this operation. Encoded authorization failure message: abcDEF_123-xyz</Message></Error></Errors><RequestID>1</RequestID></Response>';
		const decoded = JSON.stringify({allowed: false, explicitDeny: true, matchedStatements: {items: []}, failures: {items: []}});
		const sts = `<DecodeAuthorizationMessageResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><DecodeAuthorizationMessageResult><DecodedMessage>${decoded.replaceAll('"', '&quot;')}</DecodedMessage></DecodeAuthorizationMessageResult></DecodeAuthorizationMessageResponse>`;
		const requestHandler = over(sandbox, body =>
			body.includes('DescribeInstances')
				? {status: 403, body: ec2}
				: body.includes('DecodeAuthorizationMessage')
					? {status: 200, body: sts}
					: undefined,
		);
		const {aws, calls} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}});
		const unnamed = await aws.probes.assume(target);
		expect(await unnamed.probe('ec2', 'us-east-1')).toMatchObject({kind: 'denied'});
		expect(calls.filter(({operation}) => operation === 'DecodeAuthorizationMessage').map(({account}) => account)).toEqual(['111111111111']);
	});

	test('stops asking for what it may not decode', async () => {
		const {sandbox, clock} = virtualSandbox({faults: ['deny:sts:DecodeAuthorizationMessage']});
		const {region, ...credentials} = sandbox.responder;
		const ec2 =
			'<Response><Errors><Error><Code>UnauthorizedOperation</Code><Message>Encoded authorization failure message: abcDEF_123-xyz</Message></Error></Errors><RequestID>1</RequestID></Response>';
		const requestHandler = over(sandbox, body => (body.includes('DescribeInstances') ? {status: 403, body: ec2} : undefined));
		const {aws} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}});
		const session = await aws.probes.assume(target);
		for (let time = 0; time < 3; time++)
			expect(await session.probe('ec2', 'us-east-1')).toMatchObject({kind: 'denied', by: {policyType: 'unnamed'}});
		expect(sandbox.calls.filter(({operation}) => operation === 'DecodeAuthorizationMessage')).toHaveLength(1);
	});
});
