import {expect, test} from 'vitest';
import {checkDeny, denyFor} from '../../src/containment/policy/deny-policy.ts';
import {type BoundPlan, type Facts, noFacts, type Person, type Subject} from '../../src/steps/facts.ts';
import {denySubjectOf} from '../../src/steps/subjects.ts';
import {residualCodes} from '../../src/steps/summary.ts';
import {testUserId} from './support.ts';

const person = (userName: string, more: Partial<Person> = {}): Person => ({
	principal: {kind: 'identity-center-user', userName},
	userName,
	sessionNames: [userName],
	seenIn: [],
	...more,
});
const known = person('test-user', {
	user: {userId: testUserId, userName: 'test-user'} as NonNullable<Person['user']>,
});
const unknown = person('data.team+etl');
const idAlone = person('kim novak', {
	user: {userId: '9067f7d4-e031-70aa-b7d5-19c4f8e26a03', userName: 'kim novak'} as NonNullable<Person['user']>,
	sessionNames: [],
});

/** What is left open by the deny for them all. */
function codesFor(...subjects: readonly Subject[]): readonly string[] {
	const facts: Facts = {...noFacts({mode: 'sandbox', protectedPrincipals: [], readOnly: false}), subjects};
	const built = denyFor(denySubjectOf(facts, []));
	const checked = built.ok ? checkDeny(built.deny.document) : built;
	if (!checked.ok) throw new Error('no deny');
	facts.plan = {deny: checked.deny} as BoundPlan;
	return residualCodes(facts).map(risk => `${risk.code}${risk.certain ? '!' : ''}`);
}

test.each([
	[known, unknown],
	[unknown, known],
])('the user id of one person hides nothing of another, who has none', (...people) => {
	expect(codesFor(...people)).toEqual(expect.arrayContaining(['user-id-untested!', 'no-user-id!']));
});

test.each([
	[known, idAlone],
	[idAlone, known],
])('nor does the session name of one', (...people) => {
	expect(codesFor(...people)).toEqual(expect.arrayContaining(['differing-session-name', 'no-session-name!', 'user-id-untested!']));
	expect(codesFor(...people)).not.toContain('no-user-id!');
});

test('alone, each has their own', () => {
	expect(codesFor(known)).toContain('user-id-untested!');
	expect(codesFor(known)).not.toContain('no-user-id!');
	expect(codesFor(unknown)).toContain('no-user-id!');
	expect(codesFor(unknown)).not.toContain('user-id-untested!');
});
