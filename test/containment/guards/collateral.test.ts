import {describe, expect, test} from 'vitest';
import {othersWithId, sessionsUnder} from '../../../src/containment/guards/collateral.ts';
import {chain} from '../../../src/text/en/chain.ts';
import {anEvent, assumed, MINUTE, START, thief} from '../made-up-trail.ts';

const spared = {accessKeyIds: new Set(['ASIAPROBE00000000001']), userIds: new Set<string>(), roleName: 'tourniquet-probe'};
const pipeline = {
	type: 'AssumedRole',
	userId: 'AROAPIPELINE000000001:Test-User',
	accountId: '333333333333',
	accessKeyId: 'ASIAPIPELINE00000001',
	userName: 'pipeline',
};
const events = [
	anEvent(),
	anEvent({at: START + 2 * MINUTE}),
	anEvent({caller: pipeline, at: START + 5 * MINUTE, sharedEventId: 's1', accountId: '333333333333'}),
	anEvent({caller: {type: 'AWSAccount', userId: pipeline.userId}, at: START + 5 * MINUTE, sharedEventId: 's1', accountId: '444444444444'}),
	anEvent({caller: {...pipeline, userId: 'AROAPIPELINE000000001:test-user2'}}),
	anEvent({caller: {type: 'IAMUser', userId: 'AIDAUSER000000000001', userName: 'test-user'}}),
	anEvent({caller: {...pipeline, userId: 'AROAPROBE0000000000001:test-user', accessKeyId: 'ASIAPROBE00000000001'}}),
	assumed(
		{key: 'ASIAOPENED0000000001', role: 'build', session: 'test-user', accountId: '333333333333'},
		{...pipeline, userId: 'AROAX0000000000000001:ci'},
	),
	// An earlier sitting's, of which only the role is known.
	anEvent({caller: {...pipeline, userId: 'AROAPROBE0000000000002:test-user', userName: 'tourniquet-probe'}}),
	assumed({key: 'ASIAPROBE00000000002', role: 'tourniquet-probe', session: 'test-user'}, {...pipeline, userId: 'AROAX0000000000000001:ci'}),
	assumed({key: 'ASIAPROBE00000000001', role: 'probe', session: 'test-user'}, {...pipeline, userId: 'AROAX0000000000000001:ci'}),
];

test('who else carries the name: those that called and those that were opened, the last seen first, no probes', () => {
	expect(sessionsUnder(['test-user'], [...events, ...events].reverse(), spared)).toEqual([
		{
			userId: 'AROAPIPELINE000000001:Test-User',
			where: '333333333333',
			accountId: '333333333333',
			roleName: 'pipeline',
			events: 1,
			lastSeenAt: START + 5 * MINUTE,
			identityCenter: false,
		},
		{
			userId: 'AROAAAAAAAAAAAAAAAAAA:test-user',
			where: '222222222222',
			accountId: '222222222222',
			roleName: thief.userName,
			events: 2,
			lastSeenAt: START + 2 * MINUTE,
			identityCenter: true,
		},
		{
			userId: 'AROADEPLOY00000000001:test-user',
			where: '333333333333',
			accountId: '333333333333',
			roleName: 'build',
			events: 1,
			lastSeenAt: START,
			identityCenter: false,
		},
	]);
	expect(sessionsUnder(['nobody'], events, spared)).toEqual([]);
});

describe('an exact id that is used with other keys than the known ones', () => {
	const theirs = new Set([thief.accessKeyId ?? '']);
	const id = thief.userId ?? '';
	const other = {...thief, accessKeyId: 'ASIAOTHER00000000001'};

	test('is said with those keys and how much they called', () => {
		expect(othersWithId([id], events, theirs)).toEqual([]);
		const calls = [anEvent({caller: other}), anEvent({caller: other}), anEvent({caller: {...thief, accessKeyId: 'ASIAOTHER00000000002'}})];
		expect(othersWithId([id], [...events, ...calls], theirs)).toMatchObject([
			{userId: id, events: 3, sameId: {accessKeyIds: ['ASIAOTHER00000000001', 'ASIAOTHER00000000002'], withoutKey: 0, theirsKnown: true}},
		]);
	});

	test('which of them leaked is not known where no key of theirs is', () => {
		expect(othersWithId([id], events, new Set())).toMatchObject([{userId: id, sameId: {theirsKnown: false}}]);
	});

	test('calls that do not say their key are counted apart; the other account of a call never says it, and is left out', () => {
		const {accessKeyId: _none, ...keyless} = thief;
		const acrossAccounts = anEvent({caller: {...keyless, type: 'AWSAccount'}, accountId: '333333333333'});
		expect(othersWithId([id], [...events, acrossAccounts], theirs)).toEqual([]);
		expect(othersWithId([id], [...events, acrossAccounts, anEvent({caller: keyless})], theirs)).toMatchObject([
			{userId: id, events: 1, sameId: {accessKeyIds: [], withoutKey: 1}},
		]);
		// Also beside the chain they are not called somebody else's.
		expect(chain.othersFound(othersWithId([id], [anEvent({caller: keyless})], theirs))).toBe(
			`SOMEBODY ELSE MAY BE HIT: ${id} was used in calls that do not say their access key (222222222222, 1 call).`,
		);
	});
});
