import {readdir, readFile} from 'node:fs/promises';
import {join} from 'node:path';
import * as v from 'valibot';
import {harmlessJson} from '../text/clean.ts';
import {sha256} from './chain.ts';
import {hasCode} from './has-code.ts';
import {writePrivately} from './private-file.ts';

export const MANIFEST = 'manifest.json';

/** What the evidence folder held when its report was made. */
export interface Manifest {
	readonly format: 'tourniquet-manifest';
	readonly version: 1;
	readonly files: readonly ManifestFile[];
}

export interface ManifestFile {
	/** Its path within the folder, with slashes. */
	readonly file: string;
	readonly bytes: number;
	readonly sha256: string;
}

export type ManifestFinding =
	/** There is none: the folder's report was never made. */
	| {readonly code: 'no-manifest' | 'unreadable-manifest'}
	/** `grown`: the journal begins with the very bytes that were listed, and goes on, as it does in every later sitting. */
	| {readonly code: 'same' | 'grown' | 'altered' | 'missing' | 'added'; readonly file: string}
	/** A journal, which never gets shorter, by so many bytes. */
	| {readonly code: 'shorter'; readonly file: string; readonly by: number};

/** Whether a finding speaks against the folder. */
export const isAmissInManifest = ({code}: ManifestFinding): boolean =>
	code === 'altered' || code === 'shorter' || code === 'missing' || code === 'unreadable-manifest';

const shape = v.looseObject({
	format: v.literal('tourniquet-manifest'),
	version: v.literal(1),
	files: v.array(v.object({file: v.string(), bytes: v.number(), sha256: v.string()})),
});

/** The manifest of these files, in the order of their names. */
export function manifestOf(files: ReadonlyMap<string, Uint8Array>): Manifest {
	const listed = [...files].map(([file, content]): ManifestFile => ({file, bytes: content.length, sha256: sha256(content)}));
	return {format: 'tourniquet-manifest', version: 1, files: listed.sort((a, b) => (a.file < b.file ? -1 : Number(a.file > b.file)))};
}

/** What has become of the files since, one finding a file. */
export function compareManifest(manifest: Manifest, files: ReadonlyMap<string, Uint8Array>): readonly ManifestFinding[] {
	const known = new Set(manifest.files.map(({file}) => file));
	return [
		...manifest.files.map((listed): ManifestFinding => {
			const now = files.get(listed.file);
			return now === undefined ? {code: 'missing', file: listed.file} : compareFile(listed, now);
		}),
		...[...files.keys()]
			.filter(file => !known.has(file))
			.sort()
			.map((file): ManifestFinding => ({code: 'added', file})),
	];
}

/** What has become of a file that is there. */
export function compareFile({file, bytes, sha256: hash}: ManifestFile, now: Uint8Array): ManifestFinding {
	if (sha256(now) === hash) return {code: 'same', file};
	if (!file.endsWith('.jsonl')) return {code: 'altered', file};
	if (now.length < bytes) return {code: 'shorter', file, by: bytes - now.length};
	return {code: sha256(now.subarray(0, bytes)) === hash ? 'grown' : 'altered', file};
}

/** Lists every file of an evidence folder, and writes the list into it. */
export async function writeManifest(folder: string): Promise<void> {
	await keep(folder, await filesIn(folder));
}

/** Lists these files of a folder, and writes the list into it. What else is there is nobody's business. */
export async function writeManifestOf(folder: string, files: readonly string[]): Promise<void> {
	await keep(folder, new Map(await Promise.all(files.map(async file => [file, await readFile(join(folder, file))] as const))));
}

const keep = (folder: string, files: ReadonlyMap<string, Uint8Array>) =>
	writePrivately(join(folder, MANIFEST), `${harmlessJson(manifestOf(files), 2)}\n`);

/** Checks the folder against its manifest. Reads only. */
export async function checkManifest(folder: string): Promise<readonly ManifestFinding[]> {
	const manifest = await manifestIn(folder);
	return typeof manifest === 'string' ? [{code: manifest}] : compareManifest(manifest, await filesIn(folder));
}

/** The manifest of a folder, or why there is none to go by. */
export async function manifestIn(folder: string): Promise<Manifest | 'no-manifest' | 'unreadable-manifest'> {
	try {
		const parsed = v.safeParse(shape, JSON.parse(await readFile(join(folder, MANIFEST), 'utf8')));
		return parsed.success ? parsed.output : 'unreadable-manifest';
	} catch (error) {
		return hasCode(error, 'ENOENT') ? 'no-manifest' : 'unreadable-manifest';
	}
}

/** Whose process holds the incident comes and goes, and what is being written has no name yet. */
const passing = /^lock(?:\.|$)|\.new$/;

async function filesIn(folder: string): Promise<ReadonlyMap<string, Uint8Array>> {
	const files = new Map<string, Uint8Array>();
	const walk = async (below: string): Promise<void> => {
		for (const entry of await readdir(join(folder, below), {withFileTypes: true})) {
			const file = below === '' ? entry.name : `${below}/${entry.name}`;
			if (entry.isDirectory()) await walk(file);
			// A link may lead anywhere, and a pipe would never end.
			else if (entry.isFile() && file !== MANIFEST && !passing.test(file)) files.set(file, await readFile(join(folder, file)));
		}
	};
	await walk('');
	return files;
}
