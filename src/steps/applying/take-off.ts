import {checkDeny, sameDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {Applied, IncidentWalk} from '../facts.ts';
import {alreadySo, incidentTag, policyAltered, settled, settledOrSentAgain} from './made.ts';

/**
 * Takes off what this incident put on, and only if it is still what was put on. What is off already, by an earlier sitting or by hand, is
 * written down as such and not sent again.
 */
export async function takeOff(walk: IncidentWalk, applied: Applied): Promise<void> {
	if (applied.placeholder !== undefined) return emptyPrepared(walk, applied, applied.placeholder);
	const port = walk.ports.organizations;
	const {policyId} = applied;
	const [policy, tags, targets] = await walk.read(text.steps.waiting.policy, () =>
		Promise.all([port.policy(policyId), port.tagsOf(policyId), port.targetsOf(policyId)]),
	);
	if (policy !== undefined) {
		if (tags[incidentTag] !== walk.incident.id || !sameDeny(policy.document, applied.document)) throw policyAltered(policyId);
		const others = targets.filter(target => !applied.targets.includes(target));
		if (others.length > 0)
			throw new Problem('policy-used-elsewhere', text.steps.contain.elsewhere(policyId, others), text.steps.contain.alteredNext, 4);
	}
	for (const targetId of applied.targets) {
		const detached = async () => ((await port.policiesOn(targetId)).some(candidate => candidate.id === policyId) ? undefined : alreadySo);
		await walk.write('detach-policy', {
			what: text.steps.contain.detaching(targetId),
			anew: walk.facts.recovering === true,
			intent: {policyId, targetId},
			act: async () => (await detached()) ?? settled(() => port.detachPolicy(policyId, targetId), detached),
			reconcile: detached,
		});
	}
	walk.facts.undone = true;
	const deleted = async () => ((await port.policy(policyId)) === undefined ? alreadySo : undefined);
	await walk.write('delete-policy', {
		what: text.steps.contain.removing,
		anew: walk.facts.recovering === true,
		intent: {policyId},
		act: async () => (await deleted()) ?? settled(() => port.deletePolicy(policyId), deleted),
		reconcile: deleted,
	});
}

/** A prepared policy gets back the placeholder it was prepared with, and stays attached. */
async function emptyPrepared(walk: IncidentWalk, {policyId, document}: Applied, placeholder: string): Promise<void> {
	const port = walk.ports.organizations;
	const before = checkDeny(placeholder);
	if (!before.ok) throw policyAltered(policyId);
	const holds = async (wanted: string) => {
		const policy = await port.policy(policyId);
		return policy !== undefined && sameDeny(policy.document, wanted);
	};
	const emptied = async () => ((await holds(placeholder)) ? alreadySo : undefined);
	await walk.write('empty-prepared-policy', {
		what: text.steps.contain.emptying(policyId),
		anew: walk.facts.recovering === true,
		intent: {policyId, placeholder},
		act: async () => {
			const already = await emptied();
			if (already !== undefined) return already;
			if (!(await holds(document))) throw policyAltered(policyId);
			return settledOrSentAgain(walk, () => port.updatePolicy(policyId, before.deny), emptied);
		},
		reconcile: emptied,
	});
	walk.facts.undone = true;
}
