import {inspect} from 'node:util';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import type {AwsPorts, TrailQuery} from '../../src/aws/ports.ts';
import type {TrailEvent} from '../../src/containment/trail/trail.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {caller, clientConfig} from '../sandbox/support.ts';
import {roleChaining} from '../scenarios.ts';
import {answeringOtherwise, MANAGEMENT, PRODUCTION, problemOf, sandboxedAws} from './support.ts';

const PAYMENTS = '555555555555';
const chained = () => sandboxedAws({}, {scenario: roleChaining});
const lookUpsOf = (sandbox: Sandbox) => sandbox.calls.filter(({operation}) => operation === 'LookupEvents');

async function found(
	aws: AwsPorts,
	query: TrailQuery,
	{
		accountId = PRODUCTION,
		region = 'us-east-1',
		since = 0,
		until,
	}: {accountId?: string; region?: string; since?: number; until?: number} = {},
): Promise<{events: TrailEvent[]; pages: number}> {
	const events: TrailEvent[] = [];
	let pages = 0;
	await aws.trail.events(
		{accountId, region},
		query,
		{since, ...(until === undefined ? {} : {until})},
		{
			signal: new AbortController().signal,
			onPage: page => {
				pages++;
				events.push(...page);
			},
		},
	);
	return {events, pages};
}

describe('events', () => {
	test('of an access key lead to the session it assumed, without its token', async () => {
		const {aws, sandbox} = await chained();
		const {accessKeyId} = caller(sandbox, 'test-user');
		const child = caller(sandbox, 'release-4711');
		const {events} = await found(aws, {by: 'access-key', value: accessKeyId});
		expect(events.map(({name}) => name)).toEqual(['ListBuckets', 'DescribeInstances', 'AssumeRole', 'ListBuckets', 'GetCallerIdentity']);
		expect(events[2]).toMatchObject({
			accountId: PRODUCTION,
			region: 'us-east-1',
			readOnly: true,
			caller: {type: 'AssumedRole', accessKeyId, userId: expect.stringMatching(/^AROA.*:test-user$/)},
			request: {roleSessionName: 'release-4711'},
			response: {
				'credentials.accessKeyId': child.accessKeyId,
				'assumedRoleUser.assumedRoleId': expect.stringMatching(/^AROA[A-Z2-7]{17}:release-4711$/),
			},
			sourceIp: '203.0.113.47',
			sharedEventId: expect.any(String),
		});
		expect(inspect(events, {depth: 9})).not.toContain(child.sessionToken);
	});

	test('of a name, in the account and region asked for, read through the findings role', async () => {
		const {aws, sandbox, calls} = await chained();
		const {events} = await found(aws, {by: 'user-name', value: 'nightly-sync'}, {accountId: '666666666666', region: 'eu-west-1'});
		expect(events.map(({name}) => name)).toEqual(['DescribeInstances']);
		expect(new Set(lookUpsOf(sandbox).map(({callerArn}) => callerArn))).toEqual(
			new Set(['arn:aws:sts::666666666666:assumed-role/tourniquet-findings/tourniquet']),
		);
		expect(calls.filter(({operation}) => operation === 'LookupEvents')).toMatchObject([
			{account: '666666666666', region: 'eu-west-1', write: false, outcome: 'answered'},
			{account: '666666666666', region: 'eu-west-1', write: false, outcome: 'answered'},
		]);
	});

	test('of the responder’s own account need no role', async () => {
		const {aws, sandbox, clock} = await chained();
		await aws.session.caller();
		await clock.sleep(10_000);
		const {events} = await found(aws, {by: 'event-name', value: 'GetCallerIdentity'}, {accountId: MANAGEMENT});
		expect(events).toMatchObject([{name: 'GetCallerIdentity', accountId: MANAGEMENT}]);
		expect(sandbox.calls.map(({operation}) => operation)).not.toContain('AssumeRole');
	});

	test('between two times', async () => {
		const {aws, sandbox, clock} = await chained();
		const query: TrailQuery = {by: 'access-key', value: caller(sandbox, 'test-user').accessKeyId};
		const range = {since: clock.now() - 30 * 60_000, until: clock.now() - 20 * 60_000};
		expect((await found(aws, query, range)).events.map(({name}) => name)).toEqual(['DescribeInstances', 'AssumeRole']);
	});

	test('of before the ninety days that AWS keeps are not asked for', async () => {
		const {aws, sandbox, clock} = await chained();
		expect(await found(aws, {by: 'user-name', value: 'nobody'}, {since: 0})).toEqual({events: [], pages: 1});
		// The look-up itself is in the history.
		const [lookUp] = sandbox.world.trail.events(PRODUCTION, 'us-east-1', clock.now() + 10_000);
		expect(lookUp).toMatchObject({eventName: 'LookupEvents', requestParameters: {startTime: 'Aug 25, 2026 12:00:00 PM', maxResults: 50}});
	});
});

