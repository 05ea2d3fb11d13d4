import type {TrailEvent} from '../trail/trail.ts';
import {type LeftoverEvent, type LeftoverKind, leftoverEvent, type Names, writeOf} from './leftover-events.ts';

/** Something that the sessions made, changed or read, which a deny does not undo. Every string is hostile text. It can go into a journal. */
export type Leftover = {
	readonly kind: LeftoverKind;
	readonly eventId: string;
	/** `CreateAccessKey` */
	readonly eventName: string;
	/** `iam` */
	readonly service: string;
	/** Epoch ms. */
	readonly at: number;
	readonly accountId: string;
	readonly region: string;
	/** What it is about, where the event says so: one name, or several. */
	readonly resource?: string;
	/** The names that the event gives, by what they name: `userName`, `accessKeyId`. */
	readonly names: Readonly<Record<string, readonly string[]>>;
	/** The `aws:userid` that did it. */
	readonly byUserId?: string;
	readonly byAccessKeyId?: string;
};

/** Calls of one name that failed: tried, and nothing left behind. */
export type Attempted = {readonly service: string; readonly eventName: string; readonly times: number};

export type Leftovers = {
	/** Oldest first. */
	readonly left: readonly Leftover[];
	/** Most often tried first. */
	readonly attempted: readonly Attempted[];
};

// Opening a session leaves nothing to remove: the chain follows it.
const FOLLOWED = new Set(['sts:AssumeRole', 'sts:GetScopedCredentials']);

/**
 * What those sessions whose events are `theirs` left behind: every write that AWS accepted and every secret they read, each call once.
 * A write that no row of the table knows is an `other-change`.
 */
export function leftoversIn(events: readonly TrailEvent[], theirs: (event: TrailEvent) => boolean): Leftovers {
	const distinct = new Map<string, TrailEvent>();
	for (const event of events.filter(theirs)) {
		// A call across accounts leaves an event in each; the caller's own says more.
		const call = event.sharedEventId === undefined ? event.id : `${event.source}/${event.name}/${event.sharedEventId}`;
		const before = distinct.get(call);
		if (before === undefined || isFuller(event, before)) distinct.set(call, event);
	}
	const left: Leftover[] = [];
	const attempts = new Map<string, Attempted>();
	for (const event of distinct.values()) {
		const service = serviceOf(event);
		const eventName = callOf(event);
		const known = meaning(event, service, eventName);
		if (known === undefined) continue;
		if (event.errorCode === undefined) left.push(leftover(event, service, eventName, known));
		else {
			const key = `${service}:${eventName}`;
			attempts.set(key, {service, eventName, times: (attempts.get(key)?.times ?? 0) + 1});
		}
	}
	return {
		left: left.sort((a, b) => a.at - b.at || order(a.eventId, b.eventId)),
		attempted: [...attempts.values()].sort(
			(a, b) => b.times - a.times || order(`${a.service}:${a.eventName}`, `${b.service}:${b.eventName}`),
		),
	};
}

function isFuller(event: TrailEvent, before: TrailEvent): boolean {
	const [has, had] = [event, before].map(one => one.caller.accessKeyId !== undefined);
	return has === had ? event.id < before.id : has === true;
}

function meaning(event: TrailEvent, service: string, eventName: string): LeftoverEvent | undefined {
	if (FOLLOWED.has(`${service}:${eventName}`)) return undefined;
	const named = eventName === '*' ? undefined : leftoverEvent(service, eventName);
	if (named !== undefined) {
		const {onlyWhen} = named;
		return onlyWhen === undefined || valuesAt(event.request, onlyWhen[0]).includes(onlyWhen[1]) ? named : undefined;
	}
	if (event.readOnly) return undefined;
	return writeOf(service) ?? {kind: 'other-change', names: {}};
}

function leftover(event: TrailEvent, service: string, eventName: string, known: LeftoverEvent): Leftover {
	const names = namesIn(event, known.names);
	const [resource] = Object.values(names);
	const {userId, accessKeyId} = event.caller;
	return {
		kind: known.kind,
		eventId: event.id,
		eventName,
		service,
		at: event.at,
		accountId: event.accountId,
		region: event.region,
		...(resource === undefined ? {} : {resource: resource.join(', ')}),
		names,
		...(userId === undefined ? {} : {byUserId: userId}),
		...(accessKeyId === undefined ? {} : {byAccessKeyId: accessKeyId}),
	};
}

function namesIn(event: TrailEvent, names: Names): Readonly<Record<string, readonly string[]>> {
	const found: Record<string, readonly string[]> = {};
	for (const [name, paths] of Object.entries(names)) {
		const values = paths.flatMap(path => [event.request, event.response].map(part => valuesAt(part, path))).find(list => list.length > 0);
		if (values !== undefined) found[name] = values;
	}
	return found;
}

/** The values at a path, upper and lower case not told apart. */
function valuesAt(part: Readonly<Record<string, string>>, path: string): readonly string[] {
	const wanted = path.toLowerCase().split('.');
	const values = Object.entries(part)
		.filter(([at, value]) => value !== '' && matches(at.toLowerCase().split('.'), wanted))
		.map(([, value]) => value);
	return [...new Set(values)];
}

function matches(path: readonly string[], wanted: readonly string[]): boolean {
	return path.length === wanted.length && wanted.every((step, index) => step === '*' || step === path[index]);
}

function serviceOf({source}: TrailEvent): string {
	return source.split('.')[0] ?? '';
}

/** Lambda dates its events' names: `CreateFunction20150331`, `AddPermission20150331v2`. */
function callOf({name, source}: TrailEvent): string {
	return source.startsWith('lambda.') ? name.replace(/20\d{6}(v\d+)?$/, '') : name;
}

function order(a: string, b: string): number {
	return a < b ? -1 : Number(a > b);
}
