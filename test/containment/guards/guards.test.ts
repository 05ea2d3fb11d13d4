import {describe, expect, test} from 'vitest';
import type {GuardFacts, GuardName} from '../../../src/containment/guards/facts.ts';
import {guardResults} from '../../../src/containment/guards/guards.ts';
import {guardSentence} from '../../../src/text/en/guards.ts';
import {aDeny, ssoRole, testUserId} from '../made-up.ts';

const responder = {
	accountId: '111111111111',
	arn: 'arn:aws:sts::111111111111:assumed-role/incident/responder',
	userId: 'AROARESPONDERRESPONDER:responder',
};
const facts: GuardFacts = {
	caller: responder,
	deny: aDeny({userIds: [testUserId], sessionNames: ['test-user'], sourceIdentities: ['test-user']}),
	principals: [
		{
			kind: 'identity-center-user',
			userName: 'test-user',
			roleId: 'AROAEXAMPLEEXAMPLE',
			roleName: ssoRole,
			accountId: '222222222222',
		},
	],
	testSessions: [],
	sessionsComplete: true,
	attachment: {way: 'root', targetIds: ['r-ab12']},
	protectedPrincipals: ['break-glass', 'arn:aws:iam::222222222222:role/break-glass'],
	sessionsSeen: [],
	managementAccountId: '111111111111',
	featureSet: 'ALL',
	serviceControlPolicies: 'enabled',
	policiesOnRoot: [{id: 'p-FullAWSAccess', name: 'FullAWSAccess', awsManaged: true}],
	permissions: {'organizations:CreatePolicy': 'allowed'},
	expectedAccountId: '111111111111',
};

const nothingRead = {
	principals: [],
	testSessions: [],
	protectedPrincipals: [],
	sessionsComplete: false,
	attachment: {way: 'root', targetIds: ['r-ab12']},
} as const;

/** The guard's result for the facts with some changed; a fact changed to undefined is left out. */
function result(guard: GuardName, changes: {[Fact in keyof GuardFacts]?: GuardFacts[Fact] | undefined} = {}) {
	const changed = Object.fromEntries(
		Object.entries({...facts, ...changes}).filter(([, value]) => value !== undefined),
	) as unknown as GuardFacts;
	return guardResults(changed).find(one => one.guard === guard);
}

test('all pass for a plan with nothing against it, each once', () => {
	const results = guardResults(facts);
	expect(results.map(one => one.outcome)).toEqual(results.map(() => 'pass'));
	expect(results.map(one => one.guard)).toEqual([
		'not-you',
		'protected-principal',
		'who-else',
		'management-account-caller',
		'feature-set',
		'policy-type',
		'slot',
		'size',
		'permissions',
		'expected-account',
	]);
	expect(JSON.parse(JSON.stringify(results))).toEqual(results);
});

test('no account is compared where none was expected', () => {
	expect(result('expected-account', {expectedAccountId: undefined})).toBeUndefined();
});

test('what is not known is unknown, never a pass', () => {
	const nothing = guardResults({...nothingRead, caller: responder, deny: facts.deny});
	expect(nothing.filter(one => one.outcome === 'unknown').map(one => one.guard)).toEqual([
		'protected-principal',
		'who-else',
		'management-account-caller',
		'feature-set',
		'policy-type',
		'slot',
		'permissions',
	]);
});

