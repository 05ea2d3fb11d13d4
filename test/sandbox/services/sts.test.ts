import {ListRootsCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {DecodeAuthorizationMessageCommand, GetAccessKeyInfoCommand, GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import type {Role} from '../../../src/sandbox/world/principals.ts';
import type {World} from '../../../src/sandbox/world/world.ts';
import {assume, caller, clientConfig, failure, probe, virtualSandbox} from '../support.ts';

const PROBE = {account: '444444444444', name: 'tourniquet-probe'};

function roleNamed(world: World, account: string, name: string): Role {
	const role = world.roles.get(`arn:aws:iam::${account}:role/${name}`);
	if (role === undefined) throw new Error(`no role ${name}`);
	return role;
}

describe('a session', () => {
	test('is whose name it was given', async () => {
		const {sandbox} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'data.team+etl', {SourceIdentity: 'data.team+etl'});
		expect(await new STSClient(clientConfig(sandbox, session)).send(new GetCallerIdentityCommand({}))).toMatchObject({
			Account: '444444444444',
			Arn: 'arn:aws:sts::444444444444:assumed-role/tourniquet-probe/data.team+etl',
			UserId: `${roleNamed(sandbox.world, '444444444444', 'tourniquet-probe').id}:data.team+etl`,
		});
	});

	test('has an access key of its own, whose account can be asked for', async () => {
		const {sandbox} = virtualSandbox();
		const client = new STSClient(clientConfig(sandbox));
		const {accessKeyId} = caller(sandbox, 'test-user');
		expect((await client.send(new GetAccessKeyInfoCommand({AccessKeyId: accessKeyId}))).Account).toBe('444444444444');
		expect(await failure(client.send(new GetAccessKeyInfoCommand({AccessKeyId: 'ASIAAAAAAAAAAAAAAAAA'})))).toMatchObject({
			name: 'ValidationError',
		});
	});

	test.each(['', 'x', 'with space', 'a*b', '$' + '{x}', 'new\nline', 'n'.repeat(65)])('cannot be named %j', async name => {
		const {sandbox} = virtualSandbox();
		expect(await failure(probe(sandbox, '444444444444', name))).toMatchObject({name: 'ValidationError'});
		expect(await failure(probe(sandbox, '444444444444', 'fine', {SourceIdentity: name}))).toMatchObject({name: 'ValidationError'});
	});

	test.each([
		[899, 'greater than or equal to 900'],
		[3601, 'MaxSessionDuration'],
	])('cannot last %i seconds in the probe role', async (DurationSeconds, words) => {
		const {sandbox} = virtualSandbox();
		const {message} = await failure(probe(sandbox, '444444444444', 'control', {DurationSeconds}));
		expect(message).toContain(words);
	});

	test('made by a session lasts no more than an hour, whatever the role allows', async () => {
		const {sandbox} = virtualSandbox();
		const {arn} = roleNamed(sandbox.world, '444444444444', 'tourniquet-probe');
		sandbox.world.roles.set(arn, {...roleNamed(sandbox.world, '444444444444', 'tourniquet-probe'), maxSessionSeconds: 43_200});
		const {message} = await failure(probe(sandbox, '444444444444', 'control', {DurationSeconds: 3601}));
		expect(message).toContain('role chaining');
		await expect(probe(sandbox, '444444444444', 'control', {DurationSeconds: 3600})).resolves.toHaveProperty('sessionToken');
	});
});

describe('AssumeRole across accounts needs both sides', () => {
	test('the role must trust the caller', async () => {
		const {sandbox} = virtualSandbox();
		const admin = caller(sandbox, 'ops-admin');
		const {name, message} = await failure(assume(sandbox, PROBE, 'control', {}, admin));
		expect(name).toBe('AccessDenied');
		expect(message).toContain('is not authorized to perform: sts:AssumeRole on resource: arn:aws:iam::444444444444:role/tourniquet-probe');
	});

	test('the caller’s own policies must allow it', async () => {
		const {sandbox} = virtualSandbox();
		const role = {account: '444444444444', name: 'other'};
		const probeRole = roleNamed(sandbox.world, '444444444444', 'tourniquet-probe');
		const arn = 'arn:aws:iam::444444444444:role/other';
		sandbox.world.roles.set(arn, {...probeRole, arn, name: 'other'});
		const {message} = await failure(assume(sandbox, role, 'control'));
		expect(message).toContain('because no identity-based policy allows the sts:AssumeRole action');
	});

	test('a role that does not exist is refused in the words of one that does not trust', async () => {
		const {sandbox} = virtualSandbox();
		const absent = await failure(assume(sandbox, {account: '111111111111', name: 'tourniquet-probe'}, 'control'));
		const distrusting = await failure(assume(sandbox, PROBE, 'control', {}, caller(sandbox, 'ops-admin')));
		const plain = (text: string) => text.replace(/arn:\S+/g, 'ARN');
		expect(plain(absent.message)).toBe(plain(distrusting.message));
	});

	test('a condition in the trust policy is judged by this very call', async () => {
		const {sandbox} = virtualSandbox();
		const {trustPolicy} = roleNamed(sandbox.world, '444444444444', 'tourniquet-probe');
		for (const statement of [trustPolicy.Statement].flat()) statement.Condition = {StringEquals: {'sts:ExternalId': 'secret'}};
		expect(await failure(probe(sandbox, '444444444444', 'control'))).toMatchObject({name: 'AccessDenied'});
		await expect(probe(sandbox, '444444444444', 'control', {ExternalId: 'secret'})).resolves.toHaveProperty('sessionToken');
	});

	test('a source identity needs permission of its own, and stays', async () => {
		const {sandbox} = virtualSandbox();
		const role = {account: '444444444444', name: 'tourniquet-findings'};
		const {message} = await failure(assume(sandbox, role, 'reader', {SourceIdentity: 'test-user'}));
		expect(message).toContain('sts:SetSourceIdentity');
		// A session that has one passes it on, and cannot change it.
		const probeRole = roleNamed(sandbox.world, '444444444444', 'tourniquet-probe');
		probeRole.inlinePolicies.set('chain', {Version: '2012-10-17', Statement: {Effect: 'Allow', Action: 'sts:*', Resource: '*'}});
		const next = roleNamed(sandbox.world, '555555555555', 'tourniquet-probe');
		next.trustPolicy = {Version: '2012-10-17', Statement: {Effect: 'Allow', Principal: {AWS: probeRole.arn}, Action: 'sts:*'}};
		const first = await probe(sandbox, '444444444444', 'first', {SourceIdentity: 'test-user'});
		const there = {account: '555555555555', name: 'tourniquet-probe'};
		const second = await assume(sandbox, there, 'second', {}, first);
		const credential = sandbox.world.credentials.get(second.accessKeyId);
		expect(credential?.principal).toMatchObject({sourceIdentity: 'test-user', identityStoreUserId: undefined});
		expect(await failure(assume(sandbox, there, 'third', {SourceIdentity: 'another'}, first))).toMatchObject({name: 'AccessDenied'});
	});
});

test('within an account a trust policy that names the caller is enough', async () => {
	const {sandbox} = virtualSandbox();
	const responder = roleNamed(sandbox.world, '111111111111', 'ir-responder');
	const arn = 'arn:aws:iam::111111111111:role/next';
	const named = (principal: string) =>
		sandbox.world.roles.set(arn, {
			...responder,
			arn,
			name: 'next',
			trustPolicy: {Version: '2012-10-17', Statement: {Effect: 'Allow', Principal: {AWS: principal}, Action: 'sts:AssumeRole'}},
		});
	named(responder.arn);
	await expect(assume(sandbox, {account: '111111111111', name: 'next'}, 'control')).resolves.toHaveProperty('sessionToken');
	named('111111111111');
	expect(await failure(assume(sandbox, {account: '111111111111', name: 'next'}, 'control'))).toMatchObject({name: 'AccessDenied'});
});

test('what was not encoded here cannot be decoded', async () => {
	const {sandbox} = virtualSandbox();
	const client = new STSClient(clientConfig(sandbox));
	expect(await failure(client.send(new DecodeAuthorizationMessageCommand({EncodedMessage: 'made-up'})))).toMatchObject({
		name: 'InvalidAuthorizationMessageException',
	});
});

test('identity policies are judged on every call', async () => {
	const {sandbox} = virtualSandbox();
	const session = await probe(sandbox, '444444444444', 'control');
	expect((await failure(new OrganizationsClient(clientConfig(sandbox, session)).send(new ListRootsCommand({})))).message).toContain(
		'no identity-based policy allows the organizations:ListRoots action',
	);
	const s3 = new S3Client(clientConfig(sandbox, session));
	await expect(s3.send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
	roleNamed(sandbox.world, '444444444444', 'tourniquet-probe').inlinePolicies.clear();
	expect(await failure(s3.send(new ListBucketsCommand({})))).toMatchObject({name: 'AccessDenied'});
});
