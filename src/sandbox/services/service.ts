import type {StaticOperationSchema} from '@smithy/types';
import {type Asking, askingOf, type DescribedClient, protocolOf, type ServiceProtocol} from '../wire/protocol.ts';
import type {PolicyChain} from '../world/policy-chain.ts';
import type {Credential} from '../world/principals.ts';
import type {Provisionings} from '../world/provisionings.ts';
import type {World} from '../world/world.ts';
import type {Page, PageRequest} from './paging.ts';
import type {ServiceWords} from './words.ts';

/** One request, after its credentials were found and before its operation runs. */
export interface Call {
	readonly world: World;
	readonly chain: PolicyChain;
	readonly provisionings: Provisionings;
	readonly caller: Credential;
	/** The caller's account. */
	readonly accountId: string;
	readonly region: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
	readonly userAgent: string;
	/** One page of a listing; the token is bound to this call's operation, account, region and other parameters. */
	page<Item>(items: readonly Item[], request: PageRequest): Page<Item>;
}

/** What a service does when one operation is called. `Input` is the SDK's own input type. */
export interface Operation<Input = never> {
	/** The SDK's schema of the operation; it names it and says what goes in and out. */
	readonly schema: StaticOperationSchema;
	/** Whether it changes anything. */
	readonly writes: boolean;
	/** The IAM action, where it is not the service's prefix and the operation's name. */
	readonly action?: string;
	/** The ARN that authorization is asked for; `*` when absent. */
	readonly resource?: (input: Input, call: Call) => string;
	/** Condition keys that this operation adds to the request. */
	readonly context?: (input: Input, call: Call) => Record<string, string>;
	/** Who may call is judged by the operation itself, or not at all. */
	readonly authorizesItself?: boolean;
	/** CloudTrail's event history leaves it out: a data event. */
	readonly dataEvent?: boolean;
	readonly run: (input: Input, call: Call) => object;
}

/** One simulated AWS service. */
export interface Service {
	/** As the SDK's client packages spell it: `sso-admin`. */
	readonly name: string;
	/** The prefix of its IAM actions: `sso`. */
	readonly prefix: string;
	readonly protocol: ServiceProtocol;
	readonly asking: Asking;
	readonly words: ServiceWords;
	/** By name. */
	readonly operations: ReadonlyMap<string, Operation>;
}

/** What a service is made of. */
export interface ServiceParts {
	readonly name: string;
	readonly prefix: string;
	/** The SDK's client; one is made to read its protocol. */
	readonly client: new (
		config: ClientConfig,
	) => DescribedClient;
	readonly words: ServiceWords;
	readonly operations: readonly Operation[];
	/** Further schemas, so that operations which have no name on the wire can be refused by name. */
	readonly furtherSchemas?: Iterable<unknown>;
}

interface ClientConfig {
	readonly region: string;
	readonly credentials: {readonly accessKeyId: string; readonly secretAccessKey: string};
}

/** Puts a service together. */
export function defineService({name, prefix, client: Client, words, operations, furtherSchemas = []}: ServiceParts): Service {
	// Every SDK client warns about old Node versions when it is made; that is no news for a responder.
	process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED ??= 'true';
	const client = new Client({region: 'us-east-1', credentials: {accessKeyId: 'none', secretAccessKey: 'none'}});
	const schemas = [...furtherSchemas, ...operations.map(({schema}) => schema)];
	return {
		name,
		prefix,
		protocol: protocolOf(client, schemas),
		asking: askingOf(client),
		words,
		operations: new Map(operations.map(operation => [operation.schema[2], operation])),
	};
}

type Options<Input> = Omit<Operation<Input>, 'schema' | 'writes' | 'run'>;

/** An operation that only looks. */
export function reads<Input>(schema: StaticOperationSchema, run: Operation<Input>['run'], options: Options<Input> = {}): Operation<Input> {
	return {schema, writes: false, run, ...options};
}

/** An operation that changes something. */
export function writes<Input>(schema: StaticOperationSchema, run: Operation<Input>['run'], options: Options<Input> = {}): Operation<Input> {
	return {schema, writes: true, run, ...options};
}
