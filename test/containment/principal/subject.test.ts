import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {checkDeny, denyFor} from '../../../src/containment/policy/deny-policy.ts';
import type {Principal} from '../../../src/containment/principal/principal.ts';
import {
	confirmationPhrase,
	type Deniable,
	deniableOf,
	denySubjectFor,
	exactUserIdOf,
	labelOf,
	type NotDeniable,
} from '../../../src/containment/principal/subject.ts';
import {matchesStatement} from '../../../src/sandbox/authorization/authorize.ts';
import {type PolicyDocument, statementsOf} from '../../../src/sandbox/authorization/policy.ts';
import {text} from '../../../src/text/index.ts';
import {aName, anExactUserId, aRoleId, aUserId, hostileNames, ssoRole, testUserId} from '../made-up.ts';

const management = '111111111111';
const member = '222222222222';
const roleId = 'AROAEXAMPLEEXAMPLE';
const userId = 'AIDAEXAMPLEEXAMPLE';
const instanceId = 'i-0123456789abcdef0';

function deniable(principal: Principal): Deniable {
	const result = deniableOf(principal, management);
	if (!result.ok) throw new Error(JSON.stringify(result.why));
	return result.deniable;
}

const person: Principal = {
	kind: 'identity-center-user',
	userName: 'test-user',
	userId: testUserId,
	roleId,
	roleName: ssoRole,
	accountId: member,
};
const iamUser: Principal = {kind: 'iam-user', userId, userName: 'deployer', accountId: member};
const session: Principal = {kind: 'role-session', roleId, roleName: 'build', sessionName: 'job-17', accountId: member};
const instance: Principal = {kind: 'instance-role', roleId, roleName: 'web', instanceId, accountId: member};
const root: Principal = {kind: 'root', accountId: member};

test.each<[Principal, Deniable, string, string]>([
	[
		person,
		{kind: 'identity-center-user', userName: 'test-user', sessionNames: ['test-user'], userId: testUserId},
		'test-user',
		'test-user',
	],
	[iamUser, {kind: 'iam-user', exactUserId: userId, accountId: member, userName: 'deployer'}, 'deployer', 'deployer'],
	[{kind: 'iam-user', userId, accountId: member}, {kind: 'iam-user', exactUserId: userId, accountId: member}, userId, userId],
	[
		session,
		{kind: 'role-session', exactUserId: `${roleId}:job-17`, accountId: member, sessionName: 'job-17', roleName: 'build'},
		'job-17',
		'build/job-17',
	],
	[
		{kind: 'role-session', roleId, sessionName: 'job-17', accountId: member},
		{kind: 'role-session', exactUserId: `${roleId}:job-17`, accountId: member, sessionName: 'job-17'},
		'job-17',
		`${roleId}:job-17`,
	],
	[
		instance,
		{kind: 'instance-role', exactUserId: `${roleId}:${instanceId}`, accountId: member, instanceId, roleName: 'web'},
		instanceId,
		instanceId,
	],
	[root, {kind: 'root', exactUserId: member, accountId: member}, member, `${member}:root`],
])('%j can be denied', (principal, expected, phrase, label) => {
	const result = deniable(principal);
	expect(result).toEqual(expected);
	expect(exactUserIdOf(principal)).toBe('exactUserId' in expected ? expected.exactUserId : undefined);
	expect(confirmationPhrase([result])).toBe(phrase);
	expect(labelOf(result)).toBe(label);
});

