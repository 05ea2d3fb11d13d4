import type {Accepted} from '../../aws/ports.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {BoundPlan, IncidentWalk} from '../facts.ts';
import {alreadySo, incidentTag, madeHere, settled} from './made.ts';

export interface Act {
	readonly bound: BoundPlan;
	/** Resolves when what was confirmed is still so, our own policy aside; rejects before anything is sent when it is not. */
	readonly stillTrue: (ownPolicyId?: string) => Promise<void>;
}

export type Created = Accepted & {readonly policyId: string; readonly arn: string};

/** `here`: this very process had AWS's answer to the making, so nobody else can know of the policy yet. */
export type Made = Created & {readonly here: boolean};

/** Makes the policy. Attached to nothing, it denies nobody. */
export async function createPolicy(walk: IncidentWalk, {bound, stillTrue}: Act): Promise<Made> {
	const port = walk.ports.organizations;
	let here = false;
	const tags = {[incidentTag]: walk.incident.id};
	const existing = async (): Promise<Created | undefined> => {
		const made = await madeHere(walk, bound.policyName, bound.deny.document);
		return made === undefined ? undefined : {...alreadySo, policyId: made.id, arn: made.arn};
	};
	/** Why AWS could not be asked whether it was made: a failure to make it may say nothing of that. */
	let notSeen: Problem | undefined;
	const seen = <T>(look: Promise<T>): Promise<T> =>
		look.catch((error: unknown) => {
			if (error instanceof Problem) notSeen = error;
			throw error;
		});
	/** Whether AWS says that there is none. When it cannot be asked, there may be one. */
	const absent = () =>
		seen(port.policies()).then(
			policies => policies.every(policy => policy.name !== bound.policyName),
			() => false,
		);
	const created = await walk.write('create-policy', {
		what: text.steps.contain.creating(bound.policyName),
		intent: {policyName: bound.policyName, document: bound.deny.document, tags, hash: bound.hash},
		act: async () => {
			await stillTrue();
			walk.facts.creating = true;
			const description = text.steps.contain.description(walk.incident.id);
			try {
				const made = await settled<Created>(
					() => port.createPolicy({name: bound.policyName, description, deny: bound.deny, tags}),
					() => seen(existing()),
				);
				here = made.already !== true;
				return made;
			} catch (error) {
				if (!(error instanceof Problem)) throw error;
				if (!(await absent())) throw withWhyUnknown(error, notSeen);
				walk.facts.creating = false;
				throw error;
			}
		},
		reconcile: existing,
	});
	walk.facts.creating = true;
	return {...created, here};
}

/** Where the look failed for the same reason, the failure says it already. */
function withWhyUnknown(error: Problem, look: Problem | undefined): Problem {
	if (look === undefined || look.code === error.code) return error;
	const {makingUnknown, makingUnknownNext} = text.steps.contain;
	return new Problem(error.code, makingUnknown(error.message, look.message), makingUnknownNext(look.next), error.exit, {cause: error});
}

/** A policy that is known to be attached nowhere does nothing; it is removed so that no orphan is left, and the responder is told either way. */
export async function removeUnattached(walk: IncidentWalk, policyId: string, targetId: string, cause: Problem): Promise<void> {
	const port = walk.ports.organizations;
	try {
		await walk.write('remove-unattached-policy', {
			what: text.steps.contain.removing,
			intent: {policyId, because: cause.code},
			act: () => port.deletePolicy(policyId),
			reconcile: async () => ((await port.policy(policyId)) === undefined ? alreadySo : undefined),
		});
		walk.facts.attaching = false;
		walk.facts.creating = false;
		walk.show({id: 'removed', tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.contain.removed(policyId)}]});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		// What AWS does not delete because it is in use is attached after all.
		const inUse = error.code === 'policy-in-use';
		walk.facts.attaching = inUse;
		const said = inUse ? text.steps.contain.mayBeAttached(policyId, targetId) : text.steps.contain.leftBehind(policyId);
		walk.show({
			id: 'left-behind',
			tone: 'danger',
			blocks: [
				{kind: 'paragraph', tone: 'danger', text: said},
				{kind: 'code', text: text.byHand.deletePolicy(policyId)},
			],
		});
	}
}
