import {afterEach, describe, expect, test} from 'vitest';
import type {ChecklistQuestion} from '../../../src/runbook/questions.ts';
import {closeAll, enter, keys, meanwhile, never, openScreen} from '../support.tsx';

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
		screen.press(`${keys.up}${keys.up} `);
		await screen.until(/\[x\] The assignments/);
		expect(screen.text()).toContain('Done · 2 of 3 ticked; the rest stay open');
		screen.press(keys.end + keys.enter);
		expect(await answer).toEqual(['assignments', 'portal session']);
		await screen.until(/You ticked 2 of 3; the rest stay open/);
	});

	test('lets Enter tick nothing: on a task it goes to Done, on Done it ends', async () => {
		const {screen, answer} = await ask();
		screen.press(' ');
		await screen.until(/▶ \[x\] The assignments/);
		screen.press(keys.enter);
		await screen.until(/▶ Done · 1 of 3 ticked/);
		screen.press(keys.enter);
		expect(await answer).toEqual(['assignments']);
	});

	test.each([
		['as xterm sends them', '\u001b[H', '\u001b[F'],
		['as tmux and screen send them', '\u001b[1~', '\u001b[4~'],
		['in application mode', '\u001bOH', '\u001bOF'],
		['as rxvt sends them', '\u001b[7~', '\u001b[8~'],
	])('jumps with Home and End %s', async (_, home, end) => {
		const {screen} = await ask();
		screen.press(end);
		await screen.until(/▶ Done/);
		screen.press(home);
		await screen.until(/▶ \[ \] The assignments/);
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
		await screen.until(/Tick what is done · 1 of 30\n ▶ \[ \] Task 1\b[\s\S]*Done · 0 of 30/);
		screen.press(keys.down.repeat(20));
		await screen.until(/Tick what is done · 21 of 30\n[\s\S]*▶ \[ \] Task 21\b/);
		screen.press(' ');
		await screen.until(/▶ \[x\] Task 21\b/);
		screen.press(keys.end);
		await screen.until(/Tick what is done\n[\s\S]*▶ Done · 1 of 30/);
		screen.press(keys.enter);
		expect(await answer).toEqual(['t21']);
	});

	test.each([
		[80, 24, 5],
		[60, 20, 3],
	])('fills the rows that there are with tasks, Done and where and why at %i by %i', async (columns, rows, least) => {
		const items = Array.from({length: 9}, (_, index) => ({
			id: `t${index + 1}`,
			title: `Task ${index + 1}`,
			where: `the console, page ${index + 1}`,
			why: index === 8 ? 'a reason that takes many words '.repeat(12) : `reason ${index + 1}`,
		}));
		const {screen, front} = await ask({...question, items}, {columns, rows});
		enter(
			front,
			'Follow-up',
			'The deny holds the door. These tasks take away the keys. Whatever stays open is written down as open. '.repeat(2),
		);
		meanwhile(front, 30);
		const frame = () =>
			screen
				.text()
				.split('\n')
				.filter(line => /\[[ x]\]/.test(line));
		await screen.until(text => /Meanwhile|Why: reason 1/.test(text) && /Done · 0 of 9 ticked/.test(text));
		expect(frame().length).toBeGreaterThanOrEqual(least);
		expect(screen.text()).toContain('Where: the console, page 1');
		expect(screen.text()).toContain('Why: reason 1');
		screen.press(keys.down.repeat(8));
		await screen.until(/▶ \[ \] Task 9/);
		expect(frame().length).toBeGreaterThanOrEqual(3);
		expect(screen.text()).toMatch(/\[ \] Task 9\n {3}Done · 0 of 9 ticked/);
		screen.press(keys.end);
		await screen.until(/▶ Done/);
		expect(frame().length).toBeGreaterThan(least);
	});
});
