import type {Clock} from '../../clock.ts';
import type {Operation} from './operations.ts';

/** Where a call is made. */
export interface CallPlace {
	/** The account of the credentials that sign it, once known. */
	readonly accountId: string | undefined;
	readonly region: string;
}

/** Calls a second, and how many may go at once after a quiet while. */
export interface Rate {
	readonly perSecond: number;
	readonly burst: number;
}

interface Pace extends Rate {
	/** Operations with the same key share one allowance. */
	readonly key: string;
}

const policyWrites: Rate = {perSecond: 2, burst: 3};
const policyLists: Rate = {perSecond: 5, burst: 8};

/**
 * The rates that AWS documents, for each account. Organizations: "Quotas and service limits for AWS Organizations", throttling limits.
 * Identity Center (all of its APIs together) and the identity store (each API): "IAM Identity Center quotas".
 */
const organizations: Readonly<Record<string, Rate>> = {
	CreatePolicy: policyWrites,
	UpdatePolicy: policyWrites,
	DeletePolicy: policyWrites,
	AttachPolicy: policyWrites,
	DetachPolicy: policyWrites,
	DescribePolicy: {perSecond: 2, burst: 2},
	ListRoots: {perSecond: 1, burst: 2},
	DescribeOrganization: {perSecond: 1, burst: 2},
	ListAccounts: {perSecond: 8, burst: 12},
	ListPolicies: policyLists,
	ListPoliciesForTarget: policyLists,
	ListTargetsForPolicy: policyLists,
};

/** "Two per second, per account, per Region" (CloudTrail API reference, LookupEvents). Without a burst no second has more, wherever it begins. */
const lookUps: Rate = {perSecond: 2, burst: 1};

/** The other rates are for each account as well, but those services are only ever called in the responder's own. */
function paceOf({service, name}: Operation, {accountId, region}: CallPlace): Pace | undefined {
	if (service === 'cloudtrail') return {key: `cloudtrail:${name}:${accountId}:${region}`, ...lookUps};
	if (service === 'sso') return {key: 'sso', perSecond: 20, burst: 20};
	if (service === 'identitystore') return {key: `identitystore:${name}`, perSecond: 20, burst: 20};
	const rate = service === 'organizations' && Object.hasOwn(organizations, name) ? organizations[name] : undefined;
	return rate && {key: `organizations:${name}`, ...rate};
}

/** Lets calls through in the order they come, no faster than `rate`. */
export class TokenBucket {
	readonly #interval: number;
	readonly #slack: number;
	#due = Number.NEGATIVE_INFINITY;
	#asked = Number.NEGATIVE_INFINITY;

	constructor(
		private readonly clock: Clock,
		rate: Rate,
	) {
		this.#interval = Math.ceil(1000 / rate.perSecond);
		this.#slack = (rate.burst - 1) * this.#interval;
	}

	/** Resolves when the next call may go. The place in the queue is taken at once, and stays empty when the signal is aborted first. */
	async take(signal?: AbortSignal): Promise<void> {
		const now = this.clock.now();
		// A clock that was set back takes the queue along: nobody waits for an hour that comes a second time.
		if (now < this.#asked) this.#due -= this.#asked - now;
		this.#asked = now;
		const due = Math.max(this.#due, now);
		this.#due = due + this.#interval;
		const wait = due - this.#slack - now;
		if (wait > 0) await this.clock.sleep(wait, signal);
	}
}

/** Keeps every operation below the rate that AWS documents for it; operations without a documented rate go at once. */
export class Pacing {
	readonly #buckets = new Map<string, TokenBucket>();

	constructor(private readonly clock: Clock) {}

	/** Rejects with the signal's reason when it is aborted before the call may go. */
	async take(operation: Operation, place: CallPlace, signal?: AbortSignal): Promise<void> {
		const pace = paceOf(operation, place);
		if (!pace) return;
		let bucket = this.#buckets.get(pace.key);
		if (!bucket) {
			bucket = new TokenBucket(this.clock, pace);
			this.#buckets.set(pace.key, bucket);
		}
		await bucket.take(signal);
	}
}

/** At most `places` at a time; the others wait in line. */
export class Places {
	#free: number;
	readonly #line: (() => void)[] = [];

	constructor(places: number) {
		this.#free = places;
	}

	async run<T>(work: () => Promise<T>): Promise<T> {
		if (this.#free > 0) this.#free--;
		else await new Promise<void>(go => this.#line.push(go));
		try {
			return await work();
		} finally {
			const next = this.#line.shift();
			if (next) next();
			else this.#free++;
		}
	}
}
