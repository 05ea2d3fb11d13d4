import {stat} from 'node:fs/promises';
import {dirname, join, resolve} from 'node:path';
import {type Audit, audit, isAmiss} from '../../incident/audit.ts';
import {damageOf, readBeside} from '../../incident/beside.ts';
import {checkManifest, isAmissInManifest, type ManifestFinding} from '../../incident/manifest.ts';
import {findIncident, stateFolder} from '../../incident/place.ts';
import type {JournalRead} from '../../incident/read.ts';
import {type ExitCode, Problem} from '../../problem.ts';
import {harmlessJson} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Arguments} from '../flags/arguments.ts';
import {printed} from '../printed.ts';

/**
 * `tourniquet verify INCIDENT`: whether its journal is as it was written, whether what it says is whole, and whether the files beside it are those
 * of the manifest. Takes an incident's id, its folder, or a journal. Reads only. Answers 0 when all of it holds, 2 when it does not.
 */
export async function verifyCommand(options: Arguments): Promise<ExitCode> {
	const [named] = options.positionals;
	if (named === undefined) throw new Problem('which-incident', text.verify.which, text.commands.noIncidentNext, 2);
	const file = await journalOf(named, options);
	const read = await readBeside(file);
	const audited = audit(read);
	const files = await checkManifest(dirname(file));
	const holds: Holds = {journal: holdsUp(read, audited), files: !files.some(isAmissInManifest)};
	const said = options.json
		? `${harmlessJson(jsonOf(file, read, audited, files, holds), 2)}\n`
		: printed(linesOf(file, read, audited, files, holds), process.stdout.columns);
	process.stdout.write(said);
	return holds.journal && holds.files ? 0 : 2;
}

interface Holds {
	readonly journal: boolean;
	readonly files: boolean;
}

/** A torn end is what a crash leaves; it is told, and set aside when the incident is gone on with. */
function holdsUp(read: JournalRead, {findings}: Audit): boolean {
	return read.records.length > 0 && damageOf(read) === undefined && !findings.some(isAmiss);
}

async function journalOf(named: string, options: Arguments): Promise<string> {
	const path = resolve(named);
	const kind = await stat(path).then(
		found => (found.isDirectory() ? 'folder' : 'file'),
		() => undefined,
	);
	if (kind === 'folder') return join(path, 'journal.jsonl');
	if (kind === 'file' || /[\\/]/.test(named)) return path;
	return (await findIncident(stateFolder(process.env, options.stateDir), named)).journal;
}

function linesOf(file: string, read: JournalRead, audited: Audit, files: readonly ManifestFinding[], holds: Holds): readonly string[] {
	const {verify} = text;
	const [opened] = read.records;
	return [
		...(opened?.kind === 'opened' ? [verify.what(opened.incident, opened.mode)] : []),
		file,
		verify.size(audited),
		'',
		...read.problems.map(({line, what, torn, beside}) =>
			torn ? verify.torn(line) : verify.broken(line, what, beside === 'other' ? 0 : read.records.length),
		),
		...(damageOf(read) !== undefined || read.records.length === 0 ? [] : [verify.chained]),
		...read.setAside.map(({line, bytes}) => verify.setAside(line, bytes)),
		...(audited.findings.some(({code}) => code === 'unannounced-call' || code === 'unannounced-outcome')
			? []
			: [verify.announced(audited.changes, damageOf(read) === undefined)]),
		...audited.changes.open.map(verify.open),
		...audited.findings.map(verify.finding),
		...verify.files(files),
		'',
		...verify.cannotShow(audited),
		'',
		!holds.journal ? verify.doesNotHold : holds.files ? verify.holds : verify.filesDoNotHold,
	];
}

function jsonOf(file: string, read: JournalRead, audited: Audit, files: readonly ManifestFinding[], holds: Holds) {
	const [opened] = read.records;
	return {
		incident: opened?.kind === 'opened' ? opened.incident : null,
		mode: opened?.kind === 'opened' ? opened.mode : null,
		journal: file,
		holds: holds.journal && holds.files,
		records: audited.records,
		sittings: audited.sittings,
		head: audited.head ?? null,
		problems: read.problems.map(({line, what, torn}) => ({line, what, torn: torn === true})),
		setAside: read.setAside,
		changes: audited.changes,
		findings: audited.findings.map(finding => ({
			...finding,
			message: text.verify.finding(finding).replace(/^\S+ /, ''),
			amiss: isAmiss(finding),
		})),
		files: files.map(finding => ({...finding, amiss: isAmissInManifest(finding)})),
		cannotShow: text.verify.cannotShow(audited).join(' '),
	};
}
