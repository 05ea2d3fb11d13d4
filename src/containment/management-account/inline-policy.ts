import {checkDeny, type DenyRefusal, type DenySubject, denyFor} from '../policy/deny-policy.ts';
import {type JsonPart, readJson} from '../reading/json-text.ts';
import {isRecord, sameJson} from '../reading/plain-json.ts';

declare const merged: unique symbol;

/** A permission set's inline policy with our deny merged into it. Nothing but `mergeDeny` makes one. */
export interface MergedInlinePolicy {
	/** What AWS held before, byte for byte; empty when there was none. */
	readonly saved: string;
	/** What is sent: every statement of `saved`, untouched and in its order, and ours. */
	readonly document: string;
	readonly [merged]: true;
}

export type MergeRefusal =
	/** The saved text is not JSON, or names a key twice. */
	| {readonly code: 'not-json' | 'key-twice'}
	/** `at` is the path of what no policy has: `Statement[0]`. */
	| {readonly code: 'not-a-policy'; readonly at: string}
	| {readonly code: 'not-latin-1'}
	/** With our deny in it. `size` and `quota` are bytes without white space, or characters in all. */
	| {readonly code: 'too-many-bytes' | 'too-many-characters'; readonly size: number; readonly quota: number}
	| {readonly code: 'deny-refused'; readonly refusal: DenyRefusal};

export type MergeResult = {readonly ok: true; readonly merged: MergedInlinePolicy} | {readonly ok: false; readonly refusal: MergeRefusal};

/** White space not counted (IAM Identity Center user guide, "Quotas"). */
export const INLINE_POLICY_BYTE_QUOTA = 10_240;
/** White space counted (IAM Identity Center API, PutInlinePolicyToPermissionSet: InlinePolicy, whose pattern is `latin1` below). */
export const INLINE_POLICY_CHARACTER_QUOTA = 32_768;
const latin1 = /^[\t\n\r\u0020-\u00ff]*$/;

/**
 * The saved inline policy with one Deny statement for each key added at its end, or why there is none. The saved text is not written
 * anew: ours is put into it, so that white space, key order and every spelling stay. Its Version stays too, whichever it is: our conditions
 * hold no policy variables, so they mean the same in both. Where every statement is there already, for this incident, nothing is added.
 */
export function mergeDeny(saved: string, subject: Pick<DenySubject, 'userIds' | 'sessionNames'>, incidentId: string): MergeResult {
	const result = denyFor({userIds: subject.userIds, sessionNames: subject.sessionNames, sourceIdentities: [], exactUserIds: []});
	if (!result.ok) return {ok: false, refusal: {code: 'deny-refused', refusal: result.refusal}};
	const policy = readPolicy(saved);
	if ('code' in policy) return {ok: false, refusal: policy};
	const ours: readonly Record<string, unknown>[] = JSON.parse(result.deny.document).Statement;
	const added = ours.flatMap(statement => {
		const sid = sidFor(incidentId, statement);
		const there = policy.statements.some(one => isNumbered(one.Sid, sid) && sameJson(withoutSid(one), statement));
		return there ? [] : [{Sid: unused(sid, policy.statements), ...statement}];
	});
	const document = withStatements(saved, policy, added);
	const refusal = refusalOf(document);
	if (refusal !== undefined) return {ok: false, refusal};
	return {ok: true, merged: Object.freeze({saved, document}) as MergedInlinePolicy};
}

/**
 * The last gate before sending: what is sent is the saved text, to the byte, with nothing but Deny statements of ours put into it, each of
 * them with its one condition. A text into which nothing was put must hold such a statement already. Never throws.
 */
export function checkMerge({saved, document}: MergedInlinePolicy): boolean {
	const [before, after] = [readPolicy(saved), readPolicy(document)];
	if ('code' in before || 'code' in after || refusalOf(document) !== undefined) return false;
	const added = after.statements.slice(before.statements.length);
	if (added.length > 0 ? !areOurs(added) : !after.statements.some(one => areOurs([one]))) return false;
	const sids = after.statements.map(({Sid}) => Sid);
	if (added.some(({Sid}) => sids.indexOf(Sid) !== sids.lastIndexOf(Sid))) return false;
	return withStatements(saved, before, added) === document;
}

/** Whether two policies say the same, white space, key order and a lone statement's brackets aside. False when either cannot be read. */
export function sameStatements(a: string, b: string): boolean {
	const [first, second] = [readPolicy(a), readPolicy(b)];
	return !('code' in first) && !('code' in second) && sameJson(contents(first), contents(second));
}

/** Whether a policy holds every deny of ours that the merged one holds, whatever else it says. */
export function hasDeny(document: string, {document: sent}: MergedInlinePolicy): boolean {
	const [there, wanted] = [readPolicy(document), readPolicy(sent)];
	if ('code' in there || 'code' in wanted) return false;
	const denies = wanted.statements.filter(statement => areOurs([statement]));
	return denies.length > 0 && denies.every(deny => there.statements.some(one => sameJson(one, deny)));
}

/** The statements that were put into a policy, as JSON: what is to be taken out of it where it is not put back whole. */
export function statementsPut({saved, document}: MergedInlinePolicy): readonly string[] {
	return putInto({saved, document}).map(statement => JSON.stringify(statement, null, 2));
}

/**
 * Whether a policy holds any of the statements that were put, under its Sid or under another; one that cannot be read may. What the saved policy
 * held already, such as another incident's deny of the same person, was not put.
 */
export function holdsOurs(document: string, merged: MergedInlinePolicy): boolean {
	const [there, before] = [readPolicy(document), readPolicy(merged.saved)];
	if ('code' in there) return true;
	const ours = putInto(merged);
	const saved = 'code' in before ? [] : before.statements;
	const added = there.statements.filter(one => !saved.some(kept => sameJson(kept, one)));
	return added.some(one => ours.some(put => one.Sid === put.Sid || sameJson(withoutSid(one), withoutSid(put))));
}

