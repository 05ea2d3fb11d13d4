import {setMaxListeners} from 'node:events';
import {
	type ChainLookup,
	callsWithoutKey,
	chainFound,
	chainStart,
	isKeyless,
	keysDenied,
	nextLookups,
	type Spared,
	type Unsearched,
	withEvents,
	withFailure,
} from '../../containment/chain/chain.ts';
import type {Searched} from '../../containment/chain/searched.ts';
import {leftoversIn} from '../../containment/leftovers/leftovers.ts';
import type {CheckedDeny} from '../../containment/policy/deny-policy.ts';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {eachOf} from '../looks/look.ts';
import {givenKeys, namesAndPlaces, unknownPlaces} from './places.ts';

/** Look-ups side by side; AWS's own pace, 2 a second for each account and region, is kept below the port. */
const sideBySide = 12;
const hourMs = 3_600_000;
/** CloudTrail keeps its event history for 90 days (CloudTrail API, LookupEvents). */
const historyMs = 90 * 24 * hourMs;

/**
 * Follows their sessions through CloudTrail: from every access key under a denied name or id, breadth first through the sessions opened
 * with it, in each session's account and every chosen region. It can be stopped, and what was found by then stands.
 * @param viewId of the progress; what was found takes its place
 */
export async function searchChain(walk: IncidentWalk, deny: CheckedDeny, lookBackHours: number, viewId: string): Promise<Searched> {
	const stopping = new AbortController();
	const signal = AbortSignal.any([walk.signal, stopping.signal]);
	// Many look-ups side by side all listen to it; that is no leak.
	setMaxListeners(0, signal);
	const progress = {asked: 0, answered: 0, sessions: 0};
	const done = search(walk, {deny, since: sinceOf(walk, lookBackHours), signal, progress, viewId});
	const question = {
		kind: 'choose',
		id: 'stop-search',
		title: text.steps.chain.searching,
		// An Enter out of habit must not leave sessions unfound.
		choices: [
			{id: 'go-on', label: text.steps.chain.goOnLooking, detail: text.steps.chain.goOnLookingDetail},
			{id: 'stop', label: text.steps.chain.stop, detail: text.steps.chain.stopDetail},
		],
	} as const;
	let answer = await walk.askUnless(question, done);
	// Stopped in an earlier sitting, which took what it had found with it: this one looks again, and can be stopped again.
	while (answer === 'go-on' || (answer !== undefined && !walk.answeredHere(question.id))) answer = await walk.askUnless(question, done);
	if (answer !== undefined) stopping.abort();
	return {...(await done), stopped: answer !== undefined};
}

interface Search {
	readonly deny: CheckedDeny;
	readonly since: number;
	readonly signal: AbortSignal;
	readonly progress: {asked: number; answered: number; sessions: number};
	readonly viewId: string;
}

