import {type ChildProcess, spawn} from 'node:child_process';
import {readdir, readFile, stat, writeFile} from 'node:fs/promises';
import {hostname} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {type Holder, heldBy, lockIncident} from '../../src/incident/lock.ts';
import {temporaryFolder} from './temporary.ts';

const id = '20261123-0041-7f3a';
const now = Date.UTC(2026, 10, 23, 0, 41);

const lockOf = async (folder: string) => JSON.parse(await readFile(join(folder, 'lock.json'), 'utf8')) as Holder;
const put = (folder: string, holder: unknown) => writeFile(join(folder, 'lock.json'), JSON.stringify(holder));
const elsewhere: Holder = {token: 'theirs', pid: 4711, host: 'another-machine', user: 'mia', since: '2026-11-23T00:40:00.000Z'};

/** A process that does nothing, and one that has ended. */
async function processes(): Promise<{readonly living: ChildProcess; readonly ended: number}> {
	const living = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)'], {stdio: 'ignore'});
	const short = spawn(process.execPath, ['-e', ''], {stdio: 'ignore'});
	await new Promise(resolve => short.once('exit', resolve));
	return {living, ended: short.pid ?? 0};
}

/** Those that got it, of eight that want it at once. */
async function locksOfMany(folder: string) {
	const tries = await Promise.allSettled(Array.from({length: 8}, () => lockIncident(folder, id, now)));
	return tries.filter(({status}) => status === 'fulfilled');
}

describe('the lock of an incident', () => {
	test('says who holds it, since when and where, to its owner only, and is gone when it is let go', async () => {
		const folder = await temporaryFolder();
		expect(await heldBy(folder)).toEqual({state: 'free'});
		const lock = await lockIncident(folder, id, now);
		const by = await lockOf(folder);
		expect(by).toMatchObject({pid: process.pid, host: hostname(), since: '2026-11-23T00:41:00.000Z'});
		expect((await stat(join(folder, 'lock.json'))).mode & 0o777).toBe(0o600);
		expect(await heldBy(folder)).toEqual({state: 'here', by});
		await lock.release();
		expect(await heldBy(folder)).toEqual({state: 'free'});
		expect(await readdir(folder)).toEqual([]);
		await lock.release();
	});

	test('is not given to a second one while its process lives, whatever is asked for', async () => {
		const folder = await temporaryFolder();
		const lock = await lockIncident(folder, id, now);
		for (const takeOver of [false, true]) {
			await expect(lockIncident(folder, id, now, takeOver)).rejects.toMatchObject({
				code: 'incident-in-use',
				exit: 4,
				message: expect.stringMatching(new RegExp(`on ${hostname()}, since 2026-11-23 00:41 UTC \\(process ${process.pid}\\)`)),
				next: expect.stringContaining(String(process.pid)),
			});
		}
		expect(await heldBy(folder)).toMatchObject({state: 'here'});
		await lock.release();
		await (await lockIncident(folder, id, now)).release();
	});

	test('of a process that has ended is taken over without a word; of one that lives it is not', async () => {
		const folder = await temporaryFolder();
		const {living, ended} = await processes();
		await put(folder, {...elsewhere, host: hostname(), pid: living.pid});
		await expect(lockIncident(folder, id, now)).rejects.toMatchObject({code: 'incident-in-use'});
		living.kill();
		await put(folder, {...elsewhere, host: hostname(), pid: ended});
		expect(await heldBy(folder)).toMatchObject({state: 'gone'});
		await lockIncident(folder, id, now);
		expect(await lockOf(folder)).toMatchObject({pid: process.pid});
	});

	test.runIf(process.platform === 'linux')('of a process whose number another one has now is taken over', async () => {
		const folder = await temporaryFolder();
		await put(folder, {...elsewhere, host: hostname(), pid: process.pid, began: 'another-boot/1'});
		expect(await heldBy(folder)).toMatchObject({state: 'gone'});
		await lockIncident(folder, id, now);
	});

	test('from another machine is taken over only when asked for; whoever lost it does not take it away again', async () => {
		const folder = await temporaryFolder();
		await put(folder, elsewhere);
		await expect(lockIncident(folder, id, now)).rejects.toMatchObject({
			code: 'incident-in-use',
			exit: 4,
			message: 'mia is working on incident 20261123-0041-7f3a on another-machine, since 2026-11-23 00:40 UTC (process 4711).',
			next: expect.stringContaining('--take-over'),
		});
		const lock = await lockIncident(folder, id, now, true);
		expect(await lockOf(folder)).toMatchObject({pid: process.pid});
		await put(folder, elsewhere);
		await lock.release();
		expect(await lockOf(folder)).toEqual(elsewhere);
	});

	test.each([
		['empty', ''],
		['half a lock', '{"pid": 47'],
		['something else', '[]'],
		['without a time', JSON.stringify({...elsewhere, since: 'yesterday'})],
	])('that is damaged (%s) counts as held', async (_what, words) => {
		const folder = await temporaryFolder();
		await writeFile(join(folder, 'lock.json'), words);
		expect(await heldBy(folder)).toEqual({state: 'damaged'});
		await expect(lockIncident(folder, id, now)).rejects.toMatchObject({
			code: 'incident-in-use',
			next: expect.stringContaining('--take-over'),
		});
		await lockIncident(folder, id, now, true);
		expect(await readdir(folder)).toEqual(['lock.json']);
	});

	test('is had by one of many that want it at once, of a stale one too', {timeout: 60_000}, async () => {
		const {living, ended} = await processes();
		living.kill();
		for (const before of ['nothing', 'stale', 'claimed by one that has ended']) {
			for (let round = 0; round < 8; round++) {
				const folder = await temporaryFolder();
				if (before === 'stale') await put(folder, {...elsewhere, host: hostname(), pid: ended});
				if (before === 'claimed by one that has ended')
					await writeFile(join(folder, 'lock.json.4711.claim'), JSON.stringify({...elsewhere, host: hostname(), pid: ended}));
				expect(await locksOfMany(folder)).toHaveLength(1);
				expect(await readdir(folder)).toEqual(['lock.json']);
			}
		}
	});

	test('that is let go meanwhile is had by one of many, or by none that came before it was', {timeout: 60_000}, async () => {
		for (let round = 0; round < 8; round++) {
			const folder = await temporaryFolder();
			const held = await lockIncident(folder, id, now);
			const [got] = await Promise.all([locksOfMany(folder), held.release()]);
			expect(got.length).toBeLessThanOrEqual(1);
			expect(await readdir(folder)).toEqual(got.length === 1 ? ['lock.json'] : []);
			if (got.length === 0) await lockIncident(folder, id, now);
		}
	});

	test('that cannot be put there is a problem with a next step', async () => {
		await expect(lockIncident(join(await temporaryFolder(), 'missing'), id, now)).rejects.toMatchObject({
			code: 'journal-unwritable',
			exit: 5,
		});
	});
});
