import stringWidth from 'string-width';
import type {Tone} from '../../runbook/views.ts';
import {clean} from '../../text/clean.ts';

/** A run of text that looks the same throughout. */
export interface Span {
	readonly text: string;
	readonly tone: Tone;
	readonly bold?: boolean;
	readonly dim?: boolean;
	readonly inverse?: boolean;
	/** Which part of a table it is in: a row that is in sight without the names of its columns says little. */
	readonly part?: 'columns' | 'row';
}

/** One row of the screen. */
export type Line = readonly Span[];

export type Style = Partial<Omit<Span, 'text'>>;

/**
 * Variation selectors and skin tones: what they make of the character before them takes one, two or four columns depending on the
 * terminal. Without them every terminal agrees on the width, or shows less than we reserved, and no row can outgrow the window.
 */
const unevenWidth = /[\ufe00-\ufe0f\u{e0100}-\u{e01ef}\u{1f3fb}-\u{1f3ff}]/gu;

/** The one place where text becomes harmless on its way to a terminal: every span is made of what this returns. */
function harmless(text: string, options: {readonly multiline: boolean}): string {
	return clean(text, options).replace(unevenWidth, '');
}

/** Text for one row; line breaks in it become harmless like everything else. */
export function span(text: string, style: Style = {}): Span {
	return {tone: 'plain', ...style, text: harmless(text, {multiline: false})};
}

/** Text that may have several lines, as rows that are not wrapped yet. */
export function rows(text: string, style: Style = {}): Line[] {
	return harmless(text, {multiline: true})
		.split('\n')
		.map(row => [{tone: 'plain', ...style, text: row}]);
}

/** How many columns a line takes. */
export function widthOf(line: Line): number {
	return line.reduce((width, {text}) => width + stringWidth(text), 0);
}

/** What a line says, without how it looks. */
export function plainText(line: Line): string {
	return line.map(({text}) => text).join('');
}

/** A character as the reader sees it, with the columns that it takes and the span that it belongs to. */
export interface Cell {
	readonly character: string;
	readonly width: number;
	readonly span: Span;
}

const segmenter = new Intl.Segmenter(undefined, {granularity: 'grapheme'});
const everyCharacterIsOneColumn = /^[ -~]*$/;

/** The characters of a text as the reader sees them: a letter with its accents is one. */
export function characters(text: string): string[] {
	return everyCharacterIsOneColumn.test(text) ? [...text] : Array.from(segmenter.segment(text), ({segment}) => segment);
}

export function cellsOf(line: Line): Cell[] {
	return line.flatMap(part => characters(part.text).map(character => ({character, width: stringWidth(character), span: part})));
}

export function lineOf(cells: readonly Cell[]): Line {
	const line: Span[] = [];
	let previous: Span | undefined;
	for (const {character, span: part} of cells) {
		const last = line.at(-1);
		if (last !== undefined && part === previous) line[line.length - 1] = {...last, text: last.text + character};
		else line.push({...part, text: character});
		previous = part;
	}
	return line;
}

/** The line as it is, or its beginning and `…`. */
export function truncate(line: Line, width: number): Line {
	if (widthOf(line) <= width) return line;
	const cells = cellsOf(line);
	const kept = cells.slice(0, fitting(cells, 0, width - 1));
	return [...lineOf(kept), {...(kept.at(-1)?.span ?? {tone: 'plain'}), text: '…'}];
}

/** The line with spaces up to `width`. */
export function pad(line: Line, width: number): Line {
	const missing = width - widthOf(line);
	return missing > 0 ? [...line, {tone: 'plain', text: ' '.repeat(missing)}] : line;
}

/** Where the cells from `start` on stop fitting into `width` columns. */
export function fitting(cells: readonly Cell[], start: number, width: number): number {
	let used = 0;
	let end = start;
	for (let cell = cells[end]; cell !== undefined && used + cell.width <= width; cell = cells[end]) {
		used += cell.width;
		end += 1;
	}
	return end;
}
