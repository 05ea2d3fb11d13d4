import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {GuardDutyClient, ListDetectorsCommand, ListFindingsCommand, paginateListFindings} from '@aws-sdk/client-guardduty';
import {IAMClient, ListRolesCommand, paginateListRoles} from '@aws-sdk/client-iam';
import {IdentitystoreClient, ListUsersCommand, paginateListUsers} from '@aws-sdk/client-identitystore';
import {ListAccountsCommand, ListPoliciesCommand, OrganizationsClient, paginateListAccounts} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, paginateListBuckets, S3Client} from '@aws-sdk/client-s3';
import {ListPermissionSetsCommand, paginateListAccountAssignmentsForPrincipal, SSOAdminClient} from '@aws-sdk/client-sso-admin';
import {describe, expect, test} from 'vitest';
import {assume, clientConfig, failure, probe, virtualSandbox} from '../support.ts';

const FINDINGS_ROLE = {account: '222222222222', name: 'tourniquet-findings'};

async function detectorAndClient() {
	const {sandbox} = virtualSandbox();
	const client = new GuardDutyClient(clientConfig(sandbox, await assume(sandbox, FINDINGS_ROLE, 'reader')));
	const [DetectorId = ''] = (await client.send(new ListDetectorsCommand({}))).DetectorIds ?? [];
	return {client, DetectorId};
}

describe('the SDK’s paginators see every item once, past empty pages', () => {
	test('organizations', async () => {
		const {sandbox} = virtualSandbox();
		const sizes: number[] = [];
		const ids: (string | undefined)[] = [];
		for await (const {Accounts = []} of paginateListAccounts({client: new OrganizationsClient(clientConfig(sandbox)), pageSize: 3}, {})) {
			sizes.push(Accounts.length);
			ids.push(...Accounts.map(({Id}) => Id));
		}
		expect(sizes).toEqual([0, 3, 3, 1]);
		expect(new Set(ids).size).toBe(7);
	});

	test('guardduty', async () => {
		const {client, DetectorId} = await detectorAndClient();
		const sizes: number[] = [];
		for await (const {FindingIds = []} of paginateListFindings({client, pageSize: 5}, {DetectorId})) sizes.push(FindingIds.length);
		expect(sizes).toEqual([0, 5, 2]);
	});

	test('sso-admin', async () => {
		const {sandbox} = virtualSandbox();
		const {instanceArn, users} = sandbox.world.identityCenter;
		const user = [...users.values()].find(({userName}) => userName === 'test-user');
		const client = new SSOAdminClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1'));
		const accounts: (string | undefined)[][] = [];
		const input = {InstanceArn: instanceArn, PrincipalId: user?.id, PrincipalType: 'USER' as const};
		for await (const {AccountAssignments = []} of paginateListAccountAssignmentsForPrincipal({client, pageSize: 1}, input)) {
			accounts.push(AccountAssignments.map(({AccountId}) => AccountId));
		}
		expect(accounts).toEqual([[], ['444444444444'], ['777777777777']]);
	});

	test('identitystore', async () => {
		const {sandbox} = virtualSandbox();
		const client = new IdentitystoreClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1'));
		const names: (string | undefined)[] = [];
		for await (const {Users = []} of paginateListUsers(
			{client, pageSize: 3},
			{IdentityStoreId: sandbox.world.identityCenter.identityStoreId},
		)) {
			names.push(...Users.map(({UserName}) => UserName));
		}
		expect(names).toHaveLength(sandbox.world.identityCenter.users.size);
	});

	test('iam and s3', async () => {
		const {sandbox} = virtualSandbox();
		const roles: (string | undefined)[] = [];
		for await (const {Roles = []} of paginateListRoles({client: new IAMClient(clientConfig(sandbox)), pageSize: 1}, {})) {
			roles.push(...Roles.map(({RoleName}) => RoleName));
		}
		expect(roles).toEqual(['ir-responder', expect.stringMatching(/^AWSReservedSSO_AdministratorAccess_[0-9a-f]{16}$/)]);
		const s3 = new S3Client(clientConfig(sandbox, await probe(sandbox, '444444444444', 'control')));
		const buckets: (string | undefined)[] = [];
		for await (const {Buckets = []} of paginateListBuckets({client: s3}, {MaxBuckets: 1})) buckets.push(...Buckets.map(({Name}) => Name));
		expect(buckets).toHaveLength(2);
	});
});

describe('a token is good for its own listing only, and refused in the service’s own shape', () => {
	test('organizations', async () => {
		const {sandbox} = virtualSandbox();
		const client = new OrganizationsClient(clientConfig(sandbox));
		const {NextToken} = await client.send(new ListAccountsCommand({}));
		const refused = {name: 'InvalidInputException', reason: 'INVALID_PAGINATION_TOKEN'};
		expect(await failure(client.send(new ListPoliciesCommand({Filter: 'SERVICE_CONTROL_POLICY', NextToken})))).toMatchObject(refused);
		expect(await failure(client.send(new ListAccountsCommand({NextToken: 'made-up'})))).toMatchObject(refused);
		// The page size may change on the way.
		await expect(client.send(new ListAccountsCommand({NextToken, MaxResults: 2}))).resolves.toMatchObject({Accounts: {length: 2}});
	});

	test('guardduty: other criteria make another listing', async () => {
		const {client, DetectorId} = await detectorAndClient();
		const {NextToken} = await client.send(new ListFindingsCommand({DetectorId}));
		const FindingCriteria = {Criterion: {severity: {GreaterThanOrEqual: 8}}};
		expect(await failure(client.send(new ListFindingsCommand({DetectorId, NextToken, FindingCriteria})))).toMatchObject({
			name: 'BadRequestException',
			status: 400,
		});
	});

	test('the others', async () => {
		const {sandbox} = virtualSandbox();
		const there = clientConfig(sandbox, sandbox.responder, 'eu-west-1');
		const here = clientConfig(sandbox, await probe(sandbox, '444444444444', 'control'));
		const {instanceArn, identityStoreId} = sandbox.world.identityCenter;
		const NextToken = 'made-up';
		expect(
			await failure(new SSOAdminClient(there).send(new ListPermissionSetsCommand({InstanceArn: instanceArn, NextToken}))),
		).toMatchObject({name: 'ValidationException'});
		expect(
			await failure(new IdentitystoreClient(there).send(new ListUsersCommand({IdentityStoreId: identityStoreId, NextToken}))),
		).toMatchObject({name: 'ValidationException'});
		expect(await failure(new IAMClient(there).send(new ListRolesCommand({Marker: NextToken})))).toMatchObject({name: 'ValidationError'});
		expect(await failure(new EC2Client(here).send(new DescribeInstancesCommand({NextToken})))).toMatchObject({name: 'InvalidNextToken'});
		expect(await failure(new S3Client(here).send(new ListBucketsCommand({ContinuationToken: NextToken})))).toMatchObject({
			name: 'InvalidArgument',
		});
	});
});
