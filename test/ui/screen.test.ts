import {afterEach, describe, expect, test} from 'vitest';
import type {ChooseQuestion} from '../../src/runbook/questions.ts';
import {hostile} from './arbitraries.ts';
import {closeAll, enter, header, keys, never, numbered, openScreen, type Screen} from './support.tsx';

afterEach(closeAll);

const question: ChooseQuestion = {
	kind: 'choose',
	id: 'next',
	title: 'What now?',
	choices: ['one', 'two'].map(id => ({id, label: `Choice ${id}`})),
};

/** How often the header is on the screen. */
function headers(screen: Screen): number {
	return screen.text().split('TOURNIQUET').length - 1;
}

describe('the screen', () => {
	test.each([
		[80, 24],
		[60, 20],
	])('shows header, step, view, waiting, question and keys at %i by %i', async (columns, rows) => {
		const {screen, front, clock} = openScreen({columns, rows});
		front.header(header);
		enter(front, 'Reach', 'What can they reach?');
		front.show(numbered('reach', 3, {title: 'Two accounts'}));
		front.waiting([{what: 'asking Identity Center in eu-west-1', since: clock.now() - 3000}]);
		const answer = front.ask(question, never());
		const text = await screen.until(/Enter select/);
		expect(text).toMatch(/^ TOURNIQUET {2}SANDBOX · nothing here touches AWS .*3m 12s\n you are ir-responder .*\n .*▶ Reach/);
		expect(text).toMatch(/Reach {2}What can they reach\?\n Two accounts\n {3}· reach line 1/);
		expect(text).toMatch(/asking Identity Center in eu-west-1 · 3 s/);
		expect(text).toMatch(
			/What now\?\n ▶ Choice one \(recommended\)\n {3}Choice two\n ↑↓ choose {3}Enter select {3}\? help {3}Ctrl-C stop$/,
		);
		screen.press(keys.enter);
		await answer;
	});

	test('lets time pass while something is waited for', async () => {
		const {screen, front, clock} = openScreen();
		front.header(header);
		front.waiting([{what: 'asking STS', since: clock.now()}]);
		await screen.until(/asking STS · 0 s/);
		clock.move(61_000);
		await screen.until(/asking STS · 1m 01s/);
		expect(screen.line('TOURNIQUET')).toContain('4m 13s');
	});

	test('counts what there is no row for to wait for', async () => {
		const {screen, front} = openScreen();
		front.waiting(['a', 'b', 'c', 'd', 'e'].map(what => ({what: `asking ${what}`, since: 0})));
		const text = await screen.until(/and 2 more/);
		expect(text).toContain('asking c');
		expect(text).not.toContain('asking d');
	});

	test('draws key hints only when keys are heard', async () => {
		const {screen, front} = openScreen();
		await screen.until(/\? help/);
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		screen.press(keys.enter);
		await answer;
		await screen.until(text => !text.includes('Enter select'));
	});

	test('scrolls with PgDn, PgUp and the space bar, and begins again after the end', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Reach');
		front.show(numbered('reach', 40));
		void front.ask(question, never()).catch(() => {});
		await screen.until(/Enter select/);
		expect(screen.text()).toContain('reach line 1\n');
		screen.press(keys.pageDown);
		await screen.until(/\d+ above · \d+ more lines/);
		expect(screen.text()).not.toContain('reach line 1\n');
		screen.press(keys.pageUp);
		await screen.until(/reach line 1\n/);
		screen.press('   ');
		await screen.until(/reach line 40/);
		screen.press(' ');
		await screen.until(/reach line 1\n/);
	});

	test('keeps the latest of a live view in sight, and its whole once it has settled and the step is over', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Prove');
		front.show(numbered('board', 40, {live: true}));
		await screen.until(/board line 40/);
		front.show(numbered('board', 41, {live: true}));
		await screen.until(/board line 41/);
		front.show(numbered('board', 42));
		enter(front, 'Summary');
		await screen.until(/▶ Summary/);
		expect(screen.transcript().match(/board line/g)).toHaveLength(42);
	});

	test('puts an urgent view in front at once, whatever else is there', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Preview');
		front.show(numbered('plan', 40));
		void front.ask(question, never()).catch(() => {});
		await screen.until(/Enter select/);
		screen.press(keys.pageDown);
		await screen.until(/above/);
		front.show(numbered('urgent', 1, {urgent: true, tone: 'danger', title: 'The management account is involved'}));
		await screen.until(/▲ The management account is involved\n {3}· urgent line 1/);
		screen.press(keys.pageDown);
		await screen.until(/▲ The management account is involved {2}… \d+ above/);
		enter(front, 'Baseline');
		await screen.until(/▶ Baseline/);
		expect(screen.text()).toMatch(/▲ The management account is involved[\s\S]*TOURNIQUET/);
	});

	test('puts an urgent view before an open page too', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Contain');
		front.show(numbered('plan', 3));
		const pages = [{key: 'd', label: 'document', view: numbered('document', 40)}];
		front.ask({kind: 'confirm', id: 'apply', title: 'Apply', phrase: 'test-user', act: 'deny', pages}, never()).catch(() => {});
		await screen.until(/Esc back/);
		screen.press(keys.tab + keys.pageDown);
		await screen.until(/\d+ above/);
		front.show(numbered('urgent', 1, {urgent: true, tone: 'danger', title: 'The management account is involved'}));
		await screen.until(/▲ The management account is involved\n {3}· urgent line 1\n\n · document line 1\n/);
	});

	test('takes a withdrawn question away', async () => {
		const {screen, front} = openScreen();
		const withdrawn = new AbortController();
		const asked = front.ask(question, withdrawn.signal);
		await screen.until(/What now\?/);
		withdrawn.abort(new Error('found meanwhile'));
		await expect(asked).rejects.toThrow('found meanwhile');
		await screen.until(text => !text.includes('What now?'));
	});

	test('gives no key typed before a question came up to that question', async () => {
		const {screen, front} = openScreen();
		const first = front.ask(question, never());
		const second = front.ask({...question, title: 'And now?'}, never());
		await screen.until(/What now\?[\s\S]*Enter select/);
		screen.press(keys.enter + keys.down + keys.enter);
		expect(await first).toBe('one');
		await screen.until(/And now\?[\s\S]*Enter select/);
		expect(screen.text()).toContain('▶ Choice one');
		screen.press(keys.down + keys.enter);
		expect(await second).toBe('two');
	});

	test('hears Ctrl-C while waiting, in a list and in a text field, every time', async () => {
		const {screen, front, interrupts} = openScreen();
		await screen.until(/Ctrl-C stop/);
		screen.press(keys.interrupt);
		await expect.poll(interrupts).toBe(1);
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		screen.press(keys.interrupt);
		await expect.poll(interrupts).toBe(2);
		screen.press(keys.enter);
		await answer;
		void front.ask({kind: 'text', id: 'who', title: 'Who?'}, never()).catch(() => {});
		await screen.until(/F1 help/);
		screen.press(`abc${keys.interrupt}`);
		await expect.poll(interrupts).toBe(3);
	});

	test('opens and closes help with a question mark, and keeps the question as it was', async () => {
		const {screen, front} = openScreen();
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		screen.press(`${keys.down}?`);
		await screen.until(/Esc close help/);
		expect(screen.text()).not.toContain('What now?');
		screen.press(keys.up);
		screen.press('?');
		await screen.until(/▶ Choice two/);
		screen.press('?');
		await screen.until(/Esc close help/);
		screen.press(keys.escape);
		await screen.until(/▶ Choice two/);
		screen.press(keys.enter);
		expect(await answer).toBe('two');
	});
});

