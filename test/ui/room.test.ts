import {afterEach, describe, expect, test} from 'vitest';
import type {ChooseQuestion, ConfirmQuestion} from '../../src/runbook/questions.ts';
import type {View} from '../../src/runbook/views.ts';
import {closeAll, enter, header, keys, meanwhile, never, numbered, openScreen} from './support.tsx';

afterEach(closeAll);

const sizes = [
	[80, 24],
	[60, 20],
] as const;

const seen: ChooseQuestion = {
	kind: 'choose',
	id: 'verdict-seen',
	title: 'Seen it?',
	choices: [{id: 'go-on', label: 'Go on to what remains to be done', detail: 'The deny stays on.'}],
};

const board: View = {
	id: 'board',
	title: 'Proof',
	blocks: [
		{
			kind: 'table',
			columns: ['account', 'under this name', 'control'],
			rows: Array.from({length: 12}, (_, index) => ({cells: [`account-${index + 1}`, 'allowed → DENIED', 'allowed']})),
		},
	],
};

const verdict = numbered('verdict', 9, {title: 'Contained', tone: 'good'});

const notice: View = {
	id: 'notice',
	title: 'GuardDuty has one more finding',
	tone: 'warning',
	urgent: true,
	blocks: ['It is about ops-admin', 'in the management account. Finish this one first; it is the next.'].map(text => ({
		kind: 'paragraph',
		text,
	})),
};

const titleRow = /^ ▲ GuardDuty has one more finding( {2}….*)?$/m;

describe('what the question is about', () => {
	test.each(sizes)('has the room before something urgent that came earlier, at %i by %i', async (columns, rows) => {
		const {screen, front} = openScreen({columns, rows});
		front.header(header);
		enter(front, 'Prove');
		front.show(notice);
		front.show({...board, live: true});
		front.show(board);
		front.show(verdict);
		meanwhile(front, 20);
		front.ask(seen, never()).catch(() => {});
		await screen.until(/Seen it\?[\s\S]*Enter select/);
		expect(screen.text()).toMatch(/✔ Contained\n {3}· verdict line 1\n {3}· verdict line 2\n {3}· verdict line 3\n/);
		expect(screen.text()).toMatch(titleRow);
		expect(screen.text()).toMatch(/… \d+ above · \d+ more lines · PgUp PgDn$/m);
		for (let page = 0; page < 8; page += 1) screen.press(keys.pageUp);
		await screen.until(/Finish this one first/);
	});

	test.each(sizes)('keeps it when something urgent comes while it is read, at %i by %i', async (columns, rows) => {
		const {screen, front} = openScreen({columns, rows});
		front.header(header);
		enter(front, 'Prove');
		front.show({...board, live: true});
		front.show(board);
		front.show(verdict);
		front.ask(seen, never()).catch(() => {});
		await screen.until(/Seen it\?[\s\S]*Enter select/);
		front.show(notice);
		await screen.until(titleRow);
		expect(screen.text()).toMatch(/✔ Contained\n {3}· verdict line 1/);
	});

	test('is what is urgent when that was asked about', async () => {
		const {screen, front} = openScreen({columns: 60, rows: 20});
		enter(front, 'Prove');
		front.show(board);
		front.show({...numbered('verdict', 9, {title: 'Over-reach', tone: 'danger'}), urgent: true});
		front.ask({...seen, title: 'Take this deny off now?'}, never()).catch(() => {});
		await screen.until(/Take this deny off now\?[\s\S]*Enter select/);
		expect(screen.text()).toMatch(/▲ Over-reach\n {3}· verdict line 1/);
	});

	test('is everything since the question before, from its beginning, when the last of it is good news', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Reach');
		front.show({id: 'reach', live: true, blocks: [{kind: 'paragraph', text: 'Looking'}]});
		front.show(numbered('reach', 12, {title: 'What they can open'}));
		front.show(numbered('management', 3, {title: 'The management account is not involved', tone: 'good'}));
		const answer = front.ask(seen, never());
		await screen.until(/Seen it\?[\s\S]*Enter select/);
		expect(screen.text()).toMatch(/What they can open\n {3}· reach line 1\n/);
		screen.press(keys.enter);
		await answer;
		front.show(numbered('further', 20, {title: 'What else'}));
		front.ask({...seen, title: 'Seen that too?'}, never()).catch(() => {});
		await screen.until(/Seen that too\?[\s\S]*Enter select/);
		expect(screen.text()).toMatch(/What else\n {3}· further line 1\n/);
	});

	test('is the warning when what came last warns', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Reach');
		front.show(numbered('reach', 12, {title: 'What they can open'}));
		front.show(numbered('management', 9, {title: 'The management account is involved', tone: 'danger'}));
		front.ask(seen, never()).catch(() => {});
		await screen.until(/Seen it\?[\s\S]*Enter select/);
		expect(screen.text()).toMatch(/▲ The management account is involved\n {3}· management line 1\n/);
	});

	test('is the beginning of a long view, whatever few words came after it', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Preview');
		front.show(numbered('plan', 20, {title: 'This denies everything test-user does'}));
		front.show({id: 'collateral', blocks: [{kind: 'paragraph', tone: 'quiet', text: 'Nobody else carries this name so far.'}]});
		front.ask(seen, never()).catch(() => {});
		await screen.until(/Seen it\?[\s\S]*Enter select/);
		expect(screen.text()).toMatch(/This denies everything test-user does\n {3}· plan line 1\n/);
		expect(screen.text()).not.toMatch(/\d+ above/);
	});
});

