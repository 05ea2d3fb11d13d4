import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AccessKey, Actor} from '../../../src/containment/principal/finding.ts';
import {principalsOf, readSubject} from '../../../src/containment/principal/principal.ts';
import {aFinding, aName, hostileNames, ssoRole, testUserId} from '../made-up.ts';

const ours = new Set(['111111111111', '222222222222', '333333333333']);
const ofKey = (accessKey: AccessKey, organization?: ReadonlySet<string>) => principalsOf(aFinding({accessKey}), organization);
const ofActors = (...actors: Actor[]) => principalsOf(aFinding({actors, resourceType: 'AttackSequence'}));
const key = 'ASIAEXAMPLEEXAMPLE01';
const account = {accountId: '222222222222'};

describe('the principal of an access key', () => {
	test.each<[string, AccessKey, object]>([
		[
			'an Identity Center user, from the session name and the reserved role',
			{userType: 'AssumedRole', principalId: 'AROAEXAMPLEEXAMPLE:first.last+tag@example.com', userName: ssoRole, accessKeyId: key},
			{
				kind: 'identity-center-user',
				userName: 'first.last+tag@example.com',
				permissionSet: 'AdministratorAccess',
				roleName: ssoRole,
				roleId: 'AROAEXAMPLEEXAMPLE',
				accessKeyId: key,
				...account,
			},
		],
		[
			'a role session',
			{userType: 'AssumedRole', principalId: 'AROAEXAMPLEEXAMPLE:build', userName: 'deploy'},
			{kind: 'role-session', sessionName: 'build', roleId: 'AROAEXAMPLEEXAMPLE', roleName: 'deploy', ...account},
		],
		[
			'a role session whose name holds a colon after the first',
			{userType: 'AssumedRole', principalId: 'AROAEXAMPLEEXAMPLE:a:b', userName: 'deploy'},
			{kind: 'role-session', sessionName: 'a:b', roleId: 'AROAEXAMPLEEXAMPLE', roleName: 'deploy', ...account},
		],
		[
			'the role of an instance',
			{userType: 'AssumedRole', principalId: 'AROAEXAMPLEEXAMPLE:i-0123456789abcdef0', userName: 'web'},
			{kind: 'instance-role', instanceId: 'i-0123456789abcdef0', roleId: 'AROAEXAMPLEEXAMPLE', roleName: 'web', ...account},
		],
		[
			'a role without its session',
			{userType: 'Role', principalId: 'AROAEXAMPLEEXAMPLE', userName: 'deploy'},
			{kind: 'unknown', reason: 'no-session-name'},
		],
		[
			'a session without a name',
			{userType: 'AssumedRole', principalId: 'AROAEXAMPLEEXAMPLE:', userName: 'deploy'},
			{kind: 'unknown', reason: 'no-session-name'},
		],
		[
			'an IAM user',
			{userType: 'IAMUser', principalId: 'AIDAEXAMPLEEXAMPLE', userName: 'ci'},
			{kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE', userName: 'ci', ...account},
		],
		[
			'root',
			{userType: 'Root', principalId: '222222222222', userName: 'Root', accessKeyId: key},
			{kind: 'root', accessKeyId: key, ...account},
		],
		[
			'a federated user',
			{userType: 'FederatedUser', principalId: '222222222222:guest'},
			{kind: 'federated-user', name: 'guest', ...account},
		],
		['a service', {userType: 'AWSService', userName: 'ec2.amazonaws.com'}, {kind: 'aws-service', name: 'ec2.amazonaws.com', ...account}],
		[
			'another account',
			{userType: 'AWSAccount', principalId: 'AIDAEXAMPLEEXAMPLE'},
			{kind: 'foreign-account', principalId: 'AIDAEXAMPLEEXAMPLE'},
		],
		[
			"Identity Center's own type",
			{userType: 'IdentityCenterUser', principalId: testUserId},
			{kind: 'identity-center-user', userId: testUserId, ...account},
		],
		[
			"Identity Center's own events as Unknown",
			{userType: 'Unknown', principalId: testUserId},
			{kind: 'identity-center-user', userId: testUserId, ...account},
		],
		['Unknown otherwise', {userType: 'Unknown', principalId: 'x'}, {kind: 'unknown', reason: 'unrecognised-type', principalId: 'x'}],
		[
			'a type of tomorrow',
			{userType: 'Directory', userName: 'someone'},
			{kind: 'unknown', reason: 'unrecognised-type', userName: 'someone'},
		],
		['a session without a type', {principalId: 'AROAEXAMPLEEXAMPLE:build'}, {kind: 'role-session', sessionName: 'build'}],
		['an IAM user without a type', {principalId: 'AIDAEXAMPLEEXAMPLE'}, {kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE'}],
		['root without a type', {principalId: '222222222222'}, {kind: 'root'}],
		['a federated user without a type', {principalId: '222222222222:guest'}, {kind: 'federated-user', name: 'guest'}],
		['a key alone', {accessKeyId: key}, {kind: 'unknown', reason: 'no-principal', accessKeyId: key, ...account}],
	])('is %s', (_, accessKey, principal) => {
		expect(ofKey(accessKey)).toEqual([expect.objectContaining(principal)]);
	});

	test('is never called by the role name', () => {
		fc.assert(
			fc.property(aName, name => {
				expect(ofKey({userType: 'AssumedRole', principalId: `AROAEXAMPLEEXAMPLE:${name}`, userName: ssoRole})).toMatchObject([
					{kind: 'identity-center-user', userName: name},
				]);
			}),
		);
	});

	test('is foreign when its account is not one of the organization', () => {
		const accessKey = {userType: 'IAMUser', principalId: 'AIDAEXAMPLEEXAMPLE', accessKeyId: key};
		expect(principalsOf(aFinding({accessKey, accountId: '999999999999'}), ours)).toEqual([
			{kind: 'foreign-account', accountId: '999999999999', principalId: 'AIDAEXAMPLEEXAMPLE', accessKeyId: key},
		]);
		expect(principalsOf(aFinding({accessKey, accountId: '999999999999'}))).toMatchObject([{kind: 'iam-user'}]);
		expect(ofKey(accessKey, ours)).toMatchObject([{kind: 'iam-user'}]);
	});

	test('of another account that is one of ours is that session', () => {
		const call = (remoteAccountId: string) =>
			principalsOf(
				aFinding({accessKey: {userType: 'AWSAccount', principalId: 'AROAEXAMPLEEXAMPLE:build'}, action: {remoteAccountId}}),
				ours,
			);
		expect(call('333333333333')).toEqual([
			{kind: 'role-session', sessionName: 'build', roleId: 'AROAEXAMPLEEXAMPLE', accountId: '333333333333'},
		]);
		expect(call('999999999999')).toEqual([{kind: 'foreign-account', principalId: 'AROAEXAMPLEEXAMPLE:build', accountId: '999999999999'}]);
	});

	test("of an instance whose key is used from another account is still the instance's", () => {
		const accessKey = {userType: 'AssumedRole', principalId: 'AROAEXAMPLEEXAMPLE:i-0123456789abcdef0', userName: 'web'};
		expect(principalsOf(aFinding({accessKey, action: {remoteAccountId: '999999999999'}}), ours)).toMatchObject([
			{kind: 'instance-role', ...account},
		]);
	});
});

describe('the principals of an attack sequence', () => {
	const user = {userType: 'AssumedRole', userName: ssoRole, userId: 'AROAEXAMPLEEXAMPLE:test-user', credentialId: key};

	test('are its users, each once', () => {
		expect(
			ofActors(
				{id: 'a', ...user},
				{id: 'b', ...user},
				{id: 'c', userType: 'IAMUser', userName: 'ci', userId: 'AIDAEXAMPLEEXAMPLE', accountId: '333333333333'},
				{id: 'process:1'},
			),
		).toEqual([
			{
				kind: 'identity-center-user',
				userName: 'test-user',
				permissionSet: 'AdministratorAccess',
				roleName: ssoRole,
				roleId: 'AROAEXAMPLEEXAMPLE',
				accessKeyId: key,
				...account,
			},
			{kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE', userName: 'ci', accountId: '333333333333'},
		]);
	});

	test('have the role and the account of the session issuer, wherever they were active', () => {
		const sessionIssuer = `arn:aws:iam::333333333333:role/aws-reserved/sso.amazonaws.com/eu-west-1/${ssoRole}`;
		expect(ofActors({id: 'a', ...user, userName: 'test-user', accountId: '222222222222', sessionIssuer})).toMatchObject([
			{kind: 'identity-center-user', userName: 'test-user', roleName: ssoRole, accountId: '333333333333'},
		]);
		const assumed = `arn:aws:sts::333333333333:assumed-role/${ssoRole}/test-user`;
		expect(ofActors({id: 'a', ...user, userName: 'test-user', sessionIssuer: assumed})).toMatchObject([
			{roleName: ssoRole, accountId: '333333333333'},
		]);
	});

	test.each<[string, Actor, object]>([
		[
			'the name is the session where the role has another',
			{id: 'user:AssumedRole:AROAEXAMPLEEXAMPLE:test-user', userName: ssoRole},
			{kind: 'identity-center-user', userName: 'test-user'},
		],
		[
			'the name may be the role',
			{id: 'user:AssumedRole:AROAEXAMPLEEXAMPLE:deploy', userName: 'deploy'},
			{kind: 'unknown', reason: 'no-session-name', principalId: 'AROAEXAMPLEEXAMPLE'},
		],
		['nothing says what the name is', {id: 'user:AssumedRole:AROAEXAMPLEEXAMPLE:deploy'}, {kind: 'unknown', reason: 'no-session-name'}],
		[
			'an IAM user',
			{id: 'user:IAMUser:AIDAEXAMPLEEXAMPLE:ci', userName: 'ci'},
			{kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE', userName: 'ci'},
		],
		[
			'an IAM user without a name',
			{id: 'user:IAMUser:AIDAEXAMPLEEXAMPLE:ci', userId: 'AIDAEXAMPLEEXAMPLE'},
			{kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE'},
		],
		['root', {id: 'user:Root:222222222222'}, {kind: 'root', ...account}],
	])('from an actor id alone: %s', (_, actor, principal) => {
		expect(ofActors(actor)).toEqual([expect.objectContaining(principal)]);
	});
});

test('a finding that names nobody has one unknown principal', () => {
	expect(principalsOf(aFinding({instanceId: 'i-0123456789abcdef0'}))).toEqual([{kind: 'unknown', reason: 'no-principal', ...account}]);
	expect(ofActors({id: 'process:1'})).toEqual([{kind: 'unknown', reason: 'no-principal', ...account}]);
	expect(principalsOf(aFinding({accountId: ''}))).toEqual([{kind: 'unknown', reason: 'no-principal'}]);
});

test('principals are never none, never thrown about, and plain JSON', () => {
	const text = fc.option(
		fc.oneof(
			fc.string(),
			fc.constantFrom('AssumedRole', 'Root', 'AWSAccount', 'AROAX:y', ':', '::', ssoRole, 'arn:aws:iam::1:role/x', 'user:a:AROAX'),
		),
		{nil: undefined},
	);
	const part = (...keys: string[]) =>
		fc.record(Object.fromEntries(keys.map(name => [name, text]))).map(made => JSON.parse(JSON.stringify(made)));
	const actor = part('userName', 'userId', 'userType', 'accountId', 'credentialId', 'sessionIssuer').chain(made =>
		fc.string().map(id => ({...made, id}) as Actor),
	);
	const finding = fc.record({
		accessKey: part('accessKeyId', 'principalId', 'userName', 'userType'),
		actors: fc.array(actor, {maxLength: 3}),
		sequence: fc.boolean(),
	});
	fc.assert(
		fc.property(finding, ({accessKey, actors, sequence}) => {
			const principals = principalsOf(sequence ? aFinding({actors}) : aFinding({accessKey}), ours);
			expect(principals.length).toBeGreaterThan(0);
			expect(JSON.parse(JSON.stringify(principals))).toEqual(principals);
		}),
	);
});

describe('what was typed or pasted', () => {
	test.each<[string, object]>([
		['test-user', {kind: 'user-name', userName: 'test-user'}],
		['  test-user\n', {kind: 'user-name', userName: 'test-user'}],
		['first.last+tag@example.com', {kind: 'user-name', userName: 'first.last+tag@example.com'}],
		['123456789012', {kind: 'user-name', userName: '123456789012'}],
		[testUserId, {kind: 'user-id', userId: testUserId}],
		[`906743f0a1-${testUserId}`, {kind: 'user-id', userId: `906743f0a1-${testUserId}`}],
		[`arn:aws:identitystore:::user/${testUserId}`, {kind: 'user-id', userId: testUserId}],
		[key, {kind: 'access-key', accessKeyId: key}],
		['guardduty.amazonaws.com', {kind: 'principal', principal: {kind: 'aws-service', name: 'guardduty.amazonaws.com'}}],
		['ec2.cn-north-1.amazonaws.com.cn', {kind: 'principal', principal: {kind: 'aws-service', name: 'ec2.cn-north-1.amazonaws.com.cn'}}],
		['someone@amazonaws.com', {kind: 'user-name', userName: 'someone@amazonaws.com'}],
		['AKIAEXAMPLEEXAMPLE01', {kind: 'access-key', accessKeyId: 'AKIAEXAMPLEEXAMPLE01'}],
		['AIDAEXAMPLEEXAMPLE', {kind: 'principal', principal: {kind: 'iam-user', userId: 'AIDAEXAMPLEEXAMPLE'}}],
		[
			'AROAEXAMPLEEXAMPLE:build',
			{kind: 'principal', principal: {kind: 'role-session', roleId: 'AROAEXAMPLEEXAMPLE', sessionName: 'build'}},
		],
		[
			`arn:aws:sts::222222222222:assumed-role/${ssoRole}/test-user`,
			{
				kind: 'principal',
				principal: {
					kind: 'identity-center-user',
					userName: 'test-user',
					permissionSet: 'AdministratorAccess',
					roleName: ssoRole,
					...account,
				},
			},
		],
		[
			'arn:aws-cn:sts::222222222222:assumedRole/deploy/build',
			{kind: 'principal', principal: {kind: 'role-session', sessionName: 'build', roleName: 'deploy', ...account}},
		],
		[
			'arn:aws:sts::222222222222:assumed-role/web/i-0123456789abcdef0',
			{kind: 'principal', principal: {kind: 'instance-role', instanceId: 'i-0123456789abcdef0', roleName: 'web', ...account}},
		],
		['arn:aws-us-gov:iam::222222222222:user/path/to/ci', {kind: 'principal', principal: {kind: 'iam-user', userName: 'ci', ...account}}],
		['arn:aws:iam::222222222222:root', {kind: 'principal', principal: {kind: 'root', ...account}}],
		['arn:aws:sts::222222222222:federated-user/guest', {kind: 'principal', principal: {kind: 'federated-user', name: 'guest', ...account}}],
	])('%j', (text, subject) => {
		expect(readSubject(text)).toEqual(subject);
	});

	test.each([
		'arn:aws:iam::222222222222:role/deploy',
		'arn:aws:iam::222222222222:user/',
		'arn:aws:iam::222222222222:user/a*',
		'arn:aws:iam::*:root',
		'arn:aws:iam:::root',
		'arn:aws:sts::222222222222:assumed-role/deploy/a/b',
		'arn:aws:sts::222222222222:assumed-role//build',
		'arn:aws:sts::222222222222:federated-user/a/b',
		'arn:aws:s3:::bucket',
		'arn:aws:identitystore:::user/*',
		`arn:aws:identitystore:::group/${testUserId}`,
		'arn:aws-of-tomorrow:iam::222222222222:root',
		'arn:aws:guardduty:eu-west-1:222222222222:detector/d1/finding/f1',
		'arn:',
	])('%j is not a principal', text => {
		expect(readSubject(text)).toEqual({kind: 'refused', reason: 'arn-not-a-principal'});
	});

	test.each(hostileNames.filter(([name]) => name === name.trim()))('%j is refused as %s', (name, reason) => {
		expect(readSubject(name)).toEqual({kind: 'refused', reason});
	});

	test('a hostile session name in an ARN is refused as the name', () => {
		expect(readSubject('arn:aws:sts::222222222222:assumed-role/deploy/*')).toEqual({kind: 'refused', reason: 'wildcard'});
		expect(readSubject('arn:aws:sts::222222222222:assumed-role/deploy')).toEqual({kind: 'refused', reason: 'empty'});
	});

	test('a finding, or JSON that is none', () => {
		expect(readSubject(' {"Id":"f1","Type":"t"}')).toMatchObject({kind: 'findings', findings: [{id: 'f1'}]});
		expect(readSubject('[{"id":"f1","type":"t"}]')).toMatchObject({kind: 'findings', findings: [{id: 'f1'}]});
		expect(readSubject('{"Id":')).toEqual({kind: 'refused', reason: 'not-json'});
		expect(readSubject('{}')).toEqual({kind: 'refused', reason: 'no-finding'});
	});

	test('never throws, and no user name comes out that cannot be a session name', () => {
		const text = fc.oneof(
			fc.string(),
			fc.string({unit: 'binary'}),
			fc.json(),
			fc.string().map(end => `arn:aws:${end}`),
			fc.string().map(end => `arn:aws:sts::222222222222:assumed-role/${end}`),
		);
		fc.assert(
			fc.property(text, given => {
				const subject = readSubject(given);
				if (subject.kind === 'user-name') expect(subject.userName).toMatch(/^[A-Za-z0-9_+=,.@-]{2,64}$/);
				if (subject.kind === 'principal' && subject.principal.kind === 'role-session')
					expect(subject.principal.sessionName).toMatch(/^[A-Za-z0-9_+=,.@-]{2,64}$/);
			}),
			{numRuns: 1000},
		);
	});
});