describe('the scrollback', () => {
	test('keeps every finished step whole, in order and once, however long', async () => {
		const {screen, front, terminal} = openScreen();
		front.header(header);
		for (const step of ['Brief', 'Finding', 'Who']) {
			enter(front, step);
			front.show(numbered(step, 101));
			const answer = front.ask(question, never());
			await screen.until(text => text.includes(`▶ ${step}`) && text.includes('Enter select'));
			screen.press(keys.enter);
			await answer;
		}
		await terminal.close();
		const lines = screen
			.transcript()
			.split('\n')
			.map(line => line.replace(/ ─+$/, '').trim())
			.filter(line => line !== '');
		expect(lines).toEqual(
			['Brief', 'Finding', 'Who'].flatMap(step => [
				`── ${step}`,
				...Array.from({length: 101}, (_, index) => `· ${step} line ${index + 1}`),
				'You chose: Choice one',
			]),
		);
	});

	test('leaves the terminal as it was', async () => {
		const {screen, terminal} = openScreen();
		await screen.until(/Ctrl-C stop/);
		expect(screen.stdin.isRaw).toBe(true);
		const sent = () => screen.writes.join('');
		expect(sent().lastIndexOf('\u001b[?2004h')).toBeGreaterThan(sent().lastIndexOf('\u001b[?2004l'));
		await terminal.close();
		expect(screen.stdin.isRaw).toBe(false);
		expect(sent().lastIndexOf('\u001b[?2004l')).toBeGreaterThan(sent().lastIndexOf('\u001b[?2004h'));
		expect(sent().lastIndexOf('\u001b[?25h')).toBeGreaterThan(sent().lastIndexOf('\u001b[?25l'));
		expect(sent()).not.toContain('\u001b[?1049h');
	});
});

