import type {Block, Fact} from '../../runbook/views.ts';
import {type Line, pad, rows, type Style, widthOf} from './line.ts';
import {indent, paragraph, tears} from './wrap.ts';

type Table = Extract<Block, {kind: 'table'}>;

const gap = 2;
/** The last column gives way first, but not below this many columns while others can give. */
const leastForTheLast = 16;
/** No character takes more columns than this. */
const leastForAnyCharacter = 2;
/** Below this many columns a label and its value no longer stand side by side. */
const leastForTwoColumns = 32;

/** Columns side by side where at least their headers fit, else each row as label and value. */
export function layoutTable(table: Table, width: number): Line[] {
	const widths = columnWidths(table, width);
	if (widths === undefined) return stacked(table, width);
	return [
		...row(table.columns, widths, {tone: 'quiet', bold: true, part: 'columns'}),
		...table.rows.flatMap(({cells, tone}) =>
			row(
				table.columns.map((_, column) => cells[column] ?? ''),
				widths,
				tone === undefined ? {part: 'row'} : {tone, part: 'row'},
			),
		),
	];
}

/** Labels in one column, values in another; one below the other where there is too little room. */
export function layoutFacts(facts: readonly Fact[], width: number): Line[] {
	const widest = Math.max(0, ...facts.map(fact => naturalWidth(fact.label)));
	const labels = Math.min(widest, Math.floor(width * 0.4));
	const room = width - labels - gap;
	return facts.flatMap(({label, value, tone}) => {
		const style = tone === undefined ? {} : {tone};
		// A path that the column would tear stands below its label, where there is more room.
		return width < leastForTwoColumns || tears(value, room)
			? [...paragraph(label, width, {tone: 'quiet'}), ...indent(paragraph(value, Math.max(width - gap, 1), style), gap)]
			: beside([paragraph(label, labels, {tone: 'quiet'}), paragraph(value, room, style)], [labels]);
	});
}

function columnWidths({columns, rows: body}: Table, width: number): number[] | undefined {
	const room = width - gap * (columns.length - 1);
	const least = columns.map(column => Math.max(naturalWidth(column), leastForAnyCharacter));
	if (sum(least) > room) return undefined;
	const natural = columns.map((column, index) =>
		Math.min(Math.max(naturalWidth(column), ...body.map(({cells}) => naturalWidth(cells[index] ?? ''))), room),
	);
	const last = columns.length - 1;
	const widths = natural.map((columnWidth, index) =>
		index === last ? Math.min(columnWidth, Math.max(least[index] ?? 1, leastForTheLast)) : columnWidth,
	);
	while (sum(widths) > room) {
		const widest = widestThatCanGive(widths, least);
		if (widest === undefined) return undefined;
		widths[widest] = (widths[widest] ?? 0) - 1;
	}
	const others = sum(widths.slice(0, last));
	return [...widths.slice(0, last), Math.min(natural[last] ?? 0, room - others)];
}

/** Any column but the last, and the last only when no other can. */
function widestThatCanGive(widths: readonly number[], least: readonly number[]): number | undefined {
	const giving = widths.flatMap((width, index) => (width > (least[index] ?? 1) ? [index] : []));
	const others = giving.filter(index => index !== widths.length - 1);
	return others.length === 0
		? giving[0]
		: others.reduce((widest, index) => ((widths[index] ?? 0) > (widths[widest] ?? 0) ? index : widest));
}

function row(cells: readonly string[], widths: readonly number[], style: Style): Line[] {
	return beside(
		cells.map((cell, column) => paragraph(cell, widths[column] ?? 1, style)),
		widths.slice(0, -1),
	);
}

/** Columns of lines next to each other; `widths` of all but the last. */
function beside(columns: readonly (readonly Line[])[], widths: readonly number[]): Line[] {
	const height = Math.max(...columns.map(lines => lines.length));
	return Array.from({length: height}, (_, index) =>
		columns.flatMap((lines, column) => {
			const line = lines[index] ?? [];
			const width = widths[column];
			return width === undefined ? line : pad(line, width + gap);
		}),
	);
}

function stacked({columns, rows: body}: Table, width: number): Line[] {
	return body.flatMap(({cells, tone}, index) => [
		...(index === 0 ? [] : [[]]),
		...columns.flatMap((column, position) => paragraph(`${column}: ${cells[position] ?? ''}`, width, tone === undefined ? {} : {tone})),
	]);
}

function naturalWidth(text: string): number {
	return Math.max(...rows(text).map(widthOf));
}

function sum(widths: readonly number[]): number {
	return widths.reduce((total, width) => total + width, 0);
}
