import {Text} from 'ink';
import SelectInput from 'ink-select-input';
import {type ReactElement, useContext, useState} from 'react';
import type {Choice, ChooseQuestion} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import {indent, paragraph} from '../lines/wrap.ts';
import {ColorContext, Lines, paint} from '../theme.tsx';
import {exactly, type Measure, type QuestionProps, titleLines, withPosition} from './question.ts';

const pointer = '▶ ';
const detailIndent = 4;
const mostDetailRows = 3;
/** The list keeps this many rows before the detail below it gets any. */
const listBeforeDetail = 3;

export function measureChoose(question: ChooseQuestion, width: number): Measure {
	const {choices} = question;
	const title = titleLines(question.title, width).length;
	const detail = detailRows(choices, width);
	// A label that is cut can be read whole in the detail only.
	const spare = choices.some(choice => isCut(choices, choice, width)) ? 0 : detail;
	return {wanted: title + choices.length + detail, least: 1 + Math.min(choices.length, 2), spare};
}

/** A list to pick one from. Its choices are those it came up with, whatever happens meanwhile. */
export function Choose({question, rows, width, live, onAnswer}: QuestionProps<ChooseQuestion>): ReactElement {
	const [choices] = useState(() => [...question.choices]);
	const [at, setAt] = useState(0);
	const title = titleLines(question.title, width, Math.min(rows - 1, rows < 5 ? 1 : 2));
	const detail = Math.max(Math.min(detailRows(choices, width), rows - title.length - Math.min(choices.length, listBeforeDetail)), 0);
	const limit = Math.max(Math.min(rows - title.length - detail, choices.length), 1);
	const highlighted = choices[at];
	return (
		<>
			<Lines lines={limit < choices.length ? withPosition(title, at, choices.length, width) : title} />
			<SelectInput
				// The list keeps its place by rows, so another number of rows needs another list, begun where this one is.
				key={limit}
				items={choices.map(({id}) => ({label: id, value: id}))}
				initialIndex={at}
				limit={limit}
				isFocused={live}
				indicatorComponent={Nothing}
				itemComponent={({label, isSelected}) => <Row line={rowOf(choices, label, isSelected === true, width)} />}
				onHighlight={item => setAt(choices.findIndex(({id}) => id === item?.value))}
				onSelect={item => {
					if (item !== undefined) onAnswer(item.value);
				}}
			/>
			<Lines lines={exactly(highlighted === undefined ? [] : detailOf(choices, highlighted, width), detail, width)} />
		</>
	);
}

function Row({line}: {readonly line: Line}): ReactElement {
	return <Text wrap="truncate">{paint(line, useContext(ColorContext))}</Text>;
}

function Nothing(): null {
	return null;
}

/** The label as far as it fits, and whether this is the choice that we recommend. */
function rowOf(choices: readonly Choice[], id: string, selected: boolean, width: number): Line {
	const choice = choices.find(candidate => candidate.id === id);
	if (choice === undefined) return [];
	const style = {bold: selected};
	const row = [span(selected ? pointer : ' '.repeat(pointer.length), style), span(choice.label, style)];
	const recommended = recommendation(choices, choice);
	return truncate([...truncate(row, width - widthOf(recommended)), ...recommended], width);
}

function recommendation(choices: readonly Choice[], choice: Choice): Line {
	return choice === choices[0] && choices.length > 1 ? [span(` ${text.ui.choose.recommended}`, {tone: 'good'})] : [];
}

function isCut(choices: readonly Choice[], choice: Choice, width: number): boolean {
	return pointer.length + widthOf([span(choice.label), ...recommendation(choices, choice)]) > width;
}

/** The detail; the label first when its row cannot show all of it. */
function detailOf(choices: readonly Choice[], choice: Choice, width: number): Line[] {
	const detail = [isCut(choices, choice, width) ? choice.label : undefined, choice.detail].filter(part => part !== undefined).join('\n');
	return detail === '' ? [] : indent(paragraph(detail, Math.max(width - detailIndent, 1), {tone: 'quiet'}), detailIndent);
}

function detailRows(choices: readonly Choice[], width: number): number {
	return Math.min(Math.max(0, ...choices.map(choice => detailOf(choices, choice, width).length)), mostDetailRows);
}
