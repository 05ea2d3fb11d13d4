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

describe('what stays', () => {
	test.each<[string, unknown]>([
		['an access key id', {accessKeyId: 'ASIAIOSFODNN7EXAMPLE', key: 'AKIAIOSFODNN7EXAMPLE'}],
		['an ARN as long as a secret', {arn: 'role/OrganizationAccountAccessRole/Session', text: 'assumedRole/OrganizationAccountAccessRole'}],
		['a hash, also under such a name', {key: '2aae6c35c94fcfb415dbe95f408b9ce91ee846ed'}],
		['a key of the journal', {kind: 'evidence', key: 'prove/111111111111/us-east-1/ec2#2'}],
		['that there is a password, or none', {password: true, PasswordLastUsed: '2026-11-23', sessionToken: null, secretAccessKey: ''}],
		['a sentence about passwords', {why: 'Resetting the password: it does not end open sessions.'}],
		['a policy document', {document: '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'}],
	])('%s', (_, value) => {
		expect(redact(value)).toEqual(value);
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
