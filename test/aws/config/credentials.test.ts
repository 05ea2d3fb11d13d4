import {createHash} from 'node:crypto';
import {mkdirSync, writeFileSync} from 'node:fs';
import {join} from 'node:path';
import {inspect} from 'node:util';
import {describe, expect, onTestFinished, test, vi} from 'vitest';
import {listen} from '../../../src/sandbox/server.ts';
import {virtualSandbox} from '../../sandbox/support.ts';
import {answering, environment, KEYS, MANAGEMENT, openedAws, PRODUCTION, problemOf} from '../support.ts';

const ssoProfile = `
[profile responder]
sso_session = company
sso_account_id = ${MANAGEMENT}
sso_role_name = ir-responder
region = us-east-1

[sso-session company]
sso_region = us-east-1
sso_start_url = https://example.awsapps.com/start
sso_registration_scopes = sso:account:access
`;

/** What `aws sso login` leaves behind. */
function ssoToken(home: string, token: object): void {
	const folder = join(home, '.aws', 'sso', 'cache');
	mkdirSync(folder, {recursive: true});
	writeFileSync(join(folder, `${createHash('sha1').update('company').digest('hex')}.json`), JSON.stringify(token));
}

/** A sandbox on loopback, and its responder's keys as a profile. */
async function served() {
	const {sandbox, clock} = virtualSandbox();
	const listener = await listen(sandbox, {port: 0});
	onTestFinished(() => listener.close());
	const {accessKeyId, secretAccessKey, sessionToken} = sandbox.responder;
	const keys = `aws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\naws_session_token = ${sessionToken}\n`;
	return {sandbox, clock, url: listener.url, keys};
}

describe('no credentials', () => {
	test('at all: what to run', async () => {
		environment({});
		const {aws, calls} = await openedAws();
		const problem = await problemOf(aws.session.caller());
		expect(problem).toMatchObject({code: 'no-credentials', exit: 5});
		expect(problem.next).toContain('aws sso login');
		expect(calls).toEqual([]);
	});

	test('because nobody signed in to the profile’s Identity Center', async () => {
		environment({}, {config: ssoProfile});
		const {aws} = await openedAws({profile: 'responder'});
		const problem = await problemOf(aws.session.caller());
		expect(problem).toMatchObject({code: 'expired-credentials', exit: 5});
		expect(problem.next).toContain('aws sso login --profile responder');
	});

	test('because the sign-in expired; after a new one, trying again works', async () => {
		const url = await answering((request, response) => {
			const sso = request.url?.startsWith('/federation/credentials');
			response.setHeader('content-type', sso ? 'application/json' : 'text/xml');
			response.end(
				sso
					? JSON.stringify({
							roleCredentials: {
								accessKeyId: 'ASIAEXAMPLE000000000',
								secretAccessKey: 'x',
								sessionToken: 'y',
								expiration: Date.now() + 3_600_000,
							},
						})
					: `<GetCallerIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><GetCallerIdentityResult><Arn>arn:aws:sts::${MANAGEMENT}:assumed-role/ir-responder/ops-admin</Arn><UserId>AROAEXAMPLE000000000:ops-admin</UserId><Account>${MANAGEMENT}</Account></GetCallerIdentityResult></GetCallerIdentityResponse>`,
			);
		});
		const home = environment({AWS_PROFILE: 'responder', AWS_ENDPOINT_URL: url}, {config: ssoProfile});
		ssoToken(home, {
			accessToken: 'old-token-value',
			expiresAt: '2020-01-01T00:00:00Z',
			startUrl: 'https://example.awsapps.com/start',
			region: 'us-east-1',
		});
		const {aws, calls} = await openedAws();
		const problem = await problemOf(aws.session.caller());
		expect(problem).toMatchObject({code: 'expired-credentials'});
		expect(problem.next).toContain('aws sso login --profile responder');
		expect(inspect(problem)).not.toContain('old-token-value');

		ssoToken(home, {
			accessToken: 'new',
			expiresAt: new Date(Date.now() + 3_600_000).toISOString(),
			startUrl: 'https://example.awsapps.com/start',
			region: 'us-east-1',
		});
		await aws.renew();
		expect((await aws.session.caller()).arn).toContain('ops-admin');
		expect(calls.map(({operation}) => operation)).toEqual(['GetCallerIdentity']);
	});

	test('because the role is not assigned', async () => {
		const url = await answering((_request, response) => {
			response
				.writeHead(403, {'content-type': 'application/json', 'x-amzn-errortype': 'ForbiddenException'})
				.end('{"message":"No access"}');
		});
		const home = environment({AWS_PROFILE: 'responder', AWS_ENDPOINT_URL: url}, {config: ssoProfile});
		ssoToken(home, {accessToken: 'token', expiresAt: new Date(Date.now() + 3_600_000).toISOString()});
		const {aws} = await openedAws();
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'sso-role-refused'});
	});

	test('because Identity Center cannot be reached', async () => {
		const home = environment({AWS_PROFILE: 'responder', AWS_ENDPOINT_URL: 'http://127.0.0.1:9'}, {config: ssoProfile});
		ssoToken(home, {accessToken: 'token', expiresAt: new Date(Date.now() + 3_600_000).toISOString()});
		const {aws} = await openedAws();
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'unreachable', exit: 5});
	});

	test('because the program that should give them failed; what it printed is not repeated', async () => {
		const config = `[profile tool]\ncredential_process = echo top-secret-output >&2; exit 3\n`;
		environment({}, {config});
		const {aws} = await openedAws({profile: 'tool'});
		const problem = await problemOf(aws.session.caller());
		expect(problem).toMatchObject({code: 'credentials-unavailable', exit: 5});
		expect(problem.message).toContain('tool');
		expect(inspect(problem)).not.toContain('top-secret-output');
	});

	test('because the role is somebody else’s, is AWS’s own refusal', async () => {
		const {url, keys} = await served();
		const config = `[profile base]\n${keys}\n[profile admin]\nrole_arn = arn:aws:iam::${PRODUCTION}:role/payments-web\nsource_profile = base\n`;
		environment({AWS_ENDPOINT_URL: url}, {config});
		const {aws} = await openedAws({profile: 'admin'});
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'access-denied'});
	});
});

