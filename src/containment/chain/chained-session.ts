import {lastPart, readArn} from '../reading/arn.ts';
import {isExactUserId} from '../reading/names.ts';
import type {TrailEvent} from '../trail/trail.ts';

/**
 * Credentials that somebody got with other credentials: a role session, a scoped or federated one, or an access key made for an IAM user.
 * What CloudTrail does not say is absent, and `missing` tells what matters of it. A type alias, so that it can go into a journal.
 */
export type ChainedSession = {
	/** The call: `AssumeRole`, `GetScopedCredentials`, `GetFederationToken`, `GetSessionToken`, `AssumeRoot`, `CreateAccessKey`, … */
	readonly how: string;
	readonly eventId: string;
	readonly region: string;
	/** Epoch ms. */
	readonly startedAt: number;
	/** Epoch ms, as AWS said it. */
	readonly expiresAt?: number;
	/** Epoch ms: when it has ended at the latest. Absent for an access key of an IAM user, which does not end by itself. */
	readonly endsBy?: number;
	readonly parentAccessKeyId: string;
	readonly accessKeyId?: string;
	/** Its `aws:userid`: `AROA…:<session name>`, `AIDA…`, `<account>:<name>` of a federated user. */
	readonly userId?: string;
	/** The account that its calls are made in. */
	readonly accountId?: string;
	readonly roleArn?: string;
	readonly roleName?: string;
	readonly sessionName?: string;
	/** The IAM user that an access key was made for. */
	readonly userName?: string;
	readonly sourceIdentity?: string;
	/** Whether a deny may name it by its whole `aws:userid`, hitting nobody who was there before. */
	readonly deniable: boolean;
	readonly missing: readonly Missing[];
};

/** Without its access key nothing can look for what it did; without its user id no deny can name it. */
export type Missing = 'access-key' | 'user-id' | 'account';

const HOUR_MS = 3_600_000;

/**
 * How long what a call gives can last where CloudTrail does not say when it ends (STS API: GetFederationToken and GetSessionToken 36 hours,
 * AssumeRoot 15 minutes, everything else 12 hours; AssumeRole by a role's session, which is role chaining, 1 hour).
 */
const LONGEST_MS: Readonly<Record<string, number>> = {
	GetFederationToken: 36 * HOUR_MS,
	GetSessionToken: 36 * HOUR_MS,
	AssumeRoot: HOUR_MS / 4,
};

// What gives credentials even where the answer was not logged. Whatever else of STS answers with an access key counts as well.
const OPENING = new Set(['AssumeRole', 'AssumeRoot', 'GetScopedCredentials', 'GetFederationToken', 'GetSessionToken']);

/** Whether an event is a successful call that gives credentials. */
export function opensSession(event: TrailEvent): boolean {
	if (event.errorCode !== undefined) return false;
	if (isIam(event)) return event.name === 'CreateAccessKey';
	return isSts(event) && (OPENING.has(event.name) || event.response['credentials.accessKeyId'] !== undefined);
}

/** Whether an event is a new IAM user. */
export function makesUser(event: TrailEvent): boolean {
	return isIam(event) && event.name === 'CreateUser' && event.errorCode === undefined;
}

/**
 * The sessions opened, and the access keys made, by calls that this access key signed; oldest first. The two events of a call across
 * accounts count once. Nobody else's sessions come out of it, whatever their role or name: only the signing key counts.
 */
export function childrenIn(events: readonly TrailEvent[], parentAccessKeyId: string): readonly ChainedSession[] {
	const signers = new Set([parentAccessKeyId]);
	return (callsBySigner(events).get(parentAccessKeyId) ?? []).map(call =>
		sessionFrom(call, parentAccessKeyId, usersMadeIn(events, signers)),
	);
}

/** One call that gives credentials, in one event or in two; the caller's own account's event first. */
export type OpeningCall = readonly [TrailEvent, ...TrailEvent[]];

