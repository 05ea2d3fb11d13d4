import type {Accepted} from '../../aws/ports.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {type Act, type Made, removeUnattached} from './create.ts';
import {alreadySo, settled, stillOurs, unknownFate} from './made.ts';

export interface Attached {
	readonly targets: readonly string[];
	/** Targets of the plan where the policy could not be attached, each with why. */
	readonly missing: readonly {readonly targetId: string; readonly problem: Problem}[];
	/** Epoch ms of AWS's acceptance of the first attachment. */
	readonly at: number;
}

/**
 * Attaches the policy to every target of the plan. Where none took it, the policy is removed again and the failure thrown; where some did,
 * the deny is in force there and stays: taking it off would hand access back.
 */
export async function attachPolicy(walk: IncidentWalk, act: Act, policy: Made): Promise<Attached> {
	const targets: string[] = [];
	const missing: {targetId: string; problem: Problem}[] = [];
	let at: number | undefined;
	for (const targetId of act.bound.plan.targetIds) {
		try {
			const accepted = await attachTo(walk, act, policy, targetId, at !== undefined);
			at ??= accepted;
			targets.push(targetId);
		} catch (error) {
			if (!(error instanceof Problem) || at === undefined || walk.facts.attaching === true) throw error;
			missing.push({targetId, problem: error});
		}
	}
	if (at === undefined) throw new Error('a plan has a target');
	return {targets, missing, at};
}

async function attachTo(
	walk: IncidentWalk,
	{bound, stillTrue}: Act,
	{policyId, here}: Made,
	targetId: string,
	inForceElsewhere: boolean,
): Promise<number> {
	const port = walk.ports.organizations;
	type Attachment = Accepted & {readonly at: number};
	const existing = async (): Promise<Attachment | undefined> =>
		(await port.policiesOn(targetId)).some(policy => policy.id === policyId) ? {...alreadySo, at: walk.clock.now()} : undefined;
	let attachedHere = false;
	let held = false;
	walk.facts.attaching = true;
	try {
		const attached = await walk.write('attach-policy', {
			what: text.steps.contain.attaching(targetId),
			intent: {policyId, targetId},
			act: async () => {
				held = true;
				await stillOurs(walk, policyId, bound.deny.document);
				await stillTrue(policyId);
				held = false;
				const done = await settled(async () => ({...(await port.attachPolicy(policyId, targetId)), at: walk.clock.now()}), existing);
				attachedHere = true;
				return done;
			},
			reconcile: existing,
		});
		walk.facts.creating = false;
		// What an earlier sitting attached may have been taken off since, by this incident or by somebody.
		if (!attachedHere && (await walk.read(text.steps.waiting.policiesOnRoot, existing)) === undefined) {
			walk.facts.attaching = false;
			throw new TakenOff(policyId, targetId);
		}
		return attached.at;
	} catch (error) {
		if (!(error instanceof Problem) || error instanceof TakenOff) throw error;
		if (held) {
			// Nothing was sent. What was made just now is taken away again; anything else may be somebody else's work by now, and does nothing
			// unattached.
			walk.facts.attaching = false;
			walk.facts.creating = error.code !== 'policy-gone';
			if (here && !inForceElsewhere && error.code !== 'policy-gone' && error.code !== 'policy-altered')
				await removeUnattached(walk, policyId, targetId, error);
			throw error;
		}
		// Only what AWS says is not attached may be removed, and only then is it certain that nothing is in force.
		let notSeen: Problem | undefined;
		const absent = await walk
			.observe(`not-attached/${targetId}`, text.steps.waiting.policiesOnRoot, async () => (await existing()) === undefined)
			.catch((unknown: unknown) => {
				if (!(unknown instanceof Problem)) throw unknown;
				notSeen = unknown;
				return false;
			});
		if (absent && inForceElsewhere) walk.facts.attaching = false;
		else if (absent) await removeUnattached(walk, policyId, targetId, error);
		else {
			const {mayBeAttached, attachmentUnknown} = text.steps.contain;
			if (notSeen !== undefined)
				throw unknownFate(walk, error, notSeen, 'attachment-unknown', attachmentUnknown(policyId, targetId, notSeen.message));
			walk.show({id: 'unknown', tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: mayBeAttached(policyId, targetId)}]});
		}
		throw error;
	}
}

class TakenOff extends Problem {
	constructor(policyId: string, targetId: string) {
		super('deny-taken-off', text.steps.contain.takenOff(policyId, targetId), text.steps.contain.takenOffNext, 4);
	}
}
