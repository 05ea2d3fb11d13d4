import {isSpared, type Spared} from '../chain/chain.ts';
import {permissionSetOf} from '../reading/names.ts';
import type {TrailEvent} from '../trail/trail.ts';
import type {SessionSeen} from './facts.ts';

/**
 * The sessions that carry one of these names, one for each `aws:userid`, the last seen first: those that made a call and those that were
 * opened. Upper and lower case are not told apart here, though a deny tells them apart: it is for people to see both. Probes are `spared`;
 * those of earlier sittings and incidents are known by their role alone.
 */
export function sessionsUnder(
	names: readonly string[],
	events: readonly TrailEvent[],
	spared: Spared & {readonly roleName: string},
): readonly SessionSeen[] {
	const wanted = new Set(names.map(name => name.toLowerCase()));
	const seen = seenIn(events, spared, ({userId, roleName}) => {
		const colon = userId.indexOf(':');
		return colon !== -1 && wanted.has(userId.slice(colon + 1).toLowerCase()) && roleName !== spared.roleName;
	});
	return seen.map(({session}) => session);
}

/**
 * The sessions that have one of these whole `aws:userid` values but other access keys than `theirs`: somebody else may be using the same
 * role under the same session name, and an exact deny would hit both. The other account of a call never says the key: only the caller's own
 * account is believed. Calls that do not say it there either may be anybody's, and are counted apart.
 */
export function othersWithId(
	userIds: readonly string[],
	events: readonly TrailEvent[],
	theirs: Spared['accessKeyIds'],
): readonly SessionSeen[] {
	const wanted = new Set(userIds);
	const spared = {accessKeyIds: theirs, userIds: new Set<string>()};
	return seenIn(events, spared, ({userId, type}) => type !== 'AWSAccount' && wanted.has(userId)).map(
		({session, accessKeyIds, withoutKey}) => ({...session, sameId: {accessKeyIds, withoutKey, theirsKnown: theirs.size > 0}}),
	);
}

interface Sighting {
	readonly userId: string;
	/** Of who made a call; absent for a session that it opened. */
	readonly type?: string | undefined;
	readonly accountId?: string | undefined;
	readonly roleName?: string | undefined;
	readonly accessKeyId?: string | undefined;
}

interface Seen {
	readonly session: SessionSeen;
	readonly accessKeyIds: readonly string[];
	readonly withoutKey: number;
}

interface Entry {
	readonly calls: Set<string>;
	readonly keys: Set<string>;
	readonly keyless: Set<string>;
	lastSeenAt: number;
	accountId?: string;
	roleName?: string;
}

function seenIn(events: readonly TrailEvent[], spared: Spared, isWanted: (sighting: Sighting) => boolean): readonly Seen[] {
	const seen = new Map<string, Entry>();
	for (const event of [...events].sort((a, b) => a.at - b.at || order(a.id, b.id))) {
		for (const sighting of sightingsIn(event)) {
			const {userId, accountId, roleName, accessKeyId} = sighting;
			if (!isWanted(sighting) || isSpared(spared, {userId, ...(accessKeyId === undefined ? {} : {accessKeyId})})) continue;
			const entry = seen.get(userId) ?? {calls: new Set(), keys: new Set(), keyless: new Set(), lastSeenAt: event.at};
			// A call across accounts leaves two events.
			const call = event.sharedEventId ?? event.id;
			entry.calls.add(call);
			if (accessKeyId === undefined || accessKeyId === '') entry.keyless.add(call);
			else entry.keys.add(accessKeyId);
			entry.lastSeenAt = Math.max(entry.lastSeenAt, event.at);
			if (accountId !== undefined) entry.accountId = accountId;
			if (roleName !== undefined) entry.roleName = roleName;
			seen.set(userId, entry);
		}
	}
	return [...seen.entries()]
		.map(([userId, {calls, keys, keyless, lastSeenAt, accountId, roleName}]) => ({
			session: {
				userId,
				where: accountId ?? '',
				...(accountId === undefined ? {} : {accountId}),
				...(roleName === undefined ? {} : {roleName}),
				events: calls.size,
				lastSeenAt,
				identityCenter: permissionSetOf(roleName) !== undefined,
			},
			accessKeyIds: [...keys].sort(order),
			withoutKey: keyless.size,
		}))
		.sort((a, b) => b.session.lastSeenAt - a.session.lastSeenAt || order(a.session.userId, b.session.userId));
}

/** Who made the call, and whose session it opened. */
function sightingsIn({caller, source, errorCode, response}: TrailEvent): readonly Sighting[] {
	const {type, userId, accessKeyId, accountId} = caller;
	const made = userId === undefined ? [] : [{userId, type, accessKeyId, accountId, roleName: roleOf(caller)}];
	const openedId = response['assumedRoleUser.assumedRoleId'];
	if (source !== 'sts.amazonaws.com' || errorCode !== undefined || openedId === undefined) return made;
	// arn:aws:sts::<account>:assumed-role/<role>/<session>
	const arn = response['assumedRoleUser.arn']?.split(':');
	const [account, role] = [arn?.[4], arn?.[5]?.split('/')[1]];
	return [...made, {userId: openedId, accessKeyId: response['credentials.accessKeyId'], accountId: account, roleName: role}];
}

function roleOf({type, userName}: TrailEvent['caller']): string | undefined {
	return type === 'AssumedRole' ? userName : undefined;
}

function order(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
