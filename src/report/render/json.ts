import {harmlessJson} from '../../text/clean.ts';
import {unmarked} from '../marked.ts';

/** The model as it is, in JSON that is safe to show with `cat`. Its form is published in `docs/report.schema.json`. */
export function asJson(model: unknown): string {
	return `${harmlessJson(withoutMarks(model), 2)}\n`;
}

function withoutMarks(value: unknown): unknown {
	if (typeof value === 'string') return unmarked(value);
	if (Array.isArray(value)) return value.map(withoutMarks);
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, member]) => [key, withoutMarks(member)]));
}
