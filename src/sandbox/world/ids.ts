import {createHash} from 'node:crypto';

const UPPER = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const LOWER = 'abcdefghijklmnopqrstuvwxyz0123456789';
const HEX = '0123456789abcdef';
const TOKEN = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Makes the identifiers of one sandbox in the forms AWS gives them. The same seed gives the same identifiers in the same
 * order, so that a rehearsal can be repeated and written about.
 */
export class Ids {
	readonly #seed: number;
	#made = 0;

	constructor(seed: number) {
		this.#seed = seed;
	}

	/** A number in [0, 1) that depends on nothing but the seed and `label`. */
	fraction(label: string): number {
		return this.#digest(label).readUInt32BE(0) / 2 ** 32;
	}

	/** The unique id of a role (`AROA…`), a user (`AIDA…`), or an access key (`ASIA…`, `AKIA…`). */
	iam(prefix: 'AROA' | 'AIDA' | 'ASIA' | 'AKIA', label = this.#next()): string {
		return prefix + this.#text(UPPER, prefix === 'AROA' || prefix === 'AIDA' ? 17 : 16, `${prefix}/${label}`);
	}

	/** The id of a policy in Organizations: `p-` and ten characters here; AWS allows 8 to 128. */
	policy(): string {
		return `p-${this.#text(LOWER, 10, this.#next())}`;
	}

	hex(length: number, label = this.#next()): string {
		return this.#text(HEX, length, label);
	}

	/** A UUID; request ids have this form. */
	uuid(label = this.#next()): string {
		const text = this.hex(32, label);
		return `${text.slice(0, 8)}-${text.slice(8, 12)}-4${text.slice(13, 16)}-8${text.slice(17, 20)}-${text.slice(20)}`;
	}

	secretAccessKey(label = this.#next()): string {
		return this.#text(TOKEN, 40, `secret/${label}`);
	}

	sessionToken(label = this.#next()): string {
		return this.#text(TOKEN, 200, `token/${label}`);
	}

	#next(): string {
		this.#made += 1;
		return `made/${this.#made}`;
	}

	#text(alphabet: string, length: number, label: string): string {
		let text = '';
		for (let block = 0; text.length < length; block++) {
			for (const byte of this.#digest(`${label}/${block}`)) text += alphabet.charAt(byte % alphabet.length);
		}
		return text.slice(0, length);
	}

	#digest(label: string): Buffer {
		return createHash('sha256').update(`${this.#seed}/${label}`).digest();
	}
}
