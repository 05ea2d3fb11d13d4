import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {afterAll, beforeAll, describe, expect, type TestContext, test} from 'vitest';
import {systemClock} from '../../src/clock.ts';
import {createSandbox} from '../../src/sandbox/sandbox.ts';
import {listen} from '../../src/sandbox/server.ts';
import {s3Discovery} from '../scenarios.ts';
import {cleanEnvironment, type Ran, ran, type ServedSandbox, servedSandbox} from './program.ts';
import {between, codesOf, documentOf, expectNoSecrets, going, onlyIncident, rawError, recordsIn, serving, writesIn} from './runs.ts';

const unattended = ['--no-input', '--json'];
const confirmed = ['--user', 'test-user', '--confirm', 'test-user', ...unattended];

let sandbox: ServedSandbox;
beforeAll(async () => {
	sandbox = await servedSandbox();
}, 60_000);
afterAll(async () => {
	// Nothing in this file may change anything, however it was asked.
	expect(writesIn(sandbox.log)).toEqual([]);
	await sandbox.close();
});

/** The sandbox's environment with folders of its own. */
function responder(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const {AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION} = sandbox.environment;
	return cleanEnvironment({AWS_ENDPOINT_URL, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION, ...more});
}

/** A responder with this configuration file. */
function configured(content: string): {readonly environment: NodeJS.ProcessEnv; readonly file: string} {
	const environment = responder();
	const folder = join(environment.XDG_CONFIG_HOME ?? '', 'tourniquet');
	mkdirSync(folder, {recursive: true});
	const file = join(folder, 'config.yaml');
	writeFileSync(file, content);
	return {environment, file};
}

/** Runs to its end, and must leave no secret and no raw error behind. */
async function responded(args: readonly string[], environment: NodeJS.ProcessEnv = responder()): Promise<Ran> {
	const run = await ran(['respond', ...args], environment);
	expect(`${run.stdout}${run.stderr}`).not.toMatch(rawError);
	mkdirSync(environment.XDG_STATE_HOME ?? '', {recursive: true});
	expectNoSecrets(environment, run);
	return run;
}

describe.concurrent('without --confirm', () => {
	test('plans, shows what would be sent, and writes nothing', async () => {
		const run = await responded(['--user', 'test-user', ...unattended]);
		const result = documentOf(run);
		expect(run).toMatchObject({code: 0, stderr: ''});
		expect(result).toMatchObject({
			mode: 'live',
			verdict: 'planned',
			principal: {kind: 'identity-center-user', userName: 'test-user', findingId: null},
			policy: {id: null, target: expect.stringMatching(/^r-/), document: {Version: '2012-10-17'}},
			proof: [],
			problems: [],
			timings: {toAppliedMs: null, toProvenMs: null},
			awsCalls: {writes: 0},
		});
	});

	test('finds the person behind a finding', async () => {
		const run = await responded(['--finding', '0e844d5aceb530610c4b89b8e5390e00', ...unattended]);
		expect(run.code).toBe(0);
		expect(documentOf(run)).toMatchObject({
			verdict: 'planned',
			principal: {userName: 'test-user', findingId: '0e844d5aceb530610c4b89b8e5390e00'},
		});
	});

	test('is a transcript for a person when no document is asked for', async () => {
		const run = await responded(['--user', 'test-user']);
		expect(run).toMatchObject({code: 0, stderr: ''});
		expect(run.stdout).not.toMatch(/[^\P{Cc}\n]/u);
		expect(run.stdout).toContain('not AWS itself');
		expect(run.stdout.trimEnd().split('\n').at(-1)).toBe(
			'PLANNED — nothing was changed: Nothing has been changed in AWS. test-user keeps every access.',
		);
	});

	test('says when the management account is open', async () => {
		const result = documentOf(await responded(['--user', 'ops-admin', ...unattended]));
		expect(result).toMatchObject({verdict: 'planned', managementAccount: {id: '111111111111', involved: 'yes'}});
	});
});

