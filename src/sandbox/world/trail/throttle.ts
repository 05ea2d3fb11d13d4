/** Refuses what comes faster than a rate, each key by itself. */
export class Throttle {
	readonly #intervalMs: number;
	readonly #burst: number;
	/** When the allowance of a key will be whole again. */
	readonly #wholeAt = new Map<string, number>();

	/** @param burst how many may come at once after a quiet while */
	constructor({perSecond, burst}: {readonly perSecond: number; readonly burst: number}) {
		this.#intervalMs = 1000 / perSecond;
		this.#burst = burst;
	}

	/** Whether one more may pass now; one that may not costs nothing. */
	passes(key: string, now: number): boolean {
		const wholeAt = Math.max(this.#wholeAt.get(key) ?? now, now) + this.#intervalMs;
		if (wholeAt - now > this.#burst * this.#intervalMs) return false;
		this.#wholeAt.set(key, wholeAt);
		return true;
	}
}
