import {expect, test} from 'vitest';
import {codes} from '../chain/chain-support.ts';
import {early} from '../crash/courses.ts';
import {newIncident, walkThrough, writes} from '../support.ts';

test('what was typed to take it off early holds for that sitting alone: the next one is told what is open now, and types it again', async () => {
	const incident = newIncident();
	await walkThrough({user: 'test-user', confirm: 'test-user', incident});
	const {killed} = await walkThrough({
		incident,
		...early('test-user'),
		endAfter: record => record.kind === 'answer' && record.key.includes('/confirm-early'),
	});
	expect(killed).toBe(true);
	incident.clock.advance(60_000);
	const before = writes(incident.sandbox).length;
	let overriding = true;
	const next = await walkThrough({
		incident,
		recover: true,
		confirm: 'test-user',
		answerFirst: ({id}) => {
			if (id.startsWith('too-early-')) return overriding ? 'early' : 'leave';
			if (!id.startsWith('confirm-early')) return undefined;
			overriding = false;
			return 'back';
		},
	});
	expect(next.questions.map(({id}) => id.replace(/\d+$/, ''))).toContain('confirm-early-');
	expect(codes(next)).toContain('too-early');
	expect(writes(incident.sandbox)).toHaveLength(before);
});
