// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like template placeholders
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {matchesStatement} from '../../../src/sandbox/authorization/authorize.ts';
import {aRequest, holds} from './requests.ts';

const context = {'aws:userid': 'AROAEXAMPLE:test-user', 'aws:PrincipalTag/team': 'red', 'aws:star': 'a*', 'aws:TagKeys': ['one']};

describe('policy variables', () => {
	test.each([
		['StringEquals', '${aws:userid}', 'AROAEXAMPLE:test-user', true],
		['StringEquals', '${AWS:UserId}', 'AROAEXAMPLE:test-user', true],
		['StringEquals', 'x-${aws:PrincipalTag/team}-${aws:PrincipalTag/team}', 'x-red-red', true],
		['StringEqualsIgnoreCase', '${aws:PrincipalTag/team}', 'RED', true],
		['StringLike', '${aws:PrincipalTag/team}*', 'redder', true],
		['ArnLike', 'arn:aws:iam::*:role/${aws:PrincipalTag/team}', 'arn:aws:iam::222222222222:role/red', true],
		['ArnLike', 'arn:aws:iam::*:role/${aws:PrincipalTag/team}', 'arn:aws:iam::222222222222:role/blue', false],
		['StringLike', '${aws:star}', 'a*', true],
		['StringLike', '${aws:star}', 'ab', false],
		['StringLike', '*:${*}', 'AROAEXAMPLE:*', true],
		['StringLike', '*:${*}', 'AROAEXAMPLE:test-user', false],
		['StringLike', '${?}', '?', true],
		['StringLike', '${?}', 'a', false],
		['StringLike', '${$}{aws:userid}', '${aws:userid}', true],
		['StringEquals', '*:${*}', '*:*', true],
		['StringEquals', "${aws:none, 'default'}", 'default', true],
		['StringEquals', "${aws:none,'default'}", 'default', true],
		['StringEquals', "${ aws:none , 'default' }", 'default', true],
		['StringEquals', "${aws:PrincipalTag/team, 'default'}", 'red', true],
		['StringLike', "${aws:none, '*'}", '*', true],
		['StringLike', "${aws:none, '*'}", 'anything', false],
		['StringEquals', '${aws:none}', '', false],
		['StringEquals', '${aws:none}', '${aws:none}', false],
		['StringLike', '*${aws:none}*', 'anything', false],
		['StringEquals', '${aws:TagKeys}', 'one', false],
		['StringEquals', "${aws:TagKeys, 'default'}", 'default', true],
		['StringEquals', '${aws:userid', '${aws:userid', true],
		['StringEquals', '$x', '$x', true],
		['NumericEquals', '${aws:number}', '7', false],
	])('%s %j on %j: %j', (operator, written, actual, expected) => {
		expect(holds({[operator]: {'aws:key': written}}, {...context, 'aws:number': '7', 'aws:key': actual})).toBe(expected);
	});

	test('one without a value spoils only its own alternative', () => {
		const keyed = {...context, 'aws:key': 'red'};
		expect(holds({StringEquals: {'aws:key': ['${aws:none}', 'red']}}, keyed)).toBe(true);
		expect(holds({StringNotEquals: {'aws:key': ['${aws:none}', 'red']}}, keyed)).toBe(false);
		expect(holds({StringNotEquals: {'aws:key': '${aws:none}'}}, keyed)).toBe(true);
	});

	test.each(['2008-10-17', ''])('are only characters to version %j', version => {
		expect(holds({StringEquals: {'aws:key': '${aws:userid}'}}, {...context, 'aws:key': '${aws:userid}'}, version)).toBe(true);
		expect(holds({StringEquals: {'aws:key': '${aws:userid}'}}, {...context, 'aws:key': context['aws:userid']}, version)).toBe(false);
		expect(holds({StringLike: {'aws:key': '${*}'}}, {...context, 'aws:key': '${anything}'}, version)).toBe(true);
	});

	test('are filled in in Resource and NotResource, never in Action', () => {
		const request = aRequest({
			resource: 'arn:aws:s3:::bucket/red/file',
			action: 's3:GetObject',
			context: {...context, 'aws:verb': 'GetObject'},
		});
		const resource = 'arn:aws:s3:::bucket/${aws:PrincipalTag/team}/*';
		expect(matchesStatement({Effect: 'Allow', Action: '*', Resource: resource}, request)).toBe(true);
		expect(matchesStatement({Effect: 'Allow', Action: '*', NotResource: resource}, request)).toBe(false);
		expect(matchesStatement({Effect: 'Allow', Action: '*', Resource: 'arn:aws:s3:::bucket/${aws:none}*'}, request)).toBe(false);
		expect(matchesStatement({Effect: 'Allow', Action: '*', NotResource: 'arn:aws:s3:::bucket/${aws:none}*'}, request)).toBe(true);
		expect(matchesStatement({Effect: 'Allow', Action: 's3:${aws:verb}', Resource: '*'}, request)).toBe(false);
	});

	test('put any value there as it stands, whatever characters it has', () => {
		fc.assert(
			fc.property(fc.string({minLength: 1}), fc.string(), (value, other) => {
				const written = {StringLike: {'aws:key': 'x${aws:value}'}};
				expect(holds(written, {'aws:value': value, 'aws:key': `x${value}`})).toBe(true);
				expect(holds(written, {'aws:value': value, 'aws:key': `x${other}`})).toBe(value === other);
			}),
		);
	});
});
