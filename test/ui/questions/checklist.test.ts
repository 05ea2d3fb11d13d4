import {afterEach, describe, expect, test} from 'vitest';
import type {ChecklistQuestion} from '../../../src/runbook/questions.ts';
import {closeAll, keys, never, openScreen} from '../support.tsx';

afterEach(closeAll);

const question: ChecklistQuestion = {
	kind: 'checklist',
	id: 'follow-up',
	title: 'Tick what is done',
	items: ['assignments', 'identity provider', 'portal session'].map(id => ({
		id,
		title: `The ${id}`,
		where: `the console, ${id}`,
		why: `${id} would let them back in`,
	})),
};

async function ask(asked = question, size: {columns?: number; rows?: number} = {}) {
	const open = openScreen(size);
	const answer = open.front.ask(asked, never());
	answer.catch(() => {});
	await open.screen.until(/Tick what is done[\s\S]*Ctrl-C stop/);
	return {...open, answer};
}

describe('a checklist', () => {
	test('shows where and why of the task under the cursor', async () => {
		const {screen} = await ask();
		expect(screen.text()).toContain('▶ [ ] The assignments');
		expect(screen.text()).toContain('Where: the console, assignments');
		expect(screen.text()).toMatch(/Tick what is done\n/);
		screen.press(keys.down);
		await screen.until(/Why: identity provider would let them back in/);
	});

	test('is answered on Done only, with what is ticked in the order of the list', async () => {
		const {screen, answer} = await ask();
		screen.press(`${keys.down}${keys.down} `);
		await screen.until(/\[x\] The portal session/);
		screen.press(`${keys.up}${keys.up}${keys.enter}`);
		await screen.until(/\[x\] The assignments/);
		expect(screen.text()).toContain('Done · 2 of 3 ticked; the rest stay open');
		screen.press(keys.end + keys.enter);
		expect(await answer).toEqual(['assignments', 'portal session']);
		await screen.until(/You ticked 2 of 3; the rest stay open/);
	});

	test('unticks, and the space bar does nothing on Done', async () => {
		const {screen, answer} = await ask();
		screen.press('  ');
		screen.press(`${keys.end} `);
		await screen.until(/▶ Done · 0 of 3 ticked/);
		screen.press(keys.enter);
		expect(await answer).toEqual([]);
	});

	test('scrolls a list that is longer than the window', async () => {
		const items = Array.from({length: 30}, (_, index) => ({
			id: `t${index + 1}`,
			title: `Task ${index + 1}`,
			where: 'here',
			why: 'because',
		}));
		const {screen, answer} = await ask({...question, items}, {columns: 60, rows: 12});
		// Rows out of sight are tasks too, and Done is one of them.
		await screen.until(/Tick what is done · 1 of 30\n ▶ \[ \] Task 1\b/);
		screen.press(keys.down.repeat(20));
		await screen.until(/Tick what is done · 21 of 30\n[\s\S]*▶ \[ \] Task 21\b/);
		screen.press(' ');
		await screen.until(/▶ \[x\] Task 21\b/);
		screen.press(keys.end);
		await screen.until(/Tick what is done\n[\s\S]*▶ Done · 1 of 30/);
		screen.press(keys.enter);
		expect(await answer).toEqual(['t21']);
	});
});
