import {afterEach, describe, expect, test} from 'vitest';
import type {TextQuestion} from '../../../src/runbook/questions.ts';
import {closeAll, keys, never, openScreen} from '../support.tsx';

afterEach(closeAll);

const question: TextQuestion = {
	kind: 'text',
	id: 'who',
	title: 'Who is it?',
	placeholder: 'a user name',
	check: text => (/^[a-z-]{2,}$/.test(text) ? undefined : 'Small letters and hyphens only.'),
};
const document: TextQuestion = {
	...question,
	multiline: true,
	check: text => (text.startsWith('{') && text.endsWith('}') ? undefined : 'Not a document.'),
};

async function ask(asked: TextQuestion, size: {columns?: number; rows?: number} = {}) {
	const open = openScreen(size);
	const answer = open.front.ask(asked, never());
	answer.catch(() => {});
	await open.screen.until(/F1 help/);
	return {...open, answer};
}

describe('a question for text', () => {
	test('takes what was typed and Enter, in one chunk too', async () => {
		const {screen, answer} = await ask(question);
		expect(screen.text()).toContain('a user name');
		screen.press(`test-user${keys.enter}`);
		expect(await answer).toBe('test-user');
	});

	test('says what the check has against it, and forgets that with the next key', async () => {
		const {screen, answer} = await ask(question);
		screen.press(`TEST${keys.enter}`);
		await screen.until(/Small letters and hyphens only/);
		expect(screen.text()).toContain('> TEST▌');
		screen.press(keys.backspace);
		await screen.until(text => !text.includes('Small letters'));
		screen.press(keys.ctrl('u'));
		screen.press(`fine${keys.enter}`);
		expect(await answer).toBe('fine');
	});

	test('can be edited in the middle', async () => {
		const {screen, answer} = await ask(question);
		screen.press(`est-usr${keys.home}t${keys.end}${keys.left}e`);
		await screen.until(/> test-use▌r/);
		screen.press(`${keys.end} wrong${keys.ctrl('w')}${keys.backspace}`);
		await screen.until(/> test-user▌/);
		screen.press(`${keys.home}x${keys.left}${keys.delete}`);
		await screen.until(/> ▌test-user/);
		screen.press(keys.enter);
		expect(await answer).toBe('test-user');
	});

	test('takes a question mark as text; F1 is help and keeps what was typed', async () => {
		const {screen, front} = openScreen();
		const answer = front.ask({...question, check: () => undefined}, never());
		await screen.until(/F1 help/);
		screen.press('?a');
		await screen.until(/> \?a▌/);
		screen.press(keys.f1);
		await screen.until(/SANDBOX and LIVE/);
		screen.press('b');
		screen.press(keys.enter);
		await screen.until(/> \?a▌/);
		screen.press(keys.enter);
		expect(await answer).toBe('?a');
	});

	test('gives the check what was pasted as it is, and shows what hides in it', async () => {
		const {screen, answer} = await ask(question);
		screen.press(keys.paste('test\u202e-user\u001b[2J'));
		await screen.until(/> test\\u\{202e\}-user\\u\{1b\}\[2J▌/);
		screen.press(keys.enter);
		await screen.until(/Small letters and hyphens only/);
		screen.press(keys.ctrl('u'));
		screen.press(keys.paste('test-user\r\n'));
		await screen.until(/> test-user▌/);
		screen.press(keys.enter);
		expect(await answer).toBe('test-user');
	});

	test('keeps a line break that was pasted into the middle of a name', async () => {
		const seen: string[] = [];
		const {screen} = await ask({
			...question,
			check: text => {
				seen.push(text);
				return 'A line break.';
			},
		});
		screen.press(keys.paste('test\ruser'));
		await screen.until(/test\\u\{a\}user▌/);
		screen.press(keys.enter);
		await screen.until(/A line break\./);
		expect(seen).toEqual(['test\nuser']);
	});

	test('shows the end of long text and how much there is', async () => {
		const {screen, front} = openScreen({columns: 60, rows: 20});
		const answer = front.ask({...question, check: () => undefined}, never());
		await screen.until(/F1 help/);
		const long = `${'x'.repeat(3000)}-the-end`;
		screen.press(keys.paste(long));
		await screen.until(/-the-end▌/);
		expect(screen.text()).toContain('3,008 characters');
		screen.press(keys.enter);
		expect(await answer).toBe(long);
	});

	describe('with several lines', () => {
		test('takes a pasted document on Enter on an empty line', async () => {
			const {screen, answer} = await ask(document);
			screen.press(keys.paste('{\r  "a": 1,\r  "b": 2,\r  "c": 3\r}'));
			await screen.until(/}▌/);
			expect(screen.text()).toContain('in 5 lines');
			screen.press(keys.enter);
			await screen.until(text => /}\n\s*▌/.test(text));
			screen.press(keys.enter);
			expect(await answer).toBe('{\n  "a": 1,\n  "b": 2,\n  "c": 3\n}');
		});

		test('takes Ctrl-D', async () => {
			const {screen, answer} = await ask(document);
			screen.press(keys.paste('{\n}'));
			await screen.until(/}▌/);
			screen.press(keys.ctrl('d'));
			expect(await answer).toBe('{\n}');
		});

		test('takes one line that will do as it is on the first Enter', async () => {
			const {screen, answer} = await ask(document);
			screen.press(`{}${keys.enter}`);
			expect(await answer).toBe('{}');
		});

		test('says why a line will not do and keeps it', async () => {
			const {screen} = await ask(document);
			screen.press(`name${keys.enter}${keys.enter}`);
			await screen.until(text => text.includes('Not a document.') && text.includes('> name▌'));
		});
	});
});
