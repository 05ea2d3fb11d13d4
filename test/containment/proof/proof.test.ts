import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {DeniedBy, ProbeOutcome} from '../../../src/containment/proof/denial.ts';
import {
	type Cell,
	type Evidence,
	emptyCell,
	judge,
	type ManagementAccountState,
	type ProbedSession,
	withBaseline,
	withOutcome,
	withoutOutcomes,
} from '../../../src/containment/proof/proof.ts';

const policyId = 'p-a1b2c3d4';
const allowed: ProbeOutcome = {kind: 'allowed'};
const by = (denied: DeniedBy): ProbeOutcome => ({kind: 'denied', by: denied, message: 'denied'});
const ours = by({policyType: 'service-control-policy', policyId});
const unnamedScp = by({policyType: 'service-control-policy'});
const otherScp = by({policyType: 'service-control-policy', policyId: 'p-other123'});
const implicit = by({policyType: 'implicit'});
const unnamed = by({policyType: 'unnamed'});
const throttled: ProbeOutcome = {kind: 'inconclusive', why: 'throttled', message: 'slow down'};

const places = [
	{accountId: '222222222222', accountName: 'workloads-prod', region: 'us-east-1', service: 'ec2'},
	{accountId: '333333333333', accountName: 'security', region: 'eu-west-1', service: 's3'},
] as const;
const [place, elsewhere] = places;

type Course = {readonly before?: ProbeOutcome | undefined; readonly since?: readonly ProbeOutcome[]};

/** A cell after a baseline and then rounds of one probe of each session, the control's beside the target's. */
function cellAfter(target: Course, control: Course, name: (typeof places)[number] = place): Cell {
	let cell = emptyCell(name);
	if (target.before !== undefined) cell = withBaseline(cell, 'target', target.before);
	if (control.before !== undefined) cell = withBaseline(cell, 'control', control.before);
	for (let round = 0; round < Math.max(target.since?.length ?? 0, control.since?.length ?? 0); round++) {
		const [seen, controlSeen] = [target.since?.[round], control.since?.[round]];
		if (seen !== undefined) cell = withOutcome(cell, 'target', seen, round, policyId);
		if (controlSeen !== undefined) cell = withOutcome(cell, 'control', controlSeen, round, policyId);
	}
	return cell;
}

const fine: Course = {before: allowed, since: [allowed, allowed, allowed]};
const turned: Course = {before: allowed, since: [ours, ours, ours]};
const good = cellAfter(turned, fine);

const judged = (cells: readonly Cell[], changes: Partial<Evidence> = {}) =>
	judge({
		cells,
		inARow: 3,
		deadlinePassed: true,
		managementAccount: 'not-involved',
		openSessions: 0,
		missingTargets: [],
		detached: {targetIds: [], all: false},
		unknownAccounts: [],
		policyAltered: false,
		chainNotSearched: 'none',
		...changes,
	});
const verdict = (...cells: Cell[]) => {
	const result = judged(cells);
	return result.state === 'decided' ? result.verdict : result.state;
};
const codes = (...cells: Cell[]) => {
	const result = judged(cells);
	return result.state === 'decided' ? result.reasons.map(reason => reason.code) : [];
};

describe('the table', () => {
	test('target flipped, by our policy, everywhere, control allowed: contained', () => {
		const cells = [good, cellAfter(turned, fine, elsewhere)];
		expect(judged(cells)).toEqual({state: 'decided', verdict: 'contained', policyNamed: true, reasons: []});
		expect(judged(cells, {deadlinePassed: false})).toEqual(judged(cells));
	});

	test('by a service control policy that AWS does not name: contained, and says so', () => {
		const cell = cellAfter({before: allowed, since: [unnamedScp, unnamedScp, unnamedScp]}, fine);
		expect(judged([good, cell])).toEqual({
			state: 'decided',
			verdict: 'contained',
			policyNamed: false,
			reasons: [{code: 'policy-not-named', cell: place}],
		});
	});

	test('target still allowed at the deadline: not contained', () => {
		const open = cellAfter({before: allowed, since: [allowed, allowed, allowed]}, fine, elsewhere);
		expect(judged([good, open])).toEqual({
			state: 'decided',
			verdict: 'not-contained',
			policyNamed: false,
			reasons: [{code: 'still-allowed', cell: elsewhere}],
		});
	});

	test('target and control denied: over-reach, at once', () => {
		const both = cellAfter(turned, {before: allowed, since: [allowed, allowed, ours]});
		expect(judged([good, both], {deadlinePassed: false})).toEqual({
			state: 'decided',
			verdict: 'over-reach',
			policyNamed: true,
			reasons: [{code: 'control-denied', cell: place, by: {policyType: 'service-control-policy', policyId}}],
		});
	});

	test('target not allowed before, or no baseline: not proven', () => {
		expect(verdict(cellAfter({before: implicit, since: [ours, ours, ours]}, fine))).toBe('not-proven');
		expect(verdict(cellAfter({before: throttled, since: [ours, ours, ours]}, fine))).toBe('not-proven');
		expect(verdict(cellAfter({since: [ours, ours, ours]}, fine))).toBe('not-proven');
	});

	test('anything inconclusive left: not proven', () => {
		expect(verdict(good, cellAfter({before: allowed, since: [ours, ours, throttled]}, fine, elsewhere))).toBe('not-proven');
		expect(verdict(good, cellAfter(turned, {before: allowed, since: [allowed, allowed, throttled]}, elsewhere))).toBe('not-proven');
	});
});

