export interface Taken {
	/** The key in the journal. */
	readonly key: string;
	/** The same without its ordinal. */
	readonly base: string;
	/** An earlier sitting recorded a later use of the same key: it came past this one, whatever became of it. */
	readonly passed: boolean;
}

/** Numbers the uses of each key within a step and one verb, in the order of the calls. */
export class Keys {
	readonly #step: string;
	readonly #taken = new Map<string, number>();
	readonly #furthest = new Map<string, number>();

	/** `recorded` are the journal's keys for the same verb. */
	constructor(step: string, recorded: Iterable<string>) {
		this.#step = step;
		for (const key of recorded) {
			const {base, ordinal} = split(key);
			this.#furthest.set(base, Math.max(ordinal, this.#furthest.get(base) ?? 0));
		}
	}

	take(key: string): Taken {
		// Doubled, so that a key that ends in #2 by itself is never taken for a second use.
		const base = `${this.#step}/${key.replaceAll('#', '##')}`;
		const ordinal = (this.#taken.get(base) ?? 0) + 1;
		this.#taken.set(base, ordinal);
		return {key: ordinal === 1 ? base : `${base}#${ordinal}`, base, passed: (this.#furthest.get(base) ?? 0) > ordinal};
	}

	/** Makes the number free again for the next try, unless a later one has been taken since. */
	giveBack({key, base}: Taken): void {
		const {ordinal} = split(key);
		if (this.#taken.get(base) === ordinal) this.#taken.set(base, ordinal - 1);
	}
}

function split(key: string): {readonly base: string; readonly ordinal: number} {
	// An odd run of # is doubled ones of the key itself and one that begins the ordinal.
	const ordinal = /(?<!#)(?:##)*#(\d+)$/.exec(key)?.[1];
	return ordinal === undefined ? {base: key, ordinal: 1} : {base: key.slice(0, -1 - ordinal.length), ordinal: Number(ordinal)};
}
