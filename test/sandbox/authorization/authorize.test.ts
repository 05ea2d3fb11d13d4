// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like template placeholders
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	authorize,
	evaluateServiceControlPolicies,
	matchesStatement,
	type NamedPolicy,
	type PolicyLevel,
} from '../../../src/sandbox/authorization/authorize.ts';
import type {Statement} from '../../../src/sandbox/authorization/policy.ts';
import {allowAll, aPolicy, aRequest, fullAccess} from './requests.ts';

const denyTestUser: Statement = {
	Sid: 'ByName',
	Effect: 'Deny',
	Action: '*',
	Resource: '*',
	Condition: {StringLike: {'aws:userid': '*:test-user'}},
};
const containment = aPolicy('p-containment', denyTestUser);

/** root → organizational unit → account, each with full access and what is added. */
function levels(added: {root?: NamedPolicy[]; unit?: NamedPolicy[]; account?: NamedPolicy[]} = {}): PolicyLevel[] {
	return [
		{id: 'r-ab12', policies: [fullAccess, ...(added.root ?? [])]},
		{id: 'ou-ab12-workloads', policies: [fullAccess, ...(added.unit ?? [])]},
		{id: '222222222222', policies: [fullAccess, ...(added.account ?? [])]},
	];
}

describe('what a statement speaks of', () => {
	const request = aRequest({action: 's3:GetObject', resource: 'arn:aws:s3:::Bucket/key:part'});
	test.each<[Partial<Statement>, boolean]>([
		[{Action: '*', Resource: '*'}, true],
		[{Action: 's3:*', Resource: '*'}, true],
		[{Action: 'S3:getobject', Resource: '*'}, true],
		[{Action: 's3:Get?bject', Resource: '*'}, true],
		[{Action: '*:GetObject', Resource: '*'}, true],
		[{Action: ['ec2:*', 's3:Get*'], Resource: '*'}, true],
		[{Action: 's3:Get', Resource: '*'}, false],
		[{Action: 'ec2:*', Resource: '*'}, false],
		[{Action: [], Resource: '*'}, false],
		[{NotAction: 'ec2:*', Resource: '*'}, true],
		[{NotAction: ['ec2:*', 'S3:GET*'], Resource: '*'}, false],
		[{Resource: '*'}, false],
		[{Action: '*', Resource: 'arn:aws:s3:::Bucket/*'}, true],
		[{Action: '*', Resource: 'arn:aws:s3:::*'}, true],
		[{Action: '*', Resource: 'arn:aws:s3:::Bucket/key?part'}, true],
		[{Action: '*', Resource: ['arn:aws:ec2:*', 'arn:aws:s3:*']}, true],
		[{Action: '*', Resource: 'arn:aws:s3:::bucket/*'}, false],
		[{Action: '*', Resource: 'arn:aws:s3:::Bucket'}, false],
		[{Action: '*', NotResource: 'arn:aws:s3:::Bucket/*'}, false],
		[{Action: '*', NotResource: ['arn:aws:s3:::other/*']}, true],
		[{Action: '*'}, true],
		[{Action: '*', Resource: '*', Condition: {StringLike: {'aws:userid': '*:test-user'}}}, true],
		[{Action: '*', Resource: '*', Condition: {StringLike: {'aws:userid': '*:other'}}}, false],
	])('%j: %j', (elements, expected) => {
		expect(matchesStatement({Effect: 'Allow', ...elements}, request)).toBe(expected);
		expect(matchesStatement({Effect: 'Deny', ...elements}, request)).toBe(expected);
	});

	test('a resource pattern with an ARN does not reach a call that names no resource', () => {
		expect(matchesStatement({Effect: 'Deny', Action: '*', Resource: 'arn:aws:ec2:*'}, aRequest())).toBe(false);
	});
});