/** The calls that give credentials, by the access key that signed them, each list oldest first. A failed call is none. */
export function callsBySigner(events: readonly TrailEvent[]): ReadonlyMap<string, readonly OpeningCall[]> {
	const calls = new Map<string, Map<string, TrailEvent>>();
	for (const event of events) {
		if (!opensSession(event)) continue;
		const key = `${event.name}/${event.sharedEventId ?? event.id}`;
		const call = calls.get(key) ?? new Map<string, TrailEvent>();
		calls.set(key, call.set(event.id, event));
	}
	const bySigner = new Map<string, OpeningCall[]>();
	for (const call of calls.values()) {
		// The other account's event does not say which key signed it (CloudTrail, "cross-account AWS STS API events").
		const [first, ...others] = [...call.values()].sort((a, b) => bySignature(a, b) || byId(a, b));
		const signer = first?.caller.accessKeyId;
		if (first === undefined || signer === undefined || signer === '') continue;
		bySigner.set(signer, [...(bySigner.get(signer) ?? []), [first, ...others]]);
	}
	for (const list of bySigner.values()) list.sort(([a], [b]) => a.at - b.at || byId(a, b));
	return bySigner;
}

/** The ids of the IAM users that calls signed by one of these keys made, by account and name. */
export function usersMadeIn(events: readonly TrailEvent[], signers: ReadonlySet<string>): ReadonlyMap<string, string> {
	const made = new Map<string, string>();
	for (const event of [...events].sort((a, b) => a.at - b.at || byId(a, b))) {
		const userName = event.response['user.userName'] ?? event.request.userName;
		const userId = event.response['user.userId'];
		if (!makesUser(event) || userName === undefined || userId === undefined) continue;
		if (event.caller.accessKeyId !== undefined && signers.has(event.caller.accessKeyId)) made.set(`${event.accountId}/${userName}`, userId);
	}
	return made;
}

/** What a call gave. `usersMade` are the IAM users that the same people made. */
export function sessionFrom(call: OpeningCall, parentAccessKeyId: string, usersMade: ReadonlyMap<string, string>): ChainedSession {
	const [event] = call;
	const keyId = said(call, 'response', event.name === 'CreateAccessKey' ? 'accessKey.accessKeyId' : 'credentials.accessKeyId');
	const identity = identityOf(call, usersMade);
	const expiresAt = event.name === 'CreateAccessKey' ? undefined : expiry(said(call, 'response', 'credentials.expiration'), event.at);
	const missing: Missing[] = [
		...(keyId === undefined ? (['access-key'] as const) : []),
		...(identity.userId === undefined ? (['user-id'] as const) : []),
		...(identity.accountId === undefined ? (['account'] as const) : []),
	];
	return {
		how: event.name,
		eventId: event.id,
		region: event.region,
		startedAt: event.at,
		parentAccessKeyId,
		...known({accessKeyId: keyId, ...identity}),
		...(expiresAt === undefined ? {} : {expiresAt}),
		...(event.name === 'CreateAccessKey' ? {} : {endsBy: expiresAt ?? event.at + longest(event)}),
		deniable: isDeniable(event.name, identity.userId),
		missing,
	};
}

/**
 * Denying a root user's account id would stop the account's own root user as well, so a root session is left to end within its 15 minutes.
 * A federated user's id has not the form of one that is denied.
 */
function isDeniable(how: string, userId: string | undefined): boolean {
	return userId !== undefined && isExactUserId(userId) && how !== 'AssumeRoot';
}

interface Identity {
	readonly userId?: string | undefined;
	readonly accountId?: string | undefined;
	readonly roleArn?: string | undefined;
	readonly roleName?: string | undefined;
	readonly sessionName?: string | undefined;
	readonly userName?: string | undefined;
	readonly sourceIdentity?: string | undefined;
}

