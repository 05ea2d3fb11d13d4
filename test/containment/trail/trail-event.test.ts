import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {trailEventFrom} from '../../../src/containment/trail/trail-event.ts';

const issuer = {type: 'Role', principalId: 'AROAEXAMPLEEXAMPLE', arn: 'arn:aws:iam::444444444444:role/deploy', accountId: '444444444444'};

// Synthetic, in the shape of the IAM user guide's examples of AWS STS events.
const assumeRole = {
	eventVersion: '1.08',
	userIdentity: {
		type: 'AssumedRole',
		principalId: 'AROAEXAMPLEEXAMPLE:test-user',
		arn: 'arn:aws:sts::444444444444:assumed-role/deploy/test-user',
		accountId: '444444444444',
		accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
		sessionContext: {
			sessionIssuer: {...issuer, userName: 'deploy'},
			attributes: {creationDate: '2026-11-23T09:00:00Z', mfaAuthenticated: 'false'},
			sourceIdentity: 'test-user',
		},
		onBehalfOf: {userId: '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24', identityStoreArn: 'arn:aws:identitystore::111111111111:identitystore/d-1'},
	},
	eventTime: '2026-11-23T09:30:00Z',
	eventSource: 'sts.amazonaws.com',
	eventName: 'AssumeRole',
	awsRegion: 'us-east-1',
	sourceIPAddress: '198.51.100.7',
	userAgent: 'aws-cli/2',
	requestParameters: {
		roleArn: 'arn:aws:iam::555555555555:role/next',
		roleSessionName: 'other',
		durationSeconds: 3600,
		policyArns: [{arn: 'a'}],
	},
	responseElements: {
		credentials: {accessKeyId: 'ASIAEXAMPLEEXAMPLE02', expiration: 'Nov 23, 2026 10:30:00 AM', sessionToken: 'a-session-token'},
		assumedRoleUser: {assumedRoleId: 'AROAEXAMPLEOTHER:other', arn: 'arn:aws:sts::555555555555:assumed-role/next/other'},
	},
	requestID: 'r1',
	eventID: 'e1',
	readOnly: true,
	eventType: 'AwsApiCall',
	recipientAccountId: '444444444444',
	sharedEventID: 's1',
};

describe('an event', () => {
	test('says who called what, and what came of it', () => {
		expect(trailEventFrom(assumeRole)).toEqual({
			id: 'e1',
			name: 'AssumeRole',
			source: 'sts.amazonaws.com',
			at: Date.UTC(2026, 10, 23, 9, 30),
			accountId: '444444444444',
			region: 'us-east-1',
			readOnly: true,
			caller: {
				type: 'AssumedRole',
				userId: 'AROAEXAMPLEEXAMPLE:test-user',
				accountId: '444444444444',
				arn: 'arn:aws:sts::444444444444:assumed-role/deploy/test-user',
				accessKeyId: 'ASIAEXAMPLEEXAMPLE01',
				userName: 'deploy',
				sourceIdentity: 'test-user',
				identityStoreUserId: '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24',
			},
			request: {
				roleArn: 'arn:aws:iam::555555555555:role/next',
				roleSessionName: 'other',
				durationSeconds: '3600',
				'policyArns.0.arn': 'a',
			},
			response: {
				'credentials.accessKeyId': 'ASIAEXAMPLEEXAMPLE02',
				'credentials.expiration': 'Nov 23, 2026 10:30:00 AM',
				'assumedRoleUser.assumedRoleId': 'AROAEXAMPLEOTHER:other',
				'assumedRoleUser.arn': 'arn:aws:sts::555555555555:assumed-role/next/other',
			},
			sourceIp: '198.51.100.7',
			userAgent: 'aws-cli/2',
			sharedEventId: 's1',
		});
	});

	test.each([
		[
			'an IAM user',
			{type: 'IAMUser', principalId: 'AIDAEXAMPLE', userName: 'ci'},
			{type: 'IAMUser', userId: 'AIDAEXAMPLE', userName: 'ci'},
		],
		['a caller of another account', {type: 'AWSAccount', accountId: '4'}, {type: 'AWSAccount', accountId: '4'}],
		['a service', {type: 'AWSService', invokedBy: 'ec2.amazonaws.com'}, {type: 'AWSService'}],
		['nobody', null, {}],
		['parts of the wrong kind', {type: 7, principalId: {}, sessionContext: 'x', onBehalfOf: [], accessKeyId: ''}, {}],
	])('by %s names what is known of them', (_who, userIdentity, caller) => {
		expect(trailEventFrom({...assumeRole, userIdentity})?.caller).toEqual(caller);
	});

	test.each([
		[true, true],
		['true', true],
		[false, false],
		['false', false],
		[undefined, false],
		['yes', false],
	])('that says readOnly %j is read as %j', (said, read) => {
		expect(trailEventFrom({...assumeRole, readOnly: said})?.readOnly).toBe(read);
	});

	test('that failed says with which code', () => {
		expect(trailEventFrom({...assumeRole, errorCode: 'AccessDenied', responseElements: null})).toMatchObject({
			errorCode: 'AccessDenied',
			response: {},
		});
	});

	test.each([
		['eventID', undefined],
		['eventID', ''],
		['eventID', 1],
		['eventName', null],
		['eventTime', undefined],
		['eventTime', 1795426200],
		['eventTime', 'yesterday'],
		['eventTime', '2026-13-45T99:00:00Z'],
	])('with %s %j is none', (member, value) => {
		expect(trailEventFrom({...assumeRole, [member]: value})).toBeUndefined();
	});

	test.each([[undefined], [null], ['text'], [7], [[]], [[assumeRole]], [{}]])('%j is none', raw => {
		expect(trailEventFrom(raw)).toBeUndefined();
	});
});

