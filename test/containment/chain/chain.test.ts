import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {
	type ChainState,
	callsWithoutKey,
	chainFound,
	chainStart,
	isComplete,
	keysDenied,
	nextLookups,
	withEvents,
	withFailure,
} from '../../../src/containment/chain/chain.ts';
import {exactIdsToAdd} from '../../../src/containment/chain/chain-deny.ts';
import {isExactUserId} from '../../../src/containment/reading/names.ts';
import type {TrailEvent} from '../../../src/containment/trail/trail.ts';
import {aDeny} from '../made-up.ts';
import {aHostileEvent, anEvent, assumed, callerOf, MINUTE, START, thief} from '../made-up-trail.ts';

const firstKey = {accessKeyId: thief.accessKeyId ?? '', accountId: '222222222222'};
const regions = ['eu-west-1', 'us-east-1'];
const nobody = {accessKeyIds: new Set<string>(), userIds: new Set<string>()};
const unlisted = {ids: new Set<string>(), complete: false};

/** Answers every look-up as CloudTrail would: the events that the key signed in that account and region. */
function followed(state: ChainState, history: readonly TrailEvent[], pick: (open: number) => number = () => 0): ChainState {
	for (let turn = 0; turn < 10_000; turn += 1) {
		const open = nextLookups(state);
		const lookup = open[pick(open.length)];
		if (lookup === undefined) return state;
		const {accessKeyId, accountId, region} = lookup;
		state = withEvents(
			state,
			lookup,
			history.filter(event => event.caller.accessKeyId === accessKeyId && event.accountId === accountId && event.region === region),
		);
	}
	throw new Error('The look-ups do not end.');
}

