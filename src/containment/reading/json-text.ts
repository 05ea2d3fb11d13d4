/** A value in a JSON text and where it stands: from `start` up to, not including, `end`. */
export interface JsonPart {
	readonly start: number;
	readonly end: number;
	/** What an object or a list holds, in the text's order; `key` is the name in an object. Empty for any other value. */
	readonly inner: readonly (JsonPart & {readonly key?: string})[];
}

export type JsonReading =
	| {readonly ok: true; readonly value: unknown; readonly part: JsonPart}
	/** `key-twice`: the later value would hide the earlier one from us, not necessarily from AWS. */
	| {readonly ok: false; readonly why: 'not-json' | 'key-twice'};

/** A policy nests seven deep; what goes much deeper is not read at all. */
const deepest = 32;

const tokens = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g;

/**
 * What a JSON text says, and where. Unlike `plainJson` it takes every spelling of a value, needless escapes and `1.0` among them: the text
 * is somebody else's, and is only added to.
 */
export function readJson(text: string): JsonReading {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		return {ok: false, why: 'not-json'};
	}
	const top: Opened = {start: 0, isObject: false, keys: new Set(), inner: []};
	const open: Opened[] = [top];
	let key: string | undefined;
	const put = (part: JsonPart) => {
		open.at(-1)?.inner.push(key === undefined ? part : {...part, key});
		key = undefined;
	};
	// It is valid JSON by now: a string is a key exactly where an object has none waiting for its value.
	for (const {0: token, index} of text.matchAll(tokens)) {
		const within = open.at(-1) ?? top;
		if (token === ',' || token === ':') continue;
		if (token === '{' || token === '[') {
			open.push({start: index, isObject: token === '{', keys: new Set(), inner: [], ...(key === undefined ? {} : {key})});
			key = undefined;
			if (open.length > deepest) return {ok: false, why: 'not-json'};
		} else if (token === '}' || token === ']') {
			open.pop();
			key = within.key;
			put({start: within.start, end: index + 1, inner: within.inner});
		} else if (within.isObject && key === undefined) {
			key = String(JSON.parse(token));
			if (within.keys.has(key)) return {ok: false, why: 'key-twice'};
			within.keys.add(key);
		} else {
			put({start: index, end: index + token.length, inner: []});
		}
	}
	const [part] = top.inner;
	return part === undefined ? {ok: false, why: 'not-json'} : {ok: true, value, part};
}

interface Opened {
	readonly start: number;
	readonly isObject: boolean;
	readonly key?: string;
	readonly keys: Set<string>;
	readonly inner: (JsonPart & {readonly key?: string})[];
}
