import {readdirSync} from 'node:fs';
import {fileURLToPath} from 'node:url';
import {describe, expect, test} from 'vitest';
import type {Result} from '../../src/commands/walking/result.ts';
import type {Score} from '../../src/rehearsal/score.ts';
import {cleanEnvironment, ran} from './program.ts';

const names = readdirSync(fileURLToPath(new URL('../../runbooks/rehearsals', import.meta.url)))
	.filter(file => file.endsWith('.yaml'))
	.map(file => file.replace('.yaml', ''));

const scored = async (...args: readonly string[]) => {
	const {code, stdout, stderr} = await ran(['rehearse', ...args, '--auto', '--json'], cleanEnvironment());
	return {code, stderr, result: JSON.parse(stdout) as Result & {readonly score: Score}};
};

describe.each(names)('rehearse %s --auto --json', name => {
	test('plays itself well, and the document has the score', async () => {
		const {result, stderr} = await scored(name);
		expect(stderr).toBe('');
		const {score} = result;
		expect(result.mode).toBe('sandbox');
		expect(result.verdict).toBe(score.goodVerdict);
		expect(score).toMatchObject({scenario: name, seed: 1, missed: []});
		expect(score.attacker.succeeded).toBeGreaterThan(0);
	});
});

test('a session that runs out is signed in again, and nothing is sent twice', async () => {
	const {code, result} = await scored('responder-expires');
	expect(code).toBe(0);
	expect(result.score.injects).toEqual(['login-expires']);
	expect(result.verdict).toBe('contained');
});

test('answered with the wrong person, the score says so', async () => {
	const {code, result} = await scored('s3-discovery', '--user', 'data.team+etl');
	expect(code).toBe(0);
	expect(result.score.missed.map(({code}) => code)).toEqual(expect.arrayContaining(['wrong-person', 'session-open', 'innocents-hit']));
});

test('the list says how difficult each is and what it teaches', async () => {
	const {code, stdout} = await ran(['rehearse', '--list'], cleanEnvironment());
	expect(code).toBe(0);
	for (const name of names) expect(stdout).toMatch(new RegExp(`^${name} +(easy|medium|hard) +\\S.*\\n +[A-Z].*\\.$`, 'm'));
	expect(stdout.startsWith('s3-discovery')).toBe(true);
});
