import {REDACTED, withoutSecrets} from './secrets-in-text.ts';

export {REDACTED};

/** Names whose value is a secret whatever it looks like, letter case and separators aside: `SecretAccessKey`, `aws_session_token`. */
const SECRET_NAME =
	/(?:secretaccesskey|secretkey|sessiontoken|securitytoken|accesstoken|refreshtoken|clientsecret|privatekey|passphrase|password)$/;

/** Names under which a value that looks like a secret access key is taken for one. */
const CREDENTIAL_NAME = /key|secret|token|credential/;

/** 40 characters of base64 in both cases, as IAM makes secret access keys. Elsewhere than under such a name it may as well be part of an ARN. */
const SECRET_ACCESS_KEY = /^(?=.*[a-z])(?=.*[A-Z])[A-Za-z0-9/+]{40}$/;

/**
 * A copy without anything that is, or looks like, a secret. Nothing that handles secrets writes to a journal; this is the second
 * lock, for text that was pasted and for whatever a later change may overlook.
 */
export function redact<T>(value: T, name = ''): T {
	const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
	if (SECRET_NAME.test(plain) && isContent(value)) return REDACTED as T;
	if (typeof value === 'string') return redactText(value, plain) as T;
	if (Array.isArray(value)) return value.map(item => redact<unknown>(item, name)) as T;
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, redact<unknown>(member, key)])) as T;
}

/** That a password was asked for, or that there is none, is no secret. */
function isContent(value: unknown): boolean {
	return value !== null && value !== undefined && value !== '' && typeof value !== 'boolean';
}

function redactText(text: string, name: string): string {
	if (CREDENTIAL_NAME.test(name) && SECRET_ACCESS_KEY.test(text)) return REDACTED;
	return withoutSecrets(text);
}