async function search(walk: IncidentWalk, {deny, since, signal, progress, viewId}: Search): Promise<Omit<Searched, 'stopped'>> {
	const {facts, ports, clock} = walk;
	const {regions} = ports.session;
	const events = new Map<string, TrailEvent>();
	const said = new Set<string>();
	const show = () => walk.show(progressView(viewId, progress));
	show();

	/** Everything one look-up answers, what came before a failure included. */
	const look = async (place: {accountId: string; region: string}, query: Parameters<typeof ports.trail.events>[1]) => {
		const found: TrailEvent[] = [];
		progress.asked += 1;
		show();
		let failed: 'stopped' | 'not-allowed' | 'failed' | undefined;
		try {
			if (signal.aborted) failed = 'stopped';
			else await ports.trail.events(place, query, {since}, {signal, onPage: page => found.push(...page)});
		} catch (error) {
			walk.signal.throwIfAborted();
			if (signal.aborted) failed = 'stopped';
			else if (error instanceof Problem) {
				failed = error.code === 'access-denied' ? 'not-allowed' : 'failed';
				// The same in the next region is no news; every place is named among those not searched.
				const kind = `${place.accountId} ${error.code}`;
				if (!said.has(kind)) facts.problems.push(error);
				said.add(kind);
			} else throw error;
		}
		for (const event of found) events.set(event.id, event);
		progress.answered += 1;
		show();
		return {found, failed};
	};

	await Promise.race([Promise.all([facts.reachLook?.done, facts.findingsLook?.done, facts.accountsLook?.done]), aborted(signal)]);
	const unsearched: Unsearched[] = [...unknownPlaces(walk)];
	const spared = sparedOf(walk);
	const named = namesAndPlaces(walk).flatMap(({accountId, value}) => regions.map(region => ({place: {accountId, region}, value})));
	await eachOf(named, sideBySide, async ({place, value}) => {
		const {failed} = await look(place, {by: 'user-name', value});
		if (failed !== undefined) unsearched.push({accessKeyId: value, ...place, why: failed});
	});
	const keys = [...givenKeys(walk), ...keysDenied([...events.values()], deny, spared)];
	unsearched.push(...callsWithoutKey([...events.values()], deny, spared));
	const organizationAccountIds = [...((await facts.accountsLook?.done)?.keys() ?? [])];
	let state = chainStart(keys, {
		regions,
		events: [...events.values()],
		...(organizationAccountIds.length === 0 ? {} : {organizationAccountIds}),
	});
	for (let next = nextLookups(state); next.length > 0; next = nextLookups(state)) {
		await eachOf(next, sideBySide, async (lookup: ChainLookup) => {
			const {accountId, region, accessKeyId} = lookup;
			const {found, failed} = await look({accountId, region}, {by: 'access-key', value: accessKeyId});
			state = failed === undefined ? withEvents(state, lookup, found) : withFailure(state, lookup, failed, found);
			progress.sessions = chainFound(state).sessions.length;
		});
	}
	const found = chainFound(state);
	const theirs = new Set([...keys.map(key => key.accessKeyId), ...found.sessions.flatMap(session => session.accessKeyId ?? [])]);
	const isTheirs = ({caller}: TrailEvent) => theirs.has(caller.accessKeyId ?? '') || isKeyless(caller, deny, spared);
	const {left, attempted} = leftoversIn([...events.values()], isTheirs);
	return {
		sessions: found.sessions,
		keys: keys.map(key => key.accessKeyId),
		unsearched: [...unsearched, ...found.unsearched],
		regions,
		leftovers: left,
		attempted,
		at: clock.now(),
	};
}

/** The responder's own session and the probes': they carry the same names, and are nobody's but ours. */
export function sparedOf({facts}: IncidentWalk): Spared {
	return {
		accessKeyIds: facts.ownAccessKeys,
		userIds: new Set([...(facts.caller === undefined ? [] : [facts.caller.userId]), ...facts.ownUserIds]),
	};
}

/** From a while before GuardDuty first saw it, and never less than the runbook says. */
function sinceOf({facts, clock}: IncidentWalk, lookBackHours: number): number {
	const now = clock.now();
	const firstSeen = [...(facts.finding === undefined ? [] : [facts.finding]), ...facts.givenFindings].flatMap(
		finding => finding.firstSeen ?? [],
	);
	const since = Math.min(now - lookBackHours * hourMs, ...firstSeen.map(at => at - 12 * hourMs));
	return Math.max(since, now - historyMs);
}

/** Resolves when the signal is aborted. */
const aborted = (signal: AbortSignal) =>
	new Promise<void>(resolve => {
		if (signal.aborted) resolve();
		else signal.addEventListener('abort', () => resolve(), {once: true});
	});

function progressView(id: string, {asked, answered, sessions}: Search['progress']) {
	return {
		id,
		live: true,
		blocks: [{kind: 'paragraph' as const, text: text.steps.chain.progress(answered, asked, sessions)}],
	};
}
