import {describe, expect, test} from 'vitest';
import {said, walkThrough, writes} from './support.ts';

describe('the walk, unattended', () => {
	test('contains a user given by name, and proves it', async () => {
		const walked = await walkThrough({user: 'test-user', confirm: 'test-user'});
		expect(walked.defect).toBeUndefined();
		expect(walked.result.problems).toEqual([]);
		expect(walked.result.verdict).toBe('contained');
		expect(walked.exit).toBe(0);
		expect(writes(walked.sandbox)).toEqual(['organizations:CreatePolicy', 'organizations:AttachPolicy']);
		const policyId = walked.result.policy?.id;
		const targets = walked.result.proof.filter(row => row.session === 'target');
		expect(new Set(targets.map(row => row.account)).size).toBeGreaterThanOrEqual(2);
		expect(new Set(targets.map(row => row.service)).size).toBeGreaterThanOrEqual(2);
		for (const row of targets) expect(row).toMatchObject({before: 'allowed', after: 'denied', deniedBy: policyId});
		for (const row of walked.result.proof.filter(row => row.session === 'control')) expect(row).toMatchObject({before: 'allowed', after: 'allowed'});
	});

	test('without a confirmation it plans and writes nothing', async () => {
		const walked = await walkThrough({user: 'test-user'});
		expect(walked.result.verdict).toBe('planned');
		expect(walked.exit).toBe(0);
		expect(writes(walked.sandbox)).toEqual([]);
		expect(walked.sandbox.calls.some(call => call.operation === 'AssumeRole' && call.userAgent.includes('incident'))).toBe(false);
		expect(said(walked.views)).toContain('This denies everything test-user does, in all 6 member accounts');
	});
});
