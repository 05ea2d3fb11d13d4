import {type DenySubject, denyFor, POLICY_NAME_PREFIX, sameDeny} from './deny-policy.ts';

/** A service control policy as it is attached somewhere. */
export interface AttachedPolicy {
	readonly id: string;
	readonly name: string;
	readonly awsManaged: boolean;
}

/** A policy that could be detached to free a slot. A type alias, like all that may go into a journal. */
export type Detachable = {readonly id: string; readonly name: string};

export interface CoverageFacts {
	readonly root: {readonly id: string; readonly policies: readonly AttachedPolicy[]};
	/** Everything directly below the root, suspended accounts and the management account among it. */
	readonly children: readonly {
		readonly id: string;
		readonly kind: 'organizational-unit' | 'account';
		readonly policies: readonly AttachedPolicy[];
	}[];
	readonly managementAccountId: string;
	/** Policies that may be attached to one target. */
	readonly quota: number;
	/** Every policy that carries the tag `preparedTag`, wherever it is attached. */
	readonly prepared: readonly {readonly id: string; readonly name: string; readonly document: string}[];
}

/** Where the deny can bind every member account. */
export type Coverage =
	/** A new policy on the root. */
	| {readonly way: 'root'; readonly targets: readonly string[]}
	/** The document of a policy that is on the root already is replaced; `placeholder` is the one it has, to be put back afterwards. */
	| {readonly way: 'prepared'; readonly policyId: string; readonly placeholder: string; readonly targets: readonly string[]}
	/** A new policy on each of these. An account that joins the root meanwhile is not bound. */
	| {readonly way: 'below-root'; readonly targets: readonly string[]}
	/** A slot freed on the first, which is the root, or else one on each of the others, makes room. */
	| {readonly way: 'none'; readonly full: readonly {readonly targetId: string; readonly detachable: readonly Detachable[]}[]};

/** The key of the tag on a policy that was prepared to be filled in during an incident. */
export const preparedTag = 'tourniquet:prepared';

/**
 * Whom a prepared policy denies until it is filled in: nobody. The nil UUID has the form of an identity store user id, but is reserved to
 * mean no UUID at all (RFC 9562, 5.9), so that no generator hands it out; and a session carries an id only if Identity Center signed it in.
 */
export const preparedPlaceholder: DenySubject = Object.freeze({
	userIds: Object.freeze(['00000000-0000-0000-0000-000000000000']),
	sessionNames: Object.freeze([]),
	sourceIdentities: Object.freeze([]),
	exactUserIds: Object.freeze([]),
});

/**
 * Where to attach: the root while it has a free slot; else a policy prepared there, by an update, which needs none; else every
 * organizational unit and member account directly below the root, when each has a free slot; else nowhere.
 */
export function coverage({root, children, managementAccountId, quota, prepared}: CoverageFacts): Coverage {
	const isFull = ({policies}: {readonly policies: readonly AttachedPolicy[]}) => policies.length >= quota;
	if (!isFull(root)) return {way: 'root', targets: [root.id]};
	const ready = prepared.find(policy => root.policies.some(({id}) => id === policy.id) && deniesNobody(policy.document));
	if (ready !== undefined) return {way: 'prepared', policyId: ready.id, placeholder: ready.document, targets: [root.id]};
	// No service control policy binds the management account. A suspended account may be reinstated.
	const targets = children.filter(child => child.id !== managementAccountId);
	const full = targets.filter(isFull);
	if (targets.length > 0 && full.length === 0) return {way: 'below-root', targets: targets.map(({id}) => id)};
	const kept = new Set(prepared.map(({id}) => id));
	return {
		way: 'none',
		full: [root, ...full].map(({id, policies}) => ({
			targetId: id,
			detachable: detachable(policies.filter(policy => !kept.has(policy.id))),
		})),
	};
}

/**
 * The policies that somebody attached and could detach again to free a slot: not AWS's own, without which nothing is allowed, and none of
 * ours, which may be what holds somebody else out.
 */
export function detachable(policies: readonly AttachedPolicy[]): readonly Detachable[] {
	return policies.filter(({awsManaged, name}) => !awsManaged && !name.startsWith(POLICY_NAME_PREFIX)).map(({id, name}) => ({id, name}));
}

/** Whether a document is the placeholder's deny and nothing else: a policy that was filled in for an incident is never taken for another. */
function deniesNobody(document: string): boolean {
	const placeholder = denyFor(preparedPlaceholder);
	return placeholder.ok && sameDeny(document, placeholder.deny.document);
}
