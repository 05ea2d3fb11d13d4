import {describe, expect, test} from 'vitest';
import type {ChooseQuestion} from '../../src/runbook/questions.ts';
import {WalkEnded} from '../../src/runbook/walk.ts';
import {ScreenStore} from '../../src/ui/store.ts';
import {enter, never, numbered} from './support.tsx';

const question = (id: string): ChooseQuestion => ({kind: 'choose', id, title: id, choices: [{id: 'yes', label: 'Yes'}]});
const upId = (store: ScreenStore) => store.snapshot().up?.question.id;

function answerUp(store: ScreenStore, answer: string): void {
	store.answer(store.snapshot().up?.number ?? -1, answer);
}

describe('the screen store', () => {
	test('puts up one question at a time', async () => {
		const store = new ScreenStore();
		const first = store.ask(question('first'), never());
		const second = store.ask(question('second'), never());
		expect(upId(store)).toBe('first');
		answerUp(store, 'yes');
		expect(await first).toBe('yes');
		expect(upId(store)).toBe('second');
		answerUp(store, 'yes');
		expect(await second).toBe('yes');
		expect(upId(store)).toBeUndefined();
	});

	test('ignores an answer that comes too late', async () => {
		const store = new ScreenStore();
		const first = store.ask(question('first'), never());
		const number = store.snapshot().up?.number ?? -1;
		store.answer(number, 'yes');
		void store.ask(question('second'), never());
		store.answer(number, 'yes');
		expect(await first).toBe('yes');
		expect(upId(store)).toBe('second');
	});

	test('takes a withdrawn question away, up or queued, and says why', async () => {
		const store = new ScreenStore();
		const [up, queued] = [new AbortController(), new AbortController()];
		const first = store.ask(question('first'), up.signal);
		const second = store.ask(question('second'), queued.signal);
		const third = store.ask(question('third'), never());
		queued.abort(new Error('not needed'));
		await expect(second).rejects.toThrow('not needed');
		expect(upId(store)).toBe('first');
		up.abort(new Error('found meanwhile'));
		await expect(first).rejects.toThrow('found meanwhile');
		expect(store.snapshot().up).toMatchObject({question: {id: 'third'}, replacesWithdrawn: true});
		answerUp(store, 'yes');
		expect(await third).toBe('yes');
	});

	test('refuses a question that was withdrawn before it was asked', async () => {
		const store = new ScreenStore();
		await expect(store.ask(question('late'), AbortSignal.abort(new Error('too late')))).rejects.toThrow('too late');
		expect(upId(store)).toBeUndefined();
	});

	test('remembers that a question was withdrawn until the next one comes', () => {
		const store = new ScreenStore();
		const withdrawn = new AbortController();
		store.ask(question('first'), withdrawn.signal).catch(() => {});
		withdrawn.abort();
		void store.ask(question('second'), never());
		expect(store.snapshot().up?.replacesWithdrawn).toBe(true);
		answerUp(store, 'yes');
		void store.ask(question('third'), never());
		expect(store.snapshot().up?.replacesWithdrawn).toBe(false);
	});

	test('replaces a view in its place', () => {
		const store = new ScreenStore();
		store.show(numbered('a', 1));
		store.show(numbered('b', 1));
		store.show(numbered('a', 2));
		expect(store.snapshot().entries).toEqual([
			{kind: 'view', view: numbered('a', 2)},
			{kind: 'view', view: numbered('b', 1)},
		]);
	});

	test('moves a step to the finished ones when the next begins, with its views and answers in order', async () => {
		const store = new ScreenStore();
		enter(store, 'Brief');
		store.show(numbered('a', 1));
		const asked = store.ask(question('begin'), never());
		answerUp(store, 'yes');
		await asked;
		store.show(numbered('b', 1));
		enter(store, 'Finding');
		expect(store.snapshot().entries).toEqual([]);
		expect(store.snapshot().finished).toEqual([
			{
				heading: {id: 'brief', title: 'Brief', why: ''},
				entries: [
					{kind: 'view', view: numbered('a', 1)},
					{kind: 'answer', text: 'You chose: Yes'},
					{kind: 'view', view: numbered('b', 1)},
				],
			},
		]);
	});

	test('ends the walk for whoever still waits when it closes, and for whoever asks afterwards', async () => {
		const store = new ScreenStore();
		const asked = store.ask(question('first'), never());
		store.close();
		await expect(asked).rejects.toThrow(WalkEnded);
		await expect(store.ask(question('second'), never())).rejects.toThrow(WalkEnded);
	});
});
