import {randomBytes, randomInt} from 'node:crypto';
import {readdir, readFile, rm} from 'node:fs/promises';
import {basename, dirname, join} from 'node:path';
import {setTimeout as wait} from 'node:timers/promises';
import {hasCode} from './has-code.ts';
import {writePrivately} from './private-file.ts';

/** What is written into a claim, and whether whoever wrote such words may still be at it. */
export interface Claimant {
	readonly words: string;
	/** Of words that cannot be read too. */
	mayLive(words: string): Promise<boolean>;
}

/** Somebody else is at it, and does not come to an end. */
export class Busy extends Error {}

const looks = 80;
const longestWaitMs = 250;
const claimEnds = '.claim';

/**
 * Runs `act` while nobody else does, in any process that has the folder of `path`. Whoever finds no claim beside `path` puts one there and
 * looks again, until it is the only one: of two at once, at least one sees the other's. The one whose name comes first stays, the others take
 * theirs back and wait, so that one gets on however slow the machine is. A claim has a name nobody uses again, so one whose process has
 * ended can be removed by whoever finds it.
 * @throws Busy when somebody else's claim stays; an error of the file system where a claim cannot be put
 */
export async function oneAtATime<T>(path: string, claimant: Claimant, act: () => Promise<T>): Promise<T> {
	let own: string | undefined;
	try {
		for (let look = 0; look < looks; look++) {
			const first = await firstOfOthers(path, own, claimant);
			if (first === undefined) {
				if (own !== undefined) return await act();
				own = `${path}.${randomBytes(16).toString('hex')}${claimEnds}`;
				await writePrivately(own, claimant.words);
				continue;
			}
			if (own !== undefined && first < basename(own)) {
				await takeBack(own);
				own = undefined;
			}
			await wait(randomInt(1, Math.min(2 ** (look + 2), longestWaitMs)));
		}
	} finally {
		if (own !== undefined) await takeBack(own);
	}
	throw new Busy(`${path} is changing hands`);
}

/** The name of the first claim of somebody else who may live. Those of who has ended go on the way. */
async function firstOfOthers(path: string, own: string | undefined, claimant: Claimant): Promise<string | undefined> {
	const folder = dirname(path);
	const claims = (await readdir(folder)).filter(name => name.startsWith(`${basename(path)}.`) && name.endsWith(claimEnds));
	for (const claim of claims.sort()) {
		if (own !== undefined && claim === basename(own)) continue;
		const words = await wordsOf(join(folder, claim));
		if (words === undefined) continue;
		if (await claimant.mayLive(words)) return claim;
		await takeBack(join(folder, claim));
	}
	return undefined;
}

const takeBack = (claim: string): Promise<void> => rm(claim, {force: true}).catch(() => {});

/** `undefined`: it is gone meanwhile. */
async function wordsOf(path: string): Promise<string | undefined> {
	try {
		return await readFile(path, 'utf8');
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return undefined;
		return '';
	}
}
