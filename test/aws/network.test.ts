import {type AddressInfo, createServer} from 'node:net';
import {describe, expect, onTestFinished, test} from 'vitest';
import {Sdk} from '../../src/aws/sdk.ts';
import {organizationsPort} from '../../src/aws/services/organizations.ts';
import {listen} from '../../src/sandbox/server.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {virtualSandbox} from '../sandbox/support.ts';
import {answering, denyOf, environment, KEYS, MANAGEMENT, openedAws, problemOf, ROOT} from './support.ts';

/** The ports in an environment that points at a server which answers like this. */
async function facing(status: number, contentType: string, body: string, headers: Record<string, string> = {}) {
	let requests = 0;
	const url = await answering((_request, response) => {
		requests++;
		response.writeHead(status, {'content-type': contentType, ...headers});
		response.end(body);
	});
	environment({...KEYS, AWS_REGION: 'us-east-1', AWS_ENDPOINT_URL: url});
	return {...(await openedAws()), host: new URL(url).host, requests: () => requests};
}

const awsJson = 'application/x-amz-json-1.1';

describe('what is not AWS', () => {
	test('an HTML 404 is said with service, status and first words, without markup', async () => {
		const page =
			'<!doctype html>\n<html><head><title>404 Not Found</title><script>alert(1)</script></head><body><h1>Not\n Found</h1></body></html>';
		const {aws, host, calls, requests} = await facing(404, 'text/html', page);
		const problem = await problemOf(aws.organizations.describe());
		expect(problem).toMatchObject({code: 'not-what-aws-sends', exit: 5});
		expect(problem.message).toContain(host);
		expect(problem.message).toContain('organizations:DescribeOrganization');
		expect(problem.message).toContain('404');
		expect(problem.message).toContain('404 Not Found Not Found');
		expect(problem.message).not.toMatch(/[<>]|alert/);
		expect(requests()).toBe(1);
		expect(calls).toMatchObject([{outcome: 'failed', code: 'NotFromAws', attempts: 1, requestIds: []}]);
	});

	test('its words cannot act on a terminal, nor fill the screen', async () => {
		const {aws} = await facing(403, 'text/html', `\u001b[2J\u202e\u0007${'very long '.repeat(5000)}`);
		const {message} = await problemOf(aws.session.caller());
		expect(message).not.toMatch(/[\p{Cc}\p{Cf}]/u);
		expect(message.length).toBeLessThan(400);
	});

	test.each([
		['a sign-in page in place of an answer', 200, 'text/html', '<html><body>Welcome to the guest network</body></html>'],
		['text that says it is JSON', 200, awsJson, 'OK'],
		['JSON that no service sends', 200, awsJson, '[1,2,3]'],
		['an error without any code', 403, 'application/json', '{"error":"blocked by proxy"}'],
		['an empty error', 418, awsJson, ''],
		['an answer without what it must hold', 200, awsJson, '{}'],
		['a redirect elsewhere', 302, 'text/plain', ''],
	])('%s', async (_name, status, type, body) => {
		const {aws} = await facing(status, type, body, status === 302 ? {location: 'https://login.example.com/'} : {});
		expect(await problemOf(aws.organizations.describe())).toMatchObject({code: 'not-what-aws-sends', exit: 5});
	});

	test.each([
		['JSON where XML belongs', 200, 'application/json', '{"Account":"111111111111"}'],
		['XML of something else', 200, 'text/xml', '<rss><channel/></rss>'],
		['an error without a code', 400, 'text/xml', '<error/>'],
		['nothing', 200, 'text/xml', ''],
	])('in XML: %s', async (_name, status, type, body) => {
		const {aws} = await facing(status, type, body);
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'not-what-aws-sends', exit: 5});
	});

	test('an endpoint that does not offer the call', async () => {
		for (const [status, type, body] of [
			[501, 'text/html', '<html>Not implemented</html>'],
			[501, awsJson, '{"__type":"InternalFailure","message":"API for service organizations not yet implemented"}'],
			[400, awsJson, '{"__type":"UnknownOperationException"}'],
		] as const) {
			const {aws} = await facing(status, type, body);
			expect(await problemOf(aws.organizations.describe())).toMatchObject({code: 'not-supported'});
		}
	});

	test('pages that never end', async () => {
		const {aws, requests} = await facing(200, awsJson, '{"Accounts":[],"NextToken":"again"}');
		expect(await problemOf(aws.organizations.accounts())).toMatchObject({code: 'paging-loops', exit: 5});
		expect(requests()).toBe(2);
	});

	test('a server that does not speak HTTP', async () => {
		const server = createServer(socket =>
			socket.on('error', () => {}).on('data', () => socket.end('SSH-2.0-OpenSSH_9.6\r\n', () => socket.destroy())),
		);
		await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
		onTestFinished(() => void server.close());
		environment({...KEYS, AWS_ENDPOINT_URL: `http://127.0.0.1:${(server.address() as AddressInfo).port}`});
		const {aws} = await openedAws();
		expect(await problemOf(aws.organizations.describe())).toMatchObject({code: 'not-what-aws-sends'});
	});
});