test.each<[Principal, NotDeniable]>([
	[{kind: 'foreign-account', accountId: '333333333333', principalId: userId}, {code: 'foreign-account'}],
	[{kind: 'aws-service', name: 'guardduty.amazonaws.com'}, {code: 'aws-service'}],
	[{kind: 'federated-user', name: 'somebody', accountId: member}, {code: 'federated-user'}],
	[{kind: 'unknown', reason: 'no-session-name', accountId: member}, {code: 'unknown-principal'}],
	[
		{...iamUser, accountId: management},
		{code: 'management-account', accountId: management},
	],
	[
		{...session, accountId: management},
		{code: 'management-account', accountId: management},
	],
	[
		{...instance, accountId: management},
		{code: 'management-account', accountId: management},
	],
	[
		{kind: 'root', accountId: management},
		{code: 'management-account', accountId: management},
	],
	[{kind: 'iam-user', userId}, {code: 'no-account'}],
	[{kind: 'root'}, {code: 'no-account'}],
	[{kind: 'iam-user', userName: 'deployer', accountId: member}, {code: 'no-unique-id'}],
	[{kind: 'role-session', sessionName: 'job-17', accountId: member}, {code: 'no-unique-id'}],
	[{kind: 'instance-role', instanceId, accountId: member}, {code: 'no-unique-id'}],
	// Well-formed, but somebody else's: a root user, a session, a role.
	[
		{kind: 'iam-user', userId: '333333333333', accountId: member},
		{code: 'not-as-documented', value: '333333333333'},
	],
	[
		{kind: 'iam-user', userId: `${roleId}:job-17`, accountId: member},
		{code: 'not-as-documented', value: `${roleId}:job-17`},
	],
	[
		{kind: 'role-session', roleId: userId, sessionName: 'job-17', accountId: member},
		{code: 'not-as-documented', value: `${userId}:job-17`},
	],
	[
		{kind: 'root', accountId: '22222222222'},
		{code: 'not-as-documented', value: '22222222222'},
	],
	[
		{kind: 'root', accountId: '*'},
		{code: 'not-as-documented', value: '*'},
	],
	[{kind: 'identity-center-user', userId: testUserId}, {code: 'no-user-name'}],
	[
		{kind: 'identity-center-user', userName: 'test-user', userId: '*'},
		{code: 'not-as-documented', value: '*'},
	],
])('%j cannot: %j', (principal, why) => {
	expect(deniableOf(principal, management)).toEqual({ok: false, why});
});

test('a person found in the management account is deniable everywhere else', () => {
	expect(deniableOf({...person, accountId: management}, management)).toMatchObject({ok: true});
});

test.each(hostileNames)('the name %j never reaches a policy or a phrase', (name, why) => {
	expect(deniableOf({kind: 'identity-center-user', userName: name}, management)).toEqual({ok: false, why: {code: 'user-name', why}});
	expect(deniableOf({kind: 'role-session', roleId, sessionName: name, accountId: member}, management)).toEqual({
		ok: false,
		why: {code: 'not-as-documented', value: `${roleId}:${name}`},
	});
	const byIdOnly = deniable({kind: 'identity-center-user', userName: name, userId: testUserId});
	expect(denySubjectFor([byIdOnly], [])).toEqual({userIds: [testUserId], sessionNames: [], sourceIdentities: [], exactUserIds: []});
	expect(confirmationPhrase([byIdOnly])).toBe(testUserId);
	expect(confirmationPhrase([deniable({kind: 'iam-user', userId, userName: name, accountId: member})])).toBe(userId);
});

describe('the deny for several', () => {
	const all = [person, iamUser, session, instance, root].map(deniable);

	test('names each, and our own probes where one is denied exactly', () => {
		expect(denySubjectFor(all, ['AROAPROBEPROBEPROBE:probe'])).toEqual({
			userIds: [testUserId],
			sessionNames: ['test-user'],
			sourceIdentities: ['test-user'],
			exactUserIds: [userId, `${roleId}:job-17`, `${roleId}:${instanceId}`, member, 'AROAPROBEPROBEPROBE:probe'],
		});
		expect(denySubjectFor(all.slice(0, 1), ['AROAPROBEPROBEPROBE:probe']).exactUserIds).toEqual([]);
	});

	test('names every session name of a person, and probes never alone', () => {
		const renamed: Deniable = {kind: 'identity-center-user', userName: 'test-user', sessionNames: ['test-user', 'old-name']};
		expect(denySubjectFor([renamed], [])).toMatchObject({userIds: [], sessionNames: ['test-user', 'old-name']});
		expect(denyFor(denySubjectFor([], ['AROAPROBEPROBEPROBE:probe']))).toEqual({ok: false, refusal: {code: 'nobody'}});
	});

	test('is confirmed by all their names in order', () => {
		expect(confirmationPhrase(all)).toBe(`test-user deployer job-17 ${instanceId} ${member}`);
	});
});

