import {Text} from 'ink';
import SelectInput from 'ink-select-input';
import {type ReactElement, useContext, useState} from 'react';
import {type Choice, type ChooseQuestion, recommendedOf} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import {indent, paragraph} from '../lines/wrap.ts';
import {ColorContext, Lines, paint} from '../theme.tsx';
import {exactly, type Measure, type QuestionProps, titleLines, withPosition} from './question.ts';

type Offered = Pick<ChooseQuestion, 'choices' | 'recommended'>;

const pointer = '▶ ';
const detailIndent = 4;
const mostDetailRows = 3;
/** The list keeps this many rows before the detail below it gets any. */
const listBeforeDetail = 3;

export function measureChoose(question: ChooseQuestion, width: number): Measure {
	const {choices} = question;
	const title = titleLines(question.title, width).length;
	const detail = detailRows(question, width);
	// A label that is cut can be read whole in the detail only.
	const spare = choices.some(choice => isCut(question, choice, width)) ? 0 : detail;
	return {wanted: title + choices.length + detail, least: 1 + Math.min(choices.length, 2), spare};
}

/** A list to pick one from. Its choices are those it came up with, whatever happens meanwhile. */
export function Choose({question, rows, width, live, onAnswer}: QuestionProps<ChooseQuestion>): ReactElement {
	const [offered] = useState(() => ({...question, choices: [...question.choices]}));
	const {choices} = offered;
	const [at, setAt] = useState(0);
	const title = titleLines(question.title, width, Math.min(rows - 1, rows < 5 ? 1 : 2));
	const detail = Math.max(Math.min(detailRows(offered, width), rows - title.length - Math.min(choices.length, listBeforeDetail)), 0);
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
				itemComponent={({label, isSelected}) => <Row line={rowOf(offered, label, isSelected === true, width)} />}
				onHighlight={item => setAt(choices.findIndex(({id}) => id === item?.value))}
				onSelect={item => {
					if (item !== undefined) onAnswer(item.value);
				}}
			/>
			<Lines lines={exactly(highlighted === undefined ? [] : detailOf(offered, highlighted, width), detail, width)} />
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
function rowOf(offered: Offered, id: string, selected: boolean, width: number): Line {
	const choice = offered.choices.find(candidate => candidate.id === id);
	if (choice === undefined) return [];
	const style = {bold: selected};
	const row = [span(selected ? pointer : ' '.repeat(pointer.length), style), span(choice.label, style)];
	const recommended = recommendation(offered, choice);
	return truncate([...truncate(row, width - widthOf(recommended)), ...recommended], width);
}

function recommendation(offered: Offered, choice: Choice): Line {
	return choice === recommendedOf(offered) ? [span(` ${text.ui.choose.recommended}`, {tone: 'good'})] : [];
}

function isCut(offered: Offered, choice: Choice, width: number): boolean {
	return pointer.length + widthOf([span(choice.label), ...recommendation(offered, choice)]) > width;
}

/** The detail; the label first when its row cannot show all of it. */
function detailOf(offered: Offered, choice: Choice, width: number): Line[] {
	const detail = [isCut(offered, choice, width) ? choice.label : undefined, choice.detail].filter(part => part !== undefined).join('\n');
	return detail === '' ? [] : indent(paragraph(detail, Math.max(width - detailIndent, 1), {tone: 'quiet'}), detailIndent);
}

function detailRows(offered: Offered, width: number): number {
	return Math.min(Math.max(0, ...offered.choices.map(choice => detailOf(offered, choice, width).length)), mostDetailRows);
}
