import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {systemClock} from '../../src/clock.ts';
import {createSandbox} from '../../src/sandbox/sandbox.ts';
import type {Scenario} from '../../src/sandbox/scenario/scenario.ts';
import {listen} from '../../src/sandbox/server.ts';
import {s3Discovery} from '../scenarios.ts';
import {type Ran, ran, type ServedSandbox, servedSandbox} from './program.ts';
import {
	between,
	callsIn,
	codesOf,
	documentOf,
	expectNoSecrets,
	type Fate,
	going,
	onlyIncident,
	rawError,
	recordsIn,
	serving,
	writesIn,
} from './runs.ts';

/** Where the simulated organization works: each region more is looked in at CloudTrail's pace, in every account. */
const unattended = ['--no-input', '--json', '--regions', 'us-east-1,eu-west-1,us-west-2'];
const contain = ['respond', '--user', 'test-user', '--confirm', 'test-user', ...unattended];
const once = ['CreatePolicy', 'AttachPolicy'];

/** A sandbox that is only for one test, because a deny stays on. */
interface Scene {
	readonly sandbox: ServedSandbox;
	readonly environment: NodeJS.ProcessEnv;
}

/**
 * Proofs take the time that a deny takes to arrive, half a minute and more. So all of them begin at once, before the first test looks at
 * how one of them ended.
 */
function beginning<T>(begin: () => Promise<T>): () => Promise<T> {
	let begun: Promise<T> | undefined;
	beforeAll(() => {
		begun = begin();
		begun.catch(() => {});
	});
	return async () => begun ?? begin();
}

const sandboxes: ServedSandbox[] = [];
afterAll(() => Promise.all(sandboxes.map(sandbox => sandbox.close())));

async function scene(...faults: readonly string[]): Promise<Scene> {
	const sandbox = await servedSandbox(...faults);
	sandboxes.push(sandbox);
	return {sandbox, environment: sandbox.environment};
}

interface Contained extends Scene {
	readonly runs: readonly Ran[];
	readonly last: Ran;
}

const containedWith = (faults: readonly string[], ...flags: readonly string[]) =>
	beginning(async (): Promise<Contained> => {
		const at = await scene(...faults);
		const last = await ran([...contain, ...flags], at.environment);
		return {...at, runs: [last], last};
	});

/** Which call of a run it is stopped at: when it is asked, once the deny is on, or when it is answered, and the answer does not arrive. */
type Moment = {readonly asked: string} | {readonly answered: string};

async function stoppedAt(moment: Moment, signal: NodeJS.Signals, args: readonly string[]) {
	const at = await scene();
	let attached = false;
	let stop = () => {};
	const proxy = await between(at.environment.AWS_ENDPOINT_URL ?? '', {
		asked: operation => {
			if (!attached || !('asked' in moment) || operation !== moment.asked) return;
			attached = false;
			stop();
		},
		answered: operation => {
			attached ||= operation === 'AttachPolicy';
			if (!('answered' in moment) || operation !== moment.answered) return 'passes';
			stop();
			return new Promise<Fate>(() => {});
		},
	});
	const {child, ended} = going(args, {...at.environment, AWS_ENDPOINT_URL: proxy.url});
	stop = () => child.kill(signal);
	const first = await ended;
	await proxy.close();
	return {...at, incident: onlyIncident(at.environment), first, runs: [first]};
}

const stoppedAndResumed = (moment: Moment, signal: NodeJS.Signals, more: readonly string[] = []) =>
	beginning(async () => {
		const stopped = await stoppedAt(moment, signal, contain);
		const last = await ran(['resume', stopped.incident, ...unattended, ...more], stopped.environment);
		return {...stopped, last, runs: [...stopped.runs, last]};
	});

/** The first probe after the deny was put on. */
const proving: Moment = {asked: 'DescribeInstances'};

