import {describe, expect, test} from 'vitest';
import type {Header} from '../../../src/runbook/front-end.ts';
import {footerLine, hintsFor} from '../../../src/ui/frame/footer.ts';
import {headerLines, headerSentences} from '../../../src/ui/frame/header.ts';
import {plainText, widthOf} from '../../../src/ui/lines/line.ts';
import {header, stepsAt} from '../support.tsx';

const now = header.startedAt + 192_000;
const live: Header = {...header, mode: 'live', accountName: 'management', readOnly: true};

function lines(shown: Header | undefined, width: number, rows = 4, step = 'Reach'): string[] {
	return headerLines({header: shown, steps: stepsAt(step), now, width, rows}).map(plainText);
}

describe('the header', () => {
	test('says that this is a rehearsal, and how long it has been going on', () => {
		const [mode] = lines(header, 78);
		expect(mode).toMatch(/^TOURNIQUET {2}SANDBOX · nothing here touches AWS +started \d\d:\d\d · 3m 12s$/);
		expect(mode).toHaveLength(78);
	});

	test('says LIVE and the account', () => {
		expect(lines(live, 78)[0]).toContain('LIVE · account 111111111111 management');
	});

	test('gives up everything before the mode where there is little room', () => {
		expect(lines(live, 58)[0]).toMatch(/^TOURNIQUET {2}LIVE · account 111111111111 management +3m 12s$/);
		expect(lines(live, 46)[0]).toMatch(/^ LIVE · account 111111111111 management +3m 12s$/);
		expect(lines(live, 24)[0]).toBe(' LIVE · account 1111111…');
		const elsewhere = {...live, elsewhere: 'http://127.0.0.1:4599'};
		expect(lines(elsewhere, 78)[0]).toContain('LIVE · not AWS itself: http://127.0.0.1:4599');
		expect(lines(elsewhere, 58)[0]).toMatch(/LIVE · not AWS itself: http:\/\/127\.0\.0\.1:4599/);
		expect(lines(elsewhere, 90)[1]).toContain('111111111111');
	});

	test('says who you are, and READ-ONLY before it', () => {
		expect(lines(header, 90)[1]).toBe('you are ir-responder in management account 111111111111 · o-sandbox · eu-west-1');
		expect(lines({...live, inManagementAccount: false}, 90)[1]).toBe(
			' READ-ONLY  you are ir-responder in account 111111111111 · o-sandbox · eu-west-1',
		);
		expect(lines(header, 70)[1]).toBe('you are ir-responder in management account 111111111111 · o-sandbox');
	});

	test('says that it does not know yet who you are', () => {
		const {mode, startedAt, incident} = header;
		expect(lines({mode, startedAt, incident}, 90)[1]).toBe('who you are to AWS is not known yet · incident 20261123-0041-7f3a');
	});

	test('says where you are', () => {
		expect(lines(header, 90)[2]).toBe('Brief ✔  Finding ✔  Who ✔  ▶ Reach  Preview  Baseline  Contain  Prove  Follow-up  Summary');
		expect(lines(header, 60)[2]).toBe('…  Finding ✔  Who ✔  ▶ Reach  Preview  Baseline  Contain  …');
		expect(lines(header, 60, 4, 'Summary')[2]).toBe('…  Baseline ✔  Contain ✔  Prove ✔  Follow-up ✔  ▶ Summary');
		expect(lines(header, 40)[2]).toBe('▶ Reach  step 4 of 10');
	});

	test('keeps the current step in sight at any width that lists the steps', () => {
		for (let width = 50; width <= 120; width += 1) {
			for (const step of ['Brief', 'Who', 'Prove', 'Summary']) {
				const [, , where = ''] = lines(header, width, 4, step);
				expect(where).toContain(`▶ ${step}`);
				expect(where.length).toBeLessThanOrEqual(width);
			}
		}
	});

	test('marks a step that was skipped', () => {
		const steps = stepsAt('Who').map(step => (step.title === 'Finding' ? {...step, state: 'skipped' as const} : step));
		expect(headerLines({header, steps, now, width: 90, rows: 4}).map(plainText)[2]).toMatch(/^Brief ✔ {2}Finding – {2}▶ Who/);
	});

	test('keeps the mode and the step in the smallest windows', () => {
		expect(lines(header, 78, 2).map(line => line.trim().slice(0, 10))).toEqual(['TOURNIQUET', 'Brief ✔  F']);
		expect(lines(header, 78, 1)).toHaveLength(1);
	});

	test('says the same in words where nothing stays on top', () => {
		expect(headerSentences(live)).toEqual([
			'TOURNIQUET  LIVE · account 111111111111 management',
			'READ-ONLY · you are ir-responder in management account 111111111111 · o-sandbox · eu-west-1 · incident 20261123-0041-7f3a',
		]);
	});
});

describe('the key hints', () => {
	const question = {
		kind: 'confirm' as const,
		id: 'apply',
		title: 'Apply',
		phrase: 'test-user',
		act: 'deny',
		pages: [{key: 'd', label: 'document', view: {id: 'd', blocks: []}}],
	};
	const hints = hintsFor({question, help: false, pageIsOpen: false, canScroll: true});

	test('name every key that does something now', () => {
		expect(plainText(footerLine(hints, 78))).toBe('Tab document   Esc back   PgUp PgDn scroll   ? help   Ctrl-C stop');
	});

	test('leave out what can be done without, but never how to stop', () => {
		expect(plainText(footerLine(hints, 60))).toBe('Tab document   Esc back   ? help   Ctrl-C stop');
		expect(plainText(footerLine(hints, 45))).toBe('Tab pages   Esc back   ? help   Ctrl-C stop');
		for (let width = 20; width < 80; width += 1) {
			expect(widthOf(footerLine(hints, width))).toBeLessThanOrEqual(width);
			expect(plainText(footerLine(hints, width))).toMatch(/\? help {3}Ctrl-C stop$/);
		}
	});
});
