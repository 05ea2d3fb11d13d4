import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {mergeDeny} from '../../../src/containment/management-account/inline-policy.ts';
import {
	type ManagementAccountFacts,
	managementAccountVerdict,
	type PermissionSetProgress,
	type PermissionSetReason,
	permissionSetVerdict,
} from '../../../src/containment/management-account/management-account.ts';
import {text} from '../../../src/text/index.ts';

type Stages = PermissionSetProgress['stages'];
const action = 'ec2:DescribeInstances';
const done: Stages = {
	put: 'done',
	provisioned: 'succeeded',
	readBack: 'same',
	simulation: {action, user: 'explicit-deny', control: 'allowed'},
};
const set = (stages: Partial<Stages> = {}, name = 'AdministratorAccess'): PermissionSetProgress => ({
	name,
	arn: `arn:aws:sso:::permissionSet/ssoins-1/${name}`,
	stages: {...done, ...stages},
});
const simulated = (simulation: Partial<Stages['simulation']>) => ({simulation: {...done.simulation, ...simulation}});

describe('one permission set', () => {
	test('is closed when everything was done and shown', () => {
		expect(permissionSetVerdict(set())).toMatchObject({name: 'AdministratorAccess', state: 'closed', reasons: []});
	});

	test.each<[Partial<Stages>, 'open' | 'unknown', PermissionSetReason['code']]>([
		[{put: 'not-tried'}, 'open', 'not-tried'],
		[{put: 'failed'}, 'open', 'put-failed'],
		[{provisioned: 'failed'}, 'open', 'provisioning-failed'],
		[{provisioned: 'unknown'}, 'unknown', 'provisioning-unknown'],
		[{readBack: 'different'}, 'open', 'role-differs'],
		[{readBack: 'unreadable'}, 'unknown', 'role-unreadable'],
		[{readBack: 'role-missing'}, 'unknown', 'role-missing'],
		[simulated({user: 'allowed'}), 'open', 'user-allowed'],
		[simulated({user: 'implicit-deny'}), 'unknown', 'user-not-allowed-anyway'],
		[simulated({user: 'unknown'}), 'unknown', 'user-not-simulated'],
		[simulated({control: 'explicit-deny'}), 'unknown', 'control-denied'],
		[simulated({control: 'implicit-deny'}), 'unknown', 'control-not-allowed-anyway'],
		[simulated({control: 'unknown'}), 'unknown', 'control-not-simulated'],
	])('with %j is %s: %s', (stages, state, code) => {
		const verdict = permissionSetVerdict(set(stages));
		expect(verdict.state).toBe(state);
		expect(verdict.reasons.map(reason => reason.code)).toEqual([code]);
		expect(managementAccountVerdict({involved: 'yes', sets: [set(stages)], complete: true})).toMatchObject({
			state,
			overReach: code === 'control-denied',
		});
		const [reason] = verdict.reasons;
		if (reason === undefined) throw new Error('no reason');
		expect(text.managementAccount.setReason(reason)).toMatch(/^[A-Z].*\.$/);
		if ('action' in reason) expect(text.managementAccount.setReason(reason)).toContain(action);
	});

	test("repeats AWS's own words about what failed", () => {
		const reasons = (stages: Partial<Stages>) => permissionSetVerdict({...set(stages), failure: 'The role is in use. '}).reasons;
		expect(reasons({provisioned: 'failed'})).toEqual([{code: 'provisioning-failed', failure: 'The role is in use. '}]);
		expect(reasons({put: 'failed'}).map(text.managementAccount.setReason)).toEqual([
			'Its inline policy could not be changed: The role is in use. Try again, or add the deny in Identity Center by hand.',
		]);
		expect(reasons({})).toEqual([]);
	});

	test('says all that speaks against it, and is open as soon as one thing shows it', () => {
		const verdict = permissionSetVerdict(set({provisioned: 'unknown', readBack: 'different', ...simulated({control: 'explicit-deny'})}));
		expect(verdict.state).toBe('open');
		expect(verdict.reasons.map(({code}) => code)).toEqual(['provisioning-unknown', 'role-differs', 'control-denied']);
	});
});