describe('over-reach', () => {
	test.each([
		['while the target is not denied yet', {before: allowed, since: [allowed]}, ours],
		['by a policy of another kind, since AWS names only one of several', turned, implicit],
		['by another service control policy', turned, otherScp],
		['by nobody named', turned, unnamed],
	] as const)('is a control denied %s', (_, target, outcome) => {
		expect(verdict(cellAfter(target, {before: allowed, since: [outcome]}))).toBe('over-reach');
	});

	test('wins over a target that is still allowed and over what is inconclusive', () => {
		const open = cellAfter({before: allowed, since: [allowed]}, fine, elsewhere);
		expect(verdict(open, cellAfter({before: allowed, since: [throttled]}, {before: allowed, since: [ours]}))).toBe('over-reach');
	});

	test('needs a control that had been allowed, or our own policy named', () => {
		expect(verdict(cellAfter(turned, {before: implicit, since: [implicit]}))).toBe('not-proven');
		expect(verdict(cellAfter(turned, {since: [unnamedScp]}))).toBe('not-proven');
		expect(verdict(cellAfter(turned, {since: [otherScp]}))).toBe('not-proven');
		expect(verdict(cellAfter(turned, {since: [ours]}))).toBe('over-reach');
	});
});

describe('not proven', () => {
	test.each<[string, Course, Course, string[]]>([
		['another policy denies the target', {before: allowed, since: [otherScp, otherScp, otherScp]}, fine, ['denied-by-another']],
		['an implicit deny', {before: allowed, since: [implicit, implicit, implicit]}, fine, ['denied-by-another']],
		['a denial of no kind', {before: allowed, since: [unnamed, unnamed, unnamed]}, fine, ['denied-by-another']],
		['too few denials', {before: allowed, since: [allowed, ours, ours]}, fine, ['too-few-denials']],
		[
			'denials that did not hold',
			{before: allowed, since: [ours, ours, allowed, ours]},
			{before: allowed, since: [allowed, allowed, allowed, allowed]},
			['too-few-denials'],
		],
		[
			'denials broken by something unclear',
			{before: allowed, since: [ours, ours, throttled, ours]},
			{...fine, since: [allowed, allowed, allowed, allowed]},
			['too-few-denials'],
		],
		[
			'denials broken by another policy',
			{before: allowed, since: [ours, ours, otherScp, ours]},
			{...fine, since: [allowed, allowed, allowed, allowed]},
			['too-few-denials'],
		],
		['the target was not probed since', {before: allowed}, {before: allowed, since: [allowed]}, ['not-probed']],
		['the control was not probed since', turned, {before: allowed}, ['not-probed']],
		['the control was not probed before', turned, {since: [allowed, allowed, allowed]}, ['no-baseline']],
		['the control was not allowed before', turned, {before: implicit, since: [allowed, allowed, allowed]}, ['not-allowed-before']],
		['the control got no clear answer before', turned, {before: throttled, since: [allowed, allowed, allowed]}, ['unclear-before']],
		['neither was probed before', {since: [ours, ours, ours]}, {since: [allowed, allowed, allowed]}, ['no-baseline', 'no-baseline']],
		['nothing was probed at all', {}, {}, ['no-baseline', 'no-baseline', 'not-probed', 'not-probed']],
		[
			'the control was seen only before the denials began',
			{before: allowed, since: [allowed, ours, ours, ours]},
			{before: allowed, since: [allowed]},
			['control-not-seen-since'],
		],
	])('%s', (_, target, control, expected) => {
		const cell = cellAfter(target, control);
		expect(verdict(cell)).toBe('not-proven');
		expect(codes(cell)).toEqual(expected);
		expect(verdict(good, cell)).toBe('not-proven');
	});

	test('nothing to probe', () => {
		expect(judged([], {deadlinePassed: false})).toEqual({
			state: 'decided',
			verdict: 'not-proven',
			policyNamed: false,
			reasons: [{code: 'nothing-probed'}],
		});
	});
});

