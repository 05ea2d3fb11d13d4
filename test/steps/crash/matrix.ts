import {expect} from 'vitest';
import type {ResultVerdict} from '../../../src/commands/walking/result.ts';
import {foldJournal} from '../../../src/incident/fold.ts';
import {scenarios} from '../../scenarios.ts';
import {type GoneWith, type Incident, newIncident, type WalkedThrough, walkThrough} from '../support.ts';
import {worldOf} from './world.ts';

type Walked = Omit<Parameters<typeof walkThrough>[0], 'incident' | 'endAfter' | 'endBefore' | 'endWith'>;

/** One way through an incident that is disturbed everywhere. */
export interface Course {
	readonly scenario: string;
	/** Walked to its end before the sitting that is killed. */
	readonly before?: Walked | undefined;
	/** What is killed, and gone on with in the same words. */
	readonly walked: Walked;
	readonly verdict: ResultVerdict;
}

/**
 * Kills the course after every record of its journal, and at every write to AWS before the request leaves, after its effect and after its
 * answer; sits down once more each time, and the world is the one of the undisturbed run. Answers how many points that were, and prints it.
 */
export async function killEverywhere(course: Course): Promise<number> {
	const undisturbed = await begin(course);
	const callsBefore = undisturbed.sandbox.calls.length;
	const whole = await sit(course, undisturbed);
	expect(whole.result.verdict).toBe(course.verdict);
	const expected = worldOf(undisturbed.sandbox);
	if (course.walked.recover) expect(expected).toEqual(worldOf((await begin({...course, before: undefined})).sandbox));
	const effects = undisturbed.sandbox.calls.slice(callsBefore).filter(call => call.write && call.errorCode === undefined);
	const settled = whole.records.filter(record => record.kind === 'outcome' || record.kind === 'failed');
	expect(effects.length).toBeGreaterThan(0);
	const points: Point[] = [
		...whole.records.map((_, index): Point => ({what: 'record', index})),
		...effects.flatMap((_, index): Point[] => [
			{what: 'before-request', index},
			{what: 'after-effect', index},
		]),
		...settled.map((_, index): Point => ({what: 'after-answer', index})),
	];
	for (const point of process.env.CRASH_FEW ? points.filter((_, i) => i % Number(process.env.CRASH_FEW) === 0) : points) {
		const incident = await begin(course);
		const killed = await sit(course, incident, goneAt(point));
		const where = `${course.scenario}: ${point.what} ${point.index + 1} (${said(whole, point)})`;
		expect(killed.killed, where).toBe(true);
		incident.clock.advance(60_000);
		const {defect, exit, result} = await sit(course, incident);
		expect(defect, where).toBeUndefined();
		expect(result.verdict, `${where}\n${JSON.stringify(result.problems, null, 1)}`).toBe(course.verdict);
		expect(exit, where).toBe(whole.exit);
		expect(worldOf(incident.sandbox), where).toEqual(expected);
	}
	process.stdout.write(
		`crash matrix, ${course.scenario}${course.walked.recover ? ', recovery' : ''}: killed at ${points.length} points (${whole.records.length} records, ${effects.length} writes before and after, ${settled.length} before their record)\n`,
	);
	return points.length;
}

/** Where the process is gone, counted from the beginning of the sitting. */
interface Point {
	readonly what: 'record' | GoneWith | 'after-answer';
	readonly index: number;
}

function goneAt({what, index}: Point): Pick<Parameters<typeof walkThrough>[0], 'endAfter' | 'endBefore' | 'endWith'> {
	let seen = -1;
	switch (what) {
		case 'record':
			return {endAfter: () => ++seen === index};
		case 'after-answer':
			return {endBefore: record => (record.kind === 'outcome' || record.kind === 'failed') && ++seen === index};
		default:
			return {endWith: nthWrite(index, what)};
	}
}

/**
 * Counts the writes that differ before they leave, and those that AWS took after their effect: how often one is refused as a conflict, and
 * sent again, is not the same in every run.
 */
function nthWrite(index: number, point: GoneWith): NonNullable<Parameters<typeof walkThrough>[0]['endWith']> {
	const seen = new Set<string>();
	let count = -1;
	return ({operation, body}, when, statusCode) => {
		if (when !== point || !announcedBy.has(operation)) return false;
		if (when === 'after-effect') return statusCode === 200 && ++count === index;
		const write = `${operation} ${body}`;
		if (seen.has(write)) return false;
		seen.add(write);
		return seen.size - 1 === index;
	};
}

/** What was going on at a point, for whoever reads a failure. */
function said({records}: WalkedThrough, {what, index}: Point): string {
	const settled = records.filter(record => record.kind === 'outcome' || record.kind === 'failed');
	const record = what === 'record' ? records[index] : settled[index];
	return record === undefined
		? ''
		: `${record.kind} ${'key' in record ? record.key : record.kind === 'step' ? `${record.step} ${record.state}` : ''}`;
}

async function begin({scenario, before}: Course): Promise<Incident> {
	const found = scenarios.get(scenario);
	if (found === undefined) throw new Error(`no scenario ${scenario}`);
	const incident = newIncident({
		scenario: found,
		propagation: {minimumMs: 500, maximumMs: 3000},
		provisioning: {minimumMs: 500, maximumMs: 3000},
	});
	if (before !== undefined) await walkThrough({...before, incident});
	return incident;
}

/** One sitting, in which nothing may be sent to change anything that the journal does not say first. */
async function sit({walked}: Course, incident: Incident, gone: ReturnType<typeof goneAt> = {}): Promise<WalkedThrough> {
	const unannounced: string[] = [];
	const sat = await walkThrough({
		...walked,
		...gone,
		incident,
		answering: ({operation}) => {
			const keys = announcedBy.get(operation);
			const open = [...foldJournal(incident.journal).writes].filter(
				([, write]) => write.outcome === undefined && write.failed === undefined,
			);
			if (keys !== undefined && !open.some(([key]) => keys.test(key))) unannounced.push(operation);
			return undefined;
		},
	});
	expect(unannounced).toEqual([]);
	return sat;
}

/** The keys under which the intent of each write stands. */
const announcedBy: ReadonlyMap<string, RegExp> = new Map([
	['CreatePolicy', /\/create-policy/],
	['AttachPolicy', /\/attach-policy/],
	['UpdatePolicy', /\/(fill-prepared|empty-prepared|update)-policy/],
	['DetachPolicy', /\/detach-policy/],
	['DeletePolicy', /\/(delete|remove-unattached)-policy/],
	['PutInlinePolicyToPermissionSet', /\/(put|restore)-inline-policy\//],
	['DeleteInlinePolicyFromPermissionSet', /\/restore-inline-policy\//],
	['ProvisionPermissionSet', /\/provision(-restored)?\//],
	['UpdateAccessKey', /\/set-(in)?active\//],
]);
