import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {allot} from '../../../src/ui/frame/allot.ts';

describe('the rows of a window', () => {
	const anyWanted = fc
		.record({
			content: fc.nat(60),
			waiting: fc.nat(8),
			question: fc.nat(40),
			least: fc.nat(5),
			spare: fc.nat(5),
			feed: fc.nat(40),
			feedGivesWay: fc.boolean(),
		})
		.map(({least, spare, ...wanted}) => ({
			...wanted,
			leastQuestion: Math.min(least, wanted.question),
			spareQuestion: Math.min(spare, wanted.question),
		}));

	test('are never given out twice', () => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: 100}), anyWanted, (rows, wanted) => {
				const given = Object.values(allot(rows, wanted));
				expect(Math.min(...given)).toBeGreaterThanOrEqual(0);
				expect(given.reduce((total, part) => total + part, 0)).toBeLessThanOrEqual(Math.max(rows - 2, 1));
			}),
		);
	});

	test('go to the question before its content, as far as it cannot do without', () => {
		fc.assert(
			fc.property(fc.integer({min: 10, max: 100}), anyWanted, (rows, wanted) => {
				expect(allot(rows, wanted).question).toBeGreaterThanOrEqual(wanted.leastQuestion);
			}),
		);
	});

	test('go to both the question and its content at 80 by 24', () => {
		expect(allot(24, {content: 30, waiting: 2, question: 26, leastQuestion: 3})).toEqual({
			header: 4,
			title: 1,
			content: 5,
			waiting: 2,
			gap: 1,
			question: 8,
			feed: 0,
			footer: 1,
		});
	});
});

test('a confirmation and a checklist need the rows more than what others do', () => {
	const wanted = {content: 30, waiting: 0, question: 12, leastQuestion: 3, feed: 50, feedGivesWay: true};
	expect(allot(24, wanted).feed).toBe(0);
	expect(allot(24, {...wanted, content: 3, question: 6}).feed).toBe(3);
});

test('what a choice means gives way to what the question is about in a small window only', () => {
	const wanted = {content: 30, waiting: 0, question: 6, leastQuestion: 3, spareQuestion: 3};
	expect(allot(20, wanted)).toMatchObject({question: 3, content: 8});
	expect(allot(20, {...wanted, content: 5}).question).toBe(6);
	expect(allot(24, wanted).question).toBe(6);
});