describe('following a chain', () => {
	const child = assumed({key: 'ASIACHILD00000000001', accountId: '333333333333'}, thief, {region: 'us-east-1'});
	const grandchild = assumed(
		{key: 'ASIAGRAND0000000001A', role: 'admin', session: 'x1', roleId: 'AROAADMIN000000000001'},
		callerOf(child),
		{
			accountId: '333333333333',
		},
	);
	const pipeline = assumed({key: 'ASIAPIPELINE00000001', session: 'pipeline'}, {...thief, accessKeyId: 'ASIAINNOCENT00000001'});

	test('keeps what was seen before the first look-up, where none goes to its end', () => {
		let state = chainStart([firstKey], {regions, events: [child, pipeline, anEvent()]});
		for (const lookup of nextLookups(state)) state = withFailure(state, lookup, 'stopped');
		expect(chainFound(state).sessions.map(session => session.userId)).toEqual(['AROADEPLOY00000000001:maintenance']);
	});

	test('tells the calls of those who are denied that do not say their key, each place once', () => {
		const {accessKeyId: _none, ...keyless} = thief;
		const events = [
			anEvent({caller: keyless}),
			anEvent({caller: {...keyless, accessKeyId: ''}}),
			anEvent({caller: keyless, region: 'us-east-1'}),
			anEvent(),
			anEvent({caller: {...keyless, type: 'AWSAccount'}}),
			anEvent({caller: {...keyless, userId: 'AROAAAAAAAAAAAAAAAAAA:somebody'}}),
		];
		const deny = aDeny({sessionNames: ['test-user']});
		const place = {accessKeyId: thief.userId, accountId: '222222222222', why: 'no-access-key'};
		expect(callsWithoutKey(events, deny, nobody)).toEqual([
			{...place, region: 'eu-west-1'},
			{...place, region: 'us-east-1'},
		]);
		expect(callsWithoutKey(events, deny, {...nobody, userIds: new Set([thief.userId ?? ''])})).toEqual([]);
	});

	test('goes from key to key, each in its own account and every region', () => {
		let state = chainStart([firstKey], {regions});
		expect(nextLookups(state)).toEqual(regions.map(region => ({...firstKey, region})));
		for (const lookup of nextLookups(state)) state = withEvents(state, lookup, lookup.region === 'us-east-1' ? [child] : []);
		expect(nextLookups(state)).toEqual(regions.map(region => ({accessKeyId: 'ASIACHILD00000000001', accountId: '333333333333', region})));
		expect(isComplete(chainFound(state))).toBe(false);
		state = followed(state, [child, grandchild, pipeline]);
		const found = chainFound(state);
		expect(found.sessions.map(session => session.userId)).toEqual(['AROADEPLOY00000000001:maintenance', 'AROAADMIN000000000001:x1']);
		expect(isComplete(found)).toBe(true);
	});

	test('what could not be searched is listed, and what came before stands', () => {
		let state = chainStart([firstKey], {regions});
		const [first, second] = nextLookups(state);
		if (first === undefined || second === undefined) throw new Error('no look-ups');
		state = withFailure(state, first, 'stopped', [child]);
		state = withFailure(state, second, 'not-allowed');
		expect(chainFound(state).sessions).toHaveLength(1);
		expect(chainFound(state).unsearched).toEqual([
			{...first, why: 'stopped'},
			{...second, why: 'not-allowed'},
			...regions.map(region => ({accessKeyId: 'ASIACHILD00000000001', accountId: '333333333333', region, why: 'not-reached'})),
		]);
		// Tried again, it is no failure any more.
		state = withEvents(state, first, []);
		expect(chainFound(state).unsearched[0]).toEqual({...second, why: 'not-allowed'});
	});

	test('a foreign account, an unknown account and keys beyond the bound are not looked for, and said', () => {
		const state = followed(chainStart([firstKey], {regions, organizationAccountIds: ['222222222222']}), [child]);
		expect(chainFound(state).unsearched).toEqual([
			{accessKeyId: 'ASIACHILD00000000001', accountId: '333333333333', why: 'foreign-account'},
		]);

		const nowhere = assumed({key: 'ASIACHILD00000000001'}, thief, {
			request: {},
			response: {'credentials.accessKeyId': 'ASIACHILD00000000001'},
		});
		expect(chainFound(followed(chainStart([firstKey], {regions}), [nowhere])).unsearched).toEqual([
			{accessKeyId: 'ASIACHILD00000000001', why: 'account-unknown'},
		]);

		const many = Array.from({length: 5}, (_, index) => assumed({key: `ASIACHILD0000000000${index}`, session: `s${index}`}));
		const bound = chainFound(followed(chainStart([firstKey], {regions, mostKeys: 3}), many));
		expect(bound.sessions).toHaveLength(5);
		expect(bound.unsearched).toEqual(
			[2, 3, 4].map(index => ({accessKeyId: `ASIACHILD0000000000${index}`, accountId: '222222222222', why: 'too-many-keys'})),
		);
	});

	test('a session without its key makes the search incomplete', () => {
		const found = chainFound(followed(chainStart([firstKey], {regions}), [assumed({key: 'x'}, thief, {response: {}})]));
		expect(found.unsearched).toEqual([]);
		expect(found.sessions).toHaveLength(1);
		expect(isComplete(found)).toBe(false);
	});

	test('the id of a user made with one key is known for a key made with another', () => {
		const second = assumed({key: 'ASIACHILD00000000002', accountId: '333333333333', session: 'other'});
		const iam = {source: 'iam.amazonaws.com', accountId: '333333333333', readOnly: false, request: {userName: 'helper'}};
		const history = [
			child,
			second,
			anEvent({...iam, name: 'CreateUser', caller: callerOf(child), response: {'user.userId': 'AIDAHELPER0000000001'}}),
			anEvent({...iam, name: 'CreateAccessKey', caller: callerOf(second), response: {'accessKey.accessKeyId': 'AKIAMADE000000000001'}}),
		];
		const found = chainFound(followed(chainStart([firstKey], {regions}), history));
		expect(found.sessions.map(session => session.how)).toEqual(['AssumeRole', 'AssumeRole', 'CreateAccessKey']);
		expect(found.sessions[2]).toMatchObject({userId: 'AIDAHELPER0000000001', deniable: true});
	});

	test('the state survives the journal', () => {
		const state = followed(chainStart([firstKey], {regions}), [child, grandchild]);
		expect(chainFound(JSON.parse(JSON.stringify(state)))).toEqual(chainFound(state));
	});
});

test('the first keys are those of whoever the deny matches, without the responder and the probes', () => {
	const deny = aDeny({sessionNames: ['test-user']});
	const probe = {...thief, accessKeyId: 'ASIAPROBE00000000001', userId: 'AROAPROBE0000000000001:test-user'};
	const other = {...thief, accessKeyId: 'ASIAOTHER00000000001', userId: 'AROAAAAAAAAAAAAAAAAAA:other-user'};
	const second = {...thief, accessKeyId: 'ASIATHIEF00000000002'};
	const events = [probe, other, second, thief, thief].map(caller => anEvent({caller}));
	const spared = {accessKeyIds: new Set(['ASIAPROBE00000000001']), userIds: new Set<string>()};
	expect(keysDenied(events, deny, spared)).toEqual([firstKey, {...firstKey, accessKeyId: 'ASIATHIEF00000000002'}]);
});

