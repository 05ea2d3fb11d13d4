import {
	AttachPolicyCommand,
	CreatePolicyCommand,
	DeletePolicyCommand,
	DescribeAccountCommand,
	DescribeOrganizationalUnitCommand,
	DescribeOrganizationCommand,
	DescribePolicyCommand,
	DetachPolicyCommand,
	DisablePolicyTypeCommand,
	EnablePolicyTypeCommand,
	ListAccountsForParentCommand,
	ListChildrenCommand,
	ListDelegatedAdministratorsCommand,
	ListOrganizationalUnitsForParentCommand,
	ListParentsCommand,
	ListPoliciesCommand,
	ListPoliciesForTargetCommand,
	ListRootsCommand,
	ListTagsForResourceCommand,
	ListTargetsForPolicyCommand,
	OrganizationsClient,
	TagResourceCommand,
	UpdatePolicyCommand,
} from '@aws-sdk/client-organizations';
import {describe, expect, test} from 'vitest';
import {caller, clientConfig, denyOf, failure, putInForce, virtualSandbox} from '../support.ts';

const TYPE = 'SERVICE_CONTROL_POLICY';
const ROOT = 'r-ab12';

function asResponder() {
	const {sandbox, clock} = virtualSandbox();
	const client = new OrganizationsClient(clientConfig(sandbox));
	const create = async (name: string, content = denyOf('nobody')) => {
		const created = await client.send(new CreatePolicyCommand({Name: name, Description: 'd', Type: TYPE, Content: content}));
		return created.Policy?.PolicySummary?.Id ?? '';
	};
	return {sandbox, clock, client, create};
}

describe('the tree', () => {
	test('can be walked from the root to every account, and back', async () => {
		const {client} = asResponder();
		const [root] = (await client.send(new ListRootsCommand({}))).Roots ?? [];
		expect(root).toMatchObject({Id: ROOT, PolicyTypes: [{Type: TYPE, Status: 'ENABLED'}]});
		const found: string[] = [];
		const visit = async (ParentId: string): Promise<void> => {
			const {Accounts = []} = await client.send(new ListAccountsForParentCommand({ParentId}));
			const {OrganizationalUnits = []} = await client.send(new ListOrganizationalUnitsForParentCommand({ParentId}));
			found.push(...Accounts.map(({Name}) => Name ?? ''));
			for (const {Id = ''} of OrganizationalUnits) await visit(Id);
		};
		await visit(root?.Id ?? '');
		expect(found.sort()).toEqual(['audit', 'log-archive', 'management', 'payments', 'sandbox', 'workloads-prod', 'workloads-test']);
		const {Parents} = await client.send(new ListParentsCommand({ChildId: '444444444444'}));
		expect(Parents).toEqual([{Id: 'ou-ab12-workloadsprod', Type: 'ORGANIZATIONAL_UNIT'}]);
		const {Parents: above} = await client.send(new ListParentsCommand({ChildId: 'ou-ab12-workloads'}));
		expect(above).toEqual([{Id: ROOT, Type: 'ROOT'}]);
		const {Children} = await client.send(new ListChildrenCommand({ParentId: 'ou-ab12-workloads', ChildType: 'ORGANIZATIONAL_UNIT'}));
		expect(Children).toHaveLength(2);
		const {OrganizationalUnit} = await client.send(new DescribeOrganizationalUnitCommand({OrganizationalUnitId: 'ou-ab12-security'}));
		expect(OrganizationalUnit?.Name).toBe('Security');
	});

	test('says who manages it and who administers what for it', async () => {
		const {client} = asResponder();
		expect((await client.send(new DescribeOrganizationCommand({}))).Organization).toMatchObject({
			MasterAccountId: '111111111111',
			FeatureSet: 'ALL',
		});
		const {DelegatedAdministrators} = await client.send(
			new ListDelegatedAdministratorsCommand({ServicePrincipal: 'guardduty.amazonaws.com'}),
		);
		expect(DelegatedAdministrators?.map(({Id}) => Id)).toEqual(['222222222222']);
		const {DelegatedAdministrators: none} = await client.send(
			new ListDelegatedAdministratorsCommand({ServicePrincipal: 'sso.amazonaws.com'}),
		);
		expect(none).toEqual([]);
	});

	test.each([
		[
			'ParentNotFoundException',
			(client: OrganizationsClient) => client.send(new ListAccountsForParentCommand({ParentId: 'ou-ab12-nowhere0'})),
		],
		['ChildNotFoundException', (client: OrganizationsClient) => client.send(new ListParentsCommand({ChildId: '999999999999'}))],
		['AccountNotFoundException', (client: OrganizationsClient) => client.send(new DescribeAccountCommand({AccountId: '999999999999'}))],
		[
			'OrganizationalUnitNotFoundException',
			(client: OrganizationsClient) => client.send(new DescribeOrganizationalUnitCommand({OrganizationalUnitId: 'ou-ab12-nowhere0'})),
		],
		[
			'TargetNotFoundException',
			(client: OrganizationsClient) => client.send(new ListPoliciesForTargetCommand({TargetId: 'r-none', Filter: TYPE})),
		],
		['PolicyNotFoundException', (client: OrganizationsClient) => client.send(new DescribePolicyCommand({PolicyId: 'p-none0000'}))],
	])('%s', async (name, call) => {
		expect(await failure(call(asResponder().client))).toMatchObject({name, status: 400});
	});
});

