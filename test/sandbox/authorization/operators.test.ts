import {describe, expect, test} from 'vitest';
import type {ConditionScalar} from '../../../src/sandbox/authorization/policy.ts';
import {holds} from './requests.ts';

/** Operator, written value, the request's value, whether they match. Each row is also run against the negated operator. */
type Row = [operator: string, written: ConditionScalar | ConditionScalar[], actual: string, matches: boolean];

const opposites: Record<string, string> = {
	StringEquals: 'StringNotEquals',
	StringEqualsIgnoreCase: 'StringNotEqualsIgnoreCase',
	StringLike: 'StringNotLike',
	ArnLike: 'ArnNotLike',
	ArnEquals: 'ArnNotEquals',
	NumericEquals: 'NumericNotEquals',
	DateEquals: 'DateNotEquals',
	IpAddress: 'NotIpAddress',
};

const role = 'arn:aws:iam::222222222222:role/team/probe';
const rows: Row[] = [
	['StringEquals', 'us-east-1', 'us-east-1', true],
	['StringEquals', 'us-east-1', 'US-EAST-1', false],
	['StringEquals', 'us-*', 'us-east-1', false],
	['StringEquals', 'us-*', 'us-*', true],
	['StringEquals', ['eu-west-1', 'us-east-1'], 'us-east-1', true],
	['StringEquals', ['eu-west-1', 'us-east-1'], 'us-west-2', false],
	['StringEquals', [], 'us-east-1', false],
	['StringEquals', true, 'true', true],
	['StringEquals', 7, '7', true],
	['StringEqualsIgnoreCase', 'Test-User', 'tEST-uSER', true],
	['StringEqualsIgnoreCase', 'Test-User', 'test-user2', false],
	['StringEqualsIgnoreCase', 'test-*', 'test-user', false],
	['StringLike', '*:test-user', 'AROAEXAMPLE:test-user', true],
	['StringLike', '*:test-user', 'AROAEXAMPLE:Test-User', false],
	['StringLike', '*:test-user', 'AROAEXAMPLE:test-user2', false],
	['StringLike', 'test-use?', 'test-user', true],
	['StringLike', ['a*', '*r'], 'test-user', true],
	['ArnLike', role, role, true],
	['ArnLike', 'arn:aws:iam::*:role/*', role, true],
	['ArnLike', 'arn:*:iam::222222222222:role/team/prob?', role, true],
	['ArnLike', 'arn:aws:iam::*:role/Team/*', role, false],
	['ArnLike', 'arn:aws:iam::333333333333:role/*', role, false],
	['ArnLike', 'arn:aws:iam:*:role/*', role, false],
	['ArnLike', '*', role, false],
	['ArnLike', '*:*:*:*:*:*', role, true],
	['ArnLike', 'arn:aws:logs:*:*:*:tail', 'arn:aws:logs:us-east-1:222222222222:log-group:name:tail', true],
	['ArnLike', 'arn:aws:logs:*:name:tail', 'arn:aws:logs:us-east-1:222222222222:log-group:name:tail', false],
	['ArnLike', 'arn:aws:logs:us-east-1:*:tail', 'arn:aws:logs:us-east-1:222222222222:log-group:name:tail', false],
	['ArnLike', '*:*:*:*:*', 'arn:aws:iam::222222222222', false],
	['ArnLike', '*:*:*:*:*:*', 'no-arn', false],
	['ArnEquals', 'arn:aws:iam::*:role/*', role, true],
	['ArnEquals', 'arn:aws:iam::*:user/*', role, false],
	['NumericEquals', '3600', '3600', true],
	['NumericEquals', 3600, '3600.0', true],
	['NumericEquals', '-1', '-1', true],
	['NumericEquals', '3600', '3601', false],
	['NumericEquals', '0x10', '16', false],
	['NumericEquals', '', '0', false],
	['NumericEquals', 'Infinity', 'Infinity', false],
	['NumericLessThan', '10', '9', true],
	['NumericLessThan', '10', '10', false],
	['NumericLessThanEquals', '10', '10', true],
	['NumericLessThanEquals', '10', '10.5', false],
	['NumericGreaterThan', '9', '10', true],
	['NumericGreaterThan', '10', '10', false],
	['NumericGreaterThanEquals', '10', '10', true],
	['NumericGreaterThanEquals', '10', '9', false],
	['DateEquals', '2026-11-20T00:00:00Z', '2026-11-20T09:00:00+09:00', true],
	['DateEquals', '1795132800', '2026-11-20T00:00:00Z', true],
	['DateEquals', '2026-11-20', '2026-11-20T00:00:00Z', true],
	['DateEquals', '2026', '2026-01-01T00:00:00.000Z', true],
	['DateEquals', '2026-11-20T00:00:00Z', '2026-11-20T00:00:01Z', false],
	['DateEquals', 'yesterday', 'yesterday', false],
	['DateEquals', '2026-13-45', '2026-13-45', false],
	['DateEquals', '20 November 2026', '20 November 2026', false],
	['DateLessThan', '2026-11-20T00:00:00Z', '2026-11-19T23:59:59Z', true],
	['DateLessThan', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z', false],
	['DateLessThan', '1795132800', '1795132799', true],
	['DateLessThanEquals', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z', true],
	['DateLessThanEquals', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00.001Z', false],
	['DateGreaterThan', '2026-11-20T00:00:00Z', '2026-11-20T00:00:01Z', true],
	['DateGreaterThan', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z', false],
	['DateGreaterThanEquals', '2026-11-20T00:00:00Z', '2026-11-20T00:00:00Z', true],
	['DateGreaterThanEquals', '2026-11-20T00:00:00Z', '2026-11-19T00:00:00Z', false],
	['Bool', 'true', 'true', true],
	['Bool', true, 'true', true],
	['Bool', false, 'false', true],
	['Bool', 'True', 'true', true],
	['Bool', 'true', 'false', false],
	['Bool', 'yes', 'yes', false],
	['BinaryEquals', 'QmluYXJ5', 'QmluYXJ5', true],
	['BinaryEquals', 'QmluYXJ5', 'QmluYXJ6', false],
	['BinaryEquals', 'not base64', 'not base64', false],
	['IpAddress', '203.0.113.0/24', '203.0.113.77', true],
	['IpAddress', '203.0.113.0/24', '203.0.114.1', false],
	['IpAddress', '203.0.113.77', '203.0.113.77', true],
	['IpAddress', '203.0.113.77', '203.0.113.78', false],
	['IpAddress', '0.0.0.0/0', '198.51.100.1', true],
	['IpAddress', '0.0.0.0/0', '2001:db8::1', false],
	['IpAddress', '2001:db8:1234::/48', '2001:db8:1234:ffff::1', true],
	['IpAddress', '2001:db8:1234::/48', '2001:db8:1235::1', false],
	['IpAddress', '2001:db8::1', '2001:DB8:0:0:0:0:0:1', true],
	['IpAddress', '203.0.113.0/33', '203.0.113.0', false],
	['IpAddress', '203.0.113.0/', '203.0.113.0', false],
	['IpAddress', '203.0.113.0/24/24', '203.0.113.0', false],
	['IpAddress', '203.0.113', '203.0.113.0', false],
	['IpAddress', '203.0.113.0/24', 'localhost', false],
];

describe('condition operators', () => {
	test.each(rows)('%s %j on %j: %j', (operator, written, actual, matches) => {
		expect(holds({[operator]: {'aws:key': written}}, {'aws:key': actual})).toBe(matches);
		expect(holds({[`${operator}IfExists`]: {'aws:key': written}}, {'aws:key': actual})).toBe(matches);
	});

	const negatedRows = rows.flatMap(([operator, written, actual, matches]): Row[] => {
		const opposite = opposites[operator];
		return opposite === undefined ? [] : [[opposite, written, actual, !matches]];
	});
	test.each(negatedRows)('%s %j on %j: %j', (operator, written, actual, matches) => {
		expect(holds({[operator]: {'aws:key': written}}, {'aws:key': actual})).toBe(matches);
		expect(holds({[`${operator}IfExists`]: {'aws:key': written}}, {'aws:key': actual})).toBe(matches);
	});

	test('every negated operator has rows', () => {
		expect(new Set(negatedRows.map(([operator]) => operator))).toEqual(new Set(Object.values(opposites)));
	});

	test.each([
		['true', {}, true],
		['false', {}, false],
		['true', {'aws:key': 'value'}, false],
		['false', {'aws:key': 'value'}, true],
		[true, {}, true],
		[false, {'AWS:KEY': 'value'}, true],
		['true', {'aws:key': []}, true],
		['true', {'aws:key': ''}, true],
		['false', {'aws:key': ['value']}, true],
		[['true', 'false'], {}, true],
		[['true', 'false'], {'aws:key': 'value'}, true],
		['perhaps', {}, false],
		['perhaps', {'aws:key': 'value'}, false],
	] as const)('Null %j in %j: %j', (written, context, expected) => {
		expect(holds({Null: {'aws:key': typeof written === 'object' ? [...written] : written}}, context)).toBe(expected);
	});

	test.each([
		'StringMatches',
		'stringequals',
		'NullIfExists',
		'ForAllValues:Null',
		'ForSomeValues:StringLike',
		'BinaryNotEquals',
		'IfExists',
		'',
	])('%j is no operator and holds for nobody', operator => {
		expect(holds({[operator]: {'aws:key': 'value'}}, {'aws:key': 'value'})).toBe(false);
		expect(holds({[operator]: {'aws:key': 'value'}}, {})).toBe(false);
	});
});
