import fc from 'fast-check';
import {render, renderToString} from 'ink';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {App} from '../../src/ui/app.tsx';
import {ScreenStore} from '../../src/ui/store.ts';
import {anyQuestion, anySize, anyText, anyView, harmful} from './arbitraries.ts';
import {header, never, Screen, StandingClock, stepsAt} from './support.tsx';

const anyWaiting = fc.array(
	anyText.map(what => ({what, since: 0})),
	{maxLength: 6},
);

const anyFrame = fc.record({
	size: anySize,
	views: fc.array(anyView, {maxLength: 4}),
	question: fc.option(anyQuestion),
	waiting: anyWaiting,
	heading: fc.record({id: fc.constant('reach'), title: anyText, why: anyText}),
	caller: anyText,
	mode: fc.constantFrom('live' as const, 'sandbox' as const),
	accountName: anyText,
});

function drawn({
	size,
	views,
	question,
	waiting,
	heading,
	...more
}: typeof anyFrame extends fc.Arbitrary<infer Frame> ? Frame : never): string[] {
	const store = new ScreenStore();
	store.header({...header, ...more});
	store.steps(stepsAt('Reach'));
	store.enter(heading);
	for (const view of views) store.show(view);
	store.waiting(waiting);
	if (question !== null) void store.ask(question, never());
	return renderToString(<App store={store} keys={{async startEmpty() {}}} clock={new StandingClock()} color={false} size={size} />, {
		columns: size.columns,
	}).split('\n');
}

describe('the live frame', () => {
	test('fits the window less two rows, says in which world it is, and holds nothing that a terminal acts upon', () => {
		fc.assert(
			fc.property(anyFrame, frame => {
				const lines = drawn(frame);
				expect(lines.length).toBeLessThanOrEqual(Math.max(frame.size.rows - 2, 1));
				expect(lines[0]).toContain(frame.mode === 'live' ? 'LIVE' : 'SANDBOX');
				for (const line of lines) {
					expect(stringWidth(line)).toBeLessThanOrEqual(frame.size.columns);
					expect(line).not.toMatch(harmful);
				}
			}),
			{numRuns: 150},
		);
	});
});

test('a question that took the place of a withdrawn one stays deaf for a moment, any other does not', async () => {
	const store = new ScreenStore();
	const pauses: number[] = [];
	const keys = {
		async startEmpty(milliseconds = 0) {
			pauses.push(milliseconds);
		},
	};
	const screen = new Screen();
	const ink = render(<App store={store} keys={keys} clock={new StandingClock()} color={false} size={{columns: 80, rows: 24}} />, {
		stdin: screen.stdin as unknown as NodeJS.ReadStream,
		stdout: screen.stdout,
		interactive: true,
		patchConsole: false,
	});
	const question = (title: string) => ({kind: 'text' as const, id: title, title});
	const withdrawn = new AbortController();
	store.ask(question('First?'), withdrawn.signal).catch(() => {});
	await screen.until(/First\?[\s\S]*F1 help/);
	withdrawn.abort();
	void store.ask(question('Second?'), never());
	await screen.until(/Second\?[\s\S]*F1 help/);
	const [first, second] = pauses;
	expect(first).toBe(0);
	expect(second).toBeGreaterThan(100);
	ink.unmount();
	await ink.waitUntilExit();
});