describe('the responder', () => {
	test.each<[string, Partial<GuardFacts['caller']>, object]>([
		['by the session name', {userId: 'AROARESPONDERRESPONDER:test-user'}, {by: 'session-name', sameCase: true}],
		['by the session name in other letters', {userId: 'AROARESPONDERRESPONDER:Test-User'}, {by: 'session-name', sameCase: false}],
		['by the user name', {identityCenterUserName: 'TEST-USER'}, {by: 'session-name', sameCase: false}],
		['by the user id', {identityCenterUserId: testUserId}, {by: 'user-id', sameCase: true}],
		['by the user id in other letters', {identityCenterUserId: testUserId.toUpperCase()}, {by: 'user-id', sameCase: false}],
		['by the source identity', {sourceIdentity: 'test-user'}, {by: 'source-identity', sameCase: true}],
	])('is refused %s', (_, changes, data) => {
		expect(result('not-you', {caller: {...responder, ...changes}})).toEqual({
			guard: 'not-you',
			outcome: 'refuse',
			data: {callerArn: responder.arn, ...data},
		});
	});

	test.each([
		['AIDAEXAMPLEEXAMPLE', 'AIDAEXAMPLEEXAMPLE'],
		['AROARESPONDERRESPONDER:responder', 'AROARESPONDERRESPONDER:Responder'],
		['111111111111', '111111111111'],
	])('is refused by the exact aws:userid %s', (userId, denied) => {
		expect(result('not-you', {caller: {...responder, userId}, deny: aDeny({exactUserIds: [denied]})})).toMatchObject({
			outcome: 'refuse',
			data: {by: 'exact-user-id'},
		});
	});

	test.each(['AROARESPONDERRESPONDER:test-user2', 'AROARESPONDERRESPONDER:a-test-user', 'AIDATESTUSERTESTUSER'])('passes as %s', userId => {
		expect(result('not-you', {caller: {...responder, userId}})).toMatchObject({outcome: 'pass'});
	});

	test('is refused as an Identity Center session without a user id, against a deny by user id: it may be the same person renamed', () => {
		const caller = {...responder, arn: `arn:aws:sts::111111111111:assumed-role/${ssoRole}/responder`};
		expect(result('not-you', {caller, deny: aDeny({userIds: [testUserId]})})).toMatchObject({
			outcome: 'refuse',
			data: {callerArn: caller.arn},
		});
		expect(result('not-you', {caller, deny: aDeny({userIds: [testUserId], sessionNames: ['test-user']})})).toMatchObject({
			outcome: 'refuse',
		});
		expect(
			result('not-you', {
				caller: {...caller, identityCenterUserId: '00000000-0000-0000-0000-000000000000'},
				deny: aDeny({userIds: [testUserId]}),
			}),
		).toMatchObject({outcome: 'pass'});
		expect(result('not-you', {caller, deny: aDeny({sessionNames: ['test-user']})})).toMatchObject({outcome: 'pass'});
	});
});

