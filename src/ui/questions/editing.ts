import type {Key} from 'ink';
import {type Cell, cellsOf, characters, fitting, type Line, lineOf, span, truncate} from '../lines/line.ts';

/** Text being typed. It is kept exactly as it came; only what is shown of it is made harmless. */
export interface Field {
	readonly text: string;
	/** Where the next character goes: an offset into `text`, never inside a character. */
	readonly cursor: number;
}

export const emptyField: Field = {text: '', cursor: 0};

/** A field with the cursor at the end. */
export function fieldOf(text: string): Field {
	return {text, cursor: text.length};
}

export function insert({text, cursor}: Field, inserted: string): Field {
	return {text: text.slice(0, cursor) + inserted + text.slice(cursor), cursor: cursor + inserted.length};
}

/** What a key makes of the field; `undefined` when the key edits nothing. */
export function edit(field: Field, input: string, key: Key): Field | undefined {
	const {text, cursor} = field;
	const before = text.slice(0, cursor);
	const after = text.slice(cursor);
	const left = before.length - (characters(before).at(-1)?.length ?? 0);
	const right = cursor + (characters(after)[0]?.length ?? 0);
	if (key.leftArrow) return {text, cursor: left};
	if (key.rightArrow) return {text, cursor: right};
	if (key.home || (key.ctrl && input === 'a')) return {text, cursor: 0};
	if (key.end || (key.ctrl && input === 'e')) return {text, cursor: text.length};
	if (key.backspace) return {text: before.slice(0, left) + after, cursor: left};
	if (key.delete) return {text: before + text.slice(right), cursor};
	if (key.ctrl && input === 'u') return {text: after, cursor: 0};
	if (key.ctrl && input === 'w') {
		const kept = before.replace(/\S*\s*$/, '');
		return {text: kept + after, cursor: kept.length};
	}
	const isText = input !== '' && !key.ctrl && !key.meta && !key.return && !key.tab && !key.escape;
	return isText ? insert(field, input) : undefined;
}

/** Pasted text with the line breaks that every program uses; terminals send them as carriage returns. */
export function withLineBreaks(pasted: string): string {
	return pasted.replace(/\r\n?/g, '\n');
}

const cursorMark = '▌';
/** More UTF-16 units than a column of anything readable takes. */
const unitsPerColumn = 16;

/** The row of the field around its cursor; what does not fit is replaced by `…`, preferably behind the cursor. */
export function fieldRow({text, cursor}: Field, width: number): Line {
	const mark = span(cursorMark);
	const room = Math.max(width - 1, 0);
	const before = cellsOf([span(lastUnits(text.slice(0, cursor), unitsPerColumn * width))]);
	const after = cellsOf([span(text.slice(cursor, cursor + unitsPerColumn * width))]);
	if (widthOfCells(before) + widthOfCells(after) <= room) return [...lineOf(before), mark, ...lineOf(after)];
	const behind = beginning(after, Math.max(Math.floor(room / 3), room - widthOfCells(before)));
	return [...ending(before, room - widthOfCells(behind)), mark, ...lineOf(behind)];
}

/** The rows around the cursor of a field with several lines; the one with the cursor is the last. */
export function fieldRows({text, cursor}: Field, width: number, height: number): Line[] {
	const start = text.lastIndexOf('\n', cursor - 1) + 1;
	const stop = text.indexOf('\n', cursor);
	const current = fieldRow({text: text.slice(start, stop === -1 ? undefined : stop), cursor: cursor - start}, width);
	const above = start === 0 ? [] : text.slice(0, start - 1).split('\n');
	const shown = height > 1 ? above.slice(1 - height) : [];
	return [...shown.map(row => truncate([span(row.slice(0, unitsPerColumn * width))], width)), current];
}

/** The end of a text: a pasted document need not be measured to show a row of it. */
function lastUnits(text: string, units: number): string {
	return text.slice(-units).replace(/^[\udc00-\udfff]/, '');
}

function beginning(cells: readonly Cell[], width: number): readonly Cell[] {
	if (widthOfCells(cells) <= width) return cells;
	const kept = cells.slice(0, fitting(cells, 0, width - 1));
	return width < 1 ? [] : [...kept, {character: '…', width: 1, span: span('…')}];
}

function ending(cells: readonly Cell[], width: number): Line {
	if (widthOfCells(cells) <= width) return lineOf(cells);
	const backwards = cells.toReversed();
	return width < 1 ? [] : [span('…'), ...lineOf(backwards.slice(0, fitting(backwards, 0, width - 1)).toReversed())];
}

function widthOfCells(cells: readonly Cell[]): number {
	return cells.reduce((width, cell) => width + cell.width, 0);
}