function putInto({saved, document}: Pick<MergedInlinePolicy, 'saved' | 'document'>): readonly Statement[] {
	const [before, after] = [readPolicy(saved), readPolicy(document)];
	return 'code' in before || 'code' in after ? [] : after.statements.slice(before.statements.length);
}

/** How many statements a policy has; 0 when it cannot be read. */
export function statementsIn(document: string): number {
	const policy = readPolicy(document);
	return 'code' in policy ? 0 : policy.statements.length;
}

type Statement = Record<string, unknown>;

interface ReadPolicy {
	readonly value: Record<string, unknown>;
	readonly statements: readonly Statement[];
	/** Where the Statement element's value stands; absent for the empty text, which has none. */
	readonly part?: JsonPart;
}

/** The policy of a text; the empty text is a policy without statements. Its elements' meaning is AWS's to know, which took it before. */
function readPolicy(text: string): ReadPolicy | MergeRefusal {
	if (text === '') return {value: {}, statements: []};
	const reading = readJson(text);
	if (!reading.ok) return {code: reading.why};
	const {value} = reading;
	if (!isRecord(value)) return {code: 'not-a-policy', at: 'document'};
	// No version is the first one (IAM user guide, "policy elements: Version").
	if (Object.hasOwn(value, 'Version') && value.Version !== '2012-10-17' && value.Version !== '2008-10-17') {
		return {code: 'not-a-policy', at: 'Version'};
	}
	const part = reading.part.inner.find(({key}) => key === 'Statement');
	if (part === undefined) return {code: 'not-a-policy', at: 'Statement'};
	if (isRecord(value.Statement)) return {value, statements: [value.Statement], part};
	if (!Array.isArray(value.Statement)) return {code: 'not-a-policy', at: 'Statement'};
	const wrong = value.Statement.findIndex(statement => !isRecord(statement));
	return wrong === -1 ? {value, statements: value.Statement, part} : {code: 'not-a-policy', at: `Statement[${wrong}]`};
}

/** The text with statements put at the end of its list; a lone statement becomes the first of a list. */
function withStatements(text: string, {value, part}: ReadPolicy, statements: readonly Statement[]): string {
	if (statements.length === 0) return text;
	const ours = statements.map(statement => JSON.stringify(statement)).join(',');
	if (part === undefined) return `{"Version":"2012-10-17","Statement":[${ours}]}`;
	if (!Array.isArray(value.Statement)) {
		return `${text.slice(0, part.start)}[${text.slice(part.start, part.end)},${ours}]${text.slice(part.end)}`;
	}
	const last = part.inner.at(-1);
	return last === undefined
		? `${text.slice(0, part.start + 1)}${ours}${text.slice(part.start + 1)}`
		: `${text.slice(0, last.end)},${ours}${text.slice(last.end)}`;
}

function refusalOf(document: string): MergeRefusal | undefined {
	if (!latin1.test(document)) return {code: 'not-latin-1'};
	if (document.length > INLINE_POLICY_CHARACTER_QUOTA) {
		return {code: 'too-many-characters', size: document.length, quota: INLINE_POLICY_CHARACTER_QUOTA};
	}
	const withoutWhiteSpace = document.replace(/[ \t\n\r]/g, '');
	// UTF-8, in which every character above ASCII that Latin-1 has takes two bytes.
	const bytes = withoutWhiteSpace.length + withoutWhiteSpace.replace(/[\u0000-\u007f]/g, '').length;
	return bytes > INLINE_POLICY_BYTE_QUOTA ? {code: 'too-many-bytes', size: bytes, quota: INLINE_POLICY_BYTE_QUOTA} : undefined;
}

/** Whether statements are what `mergeDeny` adds: the deny that `denyFor` makes for user ids and session names, and a Sid of ours. */
function areOurs(statements: readonly Statement[]): boolean {
	if (!statements.every(({Sid}) => typeof Sid === 'string' && sidOfOurs.test(Sid))) return false;
	const result = checkDeny(JSON.stringify({Version: '2012-10-17', Statement: statements.map(withoutSid)}));
	return result.ok && result.deny.subject.sourceIdentities.length === 0 && result.deny.subject.exactUserIds.length === 0;
}

// A Sid holds only letters A to Z and digits, and is unique within its policy (IAM user guide, "policy elements: Sid").
const sidOfOurs = /^Tourniquet[A-Za-z0-9]+$/;

/** What the Sid of every statement of an incident begins with. */
export function sidPrefixFor(incidentId: string): string {
	return `Tourniquet${incidentId.replace(/[^A-Za-z0-9]/g, '')}`;
}

/** The Sid that ties a statement to its incident. */
function sidFor(incidentId: string, {Condition}: Statement): string {
	const key = isRecord(Condition) && Object.hasOwn(Condition, 'StringLike') ? 'SessionName' : 'UserId';
	return `${sidPrefixFor(incidentId)}${key}`;
}

function unused(sid: string, statements: readonly Statement[]): string {
	const taken = new Set(statements.map(({Sid}) => Sid));
	let free = sid;
	for (let number = 2; taken.has(free); number++) free = `${sid}${number}`;
	return free;
}

/** Whether a Sid is this one, or this one numbered because it was taken. */
function isNumbered(sid: unknown, base: string): boolean {
	return typeof sid === 'string' && sid.startsWith(base) && /^[0-9]*$/.test(sid.slice(base.length));
}

function withoutSid({Sid: _, ...statement}: Statement): Statement {
	return statement;
}

function contents({value, statements}: ReadPolicy): Record<string, unknown> {
	return {...value, Statement: statements};
}
