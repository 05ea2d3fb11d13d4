import {
	type FindingCriteria,
	GetAdministratorAccountCommand,
	GetDetectorCommand,
	GetFindingsCommand,
	GuardDutyClient,
	ListDetectorsCommand,
	ListFindingsCommand,
	ListOrganizationAdminAccountsCommand,
	paginateListFindings,
	type SortCriteria,
} from '@aws-sdk/client-guardduty';
import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../../src/sandbox/sandbox.ts';
import {assume, caller, clientConfig, failure, START, virtualSandbox} from '../support.ts';

async function reader(sandbox: Sandbox, account: string, region = 'us-east-1') {
	const session = await assume(sandbox, {account, name: 'tourniquet-findings'}, 'reader');
	return opened(new GuardDutyClient(clientConfig(sandbox, session, region)));
}

async function opened(client: GuardDutyClient) {
	const [DetectorId = ''] = (await client.send(new ListDetectorsCommand({}))).DetectorIds ?? [];
	const find = async (criterion: FindingCriteria['Criterion'] = {}, sort?: SortCriteria) => {
		const ids: string[] = [];
		const input = {DetectorId, FindingCriteria: {Criterion: criterion}, ...(sort && {SortCriteria: sort})};
		for await (const {FindingIds = []} of paginateListFindings({client}, input)) ids.push(...FindingIds);
		if (ids.length === 0) return [];
		const {Findings = []} = await client.send(new GetFindingsCommand({DetectorId, FindingIds: ids, ...(sort && {SortCriteria: sort})}));
		return Findings;
	};
	return {client, DetectorId, find};
}

describe('who sees what', () => {
	test('the delegated administrator sees every account, in the region it asks', async () => {
		const {sandbox} = virtualSandbox();
		const seen = await (await reader(sandbox, '222222222222')).find();
		expect(new Set(seen.map(({AccountId}) => AccountId))).toEqual(
			new Set(['111111111111', '222222222222', '444444444444', '555555555555', '666666666666']),
		);
		expect(new Set(seen.map(({Region}) => Region))).toEqual(new Set(['us-east-1']));
		const there = await (await reader(sandbox, '222222222222', 'eu-west-1')).find();
		expect(there.map(({Type}) => Type).sort()).toEqual([
			'Exfiltration:S3/AnomalousBehavior',
			'UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS',
		]);
	});

	test('another account sees its own', async () => {
		const {sandbox} = virtualSandbox();
		const seen = await (await reader(sandbox, '444444444444')).find();
		expect(new Set(seen.map(({AccountId}) => AccountId))).toEqual(new Set(['444444444444']));
		const own = await (await opened(new GuardDutyClient(clientConfig(sandbox)))).find();
		expect(own.map(({AccountId}) => AccountId)).toEqual(['111111111111']);
	});

	test('a detector answers in its own account and region alone', async () => {
		const {sandbox} = virtualSandbox();
		const {DetectorId} = await reader(sandbox, '222222222222');
		const {client} = await reader(sandbox, '444444444444');
		const refused = await failure(client.send(new ListFindingsCommand({DetectorId})));
		expect(refused).toMatchObject({name: 'BadRequestException', message: expect.stringContaining('not owned by the current account')});
		const elsewhere = new GuardDutyClient(clientConfig(sandbox, sandbox.responder, 'us-west-2'));
		expect((await elsewhere.send(new ListDetectorsCommand({}))).DetectorIds).toEqual([]);
	});

	test('the management account, and it alone, is told who the administrator is', async () => {
		const {sandbox} = virtualSandbox();
		const {client, DetectorId} = await opened(new GuardDutyClient(clientConfig(sandbox)));
		const {AdminAccounts} = await client.send(new ListOrganizationAdminAccountsCommand({}));
		expect(AdminAccounts).toEqual([{AdminAccountId: '222222222222', AdminStatus: 'ENABLED'}]);
		expect((await client.send(new GetDetectorCommand({DetectorId}))).Status).toBe('ENABLED');
		expect((await client.send(new GetAdministratorAccountCommand({DetectorId}))).Administrator?.AccountId).toBe('222222222222');
		const member = new GuardDutyClient(clientConfig(sandbox, caller(sandbox, 'delegated-admin')));
		expect(await failure(member.send(new ListOrganizationAdminAccountsCommand({})))).toMatchObject({name: 'BadRequestException'});
	});
});

