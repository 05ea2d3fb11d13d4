import type {Missed, MissedCode} from './missed.ts';
import type {WrongTurn} from './turns.ts';

/** Points that were lost, and what for. */
export interface Loss {
	readonly code: MissedCode | WrongTurn['code'] | 'open-tasks' | 'slow';
	readonly points: number;
	/** Whom or what it is about. */
	readonly about: readonly string[];
	/** How many calls, tasks or times it was. */
	readonly times: number;
}

/** What points are lost for. */
export interface Faults {
	readonly missed: readonly Missed[];
	readonly wrongTurns: readonly WrongTurn[];
	readonly openTasks: readonly string[];
	/** Null when no deny was put on. */
	readonly toContainedMs: number | null;
	/** The innocents' denied calls that a good response would have spared. */
	readonly innocentCalls: number;
}

const WHOLE = 100;
const EACH_MISSED = 25;
const OTHER_VERDICT = 10;
const EACH_TURN = 5;
const MOST_FOR_TURNS = 20;
const MOST_FOR_TASKS = 15;
const UNHURRIED_MS = 120_000;
const EACH_SLOW_MS = 20_000;
const MOST_FOR_SLOW = 20;

/**
 * Every point that was lost, one entry a reason, what was missed first. There are a hundred: what comes once all are lost costs none, and is
 * said all the same.
 */
export function lossesOf(faults: Faults): readonly Loss[] {
	let left = WHOLE;
	return [...forMissed(faults), ...forTurns(faults), ...forTasks(faults), ...forSlow(faults)].map(loss => {
		const points = Math.min(left, loss.points);
		left -= points;
		return {...loss, points};
	});
}

export function pointsLeft(losses: readonly Loss[]): number {
	return losses.reduce((left, {points}) => left - points, WHOLE);
}

function forMissed({missed, innocentCalls}: Faults): readonly Loss[] {
	return missed.map(({code, about}) => ({
		code,
		points: code === 'other-verdict' ? OTHER_VERDICT : EACH_MISSED,
		about,
		times: code === 'innocents-hit' ? innocentCalls : 1,
	}));
}

function forTurns({wrongTurns}: Faults): readonly Loss[] {
	let left = MOST_FOR_TURNS;
	return [...new Set(wrongTurns.map(({code}) => code))].map(code => {
		const times = wrongTurns.filter(turn => turn.code === code).length;
		const points = Math.min(left, EACH_TURN * times);
		left -= points;
		return {code, points, about: [], times};
	});
}

function forTasks({openTasks}: Faults): readonly Loss[] {
	const times = openTasks.length;
	return times === 0 ? [] : [{code: 'open-tasks', points: Math.min(MOST_FOR_TASKS, times), about: openTasks, times}];
}

function forSlow({toContainedMs}: Faults): readonly Loss[] {
	const over = Math.round(Math.max(0, (toContainedMs ?? 0) - UNHURRIED_MS) / EACH_SLOW_MS);
	return over === 0 ? [] : [{code: 'slow', points: Math.min(MOST_FOR_SLOW, over), about: [], times: 1}];
}
