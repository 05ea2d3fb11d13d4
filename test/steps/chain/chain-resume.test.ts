import {describe, expect, test} from 'vitest';
import type {WalkRecord} from '../../../src/runbook/record.ts';
import {roleChaining} from '../../scenarios.ts';
import {type Incident, newIncident, refusedByAws, said, writes} from '../support.ts';
import {asked, chained, codes, given, inForce, may, put, update, walkChain} from './chain-support.ts';

const minutes = 60_000;
const ofChain = (record: WalkRecord) => ('key' in record ? record.key.startsWith('chain/') : 'step' in record && record.step === 'chain');
const at = (kind: WalkRecord['kind'], key: string) => (record: WalkRecord) =>
	record.kind === kind && 'key' in record && record.key === `chain/${key}`;
const nameOf = (record: WalkRecord) =>
	record.kind === 'step' ? `step ${record.state}` : `${record.kind} ${record.key.replace(/\/\d{12}\/.*$|\/\d{12}$/, '')}`;

/** Everything the chain step writes down, in order; what it writes for each place is one of a kind here. */
const points = [
	'step entered',
	'answer chain/search',
	'evidence chain/found',
	'note chain/probe-sessions',
	'evidence chain/tightening-1',
	'answer chain/confirm-tightening',
	'evidence chain/target',
	'evidence chain/control',
	'intent chain/update-policy-1',
	'outcome chain/update-policy-1',
	'note chain/verdict',
	'note chain/open',
	'evidence chain/found#2',
	'note chain/verdict-again',
	'note chain/open#2',
	'answer chain/chain-seen',
	'step done',
];
const beforeTheUpdate = points.slice(0, points.indexOf('outcome chain/update-policy-1'));

test('these are all the points at which the process can be gone', async () => {
	const {records} = await walkChain(given);
	expect([...new Set(records.filter(ofChain).map(nameOf))]).toEqual(points);
});

/** The process is gone at the last record of that kind. */
async function killed(point: string): Promise<Incident> {
	const whole = await walkChain(given);
	const last = whole.records.filter(ofChain).filter(record => nameOf(record) === point).length;
	const incident = newIncident({scenario: roleChaining});
	let left = last;
	const endAfter = (record: WalkRecord) => ofChain(record) && nameOf(record) === point && --left === 0;
	expect((await walkChain({...given, incident, endAfter})).killed).toBe(true);
	incident.clock.advance(minutes);
	return incident;
}

async function expectTightenedOnce(incident: Incident): Promise<void> {
	expect(writes(incident.sandbox)).toEqual([...put, update]);
	expect(inForce(incident.sandbox)).toHaveLength(1);
	for (const name of chained) expect(await may(incident.sandbox, name)).toBe('denied');
	expect(await may(incident.sandbox, 'pipeline')).toBe('allowed');
}

describe.each(points)('killed after %s', point => {
	test('resumed with the name given again: the same world at the end, with one update', async () => {
		const incident = await killed(point);
		const resumed = await walkChain({incident, confirm: 'test-user'});
		expect(resumed.defect).toBeUndefined();
		expect(codes(resumed)).toEqual([]);
		expect(resumed.result.verdict).toBe('contained');
		expect(resumed.result.chain?.open).toBe(0);
		await expectTightenedOnce(incident);
		const again = await walkChain({incident});
		expect(again.result.verdict).toBe('contained');
		await expectTightenedOnce(incident);
	});
});

describe.each(beforeTheUpdate)('killed after %s, and nobody types the name again', point => {
	test('nothing is sent on what is on record alone', async () => {
		const incident = await killed(point);
		const resumed = await walkChain({incident});
		expect(resumed.defect).toBeUndefined();
		expect(writes(incident.sandbox)).toEqual(put);
		expect(resumed.result.verdict).toBe('partial');
		expect(resumed.exit).toBe(3);
		expect(resumed.result.chain?.open).toBe(3);
		for (const name of chained) expect(await may(incident.sandbox, name)).toBe('allowed');
	});
});

