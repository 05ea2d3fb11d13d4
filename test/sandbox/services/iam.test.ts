import {
	GetAccessKeyLastUsedCommand,
	GetRoleCommand,
	GetRolePolicyCommand,
	GetUserCommand,
	IAMClient,
	ListAccessKeysCommand,
	ListRolePoliciesCommand,
	ListRolesCommand,
	SimulatePrincipalPolicyCommand,
	type SimulatePrincipalPolicyCommandInput,
} from '@aws-sdk/client-iam';
import {describe, expect, test} from 'vitest';
import {assume, caller, clientConfig, denyOf, EVERYWHERE_MS, failure, putInForce, virtualSandbox} from '../support.ts';

describe('roles', () => {
	test('of Identity Center have their reserved path, with its region', async () => {
		const {sandbox} = virtualSandbox();
		const client = new IAMClient(
			clientConfig(sandbox, await assume(sandbox, {account: '444444444444', name: 'tourniquet-findings'}, 'reader')),
		);
		const reserved = [...sandbox.world.roles.values()].find(
			({accountId, name}) => accountId === '444444444444' && name.startsWith('AWSReservedSSO_DataEngineer_'),
		);
		const {Role} = await client.send(new GetRoleCommand({RoleName: reserved?.name}));
		expect(Role).toMatchObject({
			Path: '/aws-reserved/sso.amazonaws.com/eu-west-1/',
			Arn: `arn:aws:iam::444444444444:role/aws-reserved/sso.amazonaws.com/eu-west-1/${reserved?.name}`,
			MaxSessionDuration: 43_200,
		});
	});

	test('and their inline policies', async () => {
		const {sandbox} = virtualSandbox();
		const client = new IAMClient(clientConfig(sandbox));
		const RoleName = 'ir-responder';
		expect((await client.send(new ListRolePoliciesCommand({RoleName}))).PolicyNames).toEqual(['incident-response']);
		const {PolicyDocument} = await client.send(new GetRolePolicyCommand({RoleName, PolicyName: 'incident-response'}));
		expect(JSON.parse(decodeURIComponent(PolicyDocument ?? ''))).toHaveProperty('Version', '2012-10-17');
		expect(await failure(client.send(new GetRolePolicyCommand({RoleName, PolicyName: 'x'})))).toMatchObject({
			name: 'NoSuchEntityException',
			status: 404,
		});
		const {Roles} = await client.send(new ListRolesCommand({PathPrefix: '/aws-reserved/'}));
		expect(Roles).toHaveLength(1);
	});
});

test('users and their keys', async () => {
	const {sandbox} = virtualSandbox();
	const user = [...sandbox.world.credentials.values()].find(({principal}) => principal.kind === 'user');
	const {accessKeyId = '', secretAccessKey = '', principal} = user ?? {};
	if (principal?.kind !== 'user') throw new Error('no user');
	principal.user.inlinePolicies.set('iam', {Version: '2012-10-17', Statement: {Effect: 'Allow', Action: 'iam:*', Resource: '*'}});
	const client = new IAMClient({...clientConfig(sandbox), credentials: {accessKeyId, secretAccessKey}});
	expect((await client.send(new GetUserCommand({}))).User).toMatchObject({
		UserName: 'ci-deploy',
		Arn: 'arn:aws:iam::555555555555:user/ci-deploy',
	});
	expect((await client.send(new ListAccessKeysCommand({UserName: 'ci-deploy'}))).AccessKeyMetadata).toMatchObject([
		{AccessKeyId: accessKeyId, Status: 'Active'},
	]);
	expect((await client.send(new GetAccessKeyLastUsedCommand({AccessKeyId: accessKeyId}))).UserName).toBe('ci-deploy');
	expect(await failure(client.send(new GetUserCommand({UserName: 'nobody'})))).toMatchObject({name: 'NoSuchEntityException'});
	const elsewhere = new IAMClient(clientConfig(sandbox));
	expect(await failure(elsewhere.send(new GetAccessKeyLastUsedCommand({AccessKeyId: accessKeyId})))).toMatchObject({name: 'AccessDenied'});
});

