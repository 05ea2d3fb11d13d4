import {randomBytes} from 'node:crypto';
import {rename, rm, writeFile} from 'node:fs/promises';

/** Writes a file for its owner only, in place of one that may be there. It has its name only once all of it is on the disk. */
export async function writePrivately(path: string, content: string): Promise<void> {
	const beside = `${path}.${randomBytes(4).toString('hex')}.new`;
	try {
		await writeFile(beside, content, {mode: 0o600, flag: 'wx', flush: true});
		await rename(beside, path);
	} catch (error) {
		await rm(beside, {force: true}).catch(() => {});
		throw error;
	}
}
