/** What stands in a journal in place of a secret. */
export const REDACTED = '[redacted]';

/** The text without the secrets that came along in it: pasted, or written down as a mail, a console or a table has them. */
export function withoutSecrets(text: string): string {
	const known = text
		.replace(TOKEN, REDACTED)
		.replace(ASSIGNED, `$1${REDACTED}`)
		.replace(PASSWORD, `$1${REDACTED}`)
		.replace(SPOKEN, `$1${REDACTED}`)
		.replace(BESIDE_WORDS, randomOnly)
		.replace(IN_SENTENCE, randomOnly)
		.replace(BESIDE_TOKEN, randomOnly)
		.replace(PAIRED, `$1${REDACTED}`);
	return known.replace(SECRET_ACCESS_KEY, (found, at: number) =>
		looksRandom(found) && isNear(known, at, found.length) ? REDACTED : found,
	);
}

/** What a secret access key and a session token are called, however the words are put together. */
const NAME = '(?:secret(?:[\\s_*-]{0,3}access)?[\\s_*-]{0,3}key|(?:session|security)[\\s_*-]{0,3}token)';

/** The same, and what the access portal gives out, as a program writes names. */
const WRITTEN_NAME = '(?:secret[_-]?access[_-]?key|(?:session|security|access|refresh)[_-]?token|client[_-]?secret)';

/**
 * Session tokens of AWS, and tokens of the access portal, by how they begin: with the lines that a mail breaks them into. Nothing else of AWS
 * begins so.
 */
const TOKEN =
	/(?<![A-Za-z0-9+/])(?:(?:IQoJ|FwoG|FQoG)[\w+/=%-]{30,}|ao[ar]AAAA[\w+/=:%-]{30,})(?:(?:\\r|\\n|\r|\n)+[ \t>]*[\w+/=%-]{20,}(?![\w+/=%:-]))*/g;

/** An export line, a credentials file, JSON (escaped as well), XML: whatever stands there is the secret. */
const ASSIGNED = new RegExp(`(${WRITTEN_NAME}["'\\\\]*\\s*[:=>]\\s*["'\\\\]*)[^\\s"'\\\\<>,;&]+`, 'gi');

/** The same for passwords, more narrowly: a sentence may well say `the password: …`. */
const PASSWORD = /(password(?:["'\\]+\s*[:=]|\s*=|>)\s*["'\\]*)[^\s"'\\<>,;&]+/gi;

/** The same as people write it, `Secret access key: …`: after a colon or an equals sign, and long enough to be no word. */
const SPOKEN = new RegExp(`(${NAME}[\\s"'\`*\\\\]*[:=][\\s"'\`*\\\\]*)[^\\s"'\`*\\\\<>,;&|[\\]]{16,}`, 'gi');

/** What stands between a name and its value where nobody assigns anything: a blank, a quote, a line's end, a table's bar, an element. */
const BESIDE = '(?:<\\/?\\w{1,10}>|\\\\[nrt]|[^A-Za-z0-9,/+<\\\\]|\\\\(?![nrt])){1,40}';

const NOT_IN_ARN = '(?<!arn:[^\\s"\'<>|]{0,300})';

/** Then what follows must look like a secret. In an ARN the word is the name of a service's resource. */
const BESIDE_WORDS = new RegExp(`${NOT_IN_ARN}((?:secret|access[\\s_-]?key|${NAME})${BESIDE})([A-Za-z0-9/+]{40})(?![\\w/+-])`, 'gi');

/** The same further on in the sentence, with no quote between: in a policy each text has its own. */
const IN_SENTENCE = new RegExp(
	`${NOT_IN_ARN}(\\b(?:secret|${NAME})\\b[^"'\\n{}]{1,60}?(?<![A-Za-z0-9/+])${NOT_IN_ARN})([A-Za-z0-9/+]{40})(?![\\w/+-])`,
	'gi',
);

const BESIDE_TOKEN = new RegExp(`((?:session|security)[\\s_*-]{0,3}token${BESIDE})([A-Za-z0-9/+=]{30,})(?![\\w:@-])`, 'gi');

/** An access key and its secret in one word. */
const PAIRED = /((?:AKIA|ASIA)[A-Z0-9]{16}\/)[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g;

/** As IAM makes them, and no part of an ARN. */
const SECRET_ACCESS_KEY = /(?:(?<![A-Za-z0-9/+])|(?<=\\[nrt]))(?<!arn:[^\s"'<>|]{0,300})[A-Za-z0-9/+]{40}(?![A-Za-z0-9/+])/g;

/** An access key's id: its secret is not far. */
const ACCESS_KEY_ID = /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{16}(?![A-Za-z0-9])/;

const farthest = 200;

const isNear = (text: string, at: number, length: number) =>
	ACCESS_KEY_ID.test(text.slice(Math.max(0, at - farthest), at)) || ACCESS_KEY_ID.test(text.slice(at + length, at + length + farthest));

const randomOnly = (whole: string, before: string, value: string) => (looksRandom(value) ? `${before}${REDACTED}` : whole);

/** Base64 of chance: in both cases and with digits, and no hash in hex. */
const looksRandom = (value: string) => /[a-z]/.test(value) && /[A-Z]/.test(value) && /\d/.test(value) && !/^[0-9A-Fa-f]+$/.test(value);