describe('service control policies', () => {
	test('allow when every level allows', () => {
		expect(evaluateServiceControlPolicies(aRequest(), levels())).toEqual({effect: 'Allowed'});
	});

	test.each(['root', 'unit', 'account'] as const)('a deny at the %s wins and is named', level => {
		expect(evaluateServiceControlPolicies(aRequest(), levels({[level]: [containment]}))).toEqual({
			effect: 'ExplicitlyDenied',
			by: 'service-control-policy',
			policy: containment,
			statement: denyTestUser,
		});
	});

	test('the deny does not reach another session', () => {
		const other = aRequest({context: {'aws:userid': 'AROAEXAMPLEEXAMPLE:test-user2'}});
		expect(evaluateServiceControlPolicies(other, levels({root: [containment]}))).toEqual({effect: 'Allowed'});
	});

	test('of several denies the one nearest the root is named', () => {
		const decision = evaluateServiceControlPolicies(
			aRequest(),
			levels({unit: [aPolicy('p-unit', denyTestUser)], account: [aPolicy('p-account', denyTestUser)]}),
		);
		expect(decision).toMatchObject({effect: 'ExplicitlyDenied', policy: {id: 'p-unit'}});
	});

	test('each level must allow by itself', () => {
		const onlyStorage = aPolicy('p-only-s3', {Effect: 'Allow', Action: 's3:*', Resource: '*'});
		const [root, , account] = levels();
		const chain = [root, {id: 'ou-ab12-workloads', policies: [onlyStorage]}, account].filter(level => level !== undefined);
		expect(evaluateServiceControlPolicies(aRequest(), chain)).toEqual({
			effect: 'ImplicitlyDenied',
			by: 'service-control-policy',
			level: 'ou-ab12-workloads',
		});
		expect(evaluateServiceControlPolicies(aRequest({action: 's3:ListAllMyBuckets'}), chain)).toEqual({effect: 'Allowed'});
	});

	test('a level without policies allows nothing; a deny further down still comes first', () => {
		const chain: PolicyLevel[] = [
			{id: 'r-ab12', policies: []},
			{id: '222222222222', policies: [fullAccess]},
		];
		expect(evaluateServiceControlPolicies(aRequest(), chain)).toMatchObject({effect: 'ImplicitlyDenied', level: 'r-ab12'});
		chain.push({id: '333333333333', policies: [containment]});
		expect(evaluateServiceControlPolicies(aRequest(), chain)).toMatchObject({effect: 'ExplicitlyDenied'});
	});

	test('a document may hold one bare statement, and an old one knows no variables', () => {
		const bare: NamedPolicy = {id: 'p-bare', document: {Version: '2012-10-17', Statement: denyTestUser}};
		expect(evaluateServiceControlPolicies(aRequest(), levels({root: [bare]})).effect).toBe('ExplicitlyDenied');
		const byVariable: Statement = {...denyTestUser, Condition: {StringEquals: {'aws:userid': '${aws:userid}'}}};
		const withVersion: NamedPolicy = aPolicy('p-new', byVariable);
		const withoutVersion: NamedPolicy = {id: 'p-old', document: {Statement: byVariable}};
		expect(evaluateServiceControlPolicies(aRequest(), levels({root: [withVersion]})).effect).toBe('ExplicitlyDenied');
		expect(evaluateServiceControlPolicies(aRequest(), levels({root: [withoutVersion]})).effect).toBe('Allowed');
	});
});

