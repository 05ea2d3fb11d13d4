import {describe, expect, test} from 'vitest';
import {lastWords} from '../../src/commands/walking/last-words.ts';
import {documentOf, type Ending, exitCodeOf, resultBeforeIncident, resultOf, verdictOf} from '../../src/commands/walking/result.ts';
import {denyFor} from '../../src/containment/policy/deny-policy.ts';
import type {DeniedBy} from '../../src/containment/proof/denial.ts';
import type {Cell, ProofReason} from '../../src/containment/proof/proof.ts';
import {type ExitCode, Problem} from '../../src/problem.ts';
import {type Applied, type BoundPlan, type Facts, type FinalVerdict, noFacts, type Person} from '../../src/steps/facts.ts';

const incident = {id: '20261123-0041-7f3a', journal: '/state/journal.jsonl'};
const awsCalls = {total: 3, writes: 0};
const problem = (exit: ExitCode) => new Problem('some-problem', 'Something is true.', 'Do something.', exit);

const person: Person = {
	principal: {kind: 'identity-center-user', userName: 'test-user'},
	userName: 'test-user',
	sessionNames: ['test-user'],
	seenIn: [],
};
const applied: Applied = {
	policyId: 'p-1234567890',
	name: 'tourniquet-test-user',
	document: '{"Version":"2012-10-17","Statement":[]}',
	targets: ['r-ab12'],
	missing: [],
	at: 5,
};

function factsWith(more: Partial<Facts> = {}, mode: 'live' | 'sandbox' = 'live'): Facts {
	return {...noFacts({mode, protectedPrincipals: [], readOnly: false}), ...more};
}

function plan(): BoundPlan {
	const deny = denyFor({userIds: [], sessionNames: ['test-user'], sourceIdentities: ['test-user'], exactUserIds: []});
	if (!deny.ok) throw new Error('the deny was refused');
	return {
		plan: {
			accountId: '111111111111',
			organizationId: 'o-example',
			way: 'root',
			targetIds: ['r-ab12'],
			document: deny.deny.document,
			stateBefore: {managementAccountId: '111111111111', serviceControlPolicies: 'enabled', policiesOnTargets: {'r-ab12': []}},
		},
		deny: deny.deny,
		policyName: 'tourniquet-test-user',
		root: {id: 'r-ab12', arn: 'arn', serviceControlPolicies: 'enabled'},
		policiesOnRoot: 1,
		hash: '00',
	};
}

const judged = (verdict: FinalVerdict, reasons: readonly ProofReason[] = []) => ({
	judgement: {state: 'decided', verdict, policyNamed: true, reasons} as const,
	verdict,
});

const verdicts: readonly FinalVerdict[] = ['contained', 'partial', 'not-contained', 'not-proven', 'over-reach'];

describe('verdict and exit code, when nothing was put on', () => {
	test.each<[string, Ending, string, ExitCode]>([
		['planned', {reason: 'planned'}, 'planned', 0],
		['left', {reason: 'left'}, 'planned', 0],
		['interrupted', {reason: 'interrupted'}, 'planned', 130],
		['nobody this can contain', {reason: 'not-containable'}, 'refused', 4],
		['usage', {reason: 'problem', problem: problem(2)}, 'refused', 2],
		['refused by a guard', {reason: 'problem', problem: problem(4)}, 'refused', 4],
		['AWS said no', {reason: 'problem', problem: problem(5)}, 'refused', 5],
		['a defect', {reason: 'defect', problem: problem(1)}, 'refused', 1],
	])('%s', (_, ending, verdict, exit) => {
		expect(verdictOf(factsWith(), ending)).toBe(verdict);
		expect(exitCodeOf(factsWith(), ending)).toBe(exit);
	});
});

describe('verdict and exit code, once the deny is on', () => {
	test.each(verdicts)('%s is what it is, and only contained is 0', verdict => {
		const facts = factsWith({applied, ...judged(verdict)});
		expect(verdictOf(facts, {reason: 'completed'})).toBe(verdict);
		expect(exitCodeOf(facts, {reason: 'completed'})).toBe(verdict === 'contained' ? 0 : 3);
	});

	test.each<[Ending, ExitCode]>([
		[{reason: 'problem', problem: problem(5)}, 3],
		[{reason: 'problem', problem: problem(4)}, 3],
		[{reason: 'interrupted'}, 130],
		[{reason: 'defect', problem: problem(1)}, 1],
	])('%j before the verdict is not proven', (ending, exit) => {
		for (const facts of [factsWith({applied}), factsWith({attaching: true})]) {
			expect(verdictOf(facts, ending)).toBe('not-proven');
			expect(exitCodeOf(facts, ending)).toBe(exit);
		}
	});

	test('an attachment that was taken back is not on', () => {
		const ending: Ending = {reason: 'problem', problem: problem(5)};
		expect(verdictOf(factsWith({attaching: false}), ending)).toBe('refused');
		expect(exitCodeOf(factsWith({attaching: false}), ending)).toBe(5);
	});
});

