import {mkdirSync, mkdtempSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import packageJson from '../../package.json' with {type: 'json'};
import {commandNames} from '../../src/commands/flags/arguments.ts';
import {cleanEnvironment, ran} from './program.ts';
import {codesOf, documentOf, expectNoSecrets, going, leftBy, rawError, recordsIn} from './runs.ts';

const shipped = fileURLToPath(new URL('../../runbooks/leaked-session.yaml', import.meta.url));

function fileWith(content: string): string {
	const file = join(mkdtempSync(join(tmpdir(), 'tourniquet-')), 'runbook.yaml');
	writeFileSync(file, content);
	return file;
}

describe.concurrent('the automatic rehearsal', () => {
	test('with --json writes one document, in which every claim is proven', async () => {
		const environment = cleanEnvironment();
		const run = await ran(['rehearse', '--auto', '--json'], environment);
		const result = documentOf(run);
		expect(run.code).toBe(0);
		expect(run.stderr).toBe('');
		const when = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
		const row = {
			account: expect.stringMatching(/^\d{12}$/),
			region: expect.stringMatching(/^[a-z]{2}-[a-z]+-\d$/),
			service: expect.stringMatching(/^(ec2|s3)$/),
			session: expect.stringMatching(/^(target|control)$/),
			under: null,
			before: 'allowed',
			after: expect.stringMatching(/^(denied|allowed)$/),
			deniedBy: expect.toSatisfy(by => by === null || by === result.policy?.id),
			at: when,
		};
		const principal = {
			kind: 'identity-center-user',
			userName: 'test-user',
			userId: expect.stringMatching(/^[0-9a-f-]{36}$/),
			findingId: expect.stringMatching(/^[0-9a-f]{32}$/),
		};
		expect(result).toEqual({
			incident: expect.stringMatching(/^\d{8}-\d{4}-[0-9a-f]{4}$/),
			mode: 'sandbox',
			account: '111111111111',
			caller: 'arn:aws:sts::111111111111:assumed-role/ir-responder/ir-on-call',
			principal,
			principals: [principal],
			managementAccount: {id: '111111111111', involved: 'no', permissionSets: [], state: 'not-involved', sets: []},
			policy: {
				id: expect.stringMatching(/^p-[0-9a-z]{8,}$/),
				name: expect.stringContaining('test-user'),
				target: expect.stringMatching(/^r-[0-9a-z]+$/),
				targets: [result.policy?.target],
				document: expect.any(Object),
			},
			chain: {sessions: [], open: 0, unsearched: 0, leftBehind: []},
			accessKeysInactive: [],
			recovery: null,
			verdict: 'contained',
			score: expect.any(Object),
			proof: expect.toSatisfy(rows => rows.length > 0),
			residual: expect.toSatisfy(rows => rows.length > 0),
			problems: [],
			timings: {toPrincipalMs: expect.any(Number), toAppliedMs: expect.any(Number), toProvenMs: expect.any(Number)},
			awsCalls: {total: expect.any(Number), writes: 2},
			journal: expect.stringContaining(join(environment.XDG_STATE_HOME ?? '', 'tourniquet', 'rehearsals')),
		});
		expect(result.proof).toEqual(result.proof.map(() => row));
		expect(result.residual).toEqual(
			result.residual.map(() => ({code: expect.stringMatching(/^[a-z-]+$/), certain: expect.any(Boolean), message: expect.any(String)})),
		);
		const deny = (condition: object) => ({Effect: 'Deny', Action: '*', Resource: '*', Condition: condition});
		expect(result.policy?.document).toEqual({
			Version: '2012-10-17',
			Statement: [
				deny({StringEquals: {'identitystore:UserId': result.principal?.userId}}),
				deny({StringLike: {'aws:userid': '*:test-user'}}),
				deny({StringEquals: {'aws:SourceIdentity': 'test-user'}}),
			],
		});
	});

	test('shows the target denied by this very policy and the control allowed, in several accounts and services', async () => {
		const {proof, policy} = documentOf(await ran(['rehearse', '--auto', '--json']));
		const targets = proof.filter(row => row.session === 'target');
		const controls = proof.filter(row => row.session === 'control');
		expect(new Set(targets.map(row => row.account)).size).toBeGreaterThanOrEqual(2);
		expect(new Set(targets.map(row => row.service))).toEqual(new Set(['ec2', 's3']));
		for (const row of targets) expect(row).toMatchObject({before: 'allowed', after: 'denied', deniedBy: policy?.id});
		for (const row of controls) expect(row).toMatchObject({before: 'allowed', after: 'allowed', deniedBy: null});
		expect(controls).toHaveLength(targets.length);
	});

	test('without a terminal is a transcript without escape sequences that ends in the verdict', async () => {
		const environment = cleanEnvironment();
		const {code, stdout, stderr} = await ran(['rehearse'], environment);
		expect(code).toBe(0);
		expect(stderr).toBe('');
		expect(stdout).not.toMatch(/[^\P{Cc}\n]/u);
		const steps = [...stdout.matchAll(/^== Step (\d+) of 13: (.+) ==$/gm)].map(([, number, title]) => `${number} ${title}`);
		expect(steps).toEqual([
			'1 Brief',
			'2 Finding',
			'3 Who',
			'4 Reach',
			'5 Preview',
			'6 Baseline',
			'7 Contain',
			'9 Prove',
			'11 Traces',
			'12 Follow-up',
			'13 Summary',
		]);
		expect(stdout).toContain('allowed → DENIED 3 of 3  allowed');
		expect(stdout.trimEnd().split('\n').slice(-2)).toEqual([
			expect.stringMatching(/^CONTAINED \(rehearsal\): test-user was allowed and is denied now/),
			expect.stringMatching(/^rehearsal: \d+ of 100 points: /),
		]);
	});

	test('does not mind what comes in on standard input', async () => {
		const rubbish = `n\n\u001b[B\u0003\u0004${'\0\n'.repeat(1000)}`;
		const {code, stdout} = await ran(['rehearse', '--auto', '--json'], cleanEnvironment(), rubbish);
		expect(code).toBe(0);
		expect(documentOf({stdout}).verdict).toBe('contained');
	});

	test('closes the management account where it is involved, and names the permission sets', async () => {
		const run = await ran(['rehearse', '--auto', '--json', '--user', 'ops-admin']);
		const result = documentOf(run);
		expect(run.code).toBe(0);
		expect(result).toMatchObject({
			verdict: 'contained',
			managementAccount: {id: '111111111111', involved: 'yes', state: 'closed'},
			problems: [],
		});
		expect(result.managementAccount.permissionSets).not.toEqual([]);
		expect(result.managementAccount.sets.map(({state}) => state)).toEqual(result.managementAccount.permissionSets.map(() => 'closed'));
	});

	test('says partly contained where a permission set could not be provisioned, and names it', async () => {
		const run = await ran(['rehearse', 'management-account', '--auto', '--json', '--fault', 'provisioning-fails']);
		const result = documentOf(run);
		expect(run.code).toBe(3);
		expect(result).toMatchObject({verdict: 'partial', managementAccount: {involved: 'yes'}});
		expect(codesOf(result)).toContain('partial');
	});

	test('changes nothing when read-only, and says nothing of CONTAINED', async () => {
		const run = await ran(['rehearse', '--auto', '--read-only']);
		expect(run.code).toBe(0);
		expect(run.stdout).not.toContain('CONTAINED');
		expect(run.stdout.trimEnd().split('\n').slice(-2)).toEqual([
			expect.stringMatching(/^PLANNED — nothing was changed \(rehearsal\)/),
			expect.stringMatching(/^rehearsal: .* the thief still works$/),
		]);
	});

	test('writes down what it did, for nobody else to read', async () => {
		const environment = cleanEnvironment();
		const run = await ran(['rehearse', '--auto', '--json'], environment);
		const {journal} = documentOf(run);
		const kinds = recordsIn(journal).map(record => record.kind);
		expect(kinds[0]).toBe('opened');
		expect(kinds.at(-1)).toBe('closed');
		expectNoSecrets(environment, run);
		expect(leftBy(environment, run)).not.toMatch(/\b(secretAccessKey|sessionToken)\b/i);
		let path = journal ?? '';
		expect(statSync(path).mode & 0o777).toBe(0o600);
		for (path = join(path, '..'); path !== environment.XDG_STATE_HOME; path = join(path, '..')) {
			expect({path, mode: statSync(path).mode & 0o777}).toEqual({path, mode: 0o700});
		}
	});

	test('goes on when nobody reads its output any more', async () => {
		const environment = cleanEnvironment();
		const {child, ended} = going(['rehearse', '--auto'], environment);
		child.stdout?.destroy();
		expect(await ended).toMatchObject({code: 0, stderr: ''});
		expect(leftBy(environment)).toContain('"kind":"closed","verdict":"contained"');
	});
});

describe.concurrent('a word that is not understood is said on standard error, with exit code 2', () => {
	test.each([
		['a command', ['respnd'], 'There is no command "respnd". Did you mean respond?'],
		['a command in a tantrum', ['\u001b[31mx'], 'There is no command "\\u001b[31mx".'],
		['a flag', ['respond', '--jsno'], 'There is no flag --jsno. Did you mean --json?'],
		['a flag without a command', ['--usr', 'test-user'], 'There is no flag --usr. Did you mean --user?'],
		['a short flag', ['rehearse', '-x'], 'There is no flag -x.'],
		['a flag without its value', ['respond', '--user'], '--user needs a value after it.'],
		['a flag for its value', ['respond', '--user', '--json'], '--user needs a value after it.'],
		['a value that an unset variable left empty', ['respond', '--profile', ''], '--profile needs a value after it.'],
		['a value for what takes none', ['respond', '--json=yes'], '--json takes no value.'],
		[
			'a flag of another command',
			['sandbox', '--user', 'test-user'],
			'--user does not go with sandbox; it goes with respond, resume, rehearse.',
		],
		['a port', ['sandbox', '--port', 'abc'], '--port takes a whole number from 0 to 65535, not "abc".'],
		['a port out of range', ['sandbox', '--port', '65536'], '--port takes a whole number from 0 to 65535, not "65536".'],
		['an account', ['respond', '--expect-account', '123'], '--expect-account takes a 12-digit account id, not "123".'],
		['a deadline', ['respond', '--deadline', '-1'], '--deadline needs a value after it.'],
		['a deadline of no length', ['respond', '--deadline', '0'], '--deadline takes a whole number from 1 to 86400, not "0".'],
		['a region', ['respond', '--region', 'mars'], '"mars" is not the name of an AWS region, such as us-east-1.'],
		['a language', ['respond', '--lang', 'xx'], 'There is no language "xx" yet; there is en.'],
		['words too many', ['respond', 'test-user', 'now'], 'respond does not take "test-user" "now".'],
		['words too few', ['runbook', 'check'], 'runbook needs more words than that.'],
		['an action', ['runbook', 'chekc', shipped], 'tourniquet runbook takes check or show and a file, not "chekc".'],
		['a scenario', ['rehearse', 'nowhere'], 'There is no scenario named “nowhere”.'],
		['a fault', ['sandbox', '--fault', 'nonsense'], 'The sandbox does not know the fault “nonsense”.'],
		['no incident', ['resume'], 'Say which incident to resume.'],
	])('%s', async (_, args, said) => {
		const {code, stdout, stderr} = await ran(args);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		const [message, next, ...more] = stderr.split('\n');
		expect(message).toBe(said);
		expect(next).not.toBe('');
		expect(more.at(-1)).toBe('');
		// What there is to choose from stands below, a line each.
		for (const line of more.slice(0, -1)) expect(line).toMatch(/^ {2}[a-z0-9-]+ {2,}\S/);
	});

	test('and with --json in a document too, once the words themselves were understood', async () => {
		const run = await ran(['resume', '20260101-0000-abcd', '--no-input', '--json']);
		expect(run.code).toBe(2);
		expect(documentOf(run)).toMatchObject({incident: null, journal: null, verdict: 'refused', problems: [{code: 'unknown-incident'}]});
		expect(run.stderr).toContain('There are no incidents in');
	});
});

describe.concurrent('help', () => {
	test('lists every command, every flag and every exit code', async () => {
		const {code, stdout, stderr} = await ran(['--help']);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
		for (const name of commandNames) expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
		expect(stdout).toMatch(/^ {2}--probe-role NAME +\S/m);
		expect(stdout).toMatch(/^ {2}130 {2}interrupted$/m);
		expect(await ran(['-h'])).toMatchObject({code: 0, stdout});
	});

	test.each(commandNames)('of %s lists only its own flags', async name => {
		const {code, stdout} = await ran([name, '--help']);
		expect(code).toBe(0);
		expect(stdout).toMatch(new RegExp(`^ {2}${name} +\\S`, 'm'));
		for (const other of commandNames) if (other !== name) expect(stdout).not.toMatch(new RegExp(`^ {2}${other} `, 'm'));
		expect(stdout.includes('--port')).toBe(name === 'sandbox');
		expect(stdout.includes('--user')).toBe(['respond', 'resume', 'rehearse'].includes(name));
	});

	test('is not in the way of the version', async () => {
		expect(await ran(['--version'])).toEqual({code: 0, stdout: `${packageJson.version}\n`, stderr: ''});
	});
});

describe.concurrent('runbook check', () => {
	test('is content with the one that is shipped', async () => {
		expect(await ran(['runbook', 'check', shipped])).toEqual({code: 0, stdout: `${shipped}: fine, 13 steps.\n`, stderr: ''});
	});

	test('says everything that is wrong, each with its place', async () => {
		const file = fileWith(
			[
				'format: 1',
				'id: drill',
				'title: 3',
				'steps:',
				'  - {id: brief, kind: brif, title: Brief, why: So.}',
				'  - {id: brief, kind: contain, title: Contain, why: So., colour: red}',
				'',
			].join('\n'),
		);
		const {code, stdout, stderr} = await ran(['runbook', 'check', file]);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		const places = stderr
			.split('\n')
			.filter(line => line.includes(`${file}:`))
			.map(line => line.slice(line.indexOf(file) + file.length + 1).split(': ')[0]);
		for (const place of ['3:8', '5:23', '6:10', '6:58']) expect(places).toContain(place);
		expect(stderr).toContain('No step kind is called “brif”. Did you mean “brief”?');
	});

	test('says what is no YAML at all, with its place', async () => {
		const file = fileWith('steps: [\n');
		const {code, stderr} = await ran(['runbook', 'check', file]);
		expect(code).toBe(2);
		expect(stderr).toMatch(new RegExp(`^ +${file}:2:1: This is not valid YAML`, 'm'));
	});

	test.each([
		['a folder', tmpdir(), `${tmpdir()} is a folder, not a runbook.`],
		['nothing', '/nowhere/drill.yaml', 'There is no runbook at /nowhere/drill.yaml.'],
	])('says that it is %s', async (_, file, said) => {
		const {code, stdout, stderr} = await ran(['runbook', 'check', file]);
		expect({code, stdout}).toEqual({code: 2, stdout: ''});
		expect(stderr.split('\n')[0]).toBe(said);
	});
});

describe.concurrent('runbook show', () => {
	test('prints the steps and what is done by hand', async () => {
		const {code, stdout} = await ran(['runbook', 'show', shipped]);
		expect(code).toBe(0);
		expect(stdout).toMatch(/^# A leaked IAM Identity Center session$/m);
		expect(stdout).toMatch(/^13\. Summary$/m);
		expect(stdout).toMatch(/^ {3}\[ \] \S/m);
	});

	test('makes an author’s escape sequences harmless', async () => {
		const file = fileWith(
			'format: 1\nid: drill\ntitle: "\\e]0;mine\\a"\nsteps:\n  - {id: brief, kind: brief, title: "\\e[2J", why: "\\u202eSo."}\n',
		);
		const {code, stdout, stderr} = await ran(['runbook', 'show', file]);
		expect(`${stdout}${stderr}`).not.toMatch(/[^\P{C}\n]/u);
		expect({code, stderr}).toEqual({code: 0, stderr: ''});
	});
});

describe.concurrent('a runbook of one’s own', () => {
	test('that is broken stops the walk before it begins', async () => {
		const environment = cleanEnvironment();
		mkdirSync(environment.XDG_STATE_HOME ?? '');
		const run = await ran(['rehearse', '--auto', '--json', '--runbook', fileWith('steps: [\n')], environment);
		expect(run.code).toBe(2);
		expect(documentOf(run)).toMatchObject({incident: null, verdict: 'refused', mode: 'sandbox', awsCalls: {total: 0, writes: 0}});
		expect(run.stderr).not.toMatch(rawError);
	});
});
