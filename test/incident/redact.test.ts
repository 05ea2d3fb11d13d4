import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {REDACTED, redact} from '../../src/incident/redact.ts';

const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
const sessionToken = 'IQoJb3JpZ2luX2VjEXAMPLE//////////wEaCXVzLWVhc3QtMSJ';

describe('what is redacted', () => {
	test.each([
		'secretAccessKey',
		'SecretAccessKey',
		'secret_access_key',
		'aws_secret_access_key',
		'AWS_SECRET_ACCESS_KEY',
		'sessionToken',
		'SessionToken',
		'aws_session_token',
		'x-amz-security-token',
		'password',
		'newPassword',
		'accessToken',
		'clientSecret',
	])('anything under the name %s, wherever it is', name => {
		expect(redact({deep: [{[name]: 'x'}, {[name]: {inside: 'x'}}, {[name]: 7}]})).toEqual({
			deep: [{[name]: REDACTED}, {[name]: REDACTED}, {[name]: REDACTED}],
		});
	});

	test.each(['key', 'accessKey', 'secret', 'credentials', 'token'])('what looks like a secret access key under the name %s', name => {
		expect(redact({[name]: secret, list: {[name]: [secret]}})).toEqual({[name]: REDACTED, list: {[name]: [REDACTED]}});
	});

	test.each([
		['an export line', `export AWS_SECRET_ACCESS_KEY=${secret}`],
		['a PowerShell line', `$Env:AWS_SESSION_TOKEN="${sessionToken}"`],
		[
			'a credentials file',
			`[default]\naws_access_key_id = ASIAIOSFODNN7EXAMPLE\naws_secret_access_key = ${secret}\naws_session_token = ${sessionToken}\n`,
		],
		['JSON', JSON.stringify({Credentials: {SecretAccessKey: secret, SessionToken: sessionToken}})],
		['JSON inside JSON', JSON.stringify({body: JSON.stringify({secretAccessKey: secret, sessionToken})})],
		['indented JSON', JSON.stringify({SecretAccessKey: secret, password: secret}, null, 2)],
		['XML', `<SecretAccessKey>${secret}</SecretAccessKey><SessionToken>${sessionToken}</SessionToken>`],
		['a query', `?Action=x&password=${secret}&x=1`],
		['a presigned URL', `https://sts.amazonaws.com/?Action=GetCallerIdentity&X-Amz-Security-Token=${sessionToken}&X-Amz-Expires=60`],
	])('a secret pasted as %s', (_, text) => {
		const clean = redact({answer: text}).answer;
		expect(clean).not.toContain(secret);
		expect(clean).not.toContain(sessionToken);
		expect(clean).toContain(REDACTED);
	});

	test('nothing but the secret goes', () => {
		expect(redact(`aws_access_key_id=ASIAIOSFODNN7EXAMPLE\naws_secret_access_key=${secret}\nregion=eu-west-1`)).toBe(
			`aws_access_key_id=ASIAIOSFODNN7EXAMPLE\naws_secret_access_key=${REDACTED}\nregion=eu-west-1`,
		);
	});
});

/** As a mail, a chat, a console and a table of AWS write it down. */
const id = 'AKIAIOSFODNN7EXAMPLE';
const longToken = `FwoGZXIvYXdzEXAMPLE${'aB3/+x9Z'.repeat(30)}==`;
const portalToken = `aoaAAAAAG${'dK9_x-'.repeat(20)}`;

describe('what people write down', () => {
	test.each([
		['a sentence of the console', `Access key ID: ${id} Secret access key: ${secret}`],
		['the words with blanks', `Secret Access Key = ${secret}`],
		['the words with hyphens', `secret-access-key: "${secret}"`],
		['a blank alone', `secret access key ${secret}`],
		['a line of its own', `Secret access key\n${secret}\n`],
		['Markdown', `**Secret access key**: \`${secret}\``],
		['a table in Markdown', `| Secret access key | ${secret} |`],
		['a table with a head', `| Access key ID | Secret access key |\n|---|---|\n| ${id} | ${secret} |`],
		['the file of the console', `Access key ID,Secret access key\n${id},${secret}\n`],
		['HTML', `<td>Secret access key</td><td>${secret}</td>`],
		['JSON in a string', JSON.stringify({text: `Secret access key\n${secret}`})],
		['a pair', `${id}:${secret}`],
		['a pair with a slash', `${id}/${secret}`],
		['two words beside each other', `the thief had ${id} and ${secret}, says ops`],
		['the id behind it', `${secret} belongs to ${id}.`],
		['a word for it', `secret: ${secret}`],
		['a word between', `The secret access key is ${secret}`],
		['words between', `secret access key of svc-backup, from the vault: ${secret}`],
		['a full-width colon', `Secret access key\uFF1A${secret}`],
		['a quote of it', `> Secret access key:\n> ${secret}`],
		['the words of a program', `access_key: ${secret}`],
		['a session token on its own', `we saw ${sessionToken} in the log`],
		['another session token on its own', longToken],
		['a session token in lines', `Session token:\n${longToken.slice(0, 76)}\n${longToken.slice(76, 152)}\n${longToken.slice(152)}`],
		['a session token in words', `Session Token ${longToken}`],
		['a token of the access portal', `he pasted ${portalToken} into the chat`],
		['the cache of the command line', JSON.stringify({accessToken: portalToken, clientSecret: portalToken, refreshToken: portalToken})],
	])('%s', (_, text) => {
		const clean = redact({kind: 'note', key: 'note/responder-note', value: {text}}).value.text;
		expect(clean).toContain(REDACTED);
		for (const part of [
			secret,
			sessionToken,
			longToken,
			longToken.slice(0, 76),
			longToken.slice(76, 152),
			longToken.slice(152),
			portalToken,
		])
			expect(clean).not.toContain(part);
	});

	test('an access key id, and the words around it, stay', () => {
		expect(redact(`Access key ID: ${id} Secret access key: ${secret} (of svc-backup)`)).toBe(
			`Access key ID: ${id} Secret access key: ${REDACTED} (of svc-backup)`,
		);
		for (const said of [
			'The secret access key: it was rotated. The session token ran out.',
			'Secret access key rotated on 2026-11-23 by ops-admin',
			`Set ${id} inactive; session token expires in 12 hours.`,
		])
			expect(redact(said)).toBe(said);
	});
});

