import type {Score} from './score.ts';

/** How a night ended for those whom it is about, in one word. */
export type Outcome =
	| 'wrong-person-thief-in'
	| 'wrong-person'
	| 'nobody-denied-thief-in'
	| 'nobody-denied'
	| 'thief-in'
	/** Nothing that a good response does here would have stopped them. */
	| 'thief-beyond'
	| 'innocents-hit'
	| 'thief-out'
	| 'nobody-at-work';

export function outcomeOf({missed, attacker}: Pick<Score, 'missed' | 'attacker'>): Outcome {
	const was = (...codes: readonly string[]) => missed.some(({code}) => codes.includes(code));
	const isIn = attacker.stillIn.length > 0;
	if (was('wrong-person')) return isIn ? 'wrong-person-thief-in' : 'wrong-person';
	if (was('no-deny')) return isIn ? 'nobody-denied-thief-in' : 'nobody-denied';
	if (was('session-open', 'chain-open', 'management-account-open')) return 'thief-in';
	if (isIn) return 'thief-beyond';
	if (was('innocents-hit')) return 'innocents-hit';
	return attacker.calls === 0 ? 'nobody-at-work' : 'thief-out';
}
