import {mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {BEGINNING, seal} from '../../src/incident/chain.ts';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';
import {debriefView} from '../../src/rehearsal/debrief.ts';
import {pastRehearsals, remember, standingOf} from '../../src/rehearsal/history.ts';
import {type Played, scoreOf} from '../../src/rehearsal/score.ts';
import type {Happening} from '../../src/sandbox/actors/play.ts';
import {s3Discovery} from '../scenarios.ts';

const START = Date.UTC(2026, 10, 23, 0, 41);

function journal(...entries: readonly (readonly [seconds: number, entry: JournalEntry])[]): readonly JournalRecord[] {
	return entries.map(([seconds, entry], index) => seal(entry, START + seconds * 1000, {n: index + 1, prev: BEGINNING}).record);
}

const step = (name: string, state: 'entered' | 'done'): JournalEntry => ({kind: 'step', step: name, state});

const records = journal(
	[0, step('brief', 'entered')],
	[45, step('brief', 'done')],
	[45, step('findings', 'entered')],
	[60, step('findings', 'done')],
	[60, step('who', 'entered')],
	[61, step('who', 'done')],
	[61, step('preview', 'entered')],
	[181, step('preview', 'done')],
	[181, step('contain', 'entered')],
	[190, {kind: 'answer', key: 'contain/confirm', question: 'confirm', title: 'x', answer: 'back'}],
	[240, {kind: 'outcome', key: 'contain/attach-policy', outcome: {}}],
	[300, {kind: 'note', key: 'prove/verdict', value: {verdict: 'contained'}}],
);

function happening(seconds: number, more: Partial<Happening>): Happening {
	return {
		at: START + seconds * 1000,
		actor: 'thief',
		kind: 'attacker',
		as: 'test-user',
		call: 's3:ListBuckets',
		account: '444444444444',
		region: 'us-east-1',
		callerArn: 'arn:aws:sts::444444444444:assumed-role/x/test-user',
		accessKeyId: 'ASIAEXAMPLE000000001',
		outcome: 'allowed',
		write: false,
		...more,
	};
}

const played: Played = {
	scenario: s3Discovery,
	seed: 1,
	startedAt: START,
	endedAt: START + 400_000,
	records,
	happened: [
		happening(10, {gains: 'took a file'}),
		happening(50, {gains: 'took a file'}),
		happening(250, {gains: 'took a file'}),
		happening(260, {outcome: 'denied', deniedBy: {kind: 'service-control-policy', policyId: 'p-1'}}),
		happening(270, {actor: 'etl', kind: 'innocent', as: 'data.team+etl', outcome: 'denied', deniedBy: {kind: 'service-control-policy'}}),
		happening(280, {actor: 'etl', kind: 'innocent', as: 'data.team+etl', outcome: 'denied', deniedBy: {kind: 'identity-policy'}}),
	],
	injected: ['phone'],
	stillWorks: [
		{as: 'test-user', account: '444444444444', callerArn: 'arn:aws:sts::444444444444:assumed-role/x/test-user', works: false},
		{as: 'chained', account: '555555555555', callerArn: 'arn:aws:sts::555555555555:assumed-role/y/release', works: true},
		{as: 'admin', account: '111111111111', callerArn: 'arn:aws:sts::111111111111:assumed-role/z/test-user', works: true},
	],
	verdict: 'partial',
	names: ['test-user'],
	openTasks: ['portal-session', 'keep-the-deny'],
};

describe('a score', () => {
	const score = scoreOf(played);

	test('takes its times from the journal', () => {
		expect(score.times).toEqual({
			toIdentifiedMs: 61_000,
			toContainedMs: 240_000,
			toProvenMs: 300_000,
			toManagementAccountClosedMs: null,
			totalMs: 400_000,
		});
	});

	test('counts what the attacker got, and whom the policies hit', () => {
		expect(score.attacker).toEqual({
			calls: 4,
			succeeded: 3,
			succeededAfterDeny: 1,
			denied: 1,
			gained: [{what: 'took a file', times: 3}],
			stillIn: [
				{as: 'chained', account: '555555555555'},
				{as: 'admin', account: '111111111111'},
			],
		});
		expect(score.innocents).toEqual({calls: 2, denied: 1, hit: ['etl']});
	});

	test('says what was missed and where it went wrong', () => {
		expect(score.missed.map(({code, about}) => [code, ...about])).toEqual([
			['management-account-open', 'admin'],
			['chain-open', 'chained'],
			['innocents-hit', 'etl'],
			['other-verdict', 'partial'],
		]);
		expect(score.wrongTurns.map(({code}) => code)).toEqual(['stepped-back']);
		expect(score.points).toBe(2);
	});

	test('names the three steps that could have been faster, the slowest first', () => {
		expect(score.slowest.map(delay => delay.step)).toEqual(['preview', 'contain', 'brief']);
	});

	test('is told as what it is: a rehearsal, with published clocks beside it', () => {
		const view = debriefView(score, standingOf([], 's3-discovery'), ['One point.'], new Map([['preview', 'Preview']]));
		const said = JSON.stringify(view);
		expect(view.title).toMatch(/^SANDBOX · rehearsal “s3-discovery” · 2 of 100 points$/);
		for (const words of [
			'4 min',
			'about 67 s',
			'within 4 min',
			'29 min on average',
			'One point.',
			'Preview: 2 min.',
			'Nobody has played this one here before.',
		])
			expect(said).toContain(words);
	});
});

test('is the better the less was missed, and the faster', () => {
	const well = {
		...played,
		stillWorks: [],
		happened: [],
		verdict: 'contained',
		openTasks: [],
		records: records.filter(({kind}) => kind !== 'answer'),
	};
	expect(scoreOf(well)).toMatchObject({missed: [], wrongTurns: [], points: 94});
	const fast = {
		...well,
		records: records.filter(({kind}) => kind !== 'answer').map(record => ({...record, at: new Date(START + 1000).toISOString()})),
	};
	expect(scoreOf(fast).points).toBe(100);
	expect(scoreOf({...well, records: []}).missed.map(({code}) => code)).toEqual(['no-deny']);
	expect(scoreOf({...well, names: ['ops-admin']}).missed.map(({code, about}) => [code, ...about])).toEqual([
		['wrong-person', 'ops-admin'],
		['person-left-out', 'test-user'],
	]);
});

test('the history is kept for its owner alone, and knows the best', async () => {
	const state = mkdtempSync(join(tmpdir(), 'tourniquet-history-'));
	const score = scoreOf(played);
	expect(await pastRehearsals(state)).toEqual([]);
	await remember(state, {...score, points: 40}, START);
	await remember(state, {...score, points: 70}, START);
	const file = join(state, 'rehearsal-history.jsonl');
	expect(statSync(file).mode & 0o777).toBe(0o600);
	writeFileSync(
		file,
		`${readFileSync(file, 'utf8')}not a line\n{"scenario":"s3-discovery","who":"somebody else","points":100,"toContainedMs":1}\n`,
	);
	const past = await pastRehearsals(state);
	expect(past).toHaveLength(3);
	const standing = standingOf(past, 's3-discovery');
	expect(standing).toMatchObject({played: 3, people: 2, averagePoints: 70});
	expect(standing.best?.points).toBe(70);
	expect(standingOf(past, 'role-chaining')).toMatchObject({played: 0, best: undefined});
});
