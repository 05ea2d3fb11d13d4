import {expect, test} from 'vitest';
import {type Plan, planText} from '../../src/containment/plan.ts';

const plan: Plan = {
	accountId: '111111111111',
	organizationId: 'o-example1234',
	targetId: 'r-ab12',
	document: '{}',
	stateBefore: {
		managementAccountId: '111111111111',
		serviceControlPolicies: 'enabled',
		policiesOnTarget: ['p-FullAWSAccess', 'p-a1b2c3d4'],
	},
};

test('the same plan has the same text, in whatever order it was put together', () => {
	const {stateBefore, ...rest} = plan;
	const {managementAccountId, ...state} = stateBefore;
	const again: Plan = {stateBefore: {...state, policiesOnTarget: ['p-a1b2c3d4', 'p-FullAWSAccess'], managementAccountId}, ...rest};
	expect(planText(again)).toBe(planText(plan));
	expect(JSON.parse(planText(plan))).toEqual(plan);
});

test.each<[string, Plan]>([
	['account', {...plan, accountId: '222222222222'}],
	['organization', {...plan, organizationId: 'o-other12345'}],
	['target', {...plan, targetId: 'r-cd34'}],
	['document', {...plan, document: '{"a":1}'}],
	['management account', {...plan, stateBefore: {...plan.stateBefore, managementAccountId: '222222222222'}}],
	['policy type', {...plan, stateBefore: {...plan.stateBefore, serviceControlPolicies: 'disabled'}}],
	['policies on the target', {...plan, stateBefore: {...plan.stateBefore, policiesOnTarget: ['p-FullAWSAccess']}}],
])('another %s has another text', (_, other) => {
	expect(planText(other)).not.toBe(planText(plan));
});