const plain = containedWith([]);
const withoutGuardDuty = containedWith(['no-guardduty']);
const lackingGuardDuty = containedWith(['lacks:guardduty']);
const overReaching = containedWith(['scp-hits-everyone']);
const notEnforced = containedWith(['scp-not-enforced'], '--deadline', '10');
const powerless = containedWith(['probe-role-powerless'], '--deadline', '10');
const killedWithoutAnAnswer = stoppedAndResumed({answered: 'AttachPolicy'}, 'SIGKILL');
// Nothing was in force yet, so it takes a confirmation of this sitting's own.
const killedHalfWay = stoppedAndResumed({answered: 'CreatePolicy'}, 'SIGKILL', ['--confirm', 'test-user']);
const interrupted = stoppedAndResumed(proving, 'SIGINT');
const resumedAgain = beginning(async () => {
	const resumed = await interrupted();
	const last = await ran(['resume', resumed.incident, '--json'], resumed.environment);
	return {...resumed, last, runs: [...resumed.runs, last]};
});
const inWords = contain.filter(word => word !== '--json');
const hungUp = beginning(() => stoppedAt(proving, 'SIGHUP', inWords));
const terminated = beginning(() => stoppedAt(proving, 'SIGTERM', inWords));

/** Killed half way, and resumed by somebody who is signed in elsewhere. */
const resumedElsewhere = beginning(async () => {
	const stopped = await stoppedAt({answered: 'CreatePolicy'}, 'SIGKILL', contain);
	const elsewhere = createSandbox({
		clock: systemClock,
		scenario: JSON.parse(JSON.stringify(s3Discovery).replaceAll('111111111111', '999999999999')) as Scenario,
	});
	const listener = await listen(elsewhere, {port: 0});
	const {responder, calls} = elsewhere;
	const last = await ran(['resume', stopped.incident, ...unattended], {
		...stopped.environment,
		AWS_ENDPOINT_URL: listener.url,
		AWS_ACCESS_KEY_ID: responder.accessKeyId,
		AWS_SECRET_ACCESS_KEY: responder.secretAccessKey,
		AWS_SESSION_TOKEN: responder.sessionToken,
	});
	await listener.close();
	return {last, calls};
});

/** AWS did what it was asked, and its answer was lost on the way. */
const answersLost = beginning(async (): Promise<Contained> => {
	const at = await scene();
	const lost = new Set(once);
	const proxy = await between(at.environment.AWS_ENDPOINT_URL ?? '', {answered: operation => (lost.delete(operation) ? 'lost' : 'passes')});
	const last = await ran(contain, {...at.environment, AWS_ENDPOINT_URL: proxy.url});
	await proxy.close();
	return {...at, runs: [last], last};
});

function expectContained({last, sandbox, environment, runs}: Contained): void {
	const result = documentOf(last);
	expect(last.code).toBe(0);
	expect(result).toMatchObject({mode: 'live', verdict: 'contained', account: '111111111111'});
	for (const row of result.proof) {
		expect(row).toMatchObject(
			row.session === 'target'
				? {before: 'allowed', after: 'denied', deniedBy: result.policy?.id}
				: {before: 'allowed', after: 'allowed', deniedBy: null},
		);
	}
	expect(new Set(result.proof.map(row => row.account)).size).toBeGreaterThanOrEqual(2);
	const succeeded = callsIn(sandbox.log).filter(call => call.write && call.outcome === 'allowed');
	expect(succeeded.map(call => call.operation)).toEqual(once);
	expectClean({environment, runs});
}

function expectClean({environment, runs}: Pick<Contained, 'environment' | 'runs'>): void {
	for (const run of runs) expect(`${run.stdout}${run.stderr}`).not.toMatch(rawError);
	expectNoSecrets(environment, ...runs);
}

