import type {Answer, Question} from '../../runbook/questions.ts';
import {type Line, span, truncate} from '../lines/line.ts';
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
}

const mostTitleRows = 2;

/** The question's title in at most `most` rows. */
export function titleLines(title: string, width: number, most = mostTitleRows): Line[] {
	const lines = paragraph(title, width, {bold: true});
	return lines.length <= most ? lines : most <= 0 ? [] : [...lines.slice(0, most - 1), truncate([span(title, {bold: true})], width)];
}

/** `lines` with empty ones up to `height`, or its beginning: parts that change under the cursor must not make the frame jump. */
export function exactly(lines: readonly Line[], height: number): Line[] {
	return Array.from({length: Math.max(height, 0)}, (_, index) => lines[index] ?? []);
}
