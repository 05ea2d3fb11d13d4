import type {Look} from '../facts.ts';

/** Starts a look that goes on beside the walk. `run` hands over what it has so far; a rejection reaches only those who await `done`. */
export function startLook<T>(initial: T, run: (update: (value: T) => void) => Promise<void>): Look<T> {
	let value = initial;
	let finished = false;
	const done = run(next => {
		value = next;
	}).then(() => {
		finished = true;
		return value;
	});
	done.catch(() => {});
	return {done, soFar: () => value, finished: () => finished};
}

/** Runs `work` on each item, at most `limit` at a time. Rejects with the first rejection. */
export async function eachOf<T>(items: readonly T[], limit: number, work: (item: T) => Promise<void>): Promise<void> {
	const rest = [...items];
	const worker = async () => {
		for (let item = rest.shift(); item !== undefined; item = rest.shift()) await work(item);
	};
	await Promise.all(Array.from({length: Math.min(limit, items.length)}, worker));
}
