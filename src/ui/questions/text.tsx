import {useInput, usePaste} from 'ink';
import {type ReactElement, useState} from 'react';
import type {TextQuestion} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import {paragraph} from '../lines/wrap.ts';
import {Lines} from '../theme.tsx';
import {edit, emptyField, type Field, fieldOf, fieldRow, fieldRows, insert, withLineBreaks} from './editing.ts';
import {exactly, type Measure, messageRows, type QuestionProps, titleLines} from './question.ts';

const prompt = '> ';
const mostFieldRows = 3;

export function measureText(question: TextQuestion, width: number): Measure {
	return {wanted: titleLines(question.title, width).length + (question.multiline ? mostFieldRows : 1) + messageRows(width), least: 3};
}

/** One line, or several, to type or paste. What the question's check has against it is said below the field. */
export function Text({question, rows, width, live, onAnswer}: QuestionProps<TextQuestion>): ReactElement {
	const [field, setField] = useState(emptyField);
	const [refusal, setRefusal] = useState<string>();
	const change = (changed: Field) => {
		setField(changed);
		setRefusal(undefined);
	};
	const finish = () => {
		const typed = field.text.trim();
		const refused = question.check?.(typed);
		setRefusal(refused);
		if (refused === undefined) onAnswer(typed);
		else setField(fieldOf(typed));
	};
	const enter = () => {
		if (!question.multiline || isOnEmptyLine(field)) return finish();
		// A name needs no second Enter; the first line of something longer fails its check and goes on.
		const refused = field.text.includes('\n') ? undefined : question.check?.(field.text.trim());
		if (question.check !== undefined && refused === undefined && !field.text.includes('\n')) return finish();
		setField(insert(field, '\n'));
		setRefusal(refused);
	};
	useInput(
		(input, key) => {
			if (key.return) return enter();
			if (question.multiline && key.ctrl && input === 'd') return finish();
			const edited = edit(field, input, key);
			if (edited !== undefined) change(edited);
		},
		{isActive: live},
	);
	usePaste(pasted => change(insert(field, question.multiline ? withLineBreaks(pasted) : withLineBreaks(pasted).replace(/\n+$/, ''))), {
		isActive: live,
	});

	const title = titleLines(question.title, width, Math.min(rows - 2, 2));
	const message = Math.max(Math.min(messageRows(width), rows - title.length - 1), 0);
	const height = Math.max(rows - title.length - message, 1);
	return (
		<Lines
			lines={[
				...title,
				...fieldLines(question, field, width, height),
				...exactly(messageLines(field, refusal, width, height), message, width),
			]}
		/>
	);
}

/** Whether the cursor is on an empty last line, or on the only one. */
function isOnEmptyLine({text, cursor}: Field): boolean {
	return cursor === text.length && (text === '' || text.endsWith('\n'));
}

function fieldLines(question: TextQuestion, field: Field, width: number, height: number): Line[] {
	const room = width - prompt.length;
	if (field.text === '') {
		const placeholder = question.placeholder === undefined ? [] : [span(` ${question.placeholder}`, {tone: 'quiet'})];
		return exactly([truncate([span(prompt, {bold: true}), ...fieldRow(field, room), ...placeholder], width)], height, width);
	}
	const shown = question.multiline ? fieldRows(field, room, height) : [fieldRow(field, room)];
	return exactly(
		shown.map((line, index) => [span(index === 0 ? prompt : ' '.repeat(prompt.length), {bold: true}), ...line]),
		height,
		width,
	);
}

function messageLines(field: Field, refusal: string | undefined, width: number, height: number): Line[] {
	if (refusal !== undefined) return paragraph(refusal, width, {tone: 'warning'});
	const lines = field.text.split('\n');
	const room = width - prompt.length - 1;
	// What is far too long need not be measured to the end.
	const isCut = lines.length > height || lines.some(line => line.length > 4 * room || widthOf([span(line)]) > room);
	return isCut ? paragraph(text.ui.text.size(field.text.length, lines.length), width, {tone: 'quiet'}) : [];
}
