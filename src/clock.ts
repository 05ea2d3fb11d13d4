/** Time is a port: wall-clock time on a responder's screen, virtual time in tests and automatic rehearsals. */
export interface Clock {
	/** Milliseconds since the Unix epoch. */
	now(): number;
	/** Resolves after `ms` milliseconds of this clock's time; rejects with the signal's reason when aborted first. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/** The machine's own clock. */
export const systemClock: Clock = {
	now: () => Date.now(),
	sleep: (ms, signal) =>
		new Promise((resolve, reject) => {
			if (signal?.aborted) return reject(signal.reason);
			const abort = () => {
				clearTimeout(timer);
				reject(signal?.reason);
			};
			const timer = setTimeout(() => {
				signal?.removeEventListener('abort', abort);
				resolve();
			}, ms);
			signal?.addEventListener('abort', abort, {once: true});
		}),
};

/** The same clock, so many times faster, from now on. */
export function faster(clock: Clock, factor: number): Clock {
	const start = clock.now();
	return {now: () => start + Math.round((clock.now() - start) * factor), sleep: (ms, signal) => clock.sleep(ms / factor, signal)};
}
