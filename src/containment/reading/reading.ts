import {isRecord} from './plain-json.ts';

/** A value's own property under its PascalCase name or, failing that, its camelCase one; undefined for anything that has neither. */
export function at(value: unknown, name: string): unknown {
	if (!isRecord(value)) return undefined;
	if (Object.hasOwn(value, name)) return value[name];
	const camelCase = name.charAt(0).toLowerCase() + name.slice(1);
	return Object.hasOwn(value, camelCase) ? value[camelCase] : undefined;
}

export function record(value: unknown): Record<string, unknown> {
	return isRecord(value) ? value : {};
}

export function list(value: unknown): readonly unknown[] {
	return Array.isArray(value) ? value : [];
}

/** A text that is not empty. */
export function text(value: unknown): string | undefined {
	return typeof value === 'string' && value !== '' ? value : undefined;
}

/** A finite number, or a text that is one. */
export function number(value: unknown): number | undefined {
	const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
	return typeof read === 'number' && Number.isFinite(read) ? read : undefined;
}

export function flag(value: unknown): boolean {
	return value === true || value === 'true';
}

// Epoch numbers below this are seconds: in milliseconds it is March 1973, in seconds the year 5138.
const leastMilliseconds = 100_000_000_000;

/** Epoch ms from a date, an ISO 8601 text, or an epoch in seconds or milliseconds; undefined for what is no time. */
export function time(value: unknown): number | undefined {
	const epoch = number(value);
	if (epoch !== undefined) return Math.round(Math.abs(epoch) < leastMilliseconds ? epoch * 1000 : epoch);
	const read = value instanceof Date ? value.getTime() : typeof value === 'string' ? Date.parse(value) : Number.NaN;
	return Number.isNaN(read) ? undefined : read;
}
