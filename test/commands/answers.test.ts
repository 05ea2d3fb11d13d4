import {describe, expect, test} from 'vitest';
import {type Ask, answeredByFlags, rehearsed, unattended} from '../../src/commands/flags/answers.ts';
import type {ChooseQuestion, ConfirmQuestion, Question, TextQuestion} from '../../src/runbook/questions.ts';

const choose = (id: string, ...choices: readonly (readonly [string, string])[]): ChooseQuestion => ({
	kind: 'choose',
	id,
	title: `Which ${id}`,
	choices: choices.map(([choice, label]) => ({id: choice, label})),
});
const confirm: ConfirmQuestion = {
	kind: 'confirm',
	id: 'confirm',
	title: 'Type it',
	phrase: 'test-user',
	act: 'deny',
	pages: [],
	flag: '--confirm',
};
const subject: TextQuestion = {kind: 'text', id: 'subject', title: 'Who is it', flag: '--user'};
const checklist: Question = {
	kind: 'checklist',
	id: 'checklist',
	title: 'Tick',
	items: ['a', 'b'].map(id => ({id, title: id, where: id, why: id})),
};
const finding = choose('finding', ['f-1', 'test-user  Discovery'], ['f-2', 'root'], ['known', 'I know']);

const going = new AbortController().signal;
/** Also what is thrown at once: a walk sees both alike. */
const answer = async (ask: Ask, question: Question, signal = going) => ask(question, signal);
/** A person who must not have been asked. */
const nobody: Ask = async question => {
	throw new Error(`asked: ${question.id}`);
};

/** Whether it still waits when everything that could answer at once has, and ends as the question is withdrawn. */
async function waits(ask: Ask, question: Question): Promise<void> {
	const withdrawal = new AbortController();
	const asked = answer(ask, question, withdrawal.signal);
	const first = await Promise.race([asked, new Promise(resolve => setImmediate(() => resolve('still waiting')))]);
	expect(first).toBe('still waiting');
	withdrawal.abort(new Error('withdrawn'));
	await expect(asked).rejects.toThrow('withdrawn');
}

describe('flags answer', () => {
	test('--user, that the person is known and who it is', async () => {
		const ask = answeredByFlags({user: 'test-user'}, nobody);
		expect(await answer(ask, choose('finding-early'))).toBe('known');
		expect(await answer(ask, finding)).toBe('known');
		expect(await answer(ask, subject)).toBe('test-user');
	});

	test('--user, even when it is empty', async () => {
		const ask = answeredByFlags({user: ''}, nobody);
		expect(await answer(ask, finding)).toBe('known');
		expect(await answer(ask, subject)).toBe('');
	});

	test('--user, which of several people it is, but only one of those', async () => {
		const several = choose('principal', ['0', 'ops-admin'], ['1', 'test-user']);
		expect(await answer(answeredByFlags({user: 'test-user'}, nobody), several)).toBe('1');
		await expect(answer(answeredByFlags({user: 'somebody'}, nobody), several)).rejects.toThrow('asked: principal');
	});

	test('--user everybody, all of several; whoever is called so is meant before that', async () => {
		const all = ['everybody', 'All of them'] as const;
		const ask = answeredByFlags({user: 'everybody'}, nobody);
		expect(await answer(ask, choose('principal', all, ['0', 'ops-admin'], ['1', 'test-user']))).toBe('everybody');
		expect(await answer(ask, choose('principal', all, ['0', 'everybody'], ['1', 'test-user']))).toBe('0');
		const asked = answer(unattended({}), choose('principal', all, ['0', 'ops-admin'], ['1', 'test-user']));
		await expect(asked).rejects.toMatchObject({
			code: 'answer-needed',
			exit: 2,
			next: 'Answer with --user and one of "ops-admin", "test-user", or --user everybody for all of them in one deny; or run it in a terminal.',
		});
	});

	test('--finding, once all findings are there', async () => {
		const ask = answeredByFlags({finding: 'f-2'}, nobody);
		await waits(ask, choose('finding-early'));
		expect(await answer(ask, finding)).toBe('f-2');
	});

	test('--finding before --user', async () => {
		expect(await answer(answeredByFlags({finding: 'f-1', user: 'root'}, nobody), finding)).toBe('f-1');
	});

	test('--finding with what is not there is a problem', async () => {
		for (const id of ['f-3', '', 'F-1']) {
			await expect(answer(answeredByFlags({finding: id}, nobody), finding)).rejects.toMatchObject({code: 'finding-not-found', exit: 2});
		}
	});

	test('--confirm, once: the second plan is not the one that it was given for', async () => {
		const asked: string[] = [];
		const ask = answeredByFlags({confirm: 'test-user'}, (async question => {
			asked.push(question.id);
			return 'back';
		}) as Ask);
		expect(await answer(ask, confirm)).toBe('confirmed');
		expect(asked).toEqual([]);
		expect(await answer(ask, confirm)).toBe('back');
		expect(asked).toEqual(['confirm']);
	});

	test.each(['Test-User', 'test-user ', ' test-user', 'test-use', '', '*'])(
		'--confirm %j is a problem and not asked for again',
		async typed => {
			const ask = answeredByFlags({confirm: typed}, nobody);
			await expect(answer(ask, confirm)).rejects.toMatchObject({code: 'confirmation-mismatch', exit: 4});
		},
	);

	test('and what no flag answers is asked', async () => {
		const ask = answeredByFlags({}, (async () => 'theirs') as unknown as Ask);
		for (const question of [choose('finding-early'), finding, subject, confirm, choose('principal'), choose('start'), checklist])
			expect(await answer(ask, question)).toBe('theirs');
	});
});

