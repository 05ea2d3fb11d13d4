import {version} from '../../package.json';
import type {Clock} from '../clock.ts';
import {checkedRegion} from './config/profiles.ts';
import {machineSurroundings, surroundingsOf, type Transport} from './config/surroundings.ts';
import {lazyPorts} from './lazy-ports.ts';
import {once} from './once.ts';
import type {AwsPorts, Caller} from './ports.ts';
import {partitionOfRegion, regionsAlwaysOn} from './regions.ts';
import {type AwsCall, Sdk} from './sdk.ts';
import {RoleSessions} from './services/role-sessions.ts';

export type {Transport} from './config/surroundings.ts';
export type {AwsCall} from './sdk.ts';

export interface AwsOptions {
	readonly clock: Clock;
	readonly profile?: string;
	readonly region?: string;
	/** Where findings are looked for; by default the session's region and every region that is on in all accounts of the partition. */
	readonly regions?: readonly string[];
	/** `tourniquet-probe` when absent. */
	readonly probeRole?: string;
	/** `tourniquet-findings` when absent. */
	readonly findingsRole?: string;
	/** `tourniquet-containment` when absent. */
	readonly containmentRole?: string;
	/** The external id that the trust policies of these roles ask for. */
	readonly externalId?: string;
	readonly readOnly?: boolean;
	readonly transport?: Transport;
	/** Asks for the code of an MFA device, for profiles with `mfa_serial`. Rejects with a `Problem` when nobody gives one. */
	readonly mfaCode?: (serial: string) => Promise<string>;
	/** Told of every call once it ended. */
	readonly onCall?: (call: AwsCall) => void;
}

export interface OpenAws extends AwsPorts {
	/** Calls that were sent, retries not counted. */
	calls(): {readonly total: number; readonly writes: number};
	/** After a new sign-in: the configuration files are read again, and every client and session is made anew. */
	renew(): Promise<void>;
}

/** A person waits for every answer, and a connection that does not stand soon never will. Milliseconds. */
const timeouts = {connection: 3000, request: 10_000};

/**
 * Opens AWS as the responder. Nothing is sent, and no SDK client loaded, before a port is used.
 * What is configured wrongly stops here: `unknown-profile`, `bad-region`, `bad-endpoint` and `no-services-section` problems.
 */
export async function openAws(options: AwsOptions): Promise<OpenAws> {
	// The SDK would print a warning about older versions of Node over the screen.
	process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

	const {transport, externalId} = options;
	const look = async () => (transport ? surroundingsOf(transport, options) : machineSurroundings(options));
	let surroundings = await look();
	const region = checkedRegion(surroundings.region);
	const regions = [...new Set(options.regions?.map(checkedRegion) ?? [region, ...regionsAlwaysOn(partitionOfRegion(region))])];
	const count = {total: 0, writes: 0};

	const sdk = new Sdk({
		clock: options.clock,
		region,
		readOnly: options.readOnly ?? false,
		version,
		timeouts,
		...(surroundings.requestHandler ? {requestHandler: surroundings.requestHandler} : {}),
		endpoint: serviceId => surroundings.endpoint(serviceId),
		signIn: () => surroundings.signIn,
		onCall: call => {
			count.total++;
			if (call.write) count.writes++;
			options.onCall?.(call);
		},
	});
	sdk.responder = {credentials: surroundings.credentials(sdk)};

	const caller = once(async (): Promise<Caller> => {
		const {callerOf} = await import('./services/session.ts');
		const {responder} = sdk;
		const answer = await callerOf(sdk);
		responder.accountId = answer.accountId;
		return answer;
	});
	const sessions = new RoleSessions(sdk, caller.get, {name: options.findingsRole ?? 'tourniquet-findings', externalId});
	const containmentSessions = new RoleSessions(sdk, caller.get, {name: options.containmentRole ?? 'tourniquet-containment', externalId});
	const probeRole = {name: options.probeRole ?? 'tourniquet-probe', externalId};

	return {
		...lazyPorts(sdk, {regions, probeRole, caller: caller.get, sessions, containmentSessions}),
		calls: () => ({...count}),
		renew: async () => {
			surroundings = await look();
			caller.forget();
			sessions.forget();
			containmentSessions.forget();
			sdk.responder = {credentials: surroundings.credentials(sdk)};
		},
	};
}