test('killed after the confirmation, then somebody of them is protected: refused before the name is asked for', async () => {
	const incident = newIncident({scenario: roleChaining});
	await walkChain({...given, incident, endAfter: at('answer', 'confirm-tightening')});
	const resumed = await walkChain({incident, confirm: 'test-user', settings: {protectedPrincipals: ['nightly-sync']}});
	expect(codes(resumed)).toContain('guard-protected-principal');
	expect(asked(resumed).filter(id => id.startsWith('confirm-tightening'))).toEqual([]);
	expect(writes(incident.sandbox)).toEqual(put);
	expect(resumed.result.verdict).toBe('partial');
});

test('a search that was stopped, and the process gone before it was written down: looked for anew', async () => {
	const incident = newIncident({scenario: roleChaining});
	const first = await walkChain({
		...given,
		incident,
		answerFirst: question => (question.id === 'stop-search' ? 'stop' : undefined),
		endAfter: at('answer', 'stop-search'),
	});
	expect(first.killed).toBe(true);
	const resumed = await walkChain({incident, confirm: 'test-user'});
	expect(resumed.result.verdict).toBe('contained');
	expect(said(resumed.views)).not.toContain('Not searched');
	await expectTightenedOnce(incident);
});

describe('not done in an earlier sitting', () => {
	const refusing = ({operation}: {readonly operation: string}) => (operation === 'UpdatePolicy' ? refusedByAws : undefined);
	const lost = ({operation}: {readonly operation: string}) =>
		operation === 'UpdatePolicy'
			? ({statusCode: 503, type: 'application/x-amz-json-1.1', body: JSON.stringify({__type: 'ServiceException'})} as const)
			: undefined;
	test.each([
		['declined', {answerFirst: ({id}: {id: string}) => (id === 'confirm-tightening' ? 'back' : undefined)}],
		['refused by AWS', {answering: refusing}],
		['lost on the way', {answering: lost}],
	] as const)('%s: left again by whoever does not type the name, and offered to whoever does', async (_how, meanwhile) => {
		const incident = newIncident({scenario: roleChaining});
		expect((await walkChain({...given, incident, ...meanwhile})).result.verdict).toBe('partial');
		incident.clock.advance(minutes);
		const nobody = await walkChain({incident});
		expect(nobody.result.verdict).toBe('partial');
		expect(asked(nobody)).toContain('tighten-again');
		expect(await may(incident.sandbox, 'release-4711')).toBe('allowed');
		incident.clock.advance(minutes);
		const resumed = await walkChain({incident, confirm: 'test-user'});
		expect(resumed.defect).toBeUndefined();
		expect(codes(resumed)).toEqual([]);
		expect(resumed.result.verdict).toBe('contained');
		expect(resumed.result.chain?.open).toBe(0);
		await expectTightenedOnce(incident);
		// What was done in the second round is found again, and nothing is asked.
		const again = await walkChain({incident});
		expect(again.result.verdict).toBe('contained');
		expect(asked(again).filter(id => id.includes('tighten'))).toEqual([]);
		await expectTightenedOnce(incident);
	});
});

describe('wrongly typed', () => {
	test.each(['evidence chain/tightening-1', 'answer chain/confirm-tightening'])(
		'resumed after %s: nothing is sent, and it is said',
		async point => {
			const incident = await killed(point);
			const wrong = await walkChain({incident, confirm: 'test-usr'});
			expect(wrong.defect).toBeUndefined();
			expect(codes(wrong)).toContain('confirmation-mismatch');
			expect(wrong.result.problems.find(({code}) => code === 'confirmation-mismatch')?.message).toContain('test-usr');
			expect(writes(incident.sandbox)).toEqual(put);
			expect(wrong.result.verdict).toBe('partial');
			expect(wrong.exit).toBe(3);
			expect(wrong.result.chain?.open).toBe(3);
			for (const name of chained) expect(await may(incident.sandbox, name)).toBe('allowed');
			const right = await walkChain({incident, confirm: 'test-user'});
			expect(right.result.verdict).toBe('contained');
			expect(codes(right)).toEqual([]);
			await expectTightenedOnce(incident);
		},
	);
});
