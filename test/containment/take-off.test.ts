import {expect, test} from 'vitest';
import {earliestTakeOff} from '../../src/containment/take-off.ts';

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
