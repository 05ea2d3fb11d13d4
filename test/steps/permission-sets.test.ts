import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/flags/answers.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {everyone, rehearsal} from './rehearsed.ts';
import {said, type WalkedThrough, walkThrough, writes} from './support.ts';

const attacker = ['cost-analyst', 'cost-analyst/management', 'cost-analyst/management/auditor'];
const colleague = 'ops-admin/cost-reports';

type Options = NonNullable<Parameters<typeof rehearsal>[1]>;

async function closeManagementAccount(
	options: Options = {},
	walking: Pick<Parameters<typeof walkThrough>[0], 'answerFirst'> = {},
): Promise<
	WalkedThrough & {readonly incident: ReturnType<typeof rehearsal>['incident']; readonly before: ReturnType<typeof inlinePolicies>}
> {
	const {incident, finding} = rehearsal('management-account', options);
	const before = inlinePolicies(incident.sandbox);
	const walked = await walkThrough({
		incident,
		finding,
		ask: rehearsed({finding, confirm: 'cost-analyst'}, () => false),
		settings: {deadlineSeconds: 120},
		...walking,
	});
	return {...walked, incident, before};
}

/** Byte by byte, by the name of the permission set; absent where there is none. */
const inlinePolicies = ({world}: Sandbox) =>
	Object.fromEntries([...world.identityCenter.permissionSets.values()].map(set => [set.name, set.inlinePolicy]));

describe('the management account, where no service control policy binds', () => {
	test('two of its permission sets are closed to the person alone, after a confirmation of their own', async () => {
		const {incident, finding} = rehearsal('management-account');
		const before = await everyone(incident, [...attacker, colleague]);
		expect(before).toEqual(Object.fromEntries([...attacker, colleague].map(name => [name, 'allowed'])));
		const {defect, result, exit, questions, sandbox, views} = await walkThrough({
			incident,
			finding,
			ask: rehearsed({finding, confirm: 'cost-analyst'}, () => false),
		});
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(result.managementAccount).toMatchObject({involved: 'yes', state: 'closed'});
		const gates = questions.filter(question => question.kind === 'confirm').map(question => question.id);
		expect(gates).toEqual(['confirm', 'confirm-permission-sets']);
		const written = writes(sandbox);
		// The member accounts are closed first; nothing is provisioned before its document is there.
		expect(written.slice(0, 2)).toEqual(['organizations:CreatePolicy', 'organizations:AttachPolicy']);
		// A provisioning that AWS was busy for is asked for again.
		expect([...new Set(written.slice(2))]).toEqual(['sso-admin:PutInlinePolicyToPermissionSet', 'sso-admin:ProvisionPermissionSet']);
		expect(said(views)).toMatch(/CostReports/);
		expect(await everyone(incident, [...attacker, colleague])).toEqual({
			...Object.fromEntries(attacker.map(name => [name, 'denied'])),
			[colleague]: 'allowed',
		});
	});

	test('reached directly and seen there by a finding: the one set that leads there is closed, and that is all', async () => {
		const {defect, result, exit} = await walkThrough({user: 'ops-admin', ask: rehearsed({user: 'ops-admin'}, () => false)});
		expect(defect).toBeUndefined();
		expect(result).toMatchObject({
			verdict: 'contained',
			problems: [],
			managementAccount: {
				involved: 'yes',
				state: 'closed',
				permissionSets: ['AdministratorAccess'],
				sets: [{name: 'AdministratorAccess', state: 'closed', reasons: []}],
			},
		});
		expect(exit).toBe(0);
	});

	test('a set whose provisioning fails is left half done: partial, and every surface names it', async () => {
		const {defect, result, exit, views, last} = await closeManagementAccount({faults: ['provisioning-fails:CostReports']});
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('partial');
		expect(exit).toBe(3);
		expect(result.managementAccount.state).not.toBe('closed');
		expect(result.problems.map(problem => `${problem.message} ${problem.next}`).join('\n')).toContain('CostReports');
		expect(said(views)).toContain('CostReports');
		expect(last).toContain('CostReports');
	});

	test('undone, every byte is as it was: what somebody wrote, and that nothing was there', async () => {
		const {defect, result, before, sandbox, incident} = await closeManagementAccount(
			{faults: ['provisioning-fails:AccountsAuditor']},
			{answerFirst: question => (question.id === 'closing-next' ? 'undo' : undefined)},
		);
		expect(defect).toBeUndefined();
		expect(before.CostReports).toMatch(/Dirección/);
		expect(before.AccountsAuditor).toBeUndefined();
		expect(inlinePolicies(sandbox)).toEqual(before);
		expect(result.verdict).toBe('partial');
		expect(await everyone(incident, [colleague])).toEqual({[colleague]: 'allowed'});
	});

	test('provisioning that succeeds and changes nothing is never taken for closed', async () => {
		const {defect, result, exit, incident} = await closeManagementAccount({faults: ['provisioning-changes-nothing']});
		expect(defect).toBeUndefined();
		expect(result.managementAccount.state).not.toBe('closed');
		expect(result.verdict).not.toBe('contained');
		expect(exit).toBe(3);
		expect(await everyone(incident, ['cost-analyst/management'])).toEqual({'cost-analyst/management': 'allowed'});
	});

	test('left open at its own confirmation: nothing of it is written, and the deny in the member accounts is proven', async () => {
		const {defect, result, exit, before, sandbox} = await closeManagementAccount(
			{},
			{
				answerFirst: question => {
					if (question.id === 'confirm-permission-sets') return 'back';
					return question.id === 'closing-stepped-back' ? 'leave' : undefined;
				},
			},
		);
		expect(defect).toBeUndefined();
		expect(inlinePolicies(sandbox)).toEqual(before);
		expect(writes(sandbox)).toEqual(['organizations:CreatePolicy', 'organizations:AttachPolicy']);
		expect(result.verdict).toBe('partial');
		expect(exit).toBe(3);
	});
});
