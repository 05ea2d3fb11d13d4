import type {Clock} from '../clock.ts';
import type {DecidingPolicy, Denial} from './authorization/authorize.ts';
import {authorizationRequest, denialOf, deniedFault} from './authorize-call.ts';
import {type Fault, lacks} from './faults.ts';
import {recordCall} from './record-call.ts';
import {paginate} from './services/paging.ts';
import {serviceFor} from './services/registry.ts';
import type {Call, Operation, Service} from './services/service.ts';
import type {ServiceWords} from './services/words.ts';
import type {Throttles} from './throttles.ts';
import {AwsFault} from './wire/fault.ts';
import {bytesOf, type WireRequest, type WireResponse} from './wire/messages.ts';
import type {Match} from './wire/protocol.ts';
import type {OperationSchema} from './wire/schemas.ts';
import {type CredentialScope, credentialScope} from './wire/signature.ts';
import type {PolicyChain} from './world/policy-chain.ts';
import {accountOf, type Credential, callerArn} from './world/principals.ts';
import type {Provisionings} from './world/provisionings.ts';
import type {World} from './world/world.ts';

/** One request and what became of it. */
export interface SandboxCall {
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** As the SDK's client packages spell it (`sso-admin`); the signing name for a service that the sandbox does not have. */
	readonly service: string;
	/** The operation's name; method and path where a REST request fits none. */
	readonly operation: string;
	readonly region: string;
	readonly accessKeyId: string;
	/** Empty, as `account`, when the access key is not known. */
	readonly callerArn: string;
	readonly account: string;
	readonly userAgent: string;
	/** Whether the operation would change anything. */
	readonly write: boolean;
	readonly outcome: 'allowed' | 'denied' | 'error';
	readonly errorCode?: string;
	/** What denied it: the kind of policy, and which one where it is a service control policy that denies explicitly. */
	readonly deniedBy?: {readonly kind: DecidingPolicy; readonly policyId?: string};
	readonly requestId: string;
}

/** What a request is answered from. */
export interface Surroundings {
	readonly clock: Clock;
	readonly world: World;
	readonly chain: PolicyChain;
	readonly provisionings: Provisionings;
	readonly faults: readonly Fault[];
	readonly throttles: Throttles;
}

/** A request whose service is known, before anything was checked. */
interface Arrival {
	readonly request: WireRequest;
	readonly scope: CredentialScope;
	readonly service: Service;
	readonly match: Match;
	readonly operation: Operation | undefined;
	readonly userAgent: string;
}

/** How far a request came. */
interface Progress {
	caller?: Credential;
	input?: Record<string, unknown>;
	output?: object;
}

/** The codes by which services say that a caller may not do what it asked. */
const DENIALS = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);
/** Input that tells pages of one listing apart, and not the listing. */
const PAGING_MEMBERS = new Set(['NextToken', 'MaxResults', 'Marker', 'MaxItems', 'ContinuationToken', 'MaxBuckets']);

/** Answers one request the way AWS does: who calls, what is called, may they, do it. Tells `record` what became of it. */
export async function dispatch(
	request: WireRequest,
	surroundings: Surroundings,
	record: (call: SandboxCall) => void,
): Promise<WireResponse> {
	const {clock, world, faults} = surroundings;
	const requestId = world.ids.uuid();
	const scope = credentialScope(request);
	if (scope === undefined) return plain(403, 'MissingAuthenticationToken', 'Missing Authentication Token', requestId);
	const credential = world.credentials.get(scope.accessKeyId);
	const userAgent = request.headers['user-agent'] ?? request.headers['x-amz-user-agent'] ?? '';
	const noted = {
		at: clock.now(),
		region: scope.region,
		accessKeyId: scope.accessKeyId,
		callerArn: credential === undefined ? '' : callerArn(credential.principal),
		account: credential === undefined ? '' : accountOf(credential.principal),
		userAgent,
		requestId,
	};
	const service = await serviceFor(scope.signingName);
	if (service === undefined) {
		const operation = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
		record({...noted, service: scope.signingName, operation, write: false, outcome: 'error', errorCode: 'NotImplemented'});
		return plain(501, 'NotImplemented', `The sandbox does not know the service ${scope.signingName}.`, requestId);
	}
	const match = service.protocol.match(request);
	const operation = service.operations.get(match.name);
	const called = {...noted, service: service.name, operation: match.name, write: operation?.writes ?? false};
	if (lacks(faults, service, match.name)) {
		record({...called, outcome: 'error', errorCode: 'NotFound'});
		return notFoundPage();
	}
	const progress: Progress = {};
	const leaveTrail = (fault?: AwsFault) => {
		const {caller, input, output} = progress;
		if (caller === undefined || operation === undefined || match.operation === undefined || operation.dataEvent) return;
		const readOnly = !operation.writes;
		recordCall(world, {
			...noted,
			service: service.prefix,
			schema: match.operation,
			readOnly,
			caller,
			input,
			output,
			fault,
			...(request.sourceIp && {sourceIp: request.sourceIp}),
		});
	};
	try {
		const response = await run({request, scope, service, match, operation, userAgent}, credential, requestId, surroundings, progress);
		record({...called, outcome: 'allowed'});
		leaveTrail();
		return response;
	} catch (error) {
		const fault = error instanceof AwsFault ? error : defect(service, match, error);
		record({...called, outcome: DENIALS.has(fault.code) ? 'denied' : 'error', errorCode: fault.code, ...deniedBy(fault.denial)});
		leaveTrail(fault);
		return service.protocol.fault(fault, requestId);
	}
}

