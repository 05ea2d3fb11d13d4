import {afterEach, describe, expect, test} from 'vitest';
import type {ConfirmQuestion} from '../../../src/runbook/questions.ts';
import {closeAll, enter, keys, never, numbered, openScreen} from '../support.tsx';

afterEach(closeAll);

const question: ConfirmQuestion = {
	kind: 'confirm',
	id: 'apply',
	title: 'Nothing has been changed yet',
	phrase: 'test-user',
	act: 'deny everything test-user does in 6 accounts',
	pages: [
		{key: 'd', label: 'document', view: {id: 'document', title: 'The policy', blocks: [{kind: 'code', text: '{"Version":"2012-10-17"}'}]}},
		{
			key: 'x',
			label: 'by hand',
			view: {id: 'by-hand', title: 'The same by hand', blocks: [{kind: 'code', text: 'aws organizations create-policy'}]},
		},
	],
};

async function ask(asked: ConfirmQuestion = question) {
	const open = openScreen();
	enter(open.front, 'Contain');
	open.front.show(numbered('plan', 3));
	let answered: unknown;
	const answer = open.front.ask(asked, never()).then(given => {
		answered = given;
		return given;
	});
	answer.catch(() => {});
	await open.screen.until(/Esc back/);
	return {...open, answer, answered: () => answered};
}

describe('a confirmation', () => {
	test('says what the act does and what to type', async () => {
		const {screen} = await ask();
		expect(screen.text()).toContain('▲ deny everything test-user does in 6 accounts');
		expect(screen.text()).toContain('To go ahead, type test-user and then press Enter: ▌');
	});

	test('is given by the phrase and then Enter', async () => {
		const {screen, answer} = await ask();
		screen.press('test-user');
		await screen.until(/Enter: test-user▌/);
		screen.press(keys.enter);
		expect(await answer).toBe('confirmed');
	});

	test('is not given by Enter alone, a digit or a wrong phrase', async () => {
		const {screen, answered} = await ask();
		screen.press(keys.enter);
		await screen.until(/Enter alone confirms nothing/);
		screen.press('1');
		await screen.until(/Enter: 1▌/);
		screen.press(keys.enter);
		await screen.until(/That is not test-user/);
		expect(screen.text()).toContain('Enter: 1▌');
		expect(answered()).toBeUndefined();
	});

	test('is not given by a paste, whatever it ends in; Enter afterwards gives it', async () => {
		const {screen, answer, answered} = await ask();
		screen.press(keys.paste('test-user\r\n'));
		await screen.until(/A paste never confirms/);
		expect(screen.text()).toContain('Enter: test-user▌');
		expect(answered()).toBeUndefined();
		screen.press(keys.enter);
		expect(await answer).toBe('confirmed');
	});

	test('is not given by an Enter that arrives together with the phrase', async () => {
		const {screen, answer, answered} = await ask();
		screen.press(`test-user${keys.enter}`);
		await screen.until(/confirmed nothing\. Press Enter/);
		expect(answered()).toBeUndefined();
		screen.press(keys.enter);
		expect(await answer).toBe('confirmed');
	});

	test('forgets everything that was typed before it was there', async () => {
		const {screen, front} = openScreen();
		const first = front.ask({kind: 'choose', id: 'first', title: 'First', choices: [{id: 'go', label: 'Go'}]}, never());
		await screen.until(/Enter select/);
		screen.press(`${keys.enter}test-user`);
		await first;
		let answered: unknown;
		void front.ask(question, never()).then(
			given => {
				answered = given;
			},
			() => {},
		);
		screen.press('test-user');
		screen.press(keys.enter);
		await screen.until(/Esc back/);
		expect(screen.text()).toContain('Enter: ▌');
		screen.press('x');
		await screen.until(/Enter: x▌/);
		expect(answered).toBeUndefined();
	});

	test('opens its pages with Tab, so that every letter goes into the field', async () => {
		const {screen, answered} = await ask();
		screen.press('dx');
		await screen.until(/Enter: dx▌/);
		expect(screen.text()).toContain('plan line 1');
		screen.press(keys.tab);
		await screen.until(/The policy/);
		expect(screen.text()).not.toContain('plan line 1');
		expect(screen.text()).toContain('{"Version":"2012-10-17"}');
		screen.press(keys.tab);
		await screen.until(/The same by hand/);
		screen.press(keys.shiftTab);
		await screen.until(/The policy/);
		screen.press(keys.tab + keys.tab);
		await screen.until(/plan line 1/);
		expect(screen.text()).toContain('Enter: dx▌');
		expect(answered()).toBeUndefined();
	});

	test('Esc closes a page first, and then steps back', async () => {
		const {screen, answer, answered} = await ask();
		screen.press(keys.tab);
		await screen.until(/Esc close page/);
		screen.press(keys.escape);
		await screen.until(/plan line 1/);
		expect(answered()).toBeUndefined();
		screen.press(keys.escape);
		expect(await answer).toBe('back');
		await screen.until(/You stepped back/);
	});

	test('a question mark is help, and the Enter that closes help confirms nothing', async () => {
		const {screen, answer, answered} = await ask();
		screen.press('test-user');
		await screen.until(/Enter: test-user▌/);
		screen.press('?');
		await screen.until(/SANDBOX and LIVE/);
		screen.press(keys.enter);
		await screen.until(/Enter: test-user▌/);
		expect(answered()).toBeUndefined();
		screen.press(keys.enter);
		expect(await answer).toBe('confirmed');
		await screen.until(/You confirmed: deny everything test-user does in 6 accounts/);
	});

	test('can be given in a small window', async () => {
		const {screen, front} = openScreen({columns: 40, rows: 10});
		enter(front, 'Contain');
		front.show(numbered('plan', 30));
		const answer = front.ask(question, never());
		await screen.until(/press Enter:[\s\S]*Ctrl-C stop/);
		screen.press('test-user');
		await screen.until(/> test-user▌/);
		screen.press(keys.enter);
		expect(await answer).toBe('confirmed');
	});
});
