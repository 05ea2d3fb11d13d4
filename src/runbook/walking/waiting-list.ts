import type {Clock} from '../../clock.ts';
import type {Waiting} from '../front-end.ts';

/** What is being waited for now, told to the screen whenever it changes; the longest wait comes first. */
export class WaitingList {
	readonly #clock: Clock;
	readonly #tell: (list: readonly Waiting[]) => void;
	readonly #current = new Set<Waiting>();

	constructor(clock: Clock, tell: (list: readonly Waiting[]) => void) {
		this.#clock = clock;
		this.#tell = tell;
	}

	async during<T>(what: string, work: () => Promise<T>): Promise<T> {
		const waiting: Waiting = {what, since: this.#clock.now()};
		this.#current.add(waiting);
		this.#tell([...this.#current]);
		try {
			return await work();
		} finally {
			this.#current.delete(waiting);
			this.#tell([...this.#current]);
		}
	}
}
