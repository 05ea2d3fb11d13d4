import {expect, test} from 'vitest';
import {nearest} from '../../src/runbook/nearest.ts';

test.each([
	['wyh', 'why'],
	['titel', 'title'],
	['checklist', 'checklists'],
	['Steps', 'steps'],
	['managementaccount', 'management-account'],
	['x', undefined],
	['', undefined],
	['lambda', undefined],
	['a'.repeat(100_000), undefined],
])('%j is meant as %j', (word, meant) => {
	expect(nearest(word, ['why', 'title', 'checklists', 'steps', 'management-account'])).toBe(meant);
});

test('the closest of several is meant', () => {
	expect(nearest('reachs', ['react', 'reach'])).toBe('reach');
});