describe('the management account', () => {
	const facts = (changes: Partial<ManagementAccountFacts>): ManagementAccountFacts => ({
		involved: 'yes',
		sets: [set()],
		complete: true,
		...changes,
	});

	test.each([
		['not involved', {involved: 'no', sets: []}, 'not-involved', []],
		['closed by every set', {sets: [set(), set({}, 'ReadOnly')]}, 'closed', []],
		['open by one set', {sets: [set(), set({provisioned: 'failed'}, 'ReadOnly'), set({provisioned: 'unknown'})]}, 'open', []],
		['unknown by one set', {sets: [set(), set({provisioned: 'unknown'}, 'ReadOnly')]}, 'unknown', []],
		['reached, with no set known', {sets: []}, 'open', ['no-sets']],
		['reached by sets that may not be all', {complete: false}, 'unknown', ['sets-incomplete']],
		['open however incomplete', {sets: [set({put: 'failed'})], complete: false}, 'open', ['sets-incomplete']],
		['perhaps reached', {involved: 'unknown', sets: []}, 'unknown', ['involvement-unknown']],
		['perhaps reached, by a set that is closed', {involved: 'unknown'}, 'unknown', ['involvement-unknown']],
		['said not to be involved, with an open set', {involved: 'no', sets: [set({put: 'not-tried'})]}, 'open', []],
	] as const)('%s', (_, changes, state, codes) => {
		const verdict = managementAccountVerdict(facts(changes));
		expect(verdict.state).toBe(state);
		expect(verdict.reasons.map(({code}) => code)).toEqual(codes);
		expect(text.managementAccount.title(verdict)).toMatch(/^The management account/);
		const sentences = [text.managementAccount.meaning(verdict), ...verdict.reasons.map(text.managementAccount.reason)];
		for (const sentence of sentences) expect(sentence).toMatch(/\.$/);
		for (const one of verdict.sets) expect(text.managementAccount.set(one)).toMatch(/^(AdministratorAccess|ReadOnly): /);
	});

	test('is closed by nothing less than everything, for every set', () => {
		const aResult = fc.constantFrom('explicit-deny' as const, 'allowed' as const, 'implicit-deny' as const, 'unknown' as const);
		const aSet = fc
			.record({
				put: fc.constantFrom('done' as const, 'done' as const, 'failed' as const, 'not-tried' as const),
				provisioned: fc.constantFrom('succeeded' as const, 'succeeded' as const, 'failed' as const, 'unknown' as const),
				readBack: fc.constantFrom('same' as const, 'same' as const, 'different' as const, 'unreadable' as const, 'role-missing' as const),
				simulation: fc.record({action: fc.constant(action), user: aResult, control: aResult}),
			})
			.map(stages => set(stages));
		const sets = fc.array(fc.oneof(fc.constant(set()), aSet), {maxLength: 3});
		const involved = fc.constantFrom('yes' as const, 'no' as const, 'unknown' as const);
		fc.assert(
			fc.property(involved, sets, fc.boolean(), (involved, sets, complete) => {
				const verdict = managementAccountVerdict({involved, sets, complete});
				const all = sets.length > 0 && sets.every(one => JSON.stringify(one.stages) === JSON.stringify(done));
				expect(verdict.state === 'closed').toBe(all && (involved === 'no' || (involved === 'yes' && complete)));
				expect(verdict.state === 'not-involved').toBe(involved === 'no' && sets.length === 0);
				expect(JSON.parse(JSON.stringify(verdict))).toEqual(verdict);
				if (verdict.state === 'open' || verdict.state === 'unknown') {
					expect(verdict.reasons.length + verdict.sets.flatMap(one => one.reasons).length).toBeGreaterThan(0);
				}
			}),
			{numRuns: 500},
		);
	});
});

test.each(['x', '{"Statement":[],"Statement":[]}', '[]', '{"Statement":["\u0142"]}', '{"Statement":[],"Id":"\u0142"}'])(
	'why nothing is merged into %s is said',
	saved => {
		const result = mergeDeny(saved, {userIds: [], sessionNames: ['test-user']}, 'i1');
		if (result.ok || result.refusal.code === 'deny-refused') throw new Error('not refused');
		expect(text.managementAccount.mergeRefused(result.refusal)).toMatch(/^The inline policy .*\.$/);
	},
);

test('a policy that would be too long is told its size and what AWS takes', () => {
	expect(text.managementAccount.mergeRefused({code: 'too-many-bytes', size: 10_241, quota: 10_240})).toContain('10,241 bytes');
	expect(text.managementAccount.mergeRefused({code: 'too-many-characters', size: 32_769, quota: 32_768})).toContain('32,768');
});
