import {type Arn, lastPart, readArn} from '../reading/arn.ts';
import {isExactUserId, isUserId, type NameRefusal, permissionSetOf, refuseName} from '../reading/names.ts';
import type {TrailCaller} from '../trail/trail.ts';
import {type Actor, type Finding, findingsFromText} from './finding.ts';

/** Whose credentials they are. Every string is as AWS or the responder gave it: nothing here has been checked for use in a policy. */
export type Principal =
	/** `userName` is the name of the person's sessions, which is the user name in Identity Center. */
	| (Session & {
			readonly kind: 'identity-center-user';
			readonly userName?: string;
			/** The identity store user id. */
			readonly userId?: string;
			readonly permissionSet?: string;
	  })
	| (Session & {readonly kind: 'role-session'; readonly sessionName: string})
	| (Session & {readonly kind: 'instance-role'; readonly instanceId: string})
	/** `userId` is `AIDA…`. */
	| (Known & {readonly kind: 'iam-user'; readonly userId?: string; readonly userName?: string})
	| (Known & {readonly kind: 'root'})
	| (Known & {readonly kind: 'federated-user'; readonly name?: string})
	/** `accountId` is the other account. */
	| (Known & {readonly kind: 'foreign-account'; readonly principalId?: string})
	| {readonly kind: 'aws-service'; readonly name?: string; readonly accountId?: string}
	| (Known & {readonly kind: 'unknown'; readonly reason: UnknownReason; readonly principalId?: string; readonly userName?: string});

export type UnknownReason =
	/** Nothing says who it was. */
	| 'no-principal'
	/** A role is named, its session is not. */
	| 'no-session-name'
	| 'unrecognised-type';

type Known = {readonly accountId?: string; readonly accessKeyId?: string};
/** `roleId` is `AROA…`. */
type Session = Known & {readonly roleId?: string; readonly roleName?: string};

/** Whom a responder means, by what they typed or pasted. */
export type Subject =
	| {readonly kind: 'user-name'; readonly userName: string}
	/** An identity store user id. */
	| {readonly kind: 'user-id'; readonly userId: string}
	| {readonly kind: 'access-key'; readonly accessKeyId: string}
	| {readonly kind: 'principal'; readonly principal: Principal}
	| {readonly kind: 'findings'; readonly findings: readonly Finding[]}
	| {readonly kind: 'refused'; readonly reason: SubjectRefusal};

export type SubjectRefusal = NameRefusal | 'arn-not-a-principal' | 'not-json' | 'no-finding';

// IAM user guide, "IAM identifiers": AKIA long-term, ASIA temporary; STS, GetAccessKeyInfo: at least 16 characters.
const accessKeyId = /^(AKIA|ASIA)[A-Z0-9]{12,124}$/;

/**
 * The principals a finding is about: one, or several when an attack sequence has several actors; never none. A principal of an account
 * that is not among `organizationAccountIds` is foreign; when those are not given, nothing is called foreign but what GuardDuty calls so.
 */
export function principalsOf(finding: Finding, organizationAccountIds?: ReadonlySet<string>): readonly Principal[] {
	const {accessKey, actors, action} = finding;
	const accountId = finding.accountId === '' ? undefined : finding.accountId;
	const evidence: Evidence[] =
		accessKey === undefined ? actors.flatMap(evidenceOf) : [{...accessKey, remoteAccountId: action?.remoteAccountId}];
	const principals = evidence.map(one => principalFrom({...one, accountId: one.accountId ?? accountId}, organizationAccountIds));
	const distinct = new Map(principals.map(principal => [JSON.stringify(principal), principal]));
	return distinct.size === 0 ? [{kind: 'unknown', reason: 'no-principal', ...known({accountId})}] : [...distinct.values()];
}

/** Who made a call, as CloudTrail's userIdentity says it. */
export function principalOfCaller({type, userId, userName, accountId, accessKeyId}: TrailCaller): Principal {
	return principalFrom({userType: type, principalId: userId, userName, accountId, accessKeyId}, undefined);
}

/** IAM user guide, "AWS service principals". Nobody is called like one by accident. */
const servicePrincipal = /^[a-z0-9-]+(\.[a-z0-9-]+)*\.amazonaws\.com(\.cn)?$/;

/**
 * Reads a user name, identity store user id, access key id, `aws:userid` (`AIDA…`, `AROA…:<session name>`), ARN of a principal, AWS
 * service, or pasted finding. Whitespace around it is ignored, within a name it is refused. Never throws.
 */
