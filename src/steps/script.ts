import type {Json} from '../runbook/json.ts';

/** Reads what a step's `with` says, falling back where the runbook is silent. */
export function stringsIn(value: Json | undefined): readonly string[] {
	return Array.isArray(value) ? value.filter((item): item is string => typeof item === 'string') : [];
}

export function stringIn(value: Json | undefined): string {
	return typeof value === 'string' ? value : '';
}

/** A number from the runbook, kept within bounds that make sense for it. */
export function numberIn(value: Json | undefined, fallback: number, bounds: {readonly least: number; readonly most: number}): number {
	return typeof value === 'number' && Number.isFinite(value) ? Math.min(bounds.most, Math.max(bounds.least, value)) : fallback;
}
