import {expect, test} from 'vitest';
import {scenarios} from '../scenarios.ts';
import {debriefed, played} from './made-up.ts';

const verdicts = ['contained', 'partial', 'not-contained', 'not-proven', 'over-reach', 'planned', 'refused', 'recovered'] as const;
const wanted = [...new Set([...scenarios.values()].map(({goal}) => goal?.verdict ?? 'contained'))];

const said = (verdict: string, good: (typeof wanted)[number]) => {
	const scenario = {...played.scenario, goal: {names: ['test-user'], verdict: good}};
	return debriefed({scenario, verdict, stillWorks: [], happened: [], openTasks: []}).filter(line => line.startsWith('− 10: '));
};

test('another verdict than a good one is said as a person would say it', () => {
	expect(said('planned', 'contained')).toEqual(['− 10: You left before the deny was put on. Here it has to be on, and proven.']);
	expect(said('planned', 'refused')).toEqual([
		'− 10: You left before the deny was put on. Here you go on until Tourniquet refuses, and take that for an answer.',
	]);
	expect(said('refused', 'contained')).toEqual(['− 10: The walk stopped before the deny was put on. Here it has to be on, and proven.']);
	expect(said('partial', 'contained')).toEqual(['− 10: The deny was on, and something was left open. Here it has to be on, and proven.']);
});

test('every verdict has its words, and none is said by its code', () => {
	for (const good of wanted)
		for (const verdict of verdicts) {
			const lines = said(verdict, good);
			expect(lines).toHaveLength(verdict === good ? 0 : 1);
			expect(lines.join()).not.toMatch(/undefined|not-contained|not-proven|over-reach|ended|planned/);
		}
});