const SECRET = 'this-must-never-be-kept';
const secretKeys = [
	'sessionToken',
	'SessionToken',
	'session_token',
	'secretAccessKey',
	'x-amz-security-token',
	'SecretString',
	'clientSecret',
	'password',
	'masterUserPassword',
	'newPassword',
	'Authorization',
	'proxy-authorization',
	'privateKey',
	'PRIVATE_KEY_PEM',
	'authenticationCode1',
	'base32StringSeed',
	'qRCodePNG',
	'authToken',
];

describe('what is kept of a request and an answer', () => {
	test('ids and names of secrets, which are none', () => {
		const requestParameters = {secretId: 'prod/db', secretArn: 'arn:aws:secretsmanager:1', secretName: 'db', keyId: 'k'};
		expect(trailEventFrom({...assumeRole, requestParameters})?.request).toEqual(requestParameters);
	});

	test('nothing of what stands under a secret’s key, wherever in the record it is', () => {
		const leaf = fc.oneof(fc.constant(SECRET), fc.constant([SECRET]), fc.constant({a: {b: SECRET}}), fc.constant([[{deep: SECRET}]]));
		const secret = fc.tuple(fc.constantFrom(...secretKeys), leaf).map(([key, value]) => ({[key]: value}));
		const {tree} = fc.letrec<{tree: unknown}>(tie => ({
			tree: fc.oneof(
				{maxDepth: 6},
				fc.jsonValue(),
				secret,
				fc.tuple(fc.dictionary(fc.string(), tie('tree'), {maxKeys: 4}), secret).map(([one, other]) => ({...one, ...other})),
				fc.array(tie('tree'), {maxLength: 4}),
			),
		}));
		let kept = 0;
		fc.assert(
			fc.property(tree, tree, fc.dictionary(fc.string(), tree), (request, response, more) => {
				const event = trailEventFrom({
					...assumeRole,
					...more,
					eventID: 'e1',
					eventName: 'AssumeRole',
					eventTime: assumeRole.eventTime,
					requestParameters: {inner: request},
					responseElements: {inner: response, list: [response]},
				});
				kept += Object.keys(event?.request ?? {}).length;
				expect(event).toBeDefined();
				expect(JSON.stringify(event)).not.toContain(SECRET);
			}),
		);
		expect(kept).toBeGreaterThan(0);
	});

	test('no more than its bounds, the shallow first', () => {
		const stuffed = Object.fromEntries(Array.from({length: 5000}, (_, number) => [`tag${number}`, 'x']));
		const request = trailEventFrom({
			...assumeRole,
			requestParameters: {tags: stuffed, list: Array(9000).fill(stuffed), roleArn: 'r'},
		})?.request;
		expect(request?.roleArn).toBe('r');
		expect(Object.keys(request ?? {}).length).toBe(300);

		let deep: unknown = 'bottom';
		for (let level = 0; level < 5000; level++) deep = {a: deep};
		expect(trailEventFrom({...assumeRole, requestParameters: {deep, top: 'kept'}})?.request).toEqual({top: 'kept'});
	});

	test('a long value whole or not at all', () => {
		const requestParameters = {policyDocument: 'p'.repeat(10_240), tooLong: 'p'.repeat(10_241), ['k'.repeat(401)]: 'x'};
		expect(Object.keys(trailEventFrom({...assumeRole, requestParameters})?.request ?? {})).toEqual(['policyDocument']);
	});

	test('plain values under their paths, and nothing but texts', () => {
		fc.assert(
			fc.property(fc.jsonValue(), fc.jsonValue(), (requestParameters, responseElements) => {
				const event = trailEventFrom({...assumeRole, requestParameters, responseElements});
				for (const values of [event?.request, event?.response]) {
					for (const value of Object.values(values ?? {})) expect(typeof value).toBe('string');
				}
			}),
		);
		expect(
			trailEventFrom({...assumeRole, requestParameters: JSON.parse('{"__proto__": {"a": true}, "b": [1, null, false]}')})?.request,
		).toEqual(
			Object.fromEntries([
				['__proto__.a', 'true'],
				['b.0', '1'],
				['b.2', 'false'],
			]),
		);
	});
});

test('no record makes it throw', () => {
	const members = Object.keys(assumeRole);
	fc.assert(
		fc.property(fc.dictionary(fc.constantFrom(...members), fc.jsonValue()), fc.boolean(), (hostile, whole) => {
			const event = trailEventFrom(whole ? {...assumeRole, ...hostile} : hostile);
			if (event) expect([typeof event.id, typeof event.name, Number.isFinite(event.at)]).toEqual(['string', 'string', true]);
		}),
	);
	fc.assert(fc.property(fc.anything(), raw => void trailEventFrom(raw)));
});
