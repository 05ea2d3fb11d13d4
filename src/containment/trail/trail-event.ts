import {isRecord} from '../reading/plain-json.ts';
import type {TrailCaller, TrailEvent} from './trail.ts';

/** How many plain values of a request or an answer are kept; an event of CloudTrail is 256 KB at most (CloudTrail quotas). */
const mostValues = 300;
const deepest = 8;
/** Characters of a path; what lies under a longer one is left out. */
const longestPath = 400;
/** Characters of a value, enough for any policy document (the longest, an SCP, has 10,240); a longer one is left out, never cut. */
const longestValue = 10_240;

/**
 * Keys under which secrets travel, whatever stands around these words and however they are spelled: `sessionToken`, `secretAccessKey`,
 * `Password`, `x-amz-authorization`, `private_key`. Nothing under such a key is kept, not even what is harmless (`passwordResetRequired`).
 * A name or id of a secret, as Secrets Manager has them, is none.
 */
const secretKey =
	/password|passphrase|passcode|authorization|authenticationcode|privatekey|token|signature|base32|qrcode|plaintext|apikey|cookie/;
const secretWord = /secret(?!id$|arn$|name$)/;

/** An ISO time as CloudTrail writes it. */
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?Z$/;

/**
 * Reads one record of CloudTrail ("CloudTrail record contents", CloudTrail user guide). Never throws, whatever JSON it is given; undefined when
 * there is no event id, name or time in it. What is missing besides stays empty or absent, and an event that does not say `readOnly` counts as a change.
 *
 * Requests and answers become their plain values (texts, numbers, booleans) by dotted path, within bounds on depth, count and length.
 * Whatever stands under a key that secrets travel under is left out at any depth: session tokens, secret keys, passwords, authorizations,
 * private keys. The values themselves stay as they are: hostile text.
 * @param raw the JSON object in `CloudTrailEvent`
 */
export function trailEventFrom(raw: unknown): TrailEvent | undefined {
	if (!isRecord(raw)) return undefined;
	const id = textOf(raw.eventID);
	const name = textOf(raw.eventName);
	const at = timeOf(raw.eventTime);
	if (id === undefined || name === undefined || at === undefined) return undefined;
	return {
		id,
		name,
		source: textOf(raw.eventSource) ?? '',
		at,
		accountId: textOf(raw.recipientAccountId) ?? '',
		region: textOf(raw.awsRegion) ?? '',
		readOnly: raw.readOnly === true || raw.readOnly === 'true',
		...optional('errorCode', raw.errorCode),
		caller: callerFrom(raw.userIdentity),
		request: plainValues(raw.requestParameters),
		response: plainValues(raw.responseElements),
		...optional('sourceIp', raw.sourceIPAddress),
		...optional('userAgent', raw.userAgent),
		...optional('sharedEventId', raw.sharedEventID),
	};
}

function callerFrom(raw: unknown): TrailCaller {
	const identity = recordOf(raw);
	const session = recordOf(identity.sessionContext);
	return {
		...optional('type', identity.type),
		...optional('userId', identity.principalId),
		...optional('accountId', identity.accountId),
		...optional('arn', identity.arn),
		...optional('accessKeyId', identity.accessKeyId),
		...optional('userName', textOf(recordOf(session.sessionIssuer).userName) ?? identity.userName),
		...optional('sourceIdentity', session.sourceIdentity),
		...optional('identityStoreUserId', recordOf(identity.onBehalfOf).userId),
	};
}

/** The shallow ones first, so that nobody hides what AWS names at the top by filling what they may fill below it. */
function plainValues(raw: unknown): Readonly<Record<string, string>> {
	const found: [path: string, text: string][] = [];
	let level: [path: string, value: unknown][] = isRecord(raw) ? membersOf(raw, '') : [];
	for (let depth = 1; level.length > 0 && depth <= deepest; depth++) {
		const below: [path: string, value: unknown][] = [];
		for (const [path, value] of level) {
			if (typeof value === 'object' && value !== null) {
				if (below.length < mostValues) below.push(...membersOf(value, `${path}.`));
			} else if (isPlain(value) && found.length < mostValues && String(value).length <= longestValue) found.push([path, String(value)]);
		}
		level = below;
	}
	return Object.fromEntries(found);
}

function membersOf(value: object, before: string): [path: string, value: unknown][] {
	return Object.entries(value)
		.filter(([key]) => !isSecret(key) && before.length + key.length <= longestPath)
		.slice(0, mostValues)
		.map(([key, member]) => [before + key, member]);
}

function isPlain(value: unknown): value is string | number | boolean {
	return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

function isSecret(key: string): boolean {
	const plain = key.toLowerCase().replace(/[^a-z0-9]/g, '');
	return secretKey.test(plain) || secretWord.test(plain);
}

function timeOf(raw: unknown): number | undefined {
	const time = typeof raw === 'string' && isoTime.test(raw) ? Date.parse(raw) : Number.NaN;
	return Number.isNaN(time) ? undefined : time;
}

function textOf(raw: unknown): string | undefined {
	return typeof raw === 'string' && raw !== '' && raw.length <= longestValue ? raw : undefined;
}

function recordOf(raw: unknown): Record<string, unknown> {
	return isRecord(raw) ? raw : {};
}

function optional<Name extends string>(name: Name, raw: unknown): {[Key in Name]?: string} {
	const text = textOf(raw);
	return (text === undefined ? {} : {[name]: text}) as {[Key in Name]?: string};
}
