import type {AfterDeny} from '../../rehearsal/after-deny.ts';
import type {Delay} from '../../rehearsal/delays.ts';
import type {Outcome} from '../../rehearsal/outcome.ts';
import type {Score} from '../../rehearsal/score.ts';
import {losses} from './rehearsal-losses.ts';
import {steps} from './steps.ts';
import {agree, count} from './words.ts';

/** `1 min 5 s`: precise, because seconds are what is compared. */
function duration(ms: number): string {
	const seconds = Math.max(0, Math.round(ms / 1000));
	if (seconds < 60) return `${seconds} s`;
	const rest = seconds % 60;
	return rest === 0 ? `${Math.floor(seconds / 60)} min` : `${Math.floor(seconds / 60)} min ${rest} s`;
}

const figure = (number: number) => number.toLocaleString('en-US');

const list = (names: readonly string[]) => names.join(', ');

/** What is said when a rehearsal is over. */
export const debrief = {
	step: 'Debrief',
	why: 'What the rehearsal came to. SANDBOX: nothing of it touched AWS.',
	title: (scenario: string, points: number) => `SANDBOX · rehearsal “${scenario}” · ${points} of 100 points`,
	duration,
	never: 'not at all',
	times: {
		heading: (speed: number) =>
			speed === 1 ? 'How long it took, from the start' : `How long it took you, in real seconds: the night went ${speed} times faster`,
		identified: 'to know who it is',
		contained: 'to the deny being on',
		proven: 'to its proof',
		management: 'to the management account closed',
	},
	clocks: {
		heading: 'What attackers take, as published',
		rows: [
			{label: 'first use of a leaked key', value: 'about 67 s'},
			{label: 'first data taken away', value: 'within 4 min'},
			{label: 'on to the next machine or account', value: '29 min on average'},
		],
	},
	attacker: {
		heading: 'What the attacker got',
		calls: (calls: number, {succeeded, denied, failed}: Readonly<Record<'succeeded' | 'denied' | 'failed', number>>) =>
			`${count(calls, 'call')}: ${[
				`${figure(succeeded)} went through`,
				`${figure(denied)} ${agree(denied, 'was', 'were')} denied`,
				...(failed === 0 ? [] : [`${figure(failed)} failed for other reasons`]),
			].join(', ')}.`,
		after: ({spreading, unnamed, managementAccount, takenOff, unnamedSessions}: AfterDeny): readonly string[] => {
			const lines = [
				[
					spreading,
					`${count(spreading, 'call')} of sessions that the deny names still went through after AWS had taken it: a deny takes its time to spread.`,
				],
				[
					unnamed,
					`${count(unnamed, 'call')} ${agree(unnamed, 'was', 'were')} made by sessions that the deny did not name then (${list(unnamedSessions)}): waiting does not stop those.`,
				],
				[
					managementAccount,
					`${count(managementAccount, 'call')} went through in the management account, where no service control policy works.`,
				],
				[takenOff, `${count(takenOff, 'call')} went through after the deny had been taken off again.`],
			] as const;
			const said = lines.flatMap(([calls, line]) => (calls === 0 ? [] : [line]));
			return said.length === 0 ? ['None went through once AWS had taken the deny.'] : said;
		},
		gained: (what: string, times: number) => (times === 1 ? `${what}, once` : `${what}, ${times} times`),
		stillIn: (sessions: readonly {readonly as: string; readonly account: string}[]) =>
			`Still in at the end: ${list(sessions.map(({as, account}) => `${as} (${account})`))}.`,
		out: 'None of the sessions that the attacker used works any more.',
	},
	/** How it ended, before anything else. */
	outcome: ({outcome, innocents: {people}}: Score): string => {
		const innocent = `${list(people)}, who ${agree(people.length, 'is', 'are')} innocent`;
		const said: Readonly<Record<Outcome, string>> = {
			'wrong-person-thief-in': `The wrong person was denied: ${innocent}. The thief still works.`,
			'wrong-person': `Somebody innocent was denied: ${innocent}. The thief is out.`,
			'nobody-denied-thief-in': 'Nobody was denied. The thief still works.',
			'nobody-denied': 'Nobody was denied.',
			'thief-in': 'The thief still works.',
			'thief-beyond': 'The thief still works, as after a good response here too.',
			'innocents-hit': 'The thief is out, and innocents were denied with them.',
			'thief-out': 'The thief is out.',
			'nobody-at-work': 'No attacker was at work.',
		};
		return said[outcome];
	},
	innocents: {
		meant: (people: readonly string[]) =>
			`The deny was for ${list(people)}, who ${agree(people.length, 'is', 'are')} innocent: it denies everything they do.`,
		none: 'No innocent was denied anything.',
		hit: (denied: number, who: readonly string[]) =>
			`${count(denied, 'call')} of innocents ${denied === 1 ? 'was' : 'were'} denied: ${list(who)}.`,
		foreseen: (foreseen: number, denied: number) =>
			foreseen === denied
				? 'A good response cannot spare them here: no points are lost for it.'
				: `A good response cannot spare ${foreseen} of them here: no points are lost for those.`,
	},
	losses,
	pointsHeading: 'What this night is about',
	standing: {
		heading: 'Before this',
		automatic: 'It played itself: this goes into no history, and is nobody’s best.',
		first: 'Nobody has played this one here before.',
		best: (points: number, contained: number | null) =>
			`Your best: ${points} points${contained === null ? '' : `, ${duration(contained)} to the deny`}.`,
		newBest: 'This is your best so far.',
		team: (played: number, people: number, average: number) =>
			`Played ${count(played, 'time')} by ${count(people, 'person', 'people')} here: ${average} points on average.`,
	},
	fasterHeading: 'What you would have done faster',
	faster: (delay: Delay, title: string) =>
		`${title}: ${duration(delay.tookMs)}. ${tip(delay)} Practised, it takes ${duration(delay.couldMs)}.`,
	fastEnough: 'No step before the deny took much longer than somebody takes who has practised it.',
	last: ({points, outcome}: Score) => `rehearsal: ${points} of 100 points: ${ends[outcome]}`,
};

const ends: Readonly<Record<Outcome, string>> = {
	'wrong-person-thief-in': 'the wrong person was denied, the thief still works',
	'wrong-person': 'somebody innocent was denied, the thief is out',
	'nobody-denied-thief-in': 'nobody was denied, the thief still works',
	'nobody-denied': 'nobody was denied',
	'thief-in': 'the thief still works',
	'thief-beyond': 'the thief still works, as after a good response here too',
	'innocents-hit': 'the thief is out, and innocents were denied with them',
	'thief-out': 'the thief is out',
	'nobody-at-work': 'no attacker was at work',
};

function tip({step, finding}: Delay): string {
	switch (step) {
		case 'brief':
			return 'Press Enter: it says the same every time.';
		case 'findings':
			return finding === undefined
				? `Here it begins with a name: take “${steps.findings.known}”, and type the name that you were told.`
				: `The finding that brought you here is ${finding.type}, about ${finding.principal}: choose it, and read the others later.`;
		case 'who':
			return 'It is said in the first lines who it is: read those.';
		case 'reach':
			return 'The look-up goes on beside the preview: do not wait for it.';
		case 'preview':
			return 'Read whom it hits and who else carries the name, then go on.';
		case 'contain':
			return 'Type what is asked for at once: the deny can be taken off again, what was read cannot.';
		default:
			return 'Go on as soon as you have read it.';
	}
}