describe('the pace', () => {
	test('is never too fast for AWS, whoever asks at once, and each account and region has its own', async () => {
		const {aws, sandbox, clock, calls} = await chained();
		const {accessKeyId} = caller(sandbox, 'test-user');
		await aws.session.caller();
		const start = clock.now();
		const places = [PRODUCTION, PAYMENTS, MANAGEMENT].flatMap(accountId => ['us-east-1', 'eu-west-1'].map(region => ({accountId, region})));
		const queries: TrailQuery[] = [
			{by: 'access-key', value: accessKeyId},
			{by: 'user-name', value: 'test-user'},
			{by: 'event-name', value: 'AssumeRole'},
		];
		await Promise.all(places.flatMap(place => queries.map(query => found(aws, query, place))));
		const lookUps = lookUpsOf(sandbox);
		expect(lookUps.filter(({outcome}) => outcome !== 'allowed')).toEqual([]);
		expect(calls.filter(({attempts}) => attempts !== 1)).toEqual([]);
		for (const {accountId, region} of places) {
			const times = lookUps.filter(call => call.account === accountId && call.region === region).map(({at}) => at - start);
			expect(times).toEqual(times.map((_time, index) => index * 500));
			expect(times.length).toBeGreaterThanOrEqual(queries.length);
		}
	});

	test('when AWS throttles all the same, it is asked again later', async () => {
		const {aws, sandbox, clock, calls} = await chained();
		await aws.session.caller();
		// Somebody else looks as well.
		for (let request = 0; request < 2; request++) sandbox.world.trail.lookUps.passes(`${MANAGEMENT}/us-east-1`, clock.now());
		await found(aws, {by: 'user-name', value: 'nobody'}, {accountId: MANAGEMENT});
		expect(calls.filter(({operation}) => operation === 'LookupEvents')).toMatchObject([{outcome: 'answered', attempts: 2}]);
	});
});

