import type {Happening} from '../../runbook/front-end.ts';
import {text} from '../../text/index.ts';
import {rule} from '../layout.ts';
import {type Line, pad, type Span, span, truncate, widthOf} from '../lines/line.ts';

/** Columns of who and where; what was called gets what is left, and below so much there are none. */
const leastForColumns = 45;
const widest = {who: 14, where: 16};

/** What others do: a rule with its name, then the latest, the newest last, in exactly `rows` rows. */
export function feedLines(happenings: readonly Happening[], width: number, rows: number): Line[] {
	if (rows <= 0) return [];
	const title = truncate([span('── ', {tone: 'quiet'}), span(text.ui.feed.title, {bold: true}), span(' ')], width);
	const head = [...title, ...rule(width - widthOf(title))];
	const shown = happenings.slice(-Math.max(rows - 1, 0)).map(happening => feedLine(happening, width));
	return [head, ...shown, ...Array.from({length: Math.max(rows - 1 - shown.length, 0)}, () => [])].slice(0, rows);
}

function feedLine({at, who, what, where, outcome, by, tone}: Happening, width: number): Line {
	const time = span(`${text.ui.feed.time(at)} `, {tone: 'quiet'});
	const became = [span(' '), span(outcome, {tone, bold: tone === 'danger'})];
	const whole = by === undefined ? became : [...became, span(` ${text.ui.feed.by(by)}`, {tone: 'quiet'})];
	const isWide = width - widthOf([time, ...whole]) >= leastForColumns;
	// What became of it stays longest; by what, and the columns, go first.
	const result = isWide ? whole : became;
	const left = width - widthOf([time, ...result]);
	const said = isWide
		? [column(who, widest.who), column(what, left - widest.who - widest.where), span(where)]
		: [span(`${who} ${what} ${where}`)];
	return truncate([time, ...pad(truncate(said, left), left), ...result], width);
}

function column(said: string, columns: number): Span {
	const line = truncate([span(said)], Math.max(columns - 1, 1));
	return span(`${line.map(part => part.text).join('')}${' '.repeat(Math.max(columns - widthOf(line), 0))}`);
}
