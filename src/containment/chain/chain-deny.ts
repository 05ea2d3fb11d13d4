import {type CheckedDeny, denyMatches} from '../policy/deny-policy.ts';
import {isExactUserId} from '../reading/names.ts';
import {isSpared, type Spared} from './chain.ts';
import type {ChainedSession} from './chained-session.ts';

/** Why a session is not added to the deny. */
export type ApartReason =
	/** The responder's own, or a probe's. */
	| 'spared'
	| 'ended'
	/** No service control policy binds it. */
	| 'management-account'
	/** Not an account of this organization. */
	| 'foreign-account'
	/** The deny matches it already. */
	| 'denied'
	/** CloudTrail does not say its `aws:userid`. */
	| 'user-id-unknown'
	/** An access key of an IAM user who was there before: the deny would stop that user as well. Set the key inactive instead. */
	| 'key-of-another-user'
	/** A federated user, a root session, or an id of another form. */
	| 'not-deniable';

export type SessionApart = {readonly session: ChainedSession; readonly why: ApartReason};

/** Every session given is in one of the two: its id is in `add`, or it is in `apart`. */
export type ExactIds = {readonly add: readonly string[]; readonly apart: readonly SessionApart[]};

export interface DenyContext {
	readonly deny: CheckedDeny;
	/** Epoch ms. */
	readonly now: number;
	readonly managementAccountId?: string;
	/** When not given, no account is called foreign. */
	readonly organizationAccountIds?: ReadonlySet<string>;
	readonly spared: Spared;
}

/** Whether it may still work. What is not known counts as alive. */
export function stillAlive({endsBy}: ChainedSession, now: number): boolean {
	return endsBy === undefined || !(now >= endsBy);
}

/**
 * Whether the deny misses a session. Chained sessions are taken not to carry the identity store user id: AWS does not say whether they do.
 * A source identity goes on through the chain (IAM user guide, "Monitor and control actions taken with assumed roles").
 */
export function escapes({userId, sourceIdentity}: ChainedSession, deny: CheckedDeny): boolean {
	return !denyMatches(deny, {userId: userId ?? '', ...(sourceIdentity === undefined ? {} : {sourceIdentity})});
}

/** Whether a deny names all that another names and, beyond that, only whole `aws:userid` values that are `ours` to add. */
export function addsOnly({subject: now}: CheckedDeny, {subject: then}: CheckedDeny, ours: (exactUserId: string) => boolean): boolean {
	const within = (some: readonly string[], all: readonly string[]) => some.every(value => all.includes(value));
	const alike = (['userIds', 'sessionNames', 'sourceIdentities'] as const).every(
		key => within(now[key], then[key]) && within(then[key], now[key]),
	);
	const added = now.exactUserIds.filter(id => !then.exactUserIds.includes(id));
	return alike && within(then.exactUserIds, now.exactUserIds) && added.every(ours);
}

/** The whole `aws:userid` values that the deny should name as well, and every session for which there is none, with why. */
export function exactIdsToAdd(sessions: readonly ChainedSession[], context: DenyContext): ExactIds {
	const add = new Set<string>();
	const apart: SessionApart[] = [];
	for (const session of sessions) {
		const why = reasonApart(session, context);
		if (why === undefined && session.userId !== undefined) add.add(session.userId);
		else apart.push({session, why: why ?? 'user-id-unknown'});
	}
	return {add: [...add], apart};
}

function reasonApart(session: ChainedSession, context: DenyContext): ApartReason | undefined {
	const {accountId, userId} = session;
	if (isSpared(context.spared, session)) return 'spared';
	if (!stillAlive(session, context.now)) return 'ended';
	if (accountId !== undefined && accountId === context.managementAccountId) return 'management-account';
	if (accountId !== undefined && context.organizationAccountIds?.has(accountId) === false) return 'foreign-account';
	if (!escapes(session, context.deny)) return 'denied';
	if (userId === undefined) return session.how === 'CreateAccessKey' ? 'key-of-another-user' : 'user-id-unknown';
	return session.deniable && isExactUserId(userId) ? undefined : 'not-deniable';
}
