import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {
	GetFindingsCommand,
	GuardDutyClient,
	ListDetectorsCommand,
	ListFindingsCommand,
	ListMembersCommand,
} from '@aws-sdk/client-guardduty';
import {
	CreateLoginProfileCommand,
	GetRoleCommand,
	IAMClient,
	ListAccountAliasesCommand,
	SimulatePrincipalPolicyCommand,
} from '@aws-sdk/client-iam';
import {CreateGroupCommand, IdentitystoreClient, ListUsersCommand} from '@aws-sdk/client-identitystore';
import {DescribeAccountCommand, MoveAccountCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {GetObjectAclCommand, ListBucketsCommand, ListObjectVersionsCommand, S3Client} from '@aws-sdk/client-s3';
import {
	DescribePermissionSetCommand,
	ListInstancesCommand,
	ListPermissionSetsCommand,
	SSOAdminClient,
	UpdatePermissionSetCommand,
} from '@aws-sdk/client-sso-admin';
import {AssumeRoleCommand, GetCallerIdentityCommand, GetSessionTokenCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import {assume, caller, clientConfig, failure, probe, START, virtualSandbox} from '../support.ts';

describe('an unmodified SDK client reads what each protocol writes', () => {
	test('AWS JSON: organizations, with dates', async () => {
		const {sandbox} = virtualSandbox();
		const {Account} = await new OrganizationsClient(clientConfig(sandbox)).send(new DescribeAccountCommand({AccountId: '444444444444'}));
		expect(Account).toMatchObject({Id: '444444444444', Name: 'workloads-prod', Status: 'ACTIVE', JoinedMethod: 'CREATED'});
		expect(Account?.JoinedTimestamp?.getTime()).toBeLessThan(START);
	});

	test('AWS JSON: sso-admin and identitystore, in their own region', async () => {
		const {sandbox} = virtualSandbox();
		const sso = new SSOAdminClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1'));
		const [instance] = (await sso.send(new ListInstancesCommand({}))).Instances ?? [];
		const InstanceArn = instance?.InstanceArn ?? '';
		const {PermissionSets = []} = await sso.send(new ListPermissionSetsCommand({InstanceArn}));
		const sets = await Promise.all(
			PermissionSets.map(PermissionSetArn => sso.send(new DescribePermissionSetCommand({InstanceArn, PermissionSetArn}))),
		);
		expect(sets.map(({PermissionSet}) => [PermissionSet?.Name, PermissionSet?.SessionDuration])).toEqual([
			['AdministratorAccess', 'PT1H'],
			['ReadOnlyAccess', 'PT4H'],
			['DataEngineer', 'PT12H'],
		]);
		const store = new IdentitystoreClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1'));
		const {Users = []} = await store.send(new ListUsersCommand({IdentityStoreId: instance?.IdentityStoreId ?? ''}));
		expect(Users.map(({UserName}) => UserName)).toContain('data.team+etl');
	});

	test('REST JSON: guardduty, with labels, nested structures and numbers', async () => {
		const {sandbox} = virtualSandbox();
		const client = new GuardDutyClient(clientConfig(sandbox));
		const [DetectorId = ''] = (await client.send(new ListDetectorsCommand({}))).DetectorIds ?? [];
		const {NextToken} = await client.send(new ListFindingsCommand({DetectorId}));
		const {FindingIds = []} = await client.send(new ListFindingsCommand({DetectorId, NextToken}));
		const {Findings = []} = await client.send(new GetFindingsCommand({DetectorId, FindingIds}));
		expect(Findings).toHaveLength(1);
		expect(Findings[0]).toMatchObject({
			AccountId: '111111111111',
			Severity: 5,
			Resource: {AccessKeyDetails: {UserType: 'AssumedRole', PrincipalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:ops-admin$/)}},
			Service: {Archived: false, Count: 4, Action: {AwsApiCallAction: {RemoteIpDetails: {Country: {CountryName: 'Portugal'}}}}},
		});
	});

	test('AWS query: sts and iam, with nested lists in the form and dates in the answer', async () => {
		const {sandbox} = virtualSandbox();
		const sts = new STSClient(clientConfig(sandbox));
		const identity = await sts.send(new GetCallerIdentityCommand({}));
		expect(identity).toMatchObject({Account: '111111111111', Arn: 'arn:aws:sts::111111111111:assumed-role/ir-responder/ir-on-call'});
		const {Credentials} = await sts.send(
			new AssumeRoleCommand({RoleArn: 'arn:aws:iam::444444444444:role/tourniquet-probe', RoleSessionName: 'control', DurationSeconds: 900}),
		);
		expect(Credentials?.Expiration).toEqual(new Date(START + 900_000));
		const iam = new IAMClient(clientConfig(sandbox));
		const {Role} = await iam.send(new GetRoleCommand({RoleName: 'ir-responder'}));
		expect(JSON.parse(decodeURIComponent(Role?.AssumeRolePolicyDocument ?? ''))).toHaveProperty('Statement');
		const {EvaluationResults = []} = await iam.send(
			new SimulatePrincipalPolicyCommand({
				PolicySourceArn: Role?.Arn,
				ActionNames: ['organizations:ListRoots', 's3:ListAllMyBuckets'],
				ContextEntries: [{ContextKeyName: 'aws:userid', ContextKeyValues: ['one', 'two'], ContextKeyType: 'stringList'}],
			}),
		);
		expect(EvaluationResults.map(({EvalActionName, EvalDecision}) => [EvalActionName, EvalDecision])).toEqual([
			['organizations:ListRoots', 'allowed'],
			['s3:ListAllMyBuckets', 'implicitDeny'],
		]);
	});

	test('EC2 query: filters in the form, nested lists in the answer', async () => {
		const {sandbox} = virtualSandbox();
		const client = new EC2Client(clientConfig(sandbox, await probe(sandbox, '444444444444', 'control')));
		const named = (name: string) => client.send(new DescribeInstancesCommand({Filters: [{Name: 'tag:Name', Values: ['other', name]}]}));
		const {Reservations} = await named('etl-1');
		expect(Reservations?.[0]?.Instances?.[0]).toMatchObject({
			InstanceId: 'i-0f9e8d7c6b5a40312',
			State: {Name: 'running'},
			Tags: [{Key: 'Name', Value: 'etl-1'}],
		});
		expect((await named('another')).Reservations).toEqual([]);
	});

	test('REST XML: s3', async () => {
		const {sandbox} = virtualSandbox();
		const client = new S3Client(clientConfig(sandbox, await probe(sandbox, '444444444444', 'control')));
		const {Buckets, Owner} = await client.send(new ListBucketsCommand({}));
		expect(Buckets?.map(({Name}) => Name)).toEqual(['example-workloads-prod-lake', 'example-workloads-prod-exports']);
		expect(Buckets?.[0]?.CreationDate).toBeInstanceOf(Date);
		expect(Owner?.ID).toMatch(/444444444444$/);
		const {Buckets: one} = await client.send(new ListBucketsCommand({Prefix: 'example-workloads-prod-l'}));
		expect(one).toHaveLength(1);
	});

	test('text that markup would swallow comes through whole', async () => {
		const {sandbox} = virtualSandbox();
		const hostile = `<a href="x">&amp;'quoted'</a>`;
		sandbox.world.accountAliases.set('444444444444', hostile);
		const client = new IAMClient(clientConfig(sandbox, await probe(sandbox, '444444444444', 'control')));
		expect((await client.send(new ListAccountAliasesCommand({}))).AccountAliases).toEqual([hostile]);
		const unknown = failure(new IAMClient(clientConfig(sandbox)).send(new GetRoleCommand({RoleName: '<&>'})));
		expect(await unknown).toMatchObject({name: 'NoSuchEntityException', message: 'The role with name <&> cannot be found.'});
	});
});

describe('an operation that the sandbox does not have fails by name', () => {
	const role = {account: '222222222222', name: 'tourniquet-findings'};

	test.each([
		[
			'organizations:MoveAccount',
			(config: ReturnType<typeof clientConfig>) =>
				new OrganizationsClient(config).send(
					new MoveAccountCommand({AccountId: '444444444444', SourceParentId: 'r-ab12', DestinationParentId: 'r-ab12'}),
				),
		],
		[
			'sso-admin:UpdatePermissionSet',
			(config: ReturnType<typeof clientConfig>) =>
				new SSOAdminClient(config).send(new UpdatePermissionSetCommand({InstanceArn: 'a', PermissionSetArn: 'b'})),
		],
		[
			'identitystore:CreateGroup',
			(config: ReturnType<typeof clientConfig>) =>
				new IdentitystoreClient(config).send(new CreateGroupCommand({IdentityStoreId: 'd-9067f7d4c0'})),
		],
		[
			'guardduty:ListMembers',
			(config: ReturnType<typeof clientConfig>) => new GuardDutyClient(config).send(new ListMembersCommand({DetectorId: 'x'})),
		],
		['sts:GetSessionToken', (config: ReturnType<typeof clientConfig>) => new STSClient(config).send(new GetSessionTokenCommand({}))],
		[
			'iam:CreateLoginProfile',
			(config: ReturnType<typeof clientConfig>) => new IAMClient(config).send(new CreateLoginProfileCommand({UserName: 'x'})),
		],
		[
			's3:GetObjectAcl',
			(config: ReturnType<typeof clientConfig>) => new S3Client(config).send(new GetObjectAclCommand({Bucket: 'bucket', Key: 'a/b'})),
		],
		[
			's3:GetObjectAcl',
			(config: ReturnType<typeof clientConfig>) =>
				new S3Client({...config, forcePathStyle: true}).send(new GetObjectAclCommand({Bucket: 'bucket', Key: 'a/b'})),
		],
		[
			's3:ListObjectVersions',
			(config: ReturnType<typeof clientConfig>) => new S3Client(config).send(new ListObjectVersionsCommand({Bucket: 'bucket'})),
		],
	])('%s', async (name, call) => {
		const {sandbox} = virtualSandbox();
		const {message, status} = await failure(call(clientConfig(sandbox)));
		expect({message, status}).toEqual({message: `The sandbox does not know ${name}.`, status: 501});
		expect(sandbox.calls.at(-1)).toMatchObject({outcome: 'error', errorCode: 'NotImplemented'});
	});

	test('input that would change the answer and is not simulated', async () => {
		const {sandbox} = virtualSandbox();
		const {message} = await failure(assume(sandbox, role, 'reader', {Policy: '{}'}));
		expect(message).toBe('The sandbox does not know sts:AssumeRole with Policy.');
	});
});

test('a required parameter that is missing is refused in the service’s own shape', async () => {
	const {sandbox} = virtualSandbox();
	const organizations = new OrganizationsClient(clientConfig(sandbox));
	// The types say that the parameter must be there, as they should.
	const incomplete = {} as {AccountId: string};
	expect(await failure(organizations.send(new DescribeAccountCommand(incomplete)))).toMatchObject({
		name: 'InvalidInputException',
		message: 'The request must contain the parameter AccountId.',
	});
});

test('a body that is no JSON is a serialization error', async () => {
	const {sandbox} = virtualSandbox();
	const {accessKeyId, sessionToken} = sandbox.responder;
	const {statusCode, body} = await sandbox.serve({
		method: 'POST',
		path: '/',
		query: {},
		headers: {
			authorization: `AWS4-HMAC-SHA256 Credential=${accessKeyId}/20261123/us-east-1/organizations/aws4_request, SignedHeaders=host, Signature=0`,
			'x-amz-security-token': sessionToken,
			'x-amz-target': 'AWSOrganizationsV20161128.DescribeAccount',
		},
		body: Buffer.from('{"AccountId": '),
	});
	expect([statusCode, JSON.parse(Buffer.from(body).toString())]).toEqual([
		400,
		expect.objectContaining({__type: expect.stringMatching(/#SerializationException$/)}),
	]);
});

test('the log says who called what, and what became of it', async () => {
	const {sandbox} = virtualSandbox();
	const client = new S3Client({...clientConfig(sandbox, caller(sandbox, 'test-user')), customUserAgent: 'some-tool/1.0'});
	await client.send(new ListBucketsCommand({}));
	expect(sandbox.calls).toEqual([
		{
			at: START,
			service: 's3',
			operation: 'ListBuckets',
			region: 'us-east-1',
			accessKeyId: caller(sandbox, 'test-user').accessKeyId,
			callerArn: expect.stringMatching(/^arn:aws:sts::444444444444:assumed-role\/AWSReservedSSO_DataEngineer_[0-9a-f]{16}\/test-user$/),
			account: '444444444444',
			userAgent: expect.stringContaining('some-tool/1.0'),
			write: false,
			outcome: 'allowed',
			requestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
		},
	]);
});
