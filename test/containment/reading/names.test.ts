import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {isExactUserId, isUserId, permissionSetOf, refuseName} from '../../../src/containment/reading/names.ts';
import {aName, anExactUserId, aUserId, hostileNames} from '../made-up.ts';

describe('a session name', () => {
	test.each(hostileNames)('%j is refused as %s', (name, reason) => {
		expect(refuseName(name)).toBe(reason);
	});

	test.each(['test-user', 'first.last+tag@example.com', 'ab', 'a'.repeat(64), '_+=,.@-', '123456789012'])('%j is let through', name => {
		expect(refuseName(name)).toBeUndefined();
	});

	test('is let through exactly when STS would take it', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.string({unit: 'binary', maxLength: 70}), aName), name => {
				const taken =
					name.length >= 2 &&
					name.length <= 64 &&
					[...name].every(character => /^[A-Za-z0-9]$/.test(character) || '_+=,.@-'.includes(character));
				expect(refuseName(name) === undefined).toBe(taken);
			}),
		);
	});
});

describe('an identity store user id', () => {
	test('is a UUID, after ten hexadecimal digits or alone', () => {
		fc.assert(
			fc.property(aUserId, id => {
				expect(isUserId(id)).toBe(true);
			}),
		);
	});

	test.each([
		'',
		'*',
		'9067f7d4-c0a1-70e8-b3a2-0123456789a',
		'9067f7d4-c0a1-70e8-b3a2-0123456789ab\n',
		' 9067f7d4-c0a1-70e8-b3a2-0123456789ab',
		'906743f0a-9067f7d4-c0a1-70e8-b3a2-0123456789ab',
		'906743F0A1-9067f7d4-c0a1-70e8-b3a2-0123456789ab',
		'9067f7d4-c0a1-70e8-b3a2-0123456789a*',
		'g067f7d4-c0a1-70e8-b3a2-0123456789ab',
	])('%j is none', id => {
		expect(isUserId(id)).toBe(false);
	});
});

describe('an exact aws:userid', () => {
	test('is an IAM user, a whole session or a root account', () => {
		fc.assert(
			fc.property(anExactUserId, id => {
				expect(isExactUserId(id)).toBe(true);
			}),
		);
	});

	test.each([
		'',
		'*',
		'AROAEXAMPLEEXAMPLE',
		'AROAEXAMPLEEXAMPLE:',
		'AROAEXAMPLEEXAMPLE:*',
		'AROAEXAMPLEEXAMPLE:a?',
		'*:test-user',
		'AIDA*',
		'AIDAEXAMPLEEXAMPLE:test-user',
		'aidaexampleexample',
		'11111111111',
		'1111111111111',
		'111111111111\n',
		'111111111111:test-user',
		'AKIAEXAMPLEEXAMPLE',
	])('%j is none', id => {
		expect(isExactUserId(id)).toBe(false);
	});
});

test.each([
	['AWSReservedSSO_AdministratorAccess_0123456789abcdef', 'AdministratorAccess'],
	['AWSReservedSSO_Read_Only_0123456789abcdef', 'Read_Only'],
	['AWSReservedSSO_Read_0123456789abcde', undefined],
	['AWSReservedSSO_Read_0123456789ABCDEF', undefined],
	['MyAWSReservedSSO_Read_0123456789abcdef', undefined],
	['AWSReservedSSO__0123456789abcdef', undefined],
	['deploy', undefined],
	[undefined, undefined],
])('the permission set of role %s is %s', (roleName, permissionSet) => {
	expect(permissionSetOf(roleName)).toBe(permissionSet);
});