describe('a protected principal', () => {
	test.each([
		'test-user',
		' Test-User ',
		testUserId,
		testUserId.toUpperCase(),
		'AROAOTHEROTHEROTHER:test-user',
		`arn:aws:identitystore:::user/${testUserId}`,
		'arn:aws:sts::222222222222:assumed-role/deploy/test-user',
		'arn:aws:iam::222222222222:user/people/test-user',
		'arn:aws:iam::222222222222:role/test-user',
		`arn:aws:iam::222222222222:role/aws-reserved/sso.amazonaws.com/${ssoRole}`,
	])('%s stops the plan', one => {
		expect(result('protected-principal', {protectedPrincipals: ['break-glass', one]})).toEqual({
			guard: 'protected-principal',
			outcome: 'refuse',
			data: {checked: 2, matched: [one]},
		});
	});

	test.each(['AIDAEXAMPLEEXAMPLE', '222222222222', 'arn:aws:iam::222222222222:root', 'AROAEXAMPLEEXAMPLE:build'])(
		'%s stops an exact deny of it',
		one => {
			const deny = aDeny({exactUserIds: ['AIDAEXAMPLEEXAMPLE', '222222222222', 'AROAEXAMPLEEXAMPLE:build']});
			expect(result('protected-principal', {protectedPrincipals: [one], deny})).toMatchObject({outcome: 'refuse'});
		},
	);

	const exactly: readonly (readonly [string, GuardFacts['principals'][number]])[] = [
		['build', {kind: 'role-session', roleId: 'AROAEXAMPLEEXAMPLE', sessionName: 'Build', accountId: '222222222222'}],
		['arn:aws:sts::222222222222:assumed-role/deploy/build', {kind: 'role-session', roleId: 'AROAEXAMPLEEXAMPLE', sessionName: 'build'}],
		[
			'arn:aws:iam::222222222222:user/people/ci',
			{kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE', userName: 'ci', accountId: '222222222222'},
		],
		['i-0123456789abcdef0', {kind: 'instance-role', roleId: 'AROAEXAMPLEEXAMPLE', instanceId: 'i-0123456789abcdef0'}],
	];

	test.each(exactly)('%s stops an exact deny of it by its name', (one, principal) => {
		const deny = aDeny({exactUserIds: ['AIDAEXAMPLEEXAMPLE', 'AROAEXAMPLEEXAMPLE:build']});
		expect(result('protected-principal', {protectedPrincipals: [one], deny, principals: [principal]})).toMatchObject({outcome: 'refuse'});
	});

	test('a user of the same name in another account does not', () => {
		const principal = {kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE', userName: 'ci', accountId: '222222222222'} as const;
		const deny = aDeny({exactUserIds: ['AIDAEXAMPLEEXAMPLE']});
		const one = 'arn:aws:iam::333333333333:user/ci';
		expect(result('protected-principal', {protectedPrincipals: [one], deny, principals: [principal]})).toMatchObject({outcome: 'pass'});
	});

	test.each([
		'break-glass',
		'test-user2',
		'00000000-0000-0000-0000-000000000000',
		`arn:aws:iam::333333333333:role/${ssoRole}`,
		'arn:aws:iam::222222222222:root',
		'',
	])('%j does not', one => {
		expect(result('protected-principal', {protectedPrincipals: [one]})).toMatchObject({outcome: 'pass', data: {checked: 1, matched: []}});
	});
});

describe('who else matches', () => {
	const seen = (userId: string, roleName: string) => ({userId, where: `${roleName} 222222222222`, roleName});
	test('is said, with whoever differs only in upper and lower case, and how many are spared', () => {
		const ci = seen('AROACICICICICICICICI:test-user', 'deploy');
		const shouted = seen('AROACICICICICICICICI:TEST-USER', 'deploy');
		const sessionsSeen = [
			seen('AROAEXAMPLEEXAMPLE:test-user', ssoRole),
			seen('AROAOTHEROTHEROTHER:test-user', 'AWSReservedSSO_ReadOnly_fedcba9876543210'),
			ci,
			shouted,
			seen('AROAOTHEROTHEROTHER:ops-admin', ssoRole),
			seen('AIDAEXAMPLEEXAMPLE', ''),
		];
		expect(result('who-else', {sessionsSeen})).toEqual({
			guard: 'who-else',
			outcome: 'warn',
			data: {matching: [ci], differing: [shouted], spared: 3, complete: true},
		});
	});

	test('our own test sessions are nobody else, whoever else is looked at', () => {
		const own = 'AROAPROBEPROBEPROBE0:tourniquet-test';
		const deny = aDeny({exactUserIds: ['AIDAEXAMPLEEXAMPLEEX', own]});
		const sessionsSeen = [{userId: own, where: 'here'}];
		expect(result('who-else', {deny, sessionsSeen, principals: []})).toMatchObject({outcome: 'warn'});
		expect(result('who-else', {deny, sessionsSeen, principals: [], testSessions: [own]})).toMatchObject({
			outcome: 'pass',
			data: {spared: 0},
		});
	});

	test('while CloudTrail has not said everything, nothing found is no pass, and something found is a warning', () => {
		const other = {userId: 'AROACICICICICICICICI:test-user', where: 'here'};
		expect(result('who-else', {sessionsComplete: false})).toMatchObject({outcome: 'unknown', data: {complete: false}});
		expect(result('who-else', {sessionsComplete: false, sessionsSeen: [other]})).toMatchObject({
			outcome: 'warn',
			data: {matching: [other]},
		});
	});

	test('the very id that is denied, used with other access keys, is somebody else', () => {
		const userId = 'AROAEXAMPLEEXAMPLE:nightly-export';
		const session = {
			userId,
			where: '222222222222',
			events: 3,
			sameId: {accessKeyIds: ['ASIAOTHER00000000001'], withoutKey: 1, theirsKnown: true},
		};
		const principals = [{kind: 'role-session', roleId: 'AROAEXAMPLEEXAMPLE', sessionName: 'nightly-export'}] as const;
		const deny = aDeny({exactUserIds: [userId]});
		const warned = result('who-else', {deny, principals, sessionsSeen: [session]});
		expect(warned).toMatchObject({outcome: 'warn', data: {matching: [session]}});
		const sentence = warned === undefined ? '' : guardSentence(warned);
		expect(sentence).toContain('other access keys');
		expect(sentence).toContain('ASIAOTHER00000000001');
		expect(sentence).toContain('1 call under it does not say its access key, so somebody else may have made it.');
		expect(sentence).not.toContain('No other session');
		const keyless = {...session, sameId: {accessKeyIds: [], withoutKey: 3, theirsKnown: true}};
		const unsaid = result('who-else', {deny, principals, sessionsSeen: [keyless]});
		expect(unsaid?.outcome).toBe('warn');
		expect(unsaid === undefined ? '' : guardSentence(unsaid)).toBe(
			`3 calls under it do not say their access key, so somebody else may have made them: ${userId} (222222222222, 3 calls). 0 sessions seen would go on.`,
		);
		const unsure = {...session, sameId: {...session.sameId, theirsKnown: false}};
		const unknown = result('who-else', {deny, principals, sessionsSeen: [unsure]});
		expect(unknown === undefined ? '' : guardSentence(unknown)).toContain('Which of them leaked is not known');
	});

	test("the person's own sessions are nobody else", () => {
		const own = {userId: 'AROAEXAMPLEEXAMPLE:test-user', where: 'here'};
		expect(result('who-else', {sessionsSeen: [own]})).toMatchObject({outcome: 'pass', data: {matching: [], spared: 0}});
		expect(result('who-else', {sessionsSeen: [own], principals: []})).toMatchObject({outcome: 'warn', data: {matching: [own]}});
		const build = {kind: 'role-session', roleId: 'AROAEXAMPLEEXAMPLE', sessionName: 'test-user'} as const;
		expect(result('who-else', {sessionsSeen: [own], principals: [build]})).toMatchObject({outcome: 'pass'});
		const instance = {kind: 'instance-role', roleId: 'AROAEXAMPLEEXAMPLE', instanceId: 'i-0123456789abcdef0'} as const;
		const deny = aDeny({exactUserIds: ['AROAEXAMPLEEXAMPLE:i-0123456789abcdef0']});
		expect(
			result('who-else', {sessionsSeen: [{userId: 'AROAEXAMPLEEXAMPLE:i-0123456789abcdef0', where: 'here'}], principals: [instance], deny}),
		).toMatchObject({outcome: 'pass'});
	});
});

describe('the state of the organization', () => {
	test.each<[GuardName, object, string]>([
		['management-account-caller', {managementAccountId: '333333333333'}, 'warn'],
		['feature-set', {featureSet: 'CONSOLIDATED_BILLING'}, 'refuse'],
		['policy-type', {serviceControlPolicies: 'disabled'}, 'refuse'],
		['policy-type', {serviceControlPolicies: 'pending'}, 'warn'],
		['expected-account', {expectedAccountId: '222222222222'}, 'refuse'],
	])('%s with %j: %s', (guard, changes, outcome) => {
		expect(result(guard, changes)).toMatchObject({outcome});
	});

	test('a full root is warned of, with the policies that could make room; one slot left passes', () => {
		const policies = Array.from({length: 10}, (_, index) => ({
			id: `p-a1b2c3d${index}`,
			name: `guardrail-${index}`,
			awsManaged: index === 0,
		}));
		expect(result('slot', {policiesOnRoot: policies})).toEqual({
			guard: 'slot',
			outcome: 'warn',
			data: {
				attached: 10,
				quota: 10,
				detachable: policies.slice(1).map(({id, name}) => ({id, name})),
				way: 'root',
				targetIds: ['r-ab12'],
			},
		});
		expect(result('slot', {policiesOnRoot: policies.slice(1)})).toMatchObject({outcome: 'pass', data: {attached: 9}});
	});

	test('a full root is no obstacle to a prepared policy, and targets below it are only warned of', () => {
		const policiesOnRoot = Array.from({length: 10}, (_, index) => ({id: `p-a1b2c3d${index}`, name: 'guardrail', awsManaged: false}));
		const targetIds = ['ou-ab12-workloads', '222222222222'];
		expect(result('slot', {policiesOnRoot, attachment: {way: 'prepared', targetIds: ['r-ab12']}})).toMatchObject({outcome: 'pass'});
		expect(result('slot', {policiesOnRoot, attachment: {way: 'below-root', targetIds}})).toMatchObject({
			outcome: 'warn',
			data: {targetIds},
		});
	});

	test('a document over the known quota is only warned of', () => {
		const deny = aDeny({sessionNames: Array.from({length: 250}, (_, index) => `a-rather-long-session-name-of-someone-${index}`)});
		expect(result('size', {deny})).toMatchObject({outcome: 'warn', data: {characters: deny.document.length, quota: 10_240}});
		expect(result('size')).toMatchObject({outcome: 'pass', data: {characters: facts.deny.document.length}});
	});

	test('permissions the simulator denies are only warned of', () => {
		const permissions = {'organizations:CreatePolicy': 'allowed', 'organizations:AttachPolicy': 'denied'} as const;
		expect(result('permissions', {permissions})).toEqual({
			guard: 'permissions',
			outcome: 'warn',
			data: {denied: ['organizations:AttachPolicy']},
		});
	});
});
