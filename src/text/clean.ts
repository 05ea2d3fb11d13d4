/**
 * Text from AWS, findings, runbooks and answers is hostile: it may move the cursor, rewrite what was already printed, reorder what is
 * read, or hide letters. These two functions make it harmless for a terminal and for a file.
 */

/**
 * Controls (C0, DEL, C1), format characters (bidi, zero-width, byte order mark, tags), line and paragraph separators, lone surrogates:
 * the Unicode general categories Cc, Cf, Zl, Zp and Cs.
 */
const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

/** The same, for JSON text whose own line breaks and indentation stay. Inside its strings JSON has escaped those already. */
const HARMFUL_IN_JSON = /(?![\n\t])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/gu;

const TAB = '    ';

/**
 * The text with every harmful character made visible as `\u{1b}`, so that nothing is lost and nothing acts.
 * Line breaks and tabs are harmful in a single line; with `multiline` a line break stays (CR LF becomes LF) and a tab becomes spaces.
 * Cleaning twice changes nothing.
 */
export function clean(text: string, options: {readonly multiline?: boolean} = {}): string {
	if (!options.multiline) return text.replace(HARMFUL, visible);
	return text
		.replaceAll('\r\n', '\n')
		.replace(HARMFUL, character => (character === '\n' ? '\n' : character === '\t' ? TAB : visible(character)));
}

/**
 * `JSON.stringify` whose output holds no harmful character and parses back to the same value: safe to show with `cat`.
 * Throws a TypeError for what JSON has no form for, which `JSON.stringify` answers with undefined or throws at itself.
 */
export function harmlessJson(value: unknown, indent?: number | string): string {
	const json: string | undefined = JSON.stringify(value, undefined, indent);
	if (json === undefined) throw new TypeError(`JSON has no form for ${typeof value}.`);
	return json.replace(HARMFUL_IN_JSON, escaped);
}

function visible(character: string): string {
	return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

function escaped(character: string): string {
	// JSON escapes are UTF-16 units: a character beyond the first plane takes two.
	return character
		.split('')
		.map(unit => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`)
		.join('');
}
