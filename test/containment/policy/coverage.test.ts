import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {SCP_ATTACHMENT_QUOTA} from '../../../src/containment/guards/guards.ts';
import {
	type AttachedPolicy,
	type CoverageFacts,
	coverage,
	detachable,
	preparedPlaceholder,
} from '../../../src/containment/policy/coverage.ts';
import {denyMatches} from '../../../src/containment/policy/deny-policy.ts';
import {aDeny, anExactUserId, aUserId, testUserId} from '../made-up.ts';

const management = '111111111111';
const quota = SCP_ATTACHMENT_QUOTA;
const fullAccess: AttachedPolicy = {id: 'p-FullAWSAccess', name: 'FullAWSAccess', awsManaged: true};
const policies = (count: number): AttachedPolicy[] => [
	fullAccess,
	...Array.from({length: count - 1}, (_, index) => ({id: `p-guard000${index}`, name: `guardrail-${index}`, awsManaged: false})),
];
const prepared = {id: 'p-prepared0', name: 'tourniquet-prepared', document: aDeny(preparedPlaceholder).document};
const preparedOnRoot = [...policies(quota - 1), {...prepared, awsManaged: false}];
const detachableOf = (count: number) => detachable(policies(count));

const facts: CoverageFacts = {
	root: {id: 'r-ab12', policies: policies(2)},
	children: [
		{id: management, kind: 'account', policies: policies(quota)},
		{id: 'ou-ab12-workloads', kind: 'organizational-unit', policies: policies(2)},
		{id: '222222222222', kind: 'account', policies: policies(quota - 1)},
	],
	managementAccountId: management,
	quota,
	prepared: [],
};
const fullRoot = {id: 'r-ab12', policies: policies(quota)};

test('the root, while it has a free slot, even where a policy was prepared', () => {
	expect(coverage({...facts, prepared: [prepared]})).toEqual({way: 'root', targets: ['r-ab12']});
	expect(coverage({...facts, root: {id: 'r-ab12', policies: policies(quota - 1)}})).toMatchObject({way: 'root'});
});

test('a policy prepared on a full root, whatever the white space of its document', () => {
	const pretty = {...prepared, document: JSON.stringify(JSON.parse(prepared.document), null, 2)};
	for (const one of [prepared, pretty]) {
		expect(coverage({...facts, root: {id: 'r-ab12', policies: preparedOnRoot}, prepared: [one]})).toEqual({
			way: 'prepared',
			policyId: 'p-prepared0',
			placeholder: one.document,
			targets: ['r-ab12'],
		});
	}
});

test.each([
	['that denies somebody', aDeny({userIds: [testUserId]}).document],
	['that denies somebody besides', aDeny({...preparedPlaceholder, sessionNames: ['test-user']}).document],
	['that is not of our shape', '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}'],
	['that cannot be read', ''],
])('never a prepared policy %s, which is not called detachable either', (_, document) => {
	const root = {id: 'r-ab12', policies: preparedOnRoot};
	expect(coverage({...facts, root, prepared: [{...prepared, document}]})).toMatchObject({way: 'below-root'});
	const renamed = {...prepared, name: 'incident-deny', document};
	const nowhere = coverage({
		...facts,
		root: {id: 'r-ab12', policies: [...policies(quota - 1), {...renamed, awsManaged: false}]},
		children: [],
		prepared: [renamed],
	});
	expect(nowhere).toEqual({way: 'none', full: [{targetId: 'r-ab12', detachable: detachableOf(quota - 1)}]});
});

test('never a prepared policy that is not on the root', () => {
	expect(coverage({...facts, root: fullRoot, prepared: [prepared]})).toMatchObject({way: 'below-root'});
});

test('all that is directly below a full root but the management account, which needs no slot', () => {
	expect(coverage({...facts, root: fullRoot})).toEqual({way: 'below-root', targets: ['ou-ab12-workloads', '222222222222']});
});

test('nowhere, saying what frees a slot, when one of those is full too', () => {
	const children = [...facts.children, {id: '333333333333', kind: 'account' as const, policies: policies(quota + 1)}];
	expect(coverage({...facts, root: fullRoot, children})).toEqual({
		way: 'none',
		full: [
			{targetId: 'r-ab12', detachable: detachableOf(quota)},
			{targetId: '333333333333', detachable: detachableOf(quota + 1)},
		],
	});
});

test('nowhere when nothing but the management account is below a full root', () => {
	expect(coverage({...facts, root: fullRoot, children: facts.children.slice(0, 1)})).toEqual({
		way: 'none',
		full: [{targetId: 'r-ab12', detachable: detachableOf(quota)}],
	});
});