describe.concurrent('with --confirm', () => {
	test('changes nothing when read-only', async () => {
		const run = await responded([...confirmed, '--read-only']);
		expect(run.code).toBe(0);
		expect(documentOf(run)).toMatchObject({verdict: 'planned', awsCalls: {writes: 0}});
	});

	test('of another name is refused', async () => {
		const run = await responded(['--user', 'test-user', '--confirm', 'Test-User', ...unattended]);
		expect(run.code).toBe(4);
		expect(documentOf(run)).toMatchObject({verdict: 'refused', problems: [{code: 'confirmation-mismatch'}]});
	});

	test('in another account than the one expected is refused', async () => {
		const run = await responded([...confirmed, '--expect-account', '222222222222']);
		expect(run.code).toBe(4);
		expect(documentOf(run)).toMatchObject({verdict: 'refused', account: '111111111111', problems: [{code: 'unexpected-account'}]});
	});

	test.each(['test-user', 'TEST-USER', '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24'])('of somebody protected as %s is refused', async name => {
		const run = await responded(confirmed, configured(`protected:\n  - break-glass\n  - ${name}\n`).environment);
		expect(run.code).toBe(4);
		expect(documentOf(run)).toMatchObject({
			verdict: 'refused',
			problems: [{code: 'guard-protected-principal', message: expect.stringContaining(name)}],
		});
	});

	test('of a name that nobody has is refused', async () => {
		const run = await responded(['--user', 'nobody', '--confirm', 'nobody', ...unattended]);
		expect(run.code).toBe(4);
		expect(documentOf(run)).toMatchObject({verdict: 'refused', problems: [{code: 'user-not-found'}]});
	});

	test('of an access key that is no person’s says what to do by hand', async () => {
		const run = await responded(['--user', 'AKIAIOSFODNN7EXAMPLE', '--confirm', 'AKIAIOSFODNN7EXAMPLE', ...unattended]);
		expect(run.code).toBe(4);
		expect(documentOf(run)).toMatchObject({
			verdict: 'refused',
			principal: {kind: 'iam-user'},
			problems: [{code: 'not-containable', next: expect.stringContaining('aws iam update-access-key')}],
		});
	});
});

describe.concurrent('a name that cannot be written exactly into a policy is refused with a reason', () => {
	test.each([
		['*', 'A * or ? in a policy matches other people too.'],
		['?', 'A * or ? in a policy matches other people too.'],
		['a*b', 'A * or ? in a policy matches other people too.'],
		// biome-ignore lint/suspicious/noTemplateCurlyInString: this is the name.
		['${x}', 'A dollar sign with braces in a policy is a variable, not a name.'],
		['', 'There is no name.'],
		['a', 'A session name has at least 2 characters.'],
		['a'.repeat(65), 'A session name has at most 64 characters; what AWS makes of a longer user name is not documented.'],
		['test\nuser', 'It contains a line break, a control character or an invisible one.'],
	])('%j', async (name, reason) => {
		const run = await responded(['--user', name, '--confirm', name, ...unattended]);
		expect(run.code).toBe(4);
		expect(documentOf(run)).toMatchObject({
			verdict: 'refused',
			policy: null,
			problems: [{code: 'subject-refused', message: reason, next: expect.stringMatching(/\w/)}],
			awsCalls: {writes: 0},
		});
	});
});

describe.concurrent('a question that no flag answers', () => {
	test('is an error that names the flag', async () => {
		const run = await responded(unattended);
		expect(run.code).toBe(2);
		expect(documentOf(run)).toMatchObject({
			verdict: 'refused',
			problems: [{code: 'answer-needed', next: 'Answer with --finding, or run it in a terminal.'}],
		});
	});

	test('is one without a terminal and without --no-input too, whatever is written to it', async () => {
		const environment = responder();
		const run = await ran(['respond'], environment, '\n\n\u001b[B\rtest-user\n'.repeat(50));
		expect(run.code).toBe(2);
		expect(run.stdout).toContain('Nobody is there to answer: Which finding brought you here?');
		expect(run.stdout).toContain('Answer with --finding, or run it in a terminal.');
		expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('NOTHING WAS CHANGED');
	});

	test('a finding that is not there', async () => {
		const run = await responded(['--finding', 'nonsense', ...unattended]);
		expect(run.code).toBe(2);
		expect(documentOf(run)).toMatchObject({verdict: 'refused', problems: [{code: 'finding-not-found'}]});
	});
});

