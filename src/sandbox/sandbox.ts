import type {Clock} from '../clock.ts';
import {dispatch, type SandboxCall} from './dispatch.ts';
import {type Fault, provisioningFails} from './faults.ts';
import type {Scenario} from './scenario/scenario.ts';
import {Throttles} from './throttles.ts';
import type {WireRequest, WireResponse} from './wire/messages.ts';
import {type InProcessHandler, inProcessHandler} from './wire/transport.ts';
import {buildWorld, type SandboxCredentials, type SandboxSession} from './world/build/build.ts';
import {Ids} from './world/ids.ts';
import {PolicyChain} from './world/policy-chain.ts';
import {Propagation} from './world/propagation.ts';
import {Provisionings} from './world/provisionings.ts';
import type {World} from './world/world.ts';

export type {SandboxCall} from './dispatch.ts';
export type {Fault} from './faults.ts';
export type {SandboxCredentials, SandboxSession} from './world/build/build.ts';

export interface SandboxOptions {
	/** What every age, expiry and delay in the sandbox is measured by. */
	readonly clock: Clock;
	/** Ways in which it is to go wrong, beside the scenario's own; none when absent. */
	readonly faults?: readonly Fault[];
	/** The organization to begin with. */
	readonly scenario: Scenario;
	/** Fixes every identifier and every delay; 1 when absent. */
	readonly seed?: number;
	/** How long a policy change takes to reach an account, a service and a region; 2 to 25 seconds when absent. */
	readonly propagation?: {readonly minimumMs: number; readonly maximumMs: number};
	/** How long a permission set takes to reach one role; 2 to 8 seconds when absent. */
	readonly provisioning?: {readonly minimumMs: number; readonly maximumMs: number};
	/** Told of each call once it was answered. */
	readonly onCall?: (call: SandboxCall) => void;
}

/** A simulated AWS: an organization, its people and its resources, behind AWS's own wire. */
export interface Sandbox {
	/** For SDK clients in this process: no socket, no network. */
	readonly requestHandler: InProcessHandler;
	/** Answers one signed request, however it came. */
	serve(request: WireRequest): Promise<WireResponse>;
	/** Every signed request, oldest first. */
	readonly calls: readonly SandboxCall[];
	readonly world: World;
	/** The responder's session, in the management account. It never runs out by itself. */
	readonly responder: SandboxSession;
	/** Live sessions of other people, by the scenario's names for them, and IAM users' long-term keys: `user/<name>`, `user/<name>/2`. */
	readonly otherCallers: Readonly<Record<string, SandboxCredentials>>;
	/** Services that take no more for a while. */
	readonly throttles: Throttles;
	/** GuardDuty sees what this inject of the scenario says. */
	seeLater(inject: string): void;
	/** Gives the responder a session that lasts, as signing in again does. */
	signInAgain(): SandboxSession;
	/** How many requests are being served now. */
	readonly pending: number;
}

const DEFAULT_PROPAGATION = {minimumMs: 2_000, maximumMs: 25_000};
const DEFAULT_PROVISIONING = {minimumMs: 2_000, maximumMs: 8_000};

/** Makes a sandbox of its own; two of them share nothing. */
export function createSandbox(options: SandboxOptions): Sandbox {
	const {clock, scenario, seed = 1} = options;
	const faults = [...(scenario.faults ?? []), ...(options.faults ?? [])];
	const {propagation = propagationOf(scenario), provisioning = DEFAULT_PROVISIONING} = options;
	const ids = new Ids(seed);
	const {world, responder, otherCallers, later} = buildWorld(scenario, {ids, now: clock.now(), faults});
	const spread = new Propagation(clock, ids, {
		...propagation,
		flapping: scenario.propagation?.flapping === true,
		never: faults.includes('scp-not-enforced'),
	});
	const chain = new PolicyChain(world.organization, spread, faults.includes('scp-hits-everyone'));
	const provisionings = new Provisionings(clock, ids, {
		...provisioning,
		changesNothing: faults.includes('provisioning-changes-nothing'),
		fails: name => provisioningFails(faults, name),
	});
	const throttles = new Throttles();
	const calls: SandboxCall[] = [];
	let pending = 0;

	const record = (call: SandboxCall) => {
		calls.push(call);
		options.onCall?.(call);
	};
	const serve = async (request: WireRequest): Promise<WireResponse> => {
		pending += 1;
		try {
			return await dispatch(request, {clock, world, chain, provisionings, faults, throttles}, record);
		} finally {
			pending -= 1;
		}
	};

	return {
		requestHandler: inProcessHandler(serve),
		serve,
		calls,
		world,
		responder,
		otherCallers,
		throttles,
		seeLater: inject => {
			const finding = later.get(inject)?.(clock.now());
			if (finding !== undefined) world.guardDuty.findings.unshift(finding);
		},
		signInAgain: () => signedIn(world, responder, clock.now()),
		get pending() {
			return pending;
		},
	};
}

function propagationOf({propagation}: Scenario): {readonly minimumMs: number; readonly maximumMs: number} {
	if (propagation === undefined) return DEFAULT_PROPAGATION;
	return {minimumMs: propagation.minimumSeconds * 1000, maximumMs: propagation.maximumSeconds * 1000};
}

/** The same principal with credentials of its own. */
function signedIn(world: World, {accessKeyId, region}: SandboxSession, now: number): SandboxSession {
	const before = world.credentials.get(accessKeyId);
	if (before === undefined) throw new Error('The responder has a session.');
	const fresh = {
		accessKeyId: world.ids.iam('ASIA'),
		secretAccessKey: world.ids.secretAccessKey(),
		sessionToken: world.ids.sessionToken(),
	};
	world.credentials.set(fresh.accessKeyId, {...fresh, principal: before.principal, issuedAt: now, expiresAt: undefined});
	return {...fresh, region};
}
