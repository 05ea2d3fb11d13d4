import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {type AuthorizationRequest, evaluateServiceControlPolicies, type PolicyLevel} from '../../../src/sandbox/authorization/authorize.ts';

interface PolicyCase {
	request: AuthorizationRequest;
	serviceControlPolicies: PolicyLevel[];
	expected: 'Allowed' | 'ExplicitlyDenied' | 'ImplicitlyDenied';
}

// POLICY_CASES names another decision table in the same form.
const file = process.env.POLICY_CASES || new URL('policy-cases.json', import.meta.url);
const cases: PolicyCase[] = JSON.parse(readFileSync(file, 'utf8'));

describe('a decision table made with an independent evaluator', () => {
	test('is not empty', () => {
		expect(cases.length).toBeGreaterThan(0);
	});

	test('agrees in every case', () => {
		const disagreements = cases.flatMap((policyCase, index) => {
			const {effect} = evaluateServiceControlPolicies(policyCase.request, policyCase.serviceControlPolicies);
			return effect === policyCase.expected ? [] : [{index, expected: policyCase.expected, decided: effect}];
		});
		expect(disagreements).toEqual([]);
	});
});
