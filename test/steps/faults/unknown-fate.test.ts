import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../../src/commands/flags/answers.ts';
import type {Sandbox} from '../../../src/sandbox/sandbox.ts';
import {type Incident, policiesMade, type WalkedThrough, walkThrough} from '../support.ts';
import {aWhile, disturbed, mustHold, type Run} from './matrix.ts';
import {wholesale} from './runs.ts';

const always = Number.POSITIVE_INFINITY;

const problemsOf = ({result}: WalkedThrough) => new Map(result.problems.map(problem => [problem.code, problem]));

/** A second sitting in which nothing goes wrong. */
const resume = (incident: Incident) => walkThrough({incident, ask: rehearsed({finding: findingOf(incident.sandbox)}, () => false)});

function findingOf({world}: Sandbox): string {
	const id = world.guardDuty.findings[0]?.Id;
	if (id === undefined) throw new Error('no finding');
	return id;
}

describe('AWS refuses the attachment, and cannot be asked from then on whether it is on', async () => {
	const scenario = 'full-everywhere';
	const {order} = await disturbed({scenario, faults: []});
	const after = order.indexOf('organizations:AttachPolicy') + 1;

	test('every way to lose AWS is said', {timeout: 120_000}, async () => {
		expect(after).toBeGreaterThan(0);
		const runs = wholesale.flatMap(kind => [aWhile, always].map((times): Run => ({scenario, faults: [{action: '*', kind, after, times}]})));
		await mustHold('lost after the attachment was refused', runs);
	});

	test('the refusal is said, then why it is not known, and what to do; a resume finds out', async () => {
		const {walked, incident} = await disturbed({scenario, faults: [{action: '*', kind: 'throttled', after, times: always}]});
		expect(walked.exit).toBe(3);
		expect([...problemsOf(walked).keys()]).toEqual(['guard-slot', 'max-policy-type-attachment-limit-exceeded', 'attachment-unknown']);
		const unknown = problemsOf(walked).get('attachment-unknown');
		expect(unknown?.message).toMatch(/not known.*organizations:ListPoliciesForTarget/);
		expect(unknown?.next).toMatch(/Wait a minute.*resume/);
		expect(walked.last).toContain(unknown?.message);
		// What AWS answered stands on the screen too.
		expect(JSON.stringify(walked.views.at(-1))).toContain('as many service control policies attached as AWS allows');
		const resumed = await resume(incident);
		expect(resumed.defect).toBeUndefined();
		expect(resumed.exit).toBe(5);
		expect([...problemsOf(resumed).keys()]).toContain('no-free-slot');
		expect([...problemsOf(resumed).keys()]).not.toContain('attachment-unknown');
		expect(policiesMade(incident.sandbox)).toEqual([]);
	});
});

describe('the answer to the making is lost, and whose the policy of that name is cannot be read', () => {
	const run: Run = {
		scenario: 'instance-credentials',
		faults: [
			{action: 'organizations:DescribePolicy', kind: 'throttled', after: 0, times: aWhile},
			{action: 'organizations:CreatePolicy', kind: 'answer-lost', after: 0, times: 1},
		],
	};

	test('said, with what could not be read; a resume adopts it', async () => {
		const {walked, incident, wrong} = await disturbed(run);
		expect(wrong).toEqual([]);
		expect(walked.exit).toBe(5);
		const taken = problemsOf(walked).get('policy-name-taken');
		expect(taken?.message).toMatch(/There already is a policy.*not known.*organizations:DescribePolicy/);
		expect(taken?.next).toMatch(/Wait a minute.*resum/);
		const [made, ...others] = policiesMade(incident.sandbox);
		expect(others).toEqual([]);
		expect(made?.on).toEqual([]);
		const resumed = await resume(incident);
		expect(resumed.defect).toBeUndefined();
		expect(resumed.result.verdict).toBe('contained');
		expect(policiesMade(incident.sandbox)).toMatchObject([{id: made?.id, on: ['r-ab12']}]);
	});

	test('the list of policies cannot be read either', async () => {
		const unlisted = {action: 'organizations:ListPolicies', kind: 'denied', after: 0, times: always} as const;
		const {walked, wrong} = await disturbed({...run, faults: [unlisted, ...run.faults.slice(1)]});
		expect(wrong).toEqual([]);
		expect(problemsOf(walked).get('policy-name-taken')?.message).toContain('organizations:ListPolicies');
	});
});

describe('AWS stops answering just as a document is to be written', () => {
	async function struck(scenario: string, times: number) {
		const {order} = await disturbed({scenario, faults: []});
		const after = order.indexOf('organizations:UpdatePolicy');
		expect(after).toBeGreaterThan(0);
		return disturbed({scenario, faults: [{action: '*', kind: 'throttled', after, times}]});
	}

	test('into a prepared policy: said that it is not known, and why; a resume finds out', async () => {
		const {walked, incident, wrong} = await struck('prepared-policy', always);
		expect(wrong).toEqual([]);
		expect(walked.exit).toBe(3);
		expect(problemsOf(walked).get('throttled')?.message).toContain('organizations:UpdatePolicy');
		expect(problemsOf(walked).get('filling-unknown')?.message).toMatch(/not known.*organizations:DescribePolicy/);
		const resumed = await resume(incident);
		expect(resumed.defect).toBeUndefined();
		expect(resumed.result.verdict).toBe('contained');
	});

	test('into the deny that is on: said what could not be read', async () => {
		const {walked, wrong} = await struck('role-chaining', always);
		expect(wrong).toEqual([]);
		const messages = walked.result.problems.map(({message}) => message).join(' ');
		expect(messages).toContain('organizations:UpdatePolicy');
		expect(messages).toContain('organizations:DescribePolicy');
	});
});
