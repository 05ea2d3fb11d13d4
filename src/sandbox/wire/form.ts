import type {NormalizedSchema} from '@smithy/core/schema';
import {scalar} from './scalars.ts';

/** The two dialects of AWS's form encoding; EC2 flattens every list and has names of its own. */
export type FormDialect = 'awsQuery' | 'ec2Query';

/** Reads an AWS query or EC2 query request body into the input its schema describes. */
export function readForm(schema: NormalizedSchema, form: URLSearchParams, dialect: FormDialect): Record<string, unknown> {
	const keys = [...form.keys()];
	const present = (prefix: string) => keys.some(key => key === prefix || key.startsWith(`${prefix}.`));

	const nameOf = (member: NormalizedSchema, name: string): string => {
		const traits = member.getMergedTraits();
		if (dialect === 'awsQuery') return traits.xmlName ?? name;
		if (typeof traits.ec2QueryName === 'string') return traits.ec2QueryName;
		const text = traits.xmlName ?? name;
		return text.charAt(0).toUpperCase() + text.slice(1);
	};
	const isFlat = (member: NormalizedSchema) => dialect === 'ec2Query' || member.getMergedTraits().xmlFlattened !== undefined;

	const readStruct = (struct: NormalizedSchema, prefix: string): Record<string, unknown> => {
		const read: Record<string, unknown> = {};
		for (const [name, member] of struct.structIterator()) {
			const path = prefix === '' ? nameOf(member, name) : `${prefix}.${nameOf(member, name)}`;
			if (present(path)) read[name] = readValue(member, path);
		}
		return read;
	};
	const readList = (list: NormalizedSchema, prefix: string): unknown[] => {
		const value = list.getValueSchema();
		const base = isFlat(list) ? prefix : `${prefix}.${value.getMergedTraits().xmlName ?? 'member'}`;
		const read: unknown[] = [];
		for (let position = 1; present(`${base}.${position}`); position++) read.push(readValue(value, `${base}.${position}`));
		return read;
	};
	const readMap = (map: NormalizedSchema, prefix: string): Record<string, unknown> => {
		const base = isFlat(map) ? prefix : `${prefix}.entry`;
		const keyName = map.getKeySchema().getMergedTraits().xmlName ?? 'key';
		const valueName = map.getValueSchema().getMergedTraits().xmlName ?? 'value';
		const read: Record<string, unknown> = {};
		for (let position = 1; present(`${base}.${position}`); position++) {
			const key = form.get(`${base}.${position}.${keyName}`);
			if (key !== null) read[key] = readValue(map.getValueSchema(), `${base}.${position}.${valueName}`);
		}
		return read;
	};
	const readValue = (value: NormalizedSchema, path: string): unknown => {
		if (value.isStructSchema()) return readStruct(value, path);
		if (value.isListSchema()) return readList(value, path);
		if (value.isMapSchema()) return readMap(value, path);
		return scalar(value, form.get(path) ?? '');
	};
	return schema.isStructSchema() ? readStruct(schema, '') : {};
}
