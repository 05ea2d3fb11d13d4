import {randomBytes} from 'node:crypto';
import {link, readFile, rename, rm, writeFile} from 'node:fs/promises';
import {hostname, userInfo} from 'node:os';
import {join} from 'node:path';
import * as v from 'valibot';
import {Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {hasCode} from './has-code.ts';
import {unwritable} from './journal.ts';

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
	for (let tries = 0; tries < 10; tries++) {
		if (await created(path, mine)) return {release: () => release(path, mine.token)};
		const held = await heldBy(folder);
		if (held.state === 'free') continue;
		if (held.state === 'here' || (held.state !== 'gone' && !takeOver)) throw inUse(id, held);
		await setAside(path, held);
	}
	throw unwritable(path, Object.assign(new Error('the lock changes hands'), {code: 'EEXIST'}));
}

/** Who works on an incident now. Asks nobody but this machine. */
export async function heldBy(folder: string): Promise<Held> {
	const by = await read(join(folder, LOCK));
	if (by === undefined) return {state: 'free'};
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

/** The lock is there with all of its words or not at all: it is written beside, and then given its name. */
async function created(path: string, mine: Holder): Promise<boolean> {
	const beside = `${path}.${mine.token}`;
	try {
		await writeFile(beside, `${JSON.stringify(mine)}\n`, {mode: 0o600, flag: 'wx'});
		await link(beside, path);
		return true;
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		// Some file systems know no second name for a file.
		if (hasCode(error, 'EPERM') || hasCode(error, 'ENOTSUP') || hasCode(error, 'ENOSYS')) return createdPlainly(path, mine);
		throw unwritable(path, error);
	} finally {
		await rm(beside, {force: true}).catch(() => {});
	}
}

async function createdPlainly(path: string, mine: Holder): Promise<boolean> {
	try {
		await writeFile(path, `${JSON.stringify(mine)}\n`, {mode: 0o600, flag: 'wx'});
		return true;
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		throw unwritable(path, error);
	}
}

/** Moves a stale lock out of the way; of several that try, one gets it. What somebody else has put there meanwhile is put back. */
async function setAside(path: string, held: Held): Promise<void> {
	const aside = `${path}.${randomBytes(8).toString('hex')}`;
	try {
		await rename(path, aside);
		const taken = await read(aside);
		const judged = 'by' in held ? held.by.token : undefined;
		if (taken !== undefined && taken !== 'damaged' && taken.token !== judged) await link(aside, path);
	} catch (error) {
		if (!hasCode(error, 'ENOENT') && !hasCode(error, 'EEXIST')) throw unwritable(path, error);
	} finally {
		await rm(aside, {force: true}).catch(() => {});
	}
}

async function release(path: string, token: string): Promise<void> {
	try {
		const by = await read(path);
		if (by !== undefined && by !== 'damaged' && by.token === token) await rm(path, {force: true});
	} catch {
		// A lock that stays is one of a process that has ended: the next one takes it over.
	}
}

async function read(path: string): Promise<Holder | 'damaged' | undefined> {
	let words: string;
	try {
		words = await readFile(path, 'utf8');
	} catch (error) {
		return hasCode(error, 'ENOENT') ? undefined : 'damaged';
	}
	try {
		const parsed = v.safeParse(holder, JSON.parse(words));
		return parsed.success && !Number.isNaN(Date.parse(parsed.output.since)) ? parsed.output : 'damaged';
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
