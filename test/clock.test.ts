import {expect, test} from 'vitest';
import {neverBack} from '../src/clock.ts';

test('a clock that is set back goes on from where it was', () => {
	const machine = [1000, 2000, 2500, 500, 600, 1600, 9000, 8000, 8001];
	const now = neverBack(() => machine.shift() ?? 0);
	expect(Array.from({length: 9}, () => now())).toEqual([1000, 2000, 2500, 2500, 2600, 3600, 11_000, 11_000, 11_001]);
});
