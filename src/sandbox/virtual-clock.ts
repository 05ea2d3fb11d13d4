import type {Clock} from '../clock.ts';

export interface VirtualClockOptions {
	/** Milliseconds since the epoch at which time begins; the machine's own time when absent. */
	readonly start?: number;
	/** Whether work is going on that time must wait for: requests being served, files being written. Asked again and again. */
	readonly busy?: () => boolean;
}

interface Sleeper {
	readonly until: number;
	/** Waits for time to pass and does not make it pass. */
	readonly beside: boolean;
	readonly wake: () => void;
}

/** How many turns of the event loop in a row must find nothing going on. */
const IDLE_TURNS = 8;

/**
 * Time that nobody waits for: it stands still while anything is going on and jumps to the earliest sleeper once the event
 * loop is idle. File system requests count as something going on; for everything else that leaves this process's event loop,
 * `busy` must speak.
 */
export class VirtualClock implements Clock {
	readonly #busy: () => boolean;
	readonly #sleepers = new Set<Sleeper>();
	#now: number;
	#watching = false;

	constructor({start = Date.now(), busy = () => false}: VirtualClockOptions = {}) {
		this.#now = start;
		this.#busy = busy;
	}

	now(): number {
		return this.#now;
	}

	sleep(ms: number, signal?: AbortSignal): Promise<void> {
		return this.#sleep(ms, false, signal);
	}

	/**
	 * The same time for those at work beside whoever it is about: they wake when their time comes, but time never jumps on their account.
	 * Else somebody who calls every few seconds would make hours pass while the other one reads a file.
	 */
	beside(): Clock {
		return {now: () => this.#now, sleep: (ms, signal) => this.#sleep(ms, true, signal)};
	}

	#sleep(ms: number, beside: boolean, signal?: AbortSignal): Promise<void> {
		return new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(signal.reason);
			const done = () => {
				this.#sleepers.delete(sleeper);
				signal?.removeEventListener('abort', abort);
			};
			const abort = () => {
				done();
				reject(signal?.reason);
			};
			const sleeper: Sleeper = {
				until: this.#now + Math.max(0, ms),
				beside,
				wake: () => {
					done();
					resolve();
				},
			};
			this.#sleepers.add(sleeper);
			signal?.addEventListener('abort', abort, {once: true});
			void this.#watch();
		});
	}

	/** Moves time forward by hand; whoever's time has come wakes. */
	advance(ms: number): void {
		this.#advanceTo(this.#now + ms);
	}

	/** Runs while anybody sleeps for whom time passes. */
	async #watch(): Promise<void> {
		if (this.#watching) return;
		this.#watching = true;
		while (this.#isDriven()) {
			await this.#idle();
			if (this.#isDriven()) this.#advanceTo(Math.max(this.#now, Math.min(...[...this.#sleepers].map(({until}) => until))));
		}
		this.#watching = false;
	}

	#isDriven(): boolean {
		return [...this.#sleepers].some(({beside}) => !beside);
	}

	async #idle(): Promise<void> {
		for (let quiet = 0; quiet < IDLE_TURNS; ) {
			await new Promise(resolve => setImmediate(resolve));
			quiet = this.#busy() || filesAreBusy() ? 0 : quiet + 1;
		}
	}

	#advanceTo(time: number): void {
		this.#now = time;
		for (const sleeper of [...this.#sleepers].sort((one, other) => one.until - other.until)) {
			if (sleeper.until <= time) sleeper.wake();
		}
	}
}

function filesAreBusy(): boolean {
	return process.getActiveResourcesInfo().some(resource => resource.startsWith('FSReq') || resource === 'CloseReq');
}