test("neither AWS's policies nor ours are called detachable", () => {
	const ours = {id: 'p-ours00000', name: 'tourniquet-20261123-0041-7f3a-test-user', awsManaged: false};
	expect(detachable([fullAccess, ours, {id: 'p-guard0000', name: 'guardrail', awsManaged: false}])).toEqual([
		{id: 'p-guard0000', name: 'guardrail'},
	]);
});

test('the placeholder is a deny that passes the check and matches nobody', () => {
	const deny = aDeny(preparedPlaceholder);
	fc.assert(
		fc.property(anExactUserId, fc.option(aUserId, {nil: undefined}), (userId, identityStoreUserId) => {
			expect(denyMatches(deny, identityStoreUserId === undefined ? {userId} : {userId, identityStoreUserId})).toBe(false);
		}),
	);
	expect(Object.isFrozen(preparedPlaceholder.userIds)).toBe(true);
});

describe('of any organization', () => {
	type Unit = {readonly accounts: number; readonly units: readonly Unit[]; readonly policies: number};
	type Account = {readonly id: string; readonly above: readonly string[]};

	const {unit} = fc.letrec<{unit: Unit}>(tie => ({
		unit: fc.record({
			accounts: fc.nat(3),
			units: fc.oneof({depthSize: 'small', withCrossShrink: true}, fc.constant([]), fc.array(tie('unit'), {maxLength: 3})),
			policies: fc.integer({min: 1, max: quota}),
		}),
	}));

	/** The organization a tree stands for, with the management account in one of its places. */
	function built(tree: Unit, accountPolicies: readonly number[], place: number) {
		let made = 0;
		const accounts: Account[] = [];
		const grow = (branch: Unit, above: readonly string[]): void => {
			for (let index = 0; index < branch.accounts; index++) accounts.push({id: String(200_000_000_000 + made++), above});
			for (const inner of branch.units) grow(inner, [...above, `ou-ab12-${made++}`]);
		};
		grow(tree, ['r-ab12']);
		const managementAccountId = accounts[place % Math.max(1, accounts.length)]?.id ?? management;
		const directUnits = [...new Set(accounts.flatMap(({above}) => above.slice(1, 2)))];
		const direct = accounts.filter(({above}) => above.length === 1);
		const countFor = (index: number) => accountPolicies[index % accountPolicies.length] ?? 1;
		const children = [
			...directUnits.map((id, index) => ({id, kind: 'organizational-unit' as const, policies: policies(countFor(index))})),
			...direct.map(({id}, index) => ({id, kind: 'account' as const, policies: policies(countFor(index + 1))})),
		];
		return {accounts, managementAccountId, children};
	}

	test('every member account is covered, by no other target, or what is full is said', () => {
		const ways = new Map<string, number>();
		const counts = fc.oneof(fc.array(fc.integer({min: 1, max: quota}), {minLength: 1, maxLength: 5}), fc.constant([2]));
		fc.assert(
			fc.property(unit, counts, fc.nat(), fc.integer({min: 1, max: quota}), fc.boolean(), (tree, counted, place, onRoot, isFull) => {
				const {accounts, managementAccountId, children} = built(tree, counted, place);
				const root = {id: 'r-ab12', policies: policies(isFull ? quota : onRoot)};
				const found = coverage({root, children, managementAccountId, quota, prepared: []});
				ways.set(found.way, (ways.get(found.way) ?? 0) + 1);
				const members = accounts.filter(({id}) => id !== managementAccountId);
				if (found.way === 'none') {
					const ids = found.full.map(({targetId}) => targetId);
					expect(ids[0]).toBe('r-ab12');
					expect(ids).not.toContain(managementAccountId);
					const fullBelow = children.filter(child => child.policies.length >= quota && child.id !== managementAccountId);
					expect(ids.slice(1)).toEqual(fullBelow.map(({id}) => id));
					const named = found.full.flatMap(target => target.detachable.map(({id}) => id));
					expect(named).not.toContain('p-FullAWSAccess');
					expect(found.full.every(target => target.detachable.length === quota - 1)).toBe(true);
					return;
				}
				const {targets} = found;
				expect(targets.length).toBeGreaterThan(0);
				expect(new Set(targets).size).toBe(targets.length);
				for (const {id, above} of members) expect([...above, id].filter(level => targets.includes(level))).toHaveLength(1);
				expect(targets).not.toContain(managementAccountId);
				if (found.way === 'root') return;
				const byId = new Map(children.map(child => [child.id, child.policies.length]));
				for (const target of targets) expect(byId.get(target)).toBeLessThan(quota);
			}),
			{numRuns: 500},
		);
		expect([...ways.keys()].sort()).toEqual(['below-root', 'none', 'root']);
	});
});
