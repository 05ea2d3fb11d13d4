import {describe, expect, test} from 'vitest';
import {addsOnly, type DenyContext, escapes, exactIdsToAdd, stillAlive} from '../../../src/containment/chain/chain-deny.ts';
import type {ChainedSession} from '../../../src/containment/chain/chained-session.ts';
import {aDeny} from '../made-up.ts';
import {MINUTE, START} from '../made-up-trail.ts';

const session = (changes: Partial<ChainedSession> = {}): ChainedSession => ({
	how: 'AssumeRole',
	eventId: 'e1',
	region: 'eu-west-1',
	startedAt: START,
	endsBy: START + 60 * MINUTE,
	parentAccessKeyId: 'ASIATHIEF00000000001',
	accessKeyId: 'ASIACHILD00000000001',
	userId: 'AROADEPLOY00000000001:maintenance',
	accountId: '333333333333',
	deniable: true,
	missing: [],
	...changes,
});
const {userId: _, ...withoutUserId} = session();
const {endsBy: __, ...withoutEnd} = session();
const deny = aDeny({sessionNames: ['test-user'], sourceIdentities: ['test-user'], exactUserIds: ['AIDAUSER000000000001']});
const context: DenyContext = {
	deny,
	now: START + MINUTE,
	managementAccountId: '111111111111',
	organizationAccounts: {ids: new Set(['111111111111', '222222222222', '333333333333']), complete: true},
	spared: {accessKeyIds: new Set(['ASIAPROBE00000000001']), userIds: new Set(['AROARESPONDER00000001:me'])},
};

test('a session is alive until it has ended, and while its end is not known', () => {
	expect(stillAlive(session(), START + 60 * MINUTE - 1)).toBe(true);
	expect(stillAlive(session(), START + 60 * MINUTE)).toBe(false);
	expect(stillAlive(withoutEnd, START + 1000 * 60 * MINUTE)).toBe(true);
	expect(stillAlive(session({endsBy: Number.NaN}), START)).toBe(true);
});

test.each<[ChainedSession, boolean]>([
	[session(), true],
	[session({userId: 'AROADEPLOY00000000001:test-user'}), false],
	[session({userId: 'AROADEPLOY00000000001:Test-User'}), true],
	[session({userId: 'AIDAUSER000000000001'}), false],
	[session({sourceIdentity: 'test-user'}), false],
	[withoutUserId, true],
])('whether the deny misses it: %#', (one, missed) => {
	expect(escapes(one, deny)).toBe(missed);
});

describe('the exact ids to add', () => {
	test('each once', () => {
		const again = session({accessKeyId: 'ASIACHILD00000000002'});
		const other = session({userId: 'AROAADMIN000000000001:x1'});
		expect(exactIdsToAdd([session(), again, other], context)).toEqual({
			add: ['AROADEPLOY00000000001:maintenance', 'AROAADMIN000000000001:x1'],
			apart: [],
			unsure: [],
		});
	});

	test('an id in an account that may not be ours is added, and counted as unsure; so is one that is denied already', () => {
		const elsewhere = session({accountId: '999999999999'});
		const denied = session({accountId: '999999999999', userId: 'AROADEPLOY00000000002:test-user'});
		const listed = {...context, organizationAccounts: {ids: new Set(['333333333333']), complete: false}};
		expect(exactIdsToAdd([session(), elsewhere, denied], listed)).toEqual({
			add: ['AROADEPLOY00000000001:maintenance'],
			apart: [{session: denied, why: 'denied'}],
			unsure: ['AROADEPLOY00000000001:maintenance', 'AROADEPLOY00000000002:test-user'],
		});
	});

	test.each<[string, ChainedSession]>([
		['spared', session({accessKeyId: 'ASIAPROBE00000000001'})],
		// Whoever opens a session may call it what ours is called.
		['id-of-ours', session({userId: 'AROARESPONDER00000001:me'})],
		['ended', session({endsBy: START})],
		['management-account', session({accountId: '111111111111'})],
		['foreign-account', session({accountId: '999999999999'})],
		['denied', session({userId: 'AROADEPLOY00000000001:test-user'})],
		['user-id-unknown', withoutUserId],
		['key-of-another-user', {...withoutUserId, how: 'CreateAccessKey'}],
		['not-deniable', session({how: 'GetFederationToken', userId: '333333333333:admin', deniable: false})],
		['not-deniable', session({how: 'AssumeRoot', userId: '333333333333', deniable: false})],
		['not-deniable', session({userId: 'AROADEPLOY00000000001:*'})],
	])('apart because %s', (why, one) => {
		expect(exactIdsToAdd([one], context)).toEqual({add: [], apart: [{session: one, why}], unsure: []});
	});
});

describe('whether a deny only adds', () => {
	const one = 'AROAEXAMPLE0000000001:release';
	const other = 'AROAEXAMPLE0000000002:nightly';
	const before = aDeny({sessionNames: ['test-user'], exactUserIds: [one]});
	const ours = (id: string) => id === other;

	test.each([
		['the same', {sessionNames: ['test-user'], exactUserIds: [one]}, true],
		['an id of ours more', {sessionNames: ['test-user'], exactUserIds: [one, other]}, true],
		['somebody else’s id', {sessionNames: ['test-user'], exactUserIds: [one, 'AROAEXAMPLE0000000003:else']}, false],
		['an id less', {sessionNames: ['test-user'], exactUserIds: [other]}, false],
		['a name more', {sessionNames: ['test-user', 'somebody'], exactUserIds: [one]}, false],
		['another name', {sessionNames: ['somebody'], exactUserIds: [one]}, false],
	])('%s', (_what, now, expected) => {
		expect(addsOnly(aDeny(now), before, ours)).toBe(expected);
	});
});
