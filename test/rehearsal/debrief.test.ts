import {expect, test} from 'vitest';
import {debriefed, happening} from './made-up.ts';

test('every call of the attacker is accounted for, those that failed of themselves too', () => {
	const happened = [
		happening(10, {}),
		happening(20, {outcome: 'error'}),
		happening(30, {outcome: 'error'}),
		happening(40, {outcome: 'denied'}),
	];
	expect(debriefed({happened})).toContain('4 calls: 1 went through, 1 was denied, 2 failed for other reasons.');
	expect(debriefed({happened: [happening(10, {})]})).toContain('1 call: 1 went through, 0 were denied.');
});
