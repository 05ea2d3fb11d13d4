import {describe, expect, test} from 'vitest';
import {problemOf, sandboxedAws} from './support.ts';

const AUDIT = '222222222222';

describe('findings', () => {
	test('the delegated administrator’s findings are read through the findings role, newest first, archived and samples included', async () => {
		const {aws, sandbox, calls} = await sandboxedAws();
		const accountId = await aws.findings.delegatedAdministrator('us-east-1');
		expect(accountId).toBe(AUDIT);
		const {detector, findings} = await aws.findings.recent({region: 'us-east-1', accountId: AUDIT}, 0);
		expect(detector).toBe(true);
		expect(findings.length).toBeGreaterThan(3);
		expect(findings.map(({updatedAt}) => updatedAt)).toEqual([...findings.map(({updatedAt}) => updatedAt)].sort((a, b) => b - a));
		expect(findings.some(({archived}) => archived)).toBe(true);
		expect(findings.some(({sample}) => sample)).toBe(true);
		expect(new Set(findings.map(({detectedIn}) => detectedIn))).toEqual(new Set(['us-east-1']));
		expect(calls.filter(({operation}) => operation === 'GetFindings').map(({account}) => account)).toEqual([AUDIT]);
		expect(sandbox.calls.find(({operation}) => operation === 'AssumeRole')?.account).toBe('111111111111');
	});

	test('only what was updated since then', async () => {
		const {aws} = await sandboxedAws();
		const all = await aws.findings.recent({region: 'us-east-1', accountId: AUDIT}, 0);
		const middle = all.findings[Math.floor(all.findings.length / 2)]?.updatedAt ?? 0;
		const some = await aws.findings.recent({region: 'us-east-1', accountId: AUDIT}, middle);
		expect(some.findings).toEqual(all.findings.filter(({updatedAt}) => updatedAt >= middle));
		expect(some.findings.length).toBeLessThan(all.findings.length);
	});

	test('a region without a detector is not a region without findings', async () => {
		const {aws} = await sandboxedAws();
		expect(await aws.findings.recent({region: 'us-west-2'}, 0)).toEqual({detector: false, findings: []});
	});

	test('the responder’s own account needs no role', async () => {
		const {aws, sandbox} = await sandboxedAws();
		await aws.findings.recent({region: 'us-east-1', accountId: '111111111111'}, 0);
		expect(sandbox.calls.map(({operation}) => operation)).not.toContain('AssumeRole');
	});

	test('one session of the findings role serves every region, and a new one is taken before it expires', async () => {
		const {aws, sandbox, clock} = await sandboxedAws();
		const assumed = () => sandbox.calls.filter(({operation}) => operation === 'AssumeRole').length;
		await aws.findings.recent({region: 'us-east-1', accountId: AUDIT}, 0);
		await aws.findings.recent({region: 'eu-west-1', accountId: AUDIT}, 0);
		expect(assumed()).toBe(1);
		await clock.sleep(56 * 60 * 1000);
		await aws.findings.recent({region: 'us-east-1', accountId: AUDIT}, 0);
		expect(assumed()).toBe(2);
	});

	test('a role that may not be assumed says so', async () => {
		const {aws} = await sandboxedAws({findingsRole: 'no-such-role'});
		const problem = await problemOf(aws.findings.recent({region: 'us-east-1', accountId: AUDIT}, 0));
		expect(problem).toMatchObject({code: 'access-denied'});
		expect(problem.next).toContain('sts:AssumeRole');
	});

	test('an endpoint without GuardDuty is said to be one', async () => {
		const {aws} = await sandboxedAws({}, {faults: ['lacks:guardduty']});
		const problem = await problemOf(aws.findings.recent({region: 'us-east-1'}, 0));
		expect(problem.code).toBe('not-what-aws-sends');
		expect(problem.message).toMatch(/guardduty:ListDetectors in us-east-1.*404.*Not Found/);
		expect(problem.message).not.toContain('<');
	});
});
