/** The promise's own outcome, or a rejection with the signal's reason when that comes first. */
export function orAborted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
	return new Promise((resolve, reject) => {
		const abort = () => reject(signal.reason);
		const done = () => signal.removeEventListener('abort', abort);
		if (signal.aborted) abort();
		else signal.addEventListener('abort', abort, {once: true});
		promise.then(resolve, reject).finally(done);
	});
}

/**
 * A look that a step leaves running is often awaited by nobody when the walk ends. Its rejection then is no fault of the program:
 * it must not end the process. Whoever does await the promise still gets the rejection.
 */
export function handled<T>(promise: Promise<T>): Promise<T> {
	promise.catch(() => {});
	return promise;
}
