import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/answers.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {everyone, rehearsal} from './rehearsed.ts';
import {newIncident, policiesMade, walkThrough, writes} from './support.ts';

async function respond(name: string) {
	const {incident, finding} = rehearsal(name);
	const walked = await walkThrough({incident, finding, ask: rehearsed({finding}, () => false)});
	expect(walked.defect).toBeUndefined();
	return {...walked, incident};
}

/** What the sandbox was asked to attach, in order. */
const attached = (sandbox: Sandbox) => writes(sandbox).filter(write => write === 'organizations:AttachPolicy').length;

describe('the limits of AWS Organizations', () => {
	test('a root without a free slot: attached below it, everywhere they reach, and proven', async () => {
		const {result, exit, sandbox, incident} = await respond('full-root');
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(result.policy?.targets).not.toContain('r-ab12');
		expect(attached(sandbox)).toBeGreaterThan(1);
		expect(await everyone(incident, ['test-user', 'ops-admin'])).toEqual({'test-user': 'denied', 'ops-admin': 'allowed'});
	});

	test('a policy prepared before and attached already: its content is exchanged, and no slot is needed', async () => {
		const {result, exit, sandbox, incident} = await respond('prepared-policy');
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(writes(sandbox)).toEqual(['organizations:UpdatePolicy']);
		expect(await everyone(incident, ['test-user', 'ops-admin'])).toEqual({'test-user': 'denied', 'ops-admin': 'allowed'});
	});

	test('no free slot anywhere: AWS refuses, nothing is left behind, and the next step is said', async () => {
		const {result, exit, sandbox} = await respond('full-everywhere');
		expect(result.verdict).toBe('refused');
		expect(exit).toBe(5);
		expect(result.problems.map(problem => problem.code)).toContain('no-free-slot');
		expect(policiesMade(sandbox)).toEqual([]);
	});

	test.each(['policies-disabled', 'consolidated-billing'])('%s: refused before anything is written', async name => {
		const {result, exit, sandbox} = await respond(name);
		expect(result.verdict).toBe('refused');
		expect(exit).toBe(4);
		expect(result.problems.every(problem => problem.next.length > 0)).toBe(true);
		expect(writes(sandbox)).toEqual([]);
	});

	test('as a delegated administrator: what is allowed is done, and what is not is said with its next step', async () => {
		const {result, exit, sandbox, defect} = await walkThrough({
			incident: newIncident(),
			as: 'delegated-admin',
			user: 'test-user',
			confirm: 'test-user',
		});
		expect(defect).toBeUndefined();
		if (exit !== 0) expect(policiesMade(sandbox)).toEqual([]);
		expect(['contained', 'partial', 'not-proven', 'refused']).toContain(result.verdict);
		expect(result.verdict === 'contained').toBe(exit === 0);
		expect(result.problems.every(problem => problem.next.length > 0)).toBe(true);
	});
});
