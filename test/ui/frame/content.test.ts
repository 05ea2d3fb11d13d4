import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {View} from '../../../src/runbook/views.ts';
import {type Content, contentOf, contentOfPage, titleLine, urgentKey} from '../../../src/ui/frame/content.ts';
import {windowOf} from '../../../src/ui/frame/window.ts';
import {plainText} from '../../../src/ui/lines/line.ts';
import type {Entry} from '../../../src/ui/store.ts';
import {numbered} from '../support.tsx';

const heading = {id: 'reach', title: 'Reach', why: 'What can they reach?'};
const shown = (...views: View[]): Entry[] => views.map(view => ({kind: 'view', view}));

function rows(content: Content, height: number, offset?: number): string[] {
	return windowOf(content, height, 78, offset).lines.map(line => plainText(line).trimEnd());
}

describe('what a step shows', () => {
	test('is all there when it fits', () => {
		expect(rows(contentOf({heading, entries: shown(numbered('a', 2), numbered('b', 1))}, 78), 10)).toEqual([
			'· a line 1',
			'· a line 2',
			'',
			'· b line 1',
		]);
	});

	test('is its why until there is a view, then the why stands beside the title', () => {
		const title = (entries: Entry[]) => plainText(titleLine(heading, entries, 78));
		expect(rows(contentOf({heading, entries: []}, 78), 10)).toEqual([heading.why]);
		expect(title([])).toBe('Reach');
		expect(rows(contentOf({heading, entries: shown(numbered('a', 1))}, 78), 10)).toEqual(['· a line 1']);
		expect(title(shown(numbered('a', 1)))).toBe('Reach  What can they reach?');
	});

	test('does not say the why twice', () => {
		const entries = shown({id: 'brief', blocks: [{kind: 'paragraph', text: heading.why}]});
		expect(rows(contentOf({heading, entries}, 78), 10)).toEqual([heading.why]);
		expect(plainText(titleLine(heading, entries, 78))).toBe('Reach');
	});

	test('begins at its beginning when it is long, and counts what is hidden', () => {
		expect(rows(contentOf({heading, entries: shown(numbered('a', 20))}, 78), 3)).toEqual([
			'· a line 1',
			'· a line 2',
			'… 18 more lines · PgDn',
		]);
	});

	test('moves on to the beginning of what came last', () => {
		const content = contentOf({heading, entries: shown(numbered('a', 20), numbered('b', 20))}, 78);
		expect(rows(content, 4)).toEqual(['· b line 1', '· b line 2', '· b line 3', '… 21 above · 17 more lines · PgUp PgDn']);
	});

	test('keeps the end of a live view in sight', () => {
		const content = contentOf({heading, entries: shown(numbered('a', 3), numbered('board', 20, {live: true}))}, 78);
		expect(rows(content, 4)).toEqual(['· board line 18', '· board line 19', '· board line 20', '… 21 above · PgUp']);
	});

	test('has what is urgent before everything else, and says it while it is scrolled away', () => {
		const urgent = numbered('urgent', 2, {urgent: true, title: 'The management account is involved', tone: 'danger'});
		const content = contentOf({heading, entries: shown(numbered('a', 20), urgent)}, 78);
		expect(rows(content, 4)).toEqual([
			'▲ The management account is involved',
			'  · urgent line 1',
			'  · urgent line 2',
			'… 21 more lines · PgDn',
		]);
		expect(rows(content, 4, 10).at(-1)).toBe('▲ The management account is involved  … 10 above · 11 more lines · PgUp PgDn');
	});

	test('starts anew when something new comes, not when a view is drawn again', () => {
		const before = contentOf({heading, entries: shown(numbered('a', 20))}, 78);
		expect(contentOf({heading, entries: shown(numbered('a', 21))}, 78).key).toBe(before.key);
		expect(contentOf({heading, entries: shown(numbered('a', 20), numbered('b', 1))}, 78).key).not.toBe(before.key);
	});
});

describe('a page', () => {
	const page = numbered('page', 20);
	const urgent = shown(numbered('urgent', 2, {urgent: true}));

	test('is shown from its beginning, with what was urgent already scrolled away but said', () => {
		const content = contentOfPage(page, urgent, 78, urgentKey(urgent));
		expect(rows(content, 4)).toEqual([
			'· page line 1',
			'· page line 2',
			'· page line 3',
			'· urgent line 1  … 3 above · 17 more lines · PgUp PgDn',
		]);
	});

	test('gives way to what became urgent since it was opened', () => {
		const content = contentOfPage(page, urgent, 78, '');
		expect(rows(content, 4).slice(0, 2)).toEqual(['· urgent line 1', '· urgent line 2']);
	});
});

describe('scrolling', () => {
	test('reaches every row, page by page, in any height', () => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: 60}), fc.integer({min: 2, max: 30}), (lines, height) => {
				const content = contentOf({heading: undefined, entries: shown(numbered('a', lines))}, 78);
				const seen = new Set<string>();
				let view = windowOf(content, height, 78, 0);
				for (let guard = 0; guard <= lines; guard += 1) {
					expect(view.lines.length).toBeLessThanOrEqual(height);
					for (const line of view.lines) seen.add(plainText(line));
					if (view.offset >= view.furthest) break;
					view = windowOf(content, height, 78, view.offset + view.page);
				}
				for (let index = 1; index <= lines; index += 1) expect(seen).toContain(`· a line ${index}`);
			}),
		);
	});
});
