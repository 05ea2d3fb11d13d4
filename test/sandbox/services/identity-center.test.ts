import {
	DescribeGroupCommand,
	DescribeUserCommand,
	GetUserIdCommand,
	IdentitystoreClient,
	ListGroupMembershipsCommand,
	ListGroupMembershipsForMemberCommand,
	ListGroupsCommand,
	ListUsersCommand,
} from '@aws-sdk/client-identitystore';
import {
	DescribeInstanceCommand,
	DescribePermissionSetCommand,
	GetInlinePolicyForPermissionSetCommand,
	ListAccountAssignmentsCommand,
	ListInstancesCommand,
	ListManagedPoliciesInPermissionSetCommand,
	ListPermissionSetsProvisionedToAccountCommand,
	paginateListAccountAssignmentsForPrincipal,
	SSOAdminClient,
} from '@aws-sdk/client-sso-admin';
import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../../src/sandbox/sandbox.ts';
import {caller, clientConfig, failure, virtualSandbox} from '../support.ts';

function opened(sandbox: Sandbox = virtualSandbox().sandbox) {
	const config = clientConfig(sandbox, sandbox.responder, 'eu-west-1');
	const {instanceArn: InstanceArn, identityStoreId: IdentityStoreId} = sandbox.world.identityCenter;
	return {sandbox, sso: new SSOAdminClient(config), store: new IdentitystoreClient(config), InstanceArn, IdentityStoreId};
}

async function userId({store, IdentityStoreId}: ReturnType<typeof opened>, AttributeValue: string, AttributePath = 'userName') {
	const {UserId} = await store.send(
		new GetUserIdCommand({IdentityStoreId, AlternateIdentifier: {UniqueAttribute: {AttributePath, AttributeValue}}}),
	);
	return UserId ?? '';
}

describe('the instance', () => {
	test('is found in its own region and nowhere else', async () => {
		const {sandbox, sso, InstanceArn, IdentityStoreId} = opened();
		const {Instances} = await sso.send(new ListInstancesCommand({}));
		expect(Instances).toMatchObject([{InstanceArn, IdentityStoreId, OwnerAccountId: '111111111111', PrimaryRegion: 'eu-west-1'}]);
		expect(await sso.send(new DescribeInstanceCommand({InstanceArn}))).toMatchObject({Status: 'ACTIVE', PermissionSetsEnabled: true});
		const elsewhere = clientConfig(sandbox, sandbox.responder, 'us-east-1');
		expect((await new SSOAdminClient(elsewhere).send(new ListInstancesCommand({}))).Instances).toEqual([]);
		expect(await failure(new SSOAdminClient(elsewhere).send(new DescribeInstanceCommand({InstanceArn})))).toMatchObject({
			name: 'ResourceNotFoundException',
		});
		expect(await failure(new IdentitystoreClient(elsewhere).send(new ListUsersCommand({IdentityStoreId})))).toMatchObject({
			name: 'ResourceNotFoundException',
		});
	});

	test('answers the account that owns it', async () => {
		const {sandbox, InstanceArn, IdentityStoreId} = opened();
		const member = clientConfig(sandbox, caller(sandbox, 'delegated-admin'), 'eu-west-1');
		expect(await failure(new SSOAdminClient(member).send(new DescribeInstanceCommand({InstanceArn})))).toMatchObject({
			name: 'AccessDeniedException',
		});
		expect(await failure(new IdentitystoreClient(member).send(new ListUsersCommand({IdentityStoreId})))).toMatchObject({
			name: 'AccessDeniedException',
		});
	});
});

describe('people', () => {
	test.each(['test-user', 'test-user2', 'data.team+etl'])('%s is found by name and by address', async name => {
		const room = opened();
		const UserId = await userId(room, name);
		expect(await userId(room, `${name}@example.com`, 'emails.value')).toBe(UserId);
		expect(await room.store.send(new DescribeUserCommand({IdentityStoreId: room.IdentityStoreId, UserId}))).toMatchObject({
			UserName: name,
			UserStatus: 'ENABLED',
		});
	});

	test('nobody is found by a name that only looks like another', async () => {
		const room = opened();
		expect(await failure(userId(room, 'test-use'))).toMatchObject({name: 'ResourceNotFoundException', message: 'USER not found.'});
		expect(await failure(userId(room, 'x', 'displayName'))).toMatchObject({name: 'ValidationException'});
		const {Users} = await room.store.send(
			new ListUsersCommand({IdentityStoreId: room.IdentityStoreId, Filters: [{AttributePath: 'UserName', AttributeValue: 'test-user'}]}),
		);
		expect(Users?.map(({UserName}) => UserName)).toEqual(['test-user']);
	});

	test('renamed by a test are found by their new name from the next call on', async () => {
		const room = opened();
		const id = await userId(room, 'test-user');
		const user = room.sandbox.world.identityCenter.users.get(id);
		if (user) user.userName = '*';
		expect(await userId(room, '*')).toBe(id);
		expect(await failure(userId(room, 'test-user'))).toMatchObject({name: 'ResourceNotFoundException'});
	});

	test('and their groups', async () => {
		const room = opened();
		const {store, IdentityStoreId} = room;
		const UserId = await userId(room, 'test-user');
		const {GroupMemberships = []} = await store.send(new ListGroupMembershipsForMemberCommand({IdentityStoreId, MemberId: {UserId}}));
		const groups = await Promise.all(GroupMemberships.map(({GroupId}) => store.send(new DescribeGroupCommand({IdentityStoreId, GroupId}))));
		expect(groups.map(({DisplayName}) => DisplayName)).toEqual(['data-engineers', 'everyone']);
		const {GroupMemberships: members} = await store.send(new ListGroupMembershipsCommand({IdentityStoreId, GroupId: groups[0]?.GroupId}));
		expect(members?.map(({MemberId}) => MemberId?.UserId)).toContain(UserId);
		const {Groups} = await store.send(new ListGroupsCommand({IdentityStoreId}));
		expect(Groups).toHaveLength(4);
	});
});

