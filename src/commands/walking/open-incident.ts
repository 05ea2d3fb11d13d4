import {existsSync} from 'node:fs';
import {readFile, rename, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {version} from '../../../package.json';
import type {Clock} from '../../clock.ts';
import {syncFolder} from '../../incident/durable-file.ts';
import {Journal} from '../../incident/journal.ts';
import {type Lock, lockIncident} from '../../incident/lock.ts';
import {createIncident, type IncidentPlace, keepPrivate} from '../../incident/place.ts';
import type {Mode} from '../../incident/records.ts';
import {Problem} from '../../problem.ts';
import type {Runbook} from '../../runbook/schema.ts';
import {text} from '../../text/index.ts';
import {response, type Script} from './scripts.ts';

export interface Opening {
	readonly script: Script;
	readonly runbook: Runbook;
	readonly runbookFile: string;
	/** A new incident when absent. */
	readonly resumed: IncidentPlace | undefined;
	readonly mode: Mode;
	readonly clock: Clock;
	/** The folder that incidents are in. */
	readonly state: string;
	/** Whether an incident is taken from somebody on another machine. */
	readonly takeOver: boolean;
}

export interface OpenIncident {
	readonly place: IncidentPlace;
	readonly journal: Journal;
	readonly lock: Lock;
}

/** Takes the incident for this process, and opens its journal. Throws a `Problem`; then nobody holds it. */
export async function openIncident(opening: Opening): Promise<OpenIncident> {
	const {resumed, mode, clock, state, takeOver} = opening;
	const place = resumed ?? (await createIncident(state, mode, clock.now()));
	const lock = await lockIncident(place.folder, place.id, clock.now(), takeOver);
	try {
		return {place, journal: await openJournal(opening, place), lock};
	} catch (error) {
		await lock.release();
		throw error;
	}
}

async function openJournal({script, runbook, runbookFile, resumed, mode, clock}: Opening, place: IncidentPlace): Promise<Journal> {
	const {timeZone} = Intl.DateTimeFormat().resolvedOptions();
	const sitting = {version, runbook: {id: runbook.id, sha256: runbook.sha256}, timeZone};
	if (resumed === undefined) {
		// An incident begins with its journal: by then there must be what it goes on by.
		await keep(runbookFile, join(place.folder, script.kept), place.folder);
		return Journal.create(place.journal, {...sitting, incident: place.id, mode}, clock);
	}
	await keepPrivate(place.folder);
	const journal = await Journal.open(place.journal, sitting, clock);
	// A response is gone on with by the runbook it was begun with, and so is a recovery, by the first that was another one.
	const sittings = journal.records.filter(record => record.kind === 'opened');
	const begun = script === response ? sittings[0] : sittings.find(({runbook: {sha256}}) => sha256 !== sittings[0]?.runbook.sha256);
	if (begun !== undefined && begun.runbook.sha256 !== runbook.sha256) {
		throw new Problem('other-runbook', text.commands.otherRunbook(runbookFile, begun.runbook.id), text.commands.otherRunbookNext, 2);
	}
	await keep(runbookFile, join(place.folder, script.kept), place.folder);
	return journal;
}

/** The script an incident is walked by stays with it. One that is kept already is what it is gone on with. */
async function keep(runbookFile: string, kept: string, folder: string): Promise<void> {
	if (existsSync(kept)) return;
	try {
		// It has its name only once all of it is on the disk.
		await writeFile(`${kept}.new`, await readFile(runbookFile), {mode: 0o600, flush: true});
		await rename(`${kept}.new`, kept);
		await syncFolder(folder);
	} catch (error) {
		throw new Problem('journal-unwritable', text.commands.runbookNotKept(folder), text.incident.unwritableNext, 5, {cause: error});
	}
}