describe('what was handed over stands', () => {
	async function withManyEvents() {
		const opened = await chained();
		const client = new S3Client(clientConfig(opened.sandbox, caller(opened.sandbox, 'pipeline')));
		for (let call = 0; call < 120; call++) await client.send(new ListBucketsCommand({}));
		await opened.clock.sleep(10_000);
		return opened;
	}
	const place = {accountId: PAYMENTS, region: 'us-east-1'};
	const query: TrailQuery = {by: 'user-name', value: 'pipeline-1182'};

	test('to the end, page by page', async () => {
		const {aws} = await withManyEvents();
		const sizes: number[] = [];
		const signal = new AbortController().signal;
		await aws.trail.events(place, query, {since: 0}, {signal, onPage: page => sizes.push(page.length)});
		expect(sizes).toEqual([0, 50, 50, 21]);
	});

	test('when it is stopped: between two pages', async () => {
		const {aws, sandbox, clock, calls} = await withManyEvents();
		const stop = new AbortController();
		const reason = new Error('Enough.');
		const sizes: number[] = [];
		const looking = aws.trail.events(
			place,
			query,
			{since: 0},
			{
				signal: stop.signal,
				onPage: page => {
					sizes.push(page.length);
					if (sizes.length === 2) stop.abort(reason);
				},
			},
		);
		await expect(looking).rejects.toBe(reason);
		const stopped = clock.now();
		await clock.sleep(60_000);
		expect(sizes).toEqual([0, 50]);
		expect(lookUpsOf(sandbox).filter(({at}) => at > stopped)).toEqual([]);
		expect(calls.filter(({operation}) => operation === 'LookupEvents')).toHaveLength(2);
	});

	test('when it is stopped: while it waits for its turn, without the wait', async () => {
		const {aws, sandbox, clock, calls} = await withManyEvents();
		const stop = new AbortController();
		const pages: number[] = [];
		const looking = aws.trail.events(place, query, {since: 0}, {signal: stop.signal, onPage: page => pages.push(page.length)});
		const refusal = looking.catch((error: unknown) => error);
		const before = clock.now();
		// The first page came at once; the second may be asked for half a second later.
		await clock.sleep(250);
		stop.abort(new Error('Enough.'));
		expect(await refusal).toMatchObject({message: 'Enough.'});
		expect(clock.now() - before).toBe(250);
		await clock.sleep(60_000);
		expect(pages).toEqual([0]);
		expect(lookUpsOf(sandbox)).toHaveLength(1);
		expect(calls.filter(({operation}) => operation === 'LookupEvents')).toHaveLength(1);
	});

	test('when it is stopped: before it began', async () => {
		const {aws, sandbox} = await chained();
		const options = {signal: AbortSignal.abort(new Error('Enough.')), onPage: () => expect.unreachable()};
		await expect(aws.trail.events(place, query, {since: 0}, options)).rejects.toThrow('Enough.');
		expect(lookUpsOf(sandbox)).toEqual([]);
	});

	test('when one event cannot be read: the others come, to the last page, and the answer is known to be incomplete', async () => {
		const event = (number: number) => ({
			CloudTrailEvent: JSON.stringify({eventID: `e${number}`, eventName: 'AssumeRole', eventTime: '2026-11-23T09:30:00Z'}),
		});
		const answers = [{Events: [event(1), {CloudTrailEvent: '{"eventID"'}, event(2)], NextToken: 'more'}, {Events: [event(3)]}];
		const {aws} = await answeringOtherwise('.LookupEvents', () => answers.shift());
		const ids: string[] = [];
		const options = {
			signal: new AbortController().signal,
			onPage: (page: readonly TrailEvent[]) => void ids.push(...page.map(({id}) => id)),
		};
		const looking = aws.trail.events({accountId: MANAGEMENT, region: 'us-east-1'}, query, {since: 0}, options);
		expect(await problemOf(looking)).toMatchObject({code: 'not-what-aws-sends', exit: 5});
		expect(ids).toEqual(['e1', 'e2', 'e3']);
	});

	test('when AWS breaks off', async () => {
		const {aws} = await answeringOtherwise('.LookupEvents', () => ({Events: [], NextToken: 'always-the-same'}));
		const looking = found(aws, {by: 'user-name', value: 'a'}, {accountId: MANAGEMENT});
		expect(await problemOf(looking)).toMatchObject({code: 'paging-loops'});
	});
});

describe('what stands in the way is said', () => {
	test('no permission', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['deny:cloudtrail:LookupEvents']});
		const problem = await problemOf(found(aws, {by: 'user-name', value: 'a'}, {accountId: MANAGEMENT}));
		expect(problem).toMatchObject({code: 'access-denied', next: expect.stringContaining('cloudtrail:LookupEvents')});
	});

	test('no findings role', async () => {
		const {aws} = await sandboxedAws({findingsRole: 'no-such-role'});
		expect(await problemOf(found(aws, {by: 'user-name', value: 'a'}))).toMatchObject({code: 'access-denied'});
	});

	test('an endpoint without CloudTrail', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['lacks:cloudtrail']});
		const problem = await problemOf(found(aws, {by: 'user-name', value: 'a'}, {accountId: MANAGEMENT}));
		expect(problem).toMatchObject({code: 'not-what-aws-sends', message: expect.stringContaining('cloudtrail:LookupEvents in us-east-1')});
	});

	test('times the wrong way round', async () => {
		const {aws, clock} = await sandboxedAws();
		const range = {accountId: MANAGEMENT, since: clock.now(), until: clock.now() - 1000};
		expect(await problemOf(found(aws, {by: 'user-name', value: 'a'}, range))).toMatchObject({code: 'trail-time-range'});
	});
});