describe('another window size', () => {
	test.each([
		[60, 20],
		[40, 10],
		[120, 40],
	])('is drawn for at once: %i by %i', async (columns, rows) => {
		const {screen, front} = openScreen();
		front.header(header);
		enter(front, 'Reach');
		front.show(numbered('reach', 40));
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		screen.resize(columns, rows);
		await screen.until(text => text.includes('SANDBOX') && /Ctrl-C stop\s*$/.test(text));
		screen.press(keys.down);
		await screen.until(/▶ Choice two/);
		expect(headers(screen)).toBeLessThanOrEqual(1);
		screen.press(keys.enter);
		expect(await answer).toBe('two');
	});

	test('never makes the frame outgrow the window', async () => {
		const {screen, front} = openScreen();
		front.header(header);
		enter(front, 'Reach');
		front.show(numbered('reach', 80));
		front.ask(question, never()).catch(() => {});
		await screen.until(/Enter select/);
		for (const [columns, rows] of [
			[100, 40],
			[40, 12],
			[70, 8],
			[80, 50],
			[30, 6],
			[80, 24],
		] as const) {
			screen.resize(columns, rows);
			await screen.until(text => text.includes('SANDBOX') && text.includes('▶ Choice one'));
		}
		await screen.until(/80 more lines|69 more lines/);
		expect(screen.stdout.written.length).toBeGreaterThan(6);
		for (const {lines, rows} of screen.stdout.written) expect(lines).toBeLessThanOrEqual(rows - 2);
	});
});

describe('a screen that breaks', () => {
	test('tells whoever waits for an answer, and gives the terminal back', async () => {
		const {screen, front, terminal} = openScreen();
		const broken = () => {
			throw new Error('a defect');
		};
		const answer = front.ask({kind: 'text', id: 'who', title: 'Who?', check: broken}, never());
		await screen.until(/F1 help/);
		screen.press(keys.enter);
		await expect(answer).rejects.toThrow('a defect');
		await expect(front.ask(question, never())).rejects.toThrow('a defect');
		await expect(terminal.close()).rejects.toThrow('a defect');
		expect(screen.stdin.isRaw).toBe(false);
	});
});

describe('the terminal handed over', () => {
	test('belongs to the other program until it is done, and is drawn again afterwards', async () => {
		const {screen, front, terminal} = openScreen();
		enter(front, 'Reach');
		const answer = front.ask(question, never());
		await screen.until(/Enter select/);
		await terminal.suspend(async () => {
			expect(screen.stdin.isRaw).toBe(false);
			screen.stdout.write('another program speaks\n');
		});
		await screen.until(/another program speaks[\s\S]*Enter select/);
		expect(screen.stdin.isRaw).toBe(true);
		screen.press(keys.down + keys.enter);
		expect(await answer).toBe('two');
	});
});

describe('colour', () => {
	async function sent(color: boolean): Promise<string> {
		const {screen, front} = openScreen({color});
		front.header(header);
		enter(front, 'Reach');
		front.show(numbered('reach', 2, {title: 'Two accounts', tone: 'danger'}));
		front.ask(question, never()).catch(() => {});
		await screen.until(/Enter select/);
		return screen.writes.join('');
	}
	const attributes = /\u001b\[[\d;]*m/;

	test('is used when there is some', async () => {
		expect(await sent(true)).toMatch(attributes);
	});

	test('is not sent when it is not wanted', async () => {
		expect(await sent(false)).not.toMatch(attributes);
	});
});

describe('hostile text', () => {
	test('reaches the terminal as harmless text, on the screen and in the scrollback', async () => {
		const {screen, front, terminal} = openScreen({color: true});
		front.header({...header, caller: hostile, accountName: hostile, mode: 'live'});
		front.steps([{id: 'x', title: hostile, state: 'current'}]);
		front.enter({id: 'x', title: hostile, why: hostile});
		front.show({
			id: 'v',
			title: hostile,
			blocks: [
				{kind: 'paragraph', text: hostile},
				{kind: 'table', columns: [hostile], rows: [{cells: [hostile]}]},
			],
		});
		front.waiting([{what: hostile, since: 0}]);
		const answer = front.ask(
			{...question, title: hostile, choices: [{id: 'a', label: hostile, detail: hostile}, ...question.choices]},
			never(),
		);
		await screen.until(/Enter select/);
		screen.press(keys.enter);
		await answer;
		await terminal.close();
		expect(screen.transcript().replace(/\s+/g, ' ')).toContain('You chose: A\\u{1b}[2J\\u{1b}]0;owned\\u{7}\\u{9b}31m\\u{d}B\\u{202e}C');
		const withoutOurs = screen.writes.join('').replace(/\u001b\[[?\d;]*[a-zA-Z]/g, '');
		expect(withoutOurs.replaceAll('\n', '').replaceAll('\r', '')).not.toMatch(/[\p{Cc}\p{Cf}]/u);
		expect(screen.writes.join('')).not.toContain('\u001b[2J');
	});

	test('of any width keeps Japanese columns in line', async () => {
		const {screen, front} = openScreen({columns: 60, rows: 20});
		front.show({
			id: 'v',
			blocks: [{kind: 'table', columns: ['user', 'state'], rows: [{cells: ['ユーザー太郎', '許可']}, {cells: ['test-user', 'denied']}]}],
		});
		await screen.until(/denied/);
		const columnOf = (part: string) => screen.column(part);
		expect(columnOf('許可')).toBe(columnOf('denied'));
		expect(columnOf('state')).toBe(columnOf('denied'));
	});
});
