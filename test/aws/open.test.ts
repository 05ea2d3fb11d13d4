import {inspect} from 'node:util';
import {describe, expect, test, vi} from 'vitest';
import {openAws} from '../../src/aws/open.ts';
import {allRegions, homeRegion, partitionOfArn, partitionOfRegion, regionsAlwaysOn} from '../../src/aws/regions.ts';
import {systemClock} from '../../src/clock.ts';
import {virtualSandbox} from '../sandbox/support.ts';
import {answering, denyOf, environment, KEYS, openedAws, PRODUCTION, problemOf, ROOT, sandboxedAws} from './support.ts';

describe('opening', () => {
	test('sends nothing', async () => {
		const {sandbox, aws} = await sandboxedAws();
		expect(sandbox.calls).toEqual([]);
		expect(aws.calls()).toEqual({total: 0, writes: 0});
	});

	test('looks for findings in every region that is always on, the session’s first', async () => {
		environment({...KEYS, AWS_REGION: 'eu-central-2'});
		const {session} = await openAws({clock: systemClock});
		expect(session.region).toBe('eu-central-2');
		expect(session.regions[0]).toBe('eu-central-2');
		expect(session.regions).toEqual(['eu-central-2', ...regionsAlwaysOn('aws')]);
	});

	test('or in the chosen ones', async () => {
		environment(KEYS);
		const {session} = await openAws({clock: systemClock, regions: ['eu-west-1', 'us-west-2']});
		expect(session).toMatchObject({region: 'us-east-1', regions: ['eu-west-1', 'us-west-2']});
	});

	test('stops at a region that is no region', async () => {
		environment(KEYS);
		for (const region of ['us east 1', 'EU-WEST-1', 'a/b', 'x@y', '-a', '\u001b[31m']) {
			expect(await problemOf(openAws({clock: systemClock, region}))).toMatchObject({code: 'bad-region', exit: 2});
			expect(await problemOf(openAws({clock: systemClock, regions: [region]}))).toMatchObject({code: 'bad-region', exit: 2});
		}
	});

	test('stops at a profile and at an endpoint that are none', async () => {
		environment(KEYS);
		expect(await problemOf(openAws({clock: systemClock, profile: 'nobody'}))).toMatchObject({code: 'unknown-profile', exit: 5});
		environment({...KEYS, AWS_ENDPOINT_URL: 'ftp://localhost'});
		expect(await problemOf(openAws({clock: systemClock}))).toMatchObject({code: 'bad-endpoint', exit: 2});
		environment({...KEYS, AWS_ENDPOINT_URL_S3: 'ftp://localhost'});
		const problem = await problemOf(openAws({clock: systemClock}));
		expect(problem).toMatchObject({code: 'bad-endpoint', exit: 2});
		expect(problem.message).toContain('AWS_ENDPOINT_URL_S3');
	});

	test.each([
		[{}, undefined],
		[{AWS_ENDPOINT_URL: 'http://127.0.0.1:9'}, 'http://127.0.0.1:9'],
		[{AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1'}, 'http://127.0.0.1:1 (STS)'],
		[{AWS_ENDPOINT_URL_S3: 'http://127.0.0.1:1', AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:1'}, 'http://127.0.0.1:1 (EC2, S3)'],
		[
			{
				AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1',
				AWS_ENDPOINT_URL_EC2: 'http://127.0.0.1:2',
				AWS_ENDPOINT_URL_IDENTITYSTORE: 'http://a:3',
			},
			'http://127.0.0.1:1 (STS), http://a:3 (identitystore), http://127.0.0.1:2 (EC2)',
		],
		[
			{AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_ENDPOINT_URL_SSO_ADMIN: 'http://127.0.0.1:1'},
			'http://127.0.0.1:9 (STS, Organizations, GuardDuty, identitystore, IAM, EC2, S3, CloudTrail), http://127.0.0.1:1 (SSO Admin)',
		],
		[{AWS_ENDPOINT_URL_DYNAMODB: 'http://127.0.0.1:1'}, undefined],
		[{AWS_ENDPOINT_URL_STS: 'http://127.0.0.1:1', AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: 'true'}, undefined],
	])('says where calls go that do not go to AWS: %j', async (variables, endpoint) => {
		environment({...KEYS, ...variables});
		expect((await openAws({clock: systemClock})).session.endpoint).toBe(endpoint);
	});

	test('a transport needs nothing of the machine', async () => {
		environment({AWS_PROFILE: 'nobody', AWS_ENDPOINT_URL: 'http://127.0.0.1:9', AWS_USE_FIPS_ENDPOINT: 'true', AWS_REGION: 'cn-north-1'});
		const {aws} = await sandboxedAws();
		expect(aws.session.region).toBe('us-east-1');
		expect((await aws.organizations.describe()).id).toBe('o-sandbox0001');
	});
});

describe('every call', () => {
	/** What a whole containment leaves behind in memory, calls and problems. */
	async function wholeContainment() {
		const opened = await sandboxedAws();
		const {aws} = opened;
		const {accountId} = await aws.session.caller();
		await aws.findings.recent({region: 'us-east-1', accountId: '222222222222'}, 0);
		const session = await aws.probes.assume({accountId: PRODUCTION, sessionName: 'test-user', incidentId: 'i1'});
		const {policyId} = await aws.organizations.createPolicy({name: 'deny', description: '', deny: denyOf('test-user'), tags: {}});
		await aws.organizations.attachPolicy(policyId, ROOT);
		await opened.clock.sleep(60_000);
		const outcome = await session.probe('ec2', 'us-east-1');
		const problem = await problemOf(aws.organizations.deletePolicy(policyId));
		return {...opened, accountId, session, outcome, problem};
	}

	test('is told once, with who, where, how often and how it ended', async () => {
		const {calls, sandbox, accountId} = await wholeContainment();
		expect(calls.map(({operation}) => operation).sort()).toEqual(sandbox.calls.map(({operation}) => operation).sort());
		expect(calls.flatMap(({requestIds}) => requestIds).sort()).toEqual(sandbox.calls.map(({requestId}) => requestId).sort());
		expect(calls.find(({operation}) => operation === 'CreatePolicy')).toEqual({
			service: 'organizations',
			operation: 'CreatePolicy',
			region: 'us-east-1',
			account: accountId,
			write: true,
			attempts: 1,
			requestIds: [expect.any(String)],
			milliseconds: 0,
			outcome: 'answered',
		});
		expect(calls.find(({operation}) => operation === 'DescribeInstances')).toMatchObject({
			account: PRODUCTION,
			outcome: 'failed',
			code: 'UnauthorizedOperation',
			write: false,
		});
	});

	test('that AWS answers with hostile codes and ids is told in harmless ones', async () => {
		const url = await answering((_request, response) => {
			response.writeHead(400, {'content-type': 'application/x-amz-json-1.1', 'x-amzn-requestid': 'id\u009b2J'});
			response.end(JSON.stringify({__type: 'Odd\u001b[2J\u202e', message: 'x'}));
		});
		environment({...KEYS, AWS_ENDPOINT_URL: url});
		const {aws, calls} = await openedAws();
		await problemOf(aws.organizations.describe());
		expect(calls).toHaveLength(1);
		expect(Object.values(calls[0] ?? {}).join()).not.toMatch(/[\p{Cc}\p{Cf}]/u);
	});

	test('whose record fails is not sent again, nor taken for a failed call', async () => {
		const {sandbox, aws} = await sandboxedAws({
			onCall: () => {
				throw new RangeError('The disk is full.');
			},
		});
		await expect(aws.organizations.describe()).rejects.toThrow(RangeError);
		expect(sandbox.calls).toHaveLength(1);
	});

	test('is counted, writes apart', async () => {
		const {aws, sandbox} = await wholeContainment();
		expect(aws.calls()).toEqual({total: sandbox.calls.length, writes: sandbox.calls.filter(({write}) => write).length});
		expect(aws.calls().writes).toBe(3);
	});

	test('leaves no secret anywhere that is shown or kept', async () => {
		const {calls, sandbox, outcome, problem, session, aws} = await wholeContainment();
		const kept = [
			JSON.stringify([calls, outcome, problem, session]),
			inspect([calls, outcome, problem, session, aws], {depth: 12, showHidden: true}),
		];
		const secrets = [...sandbox.world.credentials.values()].flatMap(({secretAccessKey, sessionToken}) => [
			secretAccessKey,
			sessionToken ?? secretAccessKey,
		]);
		expect(secrets.length).toBeGreaterThan(6);
		for (const text of kept) for (const secret of secrets) expect(text).not.toContain(secret);
	});

	test('goes to Organizations’ one endpoint from any region', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region: _region, ...credentials} = sandbox.responder;
		const {aws, calls} = await sandboxedAws({clock, transport: {requestHandler: sandbox.requestHandler, credentials, region: 'eu-west-1'}});
		await aws.organizations.describe();
		await aws.roles.role('111111111111', 'ir-responder');
		expect(calls.map(({operation, region}) => [operation, region])).toEqual([
			['DescribeOrganization', 'us-east-1'],
			['GetCallerIdentity', 'eu-west-1'],
			['GetRole', 'us-east-1'],
		]);
	});

	test('writes nothing to the console', async () => {
		const spies = (['log', 'warn', 'error', 'info', 'debug'] as const).map(method => vi.spyOn(console, method));
		const written = vi.spyOn(process.stderr, 'write');
		await wholeContainment();
		for (const spy of [...spies, written]) {
			expect(spy).not.toHaveBeenCalled();
			spy.mockRestore();
		}
	});
});

describe('regions and partitions', () => {
	test('are told by their names', () => {
		expect(['us-east-1', 'cn-north-1', 'us-gov-east-1'].map(partitionOfRegion)).toEqual(['aws', 'aws-cn', 'aws-us-gov']);
		expect(['arn:aws:sts::1:x', 'arn:aws-cn:sts::1:x', 'arn:aws-us-gov:sts::1:x', 'arn:aws-iso:sts::1:x', ''].map(partitionOfArn)).toEqual([
			'aws',
			'aws-cn',
			'aws-us-gov',
			undefined,
			undefined,
		]);
	});

	test('never mix', () => {
		for (const partition of ['aws', 'aws-cn', 'aws-us-gov'] as const) {
			const all = allRegions(partition);
			expect(new Set(all).size).toBe(all.length);
			expect(all.map(partitionOfRegion).every(one => one === partition)).toBe(true);
			expect(regionsAlwaysOn(partition)).toContain(homeRegion(partition));
		}
	});

	test('the caller’s partition is in every ARN that is built', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const asked: string[] = [];
		const requestHandler = {
			...sandbox.requestHandler,
			handle: async (...[request, options]: Parameters<typeof sandbox.requestHandler.handle>) => {
				const {response} = await sandbox.requestHandler.handle(request, options);
				const form = new URLSearchParams(String(request.body ?? ''));
				if (form.has('RoleArn')) asked.push(form.get('RoleArn') ?? '');
				if (form.get('Action') !== 'GetCallerIdentity') return {response};
				const body = Buffer.from(response.body).toString().replaceAll('arn:aws:', 'arn:aws-cn:');
				return {response: Object.assign(response, {body: Buffer.from(body)})};
			},
		};
		const {aws} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}});
		await problemOf(aws.probes.assume({accountId: PRODUCTION, sessionName: 'test-user', incidentId: 'i1'}));
		await problemOf(aws.findings.recent({region: 'us-east-1', accountId: '222222222222'}, 0));
		expect(new Set(asked)).toEqual(
			new Set([`arn:aws-cn:iam::${PRODUCTION}:role/tourniquet-probe`, 'arn:aws-cn:iam::222222222222:role/tourniquet-findings']),
		);
	});

	test('a partition that nobody knows is said to be one', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {region, ...credentials} = sandbox.responder;
		const requestHandler = {
			...sandbox.requestHandler,
			handle: async (...given: Parameters<typeof sandbox.requestHandler.handle>) => {
				const {response} = await sandbox.requestHandler.handle(...given);
				const body = Buffer.from(response.body).toString().replaceAll('arn:aws:', 'arn:aws-elsewhere:');
				return {response: Object.assign(response, {body: Buffer.from(body)})};
			},
		};
		const {aws} = await sandboxedAws({clock, transport: {requestHandler, credentials, region}});
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'unsupported-partition'});
	});
});
