import {describe, expect, test} from 'vitest';
import type {WalkRecord} from '../../src/runbook/record.ts';
import {everyone, rehearsal} from './rehearsed.ts';
import {type WalkedThrough, walkThrough, writes} from './support.ts';

const minute = 60_000;
const deny = ['organizations:CreatePolicy', 'organizations:AttachPolicy'];

describe('permission sets that were confirmed in an earlier sitting', () => {
	const given = {user: 'cost-analyst'};
	const at = (kind: WalkRecord['kind'], key: RegExp) => (record: WalkRecord) =>
		record.kind === kind && 'key' in record && key.test(record.key);
	const points = [
		['the confirmation', at('answer', /confirm-permission-sets$/)],
		['the intent to put', at('intent', /put-inline-policy\//)],
		['the first put', at('outcome', /put-inline-policy\//)],
	] as const;

	async function killedAfter(endAfter: (record: WalkRecord) => boolean) {
		const {incident} = rehearsal('management-account');
		const killed = await walkThrough({...given, confirm: 'cost-analyst', incident, endAfter});
		expect(killed.killed).toBe(true);
		incident.clock.advance(minute);
		return {incident, before: writes(incident.sandbox)};
	}

	test.each(points)(
		'gone after %s, and nobody types the name again: nothing more is sent, and what is open is said',
		async (_at, point) => {
			const {incident, before} = await killedAfter(point);
			const resumed = await walkThrough({...given, incident});
			expect(resumed.defect).toBeUndefined();
			expect(writes(incident.sandbox)).toEqual(before);
			expect(resumed.result.verdict).toBe('partial');
			expect(resumed.exit).toBe(3);
			expect(resumed.result.problems.map(({code}) => code)).toContain('not-confirmed');
			expect(resumed.result.managementAccount.state).toBe('open');
		},
	);

	test.each(points)('gone after %s, left once, and then typed again: closed', async (_at, point) => {
		const {incident} = await killedAfter(point);
		await walkThrough({...given, incident});
		incident.clock.advance(minute);
		expectClosed(await walkThrough({...given, confirm: 'cost-analyst', incident}));
		expect(await everyone(incident, ['cost-analyst/management', 'ops-admin/cost-reports'])).toEqual({
			'cost-analyst/management': 'denied',
			'ops-admin/cost-reports': 'allowed',
		});
	});

	test('left at the confirmation, and resumed with the name: offered again, and closed', async () => {
		const {incident} = rehearsal('management-account');
		const left = await walkThrough({
			...given,
			confirm: 'cost-analyst',
			incident,
			answerFirst: ({id}) => (id === 'confirm-permission-sets' ? 'back' : undefined),
		});
		expect(left.result.verdict).toBe('partial');
		expect(writes(incident.sandbox)).toEqual(deny);
		expectClosed(await walkThrough({...given, confirm: 'cost-analyst', incident}));
	});

	function expectClosed({defect, result, exit, questions}: WalkedThrough): void {
		expect(defect).toBeUndefined();
		expect(result.managementAccount.state).toBe('closed');
		expect(result.problems).toEqual([]);
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(questions.filter(({id}) => id.startsWith('confirm-permission-sets'))).toHaveLength(1);
	}
});

describe('access keys that were to be set inactive in an earlier sitting', () => {
	const chosen = (record: WalkRecord) => record.kind === 'answer' && record.key.endsWith('/set-inactive');
	const keys = ['user/release-bot', 'user/release-bot/2'];

	async function killed() {
		const {incident, finding} = rehearsal('iam-user-key');
		const answerFirst = ({id}: {id: string}) => (id === 'set-inactive' ? 'confirmed' : undefined);
		const given = {incident, finding, user: 'release-bot', confirm: 'release-bot'};
		expect((await walkThrough({...given, answerFirst, endAfter: chosen})).killed).toBe(true);
		incident.clock.advance(minute);
		return {incident, finding, given, answerFirst};
	}

	test('nobody says it again: none is', async () => {
		const {incident, given} = await killed();
		const {result, defect} = await walkThrough(given);
		expect(defect).toBeUndefined();
		expect(writes(incident.sandbox)).toEqual(deny);
		expect(result).toMatchObject({verdict: 'contained', accessKeysInactive: []});
	});

	test('one was done by then, and nobody says it again: that one is said to be', async () => {
		const {incident, finding} = rehearsal('iam-user-key');
		const given = {incident, finding, user: 'release-bot', confirm: 'release-bot'};
		const first = (record: WalkRecord) => record.kind === 'outcome' && record.key.includes('/set-inactive/');
		await walkThrough({...given, answerFirst: ({id}) => (id === 'set-inactive' ? 'confirmed' : undefined), endAfter: first});
		const {result} = await walkThrough(given);
		expect(writes(incident.sandbox)).toEqual([...deny, 'iam:UpdateAccessKey']);
		expect(result.accessKeysInactive).toHaveLength(1);
		expect(result.verdict).toBe('contained');
	});

	test('left, and then said again: they are, once each', async () => {
		const {incident, given, answerFirst} = await killed();
		await walkThrough(given);
		const {result} = await walkThrough({...given, answerFirst});
		expect(result.accessKeysInactive).toHaveLength(2);
		expect(Object.values(await everyone(incident, keys))).toEqual(['inactive', 'inactive']);
		const again = await walkThrough(given);
		expect(again.questions.map(({id}) => id)).not.toContain('set-inactive');
		expect(writes(incident.sandbox)).toEqual([...deny, 'iam:UpdateAccessKey', 'iam:UpdateAccessKey']);
	});
});
