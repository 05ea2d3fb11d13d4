import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {findingOf, namesDenied, policiesMade, said, testUserId, walkThrough, wellAnswered, writes} from './support.ts';

describe('somebody from an account that is not ours', () => {
	test.each([
		['probed where the walk chooses', {}],
		['probed in an account of ours', {probeAccounts: ['444444444444']}],
		['probed in the foreign account', {probeAccounts: ['999999999999']}],
	])('a session named like a user of ours, %s: not containable, nothing sent', async (_where, settings) => {
		const assumed: string[] = [];
		const {result, exit, sandbox, defect} = await walkThrough({
			answering: ({operation, body}) => {
				if (operation === 'AssumeRole') assumed.push(decodeURIComponent(body));
				return undefined;
			},
			user: 'arn:aws:sts::999999999999:assumed-role/AWSReservedSSO_X_0123456789abcdef/test-user',
			confirm: 'test-user',
			settings,
		});
		expect(defect).toBeUndefined();
		expect(result.problems.at(-1)?.code).toBe('not-containable');
		expect(result.principal?.kind).toBe('foreign-account');
		expect(exit).toBe(4);
		expect(writes(sandbox)).toEqual([]);
		// The findings' administrator may be asked in a role of ours meanwhile; no probe is opened, and nothing in the foreign account.
		expect(assumed.filter(form => /999999999999|tourniquet-probe|test-user/.test(form))).toEqual([]);
	});

	test('a finding from there while our accounts are still being listed', async () => {
		let release: () => void = () => {};
		const slow = new Promise<void>(resolve => {
			release = resolve;
		});
		const {exit, sandbox, result} = await walkThrough({
			user: JSON.stringify(findingOf('999999999999')),
			confirm: 'test-user',
			hold: call => (call.operation === 'ListAccounts' ? slow : undefined),
			answerFirst: question => {
				if (question.id === 'subject') release();
				return undefined;
			},
		});
		expect(result.problems.at(-1)?.code).toBe('not-containable');
		expect(exit).toBe(4);
		expect(writes(sandbox)).toEqual([]);
	});
});

describe('nobody but the one named is denied', () => {
	test("a finding with one person's id and another's name denies the one whose id it is", async () => {
		const key = {PrincipalId: testUserId, UserName: 'break-glass', UserType: 'IdentityCenterUser'};
		const {result, sandbox, defect} = await walkThrough({
			user: JSON.stringify(findingOf('444444444444', key)),
			confirm: 'test-user',
		});
		expect(defect).toBeUndefined();
		expect(result.principal).toMatchObject({userName: 'test-user', userId: testUserId});
		const made = policiesMade(sandbox);
		expect(made.map(policy => namesDenied(policy.content))).toEqual([['test-user']]);
		expect(made[0]?.content).not.toContain('break-glass');
		expect(result.problems.map(problem => problem.code)).toContain('name-of-somebody-else');
	});
});

describe('a user who was deleted from the identity store', () => {
	const deleted = ({world: {identityCenter, guardDuty}}: Sandbox) => {
		expect(identityCenter.users.delete(testUserId)).toBe(true);
		guardDuty.findings.splice(0);
	};

	test('a typed name is refused: it cannot be told from a slip of the keyboard', async () => {
		const {exit, result, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-user', prepare: deleted});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('user-not-found');
		expect(writes(sandbox)).toEqual([]);
	});

	test('in person, a name that nobody has is typed again; leaving ends as it would unattended', async () => {
		for (const again of [true, false]) {
			const typed: string[] = [];
			const walked = await walkThrough({
				ask: wellAnswered('test-user'),
				answerFirst: ({id}) => {
					if (id.startsWith('subject')) return typed.push(id) === 1 ? 'Test-User' : 'test-user';
					if (id === 'who-again') return again ? 'again' : 'leave';
					return undefined;
				},
			});
			expect(walked.exit).toBe(again ? 0 : 4);
			expect(typed).toEqual(again ? ['subject', 'subject-again'] : ['subject']);
			expect(said(walked.views)).toContain('The identity store has no user named Test-User');
			if (again) expect(walked.result).toMatchObject({verdict: 'contained', principal: {userName: 'test-user'}, problems: []});
			else expect(walked.result.problems.at(-1)?.code).toBe('user-not-found');
		}
	});

	test("the session's ARN goes on by name, and is never called contained", async () => {
		const {exit, result, sandbox, defect} = await walkThrough({
			user: 'arn:aws:sts::444444444444:assumed-role/AWSReservedSSO_DataEngineer_0123456789abcdef/test-user',
			confirm: 'test-user',
			prepare: deleted,
		});
		expect(defect).toBeUndefined();
		expect(result.principal).toMatchObject({userName: 'test-user', userId: null});
		expect(policiesMade(sandbox).map(policy => [namesDenied(policy.content), policy.on])).toEqual([[['test-user'], ['r-ab12']]]);
		expect(result.verdict).toBe('partial');
		expect(exit).toBe(3);
	});
});
