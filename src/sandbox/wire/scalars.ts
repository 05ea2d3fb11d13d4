import type {NormalizedSchema} from '@smithy/core/schema';

/** A value that came as text (in a path, a query string, a header or a form), in the type its schema asks for. */
export function scalar(schema: NormalizedSchema, text: string): unknown {
	if (schema.isNumericSchema()) return Number(text);
	if (schema.isBooleanSchema()) return text === 'true';
	if (schema.isTimestampSchema()) return new Date(Number.isNaN(Number(text)) ? text : Number(text) * 1000);
	if (schema.isBlobSchema()) return Buffer.from(text, 'base64');
	return text;
}