describe('credentials as every AWS tool finds them', () => {
	test('variables', async () => {
		const {url, sandbox} = await served();
		const {accessKeyId, secretAccessKey, sessionToken} = sandbox.responder;
		environment({
			AWS_ENDPOINT_URL: url,
			AWS_ACCESS_KEY_ID: accessKeyId,
			AWS_SECRET_ACCESS_KEY: secretAccessKey,
			AWS_SESSION_TOKEN: sessionToken,
		});
		const {aws} = await openedAws();
		expect((await aws.session.caller()).accountId).toBe(MANAGEMENT);
		expect(aws.session.region).toBe('us-east-1');
	});

	test('a profile that was asked for wins over variables, without a word on the screen', async () => {
		const {url, keys} = await served();
		const said = vi.spyOn(console, 'warn');
		environment({...KEYS, AWS_ENDPOINT_URL: url}, {credentials: `[responder]\n${keys}`});
		const {aws} = await openedAws({profile: 'responder'});
		expect((await aws.session.caller()).accountId).toBe(MANAGEMENT);
		expect(said).not.toHaveBeenCalled();
		said.mockRestore();
	});

	test('the endpoint of the profile that was asked for', async () => {
		const {url, keys} = await served();
		environment({}, {config: `[profile responder]\nendpoint_url = ${url}\n${keys}`});
		const {aws} = await openedAws({profile: 'responder'});
		expect((await aws.session.caller()).accountId).toBe(MANAGEMENT);
	});

	test('a program', async () => {
		const {url, sandbox} = await served();
		const {accessKeyId, secretAccessKey, sessionToken} = sandbox.responder;
		const home = environment({AWS_ENDPOINT_URL: url}, {config: '[profile tool]\ncredential_process = cat "$HOME/keys.json"\n'});
		writeFileSync(
			join(home, 'keys.json'),
			JSON.stringify({Version: 1, AccessKeyId: accessKeyId, SecretAccessKey: secretAccessKey, SessionToken: sessionToken}),
		);
		const {aws} = await openedAws({profile: 'tool'});
		expect((await aws.session.caller()).accountId).toBe(MANAGEMENT);
	});

	test('a role of another profile', async () => {
		const {url, keys, sandbox, clock} = await served();
		const config = `[profile base]\n${keys}\n[profile probe]\nrole_arn = arn:aws:iam::${PRODUCTION}:role/tourniquet-probe\nrole_session_name = ops-admin\nsource_profile = base\n`;
		environment({AWS_ENDPOINT_URL: url}, {config});
		const {aws, calls} = await openedAws({profile: 'probe', clock});
		expect((await aws.session.caller()).arn).toBe(`arn:aws:sts::${PRODUCTION}:assumed-role/tourniquet-probe/ops-admin`);
		expect(calls.map(({operation, write}) => [operation, write])).toEqual([
			['AssumeRole', false],
			['GetCallerIdentity', false],
		]);
		expect(sandbox.calls[0]?.userAgent).toContain('tourniquet/');
	});

	test('the code of an MFA device is asked for once for all clients, and again when the session ends', async () => {
		const {url: sandboxUrl, keys, clock} = await served();
		const serial = `arn:aws:iam::${MANAGEMENT}:mfa/ops-admin`;
		const codes: (string | null)[] = [];
		// The sandbox knows no MFA devices: the code is taken out on the way there.
		const url = await answering(async (request, response) => {
			const chunks: Buffer[] = [];
			for await (const chunk of request) chunks.push(chunk);
			let body = Buffer.concat(chunks).toString();
			if (body.includes('Action=AssumeRole')) {
				const form = new URLSearchParams(body);
				expect(form.get('SerialNumber')).toBe(serial);
				codes.push(form.get('TokenCode'));
				form.delete('SerialNumber');
				form.delete('TokenCode');
				body = form.toString();
			}
			const kept = ['authorization', 'content-type', 'x-amz-target', 'x-amz-security-token', 'x-amz-date'];
			const headers = Object.fromEntries(Object.entries(request.headers).filter(([name]) => kept.includes(name))) as Record<string, string>;
			const answer = await fetch(`${sandboxUrl}${request.url}`, {method: 'POST', headers, body});
			response.writeHead(answer.status, {'content-type': answer.headers.get('content-type') ?? ''}).end(await answer.text());
		});
		const config = `[profile base]\n${keys}\n[profile probe]\nrole_arn = arn:aws:iam::${PRODUCTION}:role/tourniquet-probe\nsource_profile = base\nmfa_serial = ${serial}\n`;
		environment({AWS_ENDPOINT_URL: url}, {config});
		const asked: string[] = [];
		const {aws} = await openedAws({
			clock,
			profile: 'probe',
			mfaCode: async device => {
				asked.push(device);
				return `12345${asked.length}`;
			},
		});
		await Promise.all([
			aws.session.caller(),
			problemOf(aws.organizations.accounts()),
			problemOf(aws.roles.role(PRODUCTION, 'tourniquet-probe')),
		]);
		expect(asked).toEqual([serial]);
		clock.advance(56 * 60 * 1000);
		await Promise.all([problemOf(aws.organizations.root()), problemOf(aws.organizations.accounts())]);
		await problemOf(aws.organizations.describe());
		expect(codes).toEqual(['123451', '123452']);
	});

	test('nobody to ask for the code: said so, nothing is sent', async () => {
		const {url, keys, sandbox} = await served();
		const config = `[profile base]\n${keys}\n[profile probe]\nrole_arn = arn:aws:iam::${PRODUCTION}:role/tourniquet-probe\nsource_profile = base\nmfa_serial = arn:aws:iam::${MANAGEMENT}:mfa/ops-admin\n`;
		environment({AWS_ENDPOINT_URL: url}, {config});
		const {aws} = await openedAws({profile: 'probe'});
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'mfa-needed', exit: 5});
		expect(sandbox.calls).toEqual([]);
	});
});

describe('trying again', () => {
	test('reads new keys from the files, and makes new clients', async () => {
		const {url, keys, sandbox} = await served();
		const home = environment(
			{AWS_ENDPOINT_URL: url},
			{credentials: `[responder]\naws_access_key_id = ASIAEXAMPLE000000000\naws_secret_access_key = old\naws_session_token = old\n`},
		);
		const {aws} = await openedAws({profile: 'responder'});
		const problem = await problemOf(aws.session.caller());
		expect(problem).toMatchObject({code: 'credentials-refused', exit: 5});
		expect(problem.next).toContain('responder');
		writeFileSync(join(home, 'credentials'), `[responder]\n${keys}`);
		expect(await problemOf(aws.session.caller())).toMatchObject({code: 'credentials-refused'});
		await aws.renew();
		expect((await aws.session.caller()).accountId).toBe(MANAGEMENT);
		expect((await aws.organizations.describe()).id).toBe(sandbox.world.organization.id);
	});
});
