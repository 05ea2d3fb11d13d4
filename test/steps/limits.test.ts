import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/flags/answers.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {everyone, rehearsal} from './rehearsed.ts';
import {newIncident, policiesMade, said, walkThrough, writes} from './support.ts';

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
		const {result, exit, sandbox, views} = await respond('full-everywhere');
		expect(said(views.filter(view => view.id === 'plan'))).toContain('Free slot');
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

	// A delegation policy may let it write service control policies (Organizations user guide, "Delegated administrator"), so AWS is asked.
	describe('as a delegated administrator whom no delegation policy lets write', () => {
		const respond = (user: string) => walkThrough({incident: newIncident(), as: 'delegated-admin', user, confirm: user});

		test('the lock-out hazard is said before anything is written; AWS refuses the one write, and nothing is left', async () => {
			const {defect, result, exit, sandbox, views, questions} = await respond('test-user');
			expect(defect).toBeUndefined();
			expect(result.verdict).toBe('refused');
			expect(exit).toBe(5);
			expect(sandbox.calls.filter(call => call.write)).toMatchObject([
				{service: 'organizations', operation: 'CreatePolicy', errorCode: 'AccessDeniedException'},
			]);
			expect(policiesMade(sandbox)).toEqual([]);
			expect(result.policy).toMatchObject({id: null});
			const plan = said(views.filter(view => view.id === 'plan'));
			expect(plan).toContain('You are in member account 222222222222. A wrong deny could stop you from undoing it');
			expect(questions.map(question => question.id)).toContain('confirm');
			const codes = result.problems.map(problem => problem.code);
			expect(codes[0]).toBe('guard-management-account-caller');
			expect(new Set(codes.slice(1))).toEqual(new Set(['access-denied', 'who-else-not-asked']));
			expect(result.problems.at(-1)).toMatchObject({
				message: expect.stringContaining('AWS does not allow organizations:CreatePolicy'),
				next: 'Use a role that has the permission organizations:CreatePolicy, or have it granted.',
			});
			expect(result.problems.every(problem => problem.next.length > 0)).toBe(true);
		});

		test('that the management account cannot be closed from there is said before anything is written', async () => {
			const {views, sandbox} = await respond('ops-admin');
			const plan = said(views.filter(view => view.id === 'plan'));
			expect(plan).toContain('Its permission sets can be changed only from there; you are in 222222222222');
			expect(writes(sandbox)).toEqual(['organizations:CreatePolicy']);
		});
	});
});
