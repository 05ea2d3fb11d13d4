import type {STSClientConfig} from '@aws-sdk/client-sts';
import type {Clock} from '../clock.ts';
import type {ServiceId} from './config/endpoints.ts';
import {Pacing, Places} from './wire/pacing.ts';
import {type Attempts, BoundedRetries} from './wire/retry.ts';
import {type MiddlewareStack, watchCalls} from './wire/watch.ts';

export type CredentialProvider = Exclude<STSClientConfig['credentials'], undefined>;
export type RequestHandler = Exclude<STSClientConfig['requestHandler'], undefined>;

/** Who signs. The responder's account is filled in once AWS has said it. */
export interface Identity {
	readonly credentials: CredentialProvider;
	accountId?: string;
}

/** One call to AWS, retries included. No secrets in it. */
export interface AwsCall {
	/** The service's prefix in IAM actions. */
	readonly service: string;
	readonly operation: string;
	/** The region it was signed for. */
	readonly region: string;
	/** The account of the credentials that signed it, once known. */
	readonly account?: string;
	readonly write: boolean;
	/** One for each attempt that was answered, in order. */
	readonly requestIds: readonly string[];
	readonly attempts: number;
	readonly outcome: 'answered' | 'failed';
	/** AWS's error code, or the problem's when AWS did not answer. */
	readonly code?: string;
	/** Milliseconds by the clock, waiting for its turn included. */
	readonly milliseconds: number;
}

export interface Timeouts {
	/** Milliseconds until a connection must stand. */
	readonly connection: number;
	/** Milliseconds until an answer must begin, and between its parts. */
	readonly request: number;
}

export interface SdkSettings {
	readonly clock: Clock;
	readonly region: string;
	readonly readOnly: boolean;
	/** `0.1.0` */
	readonly version: string;
	/** In place of the network. */
	readonly requestHandler?: RequestHandler;
	readonly timeouts: Timeouts;
	/** Where a service's calls go instead of AWS's endpoint. */
	endpoint(serviceId: ServiceId): string | undefined;
	/** What renews the responder's credentials. */
	signIn(): string;
	readonly onCall: (call: AwsCall) => void;
}

/** What every SDK client takes; the clients' own types accept it. */
export interface ClientConfiguration {
	readonly region: string;
	readonly credentials: CredentialProvider;
	readonly requestHandler: RequestHandler;
	readonly retryStrategy: BoundedRetries;
	readonly maxAttempts: number;
	readonly defaultsMode: 'standard';
	readonly ignoreConfiguredEndpointUrls: true;
	readonly customUserAgent: [string, string][];
	readonly endpoint?: string;
	readonly useFipsEndpoint?: false;
	readonly useDualstackEndpoint?: false;
}

interface Client {
	readonly middlewareStack: MiddlewareStack;
}

type ClientClass<C extends Client> = new (configuration: ClientConfiguration) => C;

export interface ClientOptions {
	/** The session's region when absent. */
	readonly region?: string;
	/** The responder when absent. */
	readonly identity?: Identity;
	/** A probe's calls name the incident in their user agent, and are not tried for long. */
	readonly probeOf?: string;
}

const attempts: Attempts = {failed: 3, busy: 7};
const probeAttempts: Attempts = {failed: 2, busy: 2};
/** Calls under way at once, over all services and regions; a probe never waits for them. */
const readsAtOnce = 24;
const nothing = () => {};
/** A logger for parts of the SDK that would write to the screen. */
export const silent = {trace: nothing, debug: nothing, info: nothing, warn: nothing, error: nothing};

/**
 * The one place where SDK clients are made. Every call of theirs passes the read-only gate, is paced, retried within bounds, checked for
 * being AWS's at all, recorded without secrets, and fails as a `Problem`.
 */
export class Sdk {
	readonly #clients = new WeakMap<Identity, Map<unknown, Map<string, unknown>>>();
	readonly #pacing: Pacing;
	readonly #places = new Places(readsAtOnce);
	#responder: Identity | undefined;

	constructor(readonly settings: SdkSettings) {
		this.#pacing = new Pacing(settings.clock);
	}

	/** Who signs when a client is not told otherwise. Replacing it makes new clients. */
	set responder(identity: Identity) {
		this.#responder = identity;
	}

	get responder(): Identity {
		if (!this.#responder) throw new Error('The responder’s credentials come first.');
		return this.#responder;
	}

	/**
	 * A client of a service; the same one for the same identity and region.
	 * @param serviceId the SDK's id of the service, as endpoint settings spell it: `SSO Admin`
	 */
	client<C extends Client>(serviceId: ServiceId, Class: ClientClass<C>, options: ClientOptions = {}): C {
		const identity = options.identity ?? this.responder;
		const region = options.region ?? this.settings.region;
		const ofIdentity = this.#clients.get(identity) ?? new Map<unknown, Map<string, unknown>>();
		this.#clients.set(identity, ofIdentity);
		const ofClass = ofIdentity.get(Class) ?? new Map<string, unknown>();
		ofIdentity.set(Class, ofClass);
		let client = ofClass.get(region) as C | undefined;
		if (!client) {
			client = this.#make(serviceId, Class, region, identity, options.probeOf);
			ofClass.set(region, client);
		}
		return client;
	}

	/** What a request handler of the SDK's own making is given. */
	get handlerOptions() {
		const {connection, request} = this.settings.timeouts;
		return {connectionTimeout: connection, requestTimeout: request, throwOnRequestTimeout: true, socketTimeout: request, logger: silent};
	}

	#make<C extends Client>(serviceId: ServiceId, Class: ClientClass<C>, region: string, identity: Identity, probeOf: string | undefined): C {
		const {settings} = this;
		const endpoint = settings.endpoint(serviceId);
		const client = new Class({
			region,
			credentials: identity.credentials,
			requestHandler: settings.requestHandler ?? this.handlerOptions,
			retryStrategy: new BoundedRetries(settings.clock, probeOf === undefined ? attempts : probeAttempts),
			maxAttempts: probeOf === undefined ? attempts.failed : probeAttempts.failed,
			defaultsMode: 'standard',
			ignoreConfiguredEndpointUrls: true,
			customUserAgent: [
				['tourniquet', settings.version],
				...(probeOf === undefined ? [] : ([['incident', probeOf]] as [string, string][])),
			],
			...(endpoint === undefined ? {} : {endpoint}),
			...(settings.requestHandler ? {useFipsEndpoint: false, useDualstackEndpoint: false} : {}),
		});
		watchCalls(client.middlewareStack, {
			clock: settings.clock,
			readOnly: settings.readOnly,
			region,
			identity,
			signIn: () => settings.signIn(),
			pacing: this.#pacing,
			places: probeOf === undefined ? this.#places : undefined,
			onCall: settings.onCall,
		});
		return client;
	}
}
