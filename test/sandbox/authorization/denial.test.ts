import {deflateSync} from 'node:zlib';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Denial, NamedPolicy} from '../../../src/sandbox/authorization/authorize.ts';
import {
	authorizationDetails,
	decodeAuthorizationMessage,
	denialMessage,
	encodedAuthorizationMessage,
} from '../../../src/sandbox/authorization/denial.ts';
import type {Statement} from '../../../src/sandbox/authorization/policy.ts';
import {aRequest} from './requests.ts';

const callerArn = 'arn:aws:sts::222222222222:assumed-role/probe/test-user';
const policyArn = 'arn:aws:organizations::111111111111:policy/o-sandbox/service_control_policy/p-containment';
const statement: Statement = {
	Sid: 'ByName',
	Effect: 'Deny',
	Action: ['*'],
	Resource: '*',
	Condition: {StringLike: {'aws:userid': '*:test-user'}, StringEquals: {'aws:RequestedRegion': ['us-east-1', 'eu-west-1']}},
};
const policy: NamedPolicy = {id: 'p-containment', arn: policyArn, document: {Version: '2012-10-17', Statement: [statement]}};
const byScp: Denial = {effect: 'ExplicitlyDenied', by: 'service-control-policy', policy, statement};
const inline: NamedPolicy = {id: 'inline', document: policy.document};
const principal = {id: 'AROAEXAMPLEEXAMPLE:test-user', arn: callerArn};

describe('the words of a denial', () => {
	const prefix = `User: ${callerArn} is not authorized to perform: s3:ListAllMyBuckets`;
	test.each<[string, Denial, boolean, string]>([
		['SCP, named', byScp, true, `with an explicit deny in a service control policy: ${policyArn}`],
		['SCP, not named', byScp, false, 'with an explicit deny in a service control policy'],
		[
			'no SCP allows',
			{effect: 'ImplicitlyDenied', by: 'service-control-policy', level: 'r-ab12'},
			true,
			'because no service control policy allows the s3:ListAllMyBuckets action',
		],
		[
			'identity policy without ARN',
			{...byScp, by: 'identity-policy', policy: inline},
			true,
			'with an explicit deny in an identity-based policy',
		],
		['identity policy, named', {...byScp, by: 'identity-policy'}, true, `with an explicit deny in an identity-based policy: ${policyArn}`],
		[
			'no identity policy allows',
			{effect: 'ImplicitlyDenied', by: 'identity-policy'},
			true,
			'because no identity-based policy allows the s3:ListAllMyBuckets action',
		],
		['trust policy', {...byScp, by: 'trust-policy', policy: inline}, true, 'with an explicit deny in the role trust policy'],
		[
			'no trust policy allows',
			{effect: 'ImplicitlyDenied', by: 'trust-policy'},
			true,
			'because no role trust policy allows the s3:ListAllMyBuckets action',
		],
	])('%s', (_, decision, policyArnNamed, words) => {
		const denied = {callerArn, action: 's3:ListAllMyBuckets', decision, policyArnNamed};
		expect(denialMessage(denied)).toBe(`${prefix} ${words}`);
		expect(denialMessage({...denied, resource: 'arn:aws:s3:::*'})).toBe(`${prefix} on resource: arn:aws:s3:::* ${words}`);
	});
});

describe('the encoded message', () => {
	const request = aRequest({context: {'aws:userid': principal.id, 'aws:TagKeys': ['one', 'two']}});
	const explicit = authorizationDetails({principal, request, decision: byScp, policyArnNamed: true});

	test('carries what AWS tells, in its shape', () => {
		expect(decodeAuthorizationMessage(encodedAuthorizationMessage(explicit))).toEqual({
			allowed: false,
			explicitDeny: true,
			matchedStatements: {
				items: [
					{
						statementId: 'ByName',
						effect: 'DENY',
						principals: {items: [{value: 'AROAEXAMPLEEXAMPLE'}]},
						principalGroups: {items: []},
						actions: {items: [{value: '*'}]},
						resources: {items: [{value: '*'}]},
						conditions: {
							items: [
								{key: 'aws:userid', values: {items: [{value: '*:test-user'}]}},
								{key: 'aws:RequestedRegion', values: {items: [{value: 'us-east-1'}, {value: 'eu-west-1'}]}},
							],
						},
						sourcePolicyId: 'p-containment',
					},
				],
			},
			failures: {items: []},
			context: {
				principal,
				action: 'ec2:DescribeInstances',
				resource: '*',
				conditions: {
					items: [
						{key: 'aws:userid', values: {items: [{value: 'AROAEXAMPLEEXAMPLE:test-user'}]}},
						{key: 'aws:TagKeys', values: {items: [{value: 'one'}, {value: 'two'}]}},
					],
				},
			},
		});
	});

	test('names the policy on the same terms as the sentence', () => {
		const unnamed = authorizationDetails({principal, request, decision: byScp, policyArnNamed: false});
		expect(JSON.stringify(unnamed)).not.toContain('p-containment');
	});

	test('of an implicit denial has no statements', () => {
		const decision: Denial = {effect: 'ImplicitlyDenied', by: 'identity-policy'};
		const details = authorizationDetails({principal, request, decision, policyArnNamed: true});
		expect(details).toMatchObject({allowed: false, explicitDeny: false, matchedStatements: {items: []}});
		expect(decodeAuthorizationMessage(encodedAuthorizationMessage(details))).toEqual(details);
	});

	test('is opaque and safe in a URL, and fits what DecodeAuthorizationMessage takes for a deny of sixty people', () => {
		const ids = Array.from({length: 60}, (_, index) => `9067f7d4-c0a1-70e8-${String(index * 7919).padStart(4, '0')}-${index * 1_000_003}`);
		const large: Denial = {...byScp, statement: {...statement, Condition: {StringEquals: {'identitystore:UserId': ids}}}};
		const text = encodedAuthorizationMessage(authorizationDetails({principal, request, decision: large, policyArnNamed: true}));
		expect(text).toMatch(/^[A-Za-z0-9_-]+$/);
		expect(text).not.toContain('identitystore');
		expect(text.length).toBeLessThanOrEqual(10_240);
	});

	test('decodes to nothing when it is foreign or changed', () => {
		const text = encodedAuthorizationMessage(explicit);
		const encode = (content: string) => deflateSync(content).toString('base64url');
		for (const foreign of [
			'',
			'not a message',
			text.slice(0, -4),
			text.slice(4),
			`${text}AAAA`,
			`${text} `,
			`${text}=`,
			encode('no JSON'),
			encode('{}'),
			encode('null'),
			encode('[]'),
			encode(JSON.stringify({...explicit, allowed: 'no'})),
			encodedAuthorizationMessage({...explicit, context: {...explicit.context, resource: 'x'.repeat(2 * 1024 * 1024)}}),
		]) {
			expect(decodeAuthorizationMessage(foreign)).toBeUndefined();
		}
	});

	test('decodes no arbitrary text, and never throws', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.base64String()), text => {
				expect(decodeAuthorizationMessage(text)).toBeUndefined();
			}),
		);
	});
});