describe('a network that fails', () => {
	test('nobody listens', async () => {
		environment({...KEYS, AWS_ENDPOINT_URL: 'http://127.0.0.1:9'});
		const {aws, calls} = await openedAws();
		const problem = await problemOf(aws.organizations.describe());
		expect(problem).toMatchObject({code: 'unreachable', exit: 5});
		expect(problem.message).toContain('127.0.0.1:9');
		expect(calls).toMatchObject([{attempts: 3, requestIds: [], outcome: 'failed'}]);
	});

	test('connections that are cut', async () => {
		const url = await answering(request => request.socket.destroy());
		environment({...KEYS, AWS_ENDPOINT_URL: url});
		const {aws} = await openedAws();
		expect(await problemOf(aws.organizations.describe())).toMatchObject({code: 'unreachable'});
	});

	test('silence, before the answer and in the middle of it', async () => {
		const silent = await answering(() => {});
		const stalled = await answering((_request, response) => {
			response.writeHead(200, {'content-type': awsJson});
			response.write('{"Organization":');
		});
		for (const url of [silent, stalled]) {
			const sdk = new Sdk({
				clock: new VirtualClock(),
				region: 'us-east-1',
				readOnly: false,
				version: '0.0.0',
				timeouts: {connection: 1000, request: 60},
				endpoint: () => url,
				signIn: () => '',
				onCall: () => {},
			});
			sdk.responder = {credentials: {accessKeyId: KEYS.AWS_ACCESS_KEY_ID, secretAccessKey: KEYS.AWS_SECRET_ACCESS_KEY}};
			const problem = await problemOf(organizationsPort(sdk).describe());
			expect(problem).toMatchObject({code: 'timeout', exit: 5});
			expect(problem.message).toContain(new URL(url).host);
		}
	});

	test('an address with a password in it is never repeated', async () => {
		environment({...KEYS, AWS_ENDPOINT_URL: 'http://someone:hunter2@127.0.0.1:9'});
		const {aws} = await openedAws();
		const problem = await problemOf(aws.organizations.describe());
		expect(JSON.stringify(problem)).not.toContain('hunter2');
	});
});

/** A sandbox on loopback, behind something that may answer in its place, or cut the connection after the sandbox did what was asked. */
async function spoiled(spoil: (target: string, times: number) => 'cut' | {status: number; body: string; type?: string} | undefined) {
	const {sandbox} = virtualSandbox();
	const times = new Map<string, number>();
	const listener = await listen(sandbox, {port: 0});
	onTestFinished(() => listener.close());
	const url = await answering(async (request, response) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk);
		const target = String(request.headers['x-amz-target'] ?? '').replace(/.*\./, '');
		const time = (times.get(target) ?? 0) + 1;
		times.set(target, time);
		const fault = spoil(target, time);
		if (fault !== undefined && fault !== 'cut')
			return void response.writeHead(fault.status, {'content-type': fault.type ?? awsJson}).end(fault.body);
		const answer = await fetch(`${listener.url}${request.url}`, {
			method: request.method ?? 'POST',
			headers: Object.fromEntries(
				Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length', 'expect'].includes(name)),
			) as Record<string, string>,
			body: Buffer.concat(chunks),
		});
		const body = Buffer.from(await answer.arrayBuffer());
		if (fault === 'cut') return void request.socket.destroy();
		const headers = Object.fromEntries([...answer.headers].filter(([name]) => name.startsWith('x-') || name === 'content-type'));
		response.writeHead(answer.status, headers).end(body);
	});
	const {accessKeyId, secretAccessKey, sessionToken, region} = sandbox.responder;
	environment({
		AWS_ACCESS_KEY_ID: accessKeyId,
		AWS_SECRET_ACCESS_KEY: secretAccessKey,
		AWS_SESSION_TOKEN: sessionToken,
		AWS_REGION: region,
		AWS_ENDPOINT_URL: url,
	});
	return {sandbox, ...(await openedAws())};
}