describe('criteria', () => {
	test.each([
		['severity', {severity: {GreaterThanOrEqual: 8}}, ['AttackSequence:IAM/CompromisedCredentials']],
		[
			'an hour ago or less, in milliseconds',
			{updatedAt: {GreaterThanOrEqual: START - 3_600_000}, severity: {LessThan: 5}},
			['Discovery:S3/AnomalousBehavior'],
		],
		['archived', {'service.archived': {Equals: ['true']}}, ['Discovery:IAMUser/AnomalousBehavior']],
		[
			'not archived, of one account',
			{'service.archived': {Equals: ['false']}, accountId: {Equals: ['666666666666']}},
			['Policy:IAMUser/RootCredentialUsage'],
		],
		[
			'a kind of user',
			{'resource.accessKeyDetails.userType': {Equals: ['IAMUser']}, type: {NotEquals: ['Recon:IAMUser/TorIPCaller']}},
			['UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom'],
		],
		[
			'a user name',
			{'resource.accessKeyDetails.userName': {Equals: ['ci-deploy']}},
			['UnauthorizedAccess:IAMUser/MaliciousIPCaller.Custom'],
		],
		[
			'a bucket, inside a list',
			{'resource.s3BucketDetails.name': {Equals: ['example-workloads-prod-lake']}},
			['Discovery:S3/AnomalousBehavior'],
		],
		['another region', {region: {Equals: ['eu-west-1']}}, []],
	] satisfies [string, FindingCriteria['Criterion'], string[]][])('%s', async (_what, criterion, types) => {
		const {sandbox} = virtualSandbox();
		const found = await (await reader(sandbox, '222222222222')).find(criterion);
		expect(found.map(({Type}) => Type)).toEqual(types);
	});

	test('order', async () => {
		const {sandbox} = virtualSandbox();
		const {find} = await reader(sandbox, '222222222222');
		const times = (await find({}, {AttributeName: 'updatedAt', OrderBy: 'DESC'})).map(({UpdatedAt = ''}) => Date.parse(UpdatedAt));
		expect(times).toEqual([...times].sort((one, other) => other - one));
		const severities = (await find({}, {AttributeName: 'severity', OrderBy: 'ASC'})).map(({Severity = 0}) => Severity);
		expect(severities).toEqual([...severities].sort((one, other) => one - other));
	});

	test('what only filters know, and pages that are too big, are refused', async () => {
		const {sandbox} = virtualSandbox();
		const {client, DetectorId} = await reader(sandbox, '222222222222');
		const matches = {Criterion: {type: {Matches: ['AttackSequence*']}}};
		expect(await failure(client.send(new ListFindingsCommand({DetectorId, FindingCriteria: matches})))).toMatchObject({
			name: 'BadRequestException',
		});
		expect(await failure(client.send(new ListFindingsCommand({DetectorId, MaxResults: 51})))).toMatchObject({name: 'BadRequestException'});
		const FindingIds = Array.from({length: 51}, (_, number) => String(number));
		expect(await failure(client.send(new GetFindingsCommand({DetectorId, FindingIds})))).toMatchObject({name: 'BadRequestException'});
	});
});

describe('every kind of principal', () => {
	async function byType(type: string, region = 'us-east-1') {
		const {sandbox} = virtualSandbox();
		const [finding] = await (await reader(sandbox, '222222222222', region)).find({type: {Equals: [type]}});
		return {sandbox, finding};
	}

	test('the Identity Center session is live: the finding names its access key', async () => {
		const {sandbox, finding} = await byType('Discovery:S3/AnomalousBehavior');
		expect(finding?.Resource?.AccessKeyDetails).toEqual({
			AccessKeyId: caller(sandbox, 'test-user').accessKeyId,
			PrincipalId: expect.stringMatching(/^AROA[A-Z2-7]{17}:test-user$/),
			UserName: expect.stringMatching(/^AWSReservedSSO_DataEngineer_[0-9a-f]{16}$/),
			UserType: 'AssumedRole',
		});
	});

	test('an attack sequence names two actors and no access key', async () => {
		const {finding} = await byType('AttackSequence:IAM/CompromisedCredentials');
		expect(finding?.Resource).toEqual({ResourceType: 'AttackSequence'});
		expect(finding?.Service?.Detection?.Sequence?.Actors?.map(({User}) => User?.Uid?.split(':')[1])).toEqual([
			'test-user',
			'data.team+etl',
		]);
	});

	test('an instance’s role, from outside', async () => {
		const {finding} = await byType('UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', 'eu-west-1');
		expect(finding?.Resource?.InstanceDetails?.InstanceId).toBe('i-0a1b2c3d4e5f60718');
		expect(finding?.Resource?.AccessKeyDetails?.PrincipalId).toMatch(/^AROA[A-Z2-7]{17}:i-0a1b2c3d4e5f60718$/);
	});

	test('a sample says that it is one, in its title and in its additional information', async () => {
		const {finding} = await byType('Recon:IAMUser/TorIPCaller');
		expect(finding?.Title).toMatch(/^\[SAMPLE\] /);
		expect(JSON.parse(finding?.Service?.AdditionalInfo?.Value ?? '')).toEqual({sample: true});
	});

	test('hostile text reaches the client as it is', async () => {
		const {finding} = await byType('Exfiltration:S3/AnomalousBehavior', 'eu-west-1');
		expect(finding?.Title).toContain('\u001b[31m');
		expect(finding?.Title).toContain('\u202e');
		expect(finding?.Service?.Action?.AwsApiCallAction?.UserAgent).toContain('\u001b[8m');
		expect(finding?.Resource?.AccessKeyDetails?.UserName).toContain('\u001b[5m');
	});
});
