import {lastPart, readArn} from './arn.ts';
import {detachable} from './coverage.ts';
import {type CheckedDeny, denyMatches, SCP_CHARACTER_QUOTA} from './deny-policy.ts';
import {isUserId, permissionSetOf} from './names.ts';
import type {Principal} from './principal.ts';

/** Policies attached to one root, OU or account, FullAWSAccess among them (Organizations user guide, "Quotas", since 2026-05-15; 5 before). */
export const SCP_ATTACHMENT_QUOTA = 10;

/** What tells who else is denied. */
export interface SeenFacts {
	readonly deny: CheckedDeny;
	/** Whom the deny is for. */
	readonly principals: readonly Principal[];
	/** `aws:userid` values of our own test sessions, which the deny may hold. */
	readonly testSessions: readonly string[];
	readonly sessionsSeen?: readonly SessionSeen[];
	/** Whether every place was asked that is asked for sessions: CloudTrail of the probed accounts. */
	readonly sessionsComplete: boolean;
}

/** What is known when the plan is about to be confirmed. What is undefined could not be read, or has not been yet. */
export interface GuardFacts extends SeenFacts {
	readonly caller: {
		readonly accountId: string;
		readonly arn: string;
		/** `AROA…:session`, `AIDA…`, or the account id for root. */
		readonly userId: string;
		readonly identityCenterUserName?: string;
		readonly identityCenterUserId?: string;
		readonly sourceIdentity?: string;
	};
	/** Session and user names, user ids, `aws:userid` values and ARNs from the configuration. */
	readonly protectedPrincipals: readonly string[];
	readonly managementAccountId?: string;
	readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING';
	readonly serviceControlPolicies?: 'enabled' | 'pending' | 'disabled';
	/** Attached directly to the root. */
	readonly policiesOnRoot?: readonly {readonly id: string; readonly name: string; readonly awsManaged: boolean}[];
	/** How the deny comes to bind. */
	readonly attachment: {readonly way: 'root' | 'prepared' | 'below-root'; readonly targetIds: readonly string[]};
	/** By action, as IAM's simulator says. */
	readonly permissions?: Readonly<Record<string, 'allowed' | 'denied'>>;
	readonly expectedAccountId?: string;
}

/** A session by its `aws:userid`; `where` says where it was seen, for people. Counts and times are CloudTrail's; a finding has none. */
export type SessionSeen = {
	readonly userId: string;
	readonly where: string;
	readonly roleName?: string;
	readonly accountId?: string;
	/** How many events it was seen in. */
	readonly events?: number;
	/** Epoch ms. */
	readonly lastSeenAt?: number;
	/** Opened by Identity Center, for the person who has that name there. */
	readonly identityCenter?: boolean;
};

/** `unknown` is not a pass: it is said, and the responder decides. Only `refuse` stops the plan. */
export type GuardOutcome = 'pass' | 'warn' | 'refuse' | 'unknown';

export type MatchedBy = 'user-id' | 'session-name' | 'source-identity' | 'exact-user-id';

