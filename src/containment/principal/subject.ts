import type {DenySubject} from '../policy/deny-policy.ts';
import {isExactUserId, isUserId, type NameRefusal, refuseName} from '../reading/names.ts';
import type {Principal} from './principal.ts';

/** A principal that a service control policy can name and nobody else with it. Type aliases, so that they can go into the journal. */
export type Deniable =
	/** Every session of a person, whatever its role. The session names are what the deny can match; none when only the user id can. */
	| {
			readonly kind: 'identity-center-user';
			readonly userName: string;
			readonly sessionNames: readonly string[];
			/** The identity store user id. */
			readonly userId?: string;
	  }
	| (Exact & {readonly kind: 'iam-user'; readonly userName?: string})
	| (Exact & {readonly kind: 'role-session'; readonly sessionName: string; readonly roleName?: string})
	/** A deny stops the workload on the instance as well: it holds the same credentials. */
	| (Exact & {readonly kind: 'instance-role'; readonly instanceId: string; readonly roleName?: string})
	| (Exact & {readonly kind: 'root'});

/** `exactUserId` is the whole `aws:userid` of its requests. */
type Exact = {readonly exactUserId: string; readonly accountId: string};

/** Why no service control policy can name a principal, or can name it to any effect. */
export type NotDeniable =
	| {readonly code: 'foreign-account' | 'aws-service' | 'federated-user' | 'unknown-principal'}
	/** It belongs to the management account, which no service control policy binds (Organizations user guide, "SCPs"). */
	| {readonly code: 'management-account'; readonly accountId: string}
	/** Its account is not known, so it may be the management account's. */
	| {readonly code: 'no-account'}
	/** The id that AWS gave the user (`AIDA…`) or the role (`AROA…`) is not known. */
	| {readonly code: 'no-unique-id'}
	| {readonly code: 'no-user-name'}
	/** What must stand in the policy has not the form that AWS documents. */
	| {readonly code: 'not-as-documented'; readonly value: string}
	| {readonly code: 'user-name'; readonly why: NameRefusal};

export type DeniableResult = {readonly ok: true; readonly deniable: Deniable} | {readonly ok: false; readonly why: NotDeniable};

/**
 * The whole `aws:userid` of a principal's requests: `AIDA…` of an IAM user, `AROA…:<session name>` of a role's session, the account id of
 * a root user (IAM user guide, "IAM policy elements: variables and tags"). Undefined when a part is missing or not of that form, and for
 * everybody else: a person's sessions have many.
 */
export function exactUserIdOf(principal: Principal): string | undefined {
	const [id, form] = wholeUserId(principal) ?? [];
	return id !== undefined && isExactUserId(id) && form?.test(id) === true ? id : undefined;
}

/**
 * What of a principal a deny can name. A person who reaches the management account is deniable all the same, everywhere else; any other
 * principal that belongs to it, or to an account that is not known, is not.
 */
export function deniableOf(principal: Principal, managementAccountId: string): DeniableResult {
	switch (principal.kind) {
		case 'foreign-account':
		case 'aws-service':
		case 'federated-user':
			return {ok: false, why: {code: principal.kind}};
		case 'unknown':
			return {ok: false, why: {code: 'unknown-principal'}};
		case 'identity-center-user':
			return deniablePerson(principal);
		default:
			return deniableExactly(principal, managementAccountId);
	}
}

/**
 * Whom one deny for all of them names. `testSessions` are the `aws:userid` values of our own probe sessions: what is denied exactly has no
 * name that a probe could carry, so the probes stand in the same statement and show that it works. They are left out where every principal
 * is a person, whose name they carry.
 */
export function denySubjectFor(principals: readonly Deniable[], testSessions: readonly string[]): DenySubject {
	const people = principals.flatMap(principal => (principal.kind === 'identity-center-user' ? [principal] : []));
	const exact = principals.flatMap(principal => (principal.kind === 'identity-center-user' ? [] : [principal.exactUserId]));
	const sessionNames = people.flatMap(person => person.sessionNames);
	return {
		userIds: people.flatMap(({userId}) => (userId === undefined ? [] : [userId])),
		sessionNames,
		sourceIdentities: sessionNames,
		exactUserIds: exact.length === 0 ? [] : [...exact, ...testSessions],
	};
}

