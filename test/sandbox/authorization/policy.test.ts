import {readFileSync} from 'node:fs';
import {describe, expect, test} from 'vitest';
import {malformed, type PolicyKind} from '../../../src/sandbox/authorization/policy.ts';

const kinds: PolicyKind[] = ['service-control-policy', 'identity-policy'];
const statement = {Effect: 'Deny', Action: '*', Resource: '*'};
const withStatement = (...statements: unknown[]) => ({Version: '2012-10-17', Statement: statements});
const withCondition = (condition: unknown) => withStatement({...statement, Condition: condition});

describe.each(kinds)('a well-formed %s', kind => {
	test.each([
		['one statement, bare', {Version: '2012-10-17', Statement: statement}],
		['an Id', {...withStatement(statement), Id: 'any'}],
		['several statements', withStatement({...statement, Sid: 'One'}, {...statement, Sid: 'Two'}, statement, {...statement, Sid: ''})],
		['NotAction and NotResource', withStatement({Effect: 'Allow', NotAction: ['s3:*'], NotResource: 'arn:aws:s3:::bucket/*'})],
		['wildcards anywhere in an action', withStatement({Effect: 'Allow', Action: ['s3:*Object*', '*:Get?'], Resource: ['*']})],
		['a condition', withCondition({'ForAnyValue:StringLikeIfExists': {'aws:TagKeys': ['a', 1, true]}, Null: {'aws:key': false}})],
		['an empty condition', withCondition({})],
	])('%s', (_, document) => {
		expect(malformed(document, kind)).toEqual([]);
	});
});

describe.each(kinds)('a malformed %s', kind => {
	test.each([
		['no object', null, 'not a JSON object'],
		['a list', [statement], 'not a JSON object'],
		['a text', JSON.stringify(withStatement(statement)), 'not a JSON object'],
		['an unknown version', {Version: '2012-10-18', Statement: statement}, 'Version must be'],
		['an Id that is no text', {...withStatement(statement), Id: 1}, 'Id must be a string'],
		['an unknown element', {...withStatement(statement), Comment: 'x'}, '"Comment" is not a policy element'],
		['no statements', withStatement(), 'at least one statement'],
		['a missing Statement', {Version: '2012-10-17'}, 'Statement 1 is not a JSON object'],
		['a statement that is a text', withStatement(statement, 'x'), 'Statement 2 is not a JSON object'],
		['an unknown statement element', withStatement({...statement, Conditions: {}}), '"Conditions" is not a policy element'],
		['an element in other letters', withStatement({...statement, condition: {}}), '"condition" is not a policy element'],
		['Principal', withStatement({...statement, Principal: '*'}), 'Principal is not supported'],
		['NotPrincipal', withStatement({...statement, NotPrincipal: '*'}), 'NotPrincipal is not supported'],
		['no effect', withStatement({Action: '*', Resource: '*'}), 'Effect must be'],
		['an effect in other letters', withStatement({...statement, Effect: 'deny'}), 'Effect must be'],
		['no action', withStatement({Effect: 'Deny', Resource: '*'}), 'Action or NotAction is missing'],
		['both actions', withStatement({...statement, NotAction: 's3:*'}), 'Action and NotAction exclude'],
		['an action that is no text', withStatement({...statement, Action: [1]}), 'Action must be a string'],
		['an action without service', withStatement({...statement, Action: ['ec2:*', 'RunInstances']}), 'Action "RunInstances" must be'],
		['no resource', withStatement({Effect: 'Deny', Action: '*'}), 'Resource or NotResource is missing'],
		['both resources', withStatement({...statement, NotResource: '*'}), 'Resource and NotResource exclude'],
		['a resource that is no ARN', withStatement({...statement, Resource: 'bucket'}), 'Resource "bucket" must be'],
		['a resource that is no text', withStatement({...statement, Resource: {}}), 'Resource must be a string'],
		['a Sid with a space', withStatement({...statement, Sid: 'a b'}), 'Sid may hold only'],
		['a Sid that is no text', withStatement({...statement, Sid: 1}), 'Sid may hold only'],
		['a Sid twice', withStatement({...statement, Sid: 'One'}, {...statement, Sid: 'One'}), '"One" is used more than once'],
		['a condition that is a list', withCondition([]), 'Condition is not a JSON object'],
		['an unknown operator', withCondition({StringMatches: {'aws:userid': 'x'}}), '"StringMatches" is not a condition operator'],
		['an operator in other letters', withCondition({stringLike: {'aws:userid': 'x'}}), '"stringLike" is not a condition operator'],
		['Null with IfExists', withCondition({NullIfExists: {'aws:userid': 'true'}}), '"NullIfExists" is not a condition operator'],
		['an operator without keys', withCondition({StringLike: '*:test-user'}), 'StringLike is not a JSON object'],
		['a key without service', withCondition({StringLike: {userid: 'x'}}), '"userid" names no service'],
		['a value that is an object', withCondition({StringLike: {'aws:userid': {}}}), 'StringLike aws:userid must be a value'],
		['a value that is null', withCondition({StringLike: {'aws:userid': null}}), 'StringLike aws:userid must be a value'],
	])('%s', (_, document, reason) => {
		const reasons = malformed(document, kind);
		expect(reasons).toHaveLength(1);
		expect(reasons[0]).toContain(reason);
	});

	test('names every reason', () => {
		const broken = withStatement({Effect: 'deny', Resource: '*'}, {...statement, Principal: '*', Condition: {Like: {}}});
		expect(malformed(broken, kind)).toHaveLength(4);
	});
});

test.each([undefined, '2008-10-17'])('the version %j is fine for an identity policy only', Version => {
	const document = {...(Version && {Version}), Statement: statement};
	expect(malformed(document, 'identity-policy')).toEqual([]);
	expect(malformed(document, 'service-control-policy')).toEqual(['Version must be 2012-10-17.']);
});

test('every document of the decision table is well-formed', () => {
	const cases: {serviceControlPolicies: {policies: {document: unknown}[]}[]}[] = JSON.parse(
		readFileSync(new URL('policy-cases.json', import.meta.url), 'utf8'),
	);
	const documents = cases.flatMap(({serviceControlPolicies}) =>
		serviceControlPolicies.flatMap(({policies}) => policies.map(({document}) => document)),
	);
	expect(documents.length).toBeGreaterThan(0);
	expect(documents.flatMap(document => malformed(document, 'service-control-policy'))).toEqual([]);
});
