import {describe, expect, test} from 'vitest';
import {childrenIn} from '../../../src/containment/chain/chained-session.ts';
import type {TrailEvent} from '../../../src/containment/trail/trail.ts';
import {anEvent, assumed, callerOf, MINUTE, START, thief} from '../made-up-trail.ts';

const key = thief.accessKeyId ?? '';
const only = (...events: TrailEvent[]) => {
	const children = childrenIn(events, key);
	expect(children).toHaveLength(1);
	return children[0];
};
const sts = (name: string, changes: Partial<TrailEvent>) => anEvent({name, source: 'sts.amazonaws.com', ...changes});
const iamUser = {type: 'IAMUser', userId: 'AIDAUSER000000000001', userName: 'ci', accountId: '222222222222', accessKeyId: key};

describe('what a key opened', () => {
	test('a role session, whole', () => {
		const event = assumed({key: 'ASIACHILD00000000001', accountId: '333333333333'}, thief, {id: 'e1'});
		expect(only(event)).toEqual({
			how: 'AssumeRole',
			eventId: 'e1',
			region: 'eu-west-1',
			startedAt: START,
			expiresAt: START + 60 * MINUTE,
			endsBy: START + 60 * MINUTE,
			parentAccessKeyId: key,
			accessKeyId: 'ASIACHILD00000000001',
			userId: 'AROADEPLOY00000000001:maintenance',
			accountId: '333333333333',
			roleArn: 'arn:aws:iam::333333333333:role/service/deploy',
			roleName: 'deploy',
			sessionName: 'maintenance',
			deniable: true,
			missing: [],
		});
	});

	test('the two events of a call across accounts are one session, and each tells what the other leaves out', () => {
		const whole = assumed({key: 'ASIACHILD00000000001', accountId: '333333333333'}, thief, {sharedEventId: 's1'});
		const own = {...whole, id: 'own', response: {}};
		const theirs = {
			...whole,
			id: 'a-theirs',
			accountId: '333333333333',
			caller: {type: 'AWSAccount', userId: thief.userId ?? '', accountId: '222222222222'},
		};
		for (const events of [
			[own, theirs],
			[theirs, own],
		]) {
			expect(only(...events)).toMatchObject({
				eventId: 'own',
				accessKeyId: 'ASIACHILD00000000001',
				userId: 'AROADEPLOY00000000001:maintenance',
				missing: [],
			});
		}
		// Without the event of the caller's own account nobody knows which key signed it.
		expect(childrenIn([theirs], key)).toEqual([]);
	});

	test('no failed call, and nobody else’s session of the same role or name', () => {
		const innocent = {...thief, userId: 'AROAPIPELINE000000001:pipeline', accessKeyId: 'ASIAPIPELINE00000001'};
		expect(
			childrenIn(
				[
					{...assumed({key: 'ASIACHILD00000000001'}), errorCode: 'AccessDenied'},
					assumed({key: 'ASIAINNOCENT00000001', session: 'pipeline'}, innocent),
					assumed({key: 'ASIAINNOCENT00000002', session: 'maintenance'}, innocent),
					anEvent({response: {'credentials.accessKeyId': 'ASIAOTHER00000000001'}}),
				],
				key,
			),
		).toEqual([]);
	});

	test('what CloudTrail does not say is missing, and the session stays', () => {
		expect(only(assumed({key: 'x'}, thief, {response: {}}))).toMatchObject({
			sessionName: 'maintenance',
			roleName: 'deploy',
			deniable: false,
			missing: ['access-key', 'user-id'],
		});
		expect(only(assumed({key: 'x'}, thief, {request: {}, response: {'credentials.accessKeyId': 'ASIACHILD00000000001'}}))).toMatchObject({
			accessKeyId: 'ASIACHILD00000000001',
			missing: ['user-id', 'account'],
		});
	});

	test('scoped credentials have the caller’s own identity under a new key', () => {
		const child = only(sts('GetScopedCredentials', {response: {'credentials.accessKeyId': 'ASIASCOPED0000000001'}}));
		expect(child).toMatchObject({
			userId: thief.userId,
			roleName: thief.userName,
			sessionName: 'test-user',
			accountId: '222222222222',
			deniable: true,
		});
	});

	test('a session token of an IAM user is that user', () => {
		const child = only(sts('GetSessionToken', {caller: iamUser, response: {'credentials.accessKeyId': 'ASIATOKEN00000000001'}}));
		expect(child).toMatchObject({userId: 'AIDAUSER000000000001', userName: 'ci', deniable: true, endsBy: START + 36 * 60 * MINUTE});
	});

	test('a federated user is named, and cannot be denied by its id', () => {
		const child = only(
			sts('GetFederationToken', {
				caller: iamUser,
				request: {name: 'admin'},
				response: {'credentials.accessKeyId': 'ASIAFED0000000000001', 'federatedUser.federatedUserId': '222222222222:admin'},
			}),
		);
		expect(child).toMatchObject({
			userId: '222222222222:admin',
			sessionName: 'admin',
			accountId: '222222222222',
			deniable: false,
			missing: [],
		});
	});

	test.each(['333333333333', 'arn:aws:iam::333333333333:root'])(
		'a root session in %s is not denied: the root user would be',
		targetPrincipal => {
			const child = only(sts('AssumeRoot', {request: {targetPrincipal}, response: {'credentials.accessKeyId': 'ASIAROOT000000000001'}}));
			expect(child).toMatchObject({userId: '333333333333', accountId: '333333333333', deniable: false, endsBy: START + 15 * MINUTE});
		},
	);

	test('any other call of STS that answers with a key counts', () => {
		const child = only(sts('GetDelegatedAccessToken', {response: {'credentials.accessKeyId': 'ASIADELEGATED0000001'}}));
		expect(child).toMatchObject({how: 'GetDelegatedAccessToken', missing: ['user-id', 'account'], deniable: false});
	});

	describe('an access key', () => {
		const madeKey = anEvent({
			name: 'CreateAccessKey',
			source: 'iam.amazonaws.com',
			readOnly: false,
			request: {userName: 'helper'},
			response: {'accessKey.accessKeyId': 'AKIAMADE000000000001', 'accessKey.userName': 'helper'},
		});
		const madeUser = anEvent({
			name: 'CreateUser',
			source: 'iam.amazonaws.com',
			readOnly: false,
			request: {userName: 'helper'},
			response: {'user.userId': 'AIDAHELPER0000000001', 'user.userName': 'helper'},
		});

		test('of a user that they made is denied by the user’s id, and does not end', () => {
			const child = only(madeKey, madeUser);
			expect(child).toMatchObject({
				accessKeyId: 'AKIAMADE000000000001',
				userId: 'AIDAHELPER0000000001',
				userName: 'helper',
				deniable: true,
			});
			expect(child).not.toHaveProperty('endsBy');
		});

		test('of a user who was there before is not: the deny would stop that user', () => {
			expect(only(madeKey)).toMatchObject({deniable: false, missing: ['user-id']});
			const byAnother = {...madeUser, caller: {...thief, accessKeyId: 'ASIAINNOCENT00000001'}};
			expect(only(madeKey, byAnother)).toMatchObject({deniable: false, missing: ['user-id']});
			expect(only(madeKey, {...madeUser, accountId: '333333333333'})).toMatchObject({deniable: false});
		});

		test('that a stolen IAM user made for itself is that user', () => {
			const {userName: _, ...request} = madeKey.request;
			expect(
				only({
					...madeKey,
					request,
					response: {'accessKey.accessKeyId': 'AKIAMADE000000000001', 'accessKey.userName': 'ci'},
					caller: iamUser,
				}),
			).toMatchObject({
				userId: 'AIDAUSER000000000001',
				deniable: true,
			});
		});
	});
});