describe.concurrent('a configuration file that cannot be relied on stops everything', () => {
	test.each([
		['an unknown key', 'protected: [break-glass]\nprotectd: [ops-admin]\n', ':2:1: "protectd" is not what belongs here.'],
		['a word for a list', 'protected: break-glass\n', ':1:12: "protected" is not what belongs here.'],
		['a number for a word', 'protected:\n  - 1\n', ':2:5: "protected.0" is not what belongs here.'],
		['a region that is none', 'regions: [us-east-1, mars]\n', ':1:22: "regions.1" is not what belongs here.'],
		['no YAML', 'protected: [a\n  b: {\n', ':1:13: This is not valid YAML'],
		['no keys at all', 'break-glass\n', ':1:1: this is not what belongs here.'],
	])('%s', async (_, content, said) => {
		const {environment, file} = configured(content);
		const run = await responded(confirmed, environment);
		expect(run.code).toBe(2);
		expect(run.stderr).toContain(`${file}${said}`);
		const result = documentOf(run);
		expect(result).toMatchObject({incident: null, verdict: 'refused', problems: [{code: 'configuration-bad'}]});
	});

	test('a folder in its place', async () => {
		const environment = responder();
		mkdirSync(join(environment.XDG_CONFIG_HOME ?? '', 'tourniquet', 'config.yaml'), {recursive: true});
		const run = await responded(confirmed, environment);
		expect(run.code).toBe(2);
		expect(codesOf(documentOf(run))).toEqual(['configuration-bad']);
	});

	test('but an empty one says nothing', async () => {
		const run = await responded(['--user', 'test-user', ...unattended], configured('# nothing yet\n').environment);
		expect(run.code).toBe(0);
	});
});

describe.concurrent('without a place for the journal nothing is done', () => {
	test.each([
		['a file', '.'],
		['a folder below a file', 'below'],
	])('%s', async (_, below) => {
		const file = join(mkdtempSync(join(tmpdir(), 'tourniquet-')), 'state');
		writeFileSync(file, '');
		const run = await responded([...confirmed, '--state-dir', join(file, below)]);
		expect(run.code).toBe(5);
		expect(documentOf(run)).toMatchObject({incident: null, journal: null, problems: [{code: 'journal-unwritable'}], awsCalls: {total: 0}});
		expect(run.stderr).toContain('a file is in the way where a folder should be');
	});
});

