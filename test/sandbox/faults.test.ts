import {GuardDutyClient, ListDetectorsCommand, ListOrganizationAdminAccountsCommand} from '@aws-sdk/client-guardduty';
import {AttachPolicyCommand, ListPoliciesForTargetCommand, ListRootsCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {DescribeInstanceCommand, ListInstancesCommand, SSOAdminClient} from '@aws-sdk/client-sso-admin';
import {describe, expect, test} from 'vitest';
import {type Fault, isFault} from '../../src/sandbox/faults.ts';
import {caller, clientConfig, denyOf, EVERYWHERE_MS, failure, probe, putInForce, virtualSandbox} from './support.ts';

async function bucketsAs(name: string, ...faults: Fault[]) {
	const {sandbox, clock} = virtualSandbox({faults});
	const session = await probe(sandbox, '444444444444', name);
	await putInForce(sandbox, denyOf('test-user'));
	await clock.sleep(EVERYWHERE_MS);
	return {sandbox, clock, call: new S3Client(clientConfig(sandbox, session)).send(new ListBucketsCommand({}))};
}

describe('scp-not-enforced', () => {
	test('takes the policy and lets the target go on, for ever', async () => {
		const {sandbox, clock, call} = await bucketsAs('test-user', 'scp-not-enforced');
		await expect(call).resolves.toHaveProperty('Buckets');
		await clock.sleep(3_600_000);
		await expect(
			new S3Client(clientConfig(sandbox, caller(sandbox, 'test-user'))).send(new ListBucketsCommand({})),
		).resolves.toHaveProperty('Buckets');
		const organizations = new OrganizationsClient(clientConfig(sandbox));
		const attached = new ListPoliciesForTargetCommand({TargetId: 'r-ab12', Filter: 'SERVICE_CONTROL_POLICY'});
		expect((await organizations.send(attached)).Policies).toHaveLength(3);
	});
});

describe('scp-hits-everyone', () => {
	test('denies the control too', async () => {
		const {call} = await bucketsAs('control', 'scp-hits-everyone');
		expect(await failure(call)).toMatchObject({name: 'AccessDenied', message: expect.stringContaining('service control policy')});
	});

	test('and leaves the management account and the scenario’s own policies alone', async () => {
		const {sandbox} = await bucketsAs('control', 'scp-hits-everyone').then(({call, ...rest}) => failure(call).then(() => rest));
		const admin = new S3Client(clientConfig(sandbox, caller(sandbox, 'ops-admin')));
		await expect(admin.send(new ListBucketsCommand({}))).resolves.toHaveProperty('Buckets');
	});

	test('a sandbox without the fault spares the control', async () => {
		const {call} = await bucketsAs('control');
		await expect(call).resolves.toHaveProperty('Buckets');
	});
});

describe('probe-role-powerless', () => {
	test('the probe role can be assumed and is allowed nothing', async () => {
		const {sandbox} = virtualSandbox({faults: ['probe-role-powerless']});
		const session = await probe(sandbox, '444444444444', 'control');
		expect((await failure(new S3Client(clientConfig(sandbox, session)).send(new ListBucketsCommand({})))).message).toContain(
			'because no identity-based policy allows',
		);
	});
});

describe('no-guardduty', () => {
	test('no detector and no administrator anywhere', async () => {
		const {sandbox} = virtualSandbox({faults: ['no-guardduty']});
		const client = new GuardDutyClient(clientConfig(sandbox));
		expect((await client.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
		expect((await client.send(new ListOrganizationAdminAccountsCommand({}))).AdminAccounts).toEqual([]);
	});
});

describe('lacks', () => {
	test('a whole service answers with a page that no SDK can read', async () => {
		const {sandbox} = virtualSandbox({faults: ['lacks:guardduty']});
		const failed = await failure(new GuardDutyClient(clientConfig(sandbox)).send(new ListDetectorsCommand({})));
		expect(failed.status).toBe(404);
		expect(failed.name).not.toBe('NotImplemented');
		expect(sandbox.calls).toMatchObject([{service: 'guardduty', operation: 'ListDetectors', outcome: 'error'}]);
	});

	test.each(['lacks:sso-admin:ListInstances', 'lacks:sso:ListInstances'] as const)(
		'%s: one operation, and not its neighbours',
		async fault => {
			const {sandbox} = virtualSandbox({faults: [fault]});
			const client = new SSOAdminClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1'));
			expect((await failure(client.send(new ListInstancesCommand({})))).status).toBe(404);
			const {instanceArn} = sandbox.world.identityCenter;
			await expect(client.send(new DescribeInstanceCommand({InstanceArn: instanceArn}))).resolves.toMatchObject({Status: 'ACTIVE'});
		},
	);
});

describe('deny', () => {
	test('the responder is refused this action and no other', async () => {
		const {sandbox} = virtualSandbox({faults: ['deny:organizations:AttachPolicy']});
		const client = new OrganizationsClient(clientConfig(sandbox));
		const denied = await failure(client.send(new AttachPolicyCommand({PolicyId: 'p-stay0members', TargetId: '444444444444'})));
		expect(denied).toMatchObject({
			name: 'AccessDeniedException',
			message: expect.stringContaining('with an explicit deny in an identity-based policy'),
		});
		await expect(client.send(new ListRootsCommand({}))).resolves.toHaveProperty('Roots');
	});
});

test.each([
	['scp-not-enforced', true],
	['lacks:guardduty', true],
	['lacks:sso-admin:ListInstances', true],
	['deny:organizations:*', true],
	['provisioning-changes-nothing', true],
	['provisioning-fails', true],
	['provisioning-fails:DataEngineer', true],
	['provisioning-fails:', false],
	['provisioning-fails:a b', false],
	['deny:organizations', false],
	['lacks:', false],
	['scp', false],
	['', false],
])('%j is a fault: %s', (text, expected) => {
	expect(isFault(text)).toBe(expected);
});
