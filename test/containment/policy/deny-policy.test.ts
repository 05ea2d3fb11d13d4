import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {type CheckedDeny, checkDeny, denyFor, denyMatches, policyNameFor, sameDeny} from '../../../src/containment/policy/deny-policy.ts';
import {matchesStatement} from '../../../src/sandbox/authorization/authorize.ts';
import {malformed, type PolicyDocument, statementsOf} from '../../../src/sandbox/authorization/policy.ts';
import {aDeny, aName, anExactUserId, aRoleId, aSubject, aUserId, hostileNames, testUserId} from '../made-up.ts';

const nobody = {userIds: [], sessionNames: [], sourceIdentities: [], exactUserIds: []};
const everyPart = aDeny({
	userIds: [testUserId],
	sessionNames: ['test-user', 'test.user'],
	sourceIdentities: ['test-user'],
	exactUserIds: ['AROAEXAMPLEEXAMPLE:build', '222222222222'],
});

type Who = {userId: string; identityStoreUserId?: string; sourceIdentity?: string};
const aStranger: fc.Arbitrary<Who> = fc.record(
	{
		userId: fc.oneof(
			anExactUserId,
			fc.tuple(aRoleId, aName).map(parts => parts.join(':')),
		),
		identityStoreUserId: aUserId,
		sourceIdentity: aName,
	},
	{requiredKeys: ['userId']},
);

/** As the sandbox's own evaluator reads the document, which shares nothing with the rules under test. */
function evaluated(document: string, who: Who): boolean {
	const policy: PolicyDocument = JSON.parse(document);
	const context = {
		'aws:userid': who.userId,
		...(who.identityStoreUserId === undefined ? {} : {'identitystore:UserId': who.identityStoreUserId}),
		...(who.sourceIdentity === undefined ? {} : {'aws:SourceIdentity': who.sourceIdentity}),
	};
	const request = {account: '222222222222', action: 's3:GetObject', resource: 'arn:aws:s3:::bucket/key', context};
	return statementsOf(policy).some(statement => matchesStatement(statement, request, policy.Version));
}

describe('the deny for a subject', () => {
	test('has one statement for each key, minified, a single value alone and several as a list', () => {
		expect(everyPart.document).toBe(
			'{"Version":"2012-10-17","Statement":[' +
				`{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"identitystore:UserId":"${testUserId}"}}},` +
				'{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringLike":{"aws:userid":["*:test-user","*:test.user"]}}},' +
				'{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:SourceIdentity":"test-user"}}},' +
				'{"Effect":"Deny","Action":"*","Resource":"*","Condition":{"StringEquals":{"aws:userid":["AROAEXAMPLEEXAMPLE:build","222222222222"]}}}]}',
		);
	});

	test('is a document that AWS takes and that passes the check unchanged, with a condition in every statement', () => {
		fc.assert(
			fc.property(aSubject, subject => {
				const deny = aDeny(subject);
				expect(malformed(JSON.parse(deny.document), 'service-control-policy')).toEqual([]);
				expect(checkDeny(deny.document)).toEqual({ok: true, deny});
				for (const {Effect, Condition} of statementsOf(JSON.parse(deny.document))) {
					expect(Effect).toBe('Deny');
					const [[operator, keys] = [], ...more] = Object.entries(Condition ?? {});
					expect(more).toEqual([]);
					expect(['StringEquals', 'StringLike']).toContain(operator);
					expect(
						Object.values(keys ?? {})
							.flat()
							.every(value => typeof value === 'string' && value.length >= 2),
					).toBe(true);
				}
			}),
		);
	});

	test('is refused or passes the check, whatever the subject', () => {
		const anything = fc.oneof(
			aName,
			anExactUserId,
			aUserId,
			fc.string(),
			fc.constantFrom(...hostileNames.map(([name]) => name), '*:*', '*:', ':'),
		);
		const subject = fc.record({
			userIds: fc.array(anything, {maxLength: 3}),
			sessionNames: fc.array(anything, {maxLength: 3}),
			sourceIdentities: fc.array(anything, {maxLength: 3}),
			exactUserIds: fc.array(anything, {maxLength: 3}),
		});
		fc.assert(
			fc.property(subject, given => {
				const result = denyFor(given);
				if (result.ok) expect(checkDeny(result.deny.document).ok).toBe(true);
			}),
			{numRuns: 500},
		);
	});

	test.each(hostileNames)('is refused for the name %j', (name, why) => {
		expect(denyFor({...nobody, sessionNames: ['test-user', name]})).toEqual({ok: false, refusal: {code: 'session-name', value: name, why}});
		expect(denyFor({...nobody, sourceIdentities: [name]})).toEqual({ok: false, refusal: {code: 'source-identity', value: name, why}});
		expect(denyFor({...nobody, exactUserIds: [`AROAEXAMPLEEXAMPLE:${name}`]}).ok).toBe(false);
	});

	test('is refused for nobody, a made-up user id and an inexact aws:userid', () => {
		expect(denyFor(nobody)).toEqual({ok: false, refusal: {code: 'nobody'}});
		expect(denyFor({...nobody, userIds: ['*']})).toEqual({ok: false, refusal: {code: 'user-id', value: '*'}});
		expect(denyFor({...nobody, exactUserIds: ['*:test-user']})).toEqual({
			ok: false,
			refusal: {code: 'exact-user-id', value: '*:test-user'},
		});
	});

	test('does not change when the subject it was made from does', () => {
		const sessionNames = ['test-user'];
		const deny = aDeny({sessionNames});
		sessionNames.push('*');
		expect(deny.subject.sessionNames).toEqual(['test-user']);
		expect(Object.isFrozen(deny)).toBe(true);
	});

	test('says each value once', () => {
		expect(aDeny({sessionNames: ['test-user', 'test-user']}).document).toBe(aDeny({sessionNames: ['test-user']}).document);
	});
});

