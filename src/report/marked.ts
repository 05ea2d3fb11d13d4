/**
 * A sentence of ours in which what came from AWS, a finding or a person stands between two marks, so that every renderer knows which part
 * must stay text whatever it says. The marks are private-use characters; data that holds them shows them as escapes.
 */
export type Marked = string;

const OPEN = '\uE000';
const CLOSE = '\uE001';

/** Puts the marks around data. */
export function data(value: string | number): Marked {
	return `${OPEN}${withoutMarks(String(value))}${CLOSE}`;
}

/** Every string in a value as data: what is handed to a sentence that knows nothing of marks. */
export function marked<T>(value: T, untouched: ReadonlySet<string> = codes): T {
	if (typeof value === 'string') return data(value) as T;
	if (Array.isArray(value)) return value.map(item => marked<unknown>(item, untouched)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([key, member]) => [key, untouched.has(key) ? member : marked<unknown>(member, untouched)]),
	) as T;
}

/** Members that hold one of our own words: a sentence is chosen by them. */
export const codes: ReadonlySet<string> = new Set(['code', 'kind', 'policyType', 'session', 'state', 'why', 'reason']);

/** The sentence without its marks. */
export function unmarked(sentence: Marked): string {
	return sentence.replaceAll(OPEN, '').replaceAll(CLOSE, '');
}

export interface Piece {
	readonly text: string;
	readonly data: boolean;
}

/** The sentence in pieces; the marks may be nested, and may be missing at the end of what was shortened. */
export function pieces(sentence: Marked): readonly Piece[] {
	const found: Piece[] = [];
	let depth = 0;
	for (const part of sentence.split(/([\uE000\uE001])/)) {
		if (part === OPEN) depth += 1;
		else if (part === CLOSE) depth = Math.max(0, depth - 1);
		else if (part !== '') found.push({text: part, data: depth > 0});
	}
	return found;
}

/** The sentence with its data changed, and our own words as they are. */
export function mapData(sentence: Marked, change: (text: string) => string): Marked {
	return pieces(sentence)
		.map(piece => (piece.data ? data(change(piece.text)) : piece.text))
		.join('');
}

/** Text in which nothing can be taken for a mark. */
export function withoutMarks(text: string): string {
	return text.replaceAll(OPEN, '\\u{e000}').replaceAll(CLOSE, '\\u{e001}');
}
