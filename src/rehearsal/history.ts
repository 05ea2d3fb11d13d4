import {appendFile, chmod, readFile} from 'node:fs/promises';
import {userInfo} from 'node:os';
import {join} from 'node:path';
import type {Score} from './score.ts';

/** One rehearsal that somebody played, as the state folder keeps it. */
export interface Past {
	readonly at: string;
	readonly who: string;
	readonly scenario: string;
	readonly verdict: string;
	readonly points: number;
	readonly toContainedMs: number | null;
	readonly missed: number;
}

const FILE = 'rehearsal-history.jsonl';

/** What was rehearsed before, oldest first; empty where nothing is known. A line that cannot be read is passed over. */
export async function pastRehearsals(state: string): Promise<readonly Past[]> {
	const text = await readFile(join(state, FILE), 'utf8').catch(() => '');
	return text.split('\n').flatMap(line => {
		try {
			const past = JSON.parse(line) as Past;
			return typeof past.scenario === 'string' && typeof past.points === 'number' ? [past] : [];
		} catch {
			return [];
		}
	});
}

/** Keeps a score beside the others. A history that cannot be written is no reason to fail a rehearsal. */
export async function remember(state: string, score: Score, at: number): Promise<void> {
	const past: Past = {
		at: new Date(at).toISOString(),
		who: whoami(),
		scenario: score.scenario,
		verdict: score.verdict,
		points: score.points,
		toContainedMs: score.times.toContainedMs,
		missed: score.missed.length,
	};
	const file = join(state, FILE);
	await appendFile(file, `${JSON.stringify(past)}\n`, {mode: 0o600})
		.then(() => chmod(file, 0o600))
		.catch(() => {});
}

export interface Standing {
	/** The same person's best at this scenario so far, by points and then by time. */
	readonly best: Past | undefined;
	/** How often this state folder's people have played it, and what they came to on average. */
	readonly played: number;
	readonly averagePoints: number;
	readonly people: number;
}

/** Where one stands against what was before. */
export function standingOf(past: readonly Past[], scenario: string, who: string = whoami()): Standing {
	const same = past.filter(one => one.scenario === scenario);
	const own = same.filter(one => one.who === who);
	const best = [...own].sort(
		(one, other) => other.points - one.points || (one.toContainedMs ?? Infinity) - (other.toContainedMs ?? Infinity),
	)[0];
	const total = same.reduce((sum, {points}) => sum + points, 0);
	return {
		best,
		played: same.length,
		averagePoints: same.length === 0 ? 0 : Math.round(total / same.length),
		people: new Set(same.map(one => one.who)).size,
	};
}

function whoami(): string {
	try {
		return userInfo().username;
	} catch {
		return 'somebody';
	}
}
