import {isDeepStrictEqual} from 'node:util';
import {describe, expect, test} from 'vitest';
import type {PolicyDocument} from '../../src/sandbox/authorization/policy.ts';
import {addFinding, findingOf, said, testUserId, type WalkedThrough, walkThrough, writes} from './support.ts';

const management = '111111111111';

/** Partly contained as long as what they were seen with there is not closed. */
function expectInvolved({result, exit, views, defect}: WalkedThrough, state: 'open' | 'unknown' | 'closed'): void {
	expect(defect).toBeUndefined();
	expect(result.managementAccount).toMatchObject({involved: 'yes', state});
	expect(result.verdict).toBe(state === 'closed' ? 'contained' : 'partial');
	expect(exit).toBe(state === 'closed' ? 0 : 3);
	expect(said(views)).toContain(`THE MANAGEMENT ACCOUNT IS INVOLVED (${management})`);
}

describe('a session was there, so the management account is involved', () => {
	test('the ARN of a session in the management account was given', async () => {
		const user = `arn:aws:sts::${management}:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/test-user`;
		const walked = await walkThrough({user, confirm: 'test-user'});
		expectInvolved(walked, 'closed');
		const {result, questions, sandbox} = walked;
		const {world, calls} = sandbox;
		const set = [...world.identityCenter.permissionSets.values()].find(({name}) => name === 'AdministratorAccess');
		expect(result.managementAccount).toEqual({
			id: management,
			involved: 'yes',
			state: 'closed',
			permissionSets: ['AdministratorAccess'],
			sets: [{name: 'AdministratorAccess', arn: set?.arn, state: 'closed', reasons: []}],
		});
		expect(result.problems).toEqual([]);
		expect(questions.filter(({kind}) => kind === 'confirm').map(({id}) => id)).toEqual(['confirm', 'confirm-permission-sets']);
		// A provisioning that AWS was busy for is asked for again.
		expect([...new Set(writes(sandbox))]).toEqual([
			'organizations:CreatePolicy',
			'organizations:AttachPolicy',
			'sso-admin:PutInlinePolicyToPermissionSet',
			'sso-admin:ProvisionPermissionSet',
		]);
		// The set had no inline policy. What it has now denies this person, by each key of theirs, and nobody else.
		const put: PolicyDocument = JSON.parse(set?.inlinePolicy ?? '');
		expect(put.Statement).toEqual([
			expect.objectContaining({Effect: 'Deny', Action: '*', Condition: {StringEquals: {'identitystore:UserId': testUserId}}}),
			expect.objectContaining({Effect: 'Deny', Action: '*', Condition: {StringLike: {'aws:userid': '*:test-user'}}}),
		]);
		// Provisioned to the management account, and to no other one that the set leads to.
		const holding = [...world.roles.values()].filter(role => [...role.inlinePolicies.values()].some(one => isDeepStrictEqual(one, put)));
		expect(holding.map(role => role.arn)).toEqual([
			expect.stringMatching(`^arn:aws:iam::${management}:.*/AWSReservedSSO_AdministratorAccess_`),
		]);
		// Read back after that, then simulated: the person by each key, and somebody else.
		const after = calls.slice(calls.findLastIndex(({operation}) => operation === 'ProvisionPermissionSet'));
		const done = after.map(({operation}) => operation).filter(one => one === 'GetRolePolicy' || one === 'SimulatePrincipalPolicy');
		// It is looked at again before each verdict.
		const checks = done.slice(0, done.lastIndexOf('SimulatePrincipalPolicy') + 1);
		expect(checks.filter(one => one === 'SimulatePrincipalPolicy')).toHaveLength(3);
		expect(checks.slice(0, -3)).not.toEqual([]);
		expect(new Set(checks.slice(0, -3))).toEqual(new Set(['GetRolePolicy']));
	});

	test.each([
		['the second', [findingOf('444444444444'), findingOf(management)]],
		['the first', [findingOf(management), findingOf('444444444444')]],
		['the only one', [findingOf(management)]],
	])('of the findings that were pasted, %s is there', async (_which, findings) => {
		expectInvolved(await walkThrough({user: JSON.stringify(findings), confirm: 'test-user'}), 'open');
	});

	test.each([
		['an ordinary role', 'open', {PrincipalId: 'AROAEXAMPLE0000000091:test-user', UserName: 'OrganizationAdmin'}],
		['a role without a name', 'open', {PrincipalId: 'AROAEXAMPLE0000000091:test-user', UserName: ''}],
		[
			'other letter case',
			'closed',
			{PrincipalId: 'AROAEXAMPLE0000000091:Test-User', UserName: 'AWSReservedSSO_AdministratorAccess_0123456789abcdef'},
		],
		['the user id alone', 'open', {PrincipalId: testUserId, UserName: '', UserType: 'IdentityCenterUser'}],
	] as const)('GuardDuty saw the person there under %s', async (_how, state, key) => {
		const walked = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			prepare: sandbox => addFinding(sandbox, findingOf(management, key)),
		});
		// Without it the test would show nothing.
		expect(walked.facts.findingsLook?.soFar().findings.map(finding => finding.id)).toContain(`made-${management}`);
		expectInvolved(walked, state);
	});

	test('the same finding about somebody else changes nothing', async () => {
		const {result} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			prepare: sandbox => addFinding(sandbox, findingOf(management, {PrincipalId: 'AROAEXAMPLE0000000091:test-user2'})),
		});
		expect(result.managementAccount.involved).toBe('no');
		expect(result.verdict).toBe('contained');
	});
});

describe('what was open before cannot be seen', () => {
	test('memberships and assignments were removed beforehand: unknown, never contained', async () => {
		const {result, exit, defect} = await walkThrough({
			user: 'ops-admin',
			confirm: 'ops-admin',
			prepare: ({world: {identityCenter, guardDuty}}) => {
				const person = [...identityCenter.users.values()].find(user => user.userName === 'ops-admin');
				const others = identityCenter.memberships.filter(membership => membership.userId !== person?.id);
				expect(others.length).toBeLessThan(identityCenter.memberships.length);
				identityCenter.memberships.splice(0, Infinity, ...others);
				const elsewhere = guardDuty.findings.filter(finding => finding.AccountId !== management);
				guardDuty.findings.splice(0, Infinity, ...elsewhere);
			},
		});
		expect(defect).toBeUndefined();
		expect(result.managementAccount).toMatchObject({involved: 'unknown', permissionSets: []});
		expect(result.verdict).toBe('partial');
		expect(exit).toBe(3);
	});
});
