import fc from 'fast-check';
import {renderToString} from 'ink';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import {App} from '../../src/ui/app.tsx';
import {allot} from '../../src/ui/frame.ts';
import {ScreenStore} from '../../src/ui/store.ts';
import {anyQuestion, anySize, anyText, anyView, harmful} from './arbitraries.ts';
import {header, never, StandingClock, stepsAt} from './support.tsx';

const anyWaiting = fc.array(
	anyText.map(what => ({what, since: 0})),
	{maxLength: 6},
);
const keys = {discard() {}, async startEmpty() {}};

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
	return renderToString(<App store={store} keys={keys} clock={new StandingClock()} color={false} size={size} />, {
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

describe('the rows of a window', () => {
	const anyWanted = fc
		.record({content: fc.nat(60), waiting: fc.nat(8), question: fc.nat(40), least: fc.nat(5)})
		.map(({least, ...wanted}) => ({...wanted, leastQuestion: Math.min(least, wanted.question)}));

	test('are never given out twice', () => {
		fc.assert(
			fc.property(fc.integer({min: 1, max: 100}), anyWanted, (rows, wanted) => {
				const given = Object.values(allot(rows, wanted));
				expect(Math.min(...given)).toBeGreaterThanOrEqual(0);
				expect(given.reduce((total, part) => total + part, 0)).toBeLessThanOrEqual(Math.max(rows - 2, 1));
			}),
		);
	});

	test('go to the question before its content, as far as it cannot do without', () => {
		fc.assert(
			fc.property(fc.integer({min: 10, max: 100}), anyWanted, (rows, wanted) => {
				expect(allot(rows, wanted).question).toBeGreaterThanOrEqual(wanted.leastQuestion);
			}),
		);
	});

	test('go to both the question and its content at 80 by 24', () => {
		expect(allot(24, {content: 30, waiting: 2, question: 26, leastQuestion: 3})).toEqual({
			header: 4,
			title: 1,
			content: 5,
			waiting: 2,
			gap: 1,
			question: 8,
			footer: 1,
		});
	});
});
