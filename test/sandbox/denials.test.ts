import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {GuardDutyClient, ListDetectorsCommand} from '@aws-sdk/client-guardduty';
import {IAMClient, ListAccountAliasesCommand} from '@aws-sdk/client-iam';
import {IdentitystoreClient, ListUsersCommand} from '@aws-sdk/client-identitystore';
import {DescribeOrganizationCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {ListInstancesCommand, SSOAdminClient} from '@aws-sdk/client-sso-admin';
import {AssumeRoleCommand, DecodeAuthorizationMessageCommand, GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {caller, clientConfig, denyOf, EVERYWHERE_MS, failure, probe, putInForce, virtualSandbox} from './support.ts';

const SCP_ARN = /^arn:aws:organizations::111111111111:policy\/o-sandbox0001\/service_control_policy\/p-[0-9a-z]{10}$/;

/** The live session of test-user, in a world where it is denied everywhere. */
async function cutOff(more: {name?: string; content?: string} = {}) {
	const {sandbox, clock} = virtualSandbox();
	const {name = 'test-user', content = denyOf(name)} = more;
	const policy = await putInForce(sandbox, content);
	await clock.sleep(EVERYWHERE_MS);
	return {sandbox, policy, config: clientConfig(sandbox, caller(sandbox, name))};
}

describe('a service control policy’s deny, in each service’s own shape and words', () => {
	type Config = ReturnType<typeof clientConfig>;
	test.each([
		[
			'organizations:DescribeOrganization on resource: *',
			'AccessDeniedException',
			400,
			(config: Config) => new OrganizationsClient(config).send(new DescribeOrganizationCommand({})),
		],
		[
			'sso:ListInstances on resource: *',
			'AccessDeniedException',
			400,
			(config: Config) => new SSOAdminClient(config).send(new ListInstancesCommand({})),
		],
		[
			'identitystore:ListUsers on resource: *',
			'AccessDeniedException',
			400,
			(config: Config) => new IdentitystoreClient(config).send(new ListUsersCommand({IdentityStoreId: 'd-9067f7d4c0'})),
		],
		[
			'guardduty:ListDetectors on resource: *',
			'AccessDeniedException',
			403,
			(config: Config) => new GuardDutyClient(config).send(new ListDetectorsCommand({})),
		],
		[
			'iam:ListAccountAliases on resource: *',
			'AccessDenied',
			403,
			(config: Config) => new IAMClient(config).send(new ListAccountAliasesCommand({})),
		],
		[
			'sts:AssumeRole on resource: arn:aws:iam::1:role/x',
			'AccessDenied',
			403,
			(config: Config) => new STSClient(config).send(new AssumeRoleCommand({RoleArn: 'arn:aws:iam::1:role/x', RoleSessionName: 'child'})),
		],
		['s3:ListAllMyBuckets', 'AccessDenied', 403, (config: Config) => new S3Client(config).send(new ListBucketsCommand({}))],
	])('%s', async (asked, name, status, call) => {
		const {sandbox, config, policy} = await cutOff();
		const session = /^arn:aws:sts::444444444444:assumed-role\/AWSReservedSSO_DataEngineer_[0-9a-f]{16}\/test-user$/;
		const denied = await failure(call(config));
		expect(denied).toMatchObject({name, status});
		expect(policy.arn).toMatch(SCP_ARN);
		const [, who = '', rest] = /^User: (\S+) is not authorized to perform: (.*)$/.exec(denied.message) ?? [];
		expect(who).toMatch(session);
		expect(rest).toBe(`${asked} with an explicit deny in a service control policy: ${policy.arn}`);
		expect(sandbox.calls.at(-1)).toMatchObject({outcome: 'denied', errorCode: name});
	});

	test('EC2 says it its own way, and the encoded message can be decoded by who may', async () => {
		const {sandbox, config, policy} = await cutOff();
		const denied = await failure(new EC2Client(config).send(new DescribeInstancesCommand({})));
		expect(denied).toMatchObject({name: 'UnauthorizedOperation', status: 403});
		const [, sentence = '', EncodedMessage] =
			/^You are not authorized to perform this operation\. (.*)\. Encoded authorization failure message: (\S+)$/.exec(denied.message) ?? [];
		expect(sentence).toContain(`ec2:DescribeInstances with an explicit deny in a service control policy: ${policy.arn}`);
		const decode = new DecodeAuthorizationMessageCommand({EncodedMessage});
		const {DecodedMessage} = await new STSClient(clientConfig(sandbox)).send(decode);
		expect(JSON.parse(DecodedMessage ?? '')).toMatchObject({
			allowed: false,
			explicitDeny: true,
			matchedStatements: {items: [{sourcePolicyId: policy.id}]},
			context: {action: 'ec2:DescribeInstances', principal: {id: expect.stringMatching(/:test-user$/)}},
		});
		expect(await failure(new STSClient(config).send(decode))).toMatchObject({name: 'AccessDenied'});
	});

	test('GetCallerIdentity is never denied', async () => {
		const {config} = await cutOff();
		expect((await new STSClient(config).send(new GetCallerIdentityCommand({}))).UserId).toMatch(/:test-user$/);
	});
});

describe('whom a deny at the root binds', () => {
	const listBuckets = (sandbox: Sandbox, name: string) =>
		new S3Client(clientConfig(sandbox, caller(sandbox, name))).send(new ListBucketsCommand({}));

	test('a session that was live before, in the instant the change has arrived', async () => {
		const {sandbox, clock} = virtualSandbox({propagation: {minimumMs: 1000, maximumMs: 1000}});
		await putInForce(sandbox, denyOf('test-user'));
		await expect(listBuckets(sandbox, 'test-user')).resolves.toHaveProperty('Buckets');
		await clock.sleep(1000);
		expect(await failure(listBuckets(sandbox, 'test-user'))).toMatchObject({name: 'AccessDenied'});
	});

	test('nobody else in the same role', async () => {
		const {sandbox} = await cutOff();
		await expect(listBuckets(sandbox, 'data.team+etl')).resolves.toHaveProperty('Buckets');
	});

	test('not the management account', async () => {
		const {config} = await cutOff({
			name: 'ops-admin',
			content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}',
		});
		await expect(new S3Client(config).send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
	});

	test('not a service-linked role', async () => {
		const {sandbox} = await cutOff({content: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'});
		const {world} = sandbox;
		const [role] = [...world.roles.values()].filter(({path}) => path.startsWith('/aws-service-role/'));
		const session = world.credentials.get(caller(sandbox, 'test-user').accessKeyId);
		if (role === undefined || session?.principal.kind !== 'role-session') throw new Error('the scenario has changed');
		world.credentials.set(session.accessKeyId, {...session, principal: {...session.principal, role}});
		await expect(
			new EC2Client(clientConfig(sandbox, caller(sandbox, 'test-user'))).send(new DescribeInstancesCommand({})),
		).resolves.toHaveProperty('Reservations');
	});

	test.each([
		['identitystore:UserId', '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24'],
		['aws:PrincipalOrgID', 'o-sandbox0001'],
		['aws:PrincipalType', 'AssumedRole'],
		['aws:RequestedRegion', 'us-east-1'],
		['aws:MultiFactorAuthPresent', 'true'],
	])('by %s', async (key, value) => {
		const {sandbox} = await cutOff({content: denyWhen('StringEquals', key, value)});
		expect(await failure(listBuckets(sandbox, 'test-user'))).toMatchObject({name: 'AccessDenied'});
	});

	test('by the role’s ARN with its path, not by the session’s', async () => {
		const {sandbox} = await cutOff({
			content: denyWhen(
				'ArnLike',
				'aws:PrincipalArn',
				'arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*/AWSReservedSSO_DataEngineer_*',
			),
		});
		expect(await failure(listBuckets(sandbox, 'test-user'))).toMatchObject({name: 'AccessDenied'});
	});

	test('by the time its token was issued', async () => {
		const {sandbox} = await cutOff({content: denyWhen('DateLessThan', 'aws:TokenIssueTime', '2026-11-23T12:00:00Z')});
		expect(await failure(listBuckets(sandbox, 'test-user'))).toMatchObject({name: 'AccessDenied'});
		const later = await probe(sandbox, '444444444444', 'later');
		await expect(new S3Client(clientConfig(sandbox, later)).send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
	});

	test('by source identity, only who has one', async () => {
		const {sandbox, config} = await cutOff({content: denyWhen('StringEquals', 'aws:SourceIdentity', 'test-user')});
		await expect(new S3Client(config).send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
		const marked = await probe(sandbox, '444444444444', 'another-name', {SourceIdentity: 'test-user'});
		expect(await failure(new S3Client(clientConfig(sandbox, marked)).send(new ListBucketsCommand({})))).toMatchObject({
			name: 'AccessDenied',
		});
	});

	test('not by aws:username, which no session has', async () => {
		const {sandbox} = await cutOff({content: denyWhen('StringLike', 'aws:username', '*')});
		await expect(listBuckets(sandbox, 'test-user')).resolves.toHaveProperty('Buckets');
	});

	test('only below its target', async () => {
		const {sandbox, clock} = virtualSandbox();
		await putInForce(sandbox, denyOf('test-user'), 'ou-ab12-workloadstest');
		await clock.sleep(EVERYWHERE_MS);
		await expect(listBuckets(sandbox, 'test-user')).resolves.toHaveProperty('Buckets');
		const there = await probe(sandbox, '666666666666', 'test-user');
		expect(await failure(new S3Client(clientConfig(sandbox, there)).send(new ListBucketsCommand({})))).toMatchObject({
			name: 'AccessDenied',
		});
	});
});

function denyWhen(operator: string, key: string, value: string): string {
	const statement = {Effect: 'Deny', Action: '*', Resource: '*', Condition: {[operator]: {[key]: value}}};
	return JSON.stringify({Version: '2012-10-17', Statement: [statement]});
}
