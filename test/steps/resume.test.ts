import {describe, expect, test} from 'vitest';
import type {Question} from '../../src/runbook/questions.ts';
import type {WalkRecord} from '../../src/runbook/record.ts';
import {
	addFinding,
	findingOf,
	type Incident,
	namesDenied,
	newIncident,
	policiesMade,
	refusedByAws,
	said,
	testUserId,
	type WalkedThrough,
	walkThrough,
	wellAnswered,
	writes,
} from './support.ts';

const given = {user: 'test-user', confirm: 'test-user'};
const hours = 3_600_000;
const root = 'r-ab12';

const atRecord = (kind: WalkRecord['kind'], key: string) => (record: WalkRecord) =>
	record.kind === kind && 'key' in record && record.key === key;

const refusing = (operation: string, times = Number.POSITIVE_INFINITY) => {
	let left = times;
	return (call: {readonly operation: string}) => (call.operation === operation && left-- > 0 ? refusedByAws : undefined);
};

const codes = ({result}: WalkedThrough) => result.problems.map(problem => problem.code);
const asked = ({questions}: WalkedThrough) => questions.map(question => question.id);
const attachedPolicies = ({sandbox}: Incident) => policiesMade(sandbox).filter(policy => policy.on.length > 0);

/** Nothing says that something is in force, and nothing is. */
function expectNothingOn(incident: Incident, walked: WalkedThrough): void {
	expect(walked.defect).toBeUndefined();
	expect(attachedPolicies(incident)).toEqual([]);
	expect(walked.views.filter(view => view.id === 'applied')).toEqual([]);
	expect(walked.last).not.toMatch(/is ON|stays on|CONTAINED/);
	expect(['contained', 'partial']).not.toContain(walked.result.verdict);
}

/** Ways in which a first sitting ends after the name was typed, with nothing in force. */
const begun: readonly (readonly [string, Omit<Parameters<typeof walkThrough>[0], 'incident'>])[] = [
	['CreatePolicy was refused', {answering: refusing('CreatePolicy')}],
	['killed just before the policy was to be made', {endAfter: atRecord('evidence', 'contain/state-before')}],
	['killed while the policy was to be made', {endAfter: atRecord('intent', 'contain/create-policy')}],
	['killed between making and attaching', {endAfter: atRecord('outcome', 'contain/create-policy')}],
];

describe.each(begun)('%s, and resumed', (_how, first) => {
	async function begin(user = 'test-user'): Promise<Incident> {
		const incident = newIncident();
		await walkThrough({user, confirm: user, ...first, incident});
		expect(attachedPolicies(incident)).toEqual([]);
		return incident;
	}

	test('20 hours later without a confirmation: nothing is sent', async () => {
		const incident = await begin();
		const before = writes(incident.sandbox).length;
		incident.clock.advance(20 * hours);
		const resumed = await walkThrough({incident});
		expectNothingOn(incident, resumed);
		expect(writes(incident.sandbox).length).toBe(before);
		expect(resumed.exit).not.toBe(0);
	});

	test('with the confirmation given anew: contained, with one policy', async () => {
		const incident = await begin();
		incident.clock.advance(20 * hours);
		const {defect, result} = await walkThrough({incident, confirm: 'test-user'});
		expect(defect).toBeUndefined();
		expect(result.verdict).toBe('contained');
		expect(policiesMade(incident.sandbox).map(policy => policy.on)).toEqual([[root]]);
	});

	test('with the person on the list of those who are protected since: refused, nothing is sent', async () => {
		const incident = await begin();
		const before = writes(incident.sandbox).length;
		const resumed = await walkThrough({incident, confirm: 'test-user', settings: {protectedPrincipals: ['test-user']}});
		expectNothingOn(incident, resumed);
		expect(writes(incident.sandbox).length).toBe(before);
		expect(codes(resumed).at(-1)).toBe('guard-protected-principal');
		expect(resumed.exit).toBe(4);
	});

	test('after the organization changed: void, nothing is sent', async () => {
		const incident = await begin();
		const before = writes(incident.sandbox).length;
		expect(incident.sandbox.world.organization.attachments.get(root)?.delete('p-stay0members')).toBe(true);
		const resumed = await walkThrough({incident, confirm: 'test-user'});
		expectNothingOn(incident, resumed);
		expect(writes(incident.sandbox).length).toBe(before);
		expect(codes(resumed)).toContain('plan-drifted');
		expect(resumed.exit).toBe(4);
	});

	test('by the very person who is to be denied: refused, nothing is sent', async () => {
		const incident = await begin('ops-admin');
		const before = writes(incident.sandbox).length;
		const resumed = await walkThrough({incident, confirm: 'ops-admin', as: 'ops-admin'});
		expectNothingOn(incident, resumed);
		expect(writes(incident.sandbox).length).toBe(before);
		expect(codes(resumed).at(-1)).toBe('guard-not-you');
		expect(resumed.exit).toBe(4);
	});
});