describe('policies', () => {
	test('are created with tags, described, updated, detached and deleted', async () => {
		const {client} = asResponder();
		const Content = denyOf('nobody');
		const {Policy} = await client.send(
			new CreatePolicyCommand({Name: 'n', Description: 'd', Type: TYPE, Content, Tags: [{Key: 'k', Value: 'v'}]}),
		);
		const PolicyId = Policy?.PolicySummary?.Id ?? '';
		expect(PolicyId).toMatch(/^p-[0-9a-z]{8,128}$/);
		expect(Policy?.PolicySummary?.Arn).toBe(`arn:aws:organizations::111111111111:policy/o-sandbox0001/service_control_policy/${PolicyId}`);
		await client.send(new TagResourceCommand({ResourceId: PolicyId, Tags: [{Key: 'k2', Value: 'v2'}]}));
		expect((await client.send(new ListTagsForResourceCommand({ResourceId: PolicyId}))).Tags).toEqual([
			{Key: 'k', Value: 'v'},
			{Key: 'k2', Value: 'v2'},
		]);
		await client.send(new AttachPolicyCommand({PolicyId, TargetId: ROOT}));
		expect((await client.send(new ListTargetsForPolicyCommand({PolicyId}))).Targets).toEqual([
			{TargetId: ROOT, Arn: 'arn:aws:organizations::111111111111:root/o-sandbox0001/r-ab12', Name: 'Root', Type: 'ROOT'},
		]);
		const changed = await client.send(new UpdatePolicyCommand({PolicyId, Name: 'renamed', Content: denyOf('somebody')}));
		expect(changed.Policy).toMatchObject({PolicySummary: {Name: 'renamed', Description: 'd'}, Content: denyOf('somebody')});
		await client.send(new DetachPolicyCommand({PolicyId, TargetId: ROOT}));
		await client.send(new DeletePolicyCommand({PolicyId}));
		expect(await failure(client.send(new DescribePolicyCommand({PolicyId})))).toMatchObject({name: 'PolicyNotFoundException'});
	});

	test('keep their white space, which counts', async () => {
		const {client, create} = asResponder();
		const spread = JSON.stringify(JSON.parse(denyOf('nobody')), null, 2);
		const id = await create('spread', spread);
		expect((await client.send(new DescribePolicyCommand({PolicyId: id}))).Policy?.Content).toBe(spread);
		const padded = (characters: number) => denyOf('nobody').padEnd(characters, ' ');
		await expect(create('full', padded(10_240))).resolves.toMatch(/^p-/);
		expect(await failure(create('too full', padded(10_241)))).toMatchObject({
			name: 'ConstraintViolationException',
			reason: 'POLICY_CONTENT_LIMIT_EXCEEDED',
		});
	});

	test.each([
		['no JSON', '{'],
		['no version', '{"Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'],
		['a principal', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}'],
		['no resource', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*"}]}'],
	])('with %s are malformed', async (_what, content) => {
		const {create, client} = asResponder();
		expect(await failure(create('m', content))).toMatchObject({name: 'MalformedPolicyDocumentException'});
		const id = await create('good');
		expect(await failure(client.send(new UpdatePolicyCommand({PolicyId: id, Content: content})))).toMatchObject({
			name: 'MalformedPolicyDocumentException',
		});
	});

	test('have names of their own', async () => {
		const {client, create} = asResponder();
		await create('one');
		const two = await create('two');
		expect(await failure(create('one'))).toMatchObject({name: 'DuplicatePolicyException'});
		expect(await failure(client.send(new UpdatePolicyCommand({PolicyId: two, Name: 'one'})))).toMatchObject({
			name: 'DuplicatePolicyException',
		});
		await expect(client.send(new UpdatePolicyCommand({PolicyId: two, Name: 'two'}))).resolves.toHaveProperty('Policy');
		expect(await failure(create('n'.repeat(129)))).toMatchObject({name: 'InvalidInputException', reason: 'MAX_LENGTH_EXCEEDED'});
	});

	test('of AWS cannot be changed or deleted', async () => {
		const {client} = asResponder();
		const calls = [
			new UpdatePolicyCommand({PolicyId: 'p-FullAWSAccess', Name: 'x'}),
			new DeletePolicyCommand({PolicyId: 'p-FullAWSAccess'}),
		];
		for (const call of calls) {
			expect(await failure(client.send(call as UpdatePolicyCommand))).toMatchObject({
				name: 'InvalidInputException',
				reason: 'IMMUTABLE_POLICY',
			});
		}
	});

	test('that are attached anywhere cannot be deleted', async () => {
		const {client, sandbox} = asResponder();
		const {id} = await putInForce(sandbox, denyOf('nobody'), '444444444444');
		expect(await failure(client.send(new DeletePolicyCommand({PolicyId: id})))).toMatchObject({name: 'PolicyInUseException'});
	});

	test('refuse system tags', async () => {
		const {client, create} = asResponder();
		const ResourceId = await create('tagged');
		expect(await failure(client.send(new TagResourceCommand({ResourceId, Tags: [{Key: 'aws:x', Value: 'v'}]})))).toMatchObject({
			name: 'InvalidInputException',
			reason: 'INVALID_SYSTEM_TAGS_PARAMETER',
		});
	});
});

describe('attachments', () => {
	test('two of ten slots of the root are used', async () => {
		const {client} = asResponder();
		const {Policies} = await client.send(new ListPoliciesForTargetCommand({TargetId: ROOT, Filter: TYPE}));
		expect(Policies?.map(({Id, AwsManaged}) => [Id, AwsManaged])).toEqual([
			['p-FullAWSAccess', true],
			['p-stay0members', false],
		]);
	});

	test('happen once', async () => {
		const {client, sandbox} = asResponder();
		const {id: PolicyId} = await putInForce(sandbox, denyOf('nobody'));
		expect(await failure(client.send(new AttachPolicyCommand({PolicyId, TargetId: ROOT})))).toMatchObject({
			name: 'DuplicatePolicyAttachmentException',
		});
		await client.send(new DetachPolicyCommand({PolicyId, TargetId: ROOT}));
		expect(await failure(client.send(new DetachPolicyCommand({PolicyId, TargetId: ROOT})))).toMatchObject({
			name: 'PolicyNotAttachedException',
		});
	});

	test('stop at ten to a node', async () => {
		const {client, create} = asResponder();
		for (let slot = 3; slot <= 10; slot++)
			await client.send(new AttachPolicyCommand({PolicyId: await create(`slot ${slot}`), TargetId: ROOT}));
		const PolicyId = await create('slot 11');
		expect(await failure(client.send(new AttachPolicyCommand({PolicyId, TargetId: ROOT})))).toMatchObject({
			name: 'ConstraintViolationException',
			reason: 'MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
		});
		await expect(client.send(new AttachPolicyCommand({PolicyId, TargetId: 'ou-ab12-workloads'}))).resolves.toBeDefined();
	});

	test('never end with none', async () => {
		const {client} = asResponder();
		expect(await failure(client.send(new DetachPolicyCommand({PolicyId: 'p-FullAWSAccess', TargetId: '444444444444'})))).toMatchObject({
			name: 'ConstraintViolationException',
			reason: 'MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED',
		});
	});

	test('need a target and a policy that exist', async () => {
		const {client, create} = asResponder();
		const attach = (PolicyId: string, TargetId: string) => failure(client.send(new AttachPolicyCommand({PolicyId, TargetId})));
		expect(await attach('p-none0000', ROOT)).toMatchObject({name: 'PolicyNotFoundException'});
		expect(await attach(await create('one'), 'r-none')).toMatchObject({name: 'TargetNotFoundException'});
	});
});

describe('the policy type', () => {
	test('switched off takes every policy with it, and switched on brings back only full access', async () => {
		const {client, create} = asResponder();
		const PolicyId = await create('one');
		await client.send(new DisablePolicyTypeCommand({RootId: ROOT, PolicyType: TYPE}));
		expect((await client.send(new ListRootsCommand({}))).Roots?.[0]?.PolicyTypes).toEqual([]);
		expect(await failure(client.send(new AttachPolicyCommand({PolicyId, TargetId: ROOT})))).toMatchObject({
			name: 'PolicyTypeNotEnabledException',
		});
		expect(await failure(client.send(new DisablePolicyTypeCommand({RootId: ROOT, PolicyType: TYPE})))).toMatchObject({
			name: 'PolicyTypeNotEnabledException',
		});
		await client.send(new EnablePolicyTypeCommand({RootId: ROOT, PolicyType: TYPE}));
		expect(await failure(client.send(new EnablePolicyTypeCommand({RootId: ROOT, PolicyType: TYPE})))).toMatchObject({
			name: 'PolicyTypeAlreadyEnabledException',
		});
		const {Policies} = await client.send(new ListPoliciesForTargetCommand({TargetId: ROOT, Filter: TYPE}));
		expect(Policies?.map(({Id}) => Id)).toEqual(['p-FullAWSAccess']);
		expect(await failure(client.send(new EnablePolicyTypeCommand({RootId: 'r-none', PolicyType: TYPE})))).toMatchObject({
			name: 'RootNotFoundException',
		});
	});
});

describe('who may call', () => {
	test('a member account may describe the organization and nothing else', async () => {
		const {sandbox} = asResponder();
		// An administrator there: nothing but Organizations' own rule stands in the way.
		const member = {...caller(sandbox, 'delegated-admin')};
		sandbox.world.organization.delegatedAdministrators.clear();
		const client = new OrganizationsClient(clientConfig(sandbox, member));
		await expect(client.send(new DescribeOrganizationCommand({}))).resolves.toHaveProperty('Organization');
		expect(await failure(client.send(new ListRootsCommand({})))).toMatchObject({
			name: 'AccessDeniedException',
			message: "You don't have permissions to access this resource.",
		});
		expect(sandbox.calls.at(-1)).toMatchObject({operation: 'ListRoots', outcome: 'denied'});
	});

	test('a delegated administrator reads and does not write', async () => {
		const {sandbox, create} = asResponder();
		const PolicyId = await create('one');
		const client = new OrganizationsClient(clientConfig(sandbox, caller(sandbox, 'delegated-admin')));
		await expect(client.send(new ListPoliciesCommand({Filter: TYPE}))).resolves.toMatchObject({Policies: {length: 3}});
		expect(await failure(client.send(new AttachPolicyCommand({PolicyId, TargetId: ROOT})))).toMatchObject({name: 'AccessDeniedException'});
	});
});
