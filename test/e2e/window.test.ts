import {describe, expect} from 'vitest';
import {tourniquet} from './program.ts';
import {frameOf, type Responder, type Seat} from './responder.ts';
import {key} from './screen.ts';
import {test} from './sit-down.ts';
import {toFindings, toPreview, toProof} from './walk.ts';

const sizes = [
	{columns: 60, rows: 20},
	{columns: 120, rows: 40},
];

/** What differs from run to run: times, and what is made from them. */
function timeless(frame: string): string {
	return frame.replace(/\d{8}-\d{4}-[0-9a-f]{4}/g, 'INCIDENT').replace(/ *(?:started \d\d:\d\d · )?(?:\d+ s|\d+m \d\ds)$/m, ' TIME');
}

function headersIn(screen: string): number {
	return screen.split('SANDBOX · nothing here touches AWS').length - 1;
}

describe.concurrent('a window that changes its size', () => {
	test.for([
		{
			at: 'the findings',
			go: async (responder: Responder) => {
				await toFindings(responder);
				await responder.moveTo(/ops-admin/);
			},
			asks: /Which finding brought you here\?/,
		},
		{at: 'the preview', go: (responder: Responder) => toPreview(responder), asks: /What now\?/},
	])('shows at $at what a window of that size shows from the beginning', async ({go, asks}, {sitDown}) => {
		const sit = (seat: Seat) => sitDown(tourniquet('rehearse'), seat);
		const responder = sit({columns: 80, rows: 24});
		await go(responder);
		for (const size of sizes) {
			const fresh = sit(size);
			await go(fresh);
			const expected = timeless(await fresh.asked(asks));
			await fresh.leave();
			responder.screen.resize(size.columns, size.rows);
			const shown = await responder.screen.until(screen => timeless(frameOf(screen)) === expected, expected);
			expect(headersIn(shown)).toBe(1);
		}
	});

	test('keeps one whole frame while the proof is watched', async ({sitDown}) => {
		const responder = sitDown(tourniquet('rehearse', '--fault', 'scp-not-enforced'));
		const {screen} = responder;
		await toProof(responder);
		for (const {columns, rows} of sizes) {
			screen.resize(columns, rows);
			const rule = '─'.repeat(Math.min(columns, 112) - 2);
			const whole = (frame: string) => frame.split('\n')[3] === ` ${rule}` && /Ctrl-C stop$/.test(frame);
			const shown = await screen.until(text => whole(frameOf(text)), `a whole frame at ${columns} by ${rows}`);
			expect(headersIn(shown)).toBe(1);
			expect(frameOf(shown)).toMatch(/▶ Prove[\s\S]*have turned/);
			for (const row of frameOf(shown).split('\n').slice(0, -1)) expect(row === '' || row.startsWith(' ')).toBe(true);
		}
		screen.press(key.ctrlC);
		expect(await screen.ended()).toBe(130);
	});
});

describe.concurrent('what stood in the terminal before', () => {
	test('stays there: a hundred and one lines, each once', async ({sitDown}) => {
		const responder = sitDown(['bash', '-c', 'seq -f "before %g." 1 101; exec "$@"', 'bash', ...tourniquet('rehearse')]);
		await toPreview(responder);
		const whileRunning = responder.screen.lines();
		await responder.choose(/Leave without changing anything/);
		expect(await responder.screen.ended()).toBe(0);
		const before = Array.from({length: 101}, (_, index) => `before ${index + 1}.`);
		for (const lines of [whileRunning, responder.screen.lines()]) {
			expect(lines.filter(line => /^before/.test(line))).toEqual(before);
			expect(lines.slice(0, 101)).toEqual(before);
		}
		// Neither the scrollback erased nor another screen shown.
		expect(responder.screen.raw).not.toMatch(/\x1b\[3J|\x1b\[\?(?:1049|47|1047)h/);
	});
});