test.each([
	['Nov 23, 2026 10:30:00 AM', 30],
	['Nov 23, 2026, 10:30:00\u202fAM', 30],
	['Nov 23, 2026, 12:15:00 PM', 135],
	['2026-11-23T10:30:00Z', 30],
	['Nov 23, 2026, 9:30:00 AM', undefined],
	['Foo 23, 2026, 10:30:00 AM', undefined],
	['never', undefined],
])('the end %j is understood', (expiration, minutes) => {
	const event = assumed({key: 'ASIACHILD00000000001'});
	const child = only({...event, response: {...event.response, 'credentials.expiration': expiration}});
	expect(child?.expiresAt).toBe(minutes === undefined ? undefined : START + minutes * MINUTE);
	expect(child?.endsBy).toBe(START + (minutes ?? 60) * MINUTE);
});

test('a role session opened by an IAM user, and not by a session, may last 12 hours', () => {
	const event = assumed({key: 'ASIACHILD00000000001'}, iamUser);
	const {'credentials.expiration': _, ...response} = event.response;
	expect(only({...event, response})?.endsBy).toBe(START + 12 * 60 * MINUTE);
	expect(only({...event, response, caller: {...callerOf(event), accessKeyId: key}})?.endsBy).toBe(START + 60 * MINUTE);
});