describe('where nobody is', () => {
	test.each([
		['start', 'start'],
		['reach-seen', 'go-on'],
		['verdict-seen', 'go-on'],
		['not-applied', 'leave'],
		['undo', 'keep'],
		['undo-again', 'leave'],
	])('%s is answered with what decides nothing: %s', async (id, expected) => {
		expect(await answer(unattended({}), choose(id, ['x', 'X']))).toBe(expected);
	});

	test('the preview is left without --confirm, whatever else was given', async () => {
		expect(await answer(unattended({}), choose('preview'))).toBe('leave');
		expect(await answer(unattended({user: 'test-user'}), choose('preview'))).toBe('leave');
		expect(await answer(unattended({confirm: 'test-user'}), choose('preview'))).toBe('go-on');
	});

	test('nothing is ticked', async () => {
		expect(await answer(unattended({}), checklist)).toEqual([]);
	});

	test('findings are waited for, and what the person reaches as long as there is patience', async () => {
		await waits(unattended({}), choose('finding-early'));
		await waits(unattended({}), choose('reach-early'));
		expect(
			await answer(
				unattended({}, async () => {}),
				choose('reach-early'),
			),
		).toBe('go-on');
	});

	test('what needs a decision is a problem that names the flag', async () => {
		await expect(answer(unattended({}), subject)).rejects.toMatchObject({
			code: 'answer-needed',
			exit: 2,
			next: 'Answer with --user, or run it in a terminal.',
		});
		await expect(answer(unattended({}), choose('stepped-back'))).rejects.toMatchObject({
			code: 'answer-needed',
			exit: 2,
			next: 'Run it in a terminal.',
		});
	});

	test('a plan that changed after its confirmation is not confirmed again', async () => {
		const ask = unattended({confirm: 'test-user'});
		expect(await answer(ask, confirm)).toBe('confirmed');
		await expect(answer(ask, confirm)).rejects.toMatchObject({code: 'plan-drifted', exit: 4});
	});
});

describe('the automatic rehearsal', () => {
	const ask = rehearsed({}, label => label.includes('root'));

	test('takes the good finding, and of everything else what is recommended', async () => {
		expect(await answer(ask, finding)).toBe('f-2');
		expect(await answer(ask, choose('undo', ['undo', 'root'], ['keep', 'No']))).toBe('undo');
		// Nobody is there to take away what stood in the way: it would be tried for ever.
		expect(await answer(ask, choose('undo-again', ['again', 'Try again'], ['leave', 'Stop']))).toBe('leave');
		expect(
			await answer(
				rehearsed({}, () => false),
				finding,
			),
		).toBe('f-1');
	});

	test('waits for everything, confirms every plan and ticks everything', async () => {
		await waits(ask, choose('finding-early', ['known', 'I know']));
		await waits(ask, choose('reach-early', ['go-on', 'Go on']));
		expect(await answer(ask, confirm)).toBe('confirmed');
		expect(await answer(ask, confirm)).toBe('confirmed');
		expect(await answer(ask, checklist)).toEqual(['a', 'b']);
	});

	test('minds its flags', async () => {
		const given = rehearsed({user: 'test-user', confirm: 'ops-admin'}, () => true);
		expect(await answer(given, finding)).toBe('known');
		expect(await answer(given, subject)).toBe('test-user');
		await expect(answer(given, confirm)).rejects.toMatchObject({code: 'confirmation-mismatch', exit: 4});
	});

	test('makes up nobody', async () => {
		await expect(answer(ask, subject)).rejects.toMatchObject({code: 'answer-needed', exit: 2});
	});
});
