import {open} from 'node:fs/promises';
import {Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {BEGINNING, hasEnd, sha256, type Verified, verify} from './chain.ts';
import type {JournalRecord} from './records.ts';

/** The key of the note that sets a torn line aside. The walk's own keys all have a slash. */
export const TORN_LINE = 'torn-line';

export interface JournalRead {
	/** As far as the journal holds. */
	readonly records: readonly JournalRecord[];
	readonly problems: readonly JournalProblem[];
	/** No problems. It cannot show that whole records were cut off at the end. */
	readonly intact: boolean;
	/** Ends that were cut off by a crash and set aside when the journal was opened again. Their bytes are vouched for. */
	readonly setAside: readonly {readonly line: number; readonly bytes: number}[];
	readonly tail: Tail;
}

export interface JournalProblem {
	/** From 1. */
	readonly line: number;
	readonly what: string;
	/** Only the end is missing, as after a crash: the journal can be gone on with. */
	readonly torn?: true;
}

/** How the file ends. */
export interface Tail {
	/** Of the whole file, in bytes. */
	readonly size: number;
	/** What was cut off while it was being written, without a line feed at its end. */
	readonly torn?: Uint8Array;
	/** The file ends with a line feed. */
	readonly lineEnded: boolean;
}

/** Reads a journal as far as it holds. Throws a `Problem` (`journal-unreadable`, exit 2) only when there is no file to read. */
export async function readJournal(file: string): Promise<JournalRead> {
	return parseJournal(await bytesOf(file));
}

export function parseJournal(bytes: Uint8Array): JournalRead {
	const records: JournalRecord[] = [];
	const setAside: {line: number; bytes: number}[] = [];
	let doubtful: Doubtful[] = [];
	for (const [index, line] of linesOf(bytes).entries()) {
		const last = records.at(-1);
		const verified = verify(line, {n: records.length + 1, prev: last?.hash ?? BEGINNING});
		if (!verified.ok) {
			doubtful.push({number: index + 1, line, why: verified.why});
			continue;
		}
		const [first] = doubtful;
		if (first !== undefined) {
			if (!vouches(verified.record, joined(doubtful))) break;
			setAside.push({line: first.number, bytes: joined(doubtful).length});
			doubtful = [];
		}
		records.push(verified.record);
	}
	const tail: Tail = {size: bytes.length, lineEnded: bytes.length === 0 || bytes.at(-1) === LINE_FEED};
	const [first] = doubtful;
	if (first === undefined) return {records, problems: [], intact: true, setAside, tail};
	if (doubtful.some(({line}) => hasEnd(line))) {
		return {records, problems: [{line: first.number, what: words[first.why]}], intact: false, setAside, tail};
	}
	const problems = [{line: first.number, what: text.incident.lineTorn, torn: true as const}];
	return {records, problems, intact: false, setAside, tail: {...tail, torn: joined(doubtful)}};
}

interface Doubtful {
	readonly number: number;
	readonly line: Uint8Array;
	readonly why: (Verified & {readonly ok: false})['why'];
}

const LINE_FEED = 0x0a;

const words = {
	altered: text.incident.lineAltered,
	'out-of-place': text.incident.lineOutOfPlace,
	unknown: text.incident.lineUnknown,
};

function linesOf(bytes: Uint8Array): Uint8Array[] {
	const lines: Uint8Array[] = [];
	for (let start = 0; start < bytes.length; ) {
		const feed = bytes.indexOf(LINE_FEED, start);
		const end = feed === -1 ? bytes.length : feed;
		lines.push(bytes.subarray(start, end));
		start = end + 1;
	}
	return lines;
}

function joined(doubtful: readonly Doubtful[]): Uint8Array {
	return Buffer.concat(doubtful.flatMap(({line}, index) => (index === 0 ? [line] : [Buffer.of(LINE_FEED), line])));
}

/** The note that a torn line is set aside with. */
export function vouchingFor(torn: Uint8Array): {
	readonly kind: 'note';
	readonly key: string;
	readonly value: {readonly bytes: number; readonly sha256: string};
} {
	return {kind: 'note', key: TORN_LINE, value: {bytes: torn.length, sha256: sha256(torn)}};
}

function vouches(record: JournalRecord, torn: Uint8Array): boolean {
	return record.kind === 'note' && record.key === TORN_LINE && JSON.stringify(record.value) === JSON.stringify(vouchingFor(torn).value);
}

async function bytesOf(file: string): Promise<Uint8Array> {
	const problem = (message: string, cause?: unknown) =>
		new Problem('journal-unreadable', message, text.incident.unreadableNext, 2, {cause});
	const handle = await open(file, 'r').catch((error: NodeJS.ErrnoException) => {
		throw problem(text.incident.unreadable(clean(file), error.code ?? ''), error);
	});
	try {
		// A device or a pipe would never end.
		if (!(await handle.stat()).isFile()) throw problem(text.incident.notAFile(clean(file)));
		return await handle.readFile();
	} finally {
		await handle.close();
	}
}