test('one cell still allowed at the deadline is not contained, whatever is inconclusive elsewhere', () => {
	const unclear = cellAfter({before: allowed, since: [throttled]}, {before: allowed, since: [throttled]});
	const open = cellAfter({before: allowed, since: [ours, ours, allowed]}, fine, elsewhere);
	expect(verdict(unclear, open)).toBe('not-contained');
	expect(codes(unclear, open)).toEqual(['inconclusive', 'inconclusive', 'still-allowed']);
});

describe('the management account', () => {
	test.each<[ManagementAccountState, string, string[]]>([
		['not-involved', 'contained', []],
		['closed', 'contained', []],
		['open', 'partial', ['management-account-open']],
		['unknown', 'partial', ['management-account-unknown']],
	])('%s: %s', (managementAccount, expected, reasons) => {
		expect(judged([good], {managementAccount})).toEqual({
			state: 'decided',
			verdict: expected,
			policyNamed: true,
			reasons: reasons.map(code => ({code})),
		});
	});

	test('changes no other verdict', () => {
		const open = cellAfter({before: allowed, since: [allowed]}, fine);
		for (const managementAccount of ['not-involved', 'closed', 'open', 'unknown'] as const) {
			expect(judged([open], {managementAccount})).toMatchObject({verdict: 'not-contained'});
			expect(judged([], {managementAccount})).toMatchObject({verdict: 'not-proven'});
		}
	});
});

describe('watching', () => {
	const watch = (...cells: Cell[]) => judged(cells, {deadlinePassed: false});

	test('goes on while the deny may still arrive, and says how far it has', () => {
		const waiting = cellAfter({before: allowed, since: [allowed]}, fine, elsewhere);
		const turning = cellAfter({before: allowed, since: [allowed, ours]}, fine);
		expect(watch(waiting, turning, good)).toEqual({state: 'watching', turned: 2, of: 3});
		expect(watch(cellAfter({before: allowed}, {before: allowed}))).toEqual({state: 'watching', turned: 0, of: 1});
	});

	test('goes on while anything may still become clear', () => {
		expect(watch(cellAfter({before: allowed, since: [throttled]}, fine))).toMatchObject({state: 'watching'});
		expect(watch(cellAfter(turned, {before: allowed, since: [throttled]}))).toMatchObject({state: 'watching'});
		expect(watch(cellAfter({before: allowed, since: [otherScp]}, fine))).toMatchObject({state: 'watching'});
		expect(watch(good, cellAfter({before: implicit, since: [allowed]}, fine))).toMatchObject({state: 'watching'});
		expect(watch(cellAfter({before: implicit}, {before: allowed}))).toMatchObject({state: 'watching'});
	});

	test('ends when nothing that is left can be proven', () => {
		const never = cellAfter({before: implicit, since: [implicit]}, {before: implicit, since: [implicit]}, elsewhere);
		expect(watch(never)).toMatchObject({state: 'decided', verdict: 'not-proven'});
		expect(watch(good, never)).toMatchObject({state: 'decided', verdict: 'not-proven'});
		expect(watch(emptyCell(place))).toMatchObject({state: 'decided', verdict: 'not-proven'});
		expect(watch(good, emptyCell(elsewhere))).toMatchObject({state: 'decided', verdict: 'not-proven'});
		expect(watch(cellAfter({before: allowed, since: [ours]}, fine), never)).toMatchObject({state: 'watching'});
	});
});

test('at least one denial is needed, however few are asked for', () => {
	expect(judged([cellAfter({before: allowed, since: [allowed]}, fine)], {inARow: 0})).toMatchObject({verdict: 'not-contained'});
	expect(judged([cellAfter({before: allowed, since: [throttled]}, fine)], {inARow: -1})).toMatchObject({verdict: 'not-proven'});
});

test('a cell says when its denials began, and survives the journal', () => {
	const cell = cellAfter({before: allowed, since: [ours, allowed, ours, unnamedScp]}, fine);
	expect(cell.target).toEqual({before: allowed, now: unnamedScp, deniedInARow: 2, deniedSince: 2, at: 3});
	expect(JSON.parse(JSON.stringify(cell))).toEqual(cell);
	expect(judged([JSON.parse(JSON.stringify(good))])).toMatchObject({verdict: 'contained'});
});

