import {describe, expect, test} from 'vitest';
import {audit, isAmiss} from '../../src/incident/audit.ts';
import {BEGINNING, seal} from '../../src/incident/chain.ts';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';

const opened = {
	kind: 'opened',
	format: 1,
	incident: '20261123-0041-7f3a',
	mode: 'live',
	version: '0.1.0',
	runbook: {id: 'leaked-session', sha256: 'a'.repeat(64)},
} as const;
const intent = (key: string): JournalEntry => ({kind: 'intent', key, what: `doing ${key}`, intent: {}});
const outcome = (key: string, reconciled = false): JournalEntry => ({
	kind: 'outcome',
	key,
	outcome: {},
	...(reconciled ? {reconciled: true as const} : {}),
});
const failed = (key: string): JournalEntry => ({kind: 'failed', key, problem: {code: 'network', message: '', next: '', exit: 5}});
const call = (operation: string, write: boolean): JournalEntry => ({
	kind: 'call',
	service: 'organizations',
	operation,
	region: 'us-east-1',
	write,
	requestIds: [],
	attempts: 1,
	outcome: 'answered',
	milliseconds: 1,
});
const closed: JournalEntry = {kind: 'closed', verdict: 'contained'};
const start = Date.UTC(2026, 10, 23, 0, 41);

/** Sealed a second apart, or at the given seconds. */
function journal(entries: readonly JournalEntry[], seconds?: readonly number[]): readonly JournalRecord[] {
	const records: JournalRecord[] = [];
	for (const [index, entry] of entries.entries()) {
		const last = records.at(-1);
		const at = start + (seconds?.[index] ?? index) * 1000;
		records.push(seal(entry, at, {n: records.length + 1, prev: last?.hash ?? BEGINNING}).record);
	}
	return records;
}

describe('the audit of a journal', () => {
	test('of one whole sitting finds nothing', () => {
		const records = journal([opened, intent('a/x'), call('CreatePolicy', true), outcome('a/x'), call('ListRoots', false), closed]);
		expect(audit({records})).toEqual({
			records: 6,
			sittings: 1,
			from: start,
			to: start + 5000,
			head: records.at(-1)?.hash,
			changes: {answered: 1, failed: 0, open: []},
			findings: [],
		});
	});

	test('of nothing says so', () => {
		expect(audit({records: []})).toEqual({records: 0, sittings: 0, changes: {answered: 0, failed: 0, open: []}, findings: []});
	});

	test('names the changes that have no answer', () => {
		const {changes, findings} = audit({records: journal([opened, intent('a/x'), intent('a/y'), failed('a/y')])});
		expect(changes).toEqual({answered: 0, failed: 1, open: [{key: 'a/x', n: 2, what: 'doing a/x'}]});
		expect(findings).toEqual([]);
	});

	test('takes what AWS said afterwards for the answer', () => {
		const records = journal([
			opened,
			...[intent('a/x'), failed('a/x'), outcome('a/x', true)],
			...[intent('a/y'), closed, {...opened, resumed: true as const}, outcome('a/y', true), closed],
			...[intent('a/z'), failed('a/z'), intent('a/z'), outcome('a/z')],
		]);
		expect(audit({records})).toMatchObject({sittings: 2, changes: {answered: 3, failed: 0, open: []}, findings: []});
	});

	test.each([
		['an answer that nothing announced', [opened, outcome('a/x')], [{code: 'unannounced-outcome', n: 2, key: 'a/x'}]],
		['a failure that nothing announced', [opened, failed('a/x')], [{code: 'unannounced-outcome', n: 2, key: 'a/x'}]],
		['a second answer', [opened, intent('a/x'), outcome('a/x'), outcome('a/x')], [{code: 'second-outcome', n: 4, key: 'a/x'}]],
		['an answer after a failure', [opened, intent('a/x'), failed('a/x'), outcome('a/x')], [{code: 'second-outcome', n: 4, key: 'a/x'}]],
		[
			'a change that was sent with nothing announced',
			[opened, intent('a/x'), outcome('a/x'), call('AttachPolicy', true)],
			[{code: 'unannounced-call', n: 4, service: 'organizations', operation: 'AttachPolicy'}],
		],
		[
			'another incident',
			[opened, {...opened, incident: '20261123-0042-0000'}],
			[{code: 'other-incident', n: 2, incident: '20261123-0042-0000'}],
		],
	] as const)('finds %s', (_what, entries, expected) => {
		const findings = audit({records: journal(entries as readonly JournalEntry[])}).findings.filter(isAmiss);
		expect(findings).toEqual(expected);
	});

	test('tells of a sitting that was cut off, and does not call it amiss', () => {
		const {findings} = audit({records: journal([opened, closed, opened, intent('a/x'), {...opened, resumed: true}, closed])});
		expect(findings).toEqual([{code: 'sitting-cut-off', n: 4}]);
		expect(findings.some(isAmiss)).toBe(false);
	});

	test('tells of a clock that went back, and not of one that wanders', () => {
		const {findings} = audit({records: journal([opened, closed, opened, closed], [7200, 7199.5, 3600, 3601])});
		expect(findings).toEqual([{code: 'clock-went-back', n: 3, byMs: 3_599_500}]);
		expect(findings.some(isAmiss)).toBe(false);
	});
});
