import {existsSync} from 'node:fs';
import {readdir, readFile} from 'node:fs/promises';
import {basename, dirname, join, resolve} from 'node:path';
import {Problem} from '../problem.ts';
import {notUtf8} from '../runbook/load.ts';
import {readYaml} from '../runbook/yaml.ts';
import type {RehearsalData, Scenario} from '../sandbox/scenario/scenario.ts';
import {shipped} from '../shipped.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {madeFrom, readScenario} from './file/read.ts';
import {isMapping} from './file/trouble.ts';

/** What is played when nothing is named. */
export const FIRST = 's3-discovery';

/** Bytes. No organization that a team rehearses in comes near it. */
const MAX_SIZE = 1024 * 1024;
/** A scenario made from one made from one: further than this nobody follows. */
const DEEPEST = 8;

/** A scenario as the list shows it. */
export interface Listed extends Pick<RehearsalData, 'title' | 'difficulty' | 'teaches'> {
	readonly name: string;
}

/**
 * The scenario of that name among those that are shipped, or in that file. Throws a `Problem` (exit 2): `unknown-scenario`,
 * `scenario-unreadable`, or `scenario-invalid`, whose message has a line `file:line:column: what is wrong` for everything that is.
 */
export async function loadScenario(nameOrFile: string, steps: ReadonlySet<string>): Promise<Scenario> {
	return load(await fileOf(nameOrFile, process.cwd()), steps, 0);
}

/** Every scenario that is shipped, the one to begin with first, then the easier ones before the harder. */
export async function listScenarios(): Promise<readonly Listed[]> {
	const files = await shippedFiles();
	const listed = await Promise.all(files.map(headOf));
	const order = ['easy', 'medium', 'hard'];
	const rank = ({name, difficulty = 'easy'}: Listed) => (name === FIRST ? -1 : order.indexOf(difficulty));
	return listed.sort((one, other) => rank(one) - rank(other) || (one.name < other.name ? -1 : 1));
}

async function load(file: string, steps: ReadonlySet<string>, depth: number): Promise<Scenario> {
	const written = await textOf(file);
	const from = madeFrom(written);
	if (from !== undefined && depth === DEEPEST) throw unreadable(text.rehearsal.file.tooDeep(clean(file)));
	const base = from === undefined ? undefined : await load(await fileOf(from, dirname(file), file), steps, depth + 1);
	const read = readScenario(written, base, steps);
	if ('problems' in read) {
		const lines = read.problems.map(
			({line, column, trouble}) => `${clean(file)}:${line}:${column}: ${clean(text.rehearsal.file.trouble(trouble))}`,
		);
		throw new Problem('scenario-invalid', text.rehearsal.file.invalid(clean(file), lines), text.rehearsal.file.invalidNext, 2);
	}
	return read.scenario;
}

/** A path, where it looks like one; else a name among those that are shipped. */
async function fileOf(nameOrFile: string, folder: string, named?: string): Promise<string> {
	if (/[/\\]|\.ya?ml$/.test(nameOrFile)) return named === undefined ? nameOrFile : resolve(folder, nameOrFile);
	const file = shipped(join('rehearsals', `${nameOrFile}.yaml`));
	if (/^[\w-]+$/.test(nameOrFile) && existsSync(file)) return file;
	const {message, next} = text.rehearsal.unknownScenario(
		clean(nameOrFile),
		await listScenarios(),
		named === undefined ? undefined : clean(named),
	);
	throw new Problem('unknown-scenario', message, next, 2);
}

async function headOf(file: string): Promise<Listed> {
	const {value} = readYaml(await textOf(file));
	const name = basename(file, '.yaml');
	const told = isMapping(value) && isMapping(value.rehearsal) ? (value.rehearsal as unknown as RehearsalData) : undefined;
	return {
		name,
		title: told?.title ?? name,
		...(told?.difficulty && {difficulty: told.difficulty}),
		...(told?.teaches !== undefined && {teaches: told.teaches}),
	};
}

async function shippedFiles(): Promise<readonly string[]> {
	const folder = shipped('rehearsals');
	const names = await readdir(folder).catch(() => []);
	return names.filter(name => name.endsWith('.yaml')).map(name => join(folder, name));
}

async function textOf(file: string): Promise<string> {
	let bytes: Buffer;
	try {
		bytes = await readFile(file);
	} catch (error) {
		const code = error instanceof Error && 'code' in error ? String(error.code) : '';
		throw unreadable(
			code === 'ENOENT' ? text.rehearsal.file.missing(clean(file)) : text.rehearsal.file.unreadable(clean(file), code),
			error,
		);
	}
	if (bytes.length > MAX_SIZE) throw unreadable(text.rehearsal.file.tooLarge(clean(file)));
	const broken = notUtf8(bytes);
	if (broken === undefined) return bytes.toString('utf8');
	const where = `${clean(file)}:${broken.line}:${broken.column}: ${text.rehearsal.file.trouble({kind: 'not-utf-8'})}`;
	throw new Problem('scenario-invalid', text.rehearsal.file.invalid(clean(file), [where]), text.rehearsal.file.invalidNext, 2);
}

function unreadable(message: string, cause?: unknown): Problem {
	return new Problem('scenario-unreadable', message, text.rehearsal.file.unreadableNext, 2, {cause});
}
