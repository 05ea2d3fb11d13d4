import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {debriefed} from '../../src/commands/rehearsal/closing.ts';
import {Stage} from '../../src/commands/rehearsal/stage.ts';
import type {Ended} from '../../src/commands/walking/walk-incident.ts';
import {pastRehearsals, remember} from '../../src/rehearsal/history.ts';
import {scoreOf} from '../../src/rehearsal/score.ts';
import type {View} from '../../src/runbook/views.ts';
import {noFacts} from '../../src/steps/facts.ts';
import {s3Discovery} from '../scenarios.ts';
import {linesOf, played, records} from './made-up.ts';

/** Ends a rehearsal where somebody came to few points before; what is then said, and what the history has. */
async function ended(automatic: boolean) {
	const state = mkdtempSync(join(tmpdir(), 'tourniquet-history-'));
	await remember(state, {...scoreOf(played), points: 1}, 0);
	const views: View[] = [];
	const frontEnd = {enter: () => {}, show: (view: View) => views.push(view)};
	const end = {
		facts: noFacts({mode: 'sandbox', protectedPrincipals: [], readOnly: false}),
		ending: {reason: 'completed'},
		records: records.filter(({kind}) => kind !== 'answer'),
		runbook: {steps: []},
		frontEnd,
	} as unknown as Ended;
	const stage = new Stage({scenario: s3Discovery, faults: [], seed: 1, automatic: true, speed: 1});
	await debriefed({stage, seed: 1, stateDir: state, automatic}, end);
	return {said: views.flatMap(linesOf).join('\n'), past: await pastRehearsals(state)};
}

test('what somebody played goes into the history, and may be their best', async () => {
	const {said, past} = await ended(false);
	expect(past).toHaveLength(2);
	expect(said).toContain('Your best: 1 points');
	expect(said).toContain('This is your best so far.');
});

test('what played itself goes into no history, and is nobody’s best', async () => {
	const {said, past} = await ended(true);
	expect(past.map(({points}) => points)).toEqual([1]);
	expect(said).toContain('It played itself: this goes into no history, and is nobody’s best.');
	expect(said).not.toMatch(/[Yy]our best|played this one here before/);
});
