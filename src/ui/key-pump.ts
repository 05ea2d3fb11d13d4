import {EventEmitter} from 'node:events';
import {characters} from './lines/line.ts';

/** The part of a terminal's input stream that the pump needs; `process.stdin` of a terminal has it. */
export type KeySource = Pick<NodeJS.ReadStream, 'on' | 'off' | 'read' | 'setEncoding' | 'setRawMode' | 'pause' | 'ref' | 'unref'>;

export interface KeyPumpOptions {
	/** Ctrl-C, at once, whatever is still queued; what was typed before it is forgotten. Also when the input ends. */
	readonly onInterrupt: () => void;
	/** A key's handler threw: a defect in this program. */
	readonly onBroken: (error: unknown) => void;
	/** Asked when a key's turn has come; a key that is refused is dropped. */
	readonly admits: (key: string) => boolean;
	/** Asked when input arrives: whether Enter counts only when nothing else arrives with it, so that no unmarked paste can press it. */
	readonly wantsEnterAlone: () => boolean;
}

const pasteStart = '\u001b[200~';
const pasteEnd = '\u001b[201~';
/** Escape in the form that no parser can take for the beginning of something longer. */
const escapeKey = '\u001b[27u';
/** F1 has no name in Ink's key events. It travels as Alt-?. */
export const helpKey = '\u001b?';
/** Enter that counts only alone and did not come alone: travels as Alt-Enter. */
export const heldBackEnter = '\u001b\r';
const f1 = new Set(['\u001bOP', '\u001b[11~', '\u001b[[A', '\u001b[P']);
const interrupt = '\u0003';

const sequence = /^\u001b\u001b?(?:\[\[?[0-?]*[ -/]*[@-~]|O[0-9;]*[@-~])/;
const unfinishedSequence = /^\u001b(?:\u001b?(?:\[\[?[0-?]*[ -/]*|O[0-9;]*))?$/;
const altKey = /^\u001b[^\p{C}[O]/u;
const text = /^[^\p{Cc}]+/u;

/** Longer than any terminal needs to send the rest of a key, shorter than a person notices. In milliseconds. */
const restOfAKey = 50;
/** Text up to this length is keys; more than that in one piece is pasted text from a terminal that does not say so. */
const longestBurst = 24;

/**
 * Stands between the terminal and Ink and gives Ink one key a turn, so that every key meets the screen that the key before it made.
 * Without it `Down Down Enter` in one chunk picks the wrong item. A bracketed paste is one key.
 */
export class KeyPump extends EventEmitter {
	readonly isTTY = true;
	readonly #source: KeySource;
	readonly #options: KeyPumpOptions;
	readonly #queue: string[] = [];
	#unfinished = '';
	#unfinishedTimer: NodeJS.Timeout | undefined;
	#current: string | null = null;
	#draining = false;
	#deaf = 0;

	constructor(source: KeySource, options: KeyPumpOptions) {
		super();
		this.#source = source;
		this.#options = options;
	}

	/** Forgets what was typed and not yet given to Ink. */
	discard(): void {
		this.#queue.length = 0;
		this.#unfinished = '';
		clearTimeout(this.#unfinishedTimer);
	}

	/** Forgets what was typed, and also what arrives within `milliseconds` from now: typed before the screen could be read. */
	async startEmpty(milliseconds = 0): Promise<void> {
		this.#deaf += 1;
		this.discard();
		if (milliseconds > 0) await new Promise(resolve => setTimeout(resolve, milliseconds));
		await settled();
		this.discard();
		this.#deaf -= 1;
	}

	// What follows is what Ink calls on its input stream.

	read(): string | null {
		const key = this.#current;
		this.#current = null;
		return key;
	}

	setEncoding(encoding: BufferEncoding): this {
		this.#source.setEncoding(encoding);
		return this;
	}

	setRawMode(mode: boolean): this {
		this.#source.setRawMode(mode);
		return this;
	}

	ref(): this {
		this.#source.ref();
		this.#source.on('readable', this.#onReadable);
		this.#source.on('end', this.#options.onInterrupt);
		return this;
	}

	unref(): this {
		this.discard();
		this.#source.off('readable', this.#onReadable);
		this.#source.off('end', this.#options.onInterrupt);
		this.#source.pause();
		this.#source.unref();
		return this;
	}

	readonly #onReadable = (): void => {
		for (let chunk: unknown = this.#source.read(); chunk !== null; chunk = this.#source.read()) this.#take(String(chunk));
		void this.#drain();
	};

	#take(chunk: string): void {
		clearTimeout(this.#unfinishedTimer);
		// Nothing that is pasted is a lone Ctrl-C: a paste whose end got lost must not swallow it.
		if (chunk === interrupt) {
			this.#interrupt();
			return;
		}
		const alone = /^(?:\r\n?|\n)$/.test(chunk);
		const split = splitKeys(this.#unfinished + chunk);
		this.#unfinished = split.unfinished;
		for (const key of split.keys) {
			if (key === interrupt) this.#interrupt();
			else if (this.#deaf === 0) this.#queue.push(key === '\r' && !alone && this.#options.wantsEnterAlone() ? heldBackEnter : key);
		}
		if (this.#unfinished !== '' && !this.#unfinished.startsWith(pasteStart)) {
			this.#unfinishedTimer = setTimeout(() => {
				// A sequence that never ended is no text; an Escape on its own is the Escape key.
				if (/^\u001b+$/.test(this.#unfinished) && this.#deaf === 0) this.#queue.push(escapeKey);
				this.#unfinished = '';
				void this.#drain();
			}, restOfAKey);
		}
	}

	#interrupt(): void {
		this.discard();
		this.#options.onInterrupt();
	}

	async #drain(): Promise<void> {
		if (this.#draining) return;
		this.#draining = true;
		while (this.#queue.length > 0) {
			await settled();
			const key = this.#queue.shift();
			if (key === undefined || !this.#options.admits(key)) continue;
			this.#current = key;
			try {
				this.emit('readable');
			} catch (error) {
				this.#options.onBroken(error);
			}
			this.#current = null;
		}
		this.#draining = false;
	}
}

/** Two turns of the event loop: React has rendered and its effects have run. */
function settled(): Promise<void> {
	return new Promise(resolve => setImmediate(() => setImmediate(resolve)));
}

/** Raw terminal input as keys, and what may be the beginning of another one. */
export function splitKeys(input: string): {readonly keys: readonly string[]; readonly unfinished: string} {
	const keys: string[] = [];
	let rest = input;
	while (rest !== '') {
		if (rest.startsWith(pasteStart)) {
			const end = rest.indexOf(pasteEnd, pasteStart.length);
			if (end === -1) break;
			keys.push(rest.slice(0, end + pasteEnd.length));
			rest = rest.slice(end + pasteEnd.length);
			continue;
		}
		if (unfinishedSequence.test(rest)) break;
		const whole = sequence.exec(rest)?.[0] ?? altKey.exec(rest)?.[0];
		if (whole !== undefined) {
			keys.push(f1.has(whole) ? helpKey : whole);
			rest = rest.slice(whole.length);
			continue;
		}
		const run = text.exec(rest)?.[0];
		if (run !== undefined) {
			keys.push(...(run.length > longestBurst ? [run] : characters(run)));
			rest = rest.slice(run.length);
			continue;
		}
		const control = /^\r\n/.exec(rest)?.[0] ?? rest.slice(0, 1);
		keys.push(control === '\u001b' ? escapeKey : /[\r\n]/.test(control) ? '\r' : control);
		rest = rest.slice(control.length);
	}
	return {keys, unfinished: rest};
}
