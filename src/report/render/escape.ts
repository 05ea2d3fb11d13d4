const entities: Readonly<Record<string, string>> = {'&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;'};

/** Text for HTML and SVG, in an element or in a quoted attribute. It must have been cleaned. */
export function escaped(value: string): string {
	return value.replace(/[&<>"']/g, character => entities[character] ?? character);
}

/** Text for a quoted string in a style sheet. */
export function cssString(value: string): string {
	return `"${value.replace(/[^\p{L}\p{N} .,:;()\u2013\u2014\u2019/+-]/gu, character => `\\${(character.codePointAt(0) ?? 0).toString(16)} `)}"`;
}
