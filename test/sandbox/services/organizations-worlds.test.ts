import {
	AttachPolicyCommand,
	CreatePolicyCommand,
	DescribeAccountCommand,
	DescribeOrganizationCommand,
	DescribePolicyCommand,
	DetachPolicyCommand,
	DisablePolicyTypeCommand,
	EnablePolicyTypeCommand,
	ListAccountsCommand,
	ListPoliciesCommand,
	ListPoliciesForTargetCommand,
	ListRootsCommand,
	ListTagsForResourceCommand,
	ListTargetsForPolicyCommand,
	OrganizationsClient,
	UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import {checkDeny} from '../../../src/containment/policy/deny-policy.ts';
import {derive} from '../../../src/sandbox/scenario/derive.ts';
import type {Scenario} from '../../../src/sandbox/scenario/scenario.ts';
import {consolidatedBilling, fullEverywhere, fullRoot, memberRoot, policiesDisabled, preparedPolicy, s3Discovery} from '../../scenarios.ts';
import {caller, clientConfig, denyOf, EVERYWHERE_MS, failure, probe, putInForce, virtualSandbox} from '../support.ts';

const Filter = 'SERVICE_CONTROL_POLICY';
const ROOT = 'r-ab12';
const MANAGEMENT = '111111111111';

function world(scenario: Scenario) {
	const {sandbox, clock} = virtualSandbox({scenario});
	const client = new OrganizationsClient(clientConfig(sandbox));
	const create = (Name = 'deny') => client.send(new CreatePolicyCommand({Name, Description: '', Type: Filter, Content: denyOf('nobody')}));
	const created = async (name?: string) => (await create(name)).Policy?.PolicySummary?.Id ?? '';
	const attach = (PolicyId: string, TargetId: string) => client.send(new AttachPolicyCommand({PolicyId, TargetId}));
	const on = async (TargetId: string) => (await client.send(new ListPoliciesForTargetCommand({TargetId, Filter}))).Policies ?? [];
	return {sandbox, clock, client, create, created, attach, on};
}

const full = {name: 'ConstraintViolationException', reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED'};

describe('consolidated billing alone', () => {
	test('is the organization’s feature set, and no policy type is on', async () => {
		const {client} = world(consolidatedBilling);
		expect((await client.send(new DescribeOrganizationCommand({}))).Organization).toMatchObject({
			FeatureSet: 'CONSOLIDATED_BILLING',
			AvailablePolicyTypes: [],
		});
		expect((await client.send(new ListRootsCommand({}))).Roots).toMatchObject([{Id: ROOT, PolicyTypes: []}]);
	});

	test('has no policies, and makes none', async () => {
		const {client, create, attach, on} = world(consolidatedBilling);
		const notAvailable = {name: 'PolicyTypeNotAvailableForOrganizationException', status: 400};
		expect((await client.send(new ListPoliciesCommand({Filter}))).Policies).toEqual([]);
		expect(await on(ROOT)).toEqual([]);
		expect(await failure(create())).toMatchObject(notAvailable);
		expect(await failure(client.send(new EnablePolicyTypeCommand({RootId: ROOT, PolicyType: Filter})))).toMatchObject(notAvailable);
		expect(await failure(client.send(new DisablePolicyTypeCommand({RootId: ROOT, PolicyType: Filter})))).toMatchObject({
			name: 'PolicyTypeNotEnabledException',
		});
		expect(await failure(attach('p-FullAWSAccess', ROOT))).toMatchObject({name: 'PolicyNotFoundException'});
	});

	test('binds nobody', async () => {
		const {sandbox} = world(consolidatedBilling);
		const s3 = new S3Client(clientConfig(sandbox, caller(sandbox, 'test-user')));
		await expect(s3.send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
	});
});

describe('service control policies that are switched off', () => {
	test('are listed, attached nowhere and cannot be attached', async () => {
		const {client, created, attach, on} = world(policiesDisabled);
		expect((await client.send(new DescribeOrganizationCommand({}))).Organization?.FeatureSet).toBe('ALL');
		expect((await client.send(new ListRootsCommand({}))).Roots).toMatchObject([{PolicyTypes: []}]);
		expect((await client.send(new ListPoliciesCommand({Filter}))).Policies).toHaveLength(2);
		expect(await on(ROOT)).toEqual([]);
		expect(await failure(attach(await created(), ROOT))).toMatchObject({name: 'PolicyTypeNotEnabledException'});
	});

	test('can be switched on, and then every node has FullAWSAccess and nothing else', async () => {
		const {client, created, attach, on} = world(policiesDisabled);
		await client.send(new EnablePolicyTypeCommand({RootId: ROOT, PolicyType: Filter}));
		for (const target of [ROOT, 'ou-ab12-workloads', '444444444444'])
			expect((await on(target)).map(({Id}) => Id)).toEqual(['p-FullAWSAccess']);
		await attach(await created(), ROOT);
		expect(await on(ROOT)).toHaveLength(2);
	});
});

describe('no room', () => {
	test('at the root; every unit and the account directly below it have some', async () => {
		const {client, created, attach, on} = world(fullRoot);
		expect(await on(ROOT)).toHaveLength(10);
		const id = await created();
		expect(await failure(attach(id, ROOT))).toMatchObject(full);
		const {organization} = fullRoot;
		const below = [...organization.units, ...organization.accounts].filter(({parent}) => parent === ROOT).map(node => node.id);
		expect(below).toContain('888888888888');
		for (const target of below) await attach(id, target);
		const {Targets = []} = await client.send(new ListTargetsForPolicyCommand({PolicyId: id}));
		expect(Targets.map(({TargetId}) => TargetId).sort()).toEqual([...below].sort());
	});

	test('at the root, until a policy there is detached', async () => {
		const {client, created, attach} = world(fullRoot);
		const id = await created();
		await client.send(new DetachPolicyCommand({PolicyId: 'p-guardrail1', TargetId: ROOT}));
		await attach(id, ROOT);
	});

	test('anywhere', async () => {
		const {created, attach, on} = world(fullEverywhere);
		const {organization} = fullEverywhere;
		const id = await created();
		for (const target of [ROOT, ...organization.units.map(unit => unit.id), ...organization.accounts.map(account => account.id)]) {
			expect(await on(target), target).toHaveLength(10);
			expect(await failure(attach(id, target)), target).toMatchObject(full);
		}
	});

	test('and nobody’s work is denied by what fills it', async () => {
		for (const scenario of [fullRoot, fullEverywhere, preparedPolicy]) {
			const {sandbox} = world(scenario);
			const session = await probe(sandbox, '777777777777', 'test-user');
			await expect(new S3Client(clientConfig(sandbox, session)).send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
		}
	});
});

describe('a prepared policy', () => {
	test('is attached to a full root, is told by its tag, and denies nobody', async () => {
		const {client, on} = world(preparedPolicy);
		const attached = await on(ROOT);
		expect(attached).toHaveLength(10);
		const tagged = await Promise.all(
			attached.map(async ({Id = ''}) => {
				const {Tags = []} = await client.send(new ListTagsForResourceCommand({ResourceId: Id}));
				return Tags.some(({Key}) => Key === 'tourniquet:prepared') ? Id : undefined;
			}),
		);
		expect(tagged.filter(id => id !== undefined)).toEqual(['p-prepared01']);
		const {Policy} = await client.send(new DescribePolicyCommand({PolicyId: 'p-prepared01'}));
		// The program it is for recognises it as a deny of its own.
		expect(checkDeny(Policy?.Content ?? '')).toMatchObject({
			ok: true,
			deny: {subject: {userIds: ['00000000-0000-0000-0000-000000000000'], sessionNames: [], exactUserIds: [], sourceIdentities: []}},
		});
	});

	test('denies whoever it is rewritten for', async () => {
		const {sandbox, clock, client} = world(preparedPolicy);
		await client.send(new UpdatePolicyCommand({PolicyId: 'p-prepared01', Content: denyOf('test-user')}));
		await clock.sleep(EVERYWHERE_MS);
		const list = (name: string) => new S3Client(clientConfig(sandbox, caller(sandbox, name))).send(new ListBucketsCommand({}));
		expect((await failure(list('test-user'))).message).toMatch(/p-prepared01/);
		await expect(list('data.team+etl')).resolves.toHaveProperty('Buckets');
	});
});

describe('suspended accounts', () => {
	const closed = {id: '999999999999', name: 'closed', parent: 'ou-ab12-sandbox1', suspended: true};
	const scenario = derive(s3Discovery, {name: 'suspended', rehearsal: s3Discovery.rehearsal, organization: {accounts: [closed]}});

	test('are listed as such', async () => {
		const {client} = world(scenario);
		const found = [];
		let NextToken: string | undefined;
		do {
			const page = await client.send(new ListAccountsCommand({NextToken}));
			found.push(...(page.Accounts ?? []));
			NextToken = page.NextToken;
		} while (NextToken !== undefined);
		expect(found.filter(({Status}) => Status !== 'ACTIVE')).toMatchObject([{Id: closed.id, Status: 'SUSPENDED', State: 'SUSPENDED'}]);
		expect((await client.send(new DescribeAccountCommand({AccountId: closed.id}))).Account).toMatchObject({Status: 'SUSPENDED'});
	});

	test('let nobody in', async () => {
		const {sandbox} = world(scenario);
		expect(await failure(probe(sandbox, closed.id, 'control'))).toMatchObject({name: 'AccessDenied'});
		await expect(probe(sandbox, '777777777777', 'control')).resolves.toHaveProperty('accessKeyId');
	});
});

test('a responder in the delegated administrator’s account looks and changes nothing', async () => {
	const {client, create, on} = world(
		derive(s3Discovery, {name: 'delegated', rehearsal: s3Discovery.rehearsal, responder: 'delegated-admin'}),
	);
	expect((await client.send(new DescribeOrganizationCommand({}))).Organization?.MasterAccountId).toBe(MANAGEMENT);
	expect(await on(ROOT)).toHaveLength(2);
	expect(await failure(create())).toMatchObject({name: 'AccessDeniedException'});
});

test('a deny of the exact user id of an account’s root user hits nobody else there', async () => {
	const {sandbox, clock} = world(memberRoot);
	const list = (as: Parameters<typeof clientConfig>[1]) => new S3Client(clientConfig(sandbox, as)).send(new ListBucketsCommand({}));
	const root = caller(sandbox, 'member-root');
	const beside = await probe(sandbox, '777777777777', 'control');
	const elsewhere = await probe(sandbox, '444444444444', 'control');
	await expect(list(root)).resolves.toHaveProperty('Buckets');
	const statement = {Effect: 'Deny', Action: '*', Resource: '*', Condition: {StringEquals: {'aws:userid': '777777777777'}}};
	const {arn} = await putInForce(sandbox, JSON.stringify({Version: '2012-10-17', Statement: [statement]}));
	await clock.sleep(EVERYWHERE_MS);
	expect(await failure(list(root))).toMatchObject({name: 'AccessDenied', message: expect.stringContaining(arn)});
	for (const session of [beside, elsewhere]) await expect(list(session)).resolves.toHaveProperty('Buckets');
});
