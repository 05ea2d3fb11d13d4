const hour = 3_600_000;
/** No role session lives longer (IAM Identity Center user guide, "revoke user access": keep the deny for at least 12 hours). */
const longestSession = 12 * hour;

/**
 * When the deny may come off at the earliest, epoch ms: after the longest session that may have begun just before it, and never before
 * 12 hours. `sessionDurations` are the permission sets', ISO 8601; one that cannot be read counts as 12 hours.
 */
export function earliestTakeOff({
	appliedAt,
	sessionDurations,
	sessionEnds = [],
}: Pick<TakeOffFacts, 'appliedAt' | 'sessionDurations' | 'sessionEnds'>): number {
	return Math.max(appliedAt + longestOf(sessionDurations), ...sessionEnds);
}

/** A way by which new sessions can be opened, and when it was closed; absent while it is open. A type alias, for the journal. */
export type Door = {
	readonly id: string;
	readonly closedAt?: number;
	/** Who said so, where that is on record. */
	readonly by?: string;
};

export interface TakeOffFacts {
	/** Epoch ms of AWS's acceptance of the deny, or of the last change that made it wider. */
	readonly appliedAt: number;
	/** Every way by which the thief could open a new session: a session opened behind the deny lives on when the deny comes off. */
	readonly doors: readonly Door[];
	/** Of every permission set and role concerned, ISO 8601; one that cannot be read counts as 12 hours. */
	readonly sessionDurations: readonly string[];
	/** When sessions that are known of have ended at the latest, epoch ms. */
	readonly sessionEnds?: readonly number[];
	/** Epoch ms. */
	readonly now: number;
}

export type TakeOffState =
	/** New sessions can be opened still: no time is safe. `notBefore` is when it could be safe at the earliest if all were closed now. */
	| {readonly state: 'doors-open'; readonly open: readonly string[]; readonly notBefore: number}
	| {readonly state: 'too-early'; readonly at: number}
	| {readonly state: 'safe'; readonly at: number};

/**
 * Whether the deny may come off: not while a new session could be opened, and not before the longest session has run out that may have been
 * opened at the last moment it could.
 */
export function takeOffState({appliedAt, doors, sessionDurations, sessionEnds = [], now}: TakeOffFacts): TakeOffState {
	const longest = longestOf(sessionDurations);
	const open = doors.filter(door => door.closedAt === undefined).map(door => door.id);
	if (open.length > 0) return {state: 'doors-open', open, notBefore: Math.max(Math.max(now, appliedAt) + longest, ...sessionEnds)};
	const at = Math.max(Math.max(appliedAt, ...doors.map(door => door.closedAt ?? now)) + longest, ...sessionEnds);
	return now >= at ? {state: 'safe', at} : {state: 'too-early', at};
}

function longestOf(durations: readonly string[]): number {
	return Math.max(longestSession, ...durations.map(durationOf));
}

function durationOf(text: string): number {
	const [, days = '0', hours = '0', minutes = '0', seconds = '0'] =
		/^P(?:(\d{1,4})D)?(?:T(?:(\d{1,5})H)?(?:(\d{1,6})M)?(?:(\d{1,8})S)?)?$/.exec(text) ?? [];
	return (Number(days) * 24 + Number(hours)) * hour + Number(minutes) * 60_000 + Number(seconds) * 1000;
}
