import {type Cell, cellsOf, fitting, type Line, lineOf, rows, type Style, span, widthOf} from './line.ts';

/** Breaks a line at its words so that every row fits; a word longer than the width is cut, a path behind one of its slashes. */
export function wrap(line: Line, width: number): Line[] {
	const cells = cellsOf(line);
	const wrapped: Line[] = [];
	let start = 0;
	while (start < cells.length) {
		const end = Math.max(fitting(cells, start, width), start + 1);
		const stop = end >= cells.length ? end : lastBreak(cells, start, end);
		wrapped.push(lineOf(withoutTrailingSpaces(cells.slice(start, stop))));
		start = stop;
		while (cells[start]?.character === ' ') start += 1;
	}
	return wrapped.length === 0 ? [[]] : wrapped;
}

/** Cuts a line every `width` columns and drops nothing: for what is copied exactly. */
export function cut(line: Line, width: number): Line[] {
	const cells = cellsOf(line);
	const pieces: Line[] = [];
	for (let start = 0; start < cells.length; ) {
		const end = Math.max(fitting(cells, start, width), start + 1);
		pieces.push(lineOf(cells.slice(start, end)));
		start = end;
	}
	return pieces.length === 0 ? [[]] : pieces;
}

/** A text of any number of lines, wrapped. */
export function paragraph(text: string, width: number, style: Style = {}): Line[] {
	return rows(text, style).flatMap(row => wrap(row, width));
}

/** A paragraph behind a mark, its further rows indented below the first. */
export function hanging(mark: string, text: string, width: number, style: Style = {}): Line[] {
	const first = span(`${mark} `, style);
	const columns = widthOf([first]);
	if (columns > width / 2) return paragraph(`${mark} ${text}`, width, style);
	const rest = span(' '.repeat(columns));
	return paragraph(text, width - columns, style).map((line, index) => [index === 0 ? first : rest, ...line]);
}

/** The line moved to the right. */
export function indent(lines: readonly Line[], columns: number): Line[] {
	const space = span(' '.repeat(columns));
	return lines.map(line => (line.length === 0 ? line : [space, ...line]));
}

/** The last place at or before `end` where a row may end: behind a space, or beside a character that takes two columns. */
function lastBreak(cells: readonly Cell[], start: number, end: number): number {
	for (let at = end; at > start; at -= 1) {
		const [before, after] = [cells[at - 1], cells[at]];
		if (after?.character === ' ' || before?.character === ' ') {
			// A row of nothing but the indent that the line began with would be lost.
			if (cells.slice(start, at).some(cell => cell.character !== ' ')) return at;
		} else if (before?.width === 2 || after?.width === 2) return at;
	}
	return lastSlash(cells, start, end);
}

/** What is longer than a row has no blank; a path has parts that are better not torn. */
function lastSlash(cells: readonly Cell[], start: number, end: number): number {
	for (let at = end; at > start + 1; at -= 1) if (cells[at - 1]?.character === '/') return at;
	return end;
}

/** Whether a word of the text is longer than a row, so that wrapping tears it. */
export function tears(text: string, width: number): boolean {
	return text.split(/\s+/).some(word => !hasPlacesToBreak.test(word) && widthOf([span(word)]) > width);
}

/** Scripts that are written without blanks break anywhere. */
const hasPlacesToBreak = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}]/u;

function withoutTrailingSpaces(cells: readonly Cell[]): readonly Cell[] {
	let end = cells.length;
	while (cells[end - 1]?.character === ' ') end -= 1;
	return cells.slice(0, end);
}