export function readSubject(text: string): Subject {
	const given = text.trim();
	if (given.startsWith('{') || given.startsWith('[')) return findingsFromText(given);
	if (given.startsWith('arn:')) return arnSubject(given);
	if (accessKeyId.test(given)) return {kind: 'access-key', accessKeyId: given};
	if (isUserId(given)) return {kind: 'user-id', userId: given};
	if (servicePrincipal.test(given)) return {kind: 'principal', principal: {kind: 'aws-service', name: given}};
	// Twelve digits may be somebody's user name as well; a root user is named by its ARN.
	if (isExactUserId(given) && !/^[0-9]+$/.test(given)) return exactSubject(given);
	return named(given, {kind: 'user-name', userName: given});
}

/** A session of a role, told apart by the names that AWS gives to role and session. */
function sessionPrincipal(session: {
	readonly roleId?: string | undefined;
	readonly roleName?: string | undefined;
	readonly sessionName: string;
	readonly accountId?: string | undefined;
	readonly accessKeyId?: string | undefined;
}): Principal {
	const {sessionName, ...rest} = session;
	const permissionSet = permissionSetOf(session.roleName);
	if (permissionSet !== undefined) return {kind: 'identity-center-user', userName: sessionName, permissionSet, ...known(rest)};
	// EC2 names the session of an instance's role after the instance (IAM user guide, aws:userid).
	if (/^i-[0-9a-f]{8,17}$/.test(sessionName)) return {kind: 'instance-role', instanceId: sessionName, ...known(rest)};
	return {kind: 'role-session', sessionName, ...known(rest)};
}

interface Evidence {
	readonly accessKeyId?: string | undefined;
	readonly principalId?: string | undefined;
	readonly userName?: string | undefined;
	readonly userType?: string | undefined;
	readonly accountId?: string | undefined;
	readonly remoteAccountId?: string | undefined;
}

function principalFrom(evidence: Evidence, organizationAccountIds: ReadonlySet<string> | undefined): Principal {
	const {accountId, accessKeyId, principalId, remoteAccountId} = evidence;
	if (evidence.userType === 'AWSAccount') {
		// Another account than the finding's, which may still be one of ours.
		return remoteAccountId !== undefined && organizationAccountIds?.has(remoteAccountId) === true
			? principalByType({...evidence, userType: undefined, accountId: remoteAccountId})
			: {kind: 'foreign-account', ...known({accountId: remoteAccountId, accessKeyId, principalId})};
	}
	if (accountId !== undefined && organizationAccountIds !== undefined && !organizationAccountIds.has(accountId)) {
		return {kind: 'foreign-account', ...known({accountId, accessKeyId, principalId})};
	}
	return principalByType(evidence);
}

/** By CloudTrail's userIdentity type, which GuardDuty repeats (GuardDuty user guide, "finding details"). */
function principalByType(evidence: Evidence): Principal {
	const {accountId, accessKeyId, principalId, userName} = evidence;
	const [beforeColon, afterColon] = splitAtColon(principalId ?? '');
	const storeUserId = principalId !== undefined && isUserId(principalId) ? principalId : undefined;
	switch (evidence.userType ?? typeOf(principalId, accountId)) {
		case 'AssumedRole':
		case 'Role':
			// The user name is the role's; the person is after the first colon.
			return afterColon === undefined
				? {kind: 'unknown', reason: 'no-session-name', ...known({accountId, accessKeyId, principalId, userName})}
				: sessionPrincipal({roleId: beforeColon, roleName: userName, sessionName: afterColon, accountId, accessKeyId});
		case 'IAMUser':
			return {kind: 'iam-user', ...known({userId: principalId, userName, accountId, accessKeyId})};
		case 'Root':
			return {kind: 'root', ...known({accountId, accessKeyId})};
		case 'FederatedUser':
			return {kind: 'federated-user', ...known({name: afterColon ?? userName, accountId, accessKeyId})};
		case 'AWSService':
			return {kind: 'aws-service', ...known({name: userName ?? principalId, accountId})};
		case 'IdentityCenterUser':
			return {kind: 'identity-center-user', ...known({userName, userId: storeUserId, accountId, accessKeyId})};
		case 'Unknown':
			// Identity Center's own events may carry this type (IAM Identity Center user guide, "CloudTrail use cases").
			return storeUserId === undefined
				? {kind: 'unknown', reason: 'unrecognised-type', ...known({accountId, accessKeyId, principalId, userName})}
				: {kind: 'identity-center-user', userId: storeUserId, ...known({userName, accountId, accessKeyId})};
		case undefined:
			return {kind: 'unknown', reason: 'no-principal', ...known({accountId, accessKeyId, principalId, userName})};
		default:
			return {kind: 'unknown', reason: 'unrecognised-type', ...known({accountId, accessKeyId, principalId, userName})};
	}
}

