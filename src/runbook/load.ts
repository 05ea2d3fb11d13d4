import {createHash} from 'node:crypto';
import {type FileHandle, open} from 'node:fs/promises';
import {Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text as words} from '../text/index.ts';
import {checkRunbook, type Known, type Runbook} from './schema.ts';
import {type Position, readYaml} from './yaml.ts';

/** Bytes. No procedure that a person can follow comes near it. */
const MAX_SIZE = 1024 * 1024;

/** One thing wrong with a runbook, and where. */
export interface RunbookProblem extends Position {
	readonly file: string;
	readonly message: string;
}

/**
 * The runbook in a file, or on a pipe. Throws a `Problem` (exit 2): `runbook-unreadable`, or `runbook-invalid`, whose message has a line
 * `file:line:column: what is wrong` for everything that is.
 */
export async function loadRunbook(file: string, known: Known): Promise<Runbook> {
	const bytes = await readAtMost(file, MAX_SIZE);
	const broken = notUtf8(bytes);
	if (broken !== undefined) {
		throw invalid(file, [{file, ...broken, message: words.runbook.trouble({kind: 'not-utf-8'})}]);
	}
	const read = readRunbook(new TextDecoder().decode(bytes), file, known);
	if ('problems' in read) throw invalid(file, read.problems);
	return read.runbook;
}

/** The runbook that a text states, or everything that is wrong with it in the order of the text. `fileName` is only repeated in the problems. */
export function readRunbook(
	text: string,
	fileName: string,
	known: Known,
): {readonly runbook: Runbook} | {readonly problems: readonly RunbookProblem[]} {
	const yaml = readYaml(text);
	const checked = yaml.value === undefined ? {problems: []} : checkRunbook(yaml.value, known);
	if (yaml.problems.length === 0 && 'runbook' in checked) {
		return {runbook: {...checked.runbook, sha256: createHash('sha256').update(text).digest('hex')}};
	}
	const fromSchema = 'problems' in checked ? checked.problems : [];
	const problems = [...yaml.problems, ...fromSchema.map(({path, at, trouble}) => ({...yaml.position(path, at), trouble}))].map(
		({line, column, trouble}) => ({file: fileName, line, column, message: clean(words.runbook.trouble(trouble))}),
	);
	return {problems: problems.sort((a, b) => a.line - b.line || a.column - b.column)};
}

function invalid(file: string, problems: readonly RunbookProblem[]): Problem {
	const lines = problems.map(({line, column, message}) => `${clean(file)}:${line}:${column}: ${message}`);
	return new Problem('runbook-invalid', words.runbook.invalid(clean(file), lines), words.runbook.invalidNext, 2);
}

/** Reads no further than it must, because a device or a pipe has no end that can be known beforehand. */
async function readAtMost(file: string, size: number): Promise<Uint8Array> {
	let handle: FileHandle | undefined;
	try {
		handle = await open(file, 'r');
		const buffer = new Uint8Array(size + 1);
		let length = 0;
		while (length <= size) {
			const {bytesRead} = await handle.read(buffer, length, size + 1 - length, null);
			if (bytesRead === 0) return buffer.subarray(0, length);
			length += bytesRead;
		}
	} catch (error) {
		throw new Problem('runbook-unreadable', whyUnreadable(file, error), words.runbook.unreadableNext, 2, {cause: error});
	} finally {
		await handle?.close();
	}
	throw new Problem('runbook-unreadable', words.runbook.tooLarge(clean(file)), words.runbook.unreadableNext, 2);
}

function whyUnreadable(file: string, error: unknown): string {
	const code = error instanceof Error && 'code' in error ? String(error.code) : '';
	if (code === 'ENOENT') return words.runbook.missing(clean(file));
	if (code === 'EISDIR') return words.runbook.isFolder(clean(file));
	return words.runbook.unreadable(clean(file), code);
}

/** Where the bytes first are not UTF-8. No character of UTF-8 but the line feed holds the byte 0x0a, so lines can be told apart before decoding. */
export function notUtf8(bytes: Uint8Array): Position | undefined {
	let line = 1;
	for (let begin = 0; begin <= bytes.length; line++) {
		const feed = bytes.indexOf(0x0a, begin);
		const end = feed === -1 ? bytes.length : feed;
		const text = new TextDecoder('utf-8', {ignoreBOM: true}).decode(bytes.subarray(begin, end));
		if (!Buffer.from(text).equals(bytes.subarray(begin, end))) return {line, column: text.indexOf('\ufffd') + 1};
		begin = end + 1;
	}
	return undefined;
}