describe('SimulatePrincipalPolicy', () => {
	const engineer = {account: '444444444444', name: 'AWSReservedSSO_DataEngineer_'};

	function simulator(as: 'ops-admin' | 'test-user') {
		const {sandbox, clock} = virtualSandbox();
		const client = new IAMClient(clientConfig(sandbox, caller(sandbox, as)));
		const role = [...sandbox.world.roles.values()].find(
			({accountId, name}) => accountId === engineer.account && name.startsWith(engineer.name),
		);
		if (role === undefined) throw new Error('no role');
		// Only so that it may call the simulator in its own account.
		role.inlinePolicies.set('simulate', {Version: '2012-10-17', Statement: {Effect: 'Allow', Action: 'iam:Simulate*', Resource: '*'}});
		const simulate = async (userId: string | undefined, more: Partial<SimulatePrincipalPolicyCommandInput> = {}) => {
			const ContextEntries =
				userId === undefined ? [] : [{ContextKeyName: 'aws:userid', ContextKeyValues: [userId], ContextKeyType: 'string' as const}];
			const input = {PolicySourceArn: role.arn, ActionNames: ['s3:ListAllMyBuckets'], ContextEntries, ...more};
			return (await client.send(new SimulatePrincipalPolicyCommand(input))).EvaluationResults ?? [];
		};
		return {sandbox, clock, client, simulate};
	}

	test('judges service control policies with the context given', async () => {
		const {sandbox, clock, simulate} = simulator('test-user');
		await putInForce(sandbox, denyOf('somebody'));
		await clock.sleep(EVERYWHERE_MS);
		expect(await simulate('AROAX:somebody')).toMatchObject([
			{EvalDecision: 'explicitDeny', OrganizationsDecisionDetail: {AllowedByOrganizations: false}, MatchedStatements: []},
		]);
		expect(await simulate('AROAX:control')).toMatchObject([
			{EvalDecision: 'allowed', OrganizationsDecisionDetail: {AllowedByOrganizations: true}},
		]);
		// A key that is not given is missing, and the deny does not fire.
		expect(await simulate(undefined)).toMatchObject([{EvalDecision: 'allowed'}]);
	});

	test('gives one result for each action, with the strictest decision over its resources', async () => {
		const {simulate} = simulator('test-user');
		const results = await simulate('AROAX:control', {
			ActionNames: ['s3:DeleteBucket', 'rds:DescribeDBInstances'],
			ResourceArns: ['arn:aws:s3:::one', 'arn:aws:s3:::two'],
		});
		expect(results).toMatchObject([
			{
				EvalActionName: 's3:DeleteBucket',
				EvalDecision: 'explicitDeny',
				MatchedStatements: [{SourcePolicyId: 'AwsSSOInlinePolicy'}],
				ResourceSpecificResults: {length: 2},
			},
			{EvalActionName: 'rds:DescribeDBInstances', EvalDecision: 'implicitDeny'},
		]);
	});

	test('takes roles of its own account, not sessions, and says what it cannot work out', async () => {
		const {sandbox, client, simulate} = simulator('ops-admin');
		const ActionNames = ['s3:ListAllMyBuckets'];
		expect(await failure(simulate('x'))).toMatchObject({name: 'NoSuchEntityException'});
		const session = 'arn:aws:sts::111111111111:assumed-role/ir-responder/ir-on-call';
		expect(await failure(client.send(new SimulatePrincipalPolicyCommand({PolicySourceArn: session, ActionNames})))).toMatchObject({
			name: 'InvalidInputException',
		});
		const own = [...sandbox.world.roles.keys()].find(arn => arn.endsWith('/ir-responder'));
		const {message} = await failure(client.send(new SimulatePrincipalPolicyCommand({PolicySourceArn: own, ActionNames, CallerArn: own})));
		expect(message).toBe('The sandbox does not know iam:SimulatePrincipalPolicy with CallerArn.');
		const {EvaluationResults} = await client.send(
			new SimulatePrincipalPolicyCommand({PolicySourceArn: own, ActionNames: ['organizations:ListRoots']}),
		);
		expect(EvaluationResults).toMatchObject([{EvalDecision: 'allowed'}]);
		expect(EvaluationResults?.[0]).not.toHaveProperty('OrganizationsDecisionDetail');
	});
});
