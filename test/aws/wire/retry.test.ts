import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {BoundedRetries} from '../../../src/aws/wire/retry.ts';
import {VirtualClock} from '../../../src/sandbox/virtual-clock.ts';

type ErrorInfo = Parameters<BoundedRetries['refreshRetryTokenForRetry']>[1];

/** How often a call that always fails like this is tried, and how long each wait between takes. */
async function tries(info: ErrorInfo, attempts = {failed: 3, busy: 7}): Promise<number[]> {
	const clock = new VirtualClock({start: 0});
	const retries = new BoundedRetries(clock, attempts);
	const waits: number[] = [];
	let token = await retries.acquireInitialRetryToken();
	for (;;) {
		const before = clock.now();
		try {
			token = await retries.refreshRetryTokenForRetry(token, info);
		} catch {
			return waits;
		}
		expect(token.getRetryDelay()).toBe(0);
		waits.push(clock.now() - before);
		expect(token.getRetryCount()).toBe(waits.length);
	}
}

const named = (name: string) => Object.assign(new Error('It failed.'), {name}) as NonNullable<ErrorInfo['error']>;

describe('retries', () => {
	test('are bounded by what failed', async () => {
		expect(await tries({errorType: 'TRANSIENT'})).toHaveLength(2);
		expect(await tries({errorType: 'THROTTLING'})).toHaveLength(6);
		for (const name of ['ConcurrentModificationException', 'PolicyChangesInProgressException', 'ConflictException'])
			expect(await tries({errorType: 'CLIENT_ERROR', error: named(name)})).toHaveLength(6);
		expect(await tries({errorType: 'CLIENT_ERROR', error: named('AccessDeniedException')})).toEqual([]);
		expect(await tries({errorType: 'SERVER_ERROR'})).toEqual([]);
	});

	test('wait longer each time, by the clock, and never long', async () => {
		await fc.assert(
			fc.asyncProperty(fc.constantFrom('TRANSIENT' as const, 'THROTTLING' as const), async errorType => {
				const base = errorType === 'THROTTLING' ? 500 : 100;
				const waits = await tries({errorType});
				for (const [index, wait] of waits.entries()) {
					const full = Math.min(5000, base * 2 ** index);
					expect(wait).toBeGreaterThanOrEqual(full / 2);
					expect(wait).toBeLessThanOrEqual(full);
				}
			}),
			{numRuns: 20},
		);
	});

	test('wait as long as a server asks, within reason', async () => {
		const [first] = await tries({errorType: 'THROTTLING', retryAfterHint: new Date(Date.now() + 3_600_000)});
		expect(first).toBe(5000);
		const [past] = await tries({errorType: 'THROTTLING', retryAfterHint: new Date(0)});
		expect(past).toBeLessThanOrEqual(500);
	});
});
