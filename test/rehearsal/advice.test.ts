import {describe, expect, test} from 'vitest';
import {scoreOf} from '../../src/rehearsal/score.ts';
import type {Scenario} from '../../src/sandbox/scenario/scenario.ts';
import {scenarioNamed, scenarios} from '../scenarios.ts';
import {debriefed, journal, played, step} from './made-up.ts';

/** A night in which each of these steps took so many seconds. */
function walked(scenario: Scenario, took: Readonly<Record<string, number>>) {
	let at = 0;
	const steps = Object.entries(took).flatMap(([name, seconds]) => {
		const from = at;
		at += seconds;
		return [[from, step(name, 'entered')] as const, [at, step(name, 'done')] as const];
	});
	const deny = [at, {kind: 'outcome', key: 'contain/attach-policy', outcome: {}}] as const;
	return {...played, scenario, records: journal(...steps, deny), happened: [], stillWorks: []};
}

describe('advice on being faster', () => {
	const scenario = scenarioNamed('s3-discovery');
	const slow = (took: Readonly<Record<string, number>>) => scoreOf(walked(scenario, took)).slowest.map(delay => delay.step);

	test('is about steps that took at least twice as long, and ten seconds longer', () => {
		// Practised: 5 s, 10 s, 15 s and 12 s.
		expect(slow({brief: 14, findings: 19, preview: 29, contain: 14})).toEqual([]);
		expect(slow({brief: 15, findings: 20})).toEqual(['brief', 'findings']);
		expect(slow({preview: 30, contain: 24})).toEqual(['preview', 'contain']);
		expect(slow({brief: 15})).toEqual(['brief']);
		expect(debriefed(walked(scenario, {brief: 6, contain: 14})).join('\n')).toContain('No step before the deny took much longer');
	});

	test('says nothing of a step in which nothing is asked', () => {
		expect(slow({baseline: 300})).toEqual([]);
	});
});

test.each([...scenarios.values()])('what is said of choosing the finding fits $name', scenario => {
	const said = debriefed(walked(scenario, {findings: 90, who: 90})).join('\n');
	const {finding} = scenario.rehearsal;
	if (finding === undefined) {
		expect(said).toContain('Here it begins with a name: take “I already know who it is”, and type the name that you were told.');
		expect(said).not.toContain('The finding that brought you here');
	} else {
		expect(said).toContain(`The finding that brought you here is ${finding.type}, about ${finding.principal}: choose it`);
	}
	expect(said).not.toMatch(/newest|after the colon/);
});

test('where the deny must be refused, nobody is told to put it on faster', () => {
	const said = debriefed(walked(scenarioNamed('leaked-responder'), {brief: 90, preview: 90, contain: 90})).join('\n');
	expect(said).toContain('Press Enter');
	expect(said).not.toMatch(/Read whom it hits|Type what is asked/);
});