describe('any course of events', () => {
	const outcome = fc.constantFrom(allowed, ours, ours, ours, unnamedScp, otherScp, implicit, unnamed, throttled);
	type Event = {readonly cell: number; readonly session: ProbedSession; readonly outcome: ProbeOutcome};
	const event: fc.Arbitrary<Event> = fc.record({
		cell: fc.nat(1),
		session: fc.constantFrom('target', 'control'),
		outcome: fc.oneof(outcome, fc.constant(allowed)),
	});
	const baselines = fc.array(fc.tuple(fc.oneof(outcome, fc.constant(allowed)), fc.oneof(outcome, fc.constant(allowed))), {
		minLength: 2,
		maxLength: 2,
	});
	// Courses that end well are rare among random ones, so some are bent that way.
	const ending: fc.Arbitrary<Event[]> = fc.constantFrom(
		[],
		[0, 1].flatMap(cell => [
			...[0, 1, 2].map(() => ({cell, session: 'target' as const, outcome: ours})),
			{cell, session: 'control' as const, outcome: allowed},
		]),
	);

	test('is contained only when every target flipped to denied three times and its control is still allowed', () => {
		let contained = 0;
		fc.assert(
			fc.property(baselines, fc.array(event, {maxLength: 12}), ending, fc.boolean(), (before, random, end, deadlinePassed) => {
				const events = [...random, ...end];
				let cells = places.map((name, index) => {
					const [target, control] = before[index] ?? [];
					const cell = target === undefined ? emptyCell(name) : withBaseline(emptyCell(name), 'target', target);
					return control === undefined ? cell : withBaseline(cell, 'control', control);
				});
				for (const [at, one] of events.entries()) {
					cells = cells.map((cell, index) => (index === one.cell ? withOutcome(cell, one.session, one.outcome, at, policyId) : cell));
				}
				const result = judged(cells, {deadlinePassed});
				if (result.state === 'watching') {
					expect(deadlinePassed).toBe(false);
					return;
				}
				const seen = (cell: number, session: ProbedSession) =>
					events.filter(one => one.cell === cell && one.session === session).map(one => one.outcome);
				const controlDenied = [0, 1].some(cell => seen(cell, 'control').at(-1)?.kind === 'denied' && before[cell]?.[1].kind === 'allowed');
				if (controlDenied) expect(result.verdict).toBe('over-reach');
				if (result.verdict !== 'contained') {
					expect(result.reasons.length).toBeGreaterThan(0);
					return;
				}
				contained += 1;
				for (const cell of [0, 1]) {
					expect(before[cell]?.map(one => one.kind)).toEqual(['allowed', 'allowed']);
					const last = seen(cell, 'target').slice(-3);
					expect(last.length).toBe(3);
					for (const denial of last) expect([ours, unnamedScp]).toContain(denial);
					expect(seen(cell, 'control').at(-1)).toBe(allowed);
				}
			}),
			{numRuns: 2000},
		);
		expect(contained).toBeGreaterThan(20);
	});
});

describe('what is open beside the probes', () => {
	test('a session of theirs that is known and not denied keeps a full proof from being contained', () => {
		expect(judged([good], {openSessions: 2})).toMatchObject({verdict: 'partial', reasons: [{code: 'open-sessions', sessions: 2}]});
		expect(judged([good], {openSessions: 1, managementAccount: 'open'})).toMatchObject({
			verdict: 'partial',
			reasons: [{code: 'management-account-open'}, {code: 'open-sessions', sessions: 1}],
		});
	});

	test('what nobody looked for is part of the verdict, good or not', () => {
		for (const what of ['some', 'all'] as const) {
			expect(judged([good], {chainNotSearched: what})).toMatchObject({verdict: 'contained', reasons: [{code: 'chain-not-searched', what}]});
			expect(judged([good], {chainNotSearched: what, openSessions: 1})).toMatchObject({
				verdict: 'partial',
				reasons: [
					{code: 'open-sessions', sessions: 1},
					{code: 'chain-not-searched', what},
				],
			});
		}
	});

	test('so does a target that the policy could not be attached to', () => {
		expect(judged([good], {missingTargets: ['ou-ab12-workloads']})).toMatchObject({
			verdict: 'partial',
			reasons: [{code: 'targets-missing', targetIds: ['ou-ab12-workloads']}],
		});
	});

	test('so does an account that may be somebody else’s', () => {
		expect(judged([good], {unknownAccounts: ['999999999999']})).toMatchObject({
			verdict: 'partial',
			reasons: [{code: 'accounts-unknown', accountIds: ['999999999999']}],
		});
	});

	test('none of them makes a proof of what is none', () => {
		expect(judged([], {unknownAccounts: ['999999999999']})).toMatchObject({verdict: 'not-proven'});
		expect(judged([], {openSessions: 1})).toMatchObject({verdict: 'not-proven'});
		expect(judged([], {missingTargets: ['ou-ab12-workloads']})).toMatchObject({verdict: 'not-proven'});
	});

	test('after the deny was changed only what was allowed before still counts', () => {
		const again = withoutOutcomes(good);
		expect(again.target).toEqual({before: allowed, deniedInARow: 0});
		expect(again.control).toEqual({before: allowed, deniedInARow: 0});
		expect(judged([again])).toMatchObject({verdict: 'not-proven'});
	});
});
