import type {Searched} from '../../containment/chain/searched.ts';
import {othersWithId} from '../../containment/guards/collateral.ts';
import type {SessionSeen} from '../../containment/guards/facts.ts';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {eachOf} from '../looks/look.ts';

const dayMs = 24 * 60 * 60 * 1000;

export interface Others {
	readonly sessions: readonly SessionSeen[];
	/** Whether every place answered. */
	readonly complete: boolean;
}

/**
 * Whoever else works under one of these exact ids: an innocent may use the same role under the same session name, and a deny of that id would
 * stop them as well. CloudTrail of the last day, where the sessions are.
 */
export async function othersUnder(walk: IncidentWalk, searched: Searched, ids: readonly string[]): Promise<Others> {
	const concerned = searched.sessions.filter(session => session.userId !== undefined && ids.includes(session.userId));
	const places = new Map<string, {accountId: string; region: string; value: string}>();
	for (const {accountId, sessionName} of concerned) {
		if (accountId === undefined || sessionName === undefined) continue;
		for (const region of walk.ports.session.regions) {
			const place = {accountId, region, value: sessionName};
			places.set(JSON.stringify(place), place);
		}
	}
	const events: TrailEvent[] = [];
	let complete = true;
	await walk.read(text.steps.chain.others(places.size), () =>
		eachOf([...places.values()], 8, async ({value, ...place}) => {
			try {
				const since = walk.clock.now() - dayMs;
				const onPage = (page: readonly TrailEvent[]) => void events.push(...page);
				await walk.ports.trail.events(place, {by: 'user-name', value}, {since}, {signal: walk.signal, onPage});
			} catch (error) {
				if (!(error instanceof Problem)) throw error;
				walk.facts.problems.push(error);
				complete = false;
			}
		}),
	);
	const theirs = new Set([...searched.keys, ...searched.sessions.flatMap(session => session.accessKeyId ?? [])]);
	return {sessions: othersWithId(ids, events, theirs), complete};
}