describe('the document', () => {
	test('of nothing at all has every field', () => {
		expect(resultOf({facts: factsWith(), ending: {reason: 'planned'}, awsCalls})).toEqual({
			incident: null,
			mode: 'live',
			account: null,
			caller: null,
			principal: null,
			principals: [],
			managementAccount: {id: null, involved: 'unknown', state: 'unknown', permissionSets: [], sets: []},
			policy: null,
			chain: null,
			accessKeysInactive: [],
			verdict: 'planned',
			proof: [],
			recovery: null,
			residual: [],
			problems: [],
			timings: {toPrincipalMs: null, toAppliedMs: null, toProvenMs: null},
			awsCalls,
			journal: null,
		});
	});

	test('of what stopped before an incident says why', () => {
		expect(resultBeforeIncident('sandbox', problem(2))).toMatchObject({
			incident: null,
			mode: 'sandbox',
			verdict: 'refused',
			problems: [{code: 'some-problem', message: 'Something is true.', next: 'Do something.'}],
			awsCalls: {total: 0, writes: 0},
		});
	});

	test('is one line-broken JSON value, harmless to look at, and says what it was given', () => {
		const hostile = {...resultBeforeIncident('live', problem(2)), caller: '\u001b[2J\u202e\ud800\n"'};
		const document = documentOf(hostile);
		expect(document).not.toMatch(/[^\P{C}\n]/u);
		expect(document.endsWith('}\n')).toBe(true);
		expect(JSON.parse(document)).toEqual(hostile);
	});

	test('says each problem once, and what ended the walk last', () => {
		const again = new Problem('seen', 'Seen.', 'Look.', 5);
		const facts = factsWith({problems: [again, again, new Problem('seen', 'Seen elsewhere.', 'Look.', 5)]});
		const {problems} = resultOf({incident, facts, ending: {reason: 'problem', problem: problem(5)}, awsCalls});
		expect(problems.map(one => one.message)).toEqual(['Seen.', 'Seen elsewhere.', 'Something is true.']);
	});

	test('says that GuardDuty is on nowhere, once that is known, and not where it is on', () => {
		const off = {where: 'us-east-1', state: 'no-detector', found: 0} as const;
		const codes = (finished: boolean, ...sources: readonly object[]) => {
			const value = {findings: [], sources: sources as (typeof off)[]};
			const findingsLook = {done: Promise.resolve(value), soFar: () => value, finished: () => finished};
			return resultOf({incident, facts: factsWith({findingsLook}), ending: {reason: 'planned'}, awsCalls}).problems.map(one => one.code);
		};
		expect(codes(true, off, {...off, where: 'eu-west-1'})).toEqual(['no-guardduty']);
		expect(codes(false, off)).toEqual([]);
		expect(codes(true)).toEqual([]);
		expect(codes(true, off, {...off, state: 'answered'})).toEqual([]);
		expect(codes(true, off, {...off, state: 'failed'})).toEqual([]);
	});

	test.each(verdicts.filter(verdict => verdict !== 'contained'))('says why it is %s', verdict => {
		const facts = factsWith({subjects: [person], plan: plan(), applied, ...judged(verdict, [{code: 'nothing-probed'}])});
		const {problems, residual} = resultOf({incident, facts, ending: {reason: 'completed'}, awsCalls});
		expect(problems).toEqual([
			{code: verdict, message: expect.stringMatching(/ Nothing was probed\.$/), next: expect.stringMatching(/\w/)},
		]);
		expect(residual).not.toEqual([]);
	});

	test('says how to take off what over-reaches, until it is off', () => {
		const facts = factsWith({subjects: [person], plan: plan(), applied, ...judged('over-reach')});
		const next = (more: Partial<Facts>) =>
			resultOf({incident, facts: {...facts, ...more}, ending: {reason: 'completed'}, awsCalls}).problems[0]?.next;
		expect(next({})).toBe(
			'aws organizations detach-policy --target-id r-ab12 --policy-id p-1234567890 && aws organizations delete-policy --policy-id p-1234567890',
		);
		expect(next({undone: true})).not.toContain('aws organizations');
	});

	const denied = (by: DeniedBy): Cell => ({
		accountId: '222222222222',
		accountName: 'audit',
		region: 'us-east-1',
		service: 'ec2',
		target: {before: {kind: 'allowed'}, now: {kind: 'denied', by, message: ''}, at: 0, deniedInARow: 3},
		control: {deniedInARow: 0},
	});

	test.each<[DeniedBy, string]>([
		[{policyType: 'service-control-policy', policyId: 'p-1234567890'}, 'p-1234567890'],
		[{policyType: 'service-control-policy'}, 'service-control-policy'],
		[{policyType: 'implicit'}, 'implicit'],
		[{policyType: 'identity-policy'}, 'identity-policy'],
	])('says who denied: %j', (by, said) => {
		const row = {account: '222222222222', region: 'us-east-1', service: 'ec2'};
		expect(
			resultOf({incident, facts: factsWith({proof: {pairs: [], cells: [denied(by)]}}), ending: {reason: 'completed'}, awsCalls}).proof,
		).toEqual([
			{...row, session: 'target', under: null, before: 'allowed', after: 'denied', deniedBy: said, at: '1970-01-01T00:00:00.000Z'},
			{...row, session: 'control', under: null, before: null, after: null, deniedBy: null, at: null},
		]);
	});
});

