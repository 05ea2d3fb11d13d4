import {NormalizedSchema, type TypeRegistry} from '@smithy/core/schema';
import type {$SchemaRef, StaticErrorSchema, StaticOperationSchema} from '@smithy/types';

const OPERATION = 9;

/** One operation as the SDK's own schema describes it. */
export interface OperationSchema {
	readonly name: string;
	readonly input: NormalizedSchema;
	readonly output: NormalizedSchema;
	/** The method, URI template and success status of a REST operation. */
	readonly http: readonly [method: string, uri: string, status: number] | undefined;
	/** The input's required top-level members. */
	readonly required: readonly string[];
}

/** The operations among the things that a client package exports. */
export function operationsAmong(exports: Iterable<unknown>): Map<string, OperationSchema> {
	const operations = new Map<string, OperationSchema>();
	for (const exported of exports) {
		if (!isOperation(exported)) continue;
		const [, , name, traits, input, output] = exported;
		const http = typeof traits === 'object' ? traits.http : undefined;
		operations.set(name, {
			name,
			input: NormalizedSchema.of(input),
			output: NormalizedSchema.of(output),
			http,
			required: requiredMembers(input),
		});
	}
	return operations;
}

function isOperation(exported: unknown): exported is StaticOperationSchema {
	return Array.isArray(exported) && exported[0] === OPERATION;
}

/** A struct schema lists its required members first; its seventh element says how many there are. */
function requiredMembers(reference: $SchemaRef): readonly string[] {
	const schema = NormalizedSchema.of(reference).getSchema();
	if (!Array.isArray(schema) || !Array.isArray(schema[4])) return [];
	const count = typeof schema[6] === 'number' ? schema[6] : 0;
	return schema[4].slice(0, count).map(String);
}

/** How an error travels. JSON protocols name it by its shape. */
export interface ErrorTraits {
	/** Its code in query protocols. */
	readonly queryCode: string;
	readonly status: number | undefined;
}

/** What the service's model says about an error named by its shape; the name itself when the model does not list it. */
export function errorTraits(registries: readonly TypeRegistry[], shape: string): ErrorTraits {
	for (const registry of registries) {
		const schema = registry.find(candidate => Array.isArray(candidate) && candidate[2] === shape) as StaticErrorSchema | undefined;
		if (schema === undefined) continue;
		const traits = typeof schema[3] === 'object' ? schema[3] : {};
		const [queryCode, status] = Array.isArray(traits.awsQueryError) ? traits.awsQueryError : [shape, traits.httpError];
		return {queryCode: String(queryCode), status: typeof status === 'number' ? status : undefined};
	}
	return {queryCode: shape, status: undefined};
}
