import type {NormalizedSchema} from '@smithy/core/schema';
import type {WireRequest} from './messages.ts';
import type {Match} from './protocol.ts';
import {scalar} from './scalars.ts';

/** The input members that a REST request carries outside its body: in the path, the query string and the headers. */
export function readBindings(input: NormalizedSchema, match: Match, request: WireRequest): Record<string, unknown> {
	const read: Record<string, unknown> = {};
	for (const [name, member] of input.structIterator()) {
		const traits = member.getMergedTraits();
		const label = match.labels[name];
		const query = traits.httpQuery === undefined ? undefined : request.query[traits.httpQuery];
		const header = traits.httpHeader === undefined ? undefined : request.headers[traits.httpHeader.toLowerCase()];
		if (traits.httpLabel && label !== undefined) read[name] = scalar(member, label);
		else if (query !== undefined) read[name] = fromQuery(member, query);
		else if (header !== undefined) read[name] = scalar(member, header);
	}
	return read;
}

function fromQuery(member: NormalizedSchema, value: string | readonly string[]): unknown {
	const values = [value].flat();
	return member.isListSchema() ? values.map(one => scalar(member.getValueSchema(), one)) : scalar(member, values[0] ?? '');
}
