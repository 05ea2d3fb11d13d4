import {debrief} from './debrief.ts';
import {rehearsalFile} from './rehearsal-file.ts';

/** What is true, and what to do now. */
interface Sentence {
	readonly message: string;
	readonly next: string;
}

interface Listed {
	readonly name: string;
	readonly title: string;
	readonly difficulty?: 'easy' | 'medium' | 'hard';
	readonly teaches?: string;
}

const rows = (known: readonly Listed[]) => {
	const width = Math.max(0, ...known.map(({name}) => name.length));
	return known.map(({name, title, difficulty}) => `  ${name.padEnd(width)}  ${(difficulty ?? '').padEnd(6)}  ${title}`).join('\n');
};

/** What a rehearsal says around the walk. */
export const rehearsal = {
	file: rehearsalFile,
	debrief,
	unknownScenario: (scenario: string, known: readonly Listed[], inFile: string | undefined): Sentence => ({
		message:
			inFile === undefined ? `There is no scenario named “${scenario}”.` : `${inFile} is made from “${scenario}”, which there is not.`,
		next: `Use one of these, or a file of your own:\n${rows(known)}`,
	}),
	list: (known: readonly Listed[]): string => {
		const width = Math.max(0, ...known.map(({name}) => name.length));
		return known
			.map(({name, title, difficulty, teaches}) =>
				[
					`${name.padEnd(width)}  ${(difficulty ?? '').padEnd(6)}  ${title}`,
					...(teaches === undefined ? [] : [`${''.padEnd(width)}  ${teaches}`]),
				].join('\n'),
			)
			.join('\n');
	},
	listNext: 'Play one with: tourniquet rehearse NAME. Your own is a file: docs/rehearsals.md says how.',
	feed: {
		outcome: {allowed: 'allowed', denied: 'DENIED', error: 'failed'},
		by: {'service-control-policy': 'the policies', 'identity-policy': 'its own role', 'trust-policy': 'that role'},
	},
	again: {
		title: 'Your session has expired, as it may on the day. What was done stands; what was not answered for is looked at again.',
		signIn: 'Sign in again and go on',
		signInDetail: 'On the day: sign in, then tourniquet resume with the incident’s id.',
		leave: 'Leave it there',
	},
	choosing: {
		title: 'Rehearsal',
		why: 'Each of these is one night in a simulated organization, and teaches one thing. Nothing here touches AWS.',
		which: 'Which night do you want to rehearse?',
		notBegun: 'not begun',
		label: (name: string, difficulty: string | undefined, title: string): string => `${name}  ${(difficulty ?? '').padEnd(6)}  ${title}`,
	},
} as const;
