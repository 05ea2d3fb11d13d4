import type {FrontEnd} from '../front-end.ts';
import type {Answer, Question} from '../questions.ts';
import {orAborted} from './abort.ts';

/** Puts one question at a time in front of whoever answers, in the order in which they were asked. */
export class QuestionQueue {
	readonly #frontEnd: FrontEnd;
	readonly #waiting: (() => void)[] = [];
	#asking = false;

	constructor(frontEnd: FrontEnd) {
		this.#frontEnd = frontEnd;
	}

	/** The answer, or undefined when `until` settled first: the question is then withdrawn, on screen or still in the queue. */
	async ask<Q extends Question>(question: Q, signal: AbortSignal, until?: Promise<unknown>): Promise<Answer<Q> | undefined> {
		if (until === undefined) return this.#askNow(question, signal);
		const withdrawal = new AbortController();
		const withdraw = () => withdrawal.abort();
		until.then(withdraw, withdraw);
		try {
			// What has settled already, or settles without waiting for anything outside, never reaches the screen.
			await new Promise(setImmediate);
			return await this.#askNow(question, AbortSignal.any([signal, withdrawal.signal]));
		} catch (error) {
			if (withdrawal.signal.aborted && error === withdrawal.signal.reason) return undefined;
			throw error;
		}
	}

	async #askNow<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>> {
		await this.#turn(signal);
		try {
			return await orAborted(this.#frontEnd.ask(question, signal), signal);
		} finally {
			this.#next();
		}
	}

	async #turn(signal: AbortSignal): Promise<void> {
		signal.throwIfAborted();
		if (!this.#asking) {
			this.#asking = true;
			return;
		}
		let go = () => {};
		const turn = new Promise<void>(resolve => {
			go = resolve;
		});
		this.#waiting.push(go);
		try {
			await orAborted(turn, signal);
		} catch (error) {
			const place = this.#waiting.indexOf(go);
			// When the turn came in the same moment, it is passed on.
			if (place === -1) this.#next();
			else this.#waiting.splice(place, 1);
			throw error;
		}
	}

	#next(): void {
		const go = this.#waiting.shift();
		if (go === undefined) this.#asking = false;
		else go();
	}
}
