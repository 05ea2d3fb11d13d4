import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {operationOf} from '../../../src/aws/wire/operations.ts';
import {Pacing, Places, TokenBucket} from '../../../src/aws/wire/pacing.ts';
import type {Clock} from '../../../src/clock.ts';
import {VirtualClock} from '../../../src/sandbox/virtual-clock.ts';
import {denyOf, sandboxedAws} from '../support.ts';

const here = {accountId: '111111111111', region: 'us-east-1'};
const organizations = (name: string) => operationOf('OrganizationsClient', `${name}Command`);

async function times(take: () => Promise<void>, clock: VirtualClock, count: number): Promise<number[]> {
	const start = clock.now();
	return Promise.all(
		Array.from({length: count}, async () => {
			await take();
			return clock.now() - start;
		}),
	);
}

describe('a token bucket', () => {
	test('lets a burst through at once and then keeps the rate, in order', async () => {
		const clock = new VirtualClock({start: 0});
		const bucket = new TokenBucket(clock, {perSecond: 2, burst: 3});
		expect(await times(() => bucket.take(), clock, 6)).toEqual([0, 0, 0, 500, 1000, 1500]);
	});

	test('fills up again when it is quiet, but no further than the burst', async () => {
		const clock = new VirtualClock({start: 0});
		const bucket = new TokenBucket(clock, {perSecond: 2, burst: 3});
		await times(() => bucket.take(), clock, 3);
		await clock.sleep(60_000);
		expect(await times(() => bucket.take(), clock, 4)).toEqual([0, 0, 0, 500]);
	});

	test('does not wait for a clock that was set back', async () => {
		let now = 3_600_000;
		const waits: number[] = [];
		const clock: Clock = {
			now: () => now,
			sleep: async ms => {
				waits.push(ms);
				now += ms;
			},
		};
		const bucket = new TokenBucket(clock, {perSecond: 2, burst: 1});
		await bucket.take();
		now = 0;
		for (let call = 0; call < 3; call++) await bucket.take();
		expect(waits).toEqual([500, 500, 500]);
	});

	test('never lets more through in any stretch of time than the rate and the burst allow', async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.integer({min: 1, max: 20}),
				fc.integer({min: 1, max: 20}),
				fc.array(fc.integer({min: 0, max: 2000}), {minLength: 1, maxLength: 40}),
				async (perSecond, burst, pauses) => {
					const clock = new VirtualClock({start: 0});
					const bucket = new TokenBucket(clock, {perSecond, burst});
					let at = 0;
					const went = await Promise.all(
						pauses.map(async pause => {
							at += pause;
							await clock.sleep(at);
							await bucket.take();
							return clock.now();
						}),
					);
					went.sort((a, b) => a - b);
					for (const [first, from] of went.entries())
						for (const [last, to] of went.entries())
							if (last >= first) expect(last - first + 1).toBeLessThanOrEqual(burst + ((to - from) / 1000) * perSecond + 1e-6);
				},
			),
			{numRuns: 40},
		);
	});
});

describe('documented rates', () => {
	test.each([
		['CreatePolicy', 3, 500],
		['AttachPolicy', 3, 500],
		['DetachPolicy', 3, 500],
		['DeletePolicy', 3, 500],
		['DescribePolicy', 2, 500],
		['ListRoots', 2, 1000],
		['DescribeOrganization', 2, 1000],
		['ListAccounts', 12, 125],
		['ListPolicies', 8, 200],
		['ListPoliciesForTarget', 8, 200],
		['ListTargetsForPolicy', 8, 200],
	])('%s: %i at once, then one each %i ms', async (name, burst, interval) => {
		const clock = new VirtualClock({start: 0});
		const pacing = new Pacing(clock);
		const went = await times(() => pacing.take(organizations(name), here), clock, burst + 2);
		expect(went).toEqual([...Array(burst).fill(0), interval, 2 * interval]);
	});

	test('Identity Center shares one allowance; the identity store has one for each call', async () => {
		const clock = new VirtualClock({start: 0});
		const pacing = new Pacing(clock);
		const sso = ['ListInstancesCommand', 'DescribePermissionSetCommand'].map(name => operationOf('SSOAdminClient', name));
		const together = await Promise.all(sso.map(operation => times(() => pacing.take(operation, here), clock, 20)));
		expect(together.flat().filter(at => at === 0)).toHaveLength(20);
		const store = ['GetUserIdCommand', 'DescribeUserCommand'].map(name => operationOf('IdentitystoreClient', name));
		const apart = await Promise.all(store.map(operation => times(() => pacing.take(operation, here), clock, 20)));
		expect(apart.flat().every(at => at === 0)).toBe(true);
	});

	test('CloudTrail has one allowance for each account and region: two a second, without a burst', async () => {
		const clock = new VirtualClock({start: 0});
		const pacing = new Pacing(clock);
		const lookUp = operationOf('CloudTrailClient', 'LookupEventsCommand');
		const places = [here, {...here, region: 'eu-west-1'}, {...here, accountId: '444444444444'}];
		const went = await Promise.all(places.map(place => times(() => pacing.take(lookUp, place), clock, 3)));
		expect(went).toEqual(places.map(() => [0, 500, 1000]));
	});

	test('a wait for a turn can be given up', async () => {
		const clock = new VirtualClock({start: 0});
		const pacing = new Pacing(clock);
		const lookUp = operationOf('CloudTrailClient', 'LookupEventsCommand');
		const stop = new AbortController();
		const turns = [1, 2, 3].map(() => pacing.take(lookUp, here, stop.signal));
		stop.abort(new Error('Enough.'));
		expect((await Promise.allSettled(turns)).map(({status}) => status)).toEqual(['fulfilled', 'rejected', 'rejected']);
		await expect(turns[2]).rejects.toThrow('Enough.');
		expect(clock.now()).toBe(0);
	});

	test('hold for calls over the wire, and other operations do not wait for them', async () => {
		const {aws, sandbox, clock} = await sandboxedAws();
		const start = clock.now();
		const create = (number: number) =>
			aws.organizations.createPolicy({name: `deny-${number}`, description: '', deny: denyOf('test-user'), tags: {}});
		await Promise.all([create(1), create(2), create(3), create(4), create(5), aws.organizations.accounts()]);
		const created = sandbox.calls.filter(({operation}) => operation === 'CreatePolicy').map(({at}) => at - start);
		expect(created).toEqual([0, 0, 0, 500, 1000]);
		expect(sandbox.calls.filter(({operation}) => operation === 'ListAccounts').every(({at}) => at === start)).toBe(true);
	});
});

test('places are never more than there are, and one that fails frees its own', async () => {
	await fc.assert(
		fc.asyncProperty(fc.integer({min: 1, max: 5}), fc.array(fc.boolean(), {minLength: 1, maxLength: 20}), async (count, works) => {
			const places = new Places(count);
			let now = 0;
			let most = 0;
			const done = await Promise.allSettled(
				works.map(fails =>
					places.run(async () => {
						most = Math.max(most, ++now);
						await new Promise(resolve => setImmediate(resolve));
						now--;
						if (fails) throw new Error('It failed.');
					}),
				),
			);
			expect(most).toBe(Math.min(count, works.length));
			expect(done.map(({status}) => status === 'rejected')).toEqual(works);
		}),
		{numRuns: 30},
	);
});
