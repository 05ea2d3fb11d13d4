import type {TypeRegistry} from '@smithy/core/schema';
import type {$ClientProtocol, Endpoint, HttpRequest, SerdeFunctions, StaticOperationSchema} from '@smithy/types';
import type {AwsFault} from './fault.ts';
import {awsJson, restJson} from './json.ts';
import {bytesOf, type WireRequest, type WireResponse} from './messages.ts';
import {type OperationSchema, operationsAmong} from './schemas.ts';
import {awsQuery, ec2Query, restXml} from './xml.ts';

/** An operation found in a request, or only the name of something that the given schemas do not hold. */
export interface Match {
	readonly name: string;
	readonly operation: OperationSchema | undefined;
	/** What a REST path carried. */
	readonly labels: Readonly<Record<string, string>>;
}

/** The server's half of one AWS protocol, driven by the schemas of one SDK client. */
export interface ServiceProtocol {
	match(request: WireRequest): Match;
	/** The operation's input; throws whatever the codec throws when the bytes do not fit. */
	read(match: Match & {operation: OperationSchema}, request: WireRequest): Promise<Record<string, unknown>>;
	write(operation: OperationSchema, output: unknown, requestId: string): Promise<WireResponse>;
	fault(fault: AwsFault, requestId: string): WireResponse;
}

/** A request as the client would send it, but for who signs it. */
export type Asking = (operation: StaticOperationSchema, input: object, region: string) => Promise<WireRequest>;

/** What a protocol needs to know about its service. */
export interface ServiceModel {
	readonly operations: ReadonlyMap<string, OperationSchema>;
	readonly protocol: $ClientProtocol<unknown, unknown>;
	readonly errors: readonly TypeRegistry[];
	readonly namespace: string;
	readonly xmlNamespace: string;
	readonly serde: SerdeFunctions;
}

/** The part of an SDK client that describes its wire. */
export interface DescribedClient {
	readonly config: SerdeFunctions & {
		// biome-ignore lint/suspicious/noExplicitAny: the clients' own declaration of their protocol says no more than this.
		readonly protocol: $ClientProtocol<any, any>;
		readonly protocolSettings?: {readonly [setting: string]: unknown};
	};
}

const KINDS: Readonly<Record<string, (model: ServiceModel) => ServiceProtocol>> = {
	'aws.protocols#awsJson1_1': awsJson,
	'aws.protocols#restJson1': restJson,
	'aws.protocols#awsQuery': awsQuery,
	'aws.protocols#ec2Query': ec2Query,
	'aws.protocols#restXml': restXml,
};

/** The protocol that the client speaks, for the operation schemas among `exports`. */
export function protocolOf(client: DescribedClient, exports: Iterable<unknown>): ServiceProtocol {
	const {protocol, protocolSettings = {}} = client.config;
	const kind = KINDS[protocol.getShapeId()];
	if (kind === undefined) throw new Error(`No server half for the protocol ${protocol.getShapeId()}.`);
	protocol.setSerdeContext(client.config);
	return kind({
		operations: operationsAmong(exports),
		protocol,
		errors: protocolSettings.errorTypeRegistries as readonly TypeRegistry[],
		namespace: String(protocolSettings.defaultNamespace),
		xmlNamespace: String(protocolSettings.xmlNamespace),
		serde: client.config,
	});
}

/** The client's own half: what actors inside the sandbox send. */
export function askingOf(client: DescribedClient): Asking {
	const {protocol} = client.config;
	return async ([, namespace, name, traits, input, output], given, region) => {
		const endpoint = async (): Promise<Endpoint> => ({protocol: 'https:', hostname: `sandbox.${region}`, path: '/'});
		// The schema as the protocols take it: members by name.
		const operation = {namespace, name, traits, input, output};
		const request = (await protocol.serializeRequest(operation, given, {...client.config, endpoint})) as HttpRequest;
		return {
			method: request.method,
			path: request.path,
			query: Object.fromEntries(Object.entries(request.query ?? {}).map(([key, value]) => [key, value ?? ''])),
			headers: {
				...Object.fromEntries(Object.entries(request.headers).map(([key, value]) => [key.toLowerCase(), value])),
				// S3's clients put the bucket into the host.
				...('Bucket' in given && {host: `${String(given.Bucket)}.s3.${region}.sandbox`}),
			},
			body: bytesOf(request.body),
		};
	};
}
