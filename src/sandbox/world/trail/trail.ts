import type {Ids} from '../ids.ts';
import {type ManagementEvent, managementEvents, type TrailedCall} from './event.ts';
import {Throttle} from './throttle.ts';

/** How long CloudTrail keeps events in its event history; CloudTrail API reference, LookupEvents. */
const KEPT_MS = 90 * 24 * 60 * 60 * 1000;
/** As many events as one account's history in one region holds at most; the oldest go first, so that a long rehearsal stays small. */
const MOST_EVENTS = 5000;
/** AWS says "typically within about 5 minutes" of the call; here it is seconds, so that nobody waits for it in a rehearsal. */
const DELAY = {minimumMs: 1000, maximumMs: 5000};

interface Kept {
	readonly event: ManagementEvent;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** When look-ups begin to show it. */
	readonly visibleAt: number;
}

/** CloudTrail's event history: every management event, by account and region. */
export class Trail {
	readonly #ids: Ids;
	readonly #histories = new Map<string, Kept[]>();
	/** LookupEvents: two requests a second for each account and region; CloudTrail API reference. */
	readonly lookUps = new Throttle({perSecond: 2, burst: 2});

	constructor(ids: Ids) {
		this.#ids = ids;
	}

	/** Writes down a call that was just answered. */
	record(call: TrailedCall): void {
		for (const event of managementEvents(call, this.#ids)) {
			const delay = DELAY.minimumMs + this.#ids.fraction(`trail/${event.eventID}`) * (DELAY.maximumMs - DELAY.minimumMs);
			this.#keep(event, Math.ceil(call.at + delay));
		}
	}

	/** Writes down a call of long before: look-ups show it at once. */
	recordPast(call: TrailedCall): void {
		for (const event of managementEvents(call, this.#ids)) this.#keep(event, call.at);
	}

	/** What a look-up made at `now` finds, newest first. */
	events(accountId: string, region: string, now: number): ManagementEvent[] {
		const seen = (this.#histories.get(placeOf(accountId, region)) ?? []).filter(
			({at, visibleAt}) => visibleAt <= now && at >= now - KEPT_MS,
		);
		return seen
			.reverse()
			.sort((one, other) => other.at - one.at)
			.map(({event}) => event);
	}

	#keep(event: ManagementEvent, visibleAt: number): void {
		const place = placeOf(event.recipientAccountId, event.awsRegion);
		const history = this.#histories.get(place) ?? [];
		this.#histories.set(place, history);
		history.push({event, at: Date.parse(event.eventTime), visibleAt});
		if (history.length > MOST_EVENTS) history.shift();
	}
}

function placeOf(accountId: string, region: string): string {
	return `${accountId}/${region}`;
}
