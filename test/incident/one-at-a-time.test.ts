import {readdir} from 'node:fs/promises';
import {join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {expect, test} from 'vitest';
import {oneAtATime} from '../../src/incident/one-at-a-time.ts';
import {temporaryFolder} from './temporary.ts';

/** On a machine under load it takes longer to find out about somebody than anybody waits. */
const slowly = {
	words: 'somebody',
	mayLive: async () => {
		await wait(60);
		return true;
	},
};

test('whoever wants it at once with others gets it, one at a time, however long it takes to look', {timeout: 120_000}, async () => {
	const folder = await temporaryFolder();
	let within = 0;
	let most = 0;
	const turns = Array.from({length: 6}, (_, who) =>
		oneAtATime(join(folder, 'thing'), slowly, async () => {
			most = Math.max(most, ++within);
			await wait(1);
			within--;
			return who;
		}),
	);
	expect(await Promise.all(turns)).toEqual([0, 1, 2, 3, 4, 5]);
	expect(most).toBe(1);
	expect(await readdir(folder)).toEqual([]);
});

test('a claim that stays keeps others from it, and they say so', {timeout: 120_000}, async () => {
	const folder = await temporaryFolder();
	const path = join(folder, 'thing');
	const claimant = {words: 'somebody', mayLive: async () => true};
	await oneAtATime(path, claimant, async () => {
		await expect(oneAtATime(path, claimant, async () => 'never')).rejects.toThrow('changing hands');
	});
	expect(await readdir(folder)).toEqual([]);
});
