import {expect, test} from 'vitest';
import {killedEverywhere} from './killing.ts';
import {quickRunbook} from './scene.ts';

const who = ['--user', 'test-user', '--confirm', 'test-user'];

test('a response whose program is killed anywhere ends in the same world', {timeout: 900_000, retry: 0}, async () => {
	const runbook = quickRunbook('leaked-session.yaml');
	const points = await killedEverywhere({
		scenario: 's3-discovery',
		first: () => ['respond', ...who, '--runbook', runbook],
		after: incident => ['resume', incident, ...who],
		verdict: 'contained',
		every: 2,
	});
	expect(points).toBeGreaterThan(20);
});

const doors = ['remove-assignments', 'account-access-manager', 'identity-provider', 'portal-session', 'disable-user'];

test('a recovery whose program is killed anywhere ends in the same world', {timeout: 900_000, retry: 0}, async () => {
	const [response, recovery] = [quickRunbook('leaked-session.yaml'), quickRunbook('recovery.yaml')];
	const recover = (incident: string) => [
		...['recover', incident, '--confirm', 'test-user', '--confirm-early', 'test-user', '--done', doors.join(','), '--runbook', recovery],
	];
	const points = await killedEverywhere({
		scenario: 's3-discovery',
		before: ['respond', ...who, '--runbook', response],
		first: recover,
		after: recover,
		verdict: 'recovered',
		every: 3,
	});
	expect(points).toBeGreaterThan(10);
});
