import {type Principal, principalOfCaller} from '../../containment/principal/principal.ts';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {accountLabel} from '../looks/accounts.ts';
import {eachOf} from '../looks/look.ts';

/** AWS's own pace, 2 a second for each account and region, is kept below the port. */
const sideBySide = 8;

/**
 * Who used an access key, by CloudTrail of the account it belongs to, in the chosen regions. A key is one principal's: the newest calls of
 * each region say whose. None is said, and so is what could not be asked.
 */
export async function principalsUsing(walk: IncidentWalk, accessKeyId: string, accountId: string): Promise<readonly Principal[]> {
	const {regions} = walk.ports.session;
	const events: TrailEvent[] = [];
	let failed = 0;
	await walk.read(text.steps.waiting.accessKeyUsed(regions.length), () =>
		eachOf(regions, sideBySide, async region => {
			try {
				events.push(...(await newestCalls(walk, accessKeyId, {accountId, region})));
			} catch (error) {
				if (!(error instanceof Problem)) throw error;
				walk.facts.problems.push(error);
				failed += 1;
			}
		}),
	);
	if (events.length === 0) {
		const said = text.steps.who.keyNotSeen(accessKeyId, accountLabel(walk.facts, accountId), regions, failed);
		walk.facts.problems.push(new Problem('access-key-not-seen', said, text.steps.who.keyNotSeenNext, 4));
		walk.show({id: 'key-not-seen', tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: said}]});
	}
	// Events that were looked up by a key are of its holder.
	return events.map(({caller}) => principalOfCaller({...caller, accessKeyId, accountId: caller.accountId ?? accountId}));
}

/** The first page that holds any. */
async function newestCalls(
	walk: IncidentWalk,
	value: string,
	place: {readonly accountId: string; readonly region: string},
): Promise<readonly TrailEvent[]> {
	const enough = new AbortController();
	const signal = AbortSignal.any([walk.signal, enough.signal]);
	const found: TrailEvent[] = [];
	const onPage = (page: readonly TrailEvent[]) => {
		found.push(...page);
		if (found.length > 0) enough.abort();
	};
	try {
		// As far back as CloudTrail goes: a long-term key may have been quiet.
		await walk.ports.trail.events(place, {by: 'access-key', value}, {since: 0}, {signal, onPage});
	} catch (error) {
		if (!enough.signal.aborted || walk.signal.aborted) throw error;
	}
	return found;
}
