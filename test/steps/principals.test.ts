import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/answers.ts';
import {scenarios} from '../scenarios.ts';
import {everyone, rehearsal} from './rehearsed.ts';
import {said, walkThrough, writes} from './support.ts';

/** `live`: callers that hold what leaked. `others`: those that are nearly the same, or work beside them, and must go on. */
const kinds = [
	{name: 's3-discovery', typed: 'test-user', live: ['test-user'], others: ['ops-admin']},
	{name: 'iam-user-key', typed: 'release-bot', live: ['user/release-bot', 'user/release-bot/2'], others: ['test-user', 'ops-admin']},
	{name: 'role-session', typed: 'nightly-export', live: ['nightly-export'], others: ['weekly-export', 'test-user', 'ops-admin']},
	{name: 'instance-credentials', typed: 'i-0a1b2c3d4e5f60718', live: ['payments-web'], others: ['test-user', 'ops-admin']},
	{name: 'member-root', typed: undefined, live: ['member-root'], others: ['test-user', 'ops-admin']},
	{name: 'two-people', typed: undefined, live: ['test-user'], others: ['ops-admin']},
] as const;

describe.each(kinds)('$name', ({name, live, others}) => {
	test('from its finding to the verdict; whoever is not meant goes on', async () => {
		const {incident, finding} = rehearsal(name);
		const {sandbox} = incident;
		const callers = [...live, ...others];
		expect(callers.filter(caller => sandbox.otherCallers[caller] === undefined)).toEqual([]);
		expect(await everyone(incident, callers)).toEqual(Object.fromEntries(callers.map(caller => [caller, 'allowed'])));
		const {defect, result, exit, questions} = await walkThrough({
			incident,
			finding,
			ask: rehearsed({finding}, () => false),
		});
		expect(defect).toBeUndefined();
		expect(result.problems).toEqual([]);
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(questions.filter(question => question.id === 'confirm')).toHaveLength(1);
		expect(await everyone(incident, callers)).toEqual({
			// What leaked of an IAM user is no session: its access keys are set inactive too.
			...Object.fromEntries(live.map(caller => [caller, name === 'iam-user-key' ? 'inactive' : 'denied'])),
			...Object.fromEntries(others.map(caller => [caller, 'allowed'])),
		});
	});
});

test('an IAM user whose access keys stay active is denied all the same', async () => {
	const {incident, finding} = rehearsal('iam-user-key');
	const {result} = await walkThrough({
		incident,
		finding,
		answerFirst: ({id}) => (id === 'set-inactive' ? 'leave' : undefined),
		ask: rehearsed({finding}, () => false),
	});
	expect(result).toMatchObject({verdict: 'contained', accessKeysInactive: []});
	expect(await everyone(incident, ['user/release-bot', 'user/release-bot/2', 'test-user'])).toEqual({
		'user/release-bot': 'denied',
		'user/release-bot/2': 'denied',
		'test-user': 'allowed',
	});
});

test('every scenario of this kind is among them', () => {
	const listed = new Set<string>(kinds.map(kind => kind.name));
	for (const name of listed) expect(scenarios.has(name)).toBe(true);
});

describe('who cannot be denied by a service control policy', () => {
	test.each([
		['the root user of the management account', 'arn:aws:iam::111111111111:root'],
		['an IAM user of the management account', 'arn:aws:iam::111111111111:user/old-admin'],
		['an IAM user of another organization', 'arn:aws:iam::999999999999:user/somebody'],
		['a session of another organization', 'arn:aws:sts::999999999999:assumed-role/deploy/somebody'],
		['an AWS service', 'guardduty.amazonaws.com'],
	])('%s: refused with what to do, and nothing written', async (_who, user) => {
		const {defect, result, exit, sandbox, views} = await walkThrough({user, confirm: user});
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('refused');
		expect([2, 4]).toContain(exit);
		expect(result.problems.every(problem => problem.next.length > 0)).toBe(true);
		expect(result.problems.length).toBeGreaterThan(0);
		expect(writes(sandbox)).toEqual([]);
		expect(said(views)).not.toMatch(/undefined/);
	});
});
