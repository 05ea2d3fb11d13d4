import {expect, test} from 'vitest';
import {rememberTimes} from '../../src/commands/walking/earlier-times.ts';
import {noFacts} from '../../src/steps/facts.ts';
import {scenarios} from '../scenarios.ts';
import {newIncident, walkThrough} from '../steps/support.ts';

const settings = {mode: 'live', protectedPrincipals: [], readOnly: false} as const;

test('how long the first sitting took is what later ones say as well', async () => {
	const scenario = scenarios.get('two-people');
	if (scenario === undefined) throw new Error('no scenario two-people');
	const incident = newIncident({scenario});
	const finding = incident.sandbox.world.guardDuty.findings[0]?.Id ?? '';
	const {facts} = await walkThrough({
		incident,
		finding,
		user: 'everybody',
		confirm: 'test-user data.team+etl',
		// Every call takes its time.
		answering: () => void incident.clock.advance(10),
	});
	const later = noFacts(settings);
	rememberTimes(later, incident.journal);
	const {toPrincipalMs, toProvenMs} = facts.timings;
	expect(toPrincipalMs).toBeGreaterThan(0);
	expect(toProvenMs).toBeGreaterThan(toPrincipalMs ?? 0);
	expect(later.timings).toEqual({toPrincipalMs, toProvenMs});
});

test('nothing on record: nothing is remembered', () => {
	const facts = noFacts(settings);
	rememberTimes(facts, []);
	expect(facts.timings).toEqual({});
});
