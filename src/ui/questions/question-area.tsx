import type {ReactElement} from 'react';
import type {Answer, Question} from '../../runbook/questions.ts';
import {Checklist, measureChecklist} from './checklist.tsx';
import {Choose, measureChoose} from './choose.tsx';
import {Confirm, measureConfirm} from './confirm.tsx';
import type {Measure, QuestionProps} from './question.ts';
import {measureText, Text} from './text.tsx';

export function measure(question: Question, width: number): Measure {
	switch (question.kind) {
		case 'choose':
			return measureChoose(question, width);
		case 'text':
			return measureText(question, width);
		case 'confirm':
			return measureConfirm(question, width);
		case 'checklist':
			return measureChecklist(question, width);
	}
}

/** The component for the question's kind. */
export function QuestionArea({
	question,
	page,
	onPage,
	...rest
}: Omit<QuestionProps<Question>, 'onAnswer'> & {
	readonly onAnswer: (answer: Answer) => void;
	/** At a confirmation: which page is open, or -1. */
	readonly page: number;
	readonly onPage: (page: number) => void;
}): ReactElement {
	switch (question.kind) {
		case 'choose':
			return <Choose question={question} {...rest} />;
		case 'text':
			return <Text question={question} {...rest} />;
		case 'confirm':
			return <Confirm question={question} page={page} onPage={onPage} {...rest} />;
		case 'checklist':
			return <Checklist question={question} {...rest} />;
	}
}
