import {text} from '../../text/index.ts';
import type {Ended} from '../walking/walk-incident.ts';
import type {Stage} from './stage.ts';

/**
 * Whether the responder, whose session ran out, has signed in again and goes on: what `tourniquet resume` is on the day. A rehearsal's world
 * ends with its process, so it is gone on with here.
 */
export async function signedInAgain(stage: Stage, {ending, frontEnd, signal}: Ended, automatic: boolean): Promise<boolean> {
	if (ending.problem?.code !== 'expired-credentials') return false;
	const {again} = text.rehearsal;
	const question = {
		kind: 'choose',
		id: 'sign-in-again',
		title: again.title,
		choices: [
			{id: 'sign-in', label: again.signIn, detail: again.signInDetail},
			{id: 'leave', label: again.leave},
		],
	} as const;
	const answer = automatic ? 'sign-in' : await frontEnd.ask(question, signal);
	if (answer !== 'sign-in') return false;
	stage.signInAgain();
	return true;
}