describe('authorization', () => {
	const administrator = aPolicy('AdministratorAccess', allowAll);
	const denyEc2: Statement = {Effect: 'Deny', Action: 'ec2:*', Resource: '*'};
	const identityDeny = aPolicy('deny-ec2', denyEc2);

	test('needs service control policies and identity policies to allow', () => {
		expect(authorize(aRequest(), levels(), [administrator])).toEqual({effect: 'Allowed'});
		expect(authorize(aRequest(), levels(), [])).toEqual({effect: 'ImplicitlyDenied', by: 'identity-policy'});
		expect(authorize(aRequest(), [{id: 'r-ab12', policies: []}], [administrator])).toEqual({
			effect: 'ImplicitlyDenied',
			by: 'service-control-policy',
			level: 'r-ab12',
		});
	});

	test('an explicit deny comes before any lack of an allow', () => {
		expect(authorize(aRequest(), levels({root: [containment]}), [])).toMatchObject({by: 'service-control-policy', policy: containment});
		expect(authorize(aRequest(), [{id: 'r-ab12', policies: []}], [administrator, identityDeny])).toEqual({
			effect: 'ExplicitlyDenied',
			by: 'identity-policy',
			policy: identityDeny,
			statement: denyEc2,
		});
		expect(authorize(aRequest(), levels({root: [containment]}), [identityDeny])).toMatchObject({by: 'service-control-policy'});
	});

	test('the exempt are bound by identity policies alone', () => {
		expect(authorize(aRequest(), undefined, [administrator])).toEqual({effect: 'Allowed'});
		expect(authorize(aRequest(), undefined, [])).toEqual({effect: 'ImplicitlyDenied', by: 'identity-policy'});
		expect(authorize(aRequest(), undefined, [administrator, identityDeny])).toMatchObject({by: 'identity-policy'});
	});
});

describe('whatever the policies', () => {
	const condition = fc.constantFrom<Statement['Condition']>(
		{},
		{StringLike: {'aws:userid': '*:test-user'}},
		{StringNotLike: {'aws:userid': '*:test-user'}},
		{Null: {'aws:SourceIdentity': 'true'}},
		{StringEquals: {'identitystore:UserId': 'nobody'}},
	);
	const statement: fc.Arbitrary<Statement> = fc.record({
		Effect: fc.constantFrom<Statement['Effect']>('Allow', 'Deny'),
		Action: fc.constantFrom('*', 'ec2:*', 's3:*', 'ec2:Describe*'),
		Resource: fc.constant('*'),
		Condition: condition.map(value => value ?? {}),
	});
	const policies = fc.array(
		fc.array(statement, {minLength: 1, maxLength: 3}).map(statements => aPolicy('p-any', ...statements)),
		{maxLength: 3},
	);
	const chain: fc.Arbitrary<PolicyLevel[]> = fc.array(
		policies.map(attached => ({id: 'level', policies: attached})),
		{minLength: 1, maxLength: 3},
	);

	/** Puts a statement behind every other one, everywhere. */
	const extended = (policies: readonly NamedPolicy[], more: Statement) =>
		policies.map(policy => aPolicy(policy.id, ...[policy.document.Statement].flat(), more));

	test('a statement that does not match never changes a decision', () => {
		const elsewhere = statement.filter(candidate => !matchesStatement(candidate, aRequest()));
		fc.assert(
			fc.property(chain, policies, elsewhere, (scps, identityPolicies, more) => {
				const widened = scps.map(level => ({...level, policies: extended(level.policies, more)}));
				const before = authorize(aRequest(), scps, identityPolicies);
				const after = authorize(aRequest(), widened, extended(identityPolicies, more));
				expect(after.effect).toBe(before.effect);
			}),
		);
	});

	test('a matching deny anywhere denies', () => {
		fc.assert(
			fc.property(chain, policies, fc.nat(), (scps, identityPolicies, at) => {
				const denied = scps.map((level, index) =>
					index === at % scps.length ? {...level, policies: [...level.policies, containment]} : level,
				);
				expect(evaluateServiceControlPolicies(aRequest(), denied).effect).toBe('ExplicitlyDenied');
				expect(authorize(aRequest(), denied, identityPolicies).effect).toBe('ExplicitlyDenied');
				expect(authorize(aRequest(), scps, [...identityPolicies, containment]).effect).toBe('ExplicitlyDenied');
			}),
		);
	});

	test('service control policies never give, they only take away', () => {
		fc.assert(
			fc.property(chain, policies, (scps, identityPolicies) => {
				const bound = authorize(aRequest(), scps, identityPolicies).effect === 'Allowed';
				const exempt = authorize(aRequest(), undefined, identityPolicies).effect === 'Allowed';
				const scpAllows = evaluateServiceControlPolicies(aRequest(), scps).effect === 'Allowed';
				expect(bound).toBe(exempt && scpAllows);
			}),
		);
	});
});
