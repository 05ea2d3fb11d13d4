import {mkdtempSync, readFileSync, statSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {debriefView} from '../../src/rehearsal/debrief.ts';
import {pastRehearsals, remember, standingOf} from '../../src/rehearsal/history.ts';
import {scoreOf} from '../../src/rehearsal/score.ts';
import {played, records, START} from './made-up.ts';

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
			afterDeny: {spreading: 1, unnamed: 0, managementAccount: 0, takenOff: 0, unnamedSessions: []},
			denied: 1,
			failed: 0,
			gained: [{what: 'took a file', times: 3}],
			stillIn: [
				{as: 'chained', account: '555555555555'},
				{as: 'admin', account: '111111111111'},
			],
		});
		expect(score.innocents).toEqual({calls: 2, denied: 1, hit: ['etl'], people: [], foreseen: 0});
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
