import {mkdtempSync, readFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {expect} from 'vitest';
import {worldOf} from '../../steps/crash/world.ts';
import {documentOf, expectNoSecrets, type Fate, going, onlyIncident} from '../runs.ts';
import {type Scene, scene} from './scene.ts';

/** What the program is told in one sitting, and in the one that goes on after it was gone. */
export interface Course {
	readonly scenario: string;
	/** Walked to its end before the sitting that is killed. */
	readonly before?: readonly string[];
	readonly first: (incident: string) => readonly string[];
	readonly after: (incident: string) => readonly string[];
	readonly verdict: string;
	/** Every so manieth batch of the journal is killed at, unless CRASH_EVERY says otherwise; each write always is. The crash matrix of the steps skips none. */
	readonly every: number;
}

const writes = [
	'CreatePolicy',
	'AttachPolicy',
	'DetachPolicy',
	'DeletePolicy',
	'PutInlinePolicyToPermissionSet',
	'DeleteInlinePolicyFromPermissionSet',
	'ProvisionPermissionSet',
];

/** Where the process is gone. */
type Point =
	| {readonly batch: number}
	| {readonly write: number; readonly when: 'before the request' | 'before the answer' | 'after the answer'};

const atOnce = 4;

/**
 * The program itself, killed at everything that it writes to its journal and at every change that it sends; then gone on with. The world is the
 * one of an undisturbed run. Answers how many points that were.
 */
export async function killedEverywhere(course: Course): Promise<number> {
	const whole = await disturbed(course, undefined);
	const {batches, changes} = whole;
	const every = Number(process.env.CRASH_EVERY ?? course.every);
	const points: Point[] = [
		...Array.from({length: Math.ceil((batches - 1) / every)}, (_, index) => ({batch: 1 + index * every})),
		...Array.from({length: changes}, (_, write) => write).flatMap(write =>
			(['before the request', 'before the answer', 'after the answer'] as const).map(when => ({write, when})),
		),
	];
	const left = [...points];
	let killed = 0;
	const work = async () => {
		for (let point = left.shift(); point !== undefined; point = left.shift()) {
			const ended = await disturbed(course, point);
			expect(ended.world, JSON.stringify(point)).toEqual(whole.world);
			if (ended.killed) killed += 1;
		}
	};
	await Promise.all(Array.from({length: atOnce}, work));
	process.stdout.write(`crashes of the program, ${course.scenario}: killed at ${killed} of ${points.length} points (${changes} writes)\n`);
	// What is written side by side does not come in the same batches every time: a late one may not be there.
	expect(killed).toBeGreaterThan(points.length * 0.85);
	return killed;
}

interface Disturbed {
	readonly killed: boolean;
	readonly world: unknown;
	/** Batches that the sitting put into its journal. */
	readonly batches: number;
	/** Changes that it sent. */
	readonly changes: number;
}

async function disturbed(course: Course, point: Point | undefined): Promise<Disturbed> {
	let changes = 0;
	let kill = () => {};
	const killing = (when: 'before the request' | 'before the answer') => (operation: string) => {
		if (!writes.includes(operation)) return 'passes';
		if (when === 'before the request') changes += 1;
		if (point === undefined || !('write' in point) || point.write !== changes - 1 || point.when !== when) return 'passes';
		kill();
		return 'lost' satisfies Fate;
	};
	const asked = killing('before the request');
	const answered = killing('before the answer');
	const stage = await scene(course.scenario, {asked, answered});
	const onKill = (then: () => void) => {
		kill = then;
	};
	const reset = () => {
		changes = 0;
	};
	try {
		return await walkedTwice(course, point, {...stage, onKill, reset, changes: () => changes});
	} finally {
		await stage.close();
	}
}

interface Stage extends Pick<Scene, 'sandbox' | 'environment'> {
	readonly onKill: (kill: () => void) => void;
	readonly reset: () => void;
	readonly changes: () => number;
}

async function walkedTwice(
	course: Course,
	point: Point | undefined,
	{sandbox, environment, onKill, reset, changes}: Stage,
): Promise<Disturbed> {
	const counted = join(mkdtempSync(join(tmpdir(), 'tourniquet-')), 'batches');
	const run = (args: readonly string[], more: NodeJS.ProcessEnv = {}) =>
		going([...args, '--no-input', '--json'], {...environment, ...more});
	if (course.before !== undefined) await run(course.before).ended;
	reset();
	const incident = () => onlyIncident(environment);
	const preload = {NODE_OPTIONS: `--import=${fileURLToPath(new URL('gone-at.mjs', import.meta.url))}`, GONE_COUNTED: counted};
	const first = run(course.first(course.before === undefined ? '' : incident()), {
		...preload,
		...(point !== undefined && 'batch' in point ? {GONE_AT_BATCH: String(point.batch)} : {}),
		...(point !== undefined && 'write' in point && point.when === 'after the answer' ? {GONE_AT_CHANGE: String(point.write + 1)} : {}),
	});
	onKill(() => first.child.kill('SIGKILL'));
	const ended = await first.ended;
	const where = JSON.stringify(point);
	const killed = ended.signal === 'SIGKILL';
	let last = ended;
	if (killed) {
		// Before the first record there is no incident to go on with: it is begun.
		last = await run(begun(environment) ? course.after(incident()) : course.first('')).ended;
	}
	expect(last.code, `${where}\n${last.stdout}\n${last.stderr}`).toBe(0);
	expect(documentOf(last).verdict, where).toBe(course.verdict);
	expectNoSecrets(environment, ended, last);
	const world = JSON.parse(JSON.stringify(worldOf(sandbox)).replaceAll(incident(), 'INCIDENT'));
	return {killed, world, batches: point === undefined ? Number(readFileSync(counted, 'utf8')) : 0, changes: changes()};
}

function begun(environment: NodeJS.ProcessEnv): boolean {
	try {
		onlyIncident(environment);
		return true;
	} catch {
		return false;
	}
}
