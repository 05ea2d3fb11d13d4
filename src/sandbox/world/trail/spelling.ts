import type {NormalizedSchema} from '@smithy/core/schema';
import type {Parameters} from './event.ts';

const HIDDEN = 'HIDDEN_DUE_TO_SECURITY_REASONS';

/**
 * An operation's input as CloudTrail records it: members begin with a small letter, keys of maps stay as they are, times are written out,
 * and what the service's model calls sensitive is hidden. Null when there is nothing in it.
 */
export function requestParameters(schema: NormalizedSchema, input: unknown): Parameters | null {
	return spelled(schema, input, HIDDEN);
}

/** An operation's output as CloudTrail records it: as its input, but what is sensitive is left out. */
export function responseElements(schema: NormalizedSchema, output: unknown): Parameters | null {
	return spelled(schema, output, undefined);
}

function spelled(schema: NormalizedSchema, value: unknown, hidden: string | undefined): Parameters | null {
	if (schema.isUnitSchema()) return null;
	const parameters = spell(schema, value, hidden) as Parameters;
	return Object.keys(parameters).length === 0 ? null : parameters;
}

function spell(schema: NormalizedSchema, value: unknown, hidden: string | undefined): unknown {
	if (schema.getMergedTraits().sensitive) return hidden;
	if (value instanceof Date) return inWords(value);
	if (Array.isArray(value)) return schema.isListSchema() ? value.map(item => spell(schema.getValueSchema(), item, hidden)) : value;
	if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
	if (schema.isMapSchema())
		return Object.fromEntries(Object.entries(value).map(([key, entry]) => [key, spell(schema.getValueSchema(), entry, hidden)]));
	if (!schema.isStructSchema()) return value;
	const members: Record<string, unknown> = {};
	for (const [name, member] of schema.structIterator()) {
		const given = (value as Record<string, unknown>)[name];
		const said = given === undefined || given === null ? undefined : spell(member, given, hidden);
		if (said !== undefined) members[withSmallLetter(name)] = said;
	}
	return members;
}

export function withSmallLetter(name: string): string {
	return name.charAt(0).toLowerCase() + name.slice(1);
}

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

/** `Jul 18, 2014 4:07:39 PM`, in UTC: how CloudTrail writes times in parameters. */
export function inWords(time: Date): string {
	const [minutes, seconds] = [time.getUTCMinutes(), time.getUTCSeconds()].map(part => String(part).padStart(2, '0'));
	const hour = time.getUTCHours();
	const day = `${MONTHS[time.getUTCMonth()]} ${time.getUTCDate()}, ${time.getUTCFullYear()}`;
	return `${day} ${hour % 12 || 12}:${minutes}:${seconds} ${hour < 12 ? 'AM' : 'PM'}`;
}