describe.concurrent('when AWS or the credentials say no', () => {
	const keys = {
		AWS_ACCESS_KEY_ID: 'AKIAIOSFODNN7EXAMPLE',
		AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
		AWS_REGION: 'us-east-1',
	};

	async function refused(environment: NodeJS.ProcessEnv, ...flags: readonly string[]) {
		const run = await responded([...confirmed, ...flags], environment);
		const result = documentOf(run);
		expect(run.code).toBe(5);
		expect(result).toMatchObject({verdict: 'refused', account: null, policy: null, awsCalls: {writes: 0}});
		expect(result.problems).toHaveLength(1);
		return {run, problem: result.problems[0], result};
	}

	/** A server that is all there is of AWS, until the test is over. */
	async function answeredBy(answer: Parameters<typeof serving>[0], {onTestFinished}: TestContext) {
		const {url, close} = await serving(answer);
		onTestFinished(close);
		return {environment: cleanEnvironment({...keys, AWS_ENDPOINT_URL: url}), host: new URL(url).host};
	}

	test('no credentials at all', async () => {
		const {problem} = await refused(cleanEnvironment());
		expect(problem).toMatchObject({code: 'no-credentials', next: expect.stringContaining('aws sso login')});
	});

	test.each([
		['--profile', {}, ['--profile', 'nope']],
		['AWS_PROFILE', {AWS_PROFILE: 'nope'}, []],
	])('a profile that is not there, by %s, however good the other credentials are', async (_, more, flags) => {
		const {problem, run, result} = await refused(responder(more), ...flags);
		expect(problem).toMatchObject({code: 'unknown-profile', message: expect.stringContaining('“nope”'), next: expect.stringMatching(/\w/)});
		expect(run.stderr).toBe(`${problem?.message}\n${problem?.next}\n`);
		expect(result.incident).toBeNull();
	});

	test('expired credentials', async ({onTestFinished}) => {
		let ahead = 0;
		const clock = {...systemClock, now: () => Date.now() + ahead};
		const world = createSandbox({clock, scenario: s3Discovery});
		const listener = await listen(world, {port: 0});
		onTestFinished(listener.close);
		const [session] = Object.values(world.otherCallers);
		ahead = 100 * 24 * 3_600_000;
		const {problem} = await refused(
			cleanEnvironment({
				AWS_ENDPOINT_URL: listener.url,
				AWS_REGION: 'us-east-1',
				AWS_ACCESS_KEY_ID: session?.accessKeyId,
				AWS_SECRET_ACCESS_KEY: session?.secretAccessKey,
				AWS_SESSION_TOKEN: session?.sessionToken,
			}),
		);
		expect(problem).toMatchObject({code: 'expired-credentials', next: expect.stringMatching(/\w/)});
	});

	test('credentials that AWS does not know', async () => {
		const {problem} = await refused(responder({...keys, AWS_SESSION_TOKEN: undefined}));
		expect(problem).toMatchObject({code: 'credentials-refused', message: expect.stringContaining('sts:GetCallerIdentity')});
	});

	test('an endpoint where nobody listens', async () => {
		const {url, close} = await serving(() => {});
		await close();
		const {problem} = await refused(cleanEnvironment({...keys, AWS_ENDPOINT_URL: url}));
		expect(problem).toMatchObject({
			code: 'unreachable',
			message: `${new URL(url).host} cannot be reached (sts:GetCallerIdentity in us-east-1; ECONNREFUSED).`,
			next: expect.stringContaining('AWS_ENDPOINT_URL'),
		});
	});

	test.for([200, 404, 503])('an endpoint that answers HTML to everything, with status %i', async (status, context) => {
		const {environment, host} = await answeredBy((_, response) => {
			response.writeHead(status, {'content-type': 'text/html'});
			response.end('<html><head><title>Sign in</title></head><body>to the \u001b[31mnetwork</body></html>');
		}, context);
		const {problem} = await refused(environment);
		expect(problem).toMatchObject({
			code: 'not-what-aws-sends',
			message: expect.stringContaining(`${host} answered sts:GetCallerIdentity in us-east-1 with something that AWS does not send`),
			next: expect.stringContaining('AWS_ENDPOINT_URL'),
		});
	});

	test('an endpoint that hangs up', async context => {
		const {environment, host} = await answeredBy(request => request.socket.destroy(), context);
		const {problem} = await refused(environment);
		expect(problem).toMatchObject({
			code: 'unreachable',
			message: expect.stringContaining(`${host} cannot be reached (sts:GetCallerIdentity`),
		});
	});

	test('an endpoint that is no address', async () => {
		const run = await responded(confirmed, cleanEnvironment({...keys, AWS_ENDPOINT_URL: 'nonsense'}));
		expect(run.code).toBe(2);
		expect(codesOf(documentOf(run))).toEqual(['bad-endpoint']);
	});

	test('the same in words, without --json', async () => {
		const run = await responded(['--user', 'test-user', '--confirm', 'test-user'], cleanEnvironment());
		expect(run.code).toBe(5);
		expect(run.stdout).toContain('No AWS credentials were found.');
		expect(run.stdout.trimEnd().split('\n').at(-1)).toBe('NOTHING WAS CHANGED');
	});
});

describe.concurrent('stopped before anything was changed', () => {
	test.for(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)(
		'by %s: says that nothing is in force, and closes its journal',
		async (signal, {onTestFinished}) => {
			let stop = () => {};
			const proxy = await between(sandbox.environment.AWS_ENDPOINT_URL ?? '', {
				asked: operation => {
					if (operation !== 'ListPoliciesForTarget') return;
					stop();
					stop = () => {};
				},
			});
			onTestFinished(proxy.close);
			const environment = responder({AWS_ENDPOINT_URL: proxy.url});
			const {child, ended} = going(['respond', ...confirmed], environment);
			stop = () => child.kill(signal);
			const run = await ended;
			const result = documentOf(run);
			expect(run).toMatchObject({code: 130, signal: null, stderr: ''});
			expect(result).toMatchObject({
				incident: onlyIncident(environment),
				verdict: 'planned',
				policy: null,
				problems: [{code: 'interrupted', message: 'Nothing is in force from this run.'}],
			});
			expect(recordsIn(result.journal)).toContainEqual(expect.objectContaining({kind: 'closed', verdict: 'planned'}));
		},
	);
});