describe('whom the deny matches', () => {
	const aMember = fc.integer({min: 200_000_000_000, max: 999_999_999_999}).map(String);
	const aUniqueId = aRoleId.map(id => id.slice(4));
	const anInstance = fc.stringMatching(/^i-[0-9a-f]{17}$/);
	const kinds: readonly (readonly [string, fc.Arbitrary<Principal>])[] = [
		['person', fc.record({kind: fc.constant('identity-center-user' as const), userName: aName, userId: aUserId})],
		['person whose user id is not known', fc.record({kind: fc.constant('identity-center-user' as const), userName: aName})],
		['IAM user', fc.record({kind: fc.constant('iam-user' as const), userId: aUniqueId.map(end => `AIDA${end}`), accountId: aMember})],
		['session of a role', fc.record({kind: fc.constant('role-session' as const), roleId: aRoleId, sessionName: aName, accountId: aMember})],
		['instance', fc.record({kind: fc.constant('instance-role' as const), roleId: aRoleId, instanceId: anInstance, accountId: aMember})],
		['root user of a member account', fc.record({kind: fc.constant('root' as const), accountId: aMember})],
	];
	const aPrincipal = fc.oneof(...kinds.map(([, one]) => one));

	type Caller = {'aws:userid': string; 'identitystore:UserId'?: string; 'aws:SourceIdentity'?: string};

	/** As the sandbox's own evaluator reads the document, which shares nothing with the rules under test. */
	function denied(document: string, context: Caller): boolean {
		const policy: PolicyDocument = JSON.parse(document);
		const request = {account: member, action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key', context};
		return statementsOf(policy).some(statement => matchesStatement(statement, request, policy.Version));
	}

	/** Texts that are almost this one. */
	const near = (text: string) =>
		fc.oneof(
			fc.constantFrom(
				text.toUpperCase(),
				text.toLowerCase(),
				`${text}2`,
				`a${text}`,
				text.slice(0, -1),
				text.slice(1),
				`${text}:`,
				`:${text}`,
			),
			fc.constantFrom(`${text}*`, '*', `${text} `, text.replace(/./, '?'), [...text].reverse().join('')),
			fc
				.tuple(fc.nat(text.length), fc.constantFrom('', '-', '.', 'x', ':'))
				.map(([at, put]) => text.slice(0, at) + put + text.slice(at + 1)),
			aName,
		);

	function nearMisses(principal: Principal): fc.Arbitrary<Caller> {
		const exact = exactUserIdOf(principal);
		if (principal.kind === 'identity-center-user') {
			const name = principal.userName ?? '';
			return fc.record(
				{
					'aws:userid': fc.oneof(
						fc.tuple(aRoleId, near(name)).map(parts => parts.join(':')),
						fc.constantFrom(name, `AIDA${name}`, `${member}:${name}x`, `${roleId}:${name}:x`),
						anExactUserId,
					),
					'identitystore:UserId': fc.oneof(aUserId, near(principal.userId ?? testUserId)),
					'aws:SourceIdentity': near(name),
				},
				{requiredKeys: ['aws:userid']},
			);
		}
		const [id = '', name] = (exact ?? '').split(':');
		return fc.record(
			{
				'aws:userid': fc.oneof(
					near(exact ?? ''),
					near(id),
					...(name === undefined
						? [near(id).map(other => `${other}:somebody`), fc.constant(`${id}:somebody`), fc.constant(`${roleId}:${id}`)]
						: [
								near(name).map(other => `${id}:${other}`),
								near(id).map(other => `${other}:${name}`),
								aRoleId.map(other => `${other}:${name}`),
								fc.constant(name),
							]),
					anExactUserId,
				),
				'identitystore:UserId': aUserId,
				'aws:SourceIdentity': fc.oneof(aName, fc.constant(name ?? id)),
			},
			{requiredKeys: ['aws:userid']},
		);
	}

	/** Whether a caller is the principal after all, as its kind is defined. */
	function is(principal: Principal, caller: Caller): boolean {
		if (principal.kind !== 'identity-center-user') return caller['aws:userid'] === exactUserIdOf(principal);
		const {userName = ''} = principal;
		return (
			caller['aws:userid'].endsWith(`:${userName}`) ||
			caller['aws:SourceIdentity'] === userName ||
			(principal.userId !== undefined && caller['identitystore:UserId'] === principal.userId)
		);
	}

	test.each(kinds)('the %s, and no other of 1,000 callers who are almost it', (_, aPrincipal) => {
		const withCallers = aPrincipal.chain(principal =>
			fc.tuple(fc.constant(principal), fc.array(nearMisses(principal), {minLength: 1000, maxLength: 1000, size: 'max'}), aRoleId),
		);
		fc.assert(
			fc.property(withCallers, ([principal, callers, anyRole]) => {
				const deny = denyFor(denySubjectFor([deniable(principal)], []));
				if (!deny.ok) throw new Error(JSON.stringify(deny.refusal));
				const {document} = deny.deny;
				expect(checkDeny(document).ok).toBe(true);
				if (principal.kind === 'identity-center-user') {
					expect(denied(document, {'aws:userid': `${anyRole}:${principal.userName}`})).toBe(true);
					expect(denied(document, {'aws:userid': `${anyRole}:child`, 'aws:SourceIdentity': principal.userName ?? ''})).toBe(true);
					if (principal.userId !== undefined) {
						expect(denied(document, {'aws:userid': `${anyRole}:child`, 'identitystore:UserId': principal.userId})).toBe(true);
					}
				} else {
					expect(denied(document, {'aws:userid': exactUserIdOf(principal) ?? ''})).toBe(true);
				}
				expect(callers.filter(caller => denied(document, caller) && !is(principal, caller))).toEqual([]);
			}),
			{numRuns: 10},
		);
	});

	test('of several in one policy, each, our probes, and nobody else', () => {
		const several = fc.array(aPrincipal, {minLength: 2, maxLength: 4});
		const probe = 'AROAPROBEPROBEPROBE:tourniquet-probe';
		const control = 'AROAPROBEPROBEPROBE:tourniquet-control';
		fc.assert(
			fc.property(several, fc.array(anExactUserId, {maxLength: 50}), (principals, others) => {
				const deny = denyFor(denySubjectFor(principals.map(deniable), [probe]));
				if (!deny.ok) throw new Error(JSON.stringify(deny.refusal));
				const {document} = deny.deny;
				const exact = principals.flatMap(principal => exactUserIdOf(principal) ?? []);
				for (const id of exact) expect(denied(document, {'aws:userid': id})).toBe(true);
				expect(denied(document, {'aws:userid': probe})).toBe(exact.length > 0);
				expect(denied(document, {'aws:userid': control})).toBe(false);
				for (const id of others) {
					const caller = {'aws:userid': id};
					if (!principals.some(principal => is(principal, caller))) expect(denied(document, caller)).toBe(false);
				}
			}),
		);
	});
});

test('every reason is said, with what to do instead', () => {
	const reasons: NotDeniable[] = [
		...(
			['foreign-account', 'aws-service', 'federated-user', 'unknown-principal', 'no-account', 'no-unique-id', 'no-user-name'] as const
		).map(code => ({code})),
		{code: 'management-account', accountId: management},
		{code: 'not-as-documented', value: '*'},
		{code: 'user-name', why: 'wildcard'},
	];
	const said = reasons.map(text.containment.notDeniable);
	expect(new Set(said).size).toBe(reasons.length);
	for (const sentence of said) expect(sentence).toMatch(/^[A-Z].*\.$/);
	expect(said.at(-1)).toContain('A * or ? in a policy');
});