describe('whom it matches', () => {
	test('everybody it names, and nobody else', () => {
		const aSession = fc.tuple(aRoleId, aName).map(parts => parts.join(':'));
		const many = fc.array(aStranger, {minLength: 1000, maxLength: 1000, size: 'max'});
		fc.assert(
			fc.property(aSubject, aSession, many, (subject, session, others) => {
				const deny = aDeny(subject);
				const named: Who[] = [
					...subject.userIds.map(id => ({userId: session, identityStoreUserId: id})),
					...subject.sessionNames.map(name => ({userId: `${session.split(':')[0]}:${name}`})),
					...subject.sourceIdentities.map(name => ({userId: session, sourceIdentity: name})),
					...subject.exactUserIds.map(userId => ({userId})),
				];
				for (const who of named) expect(denyMatches(deny, who)).toBe(true);
				const isNamed = (who: Who) =>
					subject.userIds.includes(who.identityStoreUserId ?? '') ||
					subject.sessionNames.includes(who.userId.split(':')[1] ?? '') ||
					subject.sourceIdentities.includes(who.sourceIdentity ?? '') ||
					subject.exactUserIds.includes(who.userId);
				expect(others.filter(who => denyMatches(deny, who) && !isNamed(who))).toEqual([]);
			}),
			{numRuns: 20},
		);
	});

	test('is what an independent evaluator of the document says', () => {
		const near = fc.record(
			{
				userId: fc.constantFrom(
					...['test-user', 'Test-User', 'test-use', 'test-user2', 'atest-user', 'test.user'].map(name => `AROAOTHEROTHEROTHER:${name}`),
					'AROAEXAMPLEEXAMPLE:build',
					'AROAEXAMPLEEXAMPLE:build2',
					'222222222222',
					'222222222222:test-user',
					'AIDAEXAMPLEEXAMPLE',
				),
				identityStoreUserId: fc.constantFrom(testUserId, testUserId.toUpperCase(), '9067f7d4-c0a1-70e8-b3a2-0123456789ac'),
				sourceIdentity: fc.constantFrom('test-user', 'TEST-USER', 'test.user'),
			},
			{requiredKeys: ['userId']},
		);
		fc.assert(
			fc.property(near, who => {
				expect(denyMatches(everyPart, who)).toBe(evaluated(everyPart.document, who));
			}),
			{numRuns: 500},
		);
		fc.assert(
			fc.property(aSubject, aStranger, (subject, who) => {
				const deny = aDeny(subject);
				expect(denyMatches(deny, who)).toBe(evaluated(deny.document, who));
			}),
		);
	});
});

