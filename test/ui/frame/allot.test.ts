import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {allot} from '../../../src/ui/frame/allot.ts';

describe('the rows of a window', () => {
	const anyWanted = fc
		.record({content: fc.nat(60), waiting: fc.nat(8), question: fc.nat(40), least: fc.nat(5)})
		.map(({least, ...wanted}) => ({...wanted, leastQuestion: Math.min(least, wanted.question)}));

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