describe('killed just after the name was typed, before the state was read again', () => {
	const begin = async () => {
		const incident = newIncident();
		expect((await walkThrough({...given, incident, endAfter: atRecord('answer', 'contain/confirm')})).killed).toBe(true);
		incident.clock.advance(60_000);
		return incident;
	};

	test('resumed without a confirmation: nothing is sent, though nothing changed meanwhile', async () => {
		const incident = await begin();
		const resumed = await walkThrough({incident});
		expectNothingOn(incident, resumed);
		expect(writes(incident.sandbox)).toEqual([]);
		expect(codes(resumed)).toEqual(['answer-needed']);
	});

	test('with the confirmation given anew: asked for once, and contained', async () => {
		const incident = await begin();
		const resumed = await walkThrough({incident, confirm: 'test-user'});
		expect(resumed.result.verdict).toBe('contained');
		// The probes of the first sitting carry the name, and are nobody.
		expect(codes(resumed)).toEqual([]);
		expect(asked(resumed).filter(id => id.startsWith('confirm'))).toHaveLength(1);
	});
});

describe('an access key that was seen in findings of two people', () => {
	const accessKey = 'ASIAEXAMPLE000000093';
	const seenUnder = (name: string, updatedAt: string) => ({
		...findingOf('444444444444', {AccessKeyId: accessKey, PrincipalId: `AROAEXAMPLE0000000093:${name}`}, `shared-${name}`),
		UpdatedAt: updatedAt,
	});
	const pickTheOther = (question: Question) =>
		question.id === 'principal' && question.kind === 'choose'
			? question.choices.find(choice => choice.label === 'data.team+etl')?.id
			: undefined;

	test.each([
		['the choice', atRecord('answer', 'who/principal')],
		['the person', atRecord('evidence', 'who/person')],
		['the state before', atRecord('evidence', 'contain/state-before')],
		['the policy was made', atRecord('outcome', 'contain/create-policy')],
	])('killed after %s; then the order changes: nobody else than the one confirmed is denied', async (_what, endAfter) => {
		const begin = async () => {
			const incident = newIncident();
			addFinding(incident.sandbox, seenUnder('test-user', '2026-11-22T22:41:00.000Z'));
			addFinding(incident.sandbox, seenUnder('data.team+etl', '2026-11-22T21:41:00.000Z'));
			const first = await walkThrough({incident, user: accessKey, confirm: 'data.team+etl', answerFirst: pickTheOther, endAfter});
			expect(first.killed).toBe(true);
			addFinding(incident.sandbox, seenUnder('sec-admin', '2026-11-23T00:40:00.000Z'));
			return incident;
		};
		const right = await begin();
		const resumed = await walkThrough({incident: right, confirm: 'data.team+etl'});
		expect(resumed.defect).toBeUndefined();
		expect(resumed.result.principal?.userName).toBe('data.team+etl');
		expect(attachedPolicies(right).map(policy => namesDenied(policy.content))).toEqual([['data.team+etl']]);

		for (const confirm of ['test-user', 'sec-admin']) {
			const wrong = await begin();
			expectNothingOn(wrong, await walkThrough({incident: wrong, confirm}));
		}
	});
});

