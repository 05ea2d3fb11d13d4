import {sameDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {alreadySo, incidentTag, madeHere, policyAltered, settled} from '../applying/made.ts';
import type {Facts, IncidentWalk} from '../facts.ts';

type AlsoMade = Facts['alsoMade'][number];

/** A policy of a later try that was sent and never answered for is looked for beside the one that is on. */
export async function settleAlsoMade(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	const {applied, maybeMade} = facts;
	if (applied === undefined || maybeMade === undefined) return;
	const made = await walk.read(text.steps.waiting.policy, () => madeHere(walk, maybeMade.name, maybeMade.document));
	if (made === undefined || made.id === applied.policyId || facts.alsoMade.some(({policyId}) => policyId === made.id)) return;
	facts.alsoMade = [...facts.alsoMade, {...maybeMade, policyId: made.id}];
}

/** Deletes what earlier tries left, each only if it is still what was made and attached nowhere. Answers what is left, in a sentence each. */
export async function deleteAlsoMade(walk: IncidentWalk): Promise<readonly string[]> {
	const left: string[] = [];
	for (const made of walk.facts.alsoMade) {
		try {
			await deleteOne(walk, made);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			left.push(text.steps.recovery.policyLeft(made.policyId));
			walk.show({
				id: `left-${made.policyId}`,
				tone: 'danger',
				blocks: [{kind: 'paragraph', tone: 'danger', text: `${error.message} ${error.next}`}],
			});
		}
	}
	return left;
}

async function deleteOne(walk: IncidentWalk, {policyId, document}: AlsoMade): Promise<void> {
	const port = walk.ports.organizations;
	const deleted = async () => ((await port.policy(policyId)) === undefined ? alreadySo : undefined);
	await walk.write(`delete-policy/${policyId}`, {
		what: text.steps.contain.removing,
		anew: true,
		intent: {policyId},
		act: async () => {
			const [policy, tags, targets] = await Promise.all([port.policy(policyId), port.tagsOf(policyId), port.targetsOf(policyId)]);
			if (policy === undefined) return alreadySo;
			if (tags[incidentTag] !== walk.incident.id || !sameDeny(policy.document, document)) throw policyAltered(policyId);
			if (targets.length > 0)
				throw new Problem('policy-used-elsewhere', text.steps.contain.elsewhere(policyId, targets), text.steps.contain.alteredNext, 4);
			return settled(() => port.deletePolicy(policyId), deleted);
		},
		reconcile: deleted,
	});
}
