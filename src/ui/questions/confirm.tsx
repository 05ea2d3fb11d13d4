import {useInput, usePaste} from 'ink';
import {type ReactElement, useState} from 'react';
import type {ConfirmQuestion} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, widthOf} from '../lines/line.ts';
import {hanging, paragraph} from '../lines/wrap.ts';
import {Lines} from '../theme.tsx';
import {edit, emptyField, type Field, fieldRow, insert, withLineBreaks} from './editing.ts';
import {atMost, exactly, type Measure, messageRows, type QuestionProps, titleLines} from './question.ts';

const prompt = '> ';
const mostActRows = 3;

export interface ConfirmProps extends QuestionProps<ConfirmQuestion> {
	/** Which page is open, or -1. */
	readonly page: number;
	readonly onPage: (page: number) => void;
}

type Message = 'wrong' | 'empty' | 'pasted' | 'together';

export function measureConfirm(question: ConfirmQuestion, width: number): Measure {
	const said = [titleLines(question.title, width), actLines(question, width, mostActRows), promptLines(question, emptyField, width)];
	const wanted = said.flat().length + messageRows(width);
	return {wanted, least: Math.min(wanted, 4)};
}

/**
 * The gate before a write. Every letter goes into the field, so nothing but Enter, Tab and Esc does anything, and Enter only does when the
 * field already holds the phrase.
 */
export function Confirm({question, rows, width, live, page, onPage, onAnswer}: ConfirmProps): ReactElement {
	const [field, setField] = useState(emptyField);
	const [message, setMessage] = useState<Message>();
	useInput(
		(input, key) => {
			if (key.escape) return page >= 0 ? onPage(-1) : onAnswer('back');
			if (key.tab) return onPage(nextPage(page, question.pages.length, key.shift));
			if (key.return) {
				const typed = field.text.trim();
				if (typed !== question.phrase) return setMessage(typed === '' ? 'empty' : 'wrong');
				// The pump marks an Enter that came together with other input: it may be the end of a paste.
				return key.meta ? setMessage('together') : onAnswer('confirmed');
			}
			// The screen's help; no phrase has a question mark in it.
			const edited = input === '?' ? undefined : edit(field, input, key);
			if (edited === undefined) return;
			setField(edited);
			setMessage(undefined);
		},
		{isActive: live},
	);
	usePaste(
		pasted => {
			setField(insert(field, withLineBreaks(pasted).replaceAll('\n', '')));
			setMessage('pasted');
		},
		{isActive: live},
	);
	return <Lines lines={confirmLines(question, field, message, width, rows)} />;
}

/** After the last page comes none, then the first again. */
function nextPage(page: number, pages: number, backwards: boolean): number {
	const positions = pages + 1;
	return ((page + 1 + (backwards ? pages : 1)) % positions) - 1;
}

/** With too few rows the title goes first, then the message, then the act is shortened; the field stays. */
function confirmLines(question: ConfirmQuestion, field: Field, message: Message | undefined, width: number, rows: number): Line[] {
	const asked = promptLines(question, field, width).slice(-Math.max(rows, 1));
	let left = rows - asked.length;
	const act = actLines(question, width, Math.min(left, mostActRows));
	left -= act.length;
	const tone = message === 'pasted' ? 'quiet' : 'warning';
	const said = message === undefined ? [] : paragraph(sentence(message, question.phrase), width, {tone});
	const below = exactly(said, Math.min(messageRows(width), left), width);
	left -= below.length;
	return [...titleLines(question.title, width, Math.min(left, 2)), ...act, ...asked, ...below];
}

function actLines({act}: ConfirmQuestion, width: number, most: number): Line[] {
	return atMost(hanging('▲', act, width, {tone: 'danger', bold: true}), most, width);
}

/** The prompt with the field behind it, or below it where there is too little room. */
function promptLines({phrase}: ConfirmQuestion, field: Field, width: number): Line[] {
	const asked = span(`${text.ui.confirm.prompt(phrase)} `);
	const room = width - widthOf([asked]);
	if (room > widthOf([span(phrase)]) + 4) return [[asked, ...fieldRow(field, room)]];
	return [...paragraph(text.ui.confirm.prompt(phrase), width), [span(prompt, {bold: true}), ...fieldRow(field, width - prompt.length)]];
}

function sentence(message: Message, phrase: string): string {
	return message === 'pasted' || message === 'together' ? text.ui.confirm[message] : text.ui.confirm[message](phrase);
}
