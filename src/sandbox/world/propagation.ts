import type {Clock} from '../../clock.ts';
import type {Ids} from './ids.ts';

/** A policy as it is in force at a node. */
export interface AttachedPolicy {
	readonly id: string;
	readonly arn: string;
	readonly content: string;
	readonly writtenByCall: boolean;
}

/** What is in force at a node; undefined while service control policies are switched off. */
export type NodePolicies = readonly AttachedPolicy[] | undefined;

/** Where a request is judged. Each place learns of a change in its own time. */
export interface Place {
	readonly accountId: string;
	readonly service: string;
	readonly region: string;
}

export interface PropagationOptions {
	readonly minimumMs: number;
	readonly maximumMs: number;
	/** Until the maximum has passed, a place goes back and forth between what was and what is. */
	readonly flapping?: boolean;
	/** Changes are accepted and never take effect anywhere. */
	readonly never: boolean;
}

/** How long one state stands while a place flaps, and how often it is the old one. */
const FLAP_MS = 6000;
const FLAPS = 0.35;

interface Change {
	readonly sequence: number;
	readonly at: number;
	readonly before: NodePolicies;
}

/**
 * Spreads every change to a node's policies over accounts, services and regions: each place goes on with what was in
 * force before, until a delay of its own between the minimum and the maximum has passed. AWS gives no figure for its own
 * spread; the IAM User Guide says only that changes are eventually consistent.
 */
export class Propagation {
	readonly #changes = new Map<string, Change[]>();
	readonly #clock: Clock;
	readonly #ids: Ids;
	readonly #options: PropagationOptions;
	#sequence = 0;

	constructor(clock: Clock, ids: Ids, options: PropagationOptions) {
		this.#clock = clock;
		this.#ids = ids;
		this.#options = options;
	}

	/** Must be called just before a node's policies change, with what is in force until then. */
	changing(nodeId: string, before: NodePolicies): void {
		this.#sequence += 1;
		const changes = [...this.#unsettled(nodeId), {sequence: this.#sequence, at: this.#clock.now(), before}];
		this.#changes.set(nodeId, changes);
	}

	/** What is in force at a node as seen from a place; `now` is what is attached there. */
	seenFrom(place: Place, nodeId: string, now: NodePolicies): NodePolicies {
		const changes = this.#unsettled(nodeId);
		const lastSeen = changes.findLastIndex(change => this.#hasArrived(change, place));
		const firstUnseen = changes[lastSeen + 1];
		return firstUnseen === undefined ? now : firstUnseen.before;
	}

	/** The changes that some place may not have seen yet, oldest first. */
	#unsettled(nodeId: string): Change[] {
		const changes = this.#changes.get(nodeId) ?? [];
		if (this.#options.never) return changes;
		const settled = changes.findLastIndex(change => change.at + this.#options.maximumMs <= this.#clock.now());
		return changes.slice(settled + 1);
	}

	#hasArrived(change: Change, place: Place): boolean {
		if (this.#options.never) return false;
		const {minimumMs, maximumMs} = this.#options;
		const fraction = this.#ids.fraction(`propagation/${change.sequence}/${place.accountId}/${place.service}/${place.region}`);
		const arrives = change.at + minimumMs + fraction * (maximumMs - minimumMs);
		if (arrives > this.#clock.now()) return false;
		return !this.#options.flapping || change.at + maximumMs <= this.#clock.now() || !this.#isBack(change, place);
	}

	/** Whether a place that has seen a change shows what was before it: some of the time, by turns of a few seconds. */
	#isBack({sequence}: Change, {accountId, service, region}: Place): boolean {
		const turn = Math.floor(this.#clock.now() / FLAP_MS);
		return this.#ids.fraction(`flapping/${sequence}/${accountId}/${service}/${region}/${turn}`) < FLAPS;
	}
}
