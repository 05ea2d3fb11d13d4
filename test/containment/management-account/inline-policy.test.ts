import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	checkMerge,
	hasDeny,
	holdsOurs,
	INLINE_POLICY_BYTE_QUOTA,
	type MergedInlinePolicy,
	mergeDeny,
	sameStatements,
} from '../../../src/containment/management-account/inline-policy.ts';
import {authorize} from '../../../src/sandbox/authorization/authorize.ts';
import {malformed, type PolicyDocument, statementsOf} from '../../../src/sandbox/authorization/policy.ts';
import {aName, aRoleId, aUserId, hostileNames, testUserId} from '../made-up.ts';
import {actions, aSavedPolicy, resources} from '../made-up-policies.ts';

const incidentId = '20261123-0041-7f3a';
const named = {userIds: [testUserId], sessionNames: ['test-user']};

function merge(saved: string, subject: {userIds: string[]; sessionNames: string[]} = named, incident = incidentId): MergedInlinePolicy {
	const result = mergeDeny(saved, subject, incident);
	if (!result.ok) throw new Error(JSON.stringify(result.refusal));
	return result.merged;
}

/** What is put by hand where only `mergeDeny` should. */
const forged = (saved: string, document: string) => ({saved, document}) as MergedInlinePolicy;

const idStatement = `{"Sid":"Tourniquet2026112300417f3aUserId","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"identitystore:UserId":"${testUserId}"}}}`;
const nameStatement =
	'{"Sid":"Tourniquet2026112300417f3aSessionName","Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:userid":"*:test-user"}}}';
const ours = `${idStatement},${nameStatement}`;

type Who = {'aws:userid': string; 'identitystore:UserId'?: string};

/** What the sandbox's own evaluator, which shares nothing with the rules under test, answers to somebody's request. */
function answer(document: string, who: Who, action: string, resource: string, more: Record<string, string> = {}) {
	const policies = document === '' ? [] : [{id: 'inline', document: JSON.parse(document) as PolicyDocument}];
	return authorize({account: '111111111111', action, resource, context: {...more, ...who}}, undefined, policies);
}

const aSubject = fc
	.record({userIds: fc.uniqueArray(aUserId, {maxLength: 2}), sessionNames: fc.uniqueArray(aName, {maxLength: 2})})
	.filter(subject => subject.userIds.length + subject.sessionNames.length > 0);

const aSaved = fc.oneof({weight: 9, arbitrary: aSavedPolicy}, {weight: 1, arbitrary: fc.constant('')});

const aStranger: fc.Arbitrary<Who> = fc.record(
	{
		'aws:userid': fc.oneof(
			fc.constantFrom(
				'AROAEXAMPLEEXAMPLE:bystander',
				'AROAEXAMPLEEXAMPLE:Test-User',
				'AROAEXAMPLEEXAMPLE:test-user2',
				'AIDAEXAMPLEEXAMPLE',
			),
			fc.tuple(aRoleId, aName).map(parts => parts.join(':')),
		),
		'identitystore:UserId': fc.oneof(aUserId, fc.constant('9067f7d4-c0a1-70e8-b3a2-0123456789ac')),
	},
	{requiredKeys: ['aws:userid']},
);

const aRequest = fc.record({
	action: fc.constantFrom(...actions),
	resource: fc.constantFrom(...resources),
	more: fc.record(
		{
			'aws:SourceIp': fc.constantFrom('192.0.2.7', '198.51.100.7'),
			'aws:CurrentTime': fc.constantFrom('2026-11-22T00:00:00Z', '2026-11-24T00:00:00Z'),
			'aws:MultiFactorAuthPresent': fc.constantFrom('true', 'false'),
			's3:x': fc.constantFrom('7', '8', 'größe "é" \\ ÿ', 'aGk='),
		},
		{requiredKeys: []},
	),
});

