import {open} from 'node:fs/promises';
import {Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {BEGINNING, type Link, type Verified, verify} from './chain.ts';
import type {JournalRecord} from './records.ts';
import {isTorn, joined, LINE_FEED, TORN_LINE, vouchingFor} from './torn.ts';

export interface JournalRead {
	/** As far as the journal holds. */
	readonly records: readonly JournalRecord[];
	readonly problems: readonly JournalProblem[];
	/** No problems. By itself it cannot show that whole records were cut off at the end: `beside.ts` can. */
	readonly intact: boolean;
	/** Ends that were cut off by a crash and set aside when the journal was opened again. Their bytes are vouched for. */
	readonly setAside: readonly {readonly line: number; readonly bytes: number}[];
	readonly tail: Tail;
}

export interface JournalProblem {
	/** From 1. */
	readonly line: number;
	readonly what: string;
	/** Only the end of the last record is missing, as after a crash: the journal can be gone on with. */
	readonly torn?: true;
	/** It holds by itself, and not by the manifest beside it: its end is gone, or it is another journal. */
	readonly beside?: 'shorter' | 'other';
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
	return parseJournal(await journalBytes(file));
}

export function parseJournal(bytes: Uint8Array): JournalRead {
	const records: JournalRecord[] = [];
	const setAside: {line: number; bytes: number}[] = [];
	let doubtful: Doubtful[] = [];
	const lines = linesOf(bytes);
	for (const [index, line] of lines.entries()) {
		const verified = verify(line, linkAfter(records));
		if (!verified.ok) {
			doubtful.push({number: index + 1, line, why: verified.why});
			continue;
		}
		const [first] = doubtful;
		if (first !== undefined) {
			const torn = tornEnd(doubtful, linkAfter(records));
			if (torn === undefined || !vouches(verified.record, torn)) break;
			setAside.push({line: first.number, bytes: torn.length});
			doubtful = [];
		}
		records.push(verified.record);
	}
	const tail: Tail = {size: bytes.length, lineEnded: bytes.length === 0 || bytes.at(-1) === LINE_FEED};
	const [first] = doubtful;
	if (first === undefined) return {records, problems: [], intact: true, setAside, tail};
	const torn = tornEnd(doubtful, linkAfter(records));
	const isLast = first.number + doubtful.length > lines.length;
	if (torn === undefined || !isLast) {
		return {records, problems: [{line: first.number, what: words[first.why]}], intact: false, setAside, tail};
	}
	const problems = [{line: first.number, what: text.incident.lineTorn, torn: true as const}];
	return {records, problems, intact: false, setAside, tail: {...tail, torn}};
}

interface Doubtful {
	readonly number: number;
	readonly line: Uint8Array;
	readonly why: (Verified & {readonly ok: false})['why'];
}

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

/** The bytes that a crash cut off, or undefined when that is not what they are. */
function tornEnd(doubtful: readonly Doubtful[], link: Link): Uint8Array | undefined {
	const lines = doubtful.map(({line}) => line);
	return isTorn(lines, link) ? joined(lines) : undefined;
}

function linkAfter(records: readonly JournalRecord[]): Link {
	return {n: records.length + 1, prev: records.at(-1)?.hash ?? BEGINNING};
}

function vouches(record: JournalRecord, torn: Uint8Array): boolean {
	return record.kind === 'note' && record.key === TORN_LINE && JSON.stringify(record.value) === JSON.stringify(vouchingFor(torn).value);
}

/** @throws Problem `journal-unreadable`, exit 2 */
export async function journalBytes(file: string): Promise<Uint8Array> {
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
