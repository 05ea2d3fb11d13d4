import {randomBytes, randomInt} from 'node:crypto';
import {readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {hasCode} from './has-code.ts';

/** What is written into a claim, and whether whoever wrote such words may still be at it. */
export interface Claimant {
	readonly words: string;
	/** Of words that cannot be read too. */
	mayLive(words: string): Promise<boolean>;
}

/** Somebody else is at it, and does not come to an end. */
export class Busy extends Error {}

const attempts = 40;
const longestWaitMs = 250;

/**
 * Runs `act` while nobody else does, in any process that has the folder of `path`. Each puts a claim of its own beside `path` and then looks
 * for others: of two at once, at least one sees the other's, and whoever sees one takes its own back and tries again after a while. A claim
 * has a name nobody uses again, so one whose process has ended can be removed by whoever finds it.
 * @throws Busy when somebody else's claim stays; an error of the file system where a claim cannot be put
 */
export async function oneAtATime<T>(path: string, claimant: Claimant, act: () => Promise<T>): Promise<T> {
	for (let attempt = 0; attempt < attempts; attempt++) {
		const own = `${path}.${randomBytes(16).toString('hex')}`;
		try {
			await writeFile(own, claimant.words, {mode: 0o600, flag: 'wx'});
			if (!(await othersBeside(path, own, claimant))) return await act();
		} finally {
			await rm(own, {force: true}).catch(() => {});
		}
		await wait(randomInt(1, Math.min(2 ** (attempt + 2), longestWaitMs)));
	}
	throw new Busy(`${path} is changing hands`);
}

async function othersBeside(path: string, own: string, claimant: Claimant): Promise<boolean> {
	const folder = dirname(path);
	const claims = (await readdir(folder)).filter(name => name.startsWith(`${basename(path)}.`) && name !== basename(own));
	let others = false;
	for (const claim of claims) {
		const words = await wordsOf(join(folder, claim));
		if (words === undefined) continue;
		if (await claimant.mayLive(words)) others = true;
		else await rm(join(folder, claim), {force: true});
	}
	return others;
}

/** `undefined`: it is gone meanwhile. */
async function wordsOf(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		return '';
	}
}
