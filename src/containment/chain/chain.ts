import {type CheckedDeny, denyMatches} from '../policy/deny-policy.ts';
import type {TrailEvent} from '../trail/trail.ts';
import {type ChainedSession, callsBySigner, makesUser, opensSession, sessionFrom, usersMadeIn} from './chained-session.ts';

/** An access key whose calls are followed, and the account they are made in: CloudTrail logs them there. */
export type ChainKey = {readonly accessKeyId: string; readonly accountId?: string};

/** One look into one event history: by this key, in this account and region. */
export type ChainLookup = {readonly accessKeyId: string; readonly accountId: string; readonly region: string};

/** Why a look-up did not go to its end. */
export type LookupFailure = 'stopped' | 'not-allowed' | 'failed';

/** What was not looked for. Account and region are absent where they are not known. */
export type Unsearched = {
	readonly accessKeyId: string;
	readonly accountId?: string;
	readonly region?: string;
	readonly why:
		| LookupFailure
		| 'not-reached'
		| 'too-many-keys'
		| 'account-unknown'
		| 'foreign-account'
		/** Calls of theirs of which CloudTrail does not say the access key; `accessKeyId` holds the `aws:userid` then. */
		| 'no-access-key'
		/** Which accounts somebody reaches is not wholly known; `accessKeyId` holds their session name then. */
		| 'accounts-unknown'
		/** Neither a name nor an access key is known to look for; `accessKeyId` holds the `aws:userid` then. */
		| 'nothing-to-look-for';
};

/** How far the following of a chain is. Only `chainStart`, `withEvents` and `withFailure` make one. It can go into a journal. */
export type ChainState = {
	readonly keys: readonly ChainKey[];
	readonly regions: readonly string[];
	readonly organizationAccountIds?: readonly string[];
	readonly mostKeys: number;
	/** What gives credentials or makes users; everything else is passed over. */
	readonly events: readonly TrailEvent[];
	readonly searched: readonly ChainLookup[];
	readonly failed: readonly (ChainLookup & {readonly why: LookupFailure})[];
};

/** Sessions breadth first, each level's oldest first. */
export type ChainFound = {readonly sessions: readonly ChainedSession[]; readonly unsearched: readonly Unsearched[]};

/** Keys that are followed, the first ones among them: what is beyond is said, not followed. */
export const MOST_KEYS = 200;

/**
 * Begins at these keys. `regions` are those that event histories are read in. A role in an account that is not among
 * `organizationAccountIds` is not followed into it; when those are not given, every account is looked in.
 */
export function chainStart(
	keys: readonly ChainKey[],
	{regions, organizationAccountIds, mostKeys = MOST_KEYS, events = []}: ChainOptions,
): ChainState {
	return {
		keys: [...new Map(keys.map(key => [key.accessKeyId, key])).values()],
		regions: [...new Set(regions)],
		...(organizationAccountIds === undefined ? {} : {organizationAccountIds}),
		mostKeys,
		events: kept([], events),
		searched: [],
		failed: [],
	};
}

export interface ChainOptions {
	readonly regions: readonly string[];
	readonly organizationAccountIds?: readonly string[];
	readonly mostKeys?: number;
	/** What is known already: it stands even where no look-up goes to its end. */
	readonly events?: readonly TrailEvent[];
}

