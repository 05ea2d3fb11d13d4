// biome-ignore-all lint/suspicious/noTemplateCurlyInString: policy variables are written like template placeholders
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {holds} from './requests.ts';

const positive = [
	'StringEquals',
	'StringEqualsIgnoreCase',
	'StringLike',
	'ArnEquals',
	'ArnLike',
	'NumericEquals',
	'NumericLessThan',
	'NumericLessThanEquals',
	'NumericGreaterThan',
	'NumericGreaterThanEquals',
	'DateEquals',
	'DateLessThan',
	'DateLessThanEquals',
	'DateGreaterThan',
	'DateGreaterThanEquals',
	'Bool',
	'BinaryEquals',
	'IpAddress',
];
const negated = [
	'StringNotEquals',
	'StringNotEqualsIgnoreCase',
	'StringNotLike',
	'ArnNotEquals',
	'ArnNotLike',
	'NumericNotEquals',
	'DateNotEquals',
	'NotIpAddress',
];
const writtenValue = fc.oneof(
	fc.string(),
	fc.boolean(),
	fc.integer(),
	fc.constantFrom('*', '', '0', 'true', '2026-11-20', '0.0.0.0/0', '::/0', '*:*:*:*:*:*', '${aws:userid}', '${none}'),
);
const writtenValues = fc.oneof(writtenValue, fc.array(writtenValue, {maxLength: 3}));

describe('a missing key', () => {
	test('fails every positive operator', () => {
		fc.assert(
			fc.property(fc.constantFrom(...positive), writtenValues, (operator, written) => {
				expect(holds({[operator]: {'aws:missing': written}}, {'aws:userid': 'AROAEXAMPLE:test-user'})).toBe(false);
			}),
		);
	});

	test('satisfies every negated operator: such a deny bites everybody', () => {
		fc.assert(
			fc.property(fc.constantFrom(...negated), writtenValues, (operator, written) => {
				expect(holds({[operator]: {'aws:missing': written}}, {'aws:userid': 'AROAEXAMPLE:test-user'})).toBe(true);
			}),
		);
	});

	test('satisfies every operator with IfExists', () => {
		fc.assert(
			fc.property(fc.constantFrom(...positive, ...negated), writtenValues, (operator, written) => {
				expect(holds({[`${operator}IfExists`]: {'aws:missing': written}}, {'aws:userid': 'AROAEXAMPLE:test-user'})).toBe(true);
			}),
		);
	});

	test('a list without values is missing', () => {
		expect(holds({StringLike: {'aws:key': '*'}}, {'aws:key': []})).toBe(false);
		expect(holds({StringNotLike: {'aws:key': '*'}}, {'aws:key': []})).toBe(true);
		expect(holds({StringLikeIfExists: {'aws:key': 'x'}}, {'aws:key': []})).toBe(true);
	});
});

test('IfExists changes nothing where the key has a value', () => {
	fc.assert(
		fc.property(fc.constantFrom(...positive, ...negated), writtenValues, fc.string(), (operator, written, actual) => {
			const context = {'aws:key': actual};
			expect(holds({[`${operator}IfExists`]: {'aws:key': written}}, context)).toBe(holds({[operator]: {'aws:key': written}}, context));
		}),
	);
});

describe('several', () => {
	test('values are alternatives, and none of them for a negated operator', () => {
		fc.assert(
			fc.property(fc.array(fc.constantFrom('a', 'b', 'c*'), {maxLength: 3}), fc.constantFrom('a', 'b', 'cc', 'd'), (written, actual) => {
				const context = {'aws:key': actual};
				const one = written.some(value => holds({StringLike: {'aws:key': value}}, context));
				expect(holds({StringLike: {'aws:key': written}}, context)).toBe(one);
				expect(holds({StringNotLike: {'aws:key': written}}, context)).toBe(!one);
			}),
		);
	});

	test('keys must all hold', () => {
		const condition = {StringEquals: {'aws:one': '1', 'aws:two': '2'}};
		expect(holds(condition, {'aws:one': '1', 'aws:two': '2'})).toBe(true);
		expect(holds(condition, {'aws:one': '1', 'aws:two': 'x'})).toBe(false);
		expect(holds(condition, {'aws:one': '1'})).toBe(false);
	});

	test('operators must all hold', () => {
		const condition = {StringEquals: {'aws:one': '1'}, StringNotEquals: {'aws:two': '2'}};
		expect(holds(condition, {'aws:one': '1'})).toBe(true);
		expect(holds(condition, {'aws:one': '1', 'aws:two': '2'})).toBe(false);
		expect(holds(condition, {'aws:two': 'x'})).toBe(false);
	});

	test('nothing to ask holds', () => {
		expect(holds({}, {})).toBe(true);
		expect(holds({StringEquals: {}}, {})).toBe(true);
	});
});

test('key names are case-insensitive, values are not', () => {
	expect(holds({StringEquals: {'identitystore:userId': 'abc'}}, {'identitystore:UserId': 'abc'})).toBe(true);
	expect(holds({StringLike: {'AWS:UserId': '*:test-user'}}, {'aws:userid': 'AROAEXAMPLE:test-user'})).toBe(true);
	expect(holds({StringEquals: {'identitystore:UserId': 'abc'}}, {'identitystore:UserId': 'ABC'})).toBe(false);
});

describe('multivalued keys', () => {
	test.each([
		['ForAllValues:StringEquals', ['a', 'b'], ['a'], true],
		['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b', 'a'], true],
		['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
		['ForAllValues:StringEquals', ['a', 'b'], [], true],
		['ForAllValues:StringEquals', ['a', 'b'], undefined, true],
		['ForAllValues:StringEquals', ['a', 'b'], '', true],
		['ForAllValues:StringEqualsIfExists', ['a'], ['c'], false],
		['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'd'], true],
		['ForAllValues:StringNotEquals', ['a', 'b'], ['c', 'a'], false],
		['ForAllValues:StringNotLike', ['a*'], undefined, true],
		['ForAnyValue:StringEquals', ['a', 'b'], ['c', 'b'], true],
		['ForAnyValue:StringEquals', ['a', 'b'], ['c'], false],
		['ForAnyValue:StringEquals', ['a', 'b'], [], false],
		['ForAnyValue:StringEquals', ['a', 'b'], undefined, false],
		['ForAnyValue:StringEquals', [''], '', false],
		['ForAnyValue:StringLike', ['a*'], ['x', 'ab'], true],
		['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'c'], true],
		['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false],
		['ForAnyValue:StringNotEquals', ['a', 'b'], undefined, false],
		['ForAnyValue:StringEqualsIfExists', ['a'], undefined, false],
		['ForAnyValue:ArnLike', ['arn:aws:iam::*:role/*'], ['x', 'arn:aws:iam::222222222222:role/probe'], true],
		['StringEquals', ['a'], ['c', 'a'], true],
		['StringEquals', ['a'], ['c'], false],
		['StringNotEquals', ['a'], ['c', 'a'], false],
		['StringNotEquals', ['a'], ['c'], true],
	] as const)('%s %j on %j: %j', (operator, written, actual, expected) => {
		const context = actual === undefined ? {} : {'aws:TagKeys': actual};
		expect(holds({[operator]: {'aws:TagKeys': [...written]}}, context)).toBe(expected);
	});
});
