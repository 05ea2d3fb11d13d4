import type {Loss} from '../../rehearsal/losses.ts';
import {agree, count} from './words.ts';

const list = (names: readonly string[]) => names.join(', ');

const often = (what: string, times: number) => (times === 1 ? `${what}.` : `${what}, ${times} times.`);

interface Circumstances {
	readonly goodVerdict: string;
	readonly tasksShown: number;
	/** How long it took until the deny was on, in words. */
	readonly toContained: string;
}

/** What it came to. */
const came: Readonly<Record<string, string>> = {
	contained: 'The deny was on, and proven.',
	partial: 'The deny was on, and something was left open.',
	'not-contained': 'The deny was on, and did not hold.',
	'not-proven': 'The deny was on, and nobody has shown that it works.',
	'over-reach': 'The deny was on, and stopped others too.',
	planned: 'You left before the deny was put on.',
	refused: 'The walk stopped before the deny was put on.',
	recovered: 'The deny was taken off again.',
};

/** What it has to come to, which a scenario says. */
const wanted: Readonly<Record<string, string>> = {
	contained: 'Here it has to be on, and proven.',
	partial: 'Here it has to be on, and what it leaves open has to be said.',
	'not-contained': 'Here the proof has to go on until it shows that the deny does not hold.',
	'not-proven': 'Here it has to be on, though nothing can prove it.',
	'over-reach': 'Here the proof has to show that others are stopped too.',
	planned: 'Here nothing may be changed.',
	refused: 'Here you go on until Tourniquet refuses, and take that for an answer.',
};

function what({code, about, times}: Loss, {goodVerdict, tasksShown, toContained}: Circumstances): string {
	switch (code) {
		case 'no-deny':
			return 'No deny was put on.';
		case 'wrong-person':
			return `${list(about)}, who ${agree(about.length, 'is', 'are')} innocent, ${agree(about.length, 'was', 'were')} denied.`;
		case 'person-left-out':
			return `The deny leaves out ${list(about)}.`;
		case 'session-open':
			return `The attacker still works as ${list(about)}.`;
		case 'chain-open':
			return `The attacker goes on under other names: ${list(about)}. The search of the chain shows such sessions.`;
		case 'management-account-open':
			return `The management account is still open to ${list(about)}. No service control policy works there: close its permission sets.`;
		case 'innocents-hit':
			return `${count(times, 'call')} of ${list(about)}, who ${agree(about.length, 'is', 'are')} innocent, ${agree(times, 'was', 'were')} denied. The preview says who else carries a name.`;
		case 'other-verdict':
			return [...about.map(verdict => came[verdict] ?? ''), wanted[goodVerdict] ?? ''].join(' ');
		case 'stepped-back':
			return often('Stepped back from a confirmation', times);
		case 'planned-again':
			return often('Confirmed a plan that had changed meanwhile', times);
		case 'other-finding':
			return often('Began with another finding', times);
		case 'stopped-by-problem':
			return often('Stopped by a problem', times);
		case 'open-tasks':
			return `${times} of ${count(tasksShown, 'task')} ${agree(times, 'was', 'were')} left open.`;
		case 'slow':
			return `The deny was on after ${toContained}. After the first 2 min, every 20 s costs a point.`;
	}
}

/** Where points went: a line for each reason. */
export const losses = {
	heading: 'Where the points went',
	none: 'No points were lost.',
	line: (loss: Loss, circumstances: Circumstances) => `− ${loss.points}: ${what(loss, circumstances)}`,
	allTicked: 'Every task was ticked.',
};
