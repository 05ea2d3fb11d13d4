import fc from 'fast-check';
import {expect, test} from 'vitest';
import {diffLines} from '../../../src/containment/management-account/diff-lines.ts';
import {mergeDeny} from '../../../src/containment/management-account/inline-policy.ts';
import {testUserId} from '../made-up.ts';
import {aSavedPolicy} from '../made-up-policies.ts';

const textOf = (kinds: readonly string[], lines: ReturnType<typeof diffLines>) =>
	lines.filter(({kind}) => kinds.includes(kind)).map(({text}) => text);

test('shows a merge as lines added after those that were there, none of them removed', () => {
	const saved = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":["s3:GetObject"],"Resource":"*"}]}';
	const merged = mergeDeny(saved, {userIds: [testUserId], sessionNames: []}, 'i1');
	if (!merged.ok) throw new Error('refused');
	expect(diffLines(saved, merged.merged.document).map(({kind, text}) => `${kind} ${text}`)).toEqual([
		'same "Version": "2012-10-17"',
		'same {',
		'same   "Effect": "Allow",',
		'same   "Action": [',
		'same     "s3:GetObject"',
		'same   ],',
		'same   "Resource": "*"',
		'same }',
		'added {',
		'added   "Sid": "Tourniqueti1UserId",',
		'added   "Effect": "Deny",',
		'added   "Action": "*",',
		'added   "Resource": "*",',
		'added   "Condition": {',
		'added     "StringEquals": {',
		`added       "identitystore:UserId": "${testUserId}"`,
		'added     }',
		'added   }',
		'added }',
	]);
});

test('never removes a line in a merge, whatever was there', () => {
	fc.assert(
		fc.property(fc.oneof(aSavedPolicy, fc.constant('')), saved => {
			const merged = mergeDeny(saved, {userIds: [testUserId], sessionNames: ['test-user']}, 'i1');
			if (!merged.ok) throw new Error('refused');
			const lines = diffLines(saved, merged.merged.document);
			expect(textOf(['removed'], lines)).toEqual([]);
			expect(textOf(['added'], lines).length).toBeGreaterThan(0);
			expect(lines.findLastIndex(({kind}) => kind === 'same')).toBeLessThanOrEqual(lines.findIndex(({kind}) => kind === 'added'));
		}),
	);
});

test('holds every line of both, in order, whatever changed', () => {
	const aText = fc.oneof(aSavedPolicy, fc.constantFrom('', 'x\ny', 'x\nz\ny', '[]'));
	fc.assert(
		fc.property(aText, aText, (before, after) => {
			const lines = diffLines(before, after);
			expect(textOf(['same', 'removed'], lines)).toEqual(diffLines('', before).map(({text}) => text));
			expect(textOf(['same', 'added'], lines)).toEqual(diffLines('', after).map(({text}) => text));
			if (before === after) expect(lines.every(({kind}) => kind === 'same')).toBe(true);
		}),
	);
});

test('shows a text that is no policy as it stands', () => {
	expect(diffLines('x\ny', 'x\nz\ny')).toEqual([
		{kind: 'same', text: 'x'},
		{kind: 'added', text: 'z'},
		{kind: 'same', text: 'y'},
	]);
});
