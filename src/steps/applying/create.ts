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

/** Makes the policy. Attached to nothing, it denies nobody. */
export async function createPolicy(walk: IncidentWalk, {bound, stillTrue}: Act): Promise<Created> {
	const port = walk.ports.organizations;
	const tags = {[incidentTag]: walk.incident.id};
	const existing = async (): Promise<Created | undefined> => {
		const made = await madeHere(walk, bound.policyName, bound.deny.document);
		return made === undefined ? undefined : {...alreadySo, policyId: made.id, arn: made.arn};
	};
	const created = await walk.write('create-policy', {
		what: text.steps.contain.creating(bound.policyName),
		intent: {policyName: bound.policyName, document: bound.deny.document, tags, hash: bound.hash},
		act: async () => {
			await stillTrue();
			walk.facts.creating = true;
			const description = text.steps.contain.description(walk.incident.id);
			return settled(() => port.createPolicy({name: bound.policyName, description, deny: bound.deny, tags}), existing);
		},
		reconcile: existing,
	});
	walk.facts.creating = true;
	return created;
}

/** A policy that could not be attached does nothing; it is removed so that no orphan is left, and the responder is told either way. */
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
		walk.show({
			id: 'left-behind',
			tone: 'danger',
			blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.contain.mayBeAttached(policyId, targetId)}],
		});
	}
}
