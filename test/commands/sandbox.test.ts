import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {Writable} from 'node:stream';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {afterEach, describe, expect, test, vi} from 'vitest';
import {type SandboxCommandOptions, sandboxCommand} from '../../src/commands/sandbox.ts';

process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

const running: {close(): Promise<void>}[] = [];
afterEach(async () => {
	await Promise.all(running.splice(0).map(command => command.close()));
});

async function started(options: Partial<SandboxCommandOptions> = {}) {
	let printed = '';
	const stdout = new Writable({
		write(chunk, _encoding, done) {
			printed += chunk;
			done();
		},
	});
	const command = await sandboxCommand({faults: [], stdout, ...options});
	running.push(command);
	const environment = Object.fromEntries([...printed.matchAll(/^export (\w+)=(\S+)$/gm)].map(([, name, value]) => [name, value]));
	const {
		AWS_ENDPOINT_URL: endpoint = '',
		AWS_ACCESS_KEY_ID = '',
		AWS_SECRET_ACCESS_KEY = '',
		AWS_SESSION_TOKEN = '',
		AWS_REGION: region = '',
	} = environment;
	const credentials = {accessKeyId: AWS_ACCESS_KEY_ID, secretAccessKey: AWS_SECRET_ACCESS_KEY, sessionToken: AWS_SESSION_TOKEN};
	return {said: () => printed, printed, command, client: new STSClient({endpoint, region, credentials, maxAttempts: 1})};
}

describe('the environment it prints', () => {
	test('makes any AWS client the responder', async () => {
		const {client, printed, command} = await started();
		const {Arn} = await client.send(new GetCallerIdentityCommand({}));
		expect(Arn).toBe('arn:aws:sts::111111111111:assumed-role/ir-responder/ir-on-call');
		expect(printed).toContain('Nothing here touches AWS.');
		expect(printed).toContain(command.url);
	});
});

test('the log has one line of JSON for each call, with who made it, and no secret', async () => {
	const log = join(mkdtempSync(join(tmpdir(), 'tourniquet-sandbox-')), 'calls.jsonl');
	const {client} = await started({log});
	expect(readFileSync(log, 'utf8')).toBe('');
	await client.send(new GetCallerIdentityCommand({}));
	await client.send(new GetCallerIdentityCommand({}));
	const text = readFileSync(log, 'utf8');
	const lines = text
		.trimEnd()
		.split('\n')
		.map(line => JSON.parse(line));
	expect(lines).toHaveLength(2);
	expect(lines[0]).toMatchObject({
		service: 'sts',
		operation: 'GetCallerIdentity',
		account: '111111111111',
		write: false,
		outcome: 'allowed',
	});
	const {secretAccessKey = '', sessionToken = ''} = await client.config.credentials();
	expect(text).not.toContain(secretAccessKey);
	expect(text).not.toContain(sessionToken);
});

test('a scenario that is named is served attacker and all, to two clients at once', async () => {
	const log = join(mkdtempSync(join(tmpdir(), 'tourniquet-sandbox-')), 'calls.jsonl');
	const {client, command, said} = await started({scenario: 'role-chaining', log});
	const another = new STSClient({
		endpoint: command.url,
		region: 'eu-west-1',
		credentials: await client.config.credentials(),
		maxAttempts: 1,
	});
	const ask = async (one: STSClient) => {
		const answers = await Promise.all(Array.from({length: 8}, () => one.send(new GetCallerIdentityCommand({}))));
		return new Set(answers.map(({Arn}) => Arn));
	};
	const responder = new Set(['arn:aws:sts::111111111111:assumed-role/ir-responder/ir-on-call']);
	expect(await Promise.all([ask(client), ask(another)])).toEqual([responder, responder]);
	await vi.waitFor(() => expect(said()).toMatch(/^\d\d:\d\d:\d\d thief s3:ListBuckets workloads-prod: allowed$/m), {
		timeout: 20_000,
		interval: 100,
	});
	expect(readFileSync(log, 'utf8')).toContain('assumed-role/AWSReservedSSO_DataEngineer');
});

test('without a scenario nobody else is at work', async () => {
	const {said} = await started();
	expect(said()).not.toContain('thief');
});

describe('what it cannot use is a problem with exit code 2', () => {
	test('a fault', async () => {
		await expect(started({faults: ['scp-not-enforced', 'nonsense']})).rejects.toMatchObject({
			code: 'unknown-fault',
			exit: 2,
			message: 'The sandbox does not know the fault “nonsense”.',
			next: expect.stringContaining('scp-not-enforced'),
		});
	});

	test('a scenario', async () => {
		await expect(started({scenario: 'nonsense'})).rejects.toMatchObject({
			code: 'unknown-scenario',
			exit: 2,
			next: expect.stringMatching(/^Use one of these, or a file of your own:\n {2}s3-discovery +easy +the S3 discovery\n {2}[\w-]+ +easy /),
		});
		await expect(started({scenario: 's3-discovery'})).resolves.toHaveProperty('command');
	});

	test('a port', async () => {
		const {command} = await started();
		await expect(started({port: Number(new URL(command.url).port)})).rejects.toMatchObject({code: 'port-not-available', exit: 2});
	});

	test('a log', async () => {
		await expect(started({log: '/dev/null/calls.jsonl'})).rejects.toMatchObject({code: 'log-not-writable', exit: 2});
	});
});
