import {describe, expect, test, vi} from 'vitest';
import {debriefView} from '../../src/rehearsal/debrief.ts';
import {standingOf} from '../../src/rehearsal/history.ts';
import type {Score} from '../../src/rehearsal/score.ts';
import {scenarios} from '../scenarios.ts';
import {linesOf, lostIn} from './made-up.ts';
import {type Badly, rehearse} from './support.ts';

// A walk takes seconds, and on a machine that is busy many.
vi.setConfig({testTimeout: 120_000});

const at =
	(id: string, answer: unknown): Badly =>
	question =>
		question.id === id ? answer : undefined;
const leave = at('preview', 'leave');

/** Each scenario answered badly, and what its score then says. */
const badly: Readonly<Record<string, {readonly how: Parameters<typeof rehearse>[1]; readonly missed: readonly string[]}>> = {
	's3-discovery': {how: {user: 'data.team+etl'}, missed: ['wrong-person', 'person-left-out', 'session-open', 'innocents-hit']},
	'scp-slow': {how: {deadlineSeconds: 20}, missed: ['other-verdict']},
	'prepared-policy': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'full-root': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'iam-user-key': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'instance-credentials': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'member-root': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'role-session': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'pipeline-name': {how: {badly: leave}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'management-account': {
		how: {badly: question => at('confirm-permission-sets', 'back')(question) ?? at('closing-stepped-back', 'leave')(question)},
		missed: ['management-account-open', 'other-verdict'],
	},
	'role-chaining': {how: {badly: at('search', 'skip')}, missed: ['chain-open']},
	'two-people': {
		how: {
			badly: question =>
				question.id === 'principal' && question.kind === 'choose'
					? question.choices.find(({label}) => label.startsWith('test-user'))?.id
					: undefined,
		},
		missed: ['person-left-out', 'session-open'],
	},
	'guardduty-silent': {how: {user: 'test-usr'}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'renamed-user': {how: {user: 'n.berg'}, missed: ['person-left-out', 'session-open']},
	'leaked-responder': {how: {user: 'test-user'}, missed: ['wrong-person', 'person-left-out', 'other-verdict']},
	'delegated-admin': {how: {badly: leave}, missed: ['other-verdict']},
	// Nobody signs in again.
	'responder-expires': {how: {}, missed: ['no-deny', 'session-open', 'other-verdict']},
	'colleague-undoes': {how: {badly: leave}, missed: ['no-deny', 'other-verdict']},
	'busy-night': {how: {user: 'data.team+etl'}, missed: ['wrong-person', 'person-left-out', 'session-open', 'innocents-hit']},
	'full-everywhere': {how: {badly: leave}, missed: ['other-verdict']},
	'policies-disabled': {how: {badly: at('start', 'leave')}, missed: ['other-verdict']},
	'consolidated-billing': {how: {badly: at('start', 'leave')}, missed: ['other-verdict']},
};

/** Every point that is missing is accounted for, in a line each. */
function expectAccountedFor(score: Score): void {
	const said = linesOf(debriefView(score, standingOf([], score.scenario), [], new Map()));
	expect(lostIn(said)).toBe(100 - score.points);
	expect(said.join('\n').match(/No points were lost\./) !== null).toBe(score.points === 100);
}

test('every scenario is walked both ways', () => {
	expect(Object.keys(badly).toSorted()).toEqual([...scenarios.keys()].toSorted());
	expect(scenarios.size).toBeGreaterThanOrEqual(14);
});

// What becomes of an expired session needs a second sitting, which the program itself is tested with.
describe.each([...scenarios.values()].filter(({name}) => name !== 'responder-expires'))('$name, answered well', scenario => {
	test('ends in the verdict it is about, and nothing was missed', async () => {
		const {defect, score, result} = await rehearse(scenario.name);
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe(scenario.goal?.verdict ?? 'contained');
		expect(score.missed).toEqual([]);
		expectAccountedFor(score);
		expect(score.points).toBeGreaterThanOrEqual(90);
		expect(score.attacker.succeeded).toBeGreaterThan(0);
		if (result.verdict === 'contained') expect(score.attacker.denied).toBeGreaterThan(0);
	});
});

describe.each(Object.entries(badly))('%s, answered badly', (name, {how, missed}) => {
	test(`says what was missed: ${missed.join(', ')}`, async () => {
		const {defect, score} = await rehearse(name, how);
		expect(defect).toBeUndefined();
		expect(score.missed.map(({code}) => code)).toEqual(expect.arrayContaining([...missed]));
		expectAccountedFor(score);
		expect(score.points).toBeLessThan(95);
	});
});

test('in the collateral scenario the warning comes before the gate, and the innocents are counted', async () => {
	const {questions, views, score, records} = await rehearse('pipeline-name');
	const plan = views.findIndex(view => view.id === 'plan' && JSON.stringify(view).includes('ci-runner'));
	const applied = views.findIndex(view => view.id === 'applied');
	expect(plan).toBeGreaterThanOrEqual(0);
	expect(plan).toBeLessThan(applied);
	expect(questions.some(({id}) => id === 'confirm')).toBe(true);
	expect(records.some(record => record.kind === 'answer' && record.key === 'contain/confirm')).toBe(true);
	expect(score.innocents.denied).toBeGreaterThan(0);
	expect(score.innocents.hit.toSorted()).toEqual(['pipeline in payments', 'pipeline in test']);
});

test('the same seed gives the same rehearsal', async () => {
	const [one, other, third] = [
		await rehearse('s3-discovery', {seed: 3}),
		await rehearse('s3-discovery', {seed: 3}),
		await rehearse('s3-discovery', {seed: 4}),
	];
	const calls = ({stage, score}: typeof one) =>
		stage.play.happened.map(({at, actor, call, outcome}) =>
			[at - (stage.clock.now() - score.times.totalMs), actor, call, outcome].join(' '),
		);
	expect(calls(other)).toEqual(calls(one));
	expect(calls(third)).not.toEqual(calls(one));
});
