import {describe, expect, test} from 'vitest';
import {scenarios} from '../../scenarios.ts';
import {recoveries, responses} from '../crash/courses.ts';
import type {Course} from '../crash/matrix.ts';
import {newIncident, walkThrough} from '../support.ts';
import type {Between} from '../wire.ts';
import {unannounced} from './announced.ts';
import {connectionReset, goWrong} from './wire-faults.ts';

type Walked = Course['walked'];

const spread = {minimumMs: 500, maximumMs: 3000};

/**
 * A walk in which the first answer to an action is lost after its effect, and with it the way to AWS for some of the responder's calls. Where
 * that keeps it from its end it says so, and a second sitting brings it there. Answers how often the action had an effect.
 */
async function lose({scenario, before, walked, verdict}: Course, operation: string, closedCalls = 0): Promise<number> {
	const found = scenarios.get(scenario);
	const incident = newIncident({...(found === undefined ? {} : {scenario: found}), propagation: spread, provisioning: spread});
	if (before !== undefined) await walkThrough({...before, incident});
	const callsBefore = incident.sandbox.calls.length;
	const wrong: string[] = [];
	let lost = false;
	let closed = 0;
	const between: Between = async (call, handOn) => {
		const problem = unannounced(call, incident);
		if (problem !== undefined) wrong.push(problem);
		if (!lost && call.operation === operation) {
			const reply = await handOn();
			// What AWS did not take yet is no effect.
			if (reply.statusCode !== 200) return reply;
			lost = true;
			closed = closedCalls;
			throw connectionReset();
		}
		if (call.accessKeyId !== incident.sandbox.responder.accessKeyId || closed === 0) return handOn();
		closed -= 1;
		return goWrong('reset', call, handOn, incident.clock);
	};
	const effects = () =>
		incident.sandbox.calls.slice(callsBefore).filter(call => call.operation === operation && call.outcome === 'allowed').length;
	// Whoever is asked whether to try again does, for a while.
	let again = 0;
	const answerFirst: Walked['answerFirst'] = (question, sandbox) =>
		question.id === 'closing-next' && closedCalls > 0 && ++again <= 3 ? 'again' : walked.answerFirst?.(question, sandbox);
	let {result, defect} = await walkThrough({...walked, answerFirst, incident, between});
	expect(defect).toBeUndefined();
	expect(lost).toBe(true);
	if (closedCalls > 0 && result.verdict !== verdict) {
		expect(result.problems.filter(problem => /\w+:[A-Z]\w+/.test(problem.message) && problem.next !== '')).not.toEqual([]);
		closed = 0;
		({result, defect} = await walkThrough({...walked, answerFirst, incident, between}));
		expect(defect).toBeUndefined();
	}
	expect(wrong).toEqual([]);
	expect(result.verdict, JSON.stringify(result.problems, null, 1)).toBe(verdict);
	return effects();
}

const course = (courses: readonly Course[], scenario: string): Course => {
	const found = courses.find(one => one.scenario === scenario);
	if (found === undefined) throw new Error(`no course through ${scenario}`);
	return found;
};

/** How often an action has an effect in an undisturbed walk. */
const cases = [
	['s3-discovery', 'CreatePolicy', 1],
	['s3-discovery', 'AttachPolicy', 1],
	['full-root', 'AttachPolicy', 4],
	['prepared-policy', 'UpdatePolicy', 1],
	['role-chaining', 'UpdatePolicy', 1],
	['iam-user-key', 'UpdateAccessKey', 2],
	['management-account', 'PutInlinePolicyToPermissionSet', 2],
	['management-account', 'ProvisionPermissionSet', 2],
] as const;
const undoing = [
	['s3-discovery', 'DetachPolicy', 1],
	['s3-discovery', 'DeletePolicy', 1],
	['prepared-policy', 'UpdatePolicy', 1],
	['management-account', 'PutInlinePolicyToPermissionSet', 1],
	['management-account', 'DeleteInlinePolicyFromPermissionSet', 1],
	['management-account', 'ProvisionPermissionSet', 2],
	['iam-user-key', 'UpdateAccessKey', 2],
] as const;

describe('the answer is lost after the effect: noticed, adopted, and not done twice', () => {
	test.each(cases)('%s: %s', async (scenario, operation, times) => {
		expect(await lose(course(responses, scenario), operation)).toBe(times);
	});
	test.each(undoing)('%s, taken off again: %s', async (scenario, operation, times) => {
		expect(await lose(course(recoveries, scenario), operation)).toBe(times);
	});
});

/** Trying again provisions every set once more, a set that went well meanwhile too: so the way is open again before any of them goes well. */
const closedFor = (operation: string) => (operation === 'ProvisionPermissionSet' ? 6 : 12);

describe('the way to AWS is closed after that: said, and adopted when it is open again', () => {
	test.each(cases)('%s: %s', async (scenario, operation, times) => {
		// The next tightening names test sessions of its own: that is another document.
		const another = operation === 'UpdatePolicy' && scenario === 'role-chaining' ? 1 : 0;
		expect(await lose(course(responses, scenario), operation, closedFor(operation))).toBe(times + another);
	});
	test.each(undoing)('%s, taken off again: %s', async (scenario, operation, times) => {
		expect(await lose(course(recoveries, scenario), operation, closedFor(operation))).toBe(times);
	});
});
