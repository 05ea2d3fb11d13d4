import * as v from 'valibot';
import type {WalkRecord} from '../runbook/record.ts';

/** The version of the journal's format. Whatever a reader of this version could not make sense of needs another. */
export const FORMAT = 1;

export type Mode = 'live' | 'sandbox';

/** Everything a journal holds: what the walk writes, and what is written around it. */
export type JournalEntry = WalkRecord | OpenedRecord | CallRecord | ClosedRecord;

/** The first record, and the first of every later sitting. */
export interface OpenedRecord {
	readonly kind: 'opened';
	readonly format: typeof FORMAT;
	readonly incident: string;
	readonly mode: Mode;
	/** The program's version. */
	readonly version: string;
	readonly runbook: {readonly id: string; readonly sha256: string};
	readonly caller?: {readonly accountId: string; readonly arn: string};
	readonly resumed?: true;
	/** The machine's time zone, IANA. */
	readonly timeZone?: string;
}

/** One call to AWS, its retries included. */
export interface CallRecord {
	readonly kind: 'call';
	readonly service: string;
	readonly operation: string;
	readonly region: string;
	/** The account whose credentials signed it, once known. */
	readonly account?: string;
	readonly write: boolean;
	/** AWS's, one for each attempt that was answered. */
	readonly requestIds: readonly string[];
	readonly attempts: number;
	readonly outcome: 'answered' | 'failed';
	/** The error's code. */
	readonly code?: string;
	readonly milliseconds: number;
}

/** The incident came to its end, as far as this program takes it. */
export interface ClosedRecord {
	readonly kind: 'closed';
	readonly verdict: string;
}

/** A record as it stands in the file. */
export type JournalRecord = JournalEntry & {
	/** From 1, without gaps. */
	readonly n: number;
	/** UTC, ISO 8601 with milliseconds. */
	readonly at: string;
	/** The hash of the record before, or 64 zeros. */
	readonly prev: string;
	/** SHA-256, in hex, of the line's bytes without this member. */
	readonly hash: string;
};

const json = v.custom<unknown>(value => value !== undefined);
const key = v.string();
const what = v.string();
const problem = v.looseObject({code: v.string(), message: v.string(), next: v.string(), exit: v.picklist([0, 1, 2, 3, 4, 5, 130])});

const shape = v.variant('kind', [
	v.looseObject({
		kind: v.literal('opened'),
		format: v.literal(FORMAT),
		incident: v.string(),
		mode: v.picklist(['live', 'sandbox']),
		version: v.string(),
		runbook: v.looseObject({id: v.string(), sha256: v.string()}),
		timeZone: v.optional(v.string()),
	}),
	v.looseObject({
		kind: v.literal('step'),
		step: v.string(),
		state: v.picklist(['entered', 'done', 'skipped', 'ended']),
		withdrawn: v.optional(v.string()),
	}),
	v.looseObject({
		kind: v.literal('answer'),
		key,
		question: v.picklist(['choose', 'text', 'confirm', 'checklist']),
		title: v.string(),
		answer: json,
		gate: v.optional(v.looseObject({phrase: v.string(), act: v.string()})),
	}),
	v.looseObject({kind: v.literal('evidence'), key, what, value: json}),
	v.looseObject({kind: v.literal('intent'), key, what, intent: json}),
	v.looseObject({kind: v.literal('outcome'), key, outcome: json}),
	v.looseObject({kind: v.literal('failed'), key, problem}),
	v.looseObject({kind: v.literal('note'), key, value: json}),
	v.looseObject({
		kind: v.literal('call'),
		service: v.string(),
		operation: v.string(),
		region: v.string(),
		write: v.boolean(),
		requestIds: v.array(v.string()),
		outcome: v.picklist(['answered', 'failed']),
	}),
	v.looseObject({kind: v.literal('closed'), verdict: v.string()}),
]);

/** Whether a line's value is a record that this version knows how to read. */
export function isRecord(value: unknown): value is JournalRecord {
	return v.is(shape, value) && 'at' in value && typeof value.at === 'string' && !Number.isNaN(Date.parse(value.at));
}