describe('assignments', () => {
	async function reach(room: ReturnType<typeof opened>, PrincipalType: 'USER' | 'GROUP', PrincipalId: string) {
		const found: string[] = [];
		const input = {InstanceArn: room.InstanceArn, PrincipalId, PrincipalType};
		for await (const {AccountAssignments = []} of paginateListAccountAssignmentsForPrincipal({client: room.sso}, input)) {
			for (const {AccountId, PermissionSetArn} of AccountAssignments) {
				const {PermissionSet} = await room.sso.send(new DescribePermissionSetCommand({InstanceArn: room.InstanceArn, PermissionSetArn}));
				found.push(`${AccountId} ${PermissionSet?.Name}`);
			}
		}
		return found;
	}

	test('of a user are the direct ones; those of its groups are asked for by group', async () => {
		const room = opened();
		const groups = room.sandbox.world.identityCenter.groups;
		const group = (name: string) => [...groups.values()].find(({displayName}) => displayName === name)?.id ?? '';
		expect(await reach(room, 'USER', await userId(room, 'test-user'))).toEqual([
			'444444444444 DataEngineer',
			'777777777777 AdministratorAccess',
		]);
		expect(await reach(room, 'GROUP', group('data-engineers'))).toEqual([
			'444444444444 DataEngineer',
			'555555555555 ReadOnlyAccess',
			'666666666666 DataEngineer',
		]);
		expect(await reach(room, 'USER', await userId(room, 'ops-admin'))).toEqual([]);
		expect(await reach(room, 'GROUP', group('platform-admins'))).toContain('111111111111 AdministratorAccess');
	});

	test('test-user reaches the management account neither directly nor through a group', async () => {
		const room = opened();
		const id = await userId(room, 'test-user');
		const {memberships} = room.sandbox.world.identityCenter;
		const groups = memberships.filter(membership => membership.userId === id).map(({groupId}) => groupId);
		const all = [await reach(room, 'USER', id), ...(await Promise.all(groups.map(group => reach(room, 'GROUP', group))))].flat();
		expect(all.filter(line => line.startsWith('111111111111'))).toEqual([]);
		expect(all.length).toBeGreaterThan(4);
	});

	test('by account and permission set', async () => {
		const {sso, InstanceArn, sandbox} = opened();
		const {PermissionSets = []} = await sso.send(
			new ListPermissionSetsProvisionedToAccountCommand({InstanceArn, AccountId: '444444444444'}),
		);
		expect(PermissionSets).toHaveLength(2);
		const engineer = [...sandbox.world.identityCenter.permissionSets.values()].find(({name}) => name === 'DataEngineer')?.arn;
		const {AccountAssignments} = await sso.send(
			new ListAccountAssignmentsCommand({InstanceArn, AccountId: '444444444444', PermissionSetArn: engineer}),
		);
		expect(AccountAssignments?.map(({PrincipalType}) => PrincipalType)).toEqual(['USER', 'GROUP']);
		const {InlinePolicy} = await sso.send(new GetInlinePolicyForPermissionSetCommand({InstanceArn, PermissionSetArn: engineer}));
		expect(JSON.parse(InlinePolicy ?? '')).toHaveProperty('Statement.0.Sid', 'Data');
		const {AttachedManagedPolicies} = await sso.send(
			new ListManagedPoliciesInPermissionSetCommand({InstanceArn, PermissionSetArn: engineer}),
		);
		expect(AttachedManagedPolicies).toEqual([{Name: 'ReadOnlyAccess', Arn: 'arn:aws:iam::aws:policy/ReadOnlyAccess'}]);
		const missing = sso.send(new DescribePermissionSetCommand({InstanceArn, PermissionSetArn: `${engineer}0`}));
		expect(await failure(missing)).toMatchObject({name: 'ResourceNotFoundException'});
	});
});
