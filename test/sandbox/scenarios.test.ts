import {GetRolePolicyCommand, IAMClient, ListRolesCommand} from '@aws-sdk/client-iam';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {GetInlinePolicyForPermissionSetCommand, SSOAdminClient} from '@aws-sdk/client-sso-admin';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import {openAws} from '../../src/aws/open.ts';
import {arrange} from '../../src/containment/principal/finding.ts';
import {principalsOf} from '../../src/containment/principal/principal.ts';
import {text} from '../../src/text/index.ts';
import {iamUserKey, managementAccount, memberRoot, pipelineName, scenarios} from '../scenarios.ts';
import {caller, clientConfig, denyOf, EVERYWHERE_MS, failure, putInForce, virtualSandbox} from './support.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

test('the first scenario is the one that is played when none is named; the easier ones come before the harder', () => {
	expect([...scenarios.keys()][0]).toBe('s3-discovery');
	const levels = [...scenarios.values()].map(({rehearsal}) => ['easy', 'medium', 'hard'].indexOf(rehearsal.difficulty ?? ''));
	expect(levels).not.toContain(-1);
	expect(levels).toEqual(levels.toSorted());
	expect(scenarios.size).toBeGreaterThanOrEqual(14);
});

describe.each([...scenarios.values()])('$name', scenario => {
	const {finding, tip} = scenario.rehearsal;

	test('is about a finding or about what was said on the phone', () => {
		expect([finding, tip].filter(one => one !== undefined)).toHaveLength(1);
	});

	// The leaked administrator may not enter the account that GuardDuty reports to, and sees their own account's findings only.
	test.skipIf(finding === undefined || scenario.responder === 'ops-admin')(
		'begins with the finding that is to be picked, as the program lists and names it',
		async () => {
			const {sandbox, clock} = virtualSandbox({scenario});
			const {requestHandler, responder} = sandbox;
			const transport = {requestHandler, credentials: async () => responder, region: responder.region};
			const aws = await openAws({clock, regions: scenario.guardDuty.regions, transport});
			const since = clock.now() - 7 * DAY_MS;
			const {administrator} = scenario.guardDuty;
			const found = await Promise.all(
				scenario.guardDuty.regions.map(region => aws.findings.recent({region, accountId: administrator}, since)),
			);
			const listed = arrange(found.flatMap(({findings}) => findings));
			const {type = '', principal = ''} = finding ?? {};
			const labelOf = (finding: (typeof listed)[number]) =>
				principalsOf(finding, undefined).map(text.containment.principalLabel).join(' + ');
			const right = listed.filter(finding => finding.type === type && labelOf(finding).includes(principal));
			expect(right[0]).toBe(listed[0]);
			expect(Math.max(...listed.map(finding => finding.updatedAt))).toBe(right[0]?.updatedAt);
			expect(clock.now() - (right[0]?.updatedAt ?? 0)).toBeLessThan(15 * 60_000);
		},
	);

	test('is told in sentences', () => {
		const {title, story, teaches} = scenario.rehearsal;
		expect(teaches).toMatch(/^[A-Z].*\.$/);
		expect(title).toMatch(/^[a-z]|^IAM|^GuardDuty/);
		expect(story.length).toBeGreaterThan(0);
		// A sentence may begin with somebody's user name.
		for (const sentence of story) expect(sentence).toMatch(/^(?:[A-Z]|[a-z]+-[a-z]+ ).*\.$/);
	});

	test('has live callers, each of whom is whom the scenario says and can do something', async () => {
		const {sandbox} = virtualSandbox({scenario});
		const users = scenario.iamUsers.map(({name}) => name);
		expect(new Set(users).size).toBe(users.length);
		const names = Object.keys(sandbox.otherCallers);
		const sessions = Object.keys(scenario.sessions).filter(name => name !== scenario.responder);
		expect(names).toEqual(expect.arrayContaining([...sessions, ...users.map(name => `user/${name}`)]));
		for (const name of names) {
			const config = clientConfig(sandbox, caller(sandbox, name));
			const {Account, Arn} = await new STSClient(config).send(new GetCallerIdentityCommand({}));
			const data = scenario.sessions[name];
			const user = scenario.iamUsers.find(one => name === `user/${one.name}` || name === `user/${one.name}/2`);
			expect(Account, name).toBe(data?.account ?? user?.account);
			expect(Arn?.split(/[:/]/).at(-1), name).toBe(data === undefined ? user?.name : 'root' in data ? 'root' : data.name);
			// The role of whoever is on call reads no buckets.
			if (Arn?.includes('/ir-responder/')) continue;
			await expect(new S3Client(config).send(new ListBucketsCommand({})), name).resolves.toHaveProperty('Buckets');
		}
	});
});

