import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/flags/answers.ts';
import type {Answer, Question} from '../../src/runbook/questions.ts';
import {scenarios} from '../scenarios.ts';
import {everyone, rehearsal} from './rehearsed.ts';
import {type Incident, said, walkThrough, writes} from './support.ts';

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
	const {result, tasks} = await walkedWithTasks(incident, finding, ({id}) => (id === 'set-inactive' ? 'back' : undefined));
	expect(result).toMatchObject({verdict: 'contained', accessKeysInactive: []});
	expect(tasks).toEqual(expect.arrayContaining(['iam-user-keys', 'iam-user-password']));
	expect(await everyone(incident, ['user/release-bot', 'user/release-bot/2', 'test-user'])).toEqual({
		'user/release-bot': 'denied',
		'user/release-bot/2': 'denied',
		'test-user': 'allowed',
	});
});

test('what was set inactive in the walk is no task any more', async () => {
	const {incident, finding} = rehearsal('iam-user-key');
	const {result, tasks} = await walkedWithTasks(incident, finding, () => undefined);
	expect(result.accessKeysInactive).toHaveLength(2);
	expect(tasks).toContain('iam-user-password');
	expect(tasks).not.toContain('iam-user-keys');
});

/** Walked well but for what is answered first, and which tasks the follow-up listed. */
async function walkedWithTasks(incident: Incident, finding: string, answerFirst: (question: Question) => Answer | undefined) {
	const tasks: string[] = [];
	const {result} = await walkThrough({
		incident,
		finding,
		answerFirst: question => {
			if (question.kind === 'checklist') tasks.push(...question.items.map(item => item.id));
			return answerFirst(question);
		},
		ask: rehearsed({finding}, () => false),
	});
	return {result, tasks};
}

test('several actors of one finding, unattended: all of them in one deny, with both names typed', async () => {
	const {incident, finding} = rehearsal('two-people');
	const nobody = await walkThrough({incident: rehearsal('two-people').incident, finding});
	expect(nobody.exit).toBe(2);
	expect(nobody.result.problems.at(-1)?.next).toContain('--user everybody');
	const {result, exit, sandbox, facts} = await walkThrough({incident, finding, user: 'everybody', confirm: 'test-user data.team+etl'});
	expect(result.problems).toEqual([]);
	expect(facts.subjects).toHaveLength(2);
	expect(result.principals.map(({userName}) => userName).sort()).toEqual(['data.team+etl', 'test-user']);
	expect(result.verdict).toBe('contained');
	expect(exit).toBe(0);
	expect(writes(sandbox)).toEqual(['organizations:CreatePolicy', 'organizations:AttachPolicy']);
});

test('every scenario of this kind is among them', () => {
	const listed = new Set<string>(kinds.map(kind => kind.name));
	for (const name of listed) expect(scenarios.has(name)).toBe(true);
});

describe('who cannot be denied by a service control policy', () => {
	test.each([
		{
			who: 'the root user of the management account',
			user: 'arn:aws:iam::111111111111:root',
			kind: 'root',
			why: 'It belongs to the management account, where no service control policy applies',
			next: 'Sign in as the root user of account 111111111111',
		},
		{
			who: 'an IAM user of the management account',
			user: 'arn:aws:iam::111111111111:user/old-admin',
			kind: 'iam-user',
			why: 'It belongs to the management account, where no service control policy applies',
			next: 'aws iam update-access-key --user-name old-admin --access-key-id KEY_ID --status Inactive',
		},
		{
			who: 'an IAM user of another organization',
			user: 'arn:aws:iam::999999999999:user/somebody',
			kind: 'foreign-account',
			why: 'It belongs to an account outside this organization',
			next: 'Close what lets it in',
		},
		{
			who: 'a session of another organization',
			user: 'arn:aws:sts::999999999999:assumed-role/deploy/somebody',
			kind: 'foreign-account',
			why: 'It belongs to an account outside this organization',
			next: 'Close what lets it in',
		},
		{
			who: 'an AWS service',
			user: 'guardduty.amazonaws.com',
			kind: 'aws-service',
			why: 'An AWS service acted, and a deny would not stop who asked it to',
			next: 'Find who asked it to: look in CloudTrail',
		},
	])('$who: refused with why and what to do, and nothing written', async ({user, kind, why, next}) => {
		const {defect, result, exit, sandbox, views, questions} = await walkThrough({user, confirm: user});
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('refused');
		expect(exit).toBe(4);
		expect(result.principal?.kind).toBe(kind);
		expect(result.problems.map(problem => problem.code)).toEqual(['not-containable']);
		expect(result.problems[0]?.next).toContain(next);
		const byHand = said(views.filter(view => view.id.startsWith('by-hand-')));
		expect(byHand).toContain(why);
		expect(byHand).toContain(next);
		// Nothing to confirm either: the walk does not go on.
		expect(questions.map(question => question.id)).not.toContain('preview');
		expect(writes(sandbox)).toEqual([]);
		expect(said(views)).not.toMatch(/undefined/);
	});
});