describe('the policy was changed between making and attaching', () => {
	test.each([
		['everybody', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'],
		['somebody else', undefined],
	])('it denies %s now: it is not attached', async (_whom, content) => {
		const incident = newIncident();
		const first = await walkThrough({...given, incident, endAfter: atRecord('outcome', 'contain/create-policy')});
		expect(first.killed).toBe(true);
		const [made] = policiesMade(incident.sandbox);
		const policy = incident.sandbox.world.organization.policies.get(made?.id ?? '');
		expect(policy).toBeDefined();
		if (policy !== undefined) policy.content = content ?? policy.content.replaceAll('test-user', 'break-glass');
		const resumed = await walkThrough({incident, confirm: 'test-user'});
		expectNothingOn(incident, resumed);
		// It is somebody else's work now: not attached, and not taken away either, as the next step says.
		expect(writes(incident.sandbox)).toEqual(['organizations:CreatePolicy']);
		expect(policiesMade(incident.sandbox)).toHaveLength(1);
		expect(codes(resumed).at(-1)).toBe('policy-altered');
		expect(resumed.exit).toBe(4);
	});
});

describe('the finding that was chosen is gone', () => {
	test('said so and asked again, as often as it is resumed', async () => {
		const {facts} = await walkThrough({user: 'test-user'});
		const finding = facts.findingsLook?.soFar().findings.find(one => one.type === 'Discovery:S3/AnomalousBehavior')?.id ?? '';
		const incident = newIncident();
		const first = await walkThrough({incident, finding, endAfter: atRecord('answer', 'findings/finding')});
		expect(first.killed).toBe(true);
		incident.sandbox.world.guardDuty.findings.splice(0);

		const second = await walkThrough({incident});
		expect(second.defect).toBeUndefined();
		expect(said(second.views)).toContain('no longer listed by GuardDuty');
		expect(asked(second)).toContain('finding');
		expect(second.result.problems.at(-1)).toMatchObject({code: 'answer-needed'});
		expect(second.exit).toBe(2);

		const third = await walkThrough({incident, ...given});
		expect(third.defect).toBeUndefined();
		expect(asked(third)).toContain('finding');
		expect(third.result.verdict).toBe('contained');
	});
});

describe('an attachment that AWS refused', () => {
	const inPerson = wellAnswered('test-user');

	test.each([
		['the second policy was attached', atRecord('outcome', 'contain/attach-policy#2')],
		['the second policy was to be attached', atRecord('intent', 'contain/attach-policy#2')],
		['the second policy was made', atRecord('outcome', 'contain/create-policy#2')],
		['nothing: it came to its end', () => false],
	])('tried again, killed after %s: resumed to the end, and the first is not spoken of as if it were on', async (_when, endAfter) => {
		const incident = newIncident();
		const first = await walkThrough({incident, ask: inPerson, answering: refusing('AttachPolicy', 1), endAfter});
		expect(asked(first).filter(id => id === 'not-applied')).toHaveLength(1);
		const resumed = await walkThrough({incident, ask: inPerson});
		expect(resumed.defect).toBeUndefined();
		expect(resumed.result.verdict).toBe('contained');
		expect(resumed.exit).toBe(0);
		const made = policiesMade(incident.sandbox);
		expect(made.map(policy => policy.on)).toEqual([[root]]);
		expect(resumed.result.policy?.id).toBe(made[0]?.id);
		expect(resumed.views.filter(view => view.id === 'unknown' || view.id === 'left-behind')).toEqual([]);
	});

	test.each([
		['unattended', {confirm: 'test-user'}],
		['in person', {ask: inPerson}],
	])('left, then allowed: resumed %s it is put on', async (_how, answers) => {
		const incident = newIncident();
		const first = await walkThrough({...given, incident, answering: refusing('AttachPolicy')});
		expect(first.exit).toBe(5);
		expect(policiesMade(incident.sandbox)).toEqual([]);
		expect(first.last).not.toContain('left unattached');
		const resumed = await walkThrough({incident, ...answers});
		expect(resumed.defect).toBeUndefined();
		expect(codes(resumed)).toEqual([]);
		expect(resumed.result.verdict).toBe('contained');
		expect(policiesMade(incident.sandbox).map(policy => policy.on)).toEqual([[root]]);
	});

	test('left, and still refused: the next resume can still put it on', async () => {
		const incident = newIncident();
		for (let sitting = 1; sitting <= 2; sitting++) {
			const refused = await walkThrough({...given, incident, answering: refusing('AttachPolicy')});
			expectNothingOn(incident, refused);
			expect(refused.exit).toBe(5);
		}
		const resumed = await walkThrough({incident, confirm: 'test-user'});
		expect(resumed.result.verdict).toBe('contained');
	});
});

describe('a deny that was taken off meanwhile', () => {
	test.each([
		['killed', 'detached', atRecord('outcome', 'contain/attach-policy')],
		['killed', 'detached and deleted', atRecord('outcome', 'contain/attach-policy')],
		['contained', 'detached', undefined],
		['contained', 'detached and deleted', undefined],
	] as const)('%s, then %s by hand: said so, and nothing is claimed', async (_how, what, endAfter) => {
		const incident = newIncident();
		await walkThrough({...given, incident, ...(endAfter === undefined ? {} : {endAfter})});
		const {organization} = incident.sandbox.world;
		const [on] = attachedPolicies(incident);
		expect(organization.attachments.get(root)?.delete(on?.id ?? '')).toBe(true);
		if (what === 'detached and deleted') organization.policies.delete(on?.id ?? '');
		incident.clock.advance(60_000);
		const before = writes(incident.sandbox).length;
		const resumed = await walkThrough({incident, confirm: 'test-user'});
		expectNothingOn(incident, resumed);
		expect(codes(resumed).at(-1)).toBe('deny-taken-off');
		expect(resumed.last).toContain('taken off');
		expect(resumed.exit).toBe(4);
		expect(writes(incident.sandbox).length).toBe(before);
	});

	test.each([
		['to its end', undefined],
		['as far as the detachment', atRecord('outcome', 'prove/detach-policy')],
		['as far as the deletion', atRecord('outcome', 'prove/delete-policy')],
	])('undone for over-reach %s, then resumed: never said to be on', async (_how, endAfter) => {
		const incident = newIncident({faults: ['scp-hits-everyone']});
		await walkThrough({
			...given,
			incident,
			answerFirst: question => (question.id === 'undo' ? 'undo' : undefined),
			...(endAfter === undefined ? {} : {endAfter}),
		});
		expect(attachedPolicies(incident)).toEqual([]);
		expect(writes(incident.sandbox)).toContain('organizations:DetachPolicy');
		incident.clock.advance(600_000);
		const resumed = await walkThrough({incident, confirm: 'test-user'});
		expectNothingOn(incident, resumed);
		expect(writes(incident.sandbox).filter(write => write === 'organizations:AttachPolicy')).toHaveLength(1);
		expect(said(resumed.views)).not.toContain('is attached');
		expect(resumed.exit).not.toBe(0);
	});
});

describe('a user who was deleted after the deny was decided', () => {
	test('the deny is the one that was confirmed, user id included', async () => {
		const incident = newIncident();
		await walkThrough({...given, incident, endAfter: atRecord('outcome', 'contain/attach-policy')});
		incident.sandbox.world.identityCenter.users.delete(testUserId);
		incident.sandbox.world.guardDuty.findings.splice(0);
		const {result, defect} = await walkThrough({incident});
		expect(defect).toBeUndefined();
		expect(result.principal).toMatchObject({userName: 'test-user', userId: testUserId});
		expect(JSON.stringify(result.policy?.document)).toContain(testUserId);
	});
});
