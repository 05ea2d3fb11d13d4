import {mkdir} from 'node:fs/promises';
import {dirname} from 'node:path';
import {hasCode} from './has-code.ts';

/**
 * Makes a folder and what is missing above it, for its owner only. Answers the uppermost that was made; undefined when all were there.
 * Node's own recursive `mkdir` never ends where a file system says of a folder that is there that it is not, as /proc does.
 */
export async function makeFolders(path: string): Promise<string | undefined> {
	try {
		await mkdir(path, {mode: 0o700});
		return path;
	} catch (error) {
		// What is in the way if not a folder says so to whoever uses it.
		if (hasCode(error, 'EEXIST')) return undefined;
		if (!hasCode(error, 'ENOENT') || dirname(path) === path) throw error;
	}
	const above = await makeFolders(dirname(path));
	await mkdir(path, {mode: 0o700});
	return above ?? path;
}
