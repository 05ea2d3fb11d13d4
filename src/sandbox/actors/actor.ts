import type {Clock} from '../../clock.ts';
import type {Sandbox, SandboxCredentials} from '../sandbox.ts';
import type {ActData, ActorData} from '../scenario/play.ts';
import {ask} from './ask.ts';
import type {StandIn} from './calls.ts';
import type {Happening} from './happening.ts';

/** What an act waits for when it does not say, and what a moment varies by. */
const DEFAULT_AFTER_SECONDS = 2;
const SPREAD = 0.2;
/** Where calls come from when the actor does not say. */
const CLIENT = {ip: '192.0.2.20', userAgent: 'aws-sdk-js/3'};

export interface Surroundings {
	readonly sandbox: Sandbox;
	readonly clock: Clock;
	/** Under names that acts use: the scenario's sessions, and what was kept. */
	readonly callers: Map<string, SandboxCredentials>;
	readonly signal: AbortSignal;
	readonly onHappened: (happening: Happening) => void;
	/** Around every call, so that time waits for it. */
	during<T>(work: () => Promise<T>): Promise<T>;
}

/** Plays one actor's script to its end, or until the rehearsal is over. */
export async function playActor(actor: ActorData, surroundings: Surroundings): Promise<void> {
	const {sandbox, clock, signal} = surroundings;
	let made = 0;
	const wait = (seconds: number) => {
		made += 1;
		const spread = 1 + SPREAD * (2 * sandbox.world.ids.fraction(`actor/${actor.name}/${made}`) - 1);
		return clock.sleep(Math.max(500, Math.round(seconds * 1000 * spread)), signal);
	};
	for (let at = 0; at < actor.script.length; ) {
		const act = actor.script[at];
		if (act === undefined) return;
		const went = await playAct(actor, act, surroundings, wait);
		if (went === 'end') return;
		const jump = went === undefined || went === 'next' ? at + 1 : actor.script.findIndex(({id}) => id === went);
		at = jump === -1 ? at + 1 : jump;
	}
}

/** Makes the call as often as the script says. Answers where to go on; nowhere in particular when absent. */
async function playAct(
	actor: ActorData,
	act: ActData,
	surroundings: Surroundings,
	wait: (seconds: number) => Promise<void>,
): Promise<string | undefined> {
	const {everySeconds, times = everySeconds === undefined ? 1 : Number.POSITIVE_INFINITY} = act;
	let denied = 0;
	for (let time = 0; time < times; time++) {
		await wait(time === 0 ? (act.afterSeconds ?? DEFAULT_AFTER_SECONDS) : (everySeconds ?? DEFAULT_AFTER_SECONDS));
		const outcome = await surroundings.during(() => call(actor, act, surroundings));
		if (outcome === undefined) return undefined;
		denied = outcome === 'denied' ? denied + 1 : 0;
		if (outcome === 'allowed' && act.allowed !== undefined) return act.allowed;
		// Once may be a place that has seen a change and another that has not.
		if (act.denied !== undefined && denied >= Math.min(2, times)) return act.denied;
	}
	return undefined;
}

/** Undefined when there is nothing to call with, or nothing to call it on. */
async function call(actor: ActorData, act: ActData, surroundings: Surroundings): Promise<Happening['outcome'] | undefined> {
	const {sandbox, callers, onHappened} = surroundings;
	const credentials = callers.get(act.as);
	const input = filledIn(act.with ?? {}, sandbox);
	if (credentials === undefined || input === undefined) return undefined;
	const region = act.region ?? credentials.region;
	const client = actor.client ?? CLIENT;
	const answered = await ask(sandbox, {credentials, call: act.call, region, input, client});
	if (act.keeps !== undefined && answered.credentials !== undefined) callers.set(act.keeps, answered.credentials);
	const {at, account, callerArn, accessKeyId, outcome, deniedBy, write} = answered.call;
	onHappened({
		at,
		actor: actor.name,
		kind: actor.kind,
		as: act.as,
		call: act.call,
		account,
		region,
		callerArn,
		accessKeyId,
		outcome,
		write,
		...(deniedBy && {deniedBy}),
		...(act.gains !== undefined && {gains: act.gains}),
	});
	return outcome;
}

/** The input with the stand-ins replaced; undefined while what they stand for is not there. */
function filledIn(given: Readonly<Record<string, unknown>>, {world: {organization}}: Sandbox): Record<string, unknown> | undefined {
	const deny = [...organization.policies.values()].findLast(({writtenByCall}) => writtenByCall);
	const target = [...organization.attachments].find(([, ids]) => deny !== undefined && ids.has(deny.id))?.[0];
	const known: Readonly<Record<StandIn, string | undefined>> = {$deny: deny?.id, $target: target, $root: organization.root.id};
	const standIns: Readonly<Record<string, string | undefined>> = known;
	const filled: Record<string, unknown> = {};
	for (const [name, value] of Object.entries(given)) {
		if (typeof value !== 'string' || !Object.hasOwn(standIns, value)) filled[name] = value;
		else if (standIns[value] === undefined) return undefined;
		else filled[name] = standIns[value];
	}
	return filled;
}
