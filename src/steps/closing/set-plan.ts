import type {IdentityCenterInstance} from '../../aws/ports.ts';
import {type MergeRefusal, mergeDeny} from '../../containment/management-account/inline-policy.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';
import {personsOf} from '../subjects.ts';
import type {ConcernedSet} from './concerned.ts';

export interface RefusedSet extends ConcernedSet {
	readonly refusal: MergeRefusal;
}

/**
 * The inline policy of each set as it is now, saved, with the deny merged into it. The saved text is evidence, kept as bytes: it is what a
 * restore puts back, and nothing that a journal does to words may touch it.
 */
export async function planSets(
	walk: IncidentWalk,
	instance: IdentityCenterInstance,
	sets: readonly ConcernedSet[],
): Promise<{readonly plans: readonly SetPlan[]; readonly refused: readonly RefusedSet[]}> {
	const plans: SetPlan[] = [];
	const refused: RefusedSet[] = [];
	for (const set of sets) {
		const saved = await savedPolicy(walk, instance, set);
		const result = mergeDeny(saved, subjectOf(walk), walk.incident.id);
		if (result.ok) plans.push({...set, merged: result.merged});
		else refused.push({...set, refusal: result.refusal});
	}
	return {plans, refused};
}

async function savedPolicy(walk: IncidentWalk, instance: IdentityCenterInstance, set: ConcernedSet): Promise<string> {
	const kept = await walk.observe(`saved/${set.arn}`, text.steps.waiting.inlinePolicy(set.name), async () => {
		const saved = await walk.ports.permissionSets.inlinePolicy(instance, set.arn);
		return {set: set.name, text: saved, bytes: Buffer.from(saved, 'utf8').toString('base64')};
	});
	return Buffer.from(kept.bytes, 'base64').toString('utf8');
}

/** Whom the statements name in a permission set: the persons' ids and names. */
function subjectOf({facts}: IncidentWalk) {
	const persons = personsOf(facts);
	return {
		userIds: persons.flatMap(person => person.user?.userId ?? []),
		sessionNames: [...new Set(persons.flatMap(person => person.sessionNames))],
	};
}
