import fc from 'fast-check';
import {type CheckedDeny, type DenySubject, denyFor} from '../../src/containment/policy/deny-policy.ts';
import type {Finding} from '../../src/containment/principal/finding.ts';

/** Values made up for the tests of containment: subjects in AWS's forms, hostile texts, and findings. */
const hex = (length: number) => fc.string({unit: fc.constantFrom(...'0123456789abcdef'), minLength: length, maxLength: length});
const uniqueIdEnd = fc.string({unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'), minLength: 17, maxLength: 17});

export const aName = fc.string({
	unit: fc.constantFrom(...'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_+=,.@-'),
	minLength: 2,
	maxLength: 64,
});
export const aUserId = fc
	.tuple(fc.constantFrom('', '906743f0a1-'), hex(8), hex(4), hex(4), hex(4), hex(12))
	.map(([prefix, ...parts]) => prefix + parts.join('-'));
export const aRoleId = uniqueIdEnd.map(end => `AROA${end}`);
export const anExactUserId = fc.oneof(
	uniqueIdEnd.map(end => `AIDA${end}`),
	fc.tuple(aRoleId, aName).map(parts => parts.join(':')),
	fc.integer({min: 100_000_000_000, max: 999_999_999_999}).map(String),
);

/** Subjects of every mixture that name somebody. */
export const aSubject: fc.Arbitrary<DenySubject> = fc
	.record({
		userIds: fc.uniqueArray(aUserId, {maxLength: 2}),
		sessionNames: fc.uniqueArray(aName, {maxLength: 3}),
		sourceIdentities: fc.uniqueArray(aName, {maxLength: 3}),
		exactUserIds: fc.uniqueArray(anExactUserId, {maxLength: 3}),
	})
	.filter(subject => Object.values(subject).flat().length > 0);

/** Names that must never reach a policy, with what is said of each. */
export const hostileNames = [
	['', 'empty'],
	['*', 'wildcard'],
	['?', 'wildcard'],
	['a*b', 'wildcard'],
	['test-use?', 'wildcard'],
	['$' + '{x}', 'policy-variable'],
	['$' + '{aws:username}', 'policy-variable'],
	['a', 'too-short'],
	['a'.repeat(65), 'too-long'],
	['test\nuser', 'control-character'],
	['test-user\n', 'control-character'],
	['test\u0000user', 'control-character'],
	['test\u001b[31muser', 'control-character'],
	['test\u202euser', 'control-character'],
	['test\u2028user', 'control-character'],
	['test user', 'unsupported-character'],
	['test:user', 'unsupported-character'],
	['test/user', 'unsupported-character'],
	['$user', 'unsupported-character'],
	['tëst-user', 'unsupported-character'],
	['ｔest-user', 'unsupported-character'],
	['"', 'unsupported-character'],
	['test-user"}', 'unsupported-character'],
] as const;

export function aDeny(subject: Partial<DenySubject>): CheckedDeny {
	const result = denyFor({userIds: [], sessionNames: [], sourceIdentities: [], exactUserIds: [], ...subject});
	if (!result.ok) throw new Error(JSON.stringify(result.refusal));
	return result.deny;
}

export const testUserId = '9067f7d4-c0a1-70e8-b3a2-0123456789ab';
export const ssoRole = 'AWSReservedSSO_AdministratorAccess_0123456789abcdef';

export function aFinding(changes: Partial<Finding> = {}): Finding {
	return {
		id: 'finding-1',
		arn: 'arn:aws:guardduty:eu-west-1:222222222222:detector/d1/finding/finding-1',
		type: 'Discovery:S3/AnomalousBehavior',
		accountId: '222222222222',
		region: 'eu-west-1',
		detectedIn: 'eu-west-1',
		partition: 'aws',
		severity: 2,
		title: 'An API was invoked unusually',
		description: '',
		createdAt: Date.UTC(2026, 10, 23, 10),
		updatedAt: Date.UTC(2026, 10, 23, 10),
		archived: false,
		sample: false,
		resourceType: 'S3Bucket',
		actors: [],
		...changes,
	};
}
