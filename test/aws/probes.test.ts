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
			sourceIdentity: true,
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

	test('goes without a source identity where that is not permitted', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['deny:sts:SetSourceIdentity']});
		expect(await aws.probes.assume(target)).toMatchObject({sourceIdentity: false, sessionName: 'test-user'});
	});

	test('that may not be assumed says what is missing', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['deny:sts:AssumeRole']});
		const problem = await problemOf(aws.probes.assume(target));
		expect(problem).toMatchObject({code: 'access-denied', exit: 5});
		expect(problem.next).toContain('sts:AssumeRole');
	});

	test('that AWS takes for somebody else is not used', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const identity = (userId: string) =>
			`<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::${PRODUCTION}:assumed-role/tourniquet-probe/x</Arn><UserId>${userId}</UserId><Account>${PRODUCTION}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`;
		for (const userId of ['AROAEXAMPLE000000000:other-user', 'AIDAEXAMPLE000000000', 'AROAEXAMPLE000000000:x:test-user']) {
			const requestHandler = over(sandbox, body =>
				body.includes('GetCallerIdentity') ? {status: 200, body: identity(userId)} : undefined,
			);
			const {aws} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}});
			expect(await problemOf(aws.probes.assume(target))).toMatchObject({code: 'probe-wrong-session', exit: 5});
		}
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
