import {describe, expect} from 'vitest';
import {program} from './program.ts';
import {test} from './sit-down.ts';
import {gate, toFindings} from './walk.ts';

const rehearse = (...args: readonly string[]) => [process.execPath, program, 'rehearse', ...args];

describe.concurrent('a rehearsal with an attacker at work', () => {
	test.for([
		{title: 'at 80 by 24, below the walk', columns: 80, rows: 24},
		{title: 'at 60 by 20, below the walk', columns: 60, rows: 20},
		{title: 'at 150 by 40, beside the walk', columns: 150, rows: 40},
	])('is chosen, played and scored, $title', async ({columns, rows}, {sitDown}) => {
		const responder = sitDown(rehearse('--speed', '4'), {columns, rows});
		expect(await responder.asked(/Which night do you want to rehearse\?/)).toMatch(/SANDBOX/);
		await responder.choose(/s3-discovery/);
		await toFindings(responder);
		const allowed = await responder.screen.until(/Meanwhile[\s\S]*thief +s3:\w+.* allowed/, 'the thief at work');
		expect(allowed).toMatch(/SANDBOX/);
		await responder.choose(/test-user {2}Discovery:S3/);
		await responder.asked(/Go on to the preview/);
		await responder.choose(/Go on to the preview/);
		await responder.asked(/Nothing has been changed yet\. What now\?/);
		await responder.choose(/Go on: probe/);
		await responder.asked(gate);
		await responder.confirm('test-user');
		await responder.screen.until(/thief +s3:.* DENIED/, 'the thief denied');
		await responder.asked(/Go on to what/);
		await responder.choose(/Go on to what/);
		await responder.asked(/Look for what their sessions opened/);
		await responder.choose(/Not now/);
		await responder.asked(/Tick what is done/);
		await responder.choose(/Done/);
		expect(await responder.screen.ended()).toBe(0);
		const transcript = responder.transcript();
		expect(transcript).toMatch(/── Debrief ──.*SANDBOX · rehearsal “s3-discovery” · \d+ of 100 points/);
		expect(transcript).toMatch(/took a file of customers out of the data lake/);
		expect(transcript).toMatch(/None of the sessions that the attacker used works any more/);
		expect(transcript).toMatch(/Nobody has played this one here before/);
		expect(responder.lastWords()).toMatch(/^CONTAINED \(rehearsal\): /);
	});

	test('can be left from the choice', async ({sitDown}) => {
		const responder = sitDown(rehearse());
		await responder.asked(/Which night do you want to rehearse\?/);
		responder.screen.press('\x03');
		expect(await responder.screen.ended()).toBe(130);
	});
});
