import {describe, expect, test} from 'vitest';
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
		expect(walked.result.managementAccount.sets).toMatchObject([{name: 'AdministratorAccess', state: 'closed', reasons: []}]);
		expect(new Set(writes(walked.sandbox))).toEqual(
			new Set([
				'organizations:CreatePolicy',
				'organizations:AttachPolicy',
				'sso-admin:PutInlinePolicyToPermissionSet',
				'sso-admin:ProvisionPermissionSet',
			]),
		);
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
