import {describe, expect, test} from 'vitest';
import {s3Discovery} from '../scenarios.ts';
import {codes} from './chain/chain-support.ts';
import {walkThrough, writes} from './support.ts';

const given = {user: 'test-user', confirm: 'test-user'};

describe('an account that was chosen and cannot be probed', () => {
	test.each([
		['the management account', '111111111111', 'is the management account'],
		['nobody of ours', '999999999999', 'is no account of this organization'],
		['closed', '666666666666', 'is closed'],
	])('%s: refused before anything is changed, with what there is', async (_, accountId, why) => {
		const assumed: string[] = [];
		const walked = await walkThrough({
			...given,
			settings: {probeAccounts: ['444444444444', accountId]},
			prepare: ({world}) => {
				const account = world.organization.accounts.get('666666666666');
				if (account !== undefined) account.suspended = true;
			},
			answering: ({operation, body}) => {
				if (operation === 'AssumeRole') assumed.push(decodeURIComponent(body));
				return undefined;
			},
		});
		expect(walked.defect).toBeUndefined();
		expect(codes(walked).at(-1)).toBe('cannot-be-probed');
		expect(walked.exit).toBe(2);
		const {message, next} = walked.result.problems.at(-1) ?? {};
		expect(message).toContain(`${accountId} ${why}`);
		expect(message).not.toContain('444444444444');
		expect(next).toContain('workloads-prod (444444444444)');
		expect(next).not.toContain(accountId);
		expect(writes(walked.sandbox)).toEqual([]);
		expect(assumed.filter(form => form.includes('999999999999'))).toEqual([]);
	});
});

test('below a unit that holds the management account too, a member account is found deeper down', async () => {
	const {organization} = s3Discovery;
	const accounts = organization.accounts.map(account =>
		account.id === '111111111111'
			? {...account, parent: 'ou-ab12-security'}
			: account.parent === 'ou-ab12-security'
				? {...account, parent: 'ou-ab12-below'}
				: account,
	);
	const units = [...organization.units, {id: 'ou-ab12-below', name: 'below', parent: 'ou-ab12-security'}];
	const walked = await walkThrough({
		...given,
		sandbox: {scenario: {...s3Discovery, organization: {...organization, accounts, units}}},
	});
	expect(walked.defect).toBeUndefined();
	expect(walked.result.proof.map(({account}) => account)).toContain('222222222222');
	expect(walked.result.verdict).toBe('contained');
});

test('a closed account keeps nothing from being searched, whether they reach it or not', async () => {
	const walked = await walkThrough({
		...given,
		prepare: ({world}) => {
			// They are assigned in the first of them, and not in the second.
			for (const id of ['555555555555', '333333333333']) {
				const account = world.organization.accounts.get(id);
				if (account !== undefined) account.suspended = true;
			}
		},
	});
	expect(walked.defect).toBeUndefined();
	expect(walked.result.verdict).toBe('contained');
	expect(walked.result.chain?.unsearched).toBe(0);
	expect(walked.last).not.toContain('NOT EVERYTHING WAS SEARCHED');
	expect(codes(walked)).toEqual([]);
});
