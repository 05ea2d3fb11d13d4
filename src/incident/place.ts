import {randomInt} from 'node:crypto';
import {chmod, mkdir, readdir, stat} from 'node:fs/promises';
import {homedir} from 'node:os';
import {dirname, isAbsolute, join, resolve} from 'node:path';
import {Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {syncFolder} from './durable-file.ts';
import {makeFolders} from './folders.ts';
import {hasCode} from './has-code.ts';
import {unwritable} from './journal.ts';
import {MANIFEST} from './manifest.ts';
import type {Mode} from './records.ts';

/** Rehearsals live apart, so that no list of incidents is ever padded with them. */
const folders: Readonly<Record<Mode, string>> = {live: 'incidents', sandbox: 'rehearsals'};

const JOURNAL = 'journal.jsonl';

const INCIDENT_ID = /^\d{8}-\d{4}-[0-9a-f]{4}$/;

export interface IncidentPlace {
	readonly id: string;
	readonly mode: Mode;
	readonly folder: string;
	readonly journal: string;
}

/**
 * Where incidents live: the folder that was named, or `tourniquet` below `$XDG_STATE_HOME`, or below `~/.local/state`.
 * As the XDG base directory specification says, a path that is not absolute is passed over.
 */
export function stateFolder(environment: Readonly<Record<string, string | undefined>>, named?: string): string {
	if (named !== undefined) return resolve(named);
	const base = environment.XDG_STATE_HOME;
	return join(base !== undefined && isAbsolute(base) ? base : join(homedir(), '.local', 'state'), 'tourniquet');
}

/** Day and minute in UTC and four hexadecimal digits: sorts by time, and short enough to say aloud. `random` answers 0 to 65535. */
export function newIncidentId(now: number, random: () => number = () => randomInt(0x10000)): string {
	const [day = '', time = ''] = new Date(now).toISOString().split('T');
	return `${day.replaceAll('-', '')}-${time.slice(0, 5).replace(':', '')}-${random().toString(16).padStart(4, '0')}`;
}

/**
 * Makes the folder of a new incident, for its owner only. One that is there is never used again: another id is taken.
 * Throws a `Problem` (`journal-unwritable`, exit 5).
 */
export async function createIncident(state: string, mode: Mode, now: number, random?: () => number): Promise<IncidentPlace> {
	const all = join(state, folders[mode]);
	try {
		const made = await makeFolders(all);
		if (made !== undefined) await syncFolder(dirname(made));
		for (let tries = 0; tries < 100; tries++) {
			const place = placeOf(state, mode, newIncidentId(now, random));
			if (!(await madeFolder(place.folder))) continue;
			await syncFolder(all);
			return place;
		}
	} catch (error) {
		throw unwritable(all, error);
	}
	throw unwritable(all, Object.assign(new Error('every id of this minute is taken'), {code: 'EEXIST'}));
}

/** Takes everybody else's rights to what is in the folder of an incident: a copy that came from another machine may have lost its own. */
export async function keepPrivate(folder: string): Promise<void> {
	try {
		await chmod(folder, 0o700);
		for (const entry of await readdir(folder, {withFileTypes: true})) if (entry.isFile()) await chmod(join(folder, entry.name), 0o600);
	} catch (error) {
		throw unwritable(folder, error);
	}
}

/** The incidents whose journal was begun, one that is gone since among them, the newest first. Of both modes unless one is named. */
export async function listIncidents(state: string, modes: readonly Mode[] = ['live', 'sandbox']): Promise<readonly IncidentPlace[]> {
	const found = await Promise.all(
		modes.map(async mode => {
			const places = (await entriesOf(join(state, folders[mode])))
				.filter(name => INCIDENT_ID.test(name))
				.map(id => placeOf(state, mode, id));
			const begun = await Promise.all(places.map(async ({journal, folder}) => (await isThere(journal)) || isThere(join(folder, MANIFEST))));
			return places.filter((_, index) => begun[index]);
		}),
	);
	return found.flat().sort((a, b) => (a.id < b.id ? 1 : a.id > b.id ? -1 : 0));
}

/** The incident with this id, or the only one whose id begins so. Throws a `Problem` (exit 2): `unknown-incident`, `ambiguous-incident`, `rehearsal-over`. */
export async function findIncident(state: string, idOrBeginning: string, modes?: readonly Mode[]): Promise<IncidentPlace> {
	const all = await listIncidents(state, modes);
	const exact = all.find(({id}) => id === idOrBeginning);
	if (exact !== undefined) return exact;
	const [first, ...others] = idOrBeginning === '' ? [] : all.filter(({id}) => id.startsWith(idOrBeginning));
	if (first === undefined) {
		if (modes?.includes('sandbox') === false) await refuseRehearsal(state, idOrBeginning);
		const message = all.length === 0 ? text.incident.noneAtAll(clean(state)) : text.incident.noneNamed(clean(idOrBeginning));
		throw new Problem('unknown-incident', message, text.incident.noneNext, 2);
	}
	if (others.length > 0) {
		const ids = [first, ...others].map(({id}) => id);
		throw new Problem('ambiguous-incident', text.incident.severalNamed(clean(idOrBeginning), ids), text.incident.severalNext, 2);
	}
	return first;
}

/** Whoever goes on with a rehearsal looks for it among the incidents, and would be told that there is none. */
async function refuseRehearsal(state: string, idOrBeginning: string): Promise<void> {
	const [rehearsal] = idOrBeginning === '' ? [] : (await listIncidents(state, ['sandbox'])).filter(({id}) => id.startsWith(idOrBeginning));
	if (rehearsal !== undefined)
		throw new Problem('rehearsal-over', text.incident.rehearsalOver(rehearsal.id), text.incident.rehearsalOverNext(rehearsal.id), 2);
}

function placeOf(state: string, mode: Mode, id: string): IncidentPlace {
	const folder = join(state, folders[mode], id);
	return {id, mode, folder, journal: join(folder, JOURNAL)};
}

async function madeFolder(folder: string): Promise<boolean> {
	try {
		await mkdir(folder, {mode: 0o700});
		return true;
	} catch (error) {
		if (hasCode(error, 'EEXIST')) return false;
		throw error;
	}
}

async function entriesOf(folder: string): Promise<readonly string[]> {
	try {
		return await readdir(folder);
	} catch (error) {
		if (hasCode(error, 'ENOENT')) return [];
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		throw new Problem('journal-unreadable', text.incident.unreadable(clean(folder), code), text.incident.unreadableNext, 2, {cause: error});
	}
}

async function isThere(file: string): Promise<boolean> {
	return stat(file).then(
		() => true,
		() => false,
	);
}
