/**
 * What a JSON text says, when it says it plainly: `undefined` for anything that is not JSON, that names a key twice (the later value
 * would hide the earlier one from us, not necessarily from AWS) or that spells a character as an escape it does not need.
 * Whitespace between the parts does not matter.
 */
export function plainJson(text: string): unknown {
	try {
		const value: unknown = JSON.parse(text);
		const withoutWhitespace = text.replace(/"(?:[^"\\]|\\.)*"|\s+/g, part => (part.startsWith('"') ? part : ''));
		// Written out again, a key named twice appears once.
		return JSON.stringify(value) === withoutWhitespace ? value : undefined;
	} catch {
		return undefined;
	}
}

/** Whether two parsed JSON values say the same; the order of an object's keys does not matter. */
export function sameJson(a: unknown, b: unknown): boolean {
	return JSON.stringify(ordered(a)) === JSON.stringify(ordered(b));
}

/** The same value with every object's keys in code-unit order. */
export function ordered(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(ordered);
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.keys(value)
			.sort()
			.map(key => [key, ordered(value[key])]),
	);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
