import {CloudTrailClient, LookupEventsCommand} from '@aws-sdk/client-cloudtrail';
import {DescribeInstancesCommand, EC2Client} from '@aws-sdk/client-ec2';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import type {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {userId} from '../../src/sandbox/world/principals.ts';
import {roleChaining} from '../scenarios.ts';
import {assume, caller, clientConfig, denyOf, EVERYWHERE_MS, failure, putInForce, virtualSandbox} from './support.ts';

const PRODUCTION = '444444444444';
const PAYMENTS = '555555555555';
const TEST = '666666666666';
const begun = () => virtualSandbox({scenario: roleChaining});

/** The events of an access key in one account, as the findings role sees them. */
async function eventsOf(sandbox: Sandbox, clock: VirtualClock, account: string, accessKeyId: string, region = 'us-east-1') {
	const reader = await assume(sandbox, {account, name: 'tourniquet-findings'}, 'reader');
	const client = new CloudTrailClient(clientConfig(sandbox, reader, region));
	const LookupAttributes = [{AttributeKey: 'AccessKeyId' as const, AttributeValue: accessKeyId}];
	const records = [];
	let NextToken: string | undefined;
	do {
		const answer = await client.send(new LookupEventsCommand({LookupAttributes, NextToken}));
		records.push(...(answer.Events ?? []).map(({CloudTrailEvent = ''}) => JSON.parse(CloudTrailEvent)));
		NextToken = answer.NextToken;
		await clock.sleep(500);
	} while (NextToken !== undefined);
	return records;
}

const children = (records: readonly {eventName: string; responseElements?: {credentials?: {accessKeyId: string}}}[]) =>
	records.filter(({eventName}) => eventName === 'AssumeRole').map(({responseElements}) => responseElements?.credentials?.accessKeyId);

const listBuckets = (sandbox: Sandbox, name: string) =>
	new S3Client(clientConfig(sandbox, caller(sandbox, name))).send(new ListBucketsCommand({}));

describe('the chain', () => {
	test('a deny by name stops the stolen session and misses what it became; exact ids stop those, and nobody else', async () => {
		const {sandbox, clock} = begun();
		for (const name of ['test-user', 'release-4711', 'nightly-sync', 'pipeline']) await listBuckets(sandbox, name);

		await putInForce(sandbox, denyOf('test-user'));
		await clock.sleep(EVERYWHERE_MS);
		expect(await failure(listBuckets(sandbox, 'test-user'))).toMatchObject({name: 'AccessDenied'});
		for (const name of ['release-4711', 'nightly-sync', 'pipeline']) await listBuckets(sandbox, name);

		const ids = ['release-4711', 'nightly-sync'].map(name => {
			const credential = sandbox.world.credentials.get(caller(sandbox, name).accessKeyId);
			return credential === undefined ? '' : userId(credential.principal);
		});
		const exact = {Effect: 'Deny', Action: '*', Resource: '*', Condition: {StringEquals: {'aws:userid': ids}}};
		await putInForce(sandbox, JSON.stringify({Version: '2012-10-17', Statement: [exact]}));
		await clock.sleep(EVERYWHERE_MS);
		for (const name of ['release-4711', 'nightly-sync'])
			expect(await failure(listBuckets(sandbox, name))).toMatchObject({name: 'AccessDenied'});
		await listBuckets(sandbox, 'pipeline');
		await new EC2Client(clientConfig(sandbox, caller(sandbox, 'pipeline'))).send(new DescribeInstancesCommand({MaxResults: 5}));
	});

	test('is found from key to key in the event history, in the account of each', async () => {
		const {sandbox, clock} = begun();
		const [parent, child, grandchild] = ['test-user', 'release-4711', 'nightly-sync'].map(name => caller(sandbox, name).accessKeyId);
		expect(children(await eventsOf(sandbox, clock, PRODUCTION, parent ?? ''))).toEqual([child]);
		expect(children(await eventsOf(sandbox, clock, PAYMENTS, child ?? ''))).toEqual([grandchild]);
		expect(children(await eventsOf(sandbox, clock, TEST, grandchild ?? ''))).toEqual([]);
		// The last one works in another region.
		expect((await eventsOf(sandbox, clock, TEST, grandchild ?? '', 'eu-west-1')).map(({eventName}) => eventName)).toEqual([
			'DescribeInstances',
		]);
	});

	test('was recorded on both sides, where the target’s side knows the caller’s account alone', async () => {
		const {sandbox, clock} = begun();
		const {accessKeyId} = caller(sandbox, 'test-user');
		const [here] = (await eventsOf(sandbox, clock, PRODUCTION, accessKeyId)).filter(({eventName}) => eventName === 'AssumeRole');
		expect(here).toMatchObject({
			userIdentity: {type: 'AssumedRole', principalId: expect.stringMatching(/:test-user$/)},
			sourceIPAddress: '203.0.113.47',
			requestParameters: {roleArn: 'arn:aws:iam::555555555555:role/deploy-automation', roleSessionName: 'release-4711'},
			responseElements: {assumedRoleUser: {assumedRoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}:release-4711$/)}},
		});
		const there = sandbox.world.trail
			.events(PAYMENTS, 'us-east-1', clock.now())
			.find(({sharedEventID}) => sharedEventID === here.sharedEventID);
		expect(there?.userIdentity).toEqual({type: 'AWSAccount', principalId: here.userIdentity.principalId, accountId: PRODUCTION});
		expect(await eventsOf(sandbox, clock, PAYMENTS, accessKeyId)).toEqual([]);
	});

	test('carries neither the name nor the Identity Center user', () => {
		const {sandbox} = begun();
		for (const name of ['release-4711', 'nightly-sync']) {
			expect(sandbox.world.credentials.get(caller(sandbox, name).accessKeyId)?.principal).toMatchObject({
				name,
				identityStoreUserId: undefined,
				sourceIdentity: undefined,
			});
		}
	});

	test('could be made again: the roles trust whom they were assumed by', async () => {
		const {sandbox} = begun();
		const first = await assume(sandbox, {account: PAYMENTS, name: 'deploy-automation'}, 'again', {}, caller(sandbox, 'test-user'));
		await expect(assume(sandbox, {account: TEST, name: 'data-maintenance'}, 'once-more', {}, first)).resolves.toHaveProperty('accessKeyId');
		const runner = caller(sandbox, 'build-runner');
		await expect(assume(sandbox, {account: PAYMENTS, name: 'deploy-automation'}, 'pipeline-1183', {}, runner)).resolves.toBeDefined();
	});
});