describe('what stays', () => {
	test.each<[string, unknown]>([
		['an access key id', {accessKeyId: 'ASIAIOSFODNN7EXAMPLE', key: 'AKIAIOSFODNN7EXAMPLE'}],
		['an ARN as long as a secret', {arn: 'role/OrganizationAccountAccessRole/Session', text: 'assumedRole/OrganizationAccountAccessRole'}],
		['a hash, also under such a name', {key: '2aae6c35c94fcfb415dbe95f408b9ce91ee846ed'}],
		['a key of the journal', {kind: 'evidence', key: 'prove/111111111111/us-east-1/ec2#2'}],
		['that there is a password, or none', {password: true, PasswordLastUsed: '2026-11-23', sessionToken: null, secretAccessKey: ''}],
		['a sentence about passwords', {why: 'Resetting the password: it does not end open sessions.'}],
		['the key of an object', {event: '{"requestParameters":{"key":"Reports/2026/Q3/CustomerDataExportFinalXY"}}'}],
		['a policy document', {document: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'}],
	])('%s', (_, value) => {
		expect(redact(value)).toEqual(value);
	});

	const name = fc.stringMatching(/^[A-Za-z0-9_/+=,.@-]{1,64}$/);
	const harmless = fc.oneof(
		fc.stringMatching(/^(?:[0-9a-f]{40}|[0-9a-f]{64}|[0-9A-F]{40}|[0-9A-F]{64})$/),
		fc.uuid(),
		fc.uuid().map(uuid => `${uuid.replaceAll('-', '')}EXAMPLE`.toUpperCase()),
		fc
			.tuple(fc.constantFrom('role', 'user', 'assumed-role', 'policy'), name)
			.map(([sort, named]) => `arn:aws:iam::111111111111:${sort}/${named}`),
		name.map(named => `arn:aws:s3:::bucket/${named}`),
		fc
			.stringMatching(/^[a-z]{4}[A-Z]{4}\/[0-9]{4}[A-Za-z0-9/]{27}$/)
			.map(named => `arn:aws:secretsmanager:eu-west-1:111111111111:secret:${named}`),
	);

	test('hashes, request ids, event ids and ARNs, beside an access key as well', () => {
		const around = fc.constantFrom(
			'',
			`${id} `,
			`Access key ID: ${id}, request `,
			'sha256 ',
			'session ',
			'{"key":"',
			'the secret key ',
			'key: ',
		);
		fc.assert(
			fc.property(around, harmless, (before, text) => {
				expect(redact(`${before}${text}`)).toBe(`${before}${text}`);
			}),
			{numRuns: 2000},
		);
	});

	test('a policy byte for byte: it is put back from here', () => {
		const actions = ['sts:GetSessionToken', 'sts:AssumeRole', 'secretsmanager:GetSecretValue', 'iam:CreateAccessKey', 'kms:Decrypt'];
		const statement = fc.record({
			Sid: fc.stringMatching(/^[A-Za-z0-9]{0,45}$/),
			Effect: fc.constantFrom('Allow', 'Deny'),
			Action: fc.subarray(actions, {minLength: 1}),
			Resource: fc.array(
				harmless.filter(text => text.startsWith('arn:')),
				{minLength: 1},
			),
			Condition: fc.constantFrom({}, {StringLike: {'aws:userid': ['AROAEXAMPLEEXAMPLE12:test-user']}}),
		});
		fc.assert(
			fc.property(fc.array(statement), fc.constantFrom(undefined, 2), (Statement, indent) => {
				const document = JSON.stringify({Version: '2012-10-17', Statement}, null, indent);
				expect(redact({saved: document, within: JSON.stringify({document})})).toEqual({
					saved: document,
					within: JSON.stringify({document}),
				});
			}),
			{numRuns: 500},
		);
	});

	test('everything without such names, in a copy', () => {
		const names = fc.constantFrom('userName', 'id', 'arn', 'at', 'region');
		const {value: values} = fc.letrec(tie => ({
			value: fc.oneof(
				{maxDepth: 4},
				fc.constant(null),
				fc.boolean(),
				fc.integer(),
				fc.stringMatching(/^[a-z /:]{0,50}$/),
				fc.array(tie('value')),
				fc.dictionary(names, tie('value')),
			),
		}));
		fc.assert(
			fc.property(values, value => {
				expect(redact(value)).toEqual(value);
			}),
		);
	});
});
