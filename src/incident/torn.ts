import {type Link, seal, sha256} from './chain.ts';

/** The key of the note that sets a torn line aside. The walk's own keys all have a slash. */
export const TORN_LINE = 'torn-line';

/** The note that a torn line is set aside with. */
export function vouchingFor(torn: Uint8Array): {
	readonly kind: 'note';
	readonly key: string;
	readonly value: {readonly bytes: number; readonly sha256: string};
} {
	return {kind: 'note', key: TORN_LINE, value: {bytes: torn.length, sha256: sha256(torn)}};
}

/**
 * Whether these lines, after the last record that holds, are what a crash leaves. What is written at once goes out in order, and every record
 * that was written whole has its hash: so it is the beginning of one record and no more. Only setting that aside can have been cut off in turn,
 * once or more often. Anything else was written by somebody else, and the more so when it looks like a record.
 */
export function isTorn(lines: readonly Uint8Array[], link: Link): boolean {
	return lines.every((line, index) => {
		if (line.length === 0) return false;
		return index === 0 ? !closes(line) : beginsVouching(line, joined(lines.slice(0, index)), link);
	});
}

/** The lines with the line feeds between them, as they stand in the file. */
export function joined(lines: readonly Uint8Array[]): Uint8Array {
	return Buffer.concat(lines.flatMap((line, index) => (index === 0 ? [line] : [Buffer.of(LINE_FEED), line])));
}

export const LINE_FEED = 0x0a;

const [QUOTE, BACKSLASH, OPEN, CLOSE] = [0x22, 0x5c, 0x7b, 0x7d];

/** Whether the brace that a record begins with is closed again: then it was whole once, whatever stands behind it. */
function closes(line: Uint8Array): boolean {
	let depth = 0;
	let quoted = false;
	for (let index = 0; index < line.length; index++) {
		const byte = line[index];
		if (quoted && byte === BACKSLASH) index += 1;
		else if (byte === QUOTE) quoted = !quoted;
		else if (quoted) continue;
		else if (byte === OPEN) depth += 1;
		else if (byte === CLOSE) {
			depth -= 1;
			if (depth <= 0) return true;
		}
	}
	return false;
}

const TIME = '2026-11-23T00:41:07.005Z';

/** Whether the line is the beginning of the record that vouches for these bytes here. Nothing in that record is free but its time. */
function beginsVouching(line: Uint8Array, torn: Uint8Array, link: Link): boolean {
	const text = Buffer.from(line).toString('latin1');
	const before = `{"n":${link.n},"at":"`;
	const time = text.slice(before.length, before.length + TIME.length);
	if (time.length < TIME.length) return before.startsWith(text.slice(0, before.length)) && looksLikeTime(time);
	const at = Date.parse(time);
	return looksLikeTime(time) && Number.isFinite(at) && seal(vouchingFor(torn), at, link).line.startsWith(text);
}

const looksLikeTime = (begun: string) => begun.replace(/\d/g, '0') === TIME.replace(/\d/g, '0').slice(0, begun.length);
