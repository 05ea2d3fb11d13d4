import {expect, test} from 'vitest';
import {type Plan, planText} from '../../../src/containment/policy/plan.ts';

const plan: Plan = {
	accountId: '111111111111',
	organizationId: 'o-example1234',
	way: 'below-root',
	targetIds: ['222222222222', 'ou-ab12-cdef3456'],
	document: '{}',
	stateBefore: {
		managementAccountId: '111111111111',
		serviceControlPolicies: 'enabled',
		policiesOnTargets: {'222222222222': ['p-FullAWSAccess'], 'ou-ab12-cdef3456': ['p-FullAWSAccess', 'p-a1b2c3d4']},
	},
};
const prepared: Plan = {...plan, way: 'prepared', replaces: {policyId: 'p-a1b2c3d4', document: '{}'}};

test('the same plan has the same text, in whatever order it was put together', () => {
	const {stateBefore, ...rest} = plan;
	const {managementAccountId, ...state} = stateBefore;
	const again: Plan = {
		stateBefore: {
			...state,
			policiesOnTargets: {'ou-ab12-cdef3456': ['p-a1b2c3d4', 'p-FullAWSAccess'], '222222222222': ['p-FullAWSAccess']},
			managementAccountId,
		},
		...rest,
		targetIds: ['ou-ab12-cdef3456', '222222222222'],
	};
	expect(planText(again)).toBe(planText(plan));
	expect(JSON.parse(planText(plan))).toEqual(plan);
	expect(JSON.parse(planText(prepared))).toEqual(prepared);
});

const withPolicies = (policiesOnTargets: Plan['stateBefore']['policiesOnTargets']): Plan => ({
	...plan,
	stateBefore: {...plan.stateBefore, policiesOnTargets},
});

test.each<[string, Plan]>([
	['account', {...plan, accountId: '222222222222'}],
	['organization', {...plan, organizationId: 'o-other12345'}],
	['way', {...plan, way: 'root'}],
	['target', {...plan, targetIds: ['222222222222', 'ou-ab12-cdef3457']}],
	['number of targets', {...plan, targetIds: ['222222222222']}],
	['document', {...plan, document: '{"a":1}'}],
	['policy to replace', prepared],
	['management account', {...plan, stateBefore: {...plan.stateBefore, managementAccountId: '222222222222'}}],
	['policy type', {...plan, stateBefore: {...plan.stateBefore, serviceControlPolicies: 'disabled'}}],
	['set of policies on a target', withPolicies({...plan.stateBefore.policiesOnTargets, '222222222222': ['p-a1b2c3d4']})],
	['set of targets that were read', withPolicies({'222222222222': ['p-FullAWSAccess']})],
	[
		'target that has the policies',
		withPolicies({'222222222222': ['p-FullAWSAccess', 'p-a1b2c3d4'], 'ou-ab12-cdef3456': ['p-FullAWSAccess']}),
	],
])('another %s has another text', (_, other) => {
	expect(planText(other)).not.toBe(planText(plan));
});

test('another prepared policy, or another document of it, has another text', () => {
	const texts = [
		prepared,
		{...prepared, replaces: {policyId: 'p-e5f6a7b8', document: '{}'}},
		{...prepared, replaces: {policyId: 'p-a1b2c3d4', document: '{"a":1}'}},
	].map(planText);
	expect(new Set(texts).size).toBe(3);
});
