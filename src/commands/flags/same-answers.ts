import {Problem} from '../../problem.ts';
import type {Recorded} from '../../runbook/record.ts';
import {text} from '../../text/index.ts';
import type {GivenAnswers} from './answers.ts';

/**
 * An incident is gone on with in the words it was begun with: a flag that says something else must not be passed over in silence.
 * @throws Problem `other-answer`, exit 2
 */
export function refuseOtherAnswers({answers}: Recorded, given: GivenAnswers): void {
	const recorded = (question: string) => [...answers].find(([key]) => key.replace(/#\d+$/, '').endsWith(`/${question}`))?.[1].answer;
	for (const [flag, was, said] of [
		['--user', recorded('subject'), given.user],
		['--finding', recorded('finding'), given.finding],
	] as const) {
		if (said === undefined || typeof was !== 'string' || was === said) continue;
		throw new Problem('other-answer', text.commands.otherAnswer(flag, was, said), text.commands.otherAnswerNext(flag), 2);
	}
}
