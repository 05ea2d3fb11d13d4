import type {JournalRecord} from '../../incident/records.ts';
import type {Json} from '../../runbook/json.ts';

export type Values = Readonly<Record<string, Json | undefined>>;

/** The part of a key that a step gave it: without the step's id, and without the number of its use. */
export const bare = (key: string): string => key.slice(key.indexOf('/') + 1).replace(/(?<!#)(?:##)*#\d+$/, '');

export const stepOf = (key: string): string => key.slice(0, Math.max(0, key.indexOf('/')));

export const iso = (at: number): string => new Date(at).toISOString();

/** Epoch ms, 0 and absent being unknown. */
export const isoOrNull = (at: number | undefined): string | null => (at === undefined || at === 0 || !isTime(at) ? null : iso(at));

const isTime = (at: number) => Number.isFinite(at) && Math.abs(at) <= 8.64e15;

export const valuesOf = (json: Json | undefined): Values =>
	typeof json === 'object' && json !== null && !Array.isArray(json) ? (json as Values) : {};

export const words = (json: Json | undefined): string => (typeof json === 'string' ? json : '');

export const wordsOrNull = (json: unknown): string | null => (typeof json === 'string' && json !== '' ? json : null);

type OfKind<K extends JournalRecord['kind']> = Extract<JournalRecord, {readonly kind: K}>;

export function ofKind<K extends JournalRecord['kind']>(records: readonly JournalRecord[], kind: K): readonly OfKind<K>[] {
	return records.filter((record): record is OfKind<K> => record.kind === kind);
}

/** The notes under this name, in the order they were written. */
export function notesOf(records: readonly JournalRecord[], name: string): readonly OfKind<'note'>[] {
	return ofKind(records, 'note').filter(note => bare(note.key) === name);
}

export function evidenceOf(records: readonly JournalRecord[], name: string | RegExp): readonly OfKind<'evidence'>[] {
	return ofKind(records, 'evidence').filter(({key}) => (typeof name === 'string' ? bare(key) === name : name.test(bare(key))));
}

/** Outcomes of writes under this name. */
export function outcomesOf(records: readonly JournalRecord[], name: RegExp): readonly OfKind<'outcome'>[] {
	return ofKind(records, 'outcome').filter(({key}) => name.test(bare(key)));
}
