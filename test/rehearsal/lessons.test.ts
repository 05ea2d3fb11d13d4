import {expect, test} from 'vitest';
import {scenarios} from '../scenarios.ts';

/** What tells of a night that went in one way, when it may have gone in another. */
const TOLD = /\b(was|were|had|did|said|stood|named|agreed|saw|would have|could have)\b/i;

test.each([...scenarios.values()].map(({name, goal}) => ({name, points: goal?.points ?? []})))(
	'what $name is about is true however the night went',
	({points}) => {
		expect(points.length).toBeGreaterThan(0);
		for (const line of points) expect(line).not.toMatch(TOLD);
	},
);