describe('what is left in force when it was interrupted', () => {
	const last = (facts: Facts) => lastWords(facts, {reason: 'interrupted'}, incident).at(-1);
	const problems = (facts: Facts) => resultOf({incident, facts, ending: {reason: 'interrupted'}, awsCalls}).problems;

	test.each<[string, Partial<Facts>, string]>([
		['nothing', {}, 'Nothing is in force from this run.'],
		['nothing, because it was taken back', {attaching: false}, 'Nothing is in force from this run.'],
		['perhaps the deny', {attaching: true}, 'The deny was sent to AWS. Whether it is on is not known here.'],
		['the deny, unproven', {applied}, 'The deny p-1234567890 is ON and stays on. It was not proven in this run.'],
		['the deny, proven', {applied, verdict: 'contained'}, 'The deny p-1234567890 is ON and stays on. What its proof showed: Contained.'],
		[
			'nothing, because it was taken off',
			{applied, verdict: 'over-reach', undone: true},
			'The deny was taken off. Nobody is denied by it. Contain the person another way now.',
		],
	])('%s', (_, more, said) => {
		expect(last(factsWith(more))).toBe(`STOPPED: ${said}`);
		expect(problems(factsWith(more)).at(-1)).toEqual({
			code: 'interrupted',
			message: said,
			next: 'Go on with: tourniquet resume 20261123-0041-7f3a',
		});
	});

	test('and a rehearsal is not said to be resumable', () => {
		expect(problems(factsWith({}, 'sandbox'))[0]?.next).toBe('Start the rehearsal again with the command it was begun with.');
		expect(lastWords(factsWith({}, 'sandbox'), {reason: 'interrupted'}, incident).join('\n')).not.toContain('tourniquet resume');
	});
});

describe('the last words', () => {
	const lines = (facts: Facts, ending: Ending) => lastWords(facts, ending, incident);

	test('begin with the journal and end with the verdict', () => {
		expect(lines(factsWith({subjects: [person], applied, ...judged('contained')}), {reason: 'completed'})).toEqual([
			'journal: /state/journal.jsonl',
			'Keep the deny on until 1970-01-01 12:00 UTC at least; then: tourniquet recover 20261123-0041-7f3a',
			'CONTAINED: test-user was allowed and is denied now, everywhere it was probed (0 accounts); the control session stayed allowed.',
		]);
	});

	test('say what stood in the way, and how to go on', () => {
		expect(lines(factsWith(), {reason: 'problem', problem: problem(5)})).toEqual([
			'journal: /state/journal.jsonl',
			'Something is true.',
			'Do something.',
			'Go on with: tourniquet resume 20261123-0041-7f3a',
			'NOTHING WAS CHANGED',
		]);
	});

	test.each(verdicts)('never say CONTAINED of what is %s and not contained', verdict => {
		const last = lines(factsWith({subjects: [person], applied, ...judged(verdict)}), {reason: 'completed'}).at(-1) ?? '';
		expect(last.startsWith('CONTAINED')).toBe(verdict === 'contained');
	});

	test('are harmless', () => {
		const hostile = new Problem('x', 'a\u001b[2Jb\u202e', 'c\u0007', 5);
		expect(lastWords(factsWith(), {reason: 'problem', problem: hostile}, incident).join('\n')).not.toMatch(/[^\P{C}\n]/u);
	});
});