/** What a principal id tells when no type is given. */
function typeOf(principalId: string | undefined, accountId: string | undefined): string | undefined {
	if (principalId === undefined) return undefined;
	if (principalId.startsWith('AROA')) return 'AssumedRole';
	if (principalId.startsWith('AIDA')) return 'IAMUser';
	if (principalId === accountId) return 'Root';
	return /^[0-9]{12}:./.test(principalId) ? 'FederatedUser' : undefined;
}

/** An actor that is a user or a session; actors that are processes say nothing about credentials. */
function evidenceOf(actor: Actor): Evidence[] {
	// Ids are seen as `user:<type>:<unique id>:<name>`.
	const [, idType, uniqueId, idName] = actor.id.startsWith('user:') ? actor.id.split(':') : [];
	const userType = actor.userType ?? idType;
	if (actor.userId === undefined && userType === undefined && actor.credentialId === undefined) return [];
	const issuer = actor.sessionIssuer === undefined ? undefined : readArn(actor.sessionIssuer);
	const roleName = issuer === undefined ? undefined : roleNameIn(issuer.resource);
	let principalId = actor.userId ?? uniqueId;
	if (principalId?.startsWith('AROA') === true && !principalId.includes(':')) {
		// The name in an actor's id may be the role's: it is taken for the session's only where it cannot be the role's.
		const otherName = roleName ?? actor.userName;
		if (idName !== undefined && otherName !== undefined && idName !== otherName) principalId = `${principalId}:${idName}`;
	}
	const [, sessionName] = splitAtColon(principalId ?? '');
	return [
		{
			userType,
			principalId,
			userName: roleName ?? (actor.userName === sessionName ? undefined : actor.userName),
			accountId: issuer?.accountId || actor.accountId,
			accessKeyId: actor.credentialId,
		},
	];
}

function roleNameIn(resource: string): string | undefined {
	if (resource.startsWith('role/')) return lastPart(resource);
	return resource.startsWith('assumed-role/') ? resource.split('/')[1] : undefined;
}

function splitAtColon(text: string): readonly [string | undefined, string | undefined] {
	const colon = text.indexOf(':');
	if (colon === -1) return [text === '' ? undefined : text, undefined];
	const [before, after] = [text.slice(0, colon), text.slice(colon + 1)];
	return [before === '' ? undefined : before, after === '' ? undefined : after];
}

/** The same without what is not known. */
function known<Part extends Record<string, string | undefined>>(part: Part): {[Key in keyof Part]?: Exclude<Part[Key], undefined>} {
	return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Part]?: Exclude<Part[Key], undefined>;
	};
}

function exactSubject(userId: string): Subject {
	const colon = userId.indexOf(':');
	const principal: Principal =
		colon === -1 ? {kind: 'iam-user', userId} : sessionPrincipal({roleId: userId.slice(0, colon), sessionName: userId.slice(colon + 1)});
	return {kind: 'principal', principal};
}

/** Formats: IAM user guide, "IAM ARNs"; the identity store's own is `arn:…:identitystore:::user/<user id>`. */
function arnSubject(text: string): Subject {
	const arn = readArn(text);
	if (arn === undefined) return {kind: 'refused', reason: 'arn-not-a-principal'};
	const {service, accountId, resource} = arn;
	if (service === 'identitystore') {
		const userId = lastPart(resource);
		return resource.startsWith('user/') && isUserId(userId) ? {kind: 'user-id', userId} : {kind: 'refused', reason: 'arn-not-a-principal'};
	}
	return /^[0-9]{12}$/.test(accountId) ? principalSubject(arn) : {kind: 'refused', reason: 'arn-not-a-principal'};
}

function principalSubject({service, accountId, resource}: Arn): Subject {
	const [type = '', first = '', second = '', ...rest] = resource.split('/');
	const name = lastPart(resource);
	// AWS's newest denial messages write assumedRole.
	if (service === 'sts' && (type === 'assumed-role' || type === 'assumedRole') && first !== '' && rest.length === 0) {
		return named(second, {kind: 'principal', principal: sessionPrincipal({roleName: first, sessionName: second, accountId})});
	}
	if (service === 'sts' && type === 'federated-user' && second === '') {
		return named(first, {kind: 'principal', principal: {kind: 'federated-user', name: first, accountId}});
	}
	if (service === 'iam' && type === 'user' && /^[A-Za-z0-9_+=,.@-]{1,64}$/.test(name)) {
		return {kind: 'principal', principal: {kind: 'iam-user', userName: name, accountId}};
	}
	if (service === 'iam' && resource === 'root') return {kind: 'principal', principal: {kind: 'root', accountId}};
	return {kind: 'refused', reason: 'arn-not-a-principal'};
}

function named(name: string, subject: Subject): Subject {
	const reason = refuseName(name);
	return reason === undefined ? subject : {kind: 'refused', reason};
}
