import {describe, expect, test} from 'vitest';
import {type Circumstances, residualRisks} from '../../../src/containment/proof/residual-risk.ts';

const user: Circumstances = {
	principal: {kind: 'identity-center-user', userName: 'test-user'},
	managementAccount: 'not-involved',
	deniesUserId: true,
	deniesSessionName: true,
};
const risks = (changes: Partial<Circumstances> = {}) =>
	residualRisks({...user, ...changes}).map(risk => `${risk.code}${risk.certain ? '!' : ''}`);

describe('what is left open', () => {
	test('for an Identity Center user', () => {
		expect(risks()).toEqual([
			'chained-sessions',
			'portal-session!',
			'account-access-manager',
			'management-account-earlier',
			'user-id-untested!',
			'differing-session-name',
			'made-by-the-session',
			'eks-tokens',
			'presigned-urls',
			'service-linked-roles!',
		]);
	});

	test('the management account, first, unless it is closed or not involved', () => {
		expect(risks({managementAccount: 'open'})[0]).toBe('management-account!');
		expect(risks({managementAccount: 'unknown'})[0]).toBe('management-account');
		expect(risks({managementAccount: 'closed'})).toEqual(risks().filter(risk => risk !== 'management-account-earlier'));
	});

	test('what the deny does not name', () => {
		expect(risks({deniesUserId: false})).toContain('no-user-id!');
		expect(risks({deniesUserId: false})).not.toContain('user-id-untested!');
		expect(risks({deniesSessionName: false})).toContain('no-session-name!');
		expect(risks({deniesSessionName: false})).not.toContain('differing-session-name');
	});

	test('what following the chain showed, in place of not having followed it', () => {
		const chain = (complete: boolean, alive: boolean, outOfReach: boolean) =>
			risks({chain: {complete, alive, outOfReach}}).filter(
				risk => risk.startsWith('chain') || ['trail-delay', 'other-regions'].includes(risk),
			);
		expect(chain(true, false, false)).toEqual(['trail-delay', 'other-regions']);
		expect(chain(false, true, true)).toEqual([
			'chained-sessions-alive!',
			'chained-sessions-out-of-reach!',
			'chain-incomplete!',
			'trail-delay',
			'other-regions',
		]);
		expect(risks({principal: {kind: 'root'}, chain: {complete: false, alive: true, outOfReach: true}})).not.toContain('trail-delay');
	});

	test('exact ids cannot be tested', () => {
		expect(risks({deniesExactUserIds: true})).toContain('exact-id-untested!');
		expect(risks({deniesExactUserIds: false})).not.toContain('exact-id-untested!');
	});

	test.each<[Circumstances['principal'], string[]]>([
		[{kind: 'role-session', sessionName: 'build'}, ['other-sessions-of-the-role!', 'chained-sessions']],
		[{kind: 'instance-role', instanceId: 'i-0123456789abcdef0'}, ['chained-sessions']],
		[{kind: 'iam-user'}, ['chained-sessions', 'federation-tokens']],
		[{kind: 'root'}, []],
	])('for %j', (principal, own) => {
		expect(risks({principal})).toEqual([...own, 'made-by-the-session', 'eks-tokens', 'presigned-urls', 'service-linked-roles!']);
	});
});
