import type {Attempted, Leftover} from '../leftovers/leftovers.ts';
import {isComplete, type Unsearched} from './chain.ts';
import type {ChainedSession} from './chained-session.ts';

/** What CloudTrail shows of their sessions. A type alias, so that it can go into the journal. */
export type Searched = {
	/** Opened from their sessions, breadth first. */
	readonly sessions: readonly ChainedSession[];
	/** Their own access keys, as far as they were found. */
	readonly keys: readonly string[];
	readonly unsearched: readonly Unsearched[];
	/** Those that were looked in; in others nothing was. */
	readonly regions: readonly string[];
	readonly leftovers: readonly Leftover[];
	/** Calls of theirs that failed. */
	readonly attempted: readonly Attempted[];
	/** Epoch ms. */
	readonly at: number;
	readonly stopped: boolean;
};

/** Whether everything was followed everywhere, and to its end. */
export function isAllSearched(searched: Searched): boolean {
	return isComplete(searched) && !searched.stopped;
}

/** Both searches together: what the earlier one found stands, and where nobody could look is by the later one. */
export function withLater(earlier: Searched, later: Searched): Searched {
	return {
		...later,
		sessions: once([...later.sessions, ...earlier.sessions], session => `${session.eventId} ${session.accessKeyId ?? ''}`),
		keys: [...new Set([...earlier.keys, ...later.keys])],
		leftovers: once([...later.leftovers, ...earlier.leftovers], left => `${left.eventId} ${left.kind} ${left.resource ?? ''}`),
		attempted: once([...later.attempted, ...earlier.attempted], ({service, eventName}) => `${service} ${eventName}`),
	};
}

/** The first of each name, in the order given. */
function once<T>(all: readonly T[], nameOf: (one: T) => string): readonly T[] {
	const named = new Map<string, T>();
	for (const one of all) if (!named.has(nameOf(one))) named.set(nameOf(one), one);
	return [...named.values()];
}
