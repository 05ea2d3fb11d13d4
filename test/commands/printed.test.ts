import {expect, test} from 'vitest';
import {printed} from '../../src/commands/printed.ts';

test('what is said at the end breaks at words in a terminal, and what is copied stays whole', () => {
	const verdict = 'CONTAINED: test-user was allowed and is denied now, everywhere it was probed';
	const journal = `journal: /${'a-folder/'.repeat(12)}journal.jsonl`;
	expect(printed([journal, verdict], 40)).toBe(
		`${journal}\nCONTAINED: test-user was allowed and is\ndenied now, everywhere it was probed\n`,
	);
	expect(printed([journal, verdict], undefined)).toBe(`${journal}\n${verdict}\n`);
});

test('an item goes on below where it began, and control characters do not reach the terminal', () => {
	expect(printed(['  ✔ the deny is on and stays\u001b[2J on'], 20)).toBe('  ✔ the deny is on and\n    stays\\u{1b}[2J on\n');
});
