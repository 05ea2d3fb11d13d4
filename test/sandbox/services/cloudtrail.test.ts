import {CloudTrailClient, type Event, LookupEventsCommand, type LookupEventsCommandInput} from '@aws-sdk/client-cloudtrail';
import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {GetRoleCommand, IAMClient} from '@aws-sdk/client-iam';
import {IdentitystoreClient, ListUsersCommand} from '@aws-sdk/client-identitystore';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {GetCallerIdentityCommand, STSClient} from '@aws-sdk/client-sts';
import {describe, expect, test} from 'vitest';
import type {Sandbox, SandboxCredentials} from '../../../src/sandbox/sandbox.ts';
import type {VirtualClock} from '../../../src/sandbox/virtual-clock.ts';
import {assume, caller, clientConfig, denyOf, failure, probe, putInForce, virtualSandbox} from '../support.ts';

const FINDINGS_ROLE = 'tourniquet-findings';
/** Longer than any event takes to be seen. */
const SEEN_MS = 5000;

interface Place {
	readonly account?: string;
	readonly region?: string;
}

async function clientIn(sandbox: Sandbox, {account, region = 'us-east-1'}: Place): Promise<CloudTrailClient> {
	const as = account === undefined ? sandbox.responder : await assume(sandbox, {account, name: FINDINGS_ROLE}, 'reader');
	return new CloudTrailClient(clientConfig(sandbox, as, region));
}

/** Every page, as a client that keeps to AWS's pace sees it. */
async function lookUp(sandbox: Sandbox, clock: VirtualClock, place: Place, input: LookupEventsCommandInput = {}) {
	const client = await clientIn(sandbox, place);
	const pages: Event[][] = [];
	let NextToken: string | undefined;
	do {
		const answer = await client.send(new LookupEventsCommand({...input, NextToken}));
		pages.push(answer.Events ?? []);
		NextToken = answer.NextToken;
		await clock.sleep(500);
	} while (NextToken !== undefined);
	const events = pages.flat();
	return {pages, events, records: events.map(({CloudTrailEvent = ''}) => JSON.parse(CloudTrailEvent))};
}

const by = (AttributeKey: 'AccessKeyId' | 'EventName' | 'Username' | 'ReadOnly' | 'ResourceName' | 'EventId', AttributeValue: string) => ({
	LookupAttributes: [{AttributeKey, AttributeValue}],
});

const identity = (sandbox: Sandbox, as: SandboxCredentials) =>
	new STSClient(clientConfig(sandbox, as)).send(new GetCallerIdentityCommand({}));

