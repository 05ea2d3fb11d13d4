import {describe, expect, test} from 'vitest';
import type {Happening} from '../../../src/runbook/front-end.ts';
import {allot} from '../../../src/ui/frame/allot.ts';
import {feedLines} from '../../../src/ui/frame/feed.ts';
import {plainText, widthOf} from '../../../src/ui/lines/line.ts';

const at = new Date(2026, 10, 23, 0, 41, 7).getTime();
const one: Happening = {
	at,
	who: 'thief',
	what: 's3:ListBuckets',
	where: 'workloads-prod',
	outcome: 'DENIED',
	by: 'p-9n0yvza218',
	tone: 'good',
};
const said = (happenings: readonly Happening[], width: number, rows: number) =>
	feedLines(happenings, width, rows).map(line => plainText(line).trimEnd());

describe('what others do', () => {
	test('says when, who, what, where, what became of it and by what', () => {
		expect(said([one], 78, 2)[1]).toMatch(/^00:41:07 thief +s3:ListBuckets +workloads-prod +DENIED by p-9n0yvza218$/);
	});

	test('keeps what became of it where there is little room', () => {
		expect(said([one], 54, 2)[1]).toMatch(/^00:41:07 thief s3:ListBuckets workloads-prod +DENIED$/);
		expect(said([one], 30, 2)[1]).toMatch(/^00:41:07 thief.*DENIED$/);
	});

	test.each([20, 40, 58, 78, 110])('has exactly its rows, none wider than %i columns', width => {
		for (const rows of [0, 1, 2, 5]) {
			const lines = feedLines(
				Array.from({length: 9}, () => ({...one, where: 'a place with a very long name, あいうえお'})),
				width,
				rows,
			);
			expect(lines).toHaveLength(rows);
			for (const line of lines) expect(widthOf(line)).toBeLessThanOrEqual(width);
		}
	});

	test('shows the newest last', () => {
		const many = Array.from({length: 9}, (_, index) => ({...one, who: `nr${index}`}));
		expect(
			said(many, 78, 3)
				.slice(1)
				.map(line => /nr\d/.exec(line)?.[0]),
		).toEqual(['nr7', 'nr8']);
	});
});

test('the feed never takes the rows that a question needs, and small windows do without', () => {
	for (let rows = 1; rows <= 60; rows++) {
		const wanted = {content: 30, waiting: 2, question: 12, leastQuestion: 3};
		const given = allot(rows, {...wanted, feed: 50});
		const total = Object.values(given).reduce((sum, part) => sum + part, 0);
		expect(total).toBeLessThanOrEqual(Math.max(rows - 2, 1));
		if (rows >= 12) expect(given.question).toBeGreaterThanOrEqual(3);
		if (rows < 16) expect(given.feed).toBe(0);
	}
	expect(allot(24, {content: 30, waiting: 0, question: 12, leastQuestion: 3, feed: 50}).feed).toBe(3);
});

test('in a small window the feed gives way to what something long is asked about, and to nothing else', () => {
	const wanted = {content: 30, waiting: 0, question: 12, leastQuestion: 3, feed: 50};
	expect(allot(20, wanted).feed).toBe(0);
	expect(allot(20, {...wanted, question: 0, leastQuestion: 0}).feed).toBe(2);
	expect(allot(20, {...wanted, content: 3, question: 4}).feed).toBe(2);
	expect(allot(20, {...wanted, content: 2}).feed).toBe(2);
});