export type GuardResult = {readonly outcome: GuardOutcome} & (
	| {
			readonly guard: 'not-you';
			/** `sameCase` is false when only upper and lower case tell the responder from the person denied. */
			readonly data: {readonly callerArn: string; readonly by?: MatchedBy; readonly sameCase?: boolean};
	  }
	| {readonly guard: 'protected-principal'; readonly data: {readonly checked: number; readonly matched: readonly string[]}}
	| {
			readonly guard: 'who-else';
			/**
			 * `differing` sessions have the name in other upper and lower case, and are not denied. `spared` counts all that are not.
			 * `complete` is false while CloudTrail has not said everything.
			 */
			readonly data: {
				readonly matching: readonly SessionSeen[];
				readonly differing: readonly SessionSeen[];
				readonly spared: number;
				readonly complete: boolean;
			};
	  }
	| {readonly guard: 'management-account-caller'; readonly data: {readonly callerAccountId: string; readonly managementAccountId?: string}}
	| {readonly guard: 'feature-set'; readonly data: {readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING'}}
	| {readonly guard: 'policy-type'; readonly data: {readonly state?: 'enabled' | 'pending' | 'disabled'}}
	| {
			readonly guard: 'slot';
			/** `detachable` are the policies that somebody attached and could detach again to free a slot. */
			readonly data: {
				readonly attached?: number;
				readonly quota: number;
				readonly detachable: readonly {readonly id: string; readonly name: string}[];
				readonly way: 'root' | 'prepared' | 'below-root';
				readonly targetIds: readonly string[];
			};
	  }
	| {readonly guard: 'size'; readonly data: {readonly characters: number; readonly quota: number}}
	| {readonly guard: 'permissions'; readonly data: {readonly denied: readonly string[]}}
	| {readonly guard: 'expected-account'; readonly data: {readonly callerAccountId: string; readonly expectedAccountId: string}}
);

export type GuardName = GuardResult['guard'];

/** Every guard's result, in the order they are shown; no `expected-account` where none was expected. */
export function guardResults(facts: GuardFacts): readonly GuardResult[] {
	return [
		notYou(facts),
		protectedPrincipal(facts),
		whoElse(facts),
		managementAccountCaller(facts),
		featureSet(facts),
		policyType(facts),
		slot(facts),
		size(facts),
		permissions(facts),
		...expectedAccount(facts),
	];
}

function notYou({caller, deny}: GuardFacts): GuardResult {
	const callerArn = caller.arn;
	const matched = matchOf(deny, {
		userId: caller.userId,
		identityStoreUserId: caller.identityCenterUserId,
		name: caller.identityCenterUserName,
		sourceIdentity: caller.sourceIdentity,
	});
	if (matched !== undefined) return {guard: 'not-you', outcome: 'refuse', data: {callerArn, ...matched}};
	// Somebody who was renamed since signing in carries an old name in the session: only the user id could tell.
	const unclear = deny.subject.userIds.length > 0 && caller.identityCenterUserId === undefined && callerArn.includes('AWSReservedSSO_');
	return {guard: 'not-you', outcome: unclear ? 'refuse' : 'pass', data: {callerArn}};
}

/** With nothing configured nothing was compared, which is no pass. */
function protectedPrincipal({deny, principals, protectedPrincipals}: GuardFacts): GuardResult {
	const matched = protectedPrincipals.filter(one => isHit(one.trim(), deny, principals));
	const nothingHit = protectedPrincipals.length === 0 ? 'unknown' : 'pass';
	return {
		guard: 'protected-principal',
		outcome: matched.length > 0 ? 'refuse' : nothingHit,
		data: {checked: protectedPrincipals.length, matched},
	};
}

/** Whether the deny may hit a protected principal. Upper and lower case do not tell people apart here. */
function isHit(one: string, deny: CheckedDeny, principals: readonly Principal[]): boolean {
	if (isUserId(one)) return matchOf(deny, {userId: '', identityStoreUserId: one}) !== undefined;
	const arn = readArn(one);
	if (arn === undefined) return matchOf(deny, {userId: one, name: one}) !== undefined || principals.some(isCalled(one));
	const name = lastPart(arn.resource);
	if (arn.service === 'identitystore') return matchOf(deny, {userId: '', identityStoreUserId: name}) !== undefined;
	if (arn.resource === 'root') return matchOf(deny, {userId: arn.accountId}) !== undefined;
	const ofRole = (principal: Principal) =>
		'roleName' in principal &&
		same(principal.roleName, name) &&
		(principal.accountId === undefined || principal.accountId === arn.accountId);
	return (
		(arn.resource.startsWith('role/') && principals.some(ofRole)) ||
		matchOf(deny, {userId: '', name}) !== undefined ||
		principals.some(isCalled(name, arn.accountId))
	);
}

/** Whether a principal that is denied by an exact id has this name; in this account, where both are known. */
function isCalled(name: string, accountId?: string): (principal: Principal) => boolean {
	return principal => {
		const inAccount = accountId === undefined || principal.accountId === undefined || principal.accountId === accountId;
		return inAccount && same(exactName(principal), name);
	};
}

function exactName(principal: Principal): string | undefined {
	switch (principal.kind) {
		case 'role-session':
			return principal.sessionName;
		case 'instance-role':
			return principal.instanceId;
		case 'iam-user':
			return principal.userName;
		default:
			return undefined;
	}
}

/** Who else is denied, by the sessions that were seen. */
export function whoElse({deny, principals, testSessions, sessionsSeen, sessionsComplete}: SeenFacts): GuardResult {
	if (sessionsSeen === undefined) {
		return {guard: 'who-else', outcome: 'unknown', data: {matching: [], differing: [], spared: 0, complete: false}};
	}
	const others = sessionsSeen.filter(({userId}) => !testSessions.includes(userId));
	const denied = others.filter(({userId}) => denyMatches(deny, {userId}));
	const matching = denied.filter(session => !principals.some(principal => isOwn(session, principal)));
	const spared = others.filter(session => !denied.includes(session));
	const differing = spared.filter(({userId}) => matchOf(deny, {userId}) !== undefined);
	const calm = sessionsComplete ? 'pass' : 'unknown';
	const outcome = matching.length > 0 || differing.length > 0 ? 'warn' : calm;
	return {guard: 'who-else', outcome, data: {matching, differing, spared: spared.length, complete: sessionsComplete}};
}

/** Whether a session that is denied is the person's own: the one the finding is about, or any of the name that Identity Center opened. */
function isOwn(session: SessionSeen, principal: Principal): boolean {
	switch (principal.kind) {
		case 'identity-center-user':
			return (
				session.userId === `${principal.roleId}:${principal.userName}` ||
				(permissionSetOf(session.roleName) !== undefined &&
					(principal.userName === undefined || session.userId.endsWith(`:${principal.userName}`)))
			);
		case 'role-session':
			return session.userId === `${principal.roleId}:${principal.sessionName}`;
		case 'instance-role':
			return session.userId === `${principal.roleId}:${principal.instanceId}`;
		case 'iam-user':
			return session.userId === principal.userId;
		case 'root':
			return session.userId === principal.accountId;
		default:
			return false;
	}
}

function managementAccountCaller({caller, managementAccountId}: GuardFacts): GuardResult {
	if (managementAccountId === undefined)
		return {guard: 'management-account-caller', outcome: 'unknown', data: {callerAccountId: caller.accountId}};
	const outcome = caller.accountId === managementAccountId ? 'pass' : 'warn';
	return {guard: 'management-account-caller', outcome, data: {callerAccountId: caller.accountId, managementAccountId}};
}

function featureSet({featureSet}: GuardFacts): GuardResult {
	if (featureSet === undefined) return {guard: 'feature-set', outcome: 'unknown', data: {}};
	return {guard: 'feature-set', outcome: featureSet === 'ALL' ? 'pass' : 'refuse', data: {featureSet}};
}

function policyType({serviceControlPolicies: state}: GuardFacts): GuardResult {
	if (state === undefined) return {guard: 'policy-type', outcome: 'unknown', data: {}};
	const outcomes = {enabled: 'pass', pending: 'warn', disabled: 'refuse'} as const;
	return {guard: 'policy-type', outcome: outcomes[state], data: {state}};
}

/**
 * A full root is only a warning: the quota has changed before, and AWS knows its own. What cannot be attached is deleted again. So are targets
 * below the root: they cover every account of today, and none that comes or moves tomorrow.
 */
function slot({policiesOnRoot, attachment}: GuardFacts): GuardResult {
	const {way, targetIds} = attachment;
	if (policiesOnRoot === undefined) {
		return {guard: 'slot', outcome: 'unknown', data: {quota: SCP_ATTACHMENT_QUOTA, detachable: [], way, targetIds}};
	}
	const attached = policiesOnRoot.length;
	const fits = way === 'prepared' || (way === 'root' && attached < SCP_ATTACHMENT_QUOTA);
	return {
		guard: 'slot',
		outcome: fits ? 'pass' : 'warn',
		data: {attached, quota: SCP_ATTACHMENT_QUOTA, detachable: detachable(policiesOnRoot), way, targetIds},
	};
}

/** Only a warning: the quota has changed before, and AWS knows its own. */
function size({deny}: GuardFacts): GuardResult {
	const characters = deny.document.length;
	return {guard: 'size', outcome: characters <= SCP_CHARACTER_QUOTA ? 'pass' : 'warn', data: {characters, quota: SCP_CHARACTER_QUOTA}};
}

/** Only a warning: the simulator knows nothing of permissions that are limited to certain resources, and AWS decides. */
function permissions({permissions}: GuardFacts): GuardResult {
	if (permissions === undefined) return {guard: 'permissions', outcome: 'unknown', data: {denied: []}};
	const denied = Object.keys(permissions).filter(action => permissions[action] === 'denied');
	return {guard: 'permissions', outcome: denied.length > 0 ? 'warn' : 'pass', data: {denied}};
}

function expectedAccount({caller, expectedAccountId}: GuardFacts): GuardResult[] {
	if (expectedAccountId === undefined) return [];
	const outcome = expectedAccountId === caller.accountId ? 'pass' : 'refuse';
	return [{guard: 'expected-account', outcome, data: {callerAccountId: caller.accountId, expectedAccountId}}];
}

/** By what the deny matches somebody when upper and lower case are not told apart; `sameCase` says whether AWS would match as well. */
function matchOf(
	{subject}: CheckedDeny,
	who: {
		readonly userId: string;
		readonly identityStoreUserId?: string | undefined;
		readonly name?: string | undefined;
		readonly sourceIdentity?: string | undefined;
	},
): {readonly by: MatchedBy; readonly sameCase: boolean} | undefined {
	const sessionName = who.userId.includes(':') ? who.userId.slice(who.userId.lastIndexOf(':') + 1) : undefined;
	const comparisons: readonly (readonly [MatchedBy, readonly string[], readonly (string | undefined)[]])[] = [
		['user-id', subject.userIds, [who.identityStoreUserId]],
		['session-name', subject.sessionNames, [sessionName, who.name]],
		['source-identity', subject.sourceIdentities, [who.sourceIdentity]],
		['exact-user-id', subject.exactUserIds, [who.userId]],
	];
	for (const [by, denied, given] of comparisons) {
		const hit = given.find(one => denied.some(value => same(value, one)));
		if (hit !== undefined) return {by, sameCase: denied.includes(hit)};
	}
	return undefined;
}

function same(a: string | undefined, b: string | undefined): boolean {
	return a !== undefined && b !== undefined && a.toLowerCase() === b.toLowerCase();
}
