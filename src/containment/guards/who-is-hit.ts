import {type CheckedDeny, denyMatches} from '../policy/deny-policy.ts';
import type {Principal} from '../principal/principal.ts';
import {lastPart, readArn} from '../reading/arn.ts';
import {isUserId, permissionSetOf} from '../reading/names.ts';
import type {GuardFacts, GuardResult, MatchedBy, SeenFacts, SessionSeen} from './facts.ts';

export function notYou({caller, deny}: GuardFacts): GuardResult {
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
export function protectedPrincipal({deny, principals, protectedPrincipals}: GuardFacts): GuardResult {
	const matched = protectedHit(protectedPrincipals, deny, principals);
	const nothingHit = protectedPrincipals.length === 0 ? 'unknown' : 'pass';
	return {
		guard: 'protected-principal',
		outcome: matched.length > 0 ? 'refuse' : nothingHit,
		data: {checked: protectedPrincipals.length, matched},
	};
}

/** Those of the protected that the deny may hit. */
export function protectedHit(
	protectedPrincipals: readonly string[],
	deny: CheckedDeny,
	principals: readonly Principal[],
): readonly string[] {
	return protectedPrincipals.filter(one => isHit(one.trim(), deny, principals));
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
export function whoElse({deny, principals, testSessions, sessionsSeen, sessionsComplete, accountsAsked}: SeenFacts): GuardResult {
	const asked = accountsAsked === undefined ? {} : {asked: accountsAsked};
	if (sessionsSeen === undefined) {
		return {guard: 'who-else', outcome: 'unknown', data: {matching: [], differing: [], spared: 0, complete: false, ...asked}};
	}
	const others = sessionsSeen.filter(({userId}) => !testSessions.includes(userId));
	const denied = others.filter(({userId}) => denyMatches(deny, {userId}));
	const matching = denied.filter(session => session.sameId !== undefined || !principals.some(principal => isOwn(session, principal)));
	const spared = others.filter(session => !denied.includes(session));
	const differing = spared.filter(({userId}) => matchOf(deny, {userId}) !== undefined);
	const calm = sessionsComplete ? 'pass' : 'unknown';
	const outcome = matching.length > 0 || differing.length > 0 ? 'warn' : calm;
	return {guard: 'who-else', outcome, data: {matching, differing, spared: spared.length, complete: sessionsComplete, ...asked}};
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
