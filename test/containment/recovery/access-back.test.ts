import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {ProbeOutcome} from '../../../src/containment/proof/denial.ts';
import {backCell, judgeBack, withSince, withStillOn} from '../../../src/containment/recovery/access-back.ts';

const name = {accountId: '222222222222', accountName: 'audit', region: 'us-east-1', service: 'ec2'} as const;
const allowed: ProbeOutcome = {kind: 'allowed'};
const denied: ProbeOutcome = {kind: 'denied', by: {policyType: 'service-control-policy', policyId: 'p-a1b2c3d4'}, message: ''};
const unclear: ProbeOutcome = {kind: 'inconclusive', why: 'throttled', message: ''};

function seen(target: readonly ProbeOutcome[], control: readonly ProbeOutcome[]) {
	let cell = withStillOn(withStillOn(backCell(name), 'target', denied), 'control', allowed);
	for (const outcome of target) cell = withSince(cell, 'target', outcome);
	for (const outcome of control) cell = withSince(cell, 'control', outcome);
	return cell;
}

const judged = (target: readonly ProbeOutcome[], control: readonly ProbeOutcome[], deadlinePassed = true) =>
	judgeBack({cells: [seen(target, control)], inARow: 2, deadlinePassed});

describe('whether access is back', () => {
	test('it is when both sessions are allowed as often as it takes', () => {
		expect(judged([allowed, allowed], [allowed, allowed])).toEqual({state: 'decided', back: true, reasons: []});
		expect(judged([denied, allowed, allowed], [allowed, allowed, allowed], false)).toEqual({state: 'decided', back: true, reasons: []});
		expect(judged([allowed, allowed, allowed], [denied, allowed, allowed], false)).toEqual({state: 'decided', back: true, reasons: []});
	});

	test.each([
		['still denied', [denied], [allowed, allowed], {code: 'still-denied', policyId: 'p-a1b2c3d4'}],
		['denied once more', [allowed, allowed, denied], [allowed, allowed], {code: 'still-denied'}],
		['allowed too seldom', [denied, allowed], [allowed, allowed], {code: 'too-few', session: 'target', allowed: 1, of: 2}],
		['unclear', [allowed, allowed, unclear], [allowed, allowed], {code: 'unclear', session: 'target'}],
		['never probed', [], [allowed, allowed], {code: 'not-probed', session: 'target'}],
		['the control denied', [allowed, allowed], [denied], {code: 'control-denied'}],
		['the control denied once more', [allowed, allowed, allowed], [allowed, allowed, denied], {code: 'control-denied'}],
		['the control allowed but once', [allowed, allowed], [allowed], {code: 'too-few', session: 'control', allowed: 1, of: 2}],
		[
			'the control flapping',
			[allowed, allowed, allowed],
			[allowed, denied, allowed],
			{code: 'too-few', session: 'control', allowed: 1, of: 2},
		],
		['the control unclear between', [allowed, allowed, allowed], [allowed, unclear, allowed], {code: 'too-few', session: 'control'}],
		['the control unclear', [allowed, allowed], [unclear], {code: 'unclear', session: 'control'}],
		['the control never probed', [allowed, allowed], [], {code: 'not-probed', session: 'control'}],
	] as const)('%s: not shown at the deadline, and watched before', (_, target, control, reason) => {
		expect(judged(target, control)).toMatchObject({state: 'decided', back: false, reasons: [reason]});
		expect(judged(target, control, false)).toEqual({state: 'watching', back: 0, of: 1});
	});

	test('nothing probed shows nothing', () => {
		expect(judgeBack({cells: [], inARow: 2, deadlinePassed: false})).toMatchObject({back: false, reasons: [{code: 'nothing-probed'}]});
	});

	test('it is back exactly when the latest outcomes of both sessions, as many as it takes, were all allowed', () => {
		const outcomes = fc.array(fc.constantFrom(allowed, denied, unclear), {maxLength: 12});
		fc.assert(
			fc.property(outcomes, outcomes, fc.integer({min: 1, max: 5}), fc.boolean(), (target, control, inARow, deadlinePassed) => {
				const result = judgeBack({cells: [seen(target, control)], inARow, deadlinePassed});
				const settled = [target, control].every(of => of.length >= inARow && of.slice(-inARow).every(({kind}) => kind === 'allowed'));
				expect(result.state === 'decided' && result.back).toBe(settled);
				expect(result.state).toBe(settled || deadlinePassed ? 'decided' : 'watching');
			}),
			{numRuns: 500},
		);
	});

	test('one place that is not back keeps all from being back', () => {
		const outcome = fc.constantFrom(allowed, denied, unclear);
		const course = fc.record({target: fc.array(outcome, {maxLength: 5}), control: fc.array(outcome, {maxLength: 5})});
		fc.assert(
			fc.property(fc.array(course, {minLength: 1, maxLength: 5}), courses => {
				const isBack = (cells: readonly ReturnType<typeof seen>[]) => {
					const result = judgeBack({cells, inARow: 2, deadlinePassed: true});
					return result.state === 'decided' && result.back;
				};
				const cells = courses.map(({target, control}) => seen(target, control));
				expect(isBack(cells)).toBe(cells.every(cell => isBack([cell])));
			}),
		);
	});
});
