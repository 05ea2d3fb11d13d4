import {isExactUserId, isUserId, type NameRefusal, refuseName} from '../reading/names.ts';
import {isRecord, plainJson, sameJson} from '../reading/plain-json.ts';

/** Whom a deny is for. Every value is compared letter by letter (IAM user guide: StringEquals and StringLike are case-sensitive). */
export interface DenySubject {
	/** Identity store user ids. */
	readonly userIds: readonly string[];
	/** Any role session of one of these names, whatever its role. */
	readonly sessionNames: readonly string[];
	/** Sessions that carry one of these as their source identity; it survives role chaining. */
	readonly sourceIdentities: readonly string[];
	/** Whole `aws:userid` values: `AIDA…`, `AROA…:<session name>`, a root user's account id. */
	readonly exactUserIds: readonly string[];
}

declare const checked: unique symbol;

/** A deny that has the only shape this program sends. Nothing but `denyFor` and `checkDeny` makes one. */
export interface CheckedDeny {
	/** Minified JSON exactly as it is sent: whitespace counts against the quota. */
	readonly document: string;
	readonly subject: DenySubject;
	readonly [checked]: true;
}

export type DenyRefusal =
	| {readonly code: 'nobody'}
	| {readonly code: 'session-name' | 'source-identity'; readonly value: string; readonly why: NameRefusal}
	| {readonly code: 'user-id' | 'exact-user-id'; readonly value: string}
	/** Not JSON, or a key named twice. */
	| {readonly code: 'not-plain-json'}
	/** `at` is the path of what is missing, unknown or not as it must be: `Statement[0].Condition`. */
	| {readonly code: 'wrong-shape'; readonly at: string};

export type DenyResult = {readonly ok: true; readonly deny: CheckedDeny} | {readonly ok: false; readonly refusal: DenyRefusal};

/** Characters in a service control policy, whitespace included (Organizations user guide, "Quotas", since 2026-05-15; 5,120 before). */
export const SCP_CHARACTER_QUOTA = 10_240;

/**
 * The deny for a subject, or why there is none. Each condition key has a statement of its own, because keys within one Condition must all
 * match. A positive operator on a key that a request does not carry is false: the deny spares whoever it does not name.
 */
export function denyFor(subject: DenySubject): DenyResult {
	const copy = copied(subject);
	const refusal = refusalOf(copy);
	if (refusal !== undefined) return {ok: false, refusal};
	const document = JSON.stringify({Version: '2012-10-17', Statement: conditionsOf(copy).map(statement)});
	return {ok: true, deny: Object.freeze({document, subject: copy}) as CheckedDeny};
}

/**
 * Reads a document back and lets it through only when it is a deny that `denyFor` makes. The answer's document is written anew from what
 * was read, so nothing that was not understood can be sent.
 */
export function checkDeny(document: string): DenyResult {
	const parsed = plainJson(document);
	if (parsed === undefined) return {ok: false, refusal: {code: 'not-plain-json'}};
	const read = subjectIn(parsed);
	if (typeof read === 'string') return {ok: false, refusal: {code: 'wrong-shape', at: read}};
	const result = denyFor(read);
	// Last and independent of how it was read: what would be sent says what was given.
	if (result.ok && !sameJson(parsed, JSON.parse(result.deny.document))) return {ok: false, refusal: {code: 'wrong-shape', at: 'Statement'}};
	return result;
}

/** Whether the deny applies to a request by `who`, as AWS decides it. */
export function denyMatches(
	deny: CheckedDeny,
	who: {
		/** The request's `aws:userid`. */
		readonly userId: string;
		readonly identityStoreUserId?: string;
		readonly sourceIdentity?: string;
	},
): boolean {
	const {userIds, sessionNames, sourceIdentities, exactUserIds} = deny.subject;
	return (
		(who.identityStoreUserId !== undefined && userIds.includes(who.identityStoreUserId)) ||
		sessionNames.some(name => who.userId.endsWith(`:${name}`)) ||
		(who.sourceIdentity !== undefined && sourceIdentities.includes(who.sourceIdentity)) ||
		exactUserIds.includes(who.userId)
	);
}

/** Whether two policy documents say the same, whitespace and key order aside. False when either is not plain JSON. */
export function sameDeny(a: string, b: string): boolean {
	const [first, second] = [plainJson(a), plainJson(b)];
	return first !== undefined && second !== undefined && sameJson(first, second);
}

/** What the name of every policy of ours begins with. */
export const POLICY_NAME_PREFIX = 'tourniquet-';

/** A policy's name: at most 128 ASCII characters (Organizations API, Policy name), so that the incident can be read off it. */
export function policyNameFor(incidentId: string, label: string): string {
	return `${POLICY_NAME_PREFIX}${incidentId}-${label}`.replace(/[^A-Za-z0-9_+=,.@-]/g, '-').slice(0, 128);
}

interface Condition {
	readonly operator: 'StringEquals' | 'StringLike';
	readonly key: string;
	readonly values: readonly string[];
}