describe('any tree of sessions', () => {
	interface Node {
		readonly parent: number;
		readonly innocent: boolean;
		readonly account: number;
		readonly region: number;
		readonly role: number;
		readonly session: number;
		readonly twin: boolean;
		readonly order: number;
	}
	const small = (max: number) => fc.integer({min: 0, max});
	const aNode: fc.Arbitrary<Node> = fc.record({
		parent: fc.nat(),
		innocent: fc.boolean(),
		account: small(2),
		region: small(1),
		role: small(1),
		session: small(2),
		twin: fc.boolean(),
		order: fc.nat(),
	});

	/** Each node is opened by the thief, by an innocent, or by an earlier node; roles and session names are shared between them all. */
	function history(nodes: readonly Node[]) {
		const innocent = {...thief, userId: 'AROAPIPELINE000000001:pipeline', accessKeyId: 'ASIAINNOCENT00000001'};
		const events: TrailEvent[] = [];
		const opened: {event: TrailEvent; guilty: boolean}[] = [];
		for (const [index, node] of nodes.entries()) {
			const choice = node.parent % (opened.length + 1);
			const parent = opened[choice - 1];
			const caller = parent === undefined ? (node.innocent ? innocent : thief) : callerOf(parent.event);
			const accountId = ['222222222222', '333333333333', '444444444444'][node.account] ?? '';
			const event = assumed(
				{
					key: `ASIANODE${String(index).padStart(12, '0')}`,
					role: `role-${node.role}`,
					session: `session-${node.session}`,
					accountId,
					roleId: `AROAROLE${node.role}${node.account}0000000000`,
				},
				caller,
				{accountId: caller.accountId ?? '', region: regions[node.region] ?? '', at: START + index, sharedEventId: `shared-${index}`},
			);
			opened.push({event, guilty: parent === undefined ? !node.innocent : parent.guilty});
			events.push(event);
			if (node.twin) {
				events.push({
					...event,
					id: `${event.id}-twin`,
					accountId,
					caller: {type: 'AWSAccount', userId: caller.userId ?? '', accountId: caller.accountId ?? ''},
				});
			}
		}
		return {events, guilty: opened.filter(one => one.guilty).map(one => one.event.response['credentials.accessKeyId'])};
	}

	test('exactly the descendants are found, in any order of answers, pages twice or not', () => {
		fc.assert(
			fc.property(fc.array(aNode, {maxLength: 12}), fc.array(fc.nat(), {minLength: 1, maxLength: 20}), (nodes, picks) => {
				const {events, guilty} = history(nodes);
				const straight = chainFound(followed(chainStart([firstKey], {regions}), events));
				expect(straight.sessions.map(session => session.accessKeyId).sort()).toEqual(guilty.sort());
				expect(straight.unsearched).toEqual([]);

				let turn = 0;
				const pick = (open: number) => (open === 0 ? 0 : (picks[turn++ % picks.length] ?? 0) % open);
				const twice = [...events].reverse().flatMap(event => [event, event]);
				expect(chainFound(followed(chainStart([firstKey], {regions}), twice, pick))).toEqual(straight);
			}),
		);
	});

	test('no id of somebody who shares neither key nor id with them comes out', () => {
		fc.assert(
			fc.property(fc.array(aNode, {maxLength: 12}), nodes => {
				const {events} = history(nodes);
				const {sessions} = chainFound(followed(chainStart([firstKey], {regions}), events));
				const {add, apart} = exactIdsToAdd(sessions, {
					deny: aDeny({sessionNames: ['test-user']}),
					now: START + MINUTE,
					spared: nobody,
					organizationAccounts: unlisted,
				});
				expect(apart).toEqual([]);
				expect(new Set(add)).toEqual(new Set(sessions.map(session => session.userId)));
				expect(add).not.toContain('AROAPIPELINE000000001:pipeline');
			}),
		);
	});
});

test('hostile events never throw, and no id comes out that a deny could not name', () => {
	fc.assert(
		fc.property(fc.array(aHostileEvent, {maxLength: 20}), events => {
			let state = chainStart([firstKey], {regions: ['eu-west-1'], mostKeys: 10});
			for (let turn = 0; turn < 30; turn += 1) {
				const [lookup] = nextLookups(state);
				if (lookup === undefined) break;
				state = withEvents(state, lookup, events);
			}
			const {sessions} = chainFound(state);
			const {add, apart} = exactIdsToAdd(sessions, {
				deny: aDeny({sessionNames: ['test-user']}),
				now: START,
				spared: nobody,
				organizationAccounts: unlisted,
			});
			for (const id of add) expect(isExactUserId(id)).toBe(true);
			for (const session of sessions) expect(add.includes(session.userId ?? '') || apart.some(one => one.session === session)).toBe(true);
		}),
	);
});
