import {expect} from 'vitest';
import {rehearsed} from '../../../src/commands/flags/answers.ts';
import {scenarios} from '../../scenarios.ts';
import {type Incident, newIncident, type WalkedThrough, walkThrough} from '../support.ts';
import type {HandOn, WireCall} from '../wire.ts';
import {leftUnsaid, otherwiseThanBefore, snapshotOf, twice} from './aftermath.ts';
import {isWrite, unannounced} from './announced.ts';
import {truthOf} from './oracle.ts';
import {tokenGivenBack} from './pages.ts';
import {type FaultKind, goWrong} from './wire-faults.ts';

/** A call that goes wrong, and for how long. */
export interface Fault {
	/** `organizations:ListRoots`; `*` for every call of the responder's own session. */
	readonly action: string;
	readonly kind: FaultKind;
	/** The calls of that action that go well first. */
	readonly after: number;
	/** How many calls in a row go wrong. */
	readonly times: number;
}

export const onceOrAlways = [1, Number.POSITIVE_INFINITY] as const;
/** More than the SDK's retries, and then it is over. */
export const aWhile = 8;

export interface Run {
	readonly scenario: string;
	readonly faults: readonly Fault[];
	/** Whom the responder names instead of choosing the finding. */
	readonly user?: string;
}

export const nameOf = ({scenario, faults, user}: Run): string =>
	`${scenario}${user === undefined ? '' : `, ${user} typed`}: ${faults.map(({action, kind, after, times}) => `${action} ${kind}${after === 0 ? '' : ` after ${after}`}${times === 1 ? ' once' : Number.isFinite(times) ? ` ${times} times` : ' always'}`).join(' and ')}`;

export const actionOf = ({service, operation}: Pick<WireCall, 'service' | 'operation'>): string => `${service}:${operation}`;

const spread = {minimumMs: 500, maximumMs: 3000};
/** A walk that takes longer than this, in the time of whoever waits for the test, will never end. */
const hangsMs = 600_000;

function begin(scenarioName: string) {
	const scenario = scenarios.get(scenarioName);
	if (scenario === undefined) throw new Error(`no scenario ${scenarioName}`);
	return {scenario, incident: newIncident({scenario, propagation: spread, provisioning: spread})};
}

const powerless = new Map<string, Promise<ReadonlySet<string>>>();

/** Sessions that nothing is allowed to from the start. */
function powerlessIn(scenarioName: string): Promise<ReadonlySet<string>> {
	const known = powerless.get(scenarioName);
	if (known !== undefined) return known;
	const {scenario, incident} = begin(scenarioName);
	const asked = truthOf(incident, scenario).then(({hit}) => new Set(hit));
	powerless.set(scenarioName, asked);
	return asked;
}

export interface Disturbed {
	readonly walked: WalkedThrough;
	readonly incident: Incident;
	/** How often the responder asked for each action. */
	readonly asked: ReadonlyMap<string, number>;
	/** Every call of the responder's own session by its action, in order. */
	readonly order: readonly string[];
	/** What is not as it must be. */
	readonly wrong: readonly string[];
}

/** One walk that is disturbed, and everything that must hold of it. */
export async function disturbed(run: Run): Promise<Disturbed> {
	const {scenario, incident} = begin(run.scenario);
	const {sandbox, clock} = incident;
	const before = snapshotOf(sandbox);
	const couldNothing = await powerlessIn(run.scenario);
	const asked = new Map<string, number>();
	const order: string[] = [];
	const wrong: string[] = [];
	/** The services that a fault came from, and the changes that went through. */
	const struck = new Set<string>();
	const done: string[] = [];
	const finding = sandbox.world.guardDuty.findings[0]?.Id;
	// Where GuardDuty has nothing to say, somebody else has.
	const told = finding === undefined ? {user: scenario.rehearsal.tip ?? ''} : {finding};
	const rejected: unknown[] = [];
	const note = (reason: unknown) => void rejected.push(reason);
	process.on('unhandledRejection', note);
	const walk = walkThrough({
		incident,
		ask: rehearsed(run.user === undefined ? told : {user: run.user}, () => false),
		settings: {deadlineSeconds: 60},
		between: async (call, handOn) => {
			const problem = unannounced(call, incident);
			if (problem !== undefined) wrong.push(problem);
			const fault = run.faults.find(one => hits(one, call));
			const action = actionOf(call);
			const own = call.accessKeyId === sandbox.responder.accessKeyId;
			if (own) order.push(action);
			for (const counted of own ? [action, '*'] : [action]) asked.set(counted, (asked.get(counted) ?? 0) + 1);
			if (fault !== undefined) struck.add(call.service);
			const noting: HandOn = async instead => {
				const reply = await handOn(instead);
				if (isWrite(call) && reply.statusCode === 200) done.push(`${call.operation} ${call.body}`);
				return reply;
			};
			return fault === undefined ? noting(tokenGivenBack(call)) : goWrong(fault.kind, call, noting, clock);
		},
	});
	const hits = ({action, after, times}: Fault, call: WireCall) => {
		const theirs = action === '*' ? call.accessKeyId === sandbox.responder.accessKeyId : action === actionOf(call);
		const index = asked.get(action) ?? 0;
		return theirs && index >= after && index < after + times;
	};
	const walked = await orHangs(walk);
	await new Promise(resolve => setImmediate(resolve));
	process.off('unhandledRejection', note);
	if (walked === 'hangs') throw new Error(`${nameOf(run)}: the walk never ends`);
	if (walked.defect !== undefined) wrong.push(`a defect: ${walked.defect instanceof Error ? walked.defect.stack : String(walked.defect)}`);
	wrong.push(...rejected.map(reason => `unhandled: ${String(reason)}`));
	wrong.push(
		...ending(walked, struck, run.faults.length === 0 ? walked.exit : await usualExit(run.scenario)),
		...twice(walked, done),
		...otherwiseThanBefore(before, incident),
		...leftUnsaid(walked),
	);
	const truth = await truthOf(incident, scenario);
	const hit = truth.hit.filter(name => !couldNothing.has(name));
	if (hit.length > 0) wrong.push(`denied without being meant: ${hit.join(', ')}`);
	if (walked.result.verdict === 'contained') {
		if (truth.open.length > 0) wrong.push(`contained, and still open: ${truth.open.join(', ')}`);
		if (truth.chained.length > 0 && !saysChain(walked))
			wrong.push(`contained, and open under other names without a word: ${truth.chained.join(', ')}`);
	}
	return {walked, incident, asked, order, wrong};
}

