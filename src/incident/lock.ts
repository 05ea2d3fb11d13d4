import {randomBytes} from 'node:crypto';
import {readFile, rm} from 'node:fs/promises';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import * as v from 'valibot';
import {Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {hasCode} from './has-code.ts';
import {unwritable} from './journal.ts';
import {Busy, type Claimant, oneAtATime} from './one-at-a-time.ts';
import {writePrivately} from './private-file.ts';

const LOCK = 'lock.json';

const holder = v.object({
	token: v.string(),
	pid: v.pipe(v.number(), v.integer(), v.minValue(1)),
	/** When that process began, as the operating system counts; absent where it does not tell. Tells it from a later one with the same number. */
	began: v.optional(v.string()),
	host: v.string(),
	user: v.string(),
	/** UTC, ISO 8601. */
	since: v.string(),
});

/** Who works on an incident. */
export type Holder = v.InferOutput<typeof holder>;

export type Held =
	| {readonly state: 'free'}
	/** `gone`: its process has ended, on this machine. `elsewhere`: on another machine, where nobody can see from here whether it goes on. */
	| {readonly state: 'here' | 'gone' | 'elsewhere'; readonly by: Holder}
	/** There is a lock that cannot be read. */
	| {readonly state: 'damaged'};

export interface Lock {
	/** Lets others have the incident, unless somebody took it over meanwhile. Never throws. */
	release(): Promise<void>;
}

/**
 * Takes an incident for this process, so that two responders do not walk it at once. A lock whose process has ended on this machine is
 * taken over without a word; one from another machine only with `takeOver`, because nobody can see from here whether it goes on.
 * @throws Problem `incident-in-use`, exit 4; `journal-unwritable`, exit 5
 */
export async function lockIncident(folder: string, id: string, now: number, takeOver = false): Promise<Lock> {
	const path = join(folder, LOCK);
	const mine = await me(now);
	const claimant: Claimant = {words: wordsOf(mine), mayLive: async words => keeps(await stateOf(parsed(words)), takeOver)};
	try {
		await oneAtATime(path, claimant, async () => {
			const held = await heldBy(folder);
			if (held.state !== 'free' && held.state !== 'gone' && keeps(held, takeOver)) throw inUse(id, held);
			await writePrivately(path, wordsOf(mine));
		});
	} catch (error) {
		if (error instanceof Problem) throw error;
		if (error instanceof Busy) throw new Problem('incident-in-use', text.incident.lockBusy(id), text.incident.takeOverNext, 4);
		throw unwritable(path, error);
	}
	return {release: () => release(path, mine, claimant)};
}

/** Whether a lock, or a claim to it, keeps others from the incident. */
function keeps({state}: Held, takeOver: boolean): boolean {
	return state === 'here' || ((state === 'elsewhere' || state === 'damaged') && !takeOver);
}

/** Who works on an incident now. Asks nobody but this machine. */
export async function heldBy(folder: string): Promise<Held> {
	const by = await read(join(folder, LOCK));
	return by === undefined ? {state: 'free'} : stateOf(by);
}

async function stateOf(by: Holder | 'damaged'): Promise<Exclude<Held, {state: 'free'}>> {
	if (by === 'damaged') return {state: 'damaged'};
	if (by.host !== hostname()) return {state: 'elsewhere', by};
	return {state: (await lives(by)) ? 'here' : 'gone', by};
}

function inUse(id: string, held: Exclude<Held, {state: 'free' | 'gone'}>): Problem {
	if (held.state === 'damaged') return new Problem('incident-in-use', text.incident.lockDamaged(id), text.incident.takeOverNext, 4);
	const {user, host, pid, since} = held.by;
	const message = text.incident.inUse(id, clean(user), clean(host), pid, Date.parse(since));
	return new Problem('incident-in-use', message, held.state === 'here' ? text.incident.inUseHereNext(pid) : text.incident.takeOverNext, 4);
}

async function release(path: string, mine: Holder, claimant: Claimant): Promise<void> {
	try {
		await oneAtATime(path, claimant, async () => {
			const by = await read(path);
			if (by !== undefined && by !== 'damaged' && by.token === mine.token) await rm(path, {force: true});
		});
	} catch {
		// A lock that stays is one of a process that has ended: the next one takes it over.
	}
}

async function read(path: string): Promise<Holder | 'damaged' | undefined> {
	try {
		return parsed(await readFile(path, 'utf8'));
	} catch (error) {
		return hasCode(error, 'ENOENT') ? undefined : 'damaged';
	}
}

const wordsOf = (by: Holder): string => `${JSON.stringify(by)}\n`;

function parsed(words: string): Holder | 'damaged' {
	try {
		const read = v.safeParse(holder, JSON.parse(words));
		return read.success && !Number.isNaN(Date.parse(read.output.since)) ? read.output : 'damaged';
	} catch {
		return 'damaged';
	}
}

async function me(now: number): Promise<Holder> {
	const began = await beganOf(process.pid);
	return {
		token: randomBytes(16).toString('hex'),
		pid: process.pid,
		...(began === undefined ? {} : {began}),
		host: hostname(),
		user: nameOfUser(),
		since: new Date(now).toISOString(),
	};
}

async function lives({pid, began}: Holder): Promise<boolean> {
	try {
		process.kill(pid, 0);
	} catch (error) {
		// Somebody else's process may be looked at, but not signalled.
		if (!hasCode(error, 'EPERM')) return false;
	}
	const now = began === undefined ? undefined : await beganOf(pid);
	return now === undefined || now === began;
}

/** On Linux: the machine's start, and the clock ticks from it to the process's start (proc_pid_stat(5), field 22). */
async function beganOf(pid: number): Promise<string | undefined> {
	try {
		const [stat, boot] = await Promise.all([readFile(`/proc/${pid}/stat`, 'utf8'), readFile('/proc/sys/kernel/random/boot_id', 'utf8')]);
		// The second field is the program's name in parentheses, and may hold anything.
		const ticks = stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
		return ticks === undefined ? undefined : `${boot.trim()}/${ticks}`;
	} catch {
		return undefined;
	}
}

function nameOfUser(): string {
	try {
		return userInfo().username;
	} catch {
		return String(process.getuid?.() ?? '');
	}
}
