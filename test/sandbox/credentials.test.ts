import {DescribeRegionsCommand, EC2Client} from '@aws-sdk/client-ec2';
import {GuardDutyClient, ListDetectorsCommand} from '@aws-sdk/client-guardduty';
import {ListRootsCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import type {Sandbox, SandboxCredentials} from '../../src/sandbox/sandbox.ts';
import {clientConfig, failure, probe, virtualSandbox} from './support.ts';

const calls = {
	organizations: (sandbox: Sandbox, as: SandboxCredentials) =>
		new OrganizationsClient(clientConfig(sandbox, as)).send(new ListRootsCommand({})),
	guardduty: (sandbox: Sandbox, as: SandboxCredentials) =>
		new GuardDutyClient(clientConfig(sandbox, as)).send(new ListDetectorsCommand({})),
	sts: (sandbox: Sandbox, as: SandboxCredentials) => new STSClient(clientConfig(sandbox, as)).send(new GetCallerIdentityCommand({})),
	ec2: (sandbox: Sandbox, as: SandboxCredentials) => new EC2Client(clientConfig(sandbox, as)).send(new DescribeRegionsCommand({})),
	s3: (sandbox: Sandbox, as: SandboxCredentials) => new S3Client(clientConfig(sandbox, as)).send(new ListBucketsCommand({})),
};

describe('credentials are refused in each service’s own words', () => {
	test.each([
		['organizations', 'UnrecognizedClientException', 400],
		['guardduty', 'UnrecognizedClientException', 403],
		['sts', 'InvalidClientTokenId', 403],
		['ec2', 'AuthFailure', 401],
		['s3', 'InvalidAccessKeyId', 403],
	] as const)('%s: an unknown access key', async (service, name, status) => {
		const {sandbox} = virtualSandbox();
		const stranger = {...sandbox.responder, accessKeyId: 'ASIAAAAAAAAAAAAAAAAA'};
		expect(await failure(calls[service](sandbox, stranger))).toMatchObject({name, status});
		expect(sandbox.calls).toMatchObject([{callerArn: '', account: '', outcome: 'error', errorCode: name}]);
	});

	test.each([
		['organizations', 'UnrecognizedClientException'],
		['sts', 'InvalidClientTokenId'],
		['ec2', 'AuthFailure'],
		['s3', 'InvalidToken'],
	] as const)('%s: somebody else’s session token', async (service, name) => {
		const {sandbox} = virtualSandbox();
		const mixed = {...sandbox.responder, sessionToken: 'another'};
		expect(await failure(calls[service](sandbox, mixed))).toMatchObject({name});
	});

	test.each([
		['organizations', 'ExpiredTokenException'],
		['guardduty', 'ExpiredTokenException'],
		['sts', 'ExpiredToken'],
		['ec2', 'RequestExpired'],
		['s3', 'ExpiredToken'],
	] as const)('%s: a session that has run out', async (service, name) => {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'control', {DurationSeconds: 900});
		clock.advance(900_000);
		expect(await failure(calls[service](sandbox, session))).toMatchObject({name});
	});

	test('a session works until its last second', async () => {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'control', {DurationSeconds: 900});
		clock.advance(899_999);
		await expect(calls.s3(sandbox, session)).resolves.toHaveProperty('Buckets');
	});
});

test('long-term keys need no session token', async () => {
	const {sandbox} = virtualSandbox();
	const key = [...sandbox.world.credentials.values()].find(({principal}) => principal.kind === 'user');
	const {accessKeyId = '', secretAccessKey = ''} = key ?? {};
	const client = new STSClient({...clientConfig(sandbox), credentials: {accessKeyId, secretAccessKey}});
	expect(await client.send(new GetCallerIdentityCommand({}))).toMatchObject({
		Arn: 'arn:aws:iam::555555555555:user/ci-deploy',
		UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
	});
});

test('a request that is not signed is refused', async () => {
	const {sandbox} = virtualSandbox();
	const {statusCode, body} = await sandbox.serve({method: 'GET', path: '/', query: {}, headers: {}, body: new Uint8Array()});
	expect(statusCode).toBe(403);
	expect(JSON.parse(Buffer.from(body).toString())).toMatchObject({__type: 'MissingAuthenticationToken'});
});

test('a service that the sandbox does not have fails by name', async () => {
	const {sandbox} = virtualSandbox();
	const authorization = `AWS4-HMAC-SHA256 Credential=${sandbox.responder.accessKeyId}/20261123/us-east-1/lambda/aws4_request, SignedHeaders=host, Signature=0`;
	const {statusCode, body} = await sandbox.serve({method: 'POST', path: '/', query: {}, headers: {authorization}, body: new Uint8Array()});
	expect([statusCode, JSON.parse(Buffer.from(body).toString())]).toEqual([
		501,
		expect.objectContaining({message: 'The sandbox does not know the service lambda.'}),
	]);
	expect(sandbox.calls).toMatchObject([{service: 'lambda', outcome: 'error'}]);
});
