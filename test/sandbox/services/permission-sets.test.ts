import {GetRolePolicyCommand, IAMClient, ListRolePoliciesCommand} from '@aws-sdk/client-iam';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {
	DeleteInlinePolicyFromPermissionSetCommand,
	DescribePermissionSetProvisioningStatusCommand,
	GetInlinePolicyForPermissionSetCommand,
	ListAccountAssignmentsForPrincipalCommand,
	ListAccountsForProvisionedPermissionSetCommand,
	ListPermissionSetProvisioningStatusCommand,
	ListPermissionSetsProvisionedToAccountCommand,
	type ProvisioningStatus,
	ProvisionPermissionSetCommand,
	type ProvisionPermissionSetCommandInput,
	PutInlinePolicyToPermissionSetCommand,
	SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import {describe, expect, test} from 'vitest';
import type {SandboxCredentials} from '../../../src/sandbox/sandbox.ts';
import type {WorldOptions} from '../../scenarios.ts';
import {caller, clientConfig, denyOf, failure, virtualSandbox} from '../support.ts';

const MANAGEMENT = '111111111111';
/** Longer than a write takes to spread. */
const SPREAD_MS = 1500;
/** Longer than one role takes. */
const ROLE_MS = 8000;
/** As nobody's program writes it. */
const ODD = '{ "Statement":[ {"Resource" :"*",\n\t"Action":"s3:*","Effect":"Deny"} ],\r\n  "Version":"2012-10-17" }\n';

function opened(options: WorldOptions = {}, as?: string) {
	const {sandbox, clock} = virtualSandbox(options);
	const who: SandboxCredentials = as === undefined ? sandbox.responder : caller(sandbox, as);
	const sso = new SSOAdminClient(clientConfig(sandbox, who, 'eu-west-1'));
	const {instanceArn: InstanceArn, permissionSets} = sandbox.world.identityCenter;
	const nowhere = 'arn:aws:sso:::permissionSet/ssoins-6804a1b2c3d4e5f6/ps-0000000000000000';
	const arnOf = (wanted: string) => [...permissionSets.values()].find(({name}) => name === wanted)?.arn ?? nowhere;
	const on = (name: string) => ({InstanceArn, PermissionSetArn: arnOf(name)});
	const put = (name: string, InlinePolicy: string) => sso.send(new PutInlinePolicyToPermissionSetCommand({...on(name), InlinePolicy}));
	const remove = (name: string) => sso.send(new DeleteInlinePolicyFromPermissionSetCommand(on(name)));
	const get = async (name: string) => (await sso.send(new GetInlinePolicyForPermissionSetCommand(on(name)))).InlinePolicy;
	const provision = async (name: string, TargetId?: string, more: Partial<ProvisionPermissionSetCommandInput> = {}) => {
		const TargetType = TargetId === undefined ? 'ALL_PROVISIONED_ACCOUNTS' : 'AWS_ACCOUNT';
		const answer = await sso.send(new ProvisionPermissionSetCommand({...on(name), TargetType, TargetId, ...more}));
		return answer.PermissionSetProvisioningStatus ?? {};
	};
	const statusOf = async (ProvisionPermissionSetRequestId: string | undefined) => {
		const asked = new DescribePermissionSetProvisioningStatusCommand({InstanceArn, ProvisionPermissionSetRequestId});
		return (await sso.send(asked)).PermissionSetProvisioningStatus ?? {};
	};
	const roleOf = (name: string, account = MANAGEMENT) =>
		[...sandbox.world.roles.values()].find(role => role.accountId === account && role.name.startsWith(`AWSReservedSSO_${name}_`));
	/** The role's inline policies as IAM answers them; the world itself is up to date after a call only. */
	const policiesOf = async (name: string) => {
		const iam = new IAMClient(clientConfig(sandbox));
		const RoleName = roleOf(name)?.name;
		const {PolicyNames = []} = await iam.send(new ListRolePoliciesCommand({RoleName}));
		const answers = await Promise.all(PolicyNames.map(PolicyName => iam.send(new GetRolePolicyCommand({RoleName, PolicyName}))));
		return Object.fromEntries(
			answers.map(({PolicyName = '', PolicyDocument = ''}) => [PolicyName, JSON.parse(decodeURIComponent(PolicyDocument))]),
		);
	};
	return {sandbox, clock, sso, InstanceArn, on, put, remove, get, provision, statusOf, roleOf, policiesOf};
}

const policyOfLength = (characters: number, filler: string) => {
	const [start, end] = ['{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"arn:aws:s3:::', '"}]}'];
	return start + filler.repeat(characters - start.length - end.length) + end;
};

describe('an inline policy', () => {
	test('is kept as it was put, replaces the one before, and is removed for good', async () => {
		const {clock, put, get, remove} = opened();
		expect(await get('AdministratorAccess')).toBe('');
		await put('AdministratorAccess', ODD);
		expect(await get('AdministratorAccess')).toBe(ODD);
		await clock.sleep(SPREAD_MS);
		await put('AdministratorAccess', denyOf('test-user'));
		expect(await get('AdministratorAccess')).toBe(denyOf('test-user'));
		await clock.sleep(SPREAD_MS);
		await remove('AdministratorAccess');
		expect(await get('AdministratorAccess')).toBe('');
		expect(await failure(remove('AdministratorAccess'))).toMatchObject({name: 'ResourceNotFoundException'});
	});

	test.each([
		['nothing', ''],
		['no JSON', '{'],
		['no policy', '{"Version":"2012-10-17"}'],
		['a policy of resources', '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*","Principal":"*"}]}'],
		['a character beyond Latin-1', `${denyOf('test-user')} \u2603`],
		['a control character', `${denyOf('test-user')}\u0000`],
		['more characters than AWS takes', policyOfLength(10_000, 'a') + ' '.repeat(22_769)],
		['more bytes than AWS takes', policyOfLength(10_241, 'a')],
		['more bytes than characters', policyOfLength(6000, 'ü')],
	])('is refused for %s', async (_, text) => {
		const {put, get} = opened();
		expect(await failure(put('AdministratorAccess', text))).toMatchObject({name: 'ValidationException', status: 400});
		expect(await get('AdministratorAccess')).toBe('');
	});

	test('may be as long as AWS takes, white space counted and not', async () => {
		const {clock, put, get} = opened();
		const longest = policyOfLength(10_240, 'a') + ' '.repeat(22_528);
		await put('AdministratorAccess', longest);
		expect(await get('AdministratorAccess')).toBe(longest);
		await clock.sleep(SPREAD_MS);
		expect((await failure(put('AdministratorAccess', policyOfLength(10_241, 'a')))).message).toContain('10241 bytes');
	});

	test('that was just written stands in the way of the next write of that permission set, for a while', async () => {
		const {clock, put, remove, provision} = opened();
		await put('AdministratorAccess', ODD);
		const next = [put('AdministratorAccess', ODD), remove('AdministratorAccess'), provision('AdministratorAccess', MANAGEMENT)];
		for (const failed of await Promise.all(next.map(failure))) expect(failed).toMatchObject({name: 'ConflictException'});
		await put('ReadOnlyAccess', ODD);
		await clock.sleep(SPREAD_MS);
		await expect(provision('AdministratorAccess', MANAGEMENT)).resolves.toMatchObject({Status: 'IN_PROGRESS'});
	});
});

describe('provisioning', () => {
	test('takes its time, and only then changes the role, to what the permission set was when it began', async () => {
		const {sandbox, clock, put, provision, statusOf, policiesOf} = opened();
		const administrator = new S3Client(clientConfig(sandbox, caller(sandbox, 'ops-admin')));
		await put('AdministratorAccess', ODD);
		await clock.sleep(SPREAD_MS);
		expect(await policiesOf('AdministratorAccess')).toEqual({});

		const {RequestId, Status, AccountId} = await provision('AdministratorAccess', MANAGEMENT);
		expect({Status, AccountId}).toEqual({Status: 'IN_PROGRESS', AccountId: MANAGEMENT});
		await put('AdministratorAccess', denyOf('nobody'));
		expect(await statusOf(RequestId)).toMatchObject({Status: 'IN_PROGRESS', RequestId});
		await expect(administrator.send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');

		await clock.sleep(ROLE_MS);
		// The very next call is judged by the new policy, whoever makes it.
		expect(await failure(administrator.send(new ListBucketsCommand({})))).toMatchObject({
			name: 'AccessDenied',
			message: expect.stringContaining('with an explicit deny in an identity-based policy'),
		});
		expect(await statusOf(RequestId)).toMatchObject({Status: 'SUCCEEDED'});
		expect(await policiesOf('AdministratorAccess')).toEqual({AwsSSOInlinePolicy: JSON.parse(ODD)});
	});

	test('removes what was removed', async () => {
		const {clock, put, remove, provision, policiesOf} = opened();
		for (const change of [() => put('AdministratorAccess', ODD), () => remove('AdministratorAccess')]) {
			await change();
			await clock.sleep(SPREAD_MS);
			await provision('AdministratorAccess', MANAGEMENT);
			await clock.sleep(ROLE_MS);
		}
		expect(await policiesOf('AdministratorAccess')).toEqual({});
	});

	test('reaches one account, or all of them', async () => {
		const {clock, put, provision, statusOf, roleOf, sso, on} = opened();
		const accountsWith = async (status: ProvisioningStatus) => {
			const asked = new ListAccountsForProvisionedPermissionSetCommand({...on('AdministratorAccess'), ProvisioningStatus: status});
			return (await sso.send(asked)).AccountIds ?? [];
		};
		const all = [MANAGEMENT, '222222222222', '444444444444', '777777777777'];
		expect((await accountsWith('LATEST_PERMISSION_SET_PROVISIONED')).sort()).toEqual(all);
		await put('AdministratorAccess', ODD);
		await clock.sleep(SPREAD_MS);
		expect(await accountsWith('LATEST_PERMISSION_SET_PROVISIONED')).toEqual([]);

		await provision('AdministratorAccess', '444444444444');
		await clock.sleep(ROLE_MS);
		expect(await accountsWith('LATEST_PERMISSION_SET_PROVISIONED')).toEqual(['444444444444']);
		expect(roleOf('AdministratorAccess', '444444444444')?.inlinePolicies.size).toBe(1);
		expect(roleOf('AdministratorAccess', '222222222222')?.inlinePolicies.size).toBe(0);

		const {RequestId, AccountId} = await provision('AdministratorAccess');
		expect(AccountId).toBeUndefined();
		// Accounts do not wait for each other.
		await clock.sleep(ROLE_MS);
		expect(await statusOf(RequestId)).toMatchObject({Status: 'SUCCEEDED'});
		expect(await accountsWith('LATEST_PERMISSION_SET_NOT_PROVISIONED')).toEqual([]);
		for (const account of all) expect(roleOf('AdministratorAccess', account)?.inlinePolicies.size).toBe(1);
	});

	test('runs three at once and no fourth; one account’s roles wait for each other', async () => {
		const {clock, provision, statusOf, sso, InstanceArn} = opened({provisioning: {minimumMs: 4000, maximumMs: 4000}});
		const inProduction = [await provision('DataEngineer', '444444444444'), await provision('AdministratorAccess', '444444444444')];
		const elsewhere = await provision('DataEngineer', '666666666666');
		const states = async () => {
			const all = await Promise.all([...inProduction, elsewhere].map(({RequestId}) => statusOf(RequestId)));
			return all.map(({Status}) => Status);
		};
		expect(await states()).toEqual(['IN_PROGRESS', 'IN_PROGRESS', 'IN_PROGRESS']);
		expect(await failure(provision('ReadOnlyAccess', '555555555555'))).toMatchObject({name: 'ThrottlingException'});
		await clock.sleep(4000);
		expect(await states()).toEqual(['SUCCEEDED', 'IN_PROGRESS', 'SUCCEEDED']);
		await provision('ReadOnlyAccess', '555555555555');
		await clock.sleep(4000);
		expect(await states()).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
		const {PermissionSetsProvisioningStatus} = await sso.send(
			new ListPermissionSetProvisioningStatusCommand({InstanceArn, Filter: {Status: 'SUCCEEDED'}}),
		);
		expect(PermissionSetsProvisioningStatus).toHaveLength(4);
	});

	test('takes between two and eight seconds, the same for the same seed', async () => {
		const time = async (seed: number) => {
			const {clock, provision, statusOf} = opened({seed});
			const start = clock.now();
			const {RequestId} = await provision('AdministratorAccess', MANAGEMENT);
			while ((await statusOf(RequestId)).Status === 'IN_PROGRESS') await clock.sleep(10);
			return clock.now() - start;
		};
		const times = await Promise.all([1, 2, 3].map(time));
		for (const taken of times) {
			expect(taken).toBeGreaterThanOrEqual(2000);
			expect(taken).toBeLessThanOrEqual(ROLE_MS + 10);
		}
		expect(new Set(times).size).toBe(3);
		expect(await time(1)).toBe(times[0]);
	});

	test('of what is not there is refused', async () => {
		const {sso, on, provision, statusOf, put} = opened();
		expect(await failure(put('NoSuchSet', ODD))).toMatchObject({name: 'ResourceNotFoundException'});
		expect(await failure(provision('AdministratorAccess', '999999999999'))).toMatchObject({name: 'ResourceNotFoundException'});
		expect(await failure(statusOf('00000000-0000-4000-8000-000000000000'))).toMatchObject({name: 'ResourceNotFoundException'});
		const untargeted = sso.send(new ProvisionPermissionSetCommand({...on('AdministratorAccess'), TargetType: 'AWS_ACCOUNT'}));
		expect(await failure(untargeted)).toMatchObject({name: 'ValidationException'});
		expect((await failure(provision('DataEngineer', MANAGEMENT))).message).toContain('The sandbox does not know');
	});
});

describe('who may', () => {
	test('in the management account a caller without the IAM action is told so at the end, and the role stays as it was', async () => {
		for (const action of ['iam:PutRolePolicy', 'iam:DeleteRolePolicy'] as const) {
			const {clock, put, provision, statusOf, policiesOf} = opened({faults: [`deny:${action}`]});
			if (action === 'iam:PutRolePolicy') await put('AdministratorAccess', ODD);
			await clock.sleep(SPREAD_MS);
			const {RequestId, Status} = await provision('AdministratorAccess', MANAGEMENT);
			expect(Status).toBe('IN_PROGRESS');
			await clock.sleep(ROLE_MS);
			expect(await statusOf(RequestId)).toMatchObject({Status: 'FAILED', FailureReason: expect.stringContaining(action)});
			expect(await policiesOf('AdministratorAccess')).toEqual({});
			// Elsewhere Identity Center needs nobody's right but its own.
			const {RequestId: member} = await provision('AdministratorAccess', '444444444444');
			await clock.sleep(ROLE_MS);
			expect(await statusOf(member)).toMatchObject({Status: 'SUCCEEDED'});
		}
	});

	test('a delegated administrator alters only what is not provisioned in the management account', async () => {
		const {sandbox, clock, put, remove, provision, get, sso, InstanceArn} = opened({}, 'delegated-admin');
		expect(await failure(put('DataEngineer', ODD))).toMatchObject({name: 'AccessDeniedException'});
		sandbox.world.organization.delegatedAdministrators.set('222222222222', ['sso.amazonaws.com']);
		await put('DataEngineer', ODD);
		expect(await get('DataEngineer')).toBe(ODD);
		expect(await get('AdministratorAccess')).toBe('');
		await clock.sleep(SPREAD_MS);
		await expect(provision('DataEngineer', '444444444444')).resolves.toMatchObject({Status: 'IN_PROGRESS'});
		const refused = [
			put('AdministratorAccess', ODD),
			remove('AdministratorAccess'),
			provision('AdministratorAccess', MANAGEMENT),
			provision('AdministratorAccess', '444444444444'),
			sso.send(new ListAccountAssignmentsForPrincipalCommand({InstanceArn, PrincipalId: 'x', PrincipalType: 'USER'})),
		];
		for (const failed of await Promise.all(refused.map(failure))) expect(failed).toMatchObject({name: 'AccessDeniedException'});
	});

	test('the responder of the scenario may change the reserved roles by provisioning, and no other role', () => {
		const {sandbox} = opened();
		const responder = [...sandbox.world.roles.values()].find(({name}) => name === 'ir-responder');
		const statements = [responder?.inlinePolicies.get('incident-response')?.Statement ?? []].flat();
		const writing = statements.filter(({Action}) => [Action].flat().some(action => /^iam:(Put|Delete)/.test(action ?? '')));
		expect(writing.map(({Resource}) => Resource)).toEqual(['arn:aws:iam::*:role/aws-reserved/sso.amazonaws.com/*']);
	});
});

describe('faults', () => {
	test.each([
		[['provisioning-fails'], 'FAILED', 'FAILED'],
		[['provisioning-fails:AdministratorAccess'], 'FAILED', 'SUCCEEDED'],
	] as const)('%j', async (faults, administrator, engineer) => {
		const {clock, put, provision, statusOf, policiesOf} = opened({faults});
		await put('AdministratorAccess', ODD);
		await clock.sleep(SPREAD_MS);
		const first = await provision('AdministratorAccess', MANAGEMENT);
		const second = await provision('DataEngineer', '444444444444');
		await clock.sleep(ROLE_MS);
		expect(await statusOf(first.RequestId)).toMatchObject({Status: administrator, FailureReason: expect.stringMatching(/./)});
		expect((await statusOf(second.RequestId)).Status).toBe(engineer);
		expect(await policiesOf('AdministratorAccess')).toEqual({});
	});

	test('provisioning-changes-nothing: it ends well, AWS says so everywhere, and the role is as it was', async () => {
		const {clock, put, provision, statusOf, policiesOf, sso, InstanceArn} = opened({faults: ['provisioning-changes-nothing']});
		await put('AdministratorAccess', ODD);
		await clock.sleep(SPREAD_MS);
		const {RequestId} = await provision('AdministratorAccess', MANAGEMENT);
		await clock.sleep(ROLE_MS);
		expect((await statusOf(RequestId)).Status).toBe('SUCCEEDED');
		expect(await policiesOf('AdministratorAccess')).toEqual({});
		const asked = new ListPermissionSetsProvisionedToAccountCommand({
			InstanceArn,
			AccountId: MANAGEMENT,
			ProvisioningStatus: 'LATEST_PERMISSION_SET_NOT_PROVISIONED',
		});
		expect((await sso.send(asked)).PermissionSets).toEqual([]);
	});
});