describe('with --confirm the deny is put on and proven', () => {
	test('by exactly two writes, whose request ids are in the journal', async () => {
		const contained = await plain();
		expectContained(contained);
		const result = documentOf(contained.last);
		expect(result.problems).toEqual([]);
		expect(result.awsCalls).toEqual({total: callsIn(contained.sandbox.log).length, writes: 2});
		const sent = callsIn(contained.sandbox.log).filter(call => call.write);
		const noted = recordsIn(result.journal).flatMap(record => (record.kind === 'call' && record.write ? record.requestIds : []));
		expect(noted).toEqual(sent.map(call => call.requestId));
	});

	test('under names that show later whose sessions the probes were', async () => {
		const {last, sandbox} = await plain();
		const {incident} = documentOf(last);
		const probes = callsIn(sandbox.log).filter(call => call.operation === 'DescribeInstances' || call.operation === 'ListBuckets');
		const names = new Set(probes.map(call => call.callerArn.split('/').at(-1)));
		expect(names).toEqual(new Set(['test-user', `tourniquet-control-${incident}`]));
		for (const call of probes) expect(call.userAgent).toContain(`incident/${incident}`);
	});

	test('without GuardDuty, and it says what it could not see', async () => {
		const contained = await withoutGuardDuty();
		expectContained(contained);
		expect(documentOf(contained.last).problems).toEqual([
			{code: 'no-guardduty', message: expect.stringContaining('GuardDuty is not on'), next: expect.stringContaining('CloudTrail')},
		]);
	});

	test('against what has no GuardDuty at all, and it says what it could not see', async () => {
		const contained = await lackingGuardDuty();
		expectContained(contained);
		const {problems} = documentOf(contained.last);
		expect(new Set(problems.map(problem => problem.code))).toEqual(new Set(['not-what-aws-sends']));
		for (const {message} of problems) expect(message).toMatch(/guardduty:\w+ in [a-z]+-[a-z]+-\d with something that AWS does not send/);
	});

	test('once, when the answers to the writes are lost', async () => {
		expectContained(await answersLost());
	});
});

describe('what is not proven is not called contained', () => {
	test('a deny that is not enforced', async () => {
		const {last, sandbox, ...rest} = await notEnforced();
		const result = documentOf(last);
		expect(last.code).toBe(3);
		expect(result.verdict).toBe('not-contained');
		expect(result.policy?.id).toMatch(/^p-/);
		for (const row of result.proof) expect(row).toMatchObject({before: 'allowed', after: 'allowed', deniedBy: null});
		expect(result.problems).toEqual([
			{
				code: 'not-contained',
				message: expect.stringContaining('still allowed'),
				next: expect.stringContaining('treat the thief as active'),
			},
		]);
		expect(result.timings.toProvenMs).toBeNull();
		expect(writesIn(sandbox.log)).toEqual(once);
		expectClean(rest);
	});

	test('a denial where nothing was allowed before', async () => {
		const {last, ...rest} = await powerless();
		const result = documentOf(last);
		expect(last.code).toBe(3);
		expect(result.verdict).toBe('not-proven');
		for (const row of result.proof) expect(row).toMatchObject({before: 'denied', after: 'denied'});
		expect(result.problems).toEqual([
			{code: 'not-proven', message: expect.stringContaining('was not allowed before the deny'), next: expect.stringMatching(/\w/)},
		]);
		expectClean(rest);
	});

	test('a deny that hits others: how to take it off is said, and nothing is undone that nobody asked for', async () => {
		const {last, sandbox, ...rest} = await overReaching();
		const {verdict, policy, problems} = documentOf(last);
		expect(last.code).toBe(3);
		expect(verdict).toBe('over-reach');
		const named = `--target-id ${policy?.target} --policy-id ${policy?.id}`;
		expect(problems.at(-1)).toEqual({
			code: 'over-reach',
			message: expect.stringContaining('A session under another name is denied as well.'),
			next: `aws organizations detach-policy ${named} && aws organizations delete-policy --policy-id ${policy?.id}`,
		});
		// It hits the role that reads CloudTrail as well: said once for each account, not for each place.
		const refused = problems.filter(problem => problem.code === 'access-denied').map(problem => problem.message);
		for (const message of refused) expect(message).toMatch(/^A policy explicitly denies cloudtrail:LookupEvents in /);
		const accounts = refused.map(message => /sts::(\d{12}):assumed-role\/tourniquet-findings/.exec(message)?.[1]);
		expect(new Set(accounts).size).toBe(accounts.length);
		expect(codesOf({problems})).toEqual([
			...refused.map(() => 'access-denied'),
			...(refused.length === 0 ? [] : ['chain-incomplete']),
			'over-reach',
		]);
		expect(writesIn(sandbox.log)).toEqual(once);
		expectClean(rest);
	});
});

