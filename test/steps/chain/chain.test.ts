import {describe, expect, test} from 'vitest';
import {roleChaining} from '../../scenarios.ts';
import {newIncident, said, type WalkedThrough, wellAnswered, writes} from '../support.ts';
import {asked, chained, given, inForce, may, put, update, updates, userIdOf, walkChain} from './chain-support.ts';

const responders = [
	['unattended', {confirm: 'test-user'}],
	['by a responder who answers well', {ask: wellAnswered('test-user')}],
] as const;

function expectTightened({result, exit, sandbox, defect}: WalkedThrough): void {
	expect(defect).toBeUndefined();
	expect(result.problems).toEqual([]);
	expect(result.verdict).toBe('contained');
	expect(exit).toBe(0);
	expect(writes(sandbox)).toEqual([...put, update]);
	expect(result.chain).toMatchObject({open: 0, unsearched: 0});
}

describe('a session that went on under other names', () => {
	test.each(responders)('%s: found, denied by exact id, and proven', async (_how, answers) => {
		const walked = await walkChain(answers);
		expectTightened(walked);
		const {result, sandbox} = walked;
		expect(result.chain?.sessions.map(({account, session}) => [account, session])).toEqual([
			['555555555555', 'release-4711'],
			['555555555555', null],
			['666666666666', 'nightly-sync'],
		]);
		const document = JSON.stringify(result.policy?.document);
		for (const name of chained) {
			expect(document).toContain(userIdOf(sandbox, name));
			expect(await may(sandbox, name)).toBe('denied');
		}
		// The user that the attacker made, by its own key.
		expect(await may(sandbox, 'user/svc-backup')).toBe('denied');
		// Innocent: the same role at the work it is for.
		expect(await may(sandbox, 'pipeline')).toBe('allowed');
		expect(document).not.toContain(userIdOf(sandbox, 'pipeline'));
	});

	test('the first deny leaves both alive; the second ends them', async () => {
		const incident = newIncident({scenario: roleChaining});
		const before: string[] = [];
		const walked = await walkChain({
			...given,
			incident,
			answerFirst: question => {
				if (question.id !== 'search') return undefined;
				return (async () => {
					for (const name of ['test-user', ...chained]) before.push(await may(incident.sandbox, name));
					return 'search';
				})();
			},
		});
		expectTightened(walked);
		expect(before).toEqual(['denied', 'allowed', 'allowed']);
		for (const name of chained) expect(await may(incident.sandbox, name)).toBe('denied');
	});

	test('the proof shows it: new test sessions, allowed before and denied by this policy after', async () => {
		const {result} = await walkChain(given);
		const added = result.proof.filter(row => row.under?.startsWith('tourniquet-test-') === true);
		const targets = added.filter(row => row.session === 'target');
		expect(new Set(targets.map(row => row.account)).size).toBeGreaterThanOrEqual(2);
		expect(targets.length).toBeGreaterThan(2);
		for (const row of targets) expect(row).toMatchObject({before: 'allowed', after: 'denied', deniedBy: result.policy?.id});
		for (const row of added.filter(row => row.session === 'control')) expect(row).toMatchObject({before: 'allowed', after: 'allowed'});
		// What was proven before is proven again with the new document.
		for (const row of result.proof.filter(row => row.session === 'target')) expect(row.after).toBe('denied');
	});

	test('only once the deny is on, and never faster than CloudTrail answers', async () => {
		const asking: string[] = [];
		const {sandbox} = await walkChain({
			...given,
			answering: ({operation, body}) => {
				if (operation === 'LookupEvents' && body.includes('AccessKeyId')) asking.push('look-up');
				if (operation === 'AttachPolicy') asking.push('attach');
				return undefined;
			},
		});
		expect(asking[0]).toBe('attach');
		expect(asking.filter(what => what === 'look-up').length).toBeGreaterThan(4);
		expect(sandbox.calls.filter(call => call.errorCode?.startsWith('Throttling'))).toEqual([]);
	});

	test('step by step: everything is on the screen before the name is typed a second time', async () => {
		const incident = newIncident({scenario: roleChaining});
		const walked = await walkChain({ask: wellAnswered('test-user'), incident});
		expectTightened(walked);
		expect(asked(walked).filter(id => id.startsWith('confirm'))).toEqual(['confirm', 'confirm-tightening']);
		const gate = walked.questions.find(question => question.id === 'confirm-tightening');
		expect(gate).toMatchObject({kind: 'confirm', phrase: 'test-user'});
		const view = said(walked.views.filter(({id}) => id === 'tightening'));
		for (const name of chained) expect(view).toContain(userIdOf(incident.sandbox, name));
		expect(inForce(incident.sandbox)).toHaveLength(1);
		expect(updates(incident.sandbox)).toBe(1);
	});
});