test('what was left behind is in the history, with the ids that the world has', async () => {
	const {sandbox, clock} = begun();
	const records = await eventsOf(sandbox, clock, PAYMENTS, caller(sandbox, 'release-4711').accessKeyId);
	const user = sandbox.world.iamUsers.get('arn:aws:iam::555555555555:user/svc-backup');
	const key = [...sandbox.world.credentials.values()].find(({principal}) => principal.kind === 'user' && principal.user === user);
	const written = records.filter(({readOnly}) => !readOnly);
	expect(written).toMatchObject([
		{eventName: 'StopLogging', errorCode: expect.any(String), responseElements: null},
		{eventName: 'PutUserPolicy', requestParameters: {userName: 'svc-backup'}, responseElements: null},
		{eventName: 'CreateAccessKey', responseElements: {accessKey: {accessKeyId: key?.accessKeyId, userName: 'svc-backup'}}},
		{eventName: 'CreateUser', responseElements: {user: {userId: user?.id, userName: 'svc-backup'}}},
	]);
	expect(JSON.stringify(records)).not.toContain(key?.secretAccessKey);
	const changed = await eventsOf(sandbox, clock, TEST, caller(sandbox, 'nightly-sync').accessKeyId);
	expect(changed).toMatchObject([{eventName: 'UpdateAssumeRolePolicy', requestParameters: {roleName: 'reporting'}}]);
});