function identityOf(call: OpeningCall, usersMade: ReadonlyMap<string, string>): Identity {
	const [event] = call;
	const {caller} = event;
	switch (event.name) {
		case 'CreateAccessKey': {
			const userName = said(call, 'request', 'userName') ?? said(call, 'response', 'accessKey.userName') ?? caller.userName;
			// A key for somebody who was there before is a task, not a deny: the deny would stop that user too.
			const own = caller.type === 'IAMUser' && userName === caller.userName ? caller.userId : undefined;
			return {userId: own ?? usersMade.get(`${event.accountId}/${userName}`), userName, accountId: account(event.accountId)};
		}
		case 'GetFederationToken': {
			const userId = said(call, 'response', 'federatedUser.federatedUserId');
			return {userId, sessionName: said(call, 'request', 'name'), accountId: account(caller.accountId) ?? account(event.accountId)};
		}
		// The caller's own identity goes on, under a new key.
		case 'GetSessionToken':
		case 'GetScopedCredentials': {
			const {userId, userName, sourceIdentity} = caller;
			const sessionName = userId?.includes(':') === true ? userId.slice(userId.indexOf(':') + 1) : undefined;
			const named = caller.type === 'AssumedRole' ? {roleName: userName} : {userName};
			return {userId, ...named, sessionName, sourceIdentity, accountId: account(caller.accountId) ?? account(event.accountId)};
		}
		case 'AssumeRoot': {
			const target = said(call, 'request', 'targetPrincipal');
			const accountId = account(target) ?? account(target === undefined ? undefined : readArn(target)?.accountId);
			return {userId: accountId, accountId, sourceIdentity: said(call, 'response', 'sourceIdentity')};
		}
		default:
			return roleSession(call);
	}
}

function roleSession(call: OpeningCall): Identity {
	const userId = said(call, 'response', 'assumedRoleUser.assumedRoleId');
	const sessionArn = readArn(said(call, 'response', 'assumedRoleUser.arn') ?? '');
	const roleArn = said(call, 'request', 'roleArn');
	const role = readArn(roleArn ?? '');
	return {
		userId,
		roleArn,
		// assumed-role/<role>/<session>
		roleName: role === undefined ? sessionArn?.resource.split('/')[1] : lastPart(role.resource),
		accountId: account(role?.accountId) ?? account(sessionArn?.accountId),
		sessionName: userId?.includes(':') === true ? userId.slice(userId.indexOf(':') + 1) : said(call, 'request', 'roleSessionName'),
		sourceIdentity: said(call, 'response', 'sourceIdentity') ?? said(call, 'request', 'sourceIdentity'),
	};
}

/** What the first of a call's events that says it says. */
function said(call: OpeningCall, part: 'request' | 'response', path: string): string | undefined {
	return call.map(event => event[part][path]).find(value => value !== undefined && value !== '');
}

function account(id: string | undefined): string | undefined {
	return id !== undefined && /^[0-9]{12}$/.test(id) ? id : undefined;
}

function longest(event: TrailEvent): number {
	const chained = event.name === 'AssumeRole' && event.caller.type === 'AssumedRole';
	return chained ? HOUR_MS : (LONGEST_MS[event.name] ?? 12 * HOUR_MS);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** CloudTrail writes `Jul 18, 2014 4:07:39 PM` or `Nov 30, 2024, 8:43:17 PM`, in UTC. Undefined for what is no time after the start. */
function expiry(text: string | undefined, startedAt: number): number | undefined {
	if (text === undefined) return undefined;
	const parts = /^([A-Z][a-z]{2}) (\d{1,2}), (\d{4}),? (\d{1,2}):(\d{2}):(\d{2})\s?([AP])M$/.exec(text);
	let at = Number.NaN;
	if (parts !== null) {
		const [, month = '', day, year, hour, minute, second, half] = parts;
		const hours = (Number(hour) % 12) + (half === 'P' ? 12 : 0);
		const monthIndex = MONTHS.indexOf(month);
		if (monthIndex !== -1) at = Date.UTC(Number(year), monthIndex, Number(day), hours, Number(minute), Number(second));
	} else if (/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/.test(text)) {
		at = Date.parse(text);
	}
	return at > startedAt ? at : undefined;
}

function isSts(event: TrailEvent): boolean {
	return event.source === 'sts.amazonaws.com';
}

function isIam(event: TrailEvent): boolean {
	return event.source === 'iam.amazonaws.com';
}

function bySignature(a: TrailEvent, b: TrailEvent): number {
	return Number(b.caller.accessKeyId !== undefined) - Number(a.caller.accessKeyId !== undefined);
}

function byId(a: TrailEvent, b: TrailEvent): number {
	return a.id < b.id ? -1 : Number(a.id > b.id);
}

function known<Part extends object>(part: Part): {[Key in keyof Part]?: Exclude<Part[Key], undefined>} {
	return Object.fromEntries(Object.entries(part).filter(([, value]) => value !== undefined)) as {
		[Key in keyof Part]?: Exclude<Part[Key], undefined>;
	};
}