test('what goes on keeps its end in sight below something urgent', async () => {
	const {screen, front} = openScreen({columns: 60, rows: 20});
	enter(front, 'Prove');
	front.show(notice);
	front.show(numbered('board', 20, {live: true}));
	await screen.until(/board line 20/);
	expect(screen.text()).toMatch(titleRow);
});

describe('a confirmation', () => {
	const gate: ConfirmQuestion = {
		kind: 'confirm',
		id: 'close',
		title: 'Close the management account to cost-analyst?',
		phrase: 'cost-analyst',
		act: 'adds a statement that denies cost-analyst everything to the inline policy of 3 permission sets in the management account, and provisions them',
		pages: [{key: 'd', label: 'document', view: numbered('document', 3)}],
	};

	test.each(sizes)('keeps its title and what it does, before what others do, at %i by %i', async (columns, rows) => {
		const {screen, front, clock} = openScreen({columns, rows});
		front.header(header);
		enter(front, 'Contain', 'Closes it.');
		front.show(notice);
		front.show(numbered('sets', 12, {title: 'Permission sets'}));
		front.waiting([{what: '16 probes', since: clock.now()}]);
		meanwhile(front, 20);
		front.ask(gate, never()).catch(() => {});
		const whole = () => screen.text().replace(/\s+/g, ' ');
		await screen.until(/To go ahead[\s\S]*Ctrl-C stop/);
		expect(whole()).toContain(`${gate.title} ▲ ${gate.act} To go ahead, type cost-analyst and then press Enter:`);
		expect(whole()).toContain('Permission sets · sets line 1');
		screen.press(keys.enter);
		await screen.until(/Enter alone confirms nothing/);
		expect(whole()).toContain(`${gate.title} ▲ ${gate.act} To go ahead`);
	});

	test('says what is wrong in the smallest windows too', async () => {
		const {screen, front} = openScreen({columns: 40, rows: 10});
		enter(front, 'Contain');
		front.ask(gate, never()).catch(() => {});
		await screen.until(/press Enter:[\s\S]*Ctrl-C stop/);
		screen.press(keys.enter);
		await screen.until(/Enter alone confirms/);
	});
});

describe('a table that is scrolled', () => {
	test('keeps the names of its columns above its rows', async () => {
		const {screen, front} = openScreen();
		enter(front, 'Prove');
		front.show({...board, blocks: [...board.blocks, ...numbered('reasons', 12).blocks]});
		front.ask(seen, never()).catch(() => {});
		await screen.until(/Seen it\?[\s\S]*Enter select/);
		screen.press(keys.pageDown);
		await screen.until(/\d+ above/);
		const row = / {3}account {5} *under this name {3} *control\n {3}account-(\d+) /.exec(screen.text());
		expect(Number(row?.[1])).toBeGreaterThan(1);
		screen.press(keys.pageDown + keys.pageDown);
		await screen.until(/reasons line 12/);
	});
});