describe('the check before sending', () => {
	type Node = {readonly path: readonly (string | number)[]; readonly value: unknown};

	function nodesIn(value: unknown, path: readonly (string | number)[] = []): Node[] {
		const inner = Array.isArray(value)
			? value.flatMap((part, index) => nodesIn(part, [...path, index]))
			: typeof value === 'object' && value !== null
				? Object.entries(value).flatMap(([key, part]) => nodesIn(part, [...path, key]))
				: [];
		return [{path, value}, ...inner];
	}

	/** The document with what stands at `path` replaced; removed when `change` answers undefined. */
	function changed(value: unknown, path: readonly (string | number)[], change: (value: unknown) => unknown): unknown {
		const [first, ...rest] = path;
		if (first === undefined) return change(value);
		if (Array.isArray(value))
			return value.map((part, index) => (index === first ? changed(part, rest, change) : part)).filter(part => part !== undefined);
		return Object.fromEntries(
			Object.entries(value as object)
				.map(([key, part]) => [key, key === first ? changed(part, rest, change) : part])
				.filter(([, part]) => part !== undefined),
		);
	}

	const refused = (document: unknown) => expect(checkDeny(JSON.stringify(document)), JSON.stringify(document)).toMatchObject({ok: false});
	const good: unknown = JSON.parse(everyPart.document);
	const nodes = nodesIn(good);
	const records = nodes.filter(({value}) => typeof value === 'object' && value !== null && !Array.isArray(value));
	const keys = nodes.filter(({path}) => typeof path.at(-1) === 'string');
	const hostileValues = [
		null,
		0,
		true,
		'',
		' ',
		'*',
		'?',
		'*:',
		'*:*',
		'*:?',
		'*:a*',
		'*:a',
		'Allow ',
		'Allow:',
		's3:*',
		[],
		['*'],
		[''],
		[null],
		{},
		{a: 1},
		[[]],
		'*:test-user\n',
		' *:test-user',
		'*:$' + '{aws:username}',
		'*:$' + '{*}',
		'**:test-user',
		'*:*:test-user',
		'AROA*:test-user',
		'test-user*',
		'222222222222*',
		`${testUserId}*`,
	];

	test('refuses a document that lost a key', () => {
		for (const {path} of keys) refused(changed(good, path, () => undefined));
	});

	test('refuses a document that gained a key', () => {
		const extra = [
			'Sid',
			'NotAction',
			'NotResource',
			'Principal',
			'Id',
			'StringNotEquals',
			'StringEqualsIfExists',
			'StringLike',
			'aws:PrincipalArn',
			'Version',
			'__proto__',
			'x',
		];
		for (const {path, value} of records) {
			for (const key of extra) {
				if (Object.hasOwn(value as object, key)) continue;
				refused(changed(good, path, record => Object.defineProperty({...(record as object)}, key, {value: 'test-user', enumerable: true})));
			}
		}
	});

	test('refuses a document with a key of another name or case', () => {
		for (const {path} of keys) {
			const key = path.at(-1) as string;
			for (const other of [`Not${key}`, `${key}IfExists`, `ForAnyValue:${key}`, key.toLowerCase(), key.toUpperCase(), `${key} `]) {
				if (other === key) continue;
				refused(
					changed(good, path.slice(0, -1), record =>
						Object.fromEntries(Object.entries(record as object).map(([name, value]) => [name === key ? other : name, value])),
					),
				);
			}
		}
	});

	test('refuses a document with a key named twice', () => {
		for (const {path, value} of keys) {
			const key = path.at(-1) as string;
			const pair = `${JSON.stringify(key)}:${JSON.stringify(value)}`;
			expect(everyPart.document).toContain(pair);
			for (const twice of [`${pair},${pair}`, `${JSON.stringify(key)}:"*",${pair}`, `${JSON.stringify(key)}:{},${pair}`]) {
				expect(checkDeny(everyPart.document.replace(pair, twice))).toEqual({ok: false, refusal: {code: 'not-plain-json'}});
			}
		}
	});

	test('refuses a document with any value that does not belong where it stands', () => {
		for (const {path, value} of nodes) {
			for (const other of hostileValues) {
				if (JSON.stringify(other) !== JSON.stringify(value)) refused(changed(good, path, () => other));
			}
		}
	});

	test('refuses any effect, action, resource and version but the one', () => {
		for (const {path} of keys.filter(({path}) => ['Effect', 'Action', 'Resource', 'Version'].includes(String(path.at(-1))))) {
			for (const other of ['Allow', 'deny', 'Deny', 's3:*', 'NotAction', '2008-10-17', '**', ['*'], ['Deny']]) {
				if (JSON.stringify(other) !== JSON.stringify(nodes.find(node => node.path === path)?.value))
					refused(changed(good, path, () => other));
			}
		}
	});

	test('refuses statements repeated, reordered, or merged into one condition', () => {
		const [first, second, ...rest] = statementsOf(good as PolicyDocument);
		const document = (...statements: unknown[]) => ({Version: '2012-10-17', Statement: statements});
		refused(document(first, first));
		refused(document(second, first, ...rest));
		refused(document({...first, Condition: {...first?.Condition, ...second?.Condition}}));
		refused(document());
		refused({Version: '2012-10-17', Statement: first});
	});

	test('lets through, of all texts one edit away, only denies for a subject as exact', () => {
		const edits = fc.tuple(
			fc.nat(everyPart.document.length),
			fc.nat(3),
			fc.oneof(fc.string({maxLength: 2}), fc.constantFrom('*', '?', '"', '[]', '{}', ',', '\\')),
		);
		fc.assert(
			fc.property(edits, ([at, cut, put]) => {
				const edited = everyPart.document.slice(0, at) + put + everyPart.document.slice(at + cut);
				const result = checkDeny(edited);
				if (!result.ok) return;
				expect(sameDeny(result.deny.document, edited)).toBe(true);
				expect(
					denyMatches(result.deny, {
						userId: 'AROASTRANGERSTRANGER:control',
						sourceIdentity: 'control',
						identityStoreUserId: '00000000-0000-0000-0000-000000000000',
					}),
				).toBe(false);
				expect(evaluated(edited, {userId: 'AROASTRANGERSTRANGER:control'})).toBe(false);
			}),
			{numRuns: 3000},
		);
	});

	test('never throws and lets nothing through that denies strangers', () => {
		fc.assert(
			fc.property(fc.oneof(fc.string(), fc.json()), text => {
				expect(checkDeny(text).ok).toBe(false);
			}),
		);
	});

	test.each([
		['Version', {Version: '2008-10-17', Statement: []}],
		['Statement[0].Condition', {Version: '2012-10-17', Statement: [{Effect: 'Deny', Action: '*', Resource: '*'}]}],
		['Statement[0].Effect', {Version: '2012-10-17', Statement: [{Effect: 'Allow', Action: '*', Resource: '*', Condition: {}}]}],
		['Statement[0].Sid', {Version: '2012-10-17', Statement: [{Sid: 'a', Effect: 'Deny', Action: '*', Resource: '*', Condition: {}}]}],
	])('says where: %s', (at, document) => {
		expect(checkDeny(JSON.stringify(document))).toEqual({ok: false, refusal: {code: 'wrong-shape', at}});
	});

	test('sends what it understood, without the whitespace that came with it', () => {
		const pretty = JSON.stringify(good, null, 2);
		expect(checkDeny(pretty)).toEqual({ok: true, deny: everyPart satisfies CheckedDeny});
	});
});

