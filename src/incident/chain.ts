import {createHash} from 'node:crypto';
import {harmlessJson} from '../text/clean.ts';
import {isRecord, type JournalEntry, type JournalRecord} from './records.ts';

/** The hash that the first record follows. */
export const BEGINNING = '0'.repeat(64);

/** The place in the chain that the next record takes. */
export interface Link {
	readonly n: number;
	readonly prev: string;
}

/**
 * A record as a line without its line feed. The hash is over the very bytes of the line up to its own member, closed with a brace,
 * so that a reader checks what is there and not what it made of it.
 */
export function seal(entry: JournalEntry, at: number, {n, prev}: Link): {readonly line: string; readonly record: JournalRecord} {
	const body = harmlessJson({n, at: new Date(at).toISOString(), ...entry, prev});
	const line = `${body.slice(0, -1)},"hash":"${sha256(body)}"}`;
	return {line, record: JSON.parse(line) as JournalRecord};
}

export type Verified =
	| {readonly ok: true; readonly record: JournalRecord}
	/** `altered`: the bytes do not have their hash · `out-of-place`: they do, but they do not follow the record before · `unknown`: no record of this version. */
	| {readonly ok: false; readonly why: 'altered' | 'out-of-place' | 'unknown'};

/** Checks one line against its own hash and against its place. */
export function verify(line: Uint8Array, {n, prev}: Link): Verified {
	const body = withoutHash(line);
	if (body === undefined || sha256(body.bytes) !== body.hash) return {ok: false, why: 'altered'};
	const value: unknown = parse(line);
	if (typeof value !== 'object' || value === null || !('n' in value) || !('prev' in value)) return {ok: false, why: 'unknown'};
	if (value.n !== n || value.prev !== prev) return {ok: false, why: 'out-of-place'};
	return isRecord(value) && (n > 1 || value.kind === 'opened') ? {ok: true, record: value} : {ok: false, why: 'unknown'};
}

export function sha256(content: string | Uint8Array): string {
	return createHash('sha256').update(content).digest('hex');
}

const END = /^,"hash":"([0-9a-f]{64})"\}$/;
const END_LENGTH = ',"hash":""}'.length + 64;

function withoutHash(line: Uint8Array): {readonly bytes: Uint8Array; readonly hash: string} | undefined {
	const start = Math.max(0, line.length - END_LENGTH);
	// Latin-1 keeps one character for each byte: a byte that was changed cannot pass for another.
	const hash = END.exec(Buffer.from(line.subarray(start)).toString('latin1'))?.[1];
	return hash === undefined ? undefined : {bytes: Buffer.concat([line.subarray(0, start), Buffer.from('}')]), hash};
}

function parse(line: Uint8Array): unknown {
	try {
		return JSON.parse(new TextDecoder('utf-8', {fatal: true, ignoreBOM: true}).decode(line));
	} catch {
		return undefined;
	}
}
