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
	const least = said.flat().length + 1;
	return {wanted: least - 1 + messageRows(width), least, spare: messageRows(width) - 1};
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

/**
 * The title and what the act does stay in sight, shortened where there are few rows; a message takes what is left, but one row at least. In the
 * smallest windows it takes the title's. The field stays anywhere.
 */
function confirmLines(question: ConfirmQuestion, field: Field, message: Message | undefined, width: number, rows: number): Line[] {
	const asked = promptLines(question, field, width).slice(-Math.max(rows, 1));
	let left = rows - asked.length;
	const take = (most: number): number => {
		const taken = Math.max(Math.min(most, left), 0);
		left -= taken;
		return taken;
	};
	const tone = message === 'pasted' ? 'quiet' : 'warning';
	const said = message === undefined ? [] : paragraph(sentence(message, question.phrase), width, {tone});
	const firstOfAct = take(1);
	const firstOfMessage = take(Math.min(said.length, 1));
	const firstOfTitle = take(1);
	const act = actLines(question, width, firstOfAct + take(actLines(question, width, mostActRows).length - firstOfAct));
	const title = titleLines(question.title, width, firstOfTitle + take(titleLines(question.title, width).length - firstOfTitle));
	const below = exactly(said, firstOfMessage + take(messageRows(width) - firstOfMessage), width);
	return [...title, ...act, ...asked, ...below];
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