describe('what a call leaves', () => {
	test('a session’s: who, with the role it is of, what and when', async () => {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'test-user', {SourceIdentity: 'test-user'});
		await new EC2Client(clientConfig(sandbox, session)).send(new DescribeInstancesCommand({MaxResults: 5}));
		await clock.sleep(SEEN_MS);
		const {events, records} = await lookUp(sandbox, clock, {account: '444444444444'}, by('AccessKeyId', session.accessKeyId));
		const role = sandbox.world.roles.get('arn:aws:iam::444444444444:role/tourniquet-probe');
		expect(records).toEqual([
			{
				eventVersion: expect.stringMatching(/^1\.\d+$/),
				userIdentity: {
					type: 'AssumedRole',
					principalId: `${role?.id}:test-user`,
					arn: 'arn:aws:sts::444444444444:assumed-role/tourniquet-probe/test-user',
					accountId: '444444444444',
					accessKeyId: session.accessKeyId,
					sessionContext: {
						sessionIssuer: {
							type: 'Role',
							principalId: role?.id,
							arn: role?.arn,
							accountId: '444444444444',
							userName: 'tourniquet-probe',
						},
						attributes: {creationDate: '2026-11-23T12:00:00Z', mfaAuthenticated: 'false'},
						sourceIdentity: 'test-user',
					},
				},
				eventTime: '2026-11-23T12:00:00Z',
				eventSource: 'ec2.amazonaws.com',
				eventName: 'DescribeInstances',
				awsRegion: 'us-east-1',
				sourceIPAddress: '192.0.2.10',
				userAgent: expect.stringContaining('aws-sdk-js'),
				requestParameters: {maxResults: 5},
				responseElements: null,
				requestID: expect.stringMatching(/^[0-9a-f-]{36}$/),
				eventID: events[0]?.EventId,
				readOnly: true,
				eventType: 'AwsApiCall',
				managementEvent: true,
				recipientAccountId: '444444444444',
				eventCategory: 'Management',
			},
		]);
		expect(events).toMatchObject([
			{EventName: 'DescribeInstances', Username: 'test-user', AccessKeyId: session.accessKeyId, ReadOnly: 'true'},
		]);
	});

	test('AssumeRole across accounts is in both, and the key it made is in the answer, its secret nowhere', async () => {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'control');
		await clock.sleep(SEEN_MS);
		const here = await lookUp(sandbox, clock, {}, by('ResourceName', session.accessKeyId));
		const there = await lookUp(sandbox, clock, {account: '444444444444'}, by('ResourceName', session.accessKeyId));
		const response = {
			credentials: {
				accessKeyId: session.accessKeyId,
				sessionToken: session.sessionToken,
				expiration: 'Nov 23, 2026 1:00:00 PM',
			},
			assumedRoleUser: {
				assumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:control$/),
				arn: 'arn:aws:sts::444444444444:assumed-role/tourniquet-probe/control',
			},
		};
		const roleArn = 'arn:aws:iam::444444444444:role/tourniquet-probe';
		const shared = {
			eventName: 'AssumeRole',
			readOnly: true,
			requestParameters: {roleArn, roleSessionName: 'control'},
			responseElements: response,
			resources: [{ARN: roleArn, accountId: '444444444444', type: 'AWS::IAM::Role'}],
			sharedEventID: here.records[0]?.sharedEventID,
		};
		expect(here.records).toMatchObject([{...shared, userIdentity: {type: 'AssumedRole'}, recipientAccountId: '111111111111'}]);
		expect(there.records).toMatchObject([{...shared, recipientAccountId: '444444444444'}]);
		expect(there.records[0]?.userIdentity).toEqual({
			type: 'AWSAccount',
			principalId: here.records[0]?.userIdentity.principalId,
			accountId: '111111111111',
		});
		expect(here.records[0]?.eventID).not.toBe(there.records[0]?.eventID);
		expect(JSON.stringify([here.events, there.events])).not.toContain(session.secretAccessKey);
	});

	test('what is denied says so in the caller’s account alone', async () => {
		const {sandbox, clock} = virtualSandbox();
		const role = {account: '444444444444', name: 'tourniquet-probe'};
		await failure(assume(sandbox, role, 'control', {}, caller(sandbox, 'ops-admin')));
		await clock.sleep(SEEN_MS);
		const here = await lookUp(sandbox, clock, {}, by('Username', 'ops-admin'));
		expect(here.records).toMatchObject([
			{eventName: 'AssumeRole', errorCode: 'AccessDenied', errorMessage: expect.stringContaining('sts:AssumeRole'), responseElements: null},
		]);
		expect((await lookUp(sandbox, clock, {account: '444444444444'}, by('EventName', 'AssumeRole'))).records).not.toContainEqual(
			expect.objectContaining({errorCode: 'AccessDenied'}),
		);
	});

	test('EC2’s codes carry their prefix', async () => {
		const {sandbox, clock} = virtualSandbox();
		await failure(new EC2Client(clientConfig(sandbox)).send(new DescribeInstancesCommand({})));
		await clock.sleep(SEEN_MS);
		const {records} = await lookUp(sandbox, clock, {}, by('EventName', 'DescribeInstances'));
		expect(records).toMatchObject([{errorCode: 'Client.UnauthorizedOperation'}]);
	});

	test('a change says what was answered, and lists what it is about', async () => {
		const {sandbox, clock} = virtualSandbox();
		const {id} = await putInForce(sandbox, denyOf('test-user'));
		await clock.sleep(SEEN_MS);
		const {records} = await lookUp(sandbox, clock, {}, by('ReadOnly', 'false'));
		expect(records).toMatchObject([
			{eventName: 'AttachPolicy', readOnly: false, requestParameters: {policyId: id, targetId: 'r-ab12'}, responseElements: null},
			{eventName: 'CreatePolicy', readOnly: false, responseElements: {policy: {policySummary: {id}}}},
		]);
	});

	test('an IAM user is told by its name, and global services are in us-east-1', async () => {
		const {sandbox, clock} = virtualSandbox();
		const key = [...sandbox.world.credentials.values()].find(({principal}) => principal.kind === 'user');
		const user = {
			accessKeyId: key?.accessKeyId ?? '',
			secretAccessKey: key?.secretAccessKey ?? '',
			sessionToken: undefined as never,
			region: 'eu-west-1',
		};
		await new S3Client(clientConfig(sandbox, user)).send(new ListBucketsCommand({}));
		await new IAMClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1')).send(new GetRoleCommand({RoleName: 'ir-responder'}));
		await clock.sleep(SEEN_MS);
		const s3 = await lookUp(sandbox, clock, {account: '555555555555', region: 'eu-west-1'}, by('Username', 'ci-deploy'));
		expect(s3.records).toMatchObject([{userIdentity: {type: 'IAMUser', userName: 'ci-deploy', accessKeyId: user.accessKeyId}}]);
		const iam = await lookUp(sandbox, clock, {}, by('EventName', 'GetRole'));
		expect(iam.records).toMatchObject([{awsRegion: 'us-east-1', requestParameters: {roleName: 'ir-responder'}, responseElements: null}]);
	});

	test('what the service’s model calls sensitive is hidden', async () => {
		const {sandbox, clock} = virtualSandbox();
		const client = new IdentitystoreClient(clientConfig(sandbox, sandbox.responder, 'eu-west-1'));
		const {identityStoreId} = sandbox.world.identityCenter;
		const Filters = [{AttributePath: 'UserName', AttributeValue: 'test-user'}];
		await client.send(new ListUsersCommand({IdentityStoreId: identityStoreId, Filters}));
		await clock.sleep(SEEN_MS);
		const {records} = await lookUp(sandbox, clock, {region: 'eu-west-1'}, by('EventName', 'ListUsers'));
		expect(records[0]?.requestParameters).toEqual({
			identityStoreId,
			filters: [{attributePath: 'UserName', attributeValue: 'HIDDEN_DUE_TO_SECURITY_REASONS'}],
		});
	});

	test('whoever AWS does not know leaves nothing', async () => {
		const {sandbox, clock} = virtualSandbox();
		await failure(identity(sandbox, {...sandbox.responder, sessionToken: 'another'}));
		await clock.sleep(SEEN_MS);
		expect((await lookUp(sandbox, clock, {}, by('EventName', 'GetCallerIdentity'))).events).toEqual([]);
	});
});

