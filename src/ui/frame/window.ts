import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import type {Content} from './content.ts';

/** The part of the content that fits. */
export interface Window {
	readonly lines: readonly Line[];
	readonly offset: number;
	/** How far one page goes. */
	readonly page: number;
	readonly furthest: number;
}

/** What a question is about, or what goes on, keeps this share of the rows where something urgent is shown whole above it. */
const leastShare = 0.6;
/** In fewer rows than this everything that is not the content itself is left out or shortened. */
const roomy = 5;
/** The names of a table's columns are repeated above its rows up to this many rows. */
const mostNames = 2;

/** The rows that fit into `height`; what is hidden is counted in the last one. `offset` as the responder scrolled, if they did. */
export function windowOf(content: Content, height: number, width: number, offset: number | undefined): Window {
	const {lines, focus} = content;
	if (height <= 0) return {lines: [], offset: 0, page: 0, furthest: 0};
	if (lines.length <= height) return {lines, offset: 0, page: height, furthest: 0};
	const urgent = urgentRow(content, height, width);
	// With one row there is none left to count in.
	const seen = height === 1 ? 1 : height - 1 - (urgent === undefined ? 0 : 1);
	const furthest = lines.length - seen;
	const top = Math.min(Math.max(offset ?? wantedTop(focus, seen), 0), furthest);
	// At the very top what is urgent is in sight itself.
	const rows = top === 0 && height > 1 ? height - 1 : seen;
	const names = namesAbove(lines, top, rows);
	const shown = [...names, ...lines.slice(top + names.length, top + rows)];
	const counted = hidden(top, lines.length - top - rows, top > 0 && urgent === undefined ? content.urgent : undefined, width);
	return {
		lines: height === 1 ? shown : [...shown, ...(top > 0 && urgent !== undefined ? [urgent] : []), counted],
		offset: top,
		// Rows that the names may stand on are seen before or afterwards.
		page: Math.max(seen - Math.max(1, lines.some(isRow) ? mostNames : 0), 1),
		furthest,
	};
}

function wantedTop({from, upTo, follows, belowUrgent}: Content['focus'], seen: number): number {
	if (follows && upTo > seen) return upTo - seen;
	return belowUrgent && from + Math.min(upTo - from, Math.ceil(seen * leastShare)) <= seen ? 0 : from;
}

/** A row of its own for what is urgent, where it would not fit beside the count. */
function urgentRow({urgent, lines}: Content, height: number, width: number): Line | undefined {
	if (urgent === undefined || height < roomy) return undefined;
	const most = hidden(lines.length, lines.length, urgent, Number.MAX_SAFE_INTEGER);
	return widthOf(most) <= width ? undefined : truncate(urgent, width);
}

/** The names of the columns of the table that the row at `top` is in, when they are scrolled away. */
function namesAbove(lines: readonly Line[], top: number, rows: number): readonly Line[] {
	const first = lines[top];
	if (first === undefined || !isRow(first)) return [];
	let start = top;
	while (isRow(lines[start - 1] ?? [])) start -= 1;
	const end = start;
	while (isNames(lines[start - 1] ?? [])) start -= 1;
	const names = lines.slice(start, end);
	return names.length > mostNames || rows - names.length < names.length + 1 ? [] : names;
}

function isRow(line: Line): boolean {
	return line.some(({part}) => part === 'row');
}

function isNames(line: Line): boolean {
	return line.some(({part}) => part === 'columns');
}

function hidden(above: number, below: number, urgent: Line | undefined, width: number): Line {
	const parts = [above > 0 ? text.ui.content.above(above) : undefined, below > 0 ? text.ui.content.below(below) : undefined].filter(
		part => part !== undefined,
	);
	const keys = [above > 0 ? 'PgUp' : undefined, below > 0 ? 'PgDn' : undefined].filter(key => key !== undefined);
	const counted = span(`… ${parts.join(' · ')} · ${keys.join(' ')}`, {tone: 'quiet'});
	return truncate(urgent === undefined ? [counted] : [...urgent, span('  '), counted], width);
}
