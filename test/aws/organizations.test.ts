import {describe, expect, test} from 'vitest';
import type {CheckedDeny} from '../../src/containment/policy/deny-policy.ts';
import {denyOf, MANAGEMENT, problemOf, ROOT, sandboxedAws} from './support.ts';

const policy = {
	name: 'tourniquet-20261123-test-user',
	description: 'Containment.',
	deny: denyOf('test-user'),
	tags: {'tourniquet:incident': 'i1'},
};

describe('looking at the organization', () => {
	test('who it is, and where service control policies stand', async () => {
		const {aws} = await sandboxedAws();
		expect(await aws.organizations.describe()).toEqual({id: 'o-sandbox0001', managementAccountId: MANAGEMENT, featureSet: 'ALL'});
		expect(await aws.organizations.root()).toMatchObject({id: ROOT, serviceControlPolicies: 'enabled'});
	});

	test('every account and organizational unit, by page', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const accounts = await aws.organizations.accounts();
		expect(accounts.map(({id}) => id)).toEqual([...sandbox.world.organization.accounts.keys()]);
		expect(accounts.every(({active}) => active)).toBe(true);
		const units = await aws.organizations.organizationalUnitsIn(ROOT);
		expect(units.map(({name}) => name)).toEqual(['Security', 'Workloads', 'Sandbox']);
		expect(await aws.organizations.accountsIn(ROOT)).toEqual([{id: MANAGEMENT, name: 'management', active: true}]);
	});

	test('policies, their documents, tags and targets', async () => {
		const {aws} = await sandboxedAws();
		const attached = await aws.organizations.policiesOn(ROOT);
		expect(attached.map(({id, awsManaged}) => [id, awsManaged])).toEqual([
			['p-FullAWSAccess', true],
			['p-stay0members', false],
		]);
		expect((await aws.organizations.policies()).map(({id}) => id)).toEqual(expect.arrayContaining(attached.map(({id}) => id)));
		const stay = await aws.organizations.policy('p-stay0members');
		expect(JSON.parse(stay?.document ?? '')).toMatchObject({Statement: [{Sid: 'Stay'}]});
		expect(await aws.organizations.targetsOf('p-stay0members')).toEqual([ROOT]);
		expect(await aws.organizations.tagsOf('p-stay0members')).toEqual({});
		expect(await aws.organizations.policy('p-nosuchpolicy')).toBeUndefined();
	});

	test('a member account without the right to ask is told what it lacks', async () => {
		const {sandbox} = await sandboxedAws();
		const {region, ...credentials} = sandbox.otherCallers['data.team+etl'] ?? sandbox.responder;
		const {aws} = await sandboxedAws({transport: {requestHandler: sandbox.requestHandler, credentials, region}});
		const problem = await problemOf(aws.organizations.accounts());
		expect(problem).toMatchObject({code: 'access-denied', exit: 5});
		expect(problem.next).toContain('organizations:ListAccounts');
	});
});

describe('changing the organization', () => {
	test('create, attach, detach and delete; each one twice is no fault', async () => {
		const {aws} = await sandboxedAws();
		const {organizations} = aws;
		const {policyId, arn, requestId} = await organizations.createPolicy(policy);
		expect(arn).toContain(policyId);
		expect(requestId).toMatch(/^[0-9a-f-]{36}$/);
		expect(await organizations.policy(policyId)).toMatchObject({name: policy.name, document: policy.deny.document, awsManaged: false});
		expect(await organizations.tagsOf(policyId)).toEqual(policy.tags);

		expect((await organizations.attachPolicy(policyId, ROOT)).already).toBeUndefined();
		expect(await organizations.attachPolicy(policyId, ROOT)).toEqual({requestId: expect.stringMatching(/./), already: true});
		expect(await organizations.targetsOf(policyId)).toEqual([ROOT]);
		expect(await problemOf(organizations.deletePolicy(policyId))).toMatchObject({code: 'policy-in-use'});

		expect((await organizations.detachPolicy(policyId, ROOT)).already).toBeUndefined();
		expect(await organizations.detachPolicy(policyId, ROOT)).toMatchObject({already: true});
		expect((await organizations.deletePolicy(policyId)).already).toBeUndefined();
		expect(await organizations.deletePolicy(policyId)).toMatchObject({already: true});
		expect(await organizations.policy(policyId)).toBeUndefined();
		expect(await organizations.tagsOf(policyId)).toEqual({});
		expect(await organizations.targetsOf(policyId)).toEqual([]);
	});

	test('a name that is taken is a problem of its own, which names it', async () => {
		const {aws} = await sandboxedAws();
		await aws.organizations.createPolicy(policy);
		const problem = await problemOf(aws.organizations.createPolicy(policy));
		expect(problem.code).toBe('policy-name-taken');
		expect(problem.message).toContain(policy.name);
	});

	test('a document of another shape is stopped before anything is sent, whatever its type claims', async () => {
		const {aws, sandbox} = await sandboxedAws();
		const everybody = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
		const deny = {...policy.deny, document: everybody} as CheckedDeny;
		expect(await problemOf(aws.organizations.createPolicy({...policy, deny}))).toMatchObject({code: 'not-our-deny', exit: 4});
		expect(sandbox.calls).toEqual([]);
	});

	test('AWS’s own limits are said as what they are', async () => {
		const {aws} = await sandboxedAws();
		const created = [];
		for (let number = 0; number < 9; number++) created.push(await aws.organizations.createPolicy({...policy, name: `deny-${number}`}));
		const [last, ...others] = created;
		for (const {policyId} of others) await aws.organizations.attachPolicy(policyId, ROOT);
		expect(await problemOf(aws.organizations.attachPolicy(last?.policyId ?? '', ROOT))).toMatchObject({
			code: 'max-policy-type-attachment-limit-exceeded',
			exit: 5,
		});
		expect(await problemOf(aws.organizations.attachPolicy(last?.policyId ?? '', 'r-zz99'))).toMatchObject({code: 'not-found'});
	});
});