describe('the merge', () => {
	test('is our statements alone where nothing was saved', () => {
		expect(merge('').document).toBe(`{"Version":"2012-10-17","Statement":[${ours}]}`);
	});

	test.each([
		[
			'a list',
			'{ "Statement" : [ {"Effect":"Allow"} \n] , "Version":"2012-10-17"}\n',
			['{ "Statement" : [ {"Effect":"Allow"}', ' \n] , "Version":"2012-10-17"}\n'],
		],
		['an empty list', '{"Statement":[ ]}', ['{"Statement":[', ' ]}']],
		[
			'a name that is in strings too',
			'{"Id":"\\"Statement\\":[]","Statement":[{"Sid":"]}"}]}',
			['{"Id":"\\"Statement\\":[]","Statement":[{"Sid":"]}"}', ']}'],
		],
		['an element spelled with an escape', '{"St\\u0061tement":[{}]}', ['{"St\\u0061tement":[{}', ']}']],
	])('puts them at the end of %s, and nothing else', (_, saved, [before, after]) => {
		expect(merge(saved).document).toBe(`${before}${saved.includes('[ ]') ? '' : ','}${ours}${after}`);
	});

	test('makes a lone statement the first of a list, its own text untouched', () => {
		const lone = '{ "Effect" : "Allow",\t"Action":"s3:*" , "Resource" : "*" }';
		expect(merge(`{"Statement": ${lone} ,"Id":"a"}`).document).toBe(`{"Statement": [${lone},${ours}] ,"Id":"a"}`);
	});

	test('names the incident in a Sid of letters and digits, which no other statement has', () => {
		const taken = '{"Statement":[{"Sid":"Tourniquet2026112300417f3aUserId"},{"Sid":"Tourniquet2026112300417f3aUserId2"}]}';
		const sids = statementsOf(JSON.parse(merge(taken).document)).map(({Sid}) => Sid);
		expect(sids.slice(2)).toEqual(['Tourniquet2026112300417f3aUserId3', 'Tourniquet2026112300417f3aSessionName']);
	});

	test('adds only what is known of the person', () => {
		expect(merge('', {userIds: [testUserId], sessionNames: []}).document).toBe(`{"Version":"2012-10-17","Statement":[${idStatement}]}`);
		expect(merge('', {userIds: [], sessionNames: ['test-user']}).document).toBe(`{"Version":"2012-10-17","Statement":[${nameStatement}]}`);
	});

	test('changes nothing where it was merged before, and adds what is missing', () => {
		const first = merge('{"Statement":[]}', {userIds: [testUserId], sessionNames: []});
		const second = merge(first.document);
		expect(second.document).toBe(`{"Statement":[${ours}]}`);
		expect(merge(second.document).document).toBe(second.document);
		expect(merge(second.document.replaceAll(',', ' ,\n')).document).toBe(second.document.replaceAll(',', ' ,\n'));
		const other = merge(second.document, named, '20261124-0000-0000').document;
		expect(statementsOf(JSON.parse(other))).toHaveLength(4);
	});

	test('keeps every byte, adds well-formed statements, passes the gate, and is the same when repeated', () => {
		fc.assert(
			fc.property(aSaved, aSubject, (saved, subject) => {
				const merged = merge(saved, subject);
				const {document} = merged;
				expect(merged.saved).toBe(saved);
				expect(Object.isFrozen(merged)).toBe(true);
				expect(checkMerge(merged)).toBe(true);
				expect(hasDeny(document, merged)).toBe(true);
				expect(malformed(JSON.parse(document), 'identity-policy')).toEqual([]);
				expect(merge(document, subject).document).toBe(document);
				if (saved === '') return;
				const before: PolicyDocument = JSON.parse(saved);
				const after: PolicyDocument = JSON.parse(document);
				const kept = statementsOf(before);
				expect({...after, Statement: statementsOf(after).slice(0, kept.length)}).toEqual({...before, Statement: kept});
				// The saved text is there to the byte: in one piece before what was added, or around a lone statement that was bracketed.
				let start = 0;
				while (saved[start] === document[start]) start++;
				let end = 0;
				while (end < saved.length - start && saved.at(-1 - end) === document.at(-1 - end)) end++;
				const between = saved.slice(start, saved.length - end);
				expect(document.slice(start, document.length - end)).toContain(between);
				if (Array.isArray(before.Statement)) expect(between).toBe('');
				else expect(document.slice(start)).toMatch(/^\[/);
			}),
			{numRuns: 300},
		);
	});

	test('gives everybody else the answer they had, and always denies the person', () => {
		let asked = 0;
		const effects = new Set<string>();
		fc.assert(
			fc.property(
				aSaved,
				aSubject,
				fc.array(fc.tuple(aStranger, aRequest), {minLength: 20, maxLength: 20}),
				aRoleId,
				(saved, subject, asks, roleId) => {
					const {document} = merge(saved, subject);
					for (const [who, {action, resource, more}] of asks) {
						const isNamed =
							subject.userIds.includes(who['identitystore:UserId'] ?? '') ||
							subject.sessionNames.includes(who['aws:userid'].split(':')[1] ?? '');
						if (isNamed) continue;
						const before = answer(saved, who, action, resource, more);
						expect(answer(document, who, action, resource, more).effect).toBe(before.effect);
						effects.add(before.effect);
						asked++;
					}
					const people: Who[] = [
						...subject.userIds.map(id => ({'aws:userid': `${roleId}:somebody`, 'identitystore:UserId': id})),
						...subject.sessionNames.map(name => ({'aws:userid': `${roleId}:${name}`})),
					];
					for (const who of people) {
						for (const [, {action, resource, more}] of asks) {
							expect(answer(document, who, action, resource, more).effect).toBe('ExplicitlyDenied');
						}
					}
				},
			),
			{numRuns: 300},
		);
		expect(asked).toBeGreaterThan(1000);
		expect(effects).toEqual(new Set(['Allowed', 'ExplicitlyDenied', 'ImplicitlyDenied']));
	});

	test.each(['', '"Version":"2008-10-17",', '"Version":"2012-10-17",'])('means the same in a policy that begins {%s', version => {
		const saved = `{${version}"Statement":{"Effect":"Allow","Action":"*","Resource":"*"}}`;
		const {document} = merge(saved);
		const [action, resource] = ['s3:GetObject', 'arn:aws:s3:::bucket/key'];
		const effect = (who: Who) => answer(document, who, action, resource).effect;
		expect(effect({'aws:userid': 'AROAEXAMPLEEXAMPLE:test-user'})).toBe('ExplicitlyDenied');
		expect(effect({'aws:userid': 'AROAEXAMPLEEXAMPLE:renamed', 'identitystore:UserId': testUserId})).toBe('ExplicitlyDenied');
		expect(effect({'aws:userid': 'AROAEXAMPLEEXAMPLE:bystander'})).toBe('Allowed');
		expect(JSON.parse(document).Version).toBe(JSON.parse(saved).Version);
	});
});

describe('what is refused', () => {
	test.each([
		['no JSON', '{"Statement":[]', {code: 'not-json'}],
		['white space alone', ' ', {code: 'not-json'}],
		['an element named twice', '{"Statement":[],"Statement":[]}', {code: 'key-twice'}],
		['an element named twice, once with an escape', '{"Statement":[{"Effect":"Deny","Eff\\u0065ct":"Allow"}]}', {code: 'key-twice'}],
		['a condition key named twice', '{"Statement":{"Condition":{"Bool":{"a:b":"true","a:b":"false"}}}}', {code: 'key-twice'}],
		['a list', '[]', {code: 'not-a-policy', at: 'document'}],
		['a text', '"Statement"', {code: 'not-a-policy', at: 'document'}],
		['no statements', '{"Version":"2012-10-17"}', {code: 'not-a-policy', at: 'Statement'}],
		['a statement that is none', '{"Statement":[{},null]}', {code: 'not-a-policy', at: 'Statement[1]'}],
		['statements that are a text', '{"Statement":"*"}', {code: 'not-a-policy', at: 'Statement'}],
		['a version that does not exist', '{"Version":"2013-10-17","Statement":[]}', {code: 'not-a-policy', at: 'Version'}],
		['a character that is not Latin-1', '{"Statement":[{"Sid":"\u0142"}]}', {code: 'not-latin-1'}],
		['nesting without end', '['.repeat(20_000) + ']'.repeat(20_000), {code: 'not-json'}],
	])('%s', (_, saved, refusal) => {
		expect(mergeDeny(saved, named, incidentId)).toEqual({ok: false, refusal});
		expect(checkMerge(forged(saved, merge('').document))).toBe(false);
		expect(checkMerge(forged('', saved))).toBe(false);
	});

	test.each(hostileNames)('the name %j, as in any deny', (name, why) => {
		expect(mergeDeny('', {userIds: [], sessionNames: [name]}, incidentId)).toEqual({
			ok: false,
			refusal: {code: 'deny-refused', refusal: {code: 'session-name', value: name, why}},
		});
	});

	test('nobody, and a user id that is none', () => {
		expect(mergeDeny('', {userIds: [], sessionNames: []}, incidentId)).toMatchObject({refusal: {refusal: {code: 'nobody'}}});
		expect(mergeDeny('', {userIds: ['*'], sessionNames: []}, incidentId)).toMatchObject({refusal: {refusal: {code: 'user-id'}}});
	});

	test('one byte more than AWS takes, white space not counted, and one character more, white space counted', () => {
		const withId = (id: string, space = '') => `{"Id":"${id}",${space}"Statement":[]}`;
		const room = INLINE_POLICY_BYTE_QUOTA - merge(withId('')).document.length;
		expect(mergeDeny(withId('a'.repeat(room), ' '.repeat(15_000)), named, incidentId).ok).toBe(true);
		expect(mergeDeny(withId('a'.repeat(room + 1)), named, incidentId)).toEqual({
			ok: false,
			refusal: {code: 'too-many-bytes', size: 10_241, quota: 10_240},
		});
		expect(mergeDeny(withId(`${'a'.repeat(room - 1)}é`), named, incidentId)).toMatchObject({refusal: {size: 10_241}});
		const space = 32_768 - merge(withId('')).document.length;
		expect(mergeDeny(withId('', ' '.repeat(space)), named, incidentId).ok).toBe(true);
		expect(mergeDeny(withId('', ' '.repeat(space + 1)), named, incidentId)).toEqual({
			ok: false,
			refusal: {code: 'too-many-characters', size: 32_769, quota: 32_768},
		});
	});
});

describe('the gate before sending', () => {
	const saved = '{"Version":"2012-10-17", "Statement": [{"Effect":"Allow","Action":"s3:*","Resource":"*"} ]}';
	const good = merge(saved).document;

	test('lets through what was merged, with nothing saved before too', () => {
		expect(checkMerge(forged(saved, good))).toBe(true);
		expect(checkMerge(forged('', merge('').document))).toBe(true);
		expect(checkMerge(forged(good, good))).toBe(true);
	});

	test.each([
		['nothing added', saved],
		['the saved policy replaced', merge('').document],
		['a statement gone', good.replace('{"Effect":"Allow","Action":"s3:*","Resource":"*"},', '')],
		['a statement changed', good.replace('"s3:*"', '"*"')],
		['white space changed', good.replace('} ]', '}]')],
		['statements in another order', `{"Version":"2012-10-17", "Statement": [${ours},{"Effect":"Allow","Action":"s3:*","Resource":"*"} ]}`],
		['our statement twice', good.replace(ours, `${ours},${nameStatement}`)],
		['another element', good.replace('"Statement"', '"Id":"a","Statement"')],
		['another version', good.replace('2012-10-17', '2008-10-17')],
		['no version', good.replace('"Version":"2012-10-17", ', '')],
		['an allow', good.replace('"Effect":"Deny"', '"Effect":"Allow"')],
		['no condition', good.replace(`,"Condition":{"StringEquals":{"identitystore:UserId":"${testUserId}"}}`, '')],
		['an empty condition', good.replace(`{"StringEquals":{"identitystore:UserId":"${testUserId}"}}`, '{}')],
		['an empty list of values', good.replace(`"${testUserId}"`, '[]')],
		['a negated condition', good.replace('StringEquals', 'StringNotEquals')],
		['a condition that holds without its key', good.replace('StringEquals', 'StringEqualsIfExists')],
		['a condition on everybody', good.replace('"*:test-user"', '"*"')],
		['another key', good.replace('identitystore:UserId', 'aws:SourceIdentity')],
		['an exact aws:userid', good.replace(/"StringLike":\{"aws:userid":"\*:test-user"\}/, '"StringEquals":{"aws:userid":"222222222222"}')],
		['a Sid that is not ours', good.replace('"Sid":"Tourniquet', '"Sid":"')],
		['no Sid', good.replace(/"Sid":"[^"]*",/, '')],
		['one Sid twice', good.replace('SessionName"', 'UserId"')],
		['text behind it', `${good}{}`],
	])('refuses %s', (_, document) => {
		expect(document).not.toBe(good);
		expect(checkMerge(forged(saved, document))).toBe(false);
	});

	test('lets through, of all texts an edit away, only those that change whom the deny names', () => {
		const edits = fc.tuple(
			fc.nat(good.length),
			fc.nat(3),
			fc.oneof(fc.string({maxLength: 2}), fc.constantFrom('*', '?', '"', '[]', '{}', ',', '\\', ' ')),
		);
		const stranger = {'aws:userid': 'AROASTRANGERSTRANGER:control', 'identitystore:UserId': '00000000-0000-0000-0000-000000000000'};
		fc.assert(
			fc.property(edits, ([at, cut, put]) => {
				const edited = good.slice(0, at) + put + good.slice(at + cut);
				if (edited === good || !checkMerge(forged(saved, edited))) return;
				const statements = statementsOf(JSON.parse(edited));
				expect(statements[0]).toEqual(statementsOf(JSON.parse(saved))[0]);
				expect(statements).toHaveLength(3);
				expect(answer(edited, stranger, 's3:GetObject', 'arn:aws:s3:::bucket/key').effect).toBe('Allowed');
			}),
			{numRuns: 3000},
		);
	});

	test('refuses any saved policy but the one it was merged into', () => {
		fc.assert(
			fc.property(aSavedPolicy, aSavedPolicy, (one, other) => {
				if (one !== other) expect(checkMerge(forged(other, merge(one).document))).toBe(false);
			}),
		);
	});
});

describe('reading a policy back', () => {
	test('takes other white space, key order, spelling and brackets for the same', () => {
		const a = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:\\u002a","Resource":"*"}}';
		const b = '{ "Statement":[{"Resource":"*","Action":"s3:*","Effect":"Allow"}],\n"Version":"2012-10-17"}';
		expect(sameStatements(a, b)).toBe(true);
		fc.assert(
			fc.property(aSavedPolicy, saved => {
				expect(sameStatements(saved, JSON.stringify(JSON.parse(saved), null, 2))).toBe(true);
				expect(sameStatements(saved, merge(saved).document)).toBe(false);
			}),
		);
	});

	test.each([
		['another value', '{"Statement":[{"Action":"a:b"}]}', '{"Statement":[{"Action":"a:c"}]}'],
		['another order', '{"Statement":[{"Sid":"a"},{"Sid":"b"}]}', '{"Statement":[{"Sid":"b"},{"Sid":"a"}]}'],
		['another version', '{"Version":"2012-10-17","Statement":[]}', '{"Version":"2008-10-17","Statement":[]}'],
		['no policy on either side', 'x', 'x'],
		['none at all on one side', '{"Statement":[{"Sid":"a"}]}', ''],
	])('does not take %s for the same', (_, a, b) => {
		expect(sameStatements(a, b)).toBe(false);
		expect(sameStatements(b, a)).toBe(false);
	});

	test('finds our deny among other statements, and only whole', () => {
		const sent = merge('{"Statement":[]}');
		expect(hasDeny(`{"Statement":[${nameStatement}, {"Sid":"new"},${idStatement}]}`, sent)).toBe(true);
		expect(hasDeny(`{"Statement":[${nameStatement}]}`, sent)).toBe(false);
		expect(hasDeny(`{"Statement":[${nameStatement},${idStatement.replace(testUserId, 'x')}]}`, sent)).toBe(false);
		expect(hasDeny('', sent)).toBe(false);
		expect(hasDeny('x', sent)).toBe(false);
	});

	test('finds what was put, and not what another incident put there before', () => {
		const others = merge('{"Statement":[]}').document;
		const result = mergeDeny(others, {userIds: [testUserId], sessionNames: ['test-user']}, '20261201-0900-1b2c');
		if (!result.ok) throw new Error('not merged');
		expect(holdsOurs(result.merged.document, result.merged)).toBe(true);
		expect(holdsOurs(others, result.merged)).toBe(false);
		expect(holdsOurs('', result.merged)).toBe(false);
		expect(holdsOurs('x', result.merged)).toBe(true);
	});
});
