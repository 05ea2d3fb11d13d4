import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {debriefView} from '../../src/rehearsal/debrief.ts';
import {standingOf} from '../../src/rehearsal/history.ts';
import {lossesOf, pointsLeft} from '../../src/rehearsal/losses.ts';
import {scoreOf} from '../../src/rehearsal/score.ts';
import {debriefed, happening, journal, linesOf, lostIn, played, records} from './made-up.ts';

const faults = fc.record({
	missed: fc.array(
		fc.record({
			code: fc.constantFrom('no-deny', 'wrong-person', 'person-left-out', 'session-open', 'innocents-hit', 'other-verdict'),
			about: fc.constant(['somebody']),
		} as const),
		{maxLength: 6},
	),
	wrongTurns: fc.array(fc.record({code: fc.constantFrom('stepped-back', 'planned-again', 'other-finding'), at: fc.nat()} as const), {
		maxLength: 9,
	}),
	openTasks: fc.array(fc.constant('a task'), {maxLength: 20}),
	toContainedMs: fc.option(fc.nat(2_000_000)),
	innocentCalls: fc.nat(50),
});

test('the points that the lines lose and the score make a hundred, whatever went wrong', () => {
	fc.assert(
		fc.property(faults, wrong => {
			const losses = lossesOf(wrong);
			const points = pointsLeft(losses);
			expect(points).toBeGreaterThanOrEqual(0);
			const score = {...scoreOf(played), losses, points};
			const said = linesOf(debriefView(score, standingOf([], 's3-discovery'), [], new Map()));
			expect(lostIn(said)).toBe(100 - points);
			expect(said.filter(line => line.startsWith('− '))).toHaveLength(losses.length);
		}),
	);
});

describe('what is said of a night in which', () => {
	const well = {...played, stillWorks: [], happened: [happening(10, {})], verdict: 'contained', openTasks: []};
	const shown = (ticked: readonly string[]) => [
		...records.filter(({kind}) => kind !== 'answer'),
		...journal([310, {kind: 'answer', key: 'follow-up/checklist', question: 'checklist', title: 'x', answer: [...ticked]}]),
	];

	test('no task was ever shown: nothing of tasks', () => {
		const said = debriefed({...well, records: records.filter(({kind}) => kind !== 'answer')}).join('\n');
		expect(said).not.toMatch(/task|ticked/i);
		expect(said).not.toContain('Nothing was missed');
	});

	test('all tasks were ticked, or some were not', () => {
		expect(debriefed({...well, records: shown(['a', 'b'])})).toContain('Every task was ticked.');
		const said = debriefed({...well, records: shown(['a', 'b']), openTasks: ['c', 'd', 'e']});
		expect(said).toContain('− 3: 3 of 5 tasks were left open.');
		expect(said).not.toContain('Every task was ticked.');
	});

	test('an innocent was hit: who, and how often', () => {
		const denied = {
			kind: 'innocent',
			as: 'data.team+etl',
			actor: 'etl',
			outcome: 'denied',
			deniedBy: {kind: 'service-control-policy'},
		} as const;
		const happened = [1, 2, 3].map(seconds => happening(250 + seconds, denied));
		expect(debriefed({...well, happened}).join('\n')).toMatch(/− 25: 3 calls of etl, who is innocent, were denied\./);
		const foreseen = {...played.scenario, goal: {names: ['test-user'], costs: ['data.team+etl']}};
		const said = debriefed({...well, happened, scenario: foreseen}).join('\n');
		expect(said).not.toMatch(/− 25/);
		expect(said).toContain('A good response cannot spare them here: no points are lost for it.');
	});

	test('the deny came late: how late', () => {
		expect(debriefed({...well, records: shown(['a'])})).toContain(
			'− 6: The deny was on after 4 min. After the first 2 min, every 20 s costs a point.',
		);
	});

	test('nobody was denied: nothing of how fast the deny was', () => {
		const left = debriefed({...well, records: records.slice(0, 2), verdict: 'planned'}).join('\n');
		expect(left).not.toMatch(/No step before the deny|took much longer/);
		expect(left).not.toContain('None of the sessions that the attacker used works any more.');
	});
});
