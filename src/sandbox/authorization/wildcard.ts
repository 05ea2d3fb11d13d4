/** `*` in a pattern: any run of characters, also none. */
export const anyRun = Symbol('any run of characters');
/** `?` in a pattern: exactly one character. */
export const anyCharacter = Symbol('any one character');

/** A pattern taken apart: single literal characters and wildcards. */
export type Pattern = readonly (string | typeof anyRun | typeof anyCharacter)[];

/** Reads `*` and `?` as wildcards, and everything else as itself. */
export function wildcardPattern(text: string): Pattern {
	return Array.from(text, character => {
		if (character === '*') return anyRun;
		return character === '?' ? anyCharacter : character;
	});
}

/** Reads every character as itself, `*` and `?` too. */
export function literalPattern(text: string): Pattern {
	return Array.from(text);
}

/**
 * Whether the whole text fits the pattern. Only the latest run is ever stretched again, so the work is linear in the text for a
 * given pattern (at most the product of both lengths): hostile patterns cannot make it blow up.
 */
export function matchesPattern(pattern: Pattern, text: string): boolean {
	const characters = Array.from(text);
	let piece = 0;
	let position = 0;
	let afterRun = -1;
	let runEnd = 0;
	while (position < characters.length) {
		const wanted = pattern[piece];
		if (wanted === anyRun) {
			piece += 1;
			afterRun = piece;
			runEnd = position;
		} else if (wanted === anyCharacter || wanted === characters[position]) {
			piece += 1;
			position += 1;
		} else if (afterRun >= 0) {
			runEnd += 1;
			position = runEnd;
			piece = afterRun;
		} else {
			return false;
		}
	}
	while (pattern[piece] === anyRun) piece += 1;
	return piece === pattern.length;
}