/** What must be typed to confirm a deny for them: what each is called, in order, one space between them. No such name holds a space. */
export function confirmationPhrase(principals: readonly Deniable[]): string {
	return principals.map(nameOf).join(' ');
}

/** What a principal is called where it must be told from others: its role or account with it. */
export function labelOf(principal: Deniable): string {
	switch (principal.kind) {
		case 'role-session':
			return principal.roleName === undefined ? principal.exactUserId : `${principal.roleName}/${principal.sessionName}`;
		case 'root':
			return `${principal.accountId}:root`;
		default:
			return nameOf(principal);
	}
}

function nameOf(principal: Deniable): string {
	switch (principal.kind) {
		case 'identity-center-user':
			return typeable(principal.userName) ?? principal.userId ?? principal.sessionNames[0] ?? principal.userName;
		case 'iam-user':
			return typeable(principal.userName) ?? principal.exactUserId;
		case 'role-session':
			return principal.sessionName;
		case 'instance-role':
			return principal.instanceId;
		case 'root':
			return principal.accountId;
	}
}

/** A name that can be read and typed without doubt. */
function typeable(name: string | undefined): string | undefined {
	return name !== undefined && refuseName(name) === undefined ? name : undefined;
}

type Person = Principal & {readonly kind: 'identity-center-user'};
type ExactPrincipal = Principal & {readonly kind: 'iam-user' | 'role-session' | 'instance-role' | 'root'};

function deniablePerson({kind, userName, userId}: Person): DeniableResult {
	if (userName === undefined) return {ok: false, why: {code: 'no-user-name'}};
	if (userId !== undefined && !isUserId(userId)) return {ok: false, why: {code: 'not-as-documented', value: userId}};
	const why = refuseName(userName);
	if (why === undefined) {
		return {ok: true, deniable: {kind, userName, sessionNames: [userName], ...(userId === undefined ? {} : {userId})}};
	}
	return userId === undefined
		? {ok: false, why: {code: 'user-name', why}}
		: {ok: true, deniable: {kind, userName, sessionNames: [], userId}};
}

function deniableExactly(principal: ExactPrincipal, managementAccountId: string): DeniableResult {
	const {accountId} = principal;
	if (accountId === undefined) return {ok: false, why: {code: 'no-account'}};
	if (!/^[0-9]{12}$/.test(accountId)) return {ok: false, why: {code: 'not-as-documented', value: accountId}};
	if (accountId === managementAccountId) return {ok: false, why: {code: 'management-account', accountId}};
	const [whole] = wholeUserId(principal) ?? [];
	if (whole === undefined) return {ok: false, why: {code: 'no-unique-id'}};
	const exactUserId = exactUserIdOf(principal);
	if (exactUserId === undefined) return {ok: false, why: {code: 'not-as-documented', value: whole}};
	const exact = {exactUserId, accountId};
	const roleName = 'roleName' in principal && principal.roleName !== undefined ? {roleName: principal.roleName} : {};
	switch (principal.kind) {
		case 'iam-user': {
			const userName = principal.userName === undefined ? {} : {userName: principal.userName};
			return {ok: true, deniable: {kind: 'iam-user', ...exact, ...userName}};
		}
		case 'role-session':
			return {ok: true, deniable: {kind: 'role-session', ...exact, sessionName: principal.sessionName, ...roleName}};
		case 'instance-role':
			return {ok: true, deniable: {kind: 'instance-role', ...exact, instanceId: principal.instanceId, ...roleName}};
		case 'root':
			return {ok: true, deniable: {kind: 'root', ...exact}};
	}
}

/** The `aws:userid` as it follows from what is known, and the form it has for this kind of principal. */
function wholeUserId(principal: Principal): readonly [string, RegExp] | undefined {
	const session = (roleId: string | undefined, name: string) =>
		roleId === undefined ? undefined : ([`${roleId}:${name}`, /^AROA/] as const);
	switch (principal.kind) {
		case 'iam-user':
			return principal.userId === undefined ? undefined : [principal.userId, /^AIDA/];
		case 'role-session':
			return session(principal.roleId, principal.sessionName);
		case 'instance-role':
			return session(principal.roleId, principal.instanceId);
		case 'root':
			return principal.accountId === undefined ? undefined : [principal.accountId, /^[0-9]/];
		default:
			return undefined;
	}
}
