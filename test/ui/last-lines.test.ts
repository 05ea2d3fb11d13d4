import fc from 'fast-check';
import {expect, test} from 'vitest';
import {lastLines} from '../../src/ui/last-lines.ts';

test('are broken at their blanks, never inside a word', () => {
	expect(lastLines('CONTAINED (rehearsal): test-user was allowed and is denied now, everywhere it was probed (4 accounts).\n', 80)).toBe(
		'CONTAINED (rehearsal): test-user was allowed and is denied now, everywhere it\nwas probed (4 accounts).\n',
	);
});

test('leave a path whole, in a line of its own where it is longer than the window', () => {
	const path = '/home/ir/.local/state/tourniquet/rehearsals/20261126-1635-6123/journal.jsonl';
	expect(lastLines(`journal: ${path}`, 60)).toBe(`journal:\n${path}`);
	expect(lastLines(`journal: ${path} and on`, 60)).toBe(`journal:\n${path}\nand on`);
	expect(lastLines(`journal: ${path}`, 100)).toBe(`journal: ${path}`);
});

test('lose no word', () => {
	fc.assert(
		fc.property(fc.array(fc.stringMatching(/^[a-z/-]{1,30}$/), {minLength: 1}), fc.integer({min: 8, max: 80}), (words, columns) => {
			expect(lastLines(words.join(' '), columns).split(/\s/)).toEqual(words);
		}),
	);
});
