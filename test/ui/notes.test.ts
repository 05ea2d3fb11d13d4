import {afterEach, describe, expect, test} from 'vitest';
import {closeAll, enter, keys, never, openScreen} from './support.tsx';

afterEach(closeAll);

function open() {
	const opened = openScreen();
	const noted: string[] = [];
	opened.front.notes?.(said => noted.push(said));
	enter(opened.front, 'Reach');
	return {...opened, noted};
}

const choose = {
	kind: 'choose',
	id: 'seen',
	title: 'Seen it?',
	choices: [
		{id: 'go-on', label: 'Go on'},
		{id: 'leave', label: 'Leave'},
	],
} as const;

describe('a note', () => {
	test('is typed with n over a question, digits and all, and leaves the question as it was', async () => {
		const {screen, front, noted} = open();
		const answer = front.ask(choose, never());
		await screen.until(/n note/);
		screen.press(keys.down);
		await screen.until(/▶ Leave/);
		screen.press('n');
		await screen.until(/Note, kept with the time[\s\S]*Enter keep note/);
		screen.press('Called 2 people?');
		await screen.until(/Called 2 people\?/);
		screen.press(keys.enter);
		await screen.until(/You noted: Called 2 people\?[\s\S]*▶ Leave[\s\S]*n note/);
		expect(noted).toEqual(['Called 2 people?']);
		screen.press(keys.enter);
		expect(await answer).toBe('leave');
	});

	test('is dropped with Esc, and an empty one is none', async () => {
		const {screen, front, noted} = open();
		void front.ask(choose, never()).catch(() => {});
		await screen.until(/n note/);
		screen.press('n');
		await screen.until(/Enter keep note/);
		screen.press('never mind');
		await screen.until(/never mind/);
		screen.press(keys.escape);
		await screen.until(/Seen it\?[\s\S]*n note/);
		screen.press('n');
		await screen.until(/Enter keep note/);
		expect(screen.text()).not.toContain('never mind');
		screen.press(keys.enter);
		await screen.until(/Seen it\?/);
		expect(noted).toEqual([]);
	});

	test('at a confirmation n is a letter, and Ctrl-N notes; what was typed into the gate is still there', async () => {
		const {screen, front, noted} = open();
		const answer = front.ask({kind: 'confirm', id: 'confirm', title: 'Put it on?', phrase: 'anna', act: 'denies anna', pages: []}, never());
		answer.catch(() => {});
		await screen.until(/Put it on\?[\s\S]*Ctrl-C stop/);
		screen.press('an');
		await screen.until(/: an▌/);
		screen.press(keys.ctrl('n'));
		await screen.until(/Enter keep note/);
		screen.press('by phone with counsel');
		await screen.until(/by phone with counsel/);
		screen.press(keys.enter);
		await screen.until(/: an▌[\s\S]*Ctrl-C stop/);
		expect(noted).toEqual(['by phone with counsel']);
		screen.press('na');
		await screen.until(/: anna▌/);
		screen.press(keys.enter);
		expect(await answer).toBe('confirmed');
	});

	test('can be begun while nothing is asked, and a question that comes up meanwhile waits', async () => {
		const {screen, front, noted} = open();
		await screen.until(/Reach/);
		screen.press(keys.ctrl('n'));
		await screen.until(/Enter keep note/);
		void front.ask(choose, never()).catch(() => {});
		screen.press('slow tonight');
		await screen.until(/slow tonight/);
		expect(screen.text()).not.toContain('Seen it?');
		screen.press(keys.enter);
		await screen.until(/Seen it\?/);
		expect(noted).toEqual(['slow tonight']);
	});
});
