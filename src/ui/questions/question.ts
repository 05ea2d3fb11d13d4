import type {Answer, Question} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import {paragraph} from '../lines/wrap.ts';

/** What every question's component is given. */
export interface QuestionProps<Q extends Question> {
	readonly question: Q;
	/** Rows and columns that it may use. */
	readonly rows: number;
	readonly width: number;
	/** Whether keys are for the question now. */
	readonly live: boolean;
	readonly onAnswer: (answer: Answer<Q>) => void;
}

/** How many rows a question would like, and how many it cannot do without. */
export interface Measure {
	readonly wanted: number;
	readonly least: number;
	/** How many of those wanted a small window may do without. */
	readonly spare?: number;
}

const mostTitleRows = 2;
/** A narrow window needs more rows to say the same. */
export const messageRows = (width: number): number => (width < 50 ? 3 : 2);

/** The question's title in at most `most` rows. */
export function titleLines(title: string, width: number, most = mostTitleRows): Line[] {
	return atMost(paragraph(title, width, {bold: true}), most, width);
}

/** The beginning of `lines` in at most `height` rows; when that is not all of them, the last one ends in `…`. */
export function atMost(lines: readonly Line[], height: number, width: number): Line[] {
	if (lines.length <= height) return [...lines];
	const shown = lines.slice(0, Math.max(height, 0));
	const last = shown.at(-1);
	return last === undefined ? [] : [...shown.slice(0, -1), truncate([...last, span(' …')], width)];
}

/** The same, and empty rows up to `height`: parts that change under the cursor must not make the frame jump. */
export function exactly(lines: readonly Line[], height: number, width: number): Line[] {
	const shown = atMost(lines, height, width);
	return [...shown, ...Array.from({length: Math.max(height - shown.length, 0)}, () => [])];
}

/** The title of a list that is not all in sight, and which of its entries the cursor is on. */
export function withPosition(title: readonly Line[], at: number, total: number, width: number): Line[] {
	const position = span(` · ${text.ui.list.position(at + 1, total)}`, {tone: 'quiet'});
	const last = title.at(-1);
	return last === undefined ? [] : [...title.slice(0, -1), [...truncate(last, width - widthOf([position])), position]];
}