async function run(
	arrival: Arrival,
	credential: Credential | undefined,
	requestId: string,
	surroundings: Surroundings,
	progress: Progress,
): Promise<WireResponse> {
	const {request, service, match, operation} = arrival;
	const {protocol, words} = service;
	const caller = verified(credential, request, surroundings.clock.now(), words);
	progress.caller = caller;
	const schema = match.operation;
	if (operation === undefined || schema === undefined) {
		throw new AwsFault('NotImplemented', `The sandbox does not know ${service.name}:${match.name}.`, {status: 501});
	}
	const input = await readInput(arrival, schema);
	progress.input = input;
	const throttled = surroundings.throttles.holds(service, caller, surroundings.clock.now());
	if (throttled !== undefined) throw throttled;
	surroundings.provisionings.settle();
	const call = callOf(arrival, caller, input, surroundings);
	// Each operation was given the input that its own schema describes.
	const typed = input as never;
	if (!operation.authorizesItself) {
		const action = operation.action ?? `${service.prefix}:${match.name}`;
		const asked = authorizationRequest(call, action, operation.resource?.(typed, call) ?? '*', operation.context?.(typed, call));
		const denial = denialOf(call, asked);
		if (denial !== undefined) throw deniedFault(service, call, asked, denial);
	}
	progress.output = operation.run(typed, call);
	return protocol.write(schema, progress.output, requestId);
}

/** Whose request it is. Signatures are not verified; access keys, their status, session tokens and expiry are. */
function verified(credential: Credential | undefined, request: WireRequest, now: number, words: ServiceWords): Credential {
	if (credential === undefined || credential.inactive) throw words.unknownKey();
	if (request.headers['x-amz-security-token'] !== credential.sessionToken) throw words.invalidSessionToken();
	if (credential.expiresAt !== undefined && credential.expiresAt <= now) throw words.expired();
	return credential;
}

async function readInput({request, service: {protocol, words}, match}: Arrival, schema: OperationSchema): Promise<Record<string, unknown>> {
	let input: Record<string, unknown>;
	try {
		input = await protocol.read({...match, operation: schema}, request);
	} catch (error) {
		throw new AwsFault('SerializationException', error instanceof Error ? error.message : String(error), {status: 400});
	}
	const missing = schema.required.find(name => input[name] === undefined);
	if (missing !== undefined) throw words.invalid(`The request must contain the parameter ${missing}.`);
	return input;
}

function callOf(arrival: Arrival, caller: Credential, input: Record<string, unknown>, surroundings: Surroundings): Call {
	const {scope, service, match, userAgent} = arrival;
	const {world, chain, provisionings, clock} = surroundings;
	const accountId = accountOf(caller.principal);
	const parameters = Object.entries(input).filter(([name]) => !PAGING_MEMBERS.has(name));
	const bound = JSON.stringify([service.name, match.name, accountId, scope.region, parameters]);
	return {
		world,
		chain,
		provisionings,
		caller,
		accountId,
		region: scope.region,
		now: clock.now(),
		userAgent,
		page: (items, request) => paginate(items, request, bound, world.ids, service.words),
	};
}

function deniedBy(denial: Denial | undefined): Pick<SandboxCall, 'deniedBy'> {
	if (denial === undefined) return {};
	const isNamed = denial.effect === 'ExplicitlyDenied' && denial.by === 'service-control-policy';
	return {deniedBy: {kind: denial.by, ...(isNamed && {policyId: denial.policy.id})}};
}

/** Something broke in the sandbox itself; said aloud, since it would be hunted for in the program under test otherwise. */
function defect(service: Service, match: Match, error: unknown): AwsFault {
	const cause = error instanceof Error ? (error.stack ?? error.message) : String(error);
	return new AwsFault('InternalFailure', `The sandbox failed at ${service.name}:${match.name}: ${cause}`, {status: 500});
}

function plain(statusCode: number, code: string, message: string, requestId: string): WireResponse {
	return {
		statusCode,
		headers: {'content-type': 'application/json', 'x-amzn-requestid': requestId, 'x-amzn-errortype': code},
		body: bytesOf(JSON.stringify({__type: code, message})),
	};
}

/** What web servers in front of emulators send for a path they do not serve. */
function notFoundPage(): WireResponse {
	const page =
		'<!doctype html>\n<html lang=en>\n<title>404 Not Found</title>\n<h1>Not Found</h1>\n<p>The requested URL was not found on the server.</p>\n';
	return {statusCode: 404, headers: {'content-type': 'text/html; charset=utf-8'}, body: bytesOf(page)};
}