function conditionsOf(subject: DenySubject): readonly Condition[] {
	const {userIds, sessionNames, sourceIdentities, exactUserIds} = subject;
	const conditions: Condition[] = [
		{operator: 'StringEquals', key: 'identitystore:UserId', values: userIds},
		{operator: 'StringLike', key: 'aws:userid', values: sessionNames.map(name => `*:${name}`)},
		{operator: 'StringEquals', key: 'aws:SourceIdentity', values: sourceIdentities},
		{operator: 'StringEquals', key: 'aws:userid', values: exactUserIds},
	];
	return conditions.filter(condition => condition.values.length > 0);
}

function statement({operator, key, values}: Condition) {
	return {Effect: 'Deny', Action: '*', Resource: '*', Condition: {[operator]: {[key]: values.length === 1 ? values[0] : values}}};
}

function refusalOf(subject: DenySubject): DenyRefusal | undefined {
	const {userIds, sessionNames, sourceIdentities, exactUserIds} = subject;
	for (const value of userIds) {
		if (!isUserId(value)) return {code: 'user-id', value};
	}
	for (const value of sessionNames) {
		const why = refuseName(value);
		if (why !== undefined) return {code: 'session-name', value, why};
	}
	for (const value of sourceIdentities) {
		const why = refuseName(value);
		if (why !== undefined) return {code: 'source-identity', value, why};
	}
	for (const value of exactUserIds) {
		if (!isExactUserId(value)) return {code: 'exact-user-id', value};
	}
	return conditionsOf(subject).length === 0 ? {code: 'nobody'} : undefined;
}

/** The subject that a document of our shape is for, or the path of what is not of our shape. */
function subjectIn(document: unknown): DenySubject | string {
	if (!isRecord(document)) return 'document';
	const key = wrongKey(document, ['Version', 'Statement']);
	if (key !== undefined) return key;
	if (document.Version !== '2012-10-17') return 'Version';
	if (!Array.isArray(document.Statement)) return 'Statement';
	const subject: {-readonly [Part in keyof DenySubject]: DenySubject[Part]} = {
		userIds: [],
		sessionNames: [],
		sourceIdentities: [],
		exactUserIds: [],
	};
	for (const [index, part] of document.Statement.entries()) {
		const at = `Statement[${index}]`;
		const read = conditionIn(part);
		if (typeof read === 'string') return read === '' ? at : `${at}.${read}`;
		if (!take(subject, read)) return `${at}.Condition`;
	}
	return subject;
}

/** The one condition of a statement of our shape, or the path within the statement of what is not. */
function conditionIn(part: unknown): Condition | string {
	if (!isRecord(part)) return '';
	const key = wrongKey(part, ['Effect', 'Action', 'Resource', 'Condition']);
	if (key !== undefined) return key;
	if (part.Effect !== 'Deny') return 'Effect';
	if (part.Action !== '*') return 'Action';
	if (part.Resource !== '*') return 'Resource';
	const [operator, keys] = onlyEntry(part.Condition);
	if (operator !== 'StringEquals' && operator !== 'StringLike') return 'Condition';
	const [name, value] = onlyEntry(keys);
	const values: unknown[] = Array.isArray(value) ? value : [value];
	if (name === undefined || values.length === 0 || !values.every(one => typeof one === 'string')) return `Condition.${operator}`;
	return {operator, key: name, values};
}

/** Adds a condition to the subject it is read into. False for a condition that is not one of ours. */
function take(subject: {-readonly [Part in keyof DenySubject]: DenySubject[Part]}, {operator, key, values}: Condition): boolean {
	switch (`${operator} ${key}`) {
		case 'StringEquals identitystore:UserId':
			subject.userIds = values;
			return true;
		case 'StringLike aws:userid':
			if (!values.every(value => value.startsWith('*:'))) return false;
			subject.sessionNames = values.map(value => value.slice('*:'.length));
			return true;
		case 'StringEquals aws:SourceIdentity':
			subject.sourceIdentities = values;
			return true;
		case 'StringEquals aws:userid':
			subject.exactUserIds = values;
			return true;
		default:
			return false;
	}
}

/** The first key that is missing, or that must not be there. */
function wrongKey(record: Record<string, unknown>, keys: readonly string[]): string | undefined {
	return keys.find(key => !Object.hasOwn(record, key)) ?? Object.keys(record).find(key => !keys.includes(key));
}

function onlyEntry(value: unknown): readonly [string, unknown] | readonly [undefined, undefined] {
	const entries = isRecord(value) ? Object.entries(value) : [];
	const [entry] = entries;
	return entry !== undefined && entries.length === 1 ? entry : [undefined, undefined];
}

/** Frozen and without repetitions, so that what was checked stays what it was. */
function copied(subject: DenySubject): DenySubject {
	const distinct = (values: readonly string[]) => Object.freeze([...new Set(values)]);
	return Object.freeze({
		userIds: distinct(subject.userIds),
		sessionNames: distinct(subject.sessionNames),
		sourceIdentities: distinct(subject.sourceIdentities),
		exactUserIds: distinct(subject.exactUserIds),
	});
}