describe('LookupEvents', () => {
	test('shows an event seconds after the call, not before', async () => {
		const {sandbox, clock} = virtualSandbox();
		await identity(sandbox, sandbox.responder);
		expect((await lookUp(sandbox, clock, {}, by('EventName', 'GetCallerIdentity'))).events).toHaveLength(0);
		await clock.sleep(SEEN_MS);
		expect((await lookUp(sandbox, clock, {}, by('EventName', 'GetCallerIdentity'))).events).toHaveLength(1);
	});

	test('knows its own account and region only', async () => {
		const {sandbox, clock} = virtualSandbox();
		await identity(sandbox, sandbox.responder);
		await clock.sleep(SEEN_MS);
		const named = by('EventName', 'GetCallerIdentity');
		expect((await lookUp(sandbox, clock, {region: 'eu-west-1'}, named)).events).toEqual([]);
		expect((await lookUp(sandbox, clock, {account: '555555555555'}, named)).events).toEqual([]);
	});

	test('pages newest first behind an empty page, and what happens meanwhile moves nothing', async () => {
		const {sandbox, clock} = virtualSandbox();
		for (let call = 0; call < 7; call++) {
			await identity(sandbox, sandbox.responder);
			await clock.sleep(2000);
		}
		await clock.sleep(SEEN_MS);
		const client = await clientIn(sandbox, {});
		const input = {...by('EventName', 'GetCallerIdentity'), MaxResults: 3};
		const sizes: number[] = [];
		const times: (number | undefined)[] = [];
		let NextToken: string | undefined;
		do {
			const answer = await client.send(new LookupEventsCommand({...input, NextToken}));
			sizes.push(answer.Events?.length ?? -1);
			times.push(...(answer.Events ?? []).map(({EventTime}) => EventTime?.getTime()));
			NextToken = answer.NextToken;
			await identity(sandbox, sandbox.responder);
			await clock.sleep(SEEN_MS);
		} while (NextToken !== undefined);
		expect(sizes).toEqual([0, 3, 3, 1]);
		expect(times).toEqual([...times].sort((a, b) => Number(b) - Number(a)));
		expect(new Set(times).size).toBe(7);
	});

	test('takes both ends of the time', async () => {
		const {sandbox, clock} = virtualSandbox();
		for (let call = 0; call < 3; call++) {
			await identity(sandbox, sandbox.responder);
			await clock.sleep(10_000);
		}
		const named = by('EventName', 'GetCallerIdentity');
		const [, middle] = (await lookUp(sandbox, clock, {}, named)).events;
		const only = await lookUp(sandbox, clock, {}, {...named, StartTime: middle?.EventTime, EndTime: middle?.EventTime});
		expect(only.events.map(({EventId}) => EventId)).toEqual([middle?.EventId]);
	});

	test('forgets after ninety days', async () => {
		const {sandbox, clock} = virtualSandbox();
		await identity(sandbox, sandbox.responder);
		const day = 24 * 60 * 60 * 1000;
		await clock.sleep(89 * day);
		expect((await lookUp(sandbox, clock, {}, by('EventName', 'GetCallerIdentity'))).events).toHaveLength(1);
		await clock.sleep(1.5 * day);
		expect((await lookUp(sandbox, clock, {}, by('EventName', 'GetCallerIdentity'))).events).toEqual([]);
	});

	test('holds no more than it has room for, and lets the oldest go', async () => {
		const {sandbox, clock} = virtualSandbox();
		const credential = sandbox.world.credentials.get(sandbox.responder.accessKeyId);
		if (credential === undefined) throw new Error('no responder');
		for (let call = 0; call < 5010; call++) {
			sandbox.world.trail.record({
				caller: credential,
				at: clock.now() + call * 1000,
				service: 'sts',
				name: 'GetCallerIdentity',
				region: 'us-west-2',
				readOnly: true,
				request: {call},
				response: null,
				sourceIp: '192.0.2.1',
				userAgent: 'test',
				requestId: `request-${call}`,
			});
		}
		const held = sandbox.world.trail.events('111111111111', 'us-west-2', clock.now() + 6_000_000);
		expect([held.length, held[0]?.requestParameters, held.at(-1)?.requestParameters]).toEqual([5000, {call: 5009}, {call: 10}]);
	});

	test.each([
		[
			'two attributes',
			{LookupAttributes: [by('Username', 'a'), by('EventName', 'b')].flatMap(one => one.LookupAttributes)},
			'InvalidLookupAttributesException',
		],
		['an attribute without a value', by('Username', ''), 'InvalidLookupAttributesException'],
		[
			'an attribute that there is not',
			{LookupAttributes: [{AttributeKey: 'Colour' as never, AttributeValue: 'red'}]},
			'InvalidLookupAttributesException',
		],
		['a time that ends before it starts', {StartTime: new Date(2000), EndTime: new Date(1000)}, 'InvalidTimeRangeException'],
		['no results', {MaxResults: 0}, 'InvalidMaxResultsException'],
		['more results than fit', {MaxResults: 51}, 'InvalidMaxResultsException'],
		['a token of its own making', {NextToken: 'made-up'}, 'InvalidNextTokenException'],
		['a token that looks like one', {NextToken: '1795435200000.bWFkZS11cA'}, 'InvalidNextTokenException'],
	])('refuses %s', async (_what, input: LookupEventsCommandInput, name) => {
		const {sandbox} = virtualSandbox();
		expect(await failure((await clientIn(sandbox, {})).send(new LookupEventsCommand(input)))).toMatchObject({name, status: 400});
	});

	test('refuses a token with other parameters than it was given for', async () => {
		const {sandbox, clock} = virtualSandbox();
		await identity(sandbox, sandbox.responder);
		await clock.sleep(SEEN_MS);
		const client = await clientIn(sandbox, {});
		const {NextToken} = await client.send(new LookupEventsCommand(by('EventName', 'GetCallerIdentity')));
		expect(NextToken).toBeDefined();
		expect(await failure(client.send(new LookupEventsCommand({...by('EventName', 'AssumeRole'), NextToken})))).toMatchObject({
			name: 'InvalidNextTokenException',
		});
	});

	test('takes two requests a second for each account and region', async () => {
		const {sandbox, clock} = virtualSandbox();
		const [here, elsewhere, other] = await Promise.all([
			clientIn(sandbox, {}),
			clientIn(sandbox, {region: 'eu-west-1'}),
			clientIn(sandbox, {account: '555555555555'}),
		]);
		const look = (client: CloudTrailClient) => client.send(new LookupEventsCommand({}));
		await look(here);
		await look(here);
		expect(await failure(look(here))).toMatchObject({name: 'ThrottlingException', status: 400});
		await expect(Promise.all([look(elsewhere), look(elsewhere), look(other), look(other)])).resolves.toHaveLength(4);
		clock.advance(499);
		expect(await failure(look(here))).toMatchObject({name: 'ThrottlingException'});
		clock.advance(1);
		await expect(look(here)).resolves.toHaveProperty('Events');
		clock.advance(60_000);
		await look(here);
		await look(here);
		expect(await failure(look(here))).toMatchObject({name: 'ThrottlingException'});
	});

	test('needs permission, and its own requests are in the history too', async () => {
		const {sandbox, clock} = virtualSandbox();
		const session = await probe(sandbox, '444444444444', 'control');
		expect((await failure(new CloudTrailClient(clientConfig(sandbox, session)).send(new LookupEventsCommand({})))).message).toContain(
			'no identity-based policy allows the cloudtrail:LookupEvents action',
		);
		await (await clientIn(sandbox, {})).send(new LookupEventsCommand({}));
		await clock.sleep(SEEN_MS);
		const {records} = await lookUp(sandbox, clock, {}, by('EventName', 'LookupEvents'));
		expect(records).toMatchObject([{eventSource: 'cloudtrail.amazonaws.com', requestParameters: null}]);
	});
});
