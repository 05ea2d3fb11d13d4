import {expect, test} from 'vitest';
import {foldJournal} from '../../src/incident/fold.ts';
import type {JournalEntry} from '../../src/incident/records.ts';

const problem = {code: 'no-answer', message: 'AWS did not answer.', next: 'Try again.', exit: 5} as const;
const answer = (key: string, value: string): JournalEntry => ({kind: 'answer', key, question: 'text', title: 'Who is it', answer: value});

test('a step that was done once stays done, whatever ends it in a later sitting', () => {
	const {steps} = foldJournal([
		{kind: 'step', step: 'brief', state: 'entered'},
		{kind: 'step', step: 'brief', state: 'done'},
		{kind: 'step', step: 'brief', state: 'ended', because: 'interrupted'},
		{kind: 'step', step: 'reach', state: 'skipped'},
		{kind: 'step', step: 'who', state: 'ended', because: 'left'},
	]);
	expect(steps).toEqual(
		new Map([
			['brief', 'done'],
			['reach', 'skipped'],
			['who', 'ended'],
		]),
	);
});

test('the last answer counts, and one that ended the walk does not', () => {
	const {answers} = foldJournal([
		answer('who/user', 'test-user'),
		answer('who/user', 'ops-admin'),
		answer('who/start', 'leave'),
		{kind: 'step', step: 'who', state: 'ended', because: 'left', withdrawn: 'who/start'},
	]);
	expect([...answers].map(([key, record]) => [key, record.answer])).toEqual([['who/user', 'ops-admin']]);
});

test('a change is as its last record leaves it', () => {
	const {writes} = foldJournal([
		{kind: 'intent', key: 'contain/begun', what: 'creating', intent: 1},
		{kind: 'intent', key: 'contain/failed', what: 'creating', intent: 1},
		{kind: 'failed', key: 'contain/failed', problem},
		{kind: 'intent', key: 'contain/again', what: 'creating', intent: 1},
		{kind: 'failed', key: 'contain/again', problem},
		{kind: 'intent', key: 'contain/again', what: 'creating', intent: 2},
		{kind: 'intent', key: 'contain/made', what: 'creating', intent: 1},
		{kind: 'outcome', key: 'contain/made', outcome: null},
		{kind: 'outcome', key: 'contain/found', outcome: 'there', reconciled: true},
	]);
	expect(Object.fromEntries(writes)).toEqual({
		'contain/begun': {intent: 1},
		'contain/failed': {intent: 1, failed: problem},
		'contain/again': {intent: 2},
		'contain/made': {intent: 1, outcome: {value: null}},
		'contain/found': {outcome: {value: 'there'}},
	});
});

test('what is no part of a walk changes nothing', () => {
	const {steps, answers, evidence, writes, notes} = foldJournal([
		{kind: 'opened', format: 1, incident: 'x', mode: 'live', version: '0.1.0', runbook: {id: 'leaked-session', sha256: ''}},
		{kind: 'closed', verdict: 'contained'},
	]);
	expect([steps, answers, evidence, writes, notes].map(map => map.size)).toEqual([0, 0, 0, 0, 0]);
});
