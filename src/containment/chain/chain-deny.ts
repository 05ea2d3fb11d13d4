import {type CheckedDeny, denyMatches} from '../policy/deny-policy.ts';
import {isExactUserId} from '../reading/names.ts';
import type {Spared} from './chain.ts';
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
	/** It has the very `aws:userid` of a session of ours, under a key that is not ours: the deny would stop us as well. */
	| 'id-of-ours'
	/** The deny matches it already. */
	| 'denied'
	/** CloudTrail does not say its `aws:userid`. */
	| 'user-id-unknown'
	/** An access key of an IAM user who was there before: the deny would stop that user as well. Set the key inactive instead. */
	| 'key-of-another-user'
	/** A federated user, a root session, or an id of another form. */
	| 'not-deniable';

export type SessionApart = {readonly session: ChainedSession; readonly why: ApartReason};

/**
 * Every session given is in one of the two: its id is in `add`, or it is in `apart`. `unsure`: ids that are added or denied already, in an
 * account that may not be of this organization; the deny may not bind them.
 */
export type ExactIds = {readonly add: readonly string[]; readonly apart: readonly SessionApart[]; readonly unsure: readonly string[]};

export interface DenyContext {
	readonly deny: CheckedDeny;
	/** Epoch ms. */
	readonly now: number;
	readonly managementAccountId?: string;
	/** The accounts of the organization. Where AWS did not list them, those that are known to be: then no account is called foreign. */
	readonly organizationAccounts: {readonly ids: ReadonlySet<string>; readonly complete: boolean};
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
	const unsure = new Set<string>();
	const apart: SessionApart[] = [];
	for (const session of sessions) {
		const why = reasonApart(session, context);
		if (why === undefined && session.userId !== undefined) add.add(session.userId);
		else apart.push({session, why: why ?? 'user-id-unknown'});
		const bound = session.accountId !== undefined && context.organizationAccounts.ids.has(session.accountId);
		if (!bound && session.userId !== undefined && (why === undefined || why === 'denied')) unsure.add(session.userId);
	}
	return {add: [...add], apart, unsure: [...unsure]};
}

function reasonApart(session: ChainedSession, context: DenyContext): ApartReason | undefined {
	const {accountId, accessKeyId, userId} = session;
	// By the key alone: whoever opens a session may give it the name of one of ours.
	if (accessKeyId !== undefined && context.spared.accessKeyIds.has(accessKeyId)) return 'spared';
	if (!stillAlive(session, context.now)) return 'ended';
	if (accountId !== undefined && accountId === context.managementAccountId) return 'management-account';
	const {ids, complete} = context.organizationAccounts;
	if (accountId !== undefined && complete && !ids.has(accountId)) return 'foreign-account';
	if (!escapes(session, context.deny)) return 'denied';
	if (userId !== undefined && context.spared.userIds.has(userId)) return 'id-of-ours';
	if (userId === undefined) return session.how === 'CreateAccessKey' ? 'key-of-another-user' : 'user-id-unknown';
	return session.deniable && isExactUserId(userId) ? undefined : 'not-deniable';
}
