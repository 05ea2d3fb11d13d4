import {execFile} from 'node:child_process';
import {existsSync} from 'node:fs';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {createSandbox, type Sandbox, type SandboxCredentials} from '../../src/sandbox/sandbox.ts';
import {type Listener, listen} from '../../src/sandbox/server.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {s3Discovery} from '../scenarios.ts';
import {denyOf, EVERYWHERE_MS, START} from './support.ts';

/** Debian's own, else whatever the path has. */
const AWS = ['/usr/bin/aws', ...(process.env.PATH ?? '').split(':').map(folder => `${folder}/aws`)].find(file => existsSync(file));
if (AWS === undefined) console.warn('SKIPPED: the AWS CLI is not installed, so the containment by hand is not tested.');

/** Python starts slowly on a busy machine; a call takes about a second otherwise. */
const MINUTE = 60_000;

describe.skipIf(AWS === undefined)('the whole containment by hand, with the AWS CLI', {timeout: 5 * MINUTE}, () => {
	let sandbox: Sandbox;
	let clock: VirtualClock;
	let listener: Listener;

	beforeAll(async () => {
		// Time stands still until the test moves it: the CLI works in time of its own.
		clock = new VirtualClock({start: START, busy: () => true});
		sandbox = createSandbox({clock, scenario: s3Discovery});
		listener = await listen(sandbox, {port: 0});
	});
	afterAll(() => listener.close());

	/** Runs one command; its output, or what it said when it failed. */
	function aws(as: SandboxCredentials, region: string, ...words: readonly string[]): Promise<{output: string; error: string}> {
		const env = {
			PATH: process.env.PATH ?? '',
			HOME: '/nonexistent',
			LANG: 'C.UTF-8',
			AWS_CONFIG_FILE: '/dev/null',
			AWS_SHARED_CREDENTIALS_FILE: '/dev/null',
			AWS_EC2_METADATA_DISABLED: 'true',
			AWS_PAGER: '',
			AWS_REGION: region,
			// The first version of the CLI asks for this one.
			AWS_DEFAULT_REGION: region,
			AWS_ACCESS_KEY_ID: as.accessKeyId,
			AWS_SECRET_ACCESS_KEY: as.secretAccessKey,
			AWS_SESSION_TOKEN: as.sessionToken,
		};
		return new Promise(resolve => {
			execFile(AWS ?? 'aws', ['--endpoint-url', listener.url, '--output', 'json', ...words], {env}, (_error, stdout, stderr) =>
				resolve({output: stdout, error: stderr.trim()}),
			);
		});
	}

	async function answer<Answer>(as: SandboxCredentials, region: string, ...words: readonly string[]): Promise<Answer> {
		const {output, error} = await aws(as, region, ...words);
		expect(error).toBe('');
		return JSON.parse(output === '' ? '{}' : output);
	}

	async function assumed(role: string, session: string, ...more: readonly string[]): Promise<SandboxCredentials> {
		const {Credentials} = await answer<{Credentials: Record<'AccessKeyId' | 'SecretAccessKey' | 'SessionToken', string>}>(
			sandbox.responder,
			'us-east-1',
			...['sts', 'assume-role', '--role-arn', role, '--role-session-name', session, ...more],
		);
		const {AccessKeyId, SecretAccessKey, SessionToken} = Credentials;
		return {accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken, region: 'us-east-1'};
	}

	test('from the finding to the denial, and back', async () => {
		const {responder} = sandbox;
		const here = 'us-east-1';

		// Who we are, and the finding, read as the delegated administrator.
		expect(await answer(responder, here, 'sts', 'get-caller-identity')).toMatchObject({Account: '111111111111'});
		const {AdminAccounts} = await answer<{AdminAccounts: {AdminAccountId: string}[]}>(
			responder,
			here,
			'guardduty',
			'list-organization-admin-accounts',
		);
		const administrator = AdminAccounts[0]?.AdminAccountId;
		const reader = await assumed(`arn:aws:iam::${administrator}:role/tourniquet-findings`, 'ir-on-call');
		const {DetectorIds} = await answer<{DetectorIds: string[]}>(reader, here, 'guardduty', 'list-detectors');
		const detector = ['--detector-id', DetectorIds[0] ?? ''];
		const criteria = '{"Criterion":{"service.archived":{"Equals":["false"]},"type":{"Equals":["Discovery:S3/AnomalousBehavior"]}}}';
		const {FindingIds} = await answer<{FindingIds: string[]}>(
			reader,
			here,
			'guardduty',
			'list-findings',
			...detector,
			'--finding-criteria',
			criteria,
		);
		expect(FindingIds).toHaveLength(1);
		const {Findings} = await answer<{Findings: {Resource: {AccessKeyDetails: {PrincipalId: string}}}[]}>(
			...([reader, here, 'guardduty', 'get-findings', ...detector, '--finding-ids', ...FindingIds] as const),
		);
		const userName = Findings[0]?.Resource.AccessKeyDetails.PrincipalId.split(':')[1] ?? '';
		expect(userName).toBe('test-user');

		// The baseline: both names are allowed.
		const probeRole = 'arn:aws:iam::444444444444:role/tourniquet-probe';
		const target = await assumed(probeRole, userName, '--source-identity', userName);
		const control = await assumed(probeRole, 'someone-else');
		for (const session of [target, control]) {
			expect(await answer(session, here, 'ec2', 'describe-instances')).toMatchObject({Reservations: [{OwnerId: '444444444444'}]});
		}

		// The deny.
		const {Roots} = await answer<{Roots: {Id: string}[]}>(responder, here, 'organizations', 'list-roots');
		const root = Roots[0]?.Id ?? '';
		const {Policy} = await answer<{Policy: {PolicySummary: {Id: string; Arn: string}}}>(
			...([
				responder,
				here,
				'organizations',
				'create-policy',
				'--name',
				'by-hand',
				'--description',
				'by hand',
				'--type',
				'SERVICE_CONTROL_POLICY',
			] as const),
			...['--content', denyOf(userName)],
		);
		const {Id, Arn} = Policy.PolicySummary;
		await answer(responder, here, 'organizations', 'attach-policy', '--policy-id', Id, '--target-id', root);
		clock.advance(EVERYWHERE_MS);

		// The proof: the target is denied by this very policy, the control is not; the live session is cut too.
		const denied = await aws(target, here, 'ec2', 'describe-instances');
		expect(denied.output).toBe('');
		expect(denied.error).toContain(
			'An error occurred (UnauthorizedOperation) when calling the DescribeInstances operation: You are not authorized to perform this operation.',
		);
		expect(denied.error).toContain(`with an explicit deny in a service control policy: ${Arn}. Encoded authorization failure message: `);
		const encoded = denied.error.slice(denied.error.lastIndexOf(' ') + 1);
		const decoded = await answer<{DecodedMessage: string}>(
			responder,
			here,
			'sts',
			'decode-authorization-message',
			'--encoded-message',
			encoded,
		);
		expect(JSON.parse(decoded.DecodedMessage)).toMatchObject({allowed: false, explicitDeny: true});
		expect(await answer(control, here, 'ec2', 'describe-instances')).toHaveProperty('Reservations.length', 1);
		expect((await aws(target, here, 's3api', 'list-buckets')).error).toContain(
			`(AccessDenied) when calling the ListBuckets operation: User: arn:aws:sts::444444444444:assumed-role/tourniquet-probe/${userName}`,
		);
		const live = sandbox.otherCallers[userName] ?? target;
		expect((await aws(live, here, 's3', 'ls')).error).toContain('explicit deny in a service control policy');
		expect(await answer(target, here, 'sts', 'get-caller-identity')).toMatchObject({UserId: expect.stringMatching(/:test-user$/)});

		// Off again.
		await answer(responder, here, 'organizations', 'detach-policy', '--policy-id', Id, '--target-id', root);
		await answer(responder, here, 'organizations', 'delete-policy', '--policy-id', Id);
		clock.advance(EVERYWHERE_MS);
		expect(await answer(target, here, 'ec2', 'describe-instances')).toHaveProperty('Reservations.length', 1);
		expect(sandbox.calls.filter(({write}) => write).map(({operation}) => operation)).toEqual([
			'CreatePolicy',
			'AttachPolicy',
			'DetachPolicy',
			'DeletePolicy',
		]);
	});

	test('what the person reaches, in the directory’s own region', async () => {
		const {responder} = sandbox;
		const {Instances} = await answer<{Instances: {InstanceArn: string; IdentityStoreId: string}[]}>(
			responder,
			'eu-west-1',
			'sso-admin',
			'list-instances',
		);
		const {InstanceArn = '', IdentityStoreId = ''} = Instances[0] ?? {};
		const named = '{"UniqueAttribute":{"AttributePath":"userName","AttributeValue":"data.team+etl"}}';
		const {UserId} = await answer<{UserId: string}>(
			...([
				responder,
				'eu-west-1',
				'identitystore',
				'get-user-id',
				'--identity-store-id',
				IdentityStoreId,
				'--alternate-identifier',
				named,
			] as const),
		);
		const member = JSON.stringify({UserId});
		const {GroupMemberships} = await answer<{GroupMemberships: {GroupId: string}[]}>(
			...([
				responder,
				'eu-west-1',
				'identitystore',
				'list-group-memberships-for-member',
				'--identity-store-id',
				IdentityStoreId,
				'--member-id',
				member,
			] as const),
		);
		expect(GroupMemberships).toHaveLength(2);
		const {PermissionSets} = await answer<{PermissionSets: string[]}>(
			responder,
			'eu-west-1',
			'sso-admin',
			'list-permission-sets',
			'--instance-arn',
			InstanceArn,
		);
		expect(PermissionSets).toHaveLength(3);
		const {Accounts} = await answer<{Accounts: unknown[]}>(responder, 'us-east-1', 'organizations', 'list-accounts', '--page-size', '2');
		expect(Accounts).toHaveLength(7);
	});

	test('what the sandbox does not have fails by name', async () => {
		const {error} = await aws(sandbox.responder, 'us-east-1', 'organizations', 'list-handshakes-for-organization');
		expect(error).toContain('The sandbox does not know organizations:ListHandshakesForOrganization.');
		const another = await aws(sandbox.responder, 'us-east-1', 'lambda', 'list-functions');
		expect(another.error).toContain('The sandbox does not know the service lambda.');
	});
});
