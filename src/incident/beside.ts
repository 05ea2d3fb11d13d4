import {basename, dirname} from 'node:path';
import {text} from '../text/index.ts';
import {compareFile, manifestIn} from './manifest.ts';
import {type JournalProblem, type JournalRead, journalBytes, parseJournal} from './read.ts';
import {LINE_FEED} from './torn.ts';

/**
 * Reads a journal as far as it holds, by itself and by the manifest beside it: a chain cannot show that its end was cut off, and the manifest
 * knows how long it was when a sitting ended. A journal that went on since is as good as one without a manifest.
 * Throws a `Problem` (`journal-unreadable`, exit 2) only when there is no file to read.
 */
export async function readBeside(file: string): Promise<JournalRead> {
	// The manifest first: somebody may be at work, and then the journal is longer by the time it is read, never shorter.
	const manifest = await manifestIn(dirname(file));
	const bytes = await journalBytes(file);
	const read = parseJournal(bytes);
	const listed = typeof manifest === 'string' ? undefined : manifest.files.find(one => one.file === basename(file));
	if (listed === undefined || damageOf(read) !== undefined) return read;
	const found = compareFile(listed, bytes);
	if (found.code === 'shorter') {
		// What was written whole once was not cut off by a crash.
		const line = read.problems.find(({torn}) => torn)?.line ?? linesIn(bytes) + 1;
		return {...read, problems: [{line, beside: 'shorter', what: text.incident.endGone(found.by)}], intact: false};
	}
	// Where it differs cannot be told from a hash: nothing of it can be relied on.
	if (found.code === 'altered')
		return {...read, problems: [...read.problems, {line: 1, beside: 'other', what: text.incident.otherJournal}], intact: false};
	return read;
}

/** What keeps a journal from being believed and gone on with; an end that a crash cut off does not. */
export const damageOf = ({problems}: Pick<JournalRead, 'problems'>): JournalProblem | undefined => problems.find(({torn}) => !torn);

/** How it is called where nothing goes on with it. */
export const damageCode = ({beside}: JournalProblem): 'journal-broken' | 'journal-shorter' | 'journal-other' =>
	beside === undefined ? 'journal-broken' : `journal-${beside}`;

function linesIn(bytes: Uint8Array): number {
	const ended = bytes.reduce((feeds, byte) => feeds + Number(byte === LINE_FEED), 0);
	return ended + Number(bytes.length > 0 && bytes.at(-1) !== LINE_FEED);
}
