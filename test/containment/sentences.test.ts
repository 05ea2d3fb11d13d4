import {describe, expect, test} from 'vitest';
import type {GuardFacts} from '../../src/containment/guards/facts.ts';
import {guardResults} from '../../src/containment/guards/guards.ts';
import type {Principal} from '../../src/containment/principal/principal.ts';
import type {ProofReason, Verdict} from '../../src/containment/proof/proof.ts';
import {residualRisks} from '../../src/containment/proof/residual-risk.ts';
import {text} from '../../src/text/index.ts';
import {aDeny, ssoRole} from './made-up.ts';

/** Sentences end, carry no code and no hole. */
function isSaid(sentence: string): void {
	expect(sentence).toMatch(/^\S.*[.?]$/s);
	expect(sentence).not.toMatch(/undefined|null|\[object|NaN/);
}

const account = {accountId: '222222222222'};
const principals: Principal[] = [
	{
		kind: 'identity-center-user',
		userName: 'test-user',
		permissionSet: 'ReadOnly',
		roleName: ssoRole,
		accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
		...account,
	},
	{kind: 'identity-center-user'},
	{kind: 'role-session', sessionName: 'build', roleName: 'deploy', ...account},
	{kind: 'role-session', sessionName: 'build'},
	{kind: 'instance-role', instanceId: 'i-0123456789abcdef0'},
	{kind: 'iam-user', userName: 'ci'},
	{kind: 'iam-user'},
	{kind: 'root', ...account},
	{kind: 'root'},
	{kind: 'federated-user'},
	{kind: 'foreign-account', accountId: '999999999999'},
	{kind: 'foreign-account'},
	{kind: 'aws-service'},
	{kind: 'unknown', reason: 'no-principal'},
	{kind: 'unknown', reason: 'no-session-name', userName: 'deploy'},
	{kind: 'unknown', reason: 'unrecognised-type', accessKeyId: 'ASIAEXAMPLEEXAMPLE01'},
];

test.each(principals)('a principal has a label and a quiet line: %j', principal => {
	for (const said of [text.containment.principalLabel(principal), text.containment.principalDetail(principal)]) {
		expect(said).toMatch(/\S/);
		expect(said).not.toMatch(/undefined|AWSReservedSSO/);
	}
});

test('the person is called by name, and other kinds say what they are', () => {
	expect(principals.map(text.containment.principalLabel)).toEqual([
		'test-user',
		'an Identity Center user without a name',
		'build (session of role deploy)',
		'build (session of a role)',
		'i-0123456789abcdef0 (role of an EC2 instance)',
		'ci (IAM user)',
		'without a name (IAM user)',
		'root user of account 222222222222',
		'root user',
		'without a name (federated user)',
		'someone from account 999999999999',
		'someone from another account',
		'an AWS service',
		'unknown',
		'unknown session of role deploy',
		'unknown, key ASIAEXAMPLEEXAMPLE01',
	]);
});

describe('every refusal is said', () => {
	test.each(['empty', 'too-short', 'too-long', 'wildcard', 'policy-variable', 'control-character', 'unsupported-character'] as const)(
		'of a name: %s',
		reason => {
			isSaid(text.containment.nameRefused(reason));
			expect(text.containment.subjectRefused(reason)).toBe(text.containment.nameRefused(reason));
		},
	);

	test.each(['arn-not-a-principal', 'not-json', 'no-finding'] as const)('of a subject: %s', reason => {
		isSaid(text.containment.subjectRefused(reason));
	});

	test.each([
		{code: 'nobody'},
		{code: 'session-name', value: '*', why: 'wildcard'},
		{code: 'source-identity', value: '*', why: 'wildcard'},
		{code: 'user-id', value: '*'},
		{code: 'exact-user-id', value: '*'},
		{code: 'not-plain-json'},
		{code: 'wrong-shape', at: 'Statement[0].Condition'},
	] as const)('of a deny: %j', refusal => {
		isSaid(text.containment.denyRefused(refusal));
	});
});

const responder = {
	accountId: '111111111111',
	arn: 'arn:aws:sts::111111111111:assumed-role/incident/responder',
	userId: 'AROARESPONDERRESPONDER:responder',
};
const deny = aDeny({userIds: ['9067f7d4-c0a1-70e8-b3a2-0123456789ab'], sessionNames: ['test-user']});
const seen = Array.from({length: 7}, (_, index) => ({userId: `AROACICICICICICICI0${index}:test-user`, where: 'deploy 222222222222'}));
const root = {principals: [], testSessions: [], sessionsComplete: true, attachment: {way: 'root', targetIds: ['r-ab12']}} as const;
const cases: [string, GuardFacts][] = [
	['nothing known', {...root, sessionsComplete: false, caller: responder, deny, protectedPrincipals: []}],
	[
		'all well',
		{
			...root,
			caller: responder,
			deny,
			protectedPrincipals: ['break-glass'],
			sessionsSeen: [],
			managementAccountId: '111111111111',
			featureSet: 'ALL',
			serviceControlPolicies: 'enabled',
			policiesOnRoot: [],
			permissions: {},
			expectedAccountId: '111111111111',
		},
	],
	[
		'all against it',
		{
			...root,
			caller: {...responder, userId: 'AROARESPONDERRESPONDER:TEST-USER'},
			deny: aDeny({
				sessionNames: Array.from({length: 300}, (_, index) => `a-rather-long-session-name-of-someone-${index}`).concat('test-user'),
			}),
			protectedPrincipals: ['test-user'],
			sessionsSeen: [...seen, {userId: 'AROACICICICICICICICI:TEST-USER', where: 'deploy 222222222222'}],
			managementAccountId: '333333333333',
			featureSet: 'CONSOLIDATED_BILLING',
			serviceControlPolicies: 'disabled',
			policiesOnRoot: Array.from({length: 10}, () => ({id: 'p-a1b2c3d4', name: 'guardrail', awsManaged: false})),
			permissions: {'organizations:AttachPolicy': 'denied'},
			expectedAccountId: '444444444444',
		},
	],
	[
		'the rest',
		{
			...root,
			caller: {...responder, arn: `arn:aws:sts::111111111111:assumed-role/${ssoRole}/responder`},
			deny: aDeny({userIds: ['9067f7d4-c0a1-70e8-b3a2-0123456789ab']}),
			protectedPrincipals: [],
			serviceControlPolicies: 'pending',
			policiesOnRoot: Array.from({length: 10}, () => ({id: 'p-FullAWSAccess', name: 'FullAWSAccess', awsManaged: true})),
		},
	],
	[
		'below the root, and not everybody asked',
		{
			...root,
			caller: responder,
			deny,
			protectedPrincipals: [],
			sessionsSeen: seen,
			sessionsComplete: false,
			policiesOnRoot: [],
			attachment: {way: 'below-root', targetIds: ['ou-ab12-workloads', '222222222222']},
		},
	],
	[
		'a prepared policy',
		{...root, caller: responder, deny, protectedPrincipals: [], policiesOnRoot: [], attachment: {way: 'prepared', targetIds: ['r-ab12']}},
	],
];

test.each(cases)('every guard says what it found: %s', (_, facts) => {
	for (const result of guardResults(facts)) {
		isSaid(text.containment.guard(result));
		expect(text.containment.guardTitle(result.guard)).toMatch(/^[A-Z]/);
	}
});

test('guards name what is needed to act on them', () => {
	const said = guardResults(cases[2]?.[1] ?? (cases[0]?.[1] as GuardFacts)).map(text.containment.guard);
	expect(said).toEqual([
		expect.stringContaining('apart from upper and lower case'),
		expect.stringContaining('test-user'),
		expect.stringContaining('and 2 more'),
		expect.stringContaining('111111111111'),
		expect.stringContaining('consolidated billing'),
		expect.stringContaining('not enabled'),
		expect.stringContaining('guardrail (p-a1b2c3d4)'),
		expect.stringContaining('10,240'),
		expect.stringContaining('organizations:AttachPolicy'),
		expect.stringContaining('444444444444'),
	]);
});

test('each verdict has a title and says what it means', () => {
	for (const verdict of ['contained', 'partial', 'not-contained', 'not-proven', 'over-reach'] satisfies Verdict[]) {
		expect(text.containment.verdictTitle(verdict)).toMatch(/^[A-Z]/);
		isSaid(text.containment.verdictMeaning(verdict, true));
		isSaid(text.containment.verdictMeaning(verdict, false));
	}
	expect(text.containment.verdictMeaning('contained', false)).toContain('without naming');
	expect(text.containment.verdictMeaning('contained', true)).not.toContain('without naming');
	expect(text.containment.verdictMeaning('not-proven', false)).not.toContain('without naming');
});

const cell = {accountId: '222222222222', accountName: 'workloads-prod', region: 'us-east-1', service: 'ec2'} as const;
test.each<ProofReason>([
	{code: 'nothing-probed'},
	{code: 'open-sessions', sessions: 1},
	{code: 'open-sessions', sessions: 3},
	{code: 'targets-missing', targetIds: ['ou-ab12-workloads', '222222222222']},
	{code: 'management-account-open'},
	{code: 'management-account-unknown'},
	{code: 'control-denied', cell, by: {policyType: 'service-control-policy', policyId: 'p-a1b2c3d4'}},
	{code: 'still-allowed', cell},
	{code: 'no-baseline', cell, session: 'target'},
	{code: 'not-allowed-before', cell, session: 'control'},
	{code: 'unclear-before', cell, session: 'target'},
	{code: 'not-probed', cell, session: 'target'},
	{code: 'inconclusive', cell, session: 'control', why: 'throttled'},
	{code: 'denied-by-another', cell, by: {policyType: 'implicit'}},
	{code: 'too-few-denials', cell, denials: 1, of: 3},
	{code: 'control-not-seen-since', cell},
	{code: 'policy-not-named', cell},
	{code: 'targets-detached', targetIds: ['r-ab12'], all: true},
	{code: 'targets-detached', targetIds: ['ou-ab12-workloads'], all: false},
	{code: 'policy-altered'},
	{code: 'chain-not-searched', what: 'some'},
	{code: 'chain-not-searched', what: 'all'},
])('a reason is said: %j', reason => {
	const said = text.containment.proofReason(reason);
	isSaid(said);
	if ('cell' in reason) expect(said).toContain('workloads-prod ec2 us-east-1');
	if (reason.code === 'control-denied') expect(said).toContain('p-a1b2c3d4');
});

test('what is left open is said', () => {
	const all = principals.flatMap(principal =>
		[true, false].flatMap(denies =>
			residualRisks({
				principal,
				managementAccount: denies ? 'open' : 'unknown',
				deniesUserId: denies,
				deniesSessionName: denies,
				deniesExactUserIds: denies,
				...(denies ? {chain: {complete: false, alive: true, outOfReach: true}} : {}),
			}),
		),
	);
	expect(new Set(all.map(risk => risk.code)).size).toBe(20);
	for (const risk of all) isSaid(text.containment.residualRisk(risk));
});

test('why the management account is involved is said', () => {
	const assignment = {code: 'assignment', permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1'} as const;
	isSaid(text.containment.involvementReason({code: 'finding'}, ''));
	isSaid(text.containment.involvementReason({code: 'incomplete'}, ''));
	expect(text.containment.involvementReason(assignment, 'AdministratorAccess')).toBe(
		'Permission set AdministratorAccess is assigned there directly.',
	);
	expect(text.containment.involvementReason({...assignment, viaGroup: 'ops'}, 'AdministratorAccess')).toContain('through the group ops');
});
