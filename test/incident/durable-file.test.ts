import {mkdir, readFile, rename, rm, stat, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {DurableFile, WrittenByAnother} from '../../src/incident/durable-file.ts';
import {unwritable} from '../../src/incident/journal.ts';
import {temporaryFolder} from './temporary.ts';

describe('a durable file', () => {
	test('grows by what is appended, in order', async () => {
		const path = join(await temporaryFolder(), 'file');
		const file = await DurableFile.create(path);
		await Promise.all(['a', 'b', 'c'].map(text => file.append(text)));
		await file.append('d');
		await file.close();
		const again = await DurableFile.reopen(path, 4);
		await again.append('e');
		await again.close();
		expect(await readFile(path, 'utf8')).toBe('abcde');
	});

	test('never takes the place of another', async () => {
		const path = join(await temporaryFolder(), 'file');
		await (await DurableFile.create(path)).close();
		await expect(DurableFile.create(path)).rejects.toMatchObject({code: 'EEXIST'});
	});

	test.runIf(process.platform === 'linux')('on a full disk fails, and goes on failing', async () => {
		const file = await DurableFile.reopen('/dev/full', 0);
		const first = await Promise.allSettled([file.append('a'), file.append('b')]);
		const later = await file.append('c').catch((error: unknown) => error);
		for (const error of [...first.map(result => result.status === 'rejected' && result.reason), later]) {
			expect(error).toMatchObject({code: 'ENOSPC'});
			expect(unwritable('/journal', error)).toMatchObject({
				code: 'journal-unwritable',
				exit: 5,
				message: 'The journal cannot be written at /journal: there is no space left on the disk.',
				next: expect.stringContaining('tourniquet resume'),
			});
		}
		await file.close();
	});

	test.runIf(process.platform === 'linux')('refuses every append after a failure, alone or together, and still closes', async () => {
		const file = await DurableFile.reopen('/dev/full', 0);
		for (const appended of ['a', 'b', 'c', 'd']) await expect(file.append(appended)).rejects.toMatchObject({code: 'ENOSPC'});
		const together = await Promise.allSettled(['e', 'f', 'g'].map(appended => file.append(appended)));
		expect(together.map(({status}) => status)).toEqual(['rejected', 'rejected', 'rejected']);
		await file.close();
	});

	test('refuses what was appended after it was closed', async () => {
		const path = join(await temporaryFolder(), 'file');
		const file = await DurableFile.create(path);
		await file.append('a');
		await file.close();
		for (const appended of ['b', 'c']) await expect(file.append(appended)).rejects.toBeInstanceOf(Error);
		await file.close();
		expect(await readFile(path, 'utf8')).toBe('a');
	});

	test('takes an append from whoever hears that the one before is on the disk', async () => {
		const path = join(await temporaryFolder(), 'file');
		const file = await DurableFile.create(path);
		const turns = Array.from({length: 20}, (_, turn) => String(turn % 10));
		await turns.reduce((before, turn) => before.then(() => file.append(turn)), Promise.resolve());
		await file.close();
		expect(await readFile(path, 'utf8')).toBe(turns.join(''));
	});

	test('that somebody deletes is put back whole, with its folder, for its owner only', async () => {
		const folder = join(await temporaryFolder(), 'incident');
		await mkdir(folder);
		const path = join(folder, 'file');
		const file = await DurableFile.create(path);
		await file.append('a'.repeat(100_000));
		await rm(folder, {recursive: true});
		await Promise.all([file.append('b'), file.append('c')]);
		expect(file.putBack).toBe(1);
		await rm(path);
		await file.append('d');
		await file.close();
		expect(await readFile(path, 'utf8')).toBe(`${'a'.repeat(100_000)}bcd`);
		expect((await stat(path)).mode & 0o777).toBe(0o600);
		expect((await stat(folder)).mode & 0o777).toBe(0o700);
		expect(file.putBack).toBe(2);
	});

	test('is not written to when another file was put in its place', async () => {
		const path = join(await temporaryFolder(), 'file');
		const file = await DurableFile.create(path);
		await file.append('a');
		await rename(path, `${path}.kept`);
		await writeFile(path, 'b');
		await expect(file.append('c')).rejects.toBeInstanceOf(WrittenByAnother);
		await file.close();
		expect(await readFile(path, 'utf8')).toBe('b');
		expect(await readFile(`${path}.kept`, 'utf8')).toBe('a');
	});
});