describe('what passes by itself', () => {
	test.each([
		['a gateway’s page', {status: 503, body: '<html>Service Unavailable</html>', type: 'text/html'}],
		['throttling', {status: 400, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}'}],
		['too many requests', {status: 429, body: '{"__type":"TooManyRequestsException"}'}],
		['an internal failure', {status: 500, body: '{"__type":"ServiceException"}'}],
	])('%s is tried again', async (_name, fault) => {
		const {aws, calls} = await spoiled((_target, times) => (times <= 2 ? fault : undefined));
		expect((await aws.organizations.describe()).managementAccountId).toBe(MANAGEMENT);
		expect(calls).toMatchObject([{attempts: 3, outcome: 'answered', requestIds: [expect.any(String)]}]);
	});

	test('another change under way is waited for', async () => {
		const {aws, calls} = await spoiled((target, times) =>
			target === 'AttachPolicy' && times <= 4 ? {status: 400, body: '{"__type":"ConcurrentModificationException"}'} : undefined,
		);
		const {policyId} = await aws.organizations.createPolicy({name: 'deny', description: '', deny: denyOf('test-user'), tags: {}});
		await aws.organizations.attachPolicy(policyId, ROOT);
		expect(calls.find(({operation}) => operation === 'AttachPolicy')).toMatchObject({attempts: 5, outcome: 'answered'});
	});

	test('but not for ever', async () => {
		const {aws, calls} = await spoiled(() => ({status: 400, body: '{"__type":"ThrottlingException","message":"Rate exceeded"}'}));
		expect(await problemOf(aws.organizations.describe())).toMatchObject({code: 'throttled'});
		expect(calls[0]?.attempts).toBe(7);
	});

	test('what AWS refuses is not asked twice', async () => {
		const {aws, calls} = await spoiled(() => ({status: 400, body: '{"__type":"AccessDeniedException","message":"no"}'}));
		expect(await problemOf(aws.organizations.describe())).toMatchObject({code: 'access-denied'});
		expect(calls[0]?.attempts).toBe(1);
	});
});

describe('answers that were lost after the change', () => {
	test('a policy that exists already is said so, to be adopted', async () => {
		const {aws, sandbox} = await spoiled((target, times) => (target === 'CreatePolicy' && times === 1 ? 'cut' : undefined));
		const policy = {name: 'deny', description: '', deny: denyOf('test-user'), tags: {}};
		expect(await problemOf(aws.organizations.createPolicy(policy))).toMatchObject({code: 'policy-name-taken'});
		expect((await aws.organizations.policies()).filter(({name}) => name === 'deny')).toHaveLength(1);
		expect(sandbox.calls.filter(({operation}) => operation === 'CreatePolicy')).toHaveLength(2);
	});

	test('attaching, detaching and deleting end well', async () => {
		const {aws} = await spoiled((target, times) => (/^(Attach|Detach|Delete)Policy$/.test(target) && times === 1 ? 'cut' : undefined));
		const {policyId} = await aws.organizations.createPolicy({name: 'deny', description: '', deny: denyOf('test-user'), tags: {}});
		expect(await aws.organizations.attachPolicy(policyId, ROOT)).toMatchObject({already: true});
		expect(await aws.organizations.targetsOf(policyId)).toEqual([ROOT]);
		expect(await aws.organizations.detachPolicy(policyId, ROOT)).toMatchObject({already: true});
		expect(await aws.organizations.deletePolicy(policyId)).toMatchObject({already: true});
	});
});
