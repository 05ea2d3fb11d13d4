import {describe, expect, test} from 'vitest';
import {earliestTakeOff, takeOffState} from '../../../src/containment/recovery/take-off.ts';

const hour = 3_600_000;

test.each<[string, string[], number]>([
	['no permission set is known', [], 12],
	['all sessions are short', ['PT1H', 'PT4H'], 12],
	['a session is as long as AWS allows', ['PT12H'], 12],
	['a session is longer than AWS allows today', ['PT1H', 'PT36H'], 36],
	['a duration is in days', ['P1DT30M'], 24.5],
	['a duration is in minutes and seconds', ['PT1439M60S'], 24],
	['a duration cannot be read', ['soon', '', '-PT1H', 'PT1e9H'], 12],
])('%s', (_, sessionDurations, hours) => {
	expect(earliestTakeOff({appliedAt: 1000, sessionDurations})).toBe(1000 + hours * hour);
});

const hours = (count: number) => count * 3_600_000;
const closed = (id: string, at: number) => ({id, closedAt: hours(at)});
const facts = {appliedAt: hours(100), sessionDurations: ['PT1H'], now: hours(120)};

describe('whether the deny may come off', () => {
	test.each<[string, Parameters<typeof takeOffState>[0], ReturnType<typeof takeOffState>]>([
		['12 hours after the deny, with nothing else to close', {...facts, doors: []}, {state: 'safe', at: hours(112)}],
		['to the millisecond', {...facts, doors: [], now: hours(112)}, {state: 'safe', at: hours(112)}],
		['a moment too early', {...facts, doors: [], now: hours(112) - 1}, {state: 'too-early', at: hours(112)}],
		['counted from the last door', {...facts, doors: [closed('a', 101), closed('b', 110)]}, {state: 'too-early', at: hours(122)}],
		['a door closed before the deny', {...facts, doors: [closed('a', 90)]}, {state: 'safe', at: hours(112)}],
		['longer sessions', {...facts, doors: [], sessionDurations: ['PT1H', 'PT30H']}, {state: 'too-early', at: hours(130)}],
		[
			'a session that is known to last longer',
			{...facts, doors: [], sessionEnds: [hours(90), hours(125)]},
			{state: 'too-early', at: hours(125)},
		],
		['a session that is known to have ended', {...facts, doors: [], sessionEnds: [hours(90)]}, {state: 'safe', at: hours(112)}],
		[
			'a door that is open',
			{...facts, doors: [closed('a', 90), {id: 'b'}], now: hours(500)},
			{state: 'doors-open', open: ['b'], notBefore: hours(512)},
		],
	])('%s', (_, given, state) => {
		expect(takeOffState(given)).toEqual(state);
	});

	test('a clock that was set back makes nothing safe earlier', () => {
		expect(takeOffState({...facts, doors: [closed('a', 130)], now: hours(129)})).toEqual({state: 'too-early', at: hours(142)});
	});
});
