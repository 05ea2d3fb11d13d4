import {afterEach, describe, expect, test} from 'vitest';
import type {ChooseQuestion} from '../../../src/runbook/questions.ts';
import {closeAll, enter, keys, never, openScreen} from '../support.tsx';

afterEach(closeAll);

const question: ChooseQuestion = {
	kind: 'choose',
	id: 'next',
	title: 'What now?',
	choices: ['one', 'two', 'three', 'four'].map(id => ({id, label: `Choice ${id}`, detail: `About ${id}.`})),
};

const many: ChooseQuestion = {
	...question,
	choices: Array.from({length: 40}, (_, index) => ({id: `c${index + 1}`, label: `Choice ${index + 1}`})),
};

describe('a question to choose from', () => {
	test('begins at the recommended choice and shows its detail', async () => {
		const {screen, front} = openScreen();
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		expect(screen.line('▶')).toContain('▶ Choice one (recommended)');
		expect(screen.text()).toContain('About one.');
		screen.press(keys.enter);
		expect(await answer).toBe('one');
	});

	test('recommends none where only the responder can know which is right', async () => {
		const {screen, front} = openScreen();
		front.ask({...question, recommended: 'none'}, never()).catch(() => {});
		await screen.until(/Enter select/);
		expect(screen.line('▶')).toContain('▶ Choice one');
		expect(screen.text()).not.toContain('(recommended)');
	});

	test('takes the choice that the keys before Enter led to, even when all arrive at once', async () => {
		for (let round = 0; round < 20; round += 1) {
			const {screen, front} = openScreen();
			const answer = front.ask(question, never());
			await screen.until(/Enter select/);
			screen.press(keys.down + keys.down + keys.enter);
			expect(await answer).toBe('three');
			await closeAll();
		}
	});

	test('does nothing on a digit', async () => {
		const {screen, front} = openScreen();
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		screen.press('4');
		screen.press('31');
		screen.press(keys.paste('4'));
		screen.press(keys.down);
		await screen.until(/▶ Choice two/);
		screen.press(keys.enter);
		expect(await answer).toBe('two');
	});

	test('keeps its choices while it is up, whatever the asker does to them', async () => {
		const {screen, front} = openScreen();
		const choices = [...question.choices];
		const answer = front.ask({...question, choices}, never());
		await screen.until(/Enter select/);
		choices.splice(0, 2);
		front.waiting([{what: 'asking GuardDuty', since: 0}]);
		await screen.until(/asking GuardDuty/);
		screen.press(keys.down);
		await screen.until(/▶ Choice two/);
		screen.press(keys.enter);
		expect(await answer).toBe('two');
	});

	test('shows a part of a long list and says which', async () => {
		const {screen, front} = openScreen();
		const answer = front.ask(many, never());
		const first = await screen.until(/Enter select/);
		expect(first).toContain('What now? · 1 of 40');
		expect(first).not.toContain('Choice 30');
		screen.press(keys.down.repeat(29));
		await screen.until(/▶ Choice 30/);
		expect(screen.text()).toContain('What now? · 30 of 40');
		screen.press(keys.enter);
		expect(await answer).toBe('c30');
	});

	test('stays on its choice when the window changes', async () => {
		const {screen, front} = openScreen();
		const answer = front.ask(many, never());
		await screen.until(/Enter select/);
		screen.press(keys.down.repeat(14));
		await screen.until(/▶ Choice 15/);
		screen.resize(60, 12);
		await screen.until(/▶ Choice 15/);
		screen.resize(100, 40);
		await screen.until(text => /▶ Choice 15/.test(text) && text.split('\n').length > 30);
		screen.press(keys.down);
		await screen.until(/▶ Choice 16/);
		screen.press(keys.enter);
		expect(await answer).toBe('c16');
	});

	test('shows the whole label of a choice whose row is too short for it', async () => {
		const {screen, front} = openScreen({columns: 40});
		const label = 'A finding with a type and a principal and an account';
		void front.ask({...question, choices: [{id: 'long', label, detail: 'Seen today.'}, ...question.choices]}, never()).catch(() => {});
		const text = await screen.until(/Enter select/);
		expect(text).toMatch(/▶ A finding.*…/);
		expect(text.replaceAll(/\s+/g, ' ')).toContain(`${label} Seen today.`);
	});

	test('leaves a line in the transcript', async () => {
		const {screen, front, terminal} = openScreen();
		enter(front, 'Brief');
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		screen.press(keys.down);
		await screen.until(/▶ Choice two/);
		screen.press(keys.enter);
		await answer;
		await terminal.close();
		expect(screen.transcript()).toContain('You chose: Choice two');
	});
});
