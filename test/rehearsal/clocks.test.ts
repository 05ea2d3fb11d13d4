import {expect, test} from 'vitest';
import {Stage} from '../../src/commands/rehearsal/stage.ts';
import {scoreOf} from '../../src/rehearsal/score.ts';
import {s3Discovery} from '../scenarios.ts';
import {debriefed, played, START} from './made-up.ts';

/** The same hands on the keyboard, while the night goes so many times faster. */
function faster(speed: number) {
	const later = (at: number) => START + (at - START) * speed;
	const records = played.records.map(record => ({...record, at: new Date(later(Date.parse(record.at))).toISOString()}));
	const happened = played.happened.map(call => ({...call, at: later(call.at)}));
	return {...played, speed, records, happened, endedAt: later(played.endedAt)};
}

test.each([2, 20, 60])('what a person does is measured in real seconds, %i times faster too', speed => {
	const [real, fast] = [scoreOf(played), scoreOf(faster(speed))];
	expect(fast.points).toBe(real.points);
	expect(fast.losses).toEqual(real.losses);
	expect(fast.times).toEqual(real.times);
	expect(fast.slowest).toEqual(real.slowest);
	expect(fast.attacker).toEqual(real.attacker);
});

test('which clock is meant is said where there are two', () => {
	expect(debriefed(faster(20))).toContain('How long it took you, in real seconds: the night went 20 times faster');
	expect(debriefed(played)).toContain('How long it took, from the start');
});

test('nobody waits for an automatic rehearsal, so it has one clock', () => {
	const speedOf = (automatic: boolean) => new Stage({scenario: s3Discovery, faults: [], seed: 1, automatic, speed: 20}).speed;
	expect(speedOf(true)).toBe(1);
	expect(speedOf(false)).toBe(20);
});
