import {connect} from 'node:net';
import {GuardDutyClient, ListDetectorsCommand, ListFindingsCommand} from '@aws-sdk/client-guardduty';
import {ListAccountsCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {GetObjectAclCommand, ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {afterEach, describe, expect, test} from 'vitest';
import {type Listener, listen} from '../../src/sandbox/server.ts';
import {failure, probe, virtualSandbox} from './support.ts';

const open: Listener[] = [];
afterEach(async () => {
	await Promise.all(open.splice(0).map(listener => listener.close()));
});

async function served() {
	const {sandbox} = virtualSandbox();
	const listener = await listen(sandbox, {port: 0});
	open.push(listener);
	const {accessKeyId, secretAccessKey, sessionToken, region} = sandbox.responder;
	return {
		sandbox,
		listener,
		config: {endpoint: listener.url, region, credentials: {accessKeyId, secretAccessKey, sessionToken}, maxAttempts: 1},
	};
}

describe('over a socket, an unmodified SDK client', () => {
	test('reads every protocol', async () => {
		const {sandbox, config} = await served();
		expect((await new STSClient(config).send(new GetCallerIdentityCommand({}))).Account).toBe('111111111111');
		expect((await new OrganizationsClient(config).send(new ListAccountsCommand({}))).NextToken).toBeDefined();
		const guardduty = new GuardDutyClient(config);
		const [DetectorId] = (await guardduty.send(new ListDetectorsCommand({MaxResults: 1}))).DetectorIds ?? [];
		await expect(guardduty.send(new ListFindingsCommand({DetectorId}))).resolves.toHaveProperty('FindingIds');
		const {accessKeyId, secretAccessKey, sessionToken} = await probe(sandbox, '444444444444', 'control');
		const s3 = new S3Client({...config, credentials: {accessKeyId, secretAccessKey, sessionToken}});
		expect((await s3.send(new ListBucketsCommand({Prefix: 'example-workloads-prod-e'}))).Buckets).toHaveLength(1);
		expect((await failure(s3.send(new GetObjectAclCommand({Bucket: 'b', Key: 'k/ä +%'})))).message).toBe(
			'The sandbox does not know s3:GetObjectAcl.',
		);
		expect(sandbox.calls.map(({outcome}) => outcome)).toEqual([...Array(6).fill('allowed'), 'error']);
	});

	test('finds the endpoint by its environment variable', async () => {
		const {config, listener} = await served();
		const {endpoint: _, ...rest} = config;
		process.env.AWS_ENDPOINT_URL = listener.url;
		try {
			expect((await new STSClient(rest).send(new GetCallerIdentityCommand({}))).Account).toBe('111111111111');
		} finally {
			delete process.env.AWS_ENDPOINT_URL;
		}
	});
});

test('it listens on the loopback address only', async () => {
	const {listener} = await served();
	expect(listener.url).toBe(`http://127.0.0.1:${listener.port}`);
});

test('a port that is taken is refused', async () => {
	const {sandbox, listener} = await served();
	await expect(listen(sandbox, {port: listener.port})).rejects.toMatchObject({code: 'EADDRINUSE'});
});

test('a client that leaves in the middle does no harm', async () => {
	const {config, listener} = await served();
	const socket = connect(listener.port, '127.0.0.1');
	await new Promise(resolve => socket.write('POST / HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\nhalf', resolve));
	socket.destroy();
	expect((await new STSClient(config).send(new GetCallerIdentityCommand({}))).Account).toBe('111111111111');
});

test('closing does not wait for idle connections', async () => {
	const {config, listener} = await served();
	await new STSClient(config).send(new GetCallerIdentityCommand({}));
	await listener.close();
	await expect(new STSClient(config).send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({code: 'ECONNREFUSED'});
});
