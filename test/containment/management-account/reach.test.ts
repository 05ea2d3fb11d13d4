import {describe, expect, test} from 'vitest';
import {managementAccountInvolvement} from '../../../src/containment/management-account/reach.ts';

const managementAccountId = '111111111111';
const permissionSetArn = 'arn:aws:sso:::permissionSet/ssoins-1111111111111111/ps-1111111111111111';
const facts = {
	managementAccountId,
	findingAccountIds: ['222222222222'],
	assignments: [{accountId: '222222222222', permissionSetArn}],
	complete: true,
};

describe('the management account is involved', () => {
	test('by a finding there', () => {
		expect(managementAccountInvolvement({...facts, findingAccountIds: ['222222222222', managementAccountId]})).toEqual({
			involved: 'yes',
			because: [{code: 'finding'}],
		});
	});

	test('by an assignment there, direct or through a group, even when not everything could be read', () => {
		const assignments = [
			{accountId: managementAccountId, permissionSetArn},
			{accountId: '222222222222', permissionSetArn},
			{accountId: managementAccountId, permissionSetArn, viaGroup: 'administrators'},
		];
		expect(managementAccountInvolvement({...facts, assignments, complete: false})).toEqual({
			involved: 'yes',
			because: [
				{code: 'assignment', permissionSetArn},
				{code: 'assignment', permissionSetArn, viaGroup: 'administrators'},
			],
		});
	});

	test('perhaps, when not everything could be read', () => {
		expect(managementAccountInvolvement({...facts, complete: false})).toEqual({involved: 'unknown', because: [{code: 'incomplete'}]});
	});

	test('not, when everything was read and nothing names it', () => {
		expect(managementAccountInvolvement(facts)).toEqual({involved: 'no', because: []});
		expect(managementAccountInvolvement({...facts, assignments: [], findingAccountIds: []})).toEqual({involved: 'no', because: []});
	});
});
