import {spawn} from 'node:child_process';
import {cpSync, rmSync, statSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {describe, expect, type TestContext, test} from 'vitest';
import {audit, isAmiss} from '../../../src/incident/audit.ts';
import {readJournal} from '../../../src/incident/read.ts';
import {program, type Ran, ran} from '../program.ts';
import {codesOf, documentOf, expectNoSecrets, going, onlyIncident, rawError} from '../runs.ts';
import {quickRunbook, type Scene, scene} from './scene.ts';

const unattended = ['--no-input', '--json'];
const who = ['--user', 'test-user', '--confirm', 'test-user'];
const respond = ['respond', ...who, '--runbook', quickRunbook('leaked-session.yaml'), ...unattended];
const once = ['CreatePolicy', 'AttachPolicy'];

const written = ({sandbox}: Scene) => sandbox.calls.filter(call => call.write && call.errorCode === undefined).map(call => call.operation);
const folderOf = ({environment}: Scene) => join(environment.XDG_STATE_HOME ?? '', 'tourniquet', 'incidents', onlyIncident(environment));
const journalOf = (at: Scene) => readJournal(join(folderOf(at), 'journal.jsonl'));

async function sceneFor({onTestFinished}: TestContext, watch: Parameters<typeof scene>[1] = {}): Promise<Scene> {
	const at = await scene('s3-discovery', watch);
	onTestFinished(at.close);
	return at;
}

function expectClean({environment}: Scene, ...runs: readonly Ran[]): void {
	for (const run of runs) expect(`${run.stdout}${run.stderr}`).not.toMatch(rawError);
	expectNoSecrets(environment, ...runs);
}

/** Nothing was sent to change anything that the journal, as it is on the disk now, did not say before. */
async function expectAnnounced(at: Scene): Promise<void> {
	const {records} = await journalOf(at);
	expect(audit({records}).findings.filter(isAmiss)).toEqual([]);
	const announced = records.filter(record => record.kind === 'intent').length;
	expect(announced).toBeGreaterThanOrEqual(written(at).length);
}

/** The program, with a shell's limit on how large a file may become, in 1,024 bytes. */
function ranWithin(limit: number, args: readonly string[], environment: NodeJS.ProcessEnv): Promise<Ran> {
	return new Promise((resolve, reject) => {
		const command = ['-c', `ulimit -f ${limit}; exec "$@"`, 'bash', process.execPath, program, ...args];
		const child = spawn('bash', command, {env: environment, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe']});
		let [stdout, stderr] = ['', ''];
		child.stdout.on('data', chunk => {
			stdout += chunk;
		});
		child.stderr.on('data', chunk => {
			stderr += chunk;
		});
		child.on('error', reject);
		child.on('close', code => resolve({code, stdout, stderr}));
	});
}

describe.concurrent('the disk', () => {
	// From the first step over the change itself to the proof.
	test.for([20, 36, 52, 60, 68, 76])('takes no more than %i KiB: said, nothing unannounced, and gone on with', async (limit, context) => {
		const at = await sceneFor(context);
		const full = await ranWithin(limit, respond, at.environment);
		expect([3, 5]).toContain(full.code);
		const problem = documentOf(full).problems.at(-1);
		expect(problem).toMatchObject({code: 'journal-unwritable', message: expect.stringContaining('the file may not grow any further')});
		await expectAnnounced(at);
		if (written(at).includes('AttachPolicy')) expect(full.code).toBe(3);
		const last = await ran(['resume', onlyIncident(at.environment), ...who, ...unattended], at.environment);
		expect(documentOf(last)).toMatchObject({verdict: 'contained'});
		expect(last.code).toBe(0);
		expect(written(at)).toEqual(once);
		expectClean(at, full, last);
	});

	test('takes nothing at all: nothing is sent, and nothing is left', async context => {
		const at = await sceneFor(context);
		const refused = await ran([...respond, '--state-dir', '/proc/tourniquet'], at.environment);
		expect(refused.code).toBe(5);
		expect(codesOf(documentOf(refused))).toEqual(['journal-unwritable']);
		expect(at.sandbox.calls).toEqual([]);
	});
});

describe.concurrent('the incident’s folder', () => {
	test('is deleted while the deny goes on: its journal is put back whole, and that is said', async context => {
		let remove = () => {};
		const at = await sceneFor(context, {
			asked: operation => {
				if (operation === 'AttachPolicy') remove();
				return undefined;
			},
		});
		remove = () => rmSync(folderOf(at), {recursive: true});
		const run = await ran(respond, at.environment);
		expect(documentOf(run)).toMatchObject({verdict: 'contained', problems: [{code: 'journal-put-back'}]});
		expect(run.code).toBe(0);
		const {intact, records} = await journalOf(at);
		expect(intact).toBe(true);
		expect(records[0]).toMatchObject({kind: 'opened'});
		await expectAnnounced(at);
		expect(statSync(folderOf(at)).mode & 0o777).toBe(0o700);
		expectClean(at, run);
	});

	test('is copied to another machine while the first is gone: taken over when asked for, and taken off there', async context => {
		const at = await sceneFor(context);
		const first = await ran(respond, at.environment);
		expect(first.code).toBe(0);
		const id = onlyIncident(at.environment);
		const elsewhere: Scene = {...at, environment: {...at.environment, XDG_STATE_HOME: join(at.environment.HOME ?? '', 'other')}};
		cpSync(folderOf(at), join(elsewhere.environment.XDG_STATE_HOME ?? '', 'tourniquet', 'incidents', id), {recursive: true});
		const listed = await ran(['incidents', '--json'], elsewhere.environment);
		expect(JSON.parse(listed.stdout)).toMatchObject({
			incidents: [{incident: id, state: 'open', subject: 'test-user', on: 'yes', policyId: documentOf(first).policy?.id}],
		});
		const resumed = await ran(['resume', id, ...unattended], elsewhere.environment);
		expect(documentOf(resumed)).toMatchObject({verdict: 'contained'});
		const verified = await ran(['verify', id], elsewhere.environment);
		expect(verified).toMatchObject({code: 0, stdout: expect.stringContaining('THE JOURNAL HOLDS.')});
		expect(written(at)).toEqual(once);
		expectClean(elsewhere, first, listed, resumed, verified);
	});
});

test('two at once: the second is told who is at it, sends nothing, and the first comes to its end', async context => {
	let second: Promise<Ran> | undefined;
	let listed: Promise<Ran> | undefined;
	const at = await sceneFor(context, {
		asked: operation => {
			if (operation !== 'AttachPolicy' || second !== undefined) return undefined;
			second = ran(['resume', onlyIncident(at.environment), ...who, ...unattended], at.environment);
			listed = ran(['incidents'], at.environment);
			return undefined;
		},
	});
	const first = going(respond, at.environment);
	const ended = await first.ended;
	expect(documentOf(ended)).toMatchObject({verdict: 'contained'});
	const refused = await second;
	expect(refused?.code).toBe(4);
	expect(refused === undefined ? undefined : documentOf(refused)).toMatchObject({
		verdict: 'refused',
		problems: [{code: 'incident-in-use', message: expect.stringContaining(`(process ${first.child.pid})`)}],
	});
	expect((await listed)?.stdout).toContain(`(process ${first.child.pid})`);
	expect(written(at)).toEqual(once);
	expectClean(at, ended, ...(refused === undefined ? [] : [refused]));
});

test('the clock is set back an hour in the middle: contained all the same, in order, and no time is negative', async context => {
	const at = await sceneFor(context);
	const preload = `--import=${fileURLToPath(new URL('wrong-clock.mjs', import.meta.url))}`;
	const run = await ran(respond, {...at.environment, NODE_OPTIONS: preload});
	const {verdict, timings} = documentOf(run);
	expect(verdict).toBe('contained');
	for (const ms of Object.values(timings)) expect(ms).toBeGreaterThanOrEqual(0);
	expect(audit(await journalOf(at)).findings).toEqual([]);
	// Whoever sits down next has the clock as it is now: the deny may not come off sooner for it.
	const behind = {...at.environment, NODE_OPTIONS: preload, CLOCK_IS_BEHIND: '1'};
	const recovered = await ran(['recover', onlyIncident(at.environment), '--confirm', 'test-user', ...unattended], behind);
	expect(recovered.code).toBe(4);
	expect(written(at)).toEqual(once);
	const verified = await ran(['verify', onlyIncident(at.environment)], at.environment);
	expect(verified).toMatchObject({code: 0, stdout: expect.stringMatching(/clock went back by (?:59|60) min[\s\S]*THE JOURNAL HOLDS\./)});
	expectClean(at, run, verified, recovered);
});
