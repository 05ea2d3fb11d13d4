import {useInput} from 'ink';
import {type ReactElement, useState} from 'react';
import type {ChecklistItem, ChecklistQuestion} from '../../runbook/questions.ts';
import {text} from '../../text/index.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import {hanging, indent} from '../lines/wrap.ts';
import {Lines} from '../theme.tsx';
import {exactly, type Measure, type QuestionProps, titleLines, withPosition} from './question.ts';

const pointer = '▶ ';
const detailIndent = 6;
const mostDetailRows = 8;
const listBeforeDetail = 3;

export function measureChecklist(question: ChecklistQuestion, width: number): Measure {
	const title = titleLines(question.title, width).length;
	return {wanted: title + question.items.length + 1 + detailRows(question.items, width), least: 3};
}

/**
 * Tasks to tick one by one. Only the space bar ticks. Enter goes to Done and ends it there, so that a key too many neither ticks nor unticks
 * anything. Done is always in sight.
 */
export function Checklist({question, rows, width, live, onAnswer}: QuestionProps<ChecklistQuestion>): ReactElement {
	const {items} = question;
	const [at, setAt] = useState(0);
	const [ticked, setTicked] = useState<ReadonlySet<string>>(new Set());
	const item = items[at];
	useInput(
		(input, key) => {
			if (key.upArrow) setAt(Math.max(at - 1, 0));
			else if (key.downArrow) setAt(Math.min(at + 1, items.length));
			else if (key.home) setAt(0);
			else if (key.end) setAt(items.length);
			else if (key.return) {
				if (item === undefined) onAnswer(items.filter(({id}) => ticked.has(id)).map(({id}) => id));
				else setAt(items.length);
			} else if (input === ' ' && item !== undefined) setTicked(toggled(ticked, item.id));
		},
		{isActive: live},
	);
	const title = titleLines(question.title, width, Math.min(rows - 2, rows < 6 ? 1 : 2));
	const room = Math.max(rows - title.length - 1, 0);
	const detail = item === undefined ? [] : detailOf(item, width).slice(0, mostDetailRows);
	// A few tasks, then where and why of the one under the cursor, then the other tasks.
	const height = Math.min(items.length, Math.max(room - detail.length, Math.min(room, listBeforeDetail)));
	const first = Math.min(Math.max(at - Math.floor(height / 2), 0), items.length - height);
	const list = items.map((each, index) => rowOf(each, ticked.has(each.id), index === at, width)).slice(first, first + height);
	// On Done the row itself says how many there are.
	const heading = height < items.length && item !== undefined ? withPosition(title, at, items.length, width) : title;
	const done = doneRow(ticked.size, items.length, item === undefined, width);
	return <Lines lines={[...heading, ...list, done, ...exactly(detail, room - height, width)]} />;
}

function toggled(ticked: ReadonlySet<string>, id: string): ReadonlySet<string> {
	const others = [...ticked].filter(other => other !== id);
	return new Set(ticked.has(id) ? others : [...others, id]);
}

function boxOf(isTicked: boolean): string {
	return isTicked ? '[x] ' : '[ ] ';
}

function rowOf({title}: ChecklistItem, isTicked: boolean, isHere: boolean, width: number): Line {
	return truncate([cursor(isHere), span(boxOf(isTicked), {tone: isTicked ? 'good' : 'plain'}), span(title, {bold: isHere})], width);
}

function doneRow(ticked: number, total: number, isHere: boolean, width: number): Line {
	return truncate([cursor(isHere), span(text.ui.checklist.done(ticked, total), {bold: isHere})], width);
}

function cursor(isHere: boolean): Line[number] {
	return span(isHere ? pointer : ' '.repeat(pointer.length), {bold: isHere});
}

/** Where and why; the whole title first when its row cannot show all of it. */
function detailOf({title, where, why}: ChecklistItem, width: number): Line[] {
	const room = Math.max(width - detailIndent, 1);
	const isCut = widthOf([span(pointer), span(boxOf(false)), span(title)]) > width;
	return indent(
		[
			...(isCut ? hanging('·', title, room, {tone: 'quiet'}) : []),
			...hanging(`${text.ui.checklist.where}:`, where, room, {tone: 'quiet'}),
			...hanging(`${text.ui.checklist.why}:`, why, room, {tone: 'quiet'}),
		],
		detailIndent,
	);
}

function detailRows(items: readonly ChecklistItem[], width: number): number {
	return Math.min(Math.max(0, ...items.map(item => detailOf(item, width).length)), mostDetailRows);
}
