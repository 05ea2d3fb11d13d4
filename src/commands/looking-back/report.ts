import {realpath, stat} from 'node:fs/promises';
import {dirname, extname, join, resolve} from 'node:path';
import {damageCode, damageOf, readBeside} from '../../incident/beside.ts';
import {writeManifest, writeManifestOf} from '../../incident/manifest.ts';
import {findIncident, type IncidentPlace, stateFolder} from '../../incident/place.ts';
import {writePrivately} from '../../incident/private-file.ts';
import type {JournalRead} from '../../incident/read.ts';
import {type ExitCode, Problem} from '../../problem.ts';
import {type ReportInput, reportOf} from '../../report/build.ts';
import {isTimeZone} from '../../report/local-time.ts';
import type {Report} from '../../report/model.ts';
import {redactedReport} from '../../report/redact.ts';
import {Masks} from '../../report/redacting/masks.ts';
import {type Format, fileNames, formats, rendered, renderedSummary} from '../../report/rendered.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Arguments} from '../flags/arguments.ts';
import {madeOf} from './made.ts';

/**
 * `tourniquet report INCIDENT…`: the document for afterwards, of one incident or rehearsal, or one table of several; by their journals alone.
 * Answers 5 where a journal does not hold: the document then tells what stands before that, and says so.
 */
export async function reportCommand(options: Arguments): Promise<ExitCode> {
	const {timeZone, output} = options;
	const format = formatOf(options, output !== undefined && (await isFolder(output)));
	if (timeZone !== undefined && !isTimeZone(timeZone))
		throw new Problem('bad-time-zone', text.report.unknownZone(timeZone), text.commands.seeHelp, 2);
	if (options.positionals.length === 0) throw new Problem('which-incident', text.report.which, text.commands.noIncidentNext, 2);
	const state = stateFolder(process.env, options.stateDir);
	const masks = new Masks();
	const reports: Report[] = [];
	const folders: string[] = [];
	for (const named of options.positionals) {
		const place = await findIncident(state, named);
		folders.push(place.folder);
		const input = await inputOf(place, timeZone);
		if (output !== undefined && (await isIn(place.folder, resolve(output)))) refuseLess(place, input.read);
		reports.push(options.redact ? redactedReport(input, masks) : reportOf(input));
	}
	const [first, ...others] = reports;
	if (first === undefined) return 0;
	const render = (as: Format) => (others.length === 0 ? rendered(first, as) : renderedSummary(reports, as));
	if (output === undefined) process.stdout.write(render(format));
	else if (await isFolder(output)) {
		const folder = resolve(output);
		await writeAll(folder, render);
		await orProblem(folder, () => (folders.includes(folder) ? writeManifest(folder) : writeManifestOf(folder, Object.values(fileNames))));
	} else await written(resolve(output), render(format));
	return damaged(reports);
}

/** What one incident's journal tells. */
export async function reportOn(place: IncidentPlace, timeZone?: string): Promise<Report> {
	return reportOf(await inputOf(place, timeZone));
}

async function inputOf(place: IncidentPlace, timeZone?: string): Promise<ReportInput & {readonly read: JournalRead}> {
	const read = await readBeside(place.journal);
	return {read, made: madeOf(read.records), ...(timeZone === undefined ? {} : {timeZone})};
}

/**
 * The report of an incident, in every format, in its own folder.
 * @throws Problem where the journal does not hold, or it cannot be written
 */
export async function keepReport(place: IncidentPlace): Promise<string> {
	const input = await inputOf(place);
	refuseLess(place, input.read);
	const report = reportOf(input);
	await writeAll(place.folder, format => rendered(report, format));
	await orProblem(place.folder, () => writeManifest(place.folder));
	return join(place.folder, fileNames.html);
}

/**
 * Beside a journal that does not hold nothing is written: a report there was made from more of it, and the manifest is what shows that. Whoever
 * wants to read what is left of it has it written elsewhere.
 */
function refuseLess({id, journal}: IncidentPlace, read: JournalRead): void {
	const damage = damageOf(read);
	if (damage === undefined) return;
	const message = `${text.incident.broken(clean(journal), damage.line, damage.what)} ${text.report.madeFromMore}`;
	throw new Problem(damageCode(damage), message, text.report.madeFromMoreNext(id), 5);
}

/** Whether what is written there ends up in the folder, by whatever name it goes. */
async function isIn(folder: string, output: string): Promise<boolean> {
	const [there, to, above] = await Promise.all([folder, output, dirname(output)].map(path => realpath(path).catch(() => path)));
	return to === there || above === there;
}

async function writeAll(folder: string, render: (format: Format) => string): Promise<void> {
	for (const format of formats) await written(join(folder, fileNames[format]), render(format));
}

const written = (path: string, content: string) => orProblem(path, () => writePrivately(path, content));

async function orProblem(path: string, write: () => Promise<void>): Promise<void> {
	try {
		await write();
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
		throw new Problem('report-unwritable', text.report.unwritable(clean(path), code), text.report.unwritableNext, 5, {cause: error});
	}
}

/** @param toFolder a folder gets every format, whatever it is called */
function formatOf({format, output}: Arguments, toFolder: boolean): Format {
	const named = format ?? (output === undefined || toFolder ? 'md' : extname(output).slice(1).toLowerCase());
	const known = formats.find(one => one === named || (named === 'markdown' && one === 'md') || (named === 'htm' && one === 'html'));
	if (known !== undefined) return known;
	if (format !== undefined) throw new Problem('unknown-format', text.report.unknownFormat(format), text.commands.seeHelp, 2);
	throw new Problem('unknown-format', text.report.noFormatIn(output ?? ''), text.report.noFormatInNext, 2);
}

const isFolder = (path: string) =>
	stat(path).then(
		found => found.isDirectory(),
		() => false,
	);

/** What the documents say of their journals is said where it cannot be overlooked. */
function damaged(reports: readonly Report[]): ExitCode {
	let exit: ExitCode = 0;
	for (const {incident, journal} of reports) {
		const broken = journal.problems.find(({torn}) => !torn);
		if (broken === undefined) continue;
		process.stderr.write(`${clean(incident)}: ${clean(text.report.brokenAt(broken.line, broken.what))}\n${text.report.damagedNext}\n`);
		exit = 5;
	}
	return exit;
}