describe('the same deny', () => {
	test('is the same in other whitespace and key order', () => {
		const document = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*"}]}';
		expect(sameDeny(document, '{ "Statement": [{"Action":"*", "Effect":"Deny"}],\n"Version":"2012-10-17" }')).toBe(true);
	});

	test.each([
		['another value', '{"a":"test-user"}', '{"a":"test-user2"}'],
		['one key more', '{"a":1}', '{"a":1,"b":2}'],
		['a hidden key', '{"a":1}', '{"a":2,"a":1}'],
		['no JSON on either side', 'x', 'x'],
		['no JSON on one side', '{}', ''],
	])('is not the same with %s', (_, a, b) => {
		expect(sameDeny(a, b)).toBe(false);
		expect(sameDeny(b, a)).toBe(false);
	});
});

test('a policy is named after the incident and the person, in 128 ASCII characters', () => {
	expect(policyNameFor('20261123-0041-7f3a', 'first.last+tag@example.com')).toBe(
		'tourniquet-20261123-0041-7f3a-first.last+tag@example.com',
	);
	fc.assert(
		fc.property(fc.string({unit: 'binary', maxLength: 300}), label => {
			expect(policyNameFor('20261123-0041-7f3a', label)).toMatch(/^tourniquet-20261123-0041-7f3a-[\w+=,.@-]{0,97}$/);
		}),
	);
});
