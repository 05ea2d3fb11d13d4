import * as cloudtrail from '@aws-sdk/client-cloudtrail';
import * as ec2 from '@aws-sdk/client-ec2';
import * as guardduty from '@aws-sdk/client-guardduty';
import * as iam from '@aws-sdk/client-iam';
import * as identitystore from '@aws-sdk/client-identitystore';
import * as organizations from '@aws-sdk/client-organizations';
import * as s3 from '@aws-sdk/client-s3';
import * as ssoAdmin from '@aws-sdk/client-sso-admin';
import * as sts from '@aws-sdk/client-sts';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Sdk} from '../../src/aws/sdk.ts';
import {operationOf} from '../../src/aws/wire/operations.ts';
import {mergeDeny} from '../../src/containment/management-account/inline-policy.ts';
import {Problem} from '../../src/problem.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {denyOf, problemOf, ROOT, sandboxedAws} from './support.ts';

const packages = {
	OrganizationsClient: organizations,
	GuardDutyClient: guardduty,
	SSOAdminClient: ssoAdmin,
	IdentitystoreClient: identitystore,
	STSClient: sts,
	IAMClient: iam,
	EC2Client: ec2,
	S3Client: s3,
	CloudTrailClient: cloudtrail,
};
const clientNames = Object.keys(packages) as (keyof typeof packages)[];
const commandsOf = (client: keyof typeof packages): string[] =>
	Object.keys(packages[client]).filter(name => name.endsWith('Command') && name !== '$Command');
const everyCommand = clientNames.flatMap(client => commandsOf(client).map(command => ({client, command})));

describe('read-only ports', () => {
	test('refuse every write before anything is sent', async () => {
		const {aws, sandbox, calls} = await sandboxedAws({readOnly: true});
		const {instanceArn, identityStoreId, region, permissionSets} = sandbox.world.identityCenter;
		const instance = {arn: instanceArn, identityStoreId, region};
		const [permissionSet = ''] = permissionSets.keys();
		const merge = mergeDeny('', {userIds: [], sessionNames: ['test-user']}, 'i1');
		if (!merge.ok) throw new Error(merge.refusal.code);
		const writes = [
			aws.organizations.createPolicy({name: 'deny', description: '', deny: denyOf('test-user'), tags: {}}),
			aws.organizations.attachPolicy('p-stay0members', ROOT),
			aws.organizations.detachPolicy('p-stay0members', ROOT),
			aws.organizations.deletePolicy('p-stay0members'),
			aws.organizations.updatePolicy('p-stay0members', denyOf('test-user')),
			aws.permissionSets.putInlinePolicy(instance, permissionSet, merge.merged),
			aws.permissionSets.restoreInlinePolicy(instance, permissionSet, '{"Version":"2012-10-17","Statement":[]}'),
			aws.permissionSets.restoreInlinePolicy(instance, permissionSet, ''),
			aws.permissionSets.provision(instance, permissionSet, '111111111111'),
			aws.accessKeys.setActive('555555555555', 'ci-deploy', 'AKIAEXAMPLE000000000', false),
		];
		const named =
			/organizations:(Create|Update|Attach|Detach|Delete)Policy|sso:((Put|Delete)InlinePolicy(To|From)|Provision)PermissionSet|iam:UpdateAccessKey/;
		for (const problem of await Promise.all(writes.map(problemOf))) {
			expect(problem).toMatchObject({code: 'read-only', exit: 4});
			expect(problem.message).toMatch(named);
		}
		expect(sandbox.calls).toEqual([]);
		expect(calls).toEqual([]);
		expect(aws.calls()).toEqual({total: 0, writes: 0});
	});

	test('still look, and still prove who a probe is', async () => {
		const {aws, sandbox} = await sandboxedAws({readOnly: true});
		await aws.organizations.describe();
		const session = await aws.probes.assume({accountId: '444444444444', sessionName: 'test-user', incidentId: 'i1'});
		expect(await session.probe('s3', 'us-east-1')).toEqual({kind: 'allowed'});
		expect(sandbox.calls.some(({write}) => write)).toBe(false);
		expect(aws.calls().writes).toBe(0);
	});
});

describe('the gate', () => {
	test('knows as reads only operations that exist and whose names look', () => {
		const reads = everyCommand.filter(({client, command}) => !operationOf(client, command).write);
		expect(reads.length).toBe(41);
		for (const {client, command} of reads) {
			const looks =
				/^(Get|List|Describe|Lookup|Simulate|Decode)/.test(command) || (client === 'STSClient' && command.startsWith('AssumeRole'));
			expect(looks, `${client} ${command}`).toBe(true);
		}
	});

	test('takes whatever it does not know for a write', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (client, command) => {
				const known = everyCommand.some(one => one.client === client && one.command === command);
				return known || operationOf(client, command).write;
			}),
		);
		expect(operationOf('OrganizationsClient', 'EnablePolicyTypeCommand')).toEqual({
			service: 'organizations',
			name: 'EnablePolicyType',
			write: true,
		});
		expect(operationOf('LambdaClient', 'ListFunctionsCommand').write).toBe(true);
	});

	test('lets no write of any service out, whatever its input', async () => {
		const sent: string[] = [];
		const sdk = new Sdk({
			clock: new VirtualClock(),
			region: 'us-east-1',
			readOnly: true,
			version: '0.0.0',
			timeouts: {connection: 1000, request: 1000},
			requestHandler: {
				metadata: {handlerProtocol: 'http/1.1'},
				handle: (request: {path: string}) => {
					sent.push(request.path);
					return Promise.reject(new Error('Something was sent.'));
				},
			},
			endpoint: () => undefined,
			signIn: () => '',
			onCall: ({operation}) => sent.push(operation),
		});
		sdk.responder = {credentials: {accessKeyId: 'AKIAEXAMPLE000000000', secretAccessKey: 'example'}};
		const writes = everyCommand.filter(({client, command}) => operationOf(client, command).write);
		expect(writes.length).toBeGreaterThan(800);

		await fc.assert(
			fc.asyncProperty(fc.constantFrom(...writes), fc.dictionary(fc.string(), fc.jsonValue()), async ({client, command}, input) => {
				// The names are all that is known of the classes here; the service's id would only choose an endpoint, and there is none.
				const classes = packages[client] as unknown as Record<string, new (input: object) => unknown>;
				const Client = classes[client] as never;
				const Command = classes[command] as new (input: object) => unknown;
				const made = sdk.client('STS', Client, {}) as unknown as {send(command: unknown): Promise<unknown>};
				const refusal = await made.send(new Command(input)).catch((error: unknown) => error);
				expect(refusal).toBeInstanceOf(Problem);
				expect(refusal).toMatchObject({code: 'read-only', exit: 4});
			}),
			{numRuns: 400},
		);
		expect(sent).toEqual([]);
	});
});