/** Sessions under other names are beyond what the probes show: what is not known of them stands beside the verdict. */
const saysChain = ({result}: WalkedThrough) =>
	result.residual.some(risk => risk.code === 'chain-incomplete' || risk.code === 'chained-sessions') &&
	result.problems.some(problem => problem.code === 'chain-incomplete');

const exits: readonly number[] = [0, 3, 4, 5];
const usual = new Map<string, Promise<number>>();

/** How an undisturbed walk through a scenario ends. */
function usualExit(scenario: string): Promise<number> {
	const known = usual.get(scenario) ?? disturbed({scenario, faults: []}).then(({walked}) => walked.exit);
	usual.set(scenario, known);
	return known;
}

/** How it ended: with an exit code of the design and, unless it is contained, with what is wrong and what to do. */
function ending({result, exit, last}: WalkedThrough, struck: ReadonlySet<string>, exitAnyhow: number): string[] {
	const wrong: string[] = [];
	const verdict = result.verdict;
	if (!exits.includes(exit)) wrong.push(`exit ${exit}`);
	if ((verdict === 'contained') !== (exit === 0)) wrong.push(`${verdict} with exit ${exit}`);
	if (last.trim() === '') wrong.push('no last words');
	if (exit === 0) return wrong;
	const without = result.problems.filter(problem => problem.message === '' || problem.next === '');
	if (without.length > 0) wrong.push(`no next step: ${without.map(problem => problem.code).join(', ')}`);
	if (result.problems.length === 0) wrong.push('no problem');
	if (struck.size === 0 || exit === exitAnyhow) return wrong;
	const said = result.problems.map(problem => `${problem.message} ${problem.next}`);
	// A call by its action, a probe by its service and region.
	const named = [...struck].some(service => said.some(words => new RegExp(`\\b${service}(?::[A-Z]| [a-z]+-[a-z]+-\\d\\b)`).test(words)));
	if (!named)
		wrong.push(`no problem names ${[...struck].join(' or ')}: ${result.problems.map(one => `${one.code} ${one.message}`).join(' | ')}`);
	return wrong;
}

function orHangs<T>(work: Promise<T>): Promise<T | 'hangs'> {
	let timer: NodeJS.Timeout | undefined;
	const hangs = new Promise<'hangs'>(resolve => {
		timer = setTimeout(() => resolve('hangs'), hangsMs);
	});
	return Promise.race([work, hangs]).finally(() => clearTimeout(timer));
}

/** Runs them all, and fails with every one in which something is not as it must be. Prints how many there were. */
export async function mustHold(what: string, runs: readonly Run[]): Promise<void> {
	const failed: string[] = [];
	const verdicts = new Map<string, number>();
	for (const [index, run] of runs.entries()) {
		if (index > 0 && index % 500 === 0)
			process.stdout.write(`fault matrix, ${what}: ${index} of ${runs.length} runs, ${failed.length} wrong\n`);
		const {walked, wrong} = await disturbed(run).catch((error: unknown) => ({walked: undefined, wrong: [String(error)]}));
		const verdict = walked?.result.verdict ?? 'none';
		verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1);
		if (wrong.length === 0) continue;
		failed.push(`${nameOf(run)} (${verdict}, exit ${walked?.exit})\n${wrong.map(one => `  ${one}`).join('\n')}`);
		// At once: a wide run takes hours, and may not be let to its end.
		process.stdout.write(`${failed.at(-1)}\n`);
	}
	const counted = [...verdicts].map(([verdict, count]) => `${count} ${verdict}`).join(', ');
	process.stdout.write(`fault matrix, ${what}: ${runs.length} runs (${counted})\n`);
	expect(failed.join('\n')).toBe('');
}