/** The access keys of the people a deny is for, as these events show them, without the responder's own and the probes'. */
export function keysDenied(events: readonly TrailEvent[], deny: CheckedDeny, spared: Spared): readonly ChainKey[] {
	const keys = new Map<string, ChainKey>();
	for (const {caller} of events) {
		const {accessKeyId, userId} = caller;
		if (accessKeyId === undefined || accessKeyId === '' || userId === undefined || isSpared(spared, {accessKeyId, userId})) continue;
		if (!denyMatches(deny, whoCalled(caller, userId))) continue;
		const accountId = caller.accountId ?? keys.get(accessKeyId)?.accountId;
		keys.set(accessKeyId, {accessKeyId, ...(accountId === undefined ? {} : {accountId})});
	}
	return [...keys.values()].sort((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
}

/**
 * Where people a deny is for made calls, by these events, of which CloudTrail does not say the access key: what was opened with them cannot
 * be followed. Events that the other account of a call has are left out: they never say it.
 */
export function callsWithoutKey(events: readonly TrailEvent[], deny: CheckedDeny, spared: Spared): readonly Unsearched[] {
	const places = new Map<string, Unsearched>();
	for (const {caller, accountId, region} of events) {
		const {userId} = caller;
		if (userId !== undefined && isKeyless(caller, deny, spared))
			places.set(JSON.stringify([userId, accountId, region]), {accessKeyId: userId, accountId, region, why: 'no-access-key'});
	}
	return [...places.values()];
}

/** Whether a call was made by somebody a deny is for, and CloudTrail does not say with which access key. */
export function isKeyless(caller: TrailEvent['caller'], deny: CheckedDeny, spared: Spared): boolean {
	const {accessKeyId, userId, type} = caller;
	if ((accessKeyId !== undefined && accessKeyId !== '') || userId === undefined || type === 'AWSAccount') return false;
	return !isSpared(spared, {userId}) && denyMatches(deny, whoCalled(caller, userId));
}

function whoCalled({identityStoreUserId, sourceIdentity}: TrailEvent['caller'], userId: string) {
	return {userId, ...(identityStoreUserId && {identityStoreUserId}), ...(sourceIdentity && {sourceIdentity})};
}

/** The responder's own sessions and the probes': by access key id and by whole `aws:userid`. */
export interface Spared {
	readonly accessKeyIds: ReadonlySet<string>;
	readonly userIds: ReadonlySet<string>;
}

export function isSpared(spared: Spared, session: {readonly accessKeyId?: string; readonly userId?: string}): boolean {
	return (
		(session.accessKeyId !== undefined && spared.accessKeyIds.has(session.accessKeyId)) ||
		(session.userId !== undefined && spared.userIds.has(session.userId))
	);
}

/** The look-ups that are still to be made, nearest to the first keys first. They may be made side by side and answered in any order. */
export function nextLookups(state: ChainState): readonly ChainLookup[] {
	const answered = new Set([...state.searched, ...state.failed].map(placeOf));
	return follow(state).lookups.filter(lookup => !answered.has(placeOf(lookup)));
}

/** With everything that one look-up answered. */
export function withEvents(state: ChainState, lookup: ChainLookup, events: readonly TrailEvent[]): ChainState {
	return {...state, events: kept(state.events, events), searched: [...without(state.searched, lookup), plain(lookup)]};
}

/** With a look-up that did not go to its end. `events` are those that came before: they stand. */
export function withFailure(state: ChainState, lookup: ChainLookup, why: LookupFailure, events: readonly TrailEvent[] = []): ChainState {
	return {...state, events: kept(state.events, events), failed: [...without(state.failed, lookup), {...plain(lookup), why}]};
}

/** What was found so far, and what was not looked for, or not to its end. */
export function chainFound(state: ChainState): ChainFound {
	const {sessions, lookups, unsearched} = follow(state);
	const searched = new Set(state.searched.map(placeOf));
	const failures = new Map(state.failed.map(({why, ...lookup}) => [placeOf(lookup), why]));
	const notToTheEnd = lookups
		.filter(lookup => !searched.has(placeOf(lookup)))
		.map(lookup => ({...lookup, why: failures.get(placeOf(lookup)) ?? ('not-reached' as const)}));
	return {sessions, unsearched: [...notToTheEnd, ...unsearched]};
}

/** Whether every session was followed everywhere. A session whose access key CloudTrail does not say cannot be. */
export function isComplete({sessions, unsearched}: ChainFound): boolean {
	return unsearched.length === 0 && sessions.every(session => !session.missing.includes('access-key'));
}

/** Derived anew from everything known, so that the order in which answers come makes no difference. */
function follow(state: ChainState) {
	const calls = callsBySigner(state.events);
	const ours = state.organizationAccountIds === undefined ? undefined : new Set(state.organizationAccountIds);
	const seen = new Set(state.keys.map(key => key.accessKeyId));
	const sessions: {call: Parameters<typeof sessionFrom>[0]; parent: string}[] = [];
	const lookups: ChainLookup[] = [];
	const unsearched: Unsearched[] = [];
	const queue: ChainKey[] = [...state.keys].sort((a, b) => (a.accessKeyId < b.accessKeyId ? -1 : 1));
	let followed = 0;
	// The queue grows while it is gone through: breadth first.
	for (const key of queue) {
		const {accessKeyId, accountId} = key;
		if (followed >= state.mostKeys) unsearched.push({...key, why: 'too-many-keys'});
		else if (accountId === undefined) unsearched.push({accessKeyId, why: 'account-unknown'});
		else if (ours !== undefined && !ours.has(accountId)) unsearched.push({accessKeyId, accountId, why: 'foreign-account'});
		else {
			followed += 1;
			lookups.push(...state.regions.map(region => ({accessKeyId, accountId, region})));
		}
		for (const call of calls.get(accessKeyId) ?? []) {
			const child = sessionFrom(call, accessKeyId, new Map());
			if (child.accessKeyId !== undefined && seen.has(child.accessKeyId)) continue;
			sessions.push({call, parent: accessKeyId});
			if (child.accessKeyId === undefined) continue;
			seen.add(child.accessKeyId);
			queue.push({accessKeyId: child.accessKeyId, ...(child.accountId === undefined ? {} : {accountId: child.accountId})});
		}
	}
	// Who made a user is known only once every key is.
	const usersMade = usersMadeIn(state.events, seen);
	return {sessions: sessions.map(({call, parent}) => sessionFrom(call, parent, usersMade)), lookups, unsearched};
}

function kept(before: readonly TrailEvent[], more: readonly TrailEvent[]): readonly TrailEvent[] {
	const byId = new Map(before.map(event => [event.id, event]));
	for (const event of more) if (opensSession(event) || makesUser(event)) byId.set(event.id, event);
	return [...byId.values()];
}

function without<Lookup extends ChainLookup>(lookups: readonly Lookup[], gone: ChainLookup): readonly Lookup[] {
	return lookups.filter(lookup => placeOf(lookup) !== placeOf(gone));
}

function plain({accessKeyId, accountId, region}: ChainLookup): ChainLookup {
	return {accessKeyId, accountId, region};
}

function placeOf({accessKeyId, accountId, region}: ChainLookup): string {
	return JSON.stringify([accessKeyId, accountId, region]);
}