describe('a run that was stopped is resumed to its proof, and nothing is sent twice', () => {
	test.each([
		['killed before the answer to the attachment came', killedWithoutAnAnswer],
		['killed before the answer to the creation came', killedHalfWay],
	])('%s', async (_, stopped) => {
		const {incident, ...resumed} = await stopped();
		expect(resumed.first).toMatchObject({code: null, signal: 'SIGKILL', stdout: '', stderr: ''});
		expectContained(resumed);
		expect(documentOf(resumed.last).incident).toBe(incident);
		expect(writesIn(resumed.sandbox.log)).toEqual(once);
	});

	test('interrupted during the proof: it says that the deny is on', async () => {
		const {incident, ...resumed} = await interrupted();
		const stopped = documentOf(resumed.first);
		expect(resumed.first).toMatchObject({code: 130, signal: null, stderr: ''});
		expect(stopped).toMatchObject({incident, verdict: 'not-proven', policy: {id: expect.stringMatching(/^p-/)}});
		expect(stopped.problems).toEqual([
			{
				code: 'interrupted',
				message: `The deny ${stopped.policy?.id} is ON and stays on. It was not proven in this run.`,
				next: `Go on with: tourniquet resume ${incident}`,
			},
		]);
		expectContained(resumed);
		expect(documentOf(resumed.last).policy?.id).toBe(stopped.policy?.id);
		expect(writesIn(resumed.sandbox.log)).toEqual(once);
	});

	test('resumed in another account, it stops before anything that was confirmed for the first', async () => {
		const {last, calls} = await resumedElsewhere();
		expect(last.code).toBe(4);
		expect(documentOf(last)).toMatchObject({verdict: 'refused', account: null, awsCalls: {writes: 0}});
		expect(documentOf(last).problems).toEqual([
			{
				code: 'other-account',
				message: 'This incident was begun in account 111111111111, and you are in 999999999999.',
				next: 'Sign in to that account and resume again.',
			},
		]);
		expect(calls.filter(call => call.write)).toEqual([]);
	});

	test('resumed once more, it is proven anew', async () => {
		const {incident, ...again} = await resumedAgain();
		expectContained(again);
		expect(documentOf(again.last)).toMatchObject({incident, awsCalls: {writes: 0}});
	});

	test('resumed where AWS cannot be asked, it does not say that nothing is on', async () => {
		const {incident, environment} = await resumedAgain();
		const {url, close} = await serving(() => {});
		await close();
		const lost = {...environment, AWS_ENDPOINT_URL: url};
		const written = await ran(['resume', incident, '--json'], lost);
		expect(written.code).toBe(3);
		expect(documentOf(written).verdict).toBe('not-proven');
		expect(codesOf(documentOf(written))).toEqual(['unreachable']);
		const spoken = await ran(['resume', incident], lost);
		expect(spoken.code).toBe(3);
		expect(spoken.stdout).not.toContain('NOTHING WAS CHANGED');
	});

	test.each([
		['the terminal was closed', hungUp],
		['it was told to end', terminated],
	])('when %s it ends as by Ctrl-C, and says that the deny is on', async (_, stopped) => {
		const {first, incident, sandbox, ...rest} = await stopped();
		expect(first).toMatchObject({code: 130, signal: null, stderr: ''});
		const [resume, last] = first.stdout.trimEnd().split('\n').slice(-2);
		expect(resume).toBe(`Go on with: tourniquet resume ${incident}`);
		expect(last).toMatch(/^STOPPED: The deny p-\w+ is ON and stays on\. It was not proven in this run\.$/);
		expect(writesIn(sandbox.log)).toEqual(once);
		expectClean(rest);
	});
});
