/** Time is a port: wall-clock time on a responder's screen, virtual time in tests and automatic rehearsals. */
export interface Clock {
	/** Milliseconds since the Unix epoch. Never goes back. */
	now(): number;
	/** Resolves after `ms` milliseconds of this clock's time; rejects with the signal's reason when aborted first. */
	sleep(ms: number, signal?: AbortSignal): Promise<void>;
}

/**
 * The time of a machine whose clock may be set back: it goes on from where it was, so that nothing seems to have come before what it followed,
 * and no deadline moves away.
 */
export function neverBack(machine: () => number): () => number {
	let ahead = 0;
	let last = Number.NEGATIVE_INFINITY;
	return () => {
		const now = machine();
		if (now + ahead < last) ahead = last - now;
		last = now + ahead;
		return last;
	};
}

/** The machine's own clock. */
export const systemClock: Clock = {
	now: neverBack(() => Date.now()),
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
