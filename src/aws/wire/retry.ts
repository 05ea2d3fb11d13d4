import type {RetryErrorInfo, RetryStrategyV2, RetryToken} from '@smithy/types';
import type {Clock} from '../../clock.ts';

/** AWS says that another change is still under way, or that an earlier one has not spread yet (Organizations, Identity Center). */
export const busy: ReadonlySet<string> = new Set([
	'ConcurrentModificationException',
	'PolicyChangesInProgressException',
	'ConflictException',
]);

/** What a call failed with that must not be sent again as it is: nobody knows whether it had its effect. */
const unclear = new WeakSet<Error>();

/** Hands the error back, marked so that the call is not tried again: unless AWS answered, which says that there was no effect. */
export function notAgainUnlessAnswered(error: unknown): unknown {
	if (error instanceof Error && !('$metadata' in error)) unclear.add(error);
	return error;
}

const longestDelay = 5000;

/** How often a call is tried in all: `failed` for what may pass by itself, `busy` for what AWS asks to wait for. */
export interface Attempts {
	readonly failed: number;
	readonly busy: number;
}

interface Token extends RetryToken {
	readonly tried: number;
}

const token = (tried: number): Token => ({tried, getRetryCount: () => tried, getRetryDelay: () => 0});

/**
 * The SDK's standard retries on our clock and with our bounds: exponential back-off with jitter, a server's own `Retry-After` respected
 * up to the longest delay. A change whose answer was lost is sent again where AWS recognises the repetition and says so; others are marked
 * before they get here, and whoever made them asks AWS first.
 */
export class BoundedRetries implements RetryStrategyV2 {
	/** Sent in the user agent. */
	readonly mode = 'standard';

	constructor(
		private readonly clock: Clock,
		private readonly attempts: Attempts,
	) {}

	async acquireInitialRetryToken(): Promise<RetryToken> {
		return token(0);
	}

	async refreshRetryTokenForRetry(last: RetryToken, {error, errorType, retryAfterHint}: RetryErrorInfo): Promise<RetryToken> {
		const tried = last.getRetryCount() + 1;
		const wait = errorType === 'THROTTLING' || busy.has(error?.name ?? '');
		const limit = wait ? this.attempts.busy : errorType === 'TRANSIENT' ? this.attempts.failed : 1;
		if (tried >= limit || (error !== undefined && unclear.has(error))) throw new Error('No attempt is left.');
		const full = Math.min(longestDelay, (wait ? 500 : 100) * 2 ** (tried - 1));
		const asked = retryAfterHint ? Math.min(longestDelay, retryAfterHint.getTime() - Date.now()) : 0;
		await this.clock.sleep(Math.max(Math.round(full * (0.5 + Math.random() / 2)), asked));
		return token(tried);
	}

	recordSuccess(): void {}
}