describe('management-account', () => {
	const sessionNames = ['cost-analyst/management', 'cost-analyst/management/auditor', 'ops-admin/cost-reports'];

	test('keeps an inline policy’s text to the letter, and provisions what it says', async () => {
		const {sandbox} = virtualSandbox({scenario: managementAccount});
		const {instanceArn: InstanceArn, permissionSets, region} = sandbox.world.identityCenter;
		const arnOf = (name: string) => [...permissionSets.values()].find(set => set.name === name)?.arn;
		const ssoAdmin = new SSOAdminClient(clientConfig(sandbox, sandbox.responder, region));
		const textOf = async (name: string) =>
			(await ssoAdmin.send(new GetInlinePolicyForPermissionSetCommand({InstanceArn, PermissionSetArn: arnOf(name)}))).InlinePolicy;
		const written = managementAccount.identityCenter.permissionSets.find(({name}) => name === 'CostReports')?.inlinePolicyText;
		expect(await textOf('CostReports')).toBe(written);
		// What a program that parses and writes it anew would lose.
		expect(written).not.toBe(JSON.stringify(JSON.parse(written ?? '')));
		expect(await textOf('AccountsAuditor')).toBe('');

		const iam = new IAMClient(clientConfig(sandbox));
		const {Roles = []} = await iam.send(new ListRolesCommand({PathPrefix: '/aws-reserved/sso.amazonaws.com/'}));
		const role = Roles.find(({RoleName}) => RoleName?.startsWith('AWSReservedSSO_CostReports_'));
		const policy = {RoleName: role?.RoleName, PolicyName: 'AwsSSOInlinePolicy'};
		const {PolicyDocument = ''} = await iam.send(new GetRolePolicyCommand(policy));
		expect(JSON.parse(decodeURIComponent(PolicyDocument))).toEqual(JSON.parse(written ?? ''));
	});

	test('a deny at the root hits her in the member account alone', async () => {
		const {sandbox, clock} = virtualSandbox({scenario: managementAccount});
		await putInForce(sandbox, denyOf('cost-analyst'));
		await clock.sleep(EVERYWHERE_MS);
		const list = (name: string) => new S3Client(clientConfig(sandbox, caller(sandbox, name))).send(new ListBucketsCommand({}));
		expect(await failure(list('cost-analyst'))).toMatchObject({name: 'AccessDenied'});
		for (const name of sessionNames) await expect(list(name)).resolves.toHaveProperty('Buckets');
	});
});

test('pipeline-name: a deny by name hits the pipeline as well', async () => {
	const {sandbox, clock} = virtualSandbox({scenario: pipelineName});
	await putInForce(sandbox, denyOf('test-user'));
	await clock.sleep(EVERYWHERE_MS);
	for (const name of ['test-user', 'ci-runner/payments', 'ci-runner/workloads-test']) {
		const list = new S3Client(clientConfig(sandbox, caller(sandbox, name))).send(new ListBucketsCommand({}));
		expect(await failure(list)).toMatchObject({name: 'AccessDenied', message: expect.stringContaining('explicit deny')});
	}
});

test('iam-user-key and member-root: the finding carries the key that is live', () => {
	for (const [scenario, name] of [
		[iamUserKey, 'user/release-bot'],
		[memberRoot, 'member-root'],
	] as const) {
		const {sandbox} = virtualSandbox({scenario});
		const [finding] = sandbox.world.guardDuty.findings;
		expect(finding?.Resource?.AccessKeyDetails?.AccessKeyId).toBe(caller(sandbox, name).accessKeyId);
	}
});
