import {describe, expect, test} from 'vitest';
import {cannotBeProbed, type ProbeAccount, probeAccounts, probeMatrix, type TopLevel} from '../../../src/containment/proof/matrix.ts';

const managementAccountId = '111111111111';
const account = (id: string, active = true): ProbeAccount => ({id, name: `account-${id}`, active});
const topLevel: TopLevel[] = [
	{ouId: 'root', accounts: [account(managementAccountId), account('222222222222')]},
	{ouId: 'ou-workloads', accounts: [account('333333333333', false), account('444444444444'), account('555555555555')]},
	{ouId: 'ou-security', accounts: [account('666666666666')]},
	{ouId: 'ou-empty', accounts: []},
	{ouId: 'ou-suspended', accounts: [account('777777777777', false)]},
];
const choice = {managementAccountId, topLevel, limit: 5};
const ids = (changes: Partial<Parameters<typeof probeAccounts>[0]>) => probeAccounts({...choice, ...changes}).map(one => one.id);

describe('the accounts to probe', () => {
	test("are the finding's, then one more under each top-level unit, those without the finding first", () => {
		expect(ids({findingAccountId: '444444444444'})).toEqual(['444444444444', '222222222222', '666666666666', '555555555555']);
	});

	test('are one under each unit when no finding names one', () => {
		expect(ids({})).toEqual(['222222222222', '444444444444', '666666666666']);
	});

	test.each([
		['the management account', managementAccountId],
		['a suspended account', '333333333333'],
	])('are never %s, wherever the finding is', (_, findingAccountId) => {
		expect(ids({findingAccountId})).not.toContain(findingAccountId);
		expect(ids({chosen: [findingAccountId]})).toEqual([]);
	});

	test('are no more than asked for', () => {
		expect(ids({findingAccountId: '444444444444', limit: 2})).toEqual(['444444444444', '222222222222']);
	});

	test('are the ones that were chosen, each once, listed or not, however many', () => {
		expect(ids({chosen: ['888888888888', '444444444444', '888888888888'], limit: 1})).toEqual(['888888888888', '444444444444']);
		expect(probeAccounts({...choice, chosen: ['888888888888', '444444444444']})).toEqual([
			{id: '888888888888', name: '888888888888', active: true},
			account('444444444444'),
		]);
	});

	test("hold the finding's even when the tree does not list it", () => {
		expect(ids({findingAccountId: '888888888888', topLevel: []})).toEqual(['888888888888']);
	});
});

test('chosen accounts that cannot be probed are named with why, each once', () => {
	const ours = new Map([managementAccountId, '444444444444'].map(id => [id, account(id)] as const)).set(
		'333333333333',
		account('333333333333', false),
	);
	const chosen = ['444444444444', managementAccountId, '333333333333', '888888888888', '888888888888'];
	expect(cannotBeProbed(chosen, managementAccountId, ours)).toEqual([
		{accountId: managementAccountId, why: 'management-account'},
		{accountId: '333333333333', why: 'closed'},
		{accountId: '888888888888', why: 'not-ours'},
	]);
	// Without the list nobody can say whose account it is.
	expect(cannotBeProbed(chosen, managementAccountId, new Map())).toEqual([{accountId: managementAccountId, why: 'management-account'}]);
});

test('the matrix has both services in each region of each account, each once', () => {
	const cells = probeMatrix({
		accounts: [account('222222222222'), account('444444444444')],
		regions: ['eu-west-1', 'us-east-1', 'eu-west-1'],
		names: ['test-user'],
	});
	expect(cells.map(({accountId, service, region}) => `${accountId} ${service} ${region}`)).toEqual([
		'222222222222 ec2 eu-west-1',
		'222222222222 ec2 us-east-1',
		'222222222222 s3 eu-west-1',
		'222222222222 s3 us-east-1',
		'444444444444 ec2 eu-west-1',
		'444444444444 ec2 us-east-1',
		'444444444444 s3 eu-west-1',
		'444444444444 s3 us-east-1',
	]);
	expect(cells[0]?.accountName).toBe('account-222222222222');
});

test('with several names every place is probed under each; with one the name need not be said', () => {
	const places = {accounts: [account('222222222222')], regions: ['eu-west-1']};
	const names = (given: readonly string[]) => probeMatrix({...places, names: given}).map(cell => `${cell.service} ${cell.under}`);
	expect(names(['a.person', 'another', 'a.person'])).toEqual(['ec2 a.person', 'ec2 another', 's3 a.person', 's3 another']);
	expect(names(['a.person'])).toEqual(['ec2 undefined', 's3 undefined']);
	expect(names([])).toEqual([]);
});
