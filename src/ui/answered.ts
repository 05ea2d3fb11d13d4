import type {Answer, Question} from '../runbook/questions.ts';
import {text} from '../text/index.ts';

/** A typed answer longer than this is shown by its size and its beginning, in characters. */
const longestShown = 60;

/** One line for the transcript: what the responder answered. */
export function sayAnswer(question: Question, answer: Answer): string {
	switch (question.kind) {
		case 'choose':
			return text.ui.answered.chose(question.choices.find(({id}) => id === answer)?.label ?? String(answer));
		case 'text': {
			const typed = String(answer);
			return typed.length > longestShown
				? text.ui.answered.typedLong(typed.length, typed.slice(0, longestShown))
				: text.ui.answered.typed(typed);
		}
		case 'confirm':
			return answer === 'confirmed' ? text.ui.answered.confirmed(question.act) : text.ui.answered.steppedBack;
		case 'checklist':
			return text.ui.answered.ticked(answer.length, question.items.length);
	}
}
