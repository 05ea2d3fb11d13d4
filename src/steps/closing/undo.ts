import {statementsPut} from '../../containment/management-account/inline-policy.ts';
import {Problem} from '../../problem.ts';
import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {Facts, IncidentWalk, SetPlan} from '../facts.ts';
import {eachOf} from '../looks/look.ts';
import {type Confirmed, provision, putBack} from './act.ts';

/**
 * Gives every permission set that this incident changed its saved inline policy back, byte for byte, and provisions it. Answers the sets
 * that could not be restored; each stays on the list of what was changed.
 */
export async function undoSets(walk: IncidentWalk, place: Confirmed): Promise<readonly SetPlan[]> {
	const {closing} = walk.facts;
	if (closing === undefined) return [];
	const left: SetPlan[] = [];
	const notOurs: SetPlan[] = [];
	const altered = new Set(closing.changed.filter(set => !isAsMade(walk.facts, set)));
	await eachOf(closing.changed, 3, async set => {
		try {
			if (!(await putBack(walk, place, set))) {
				notOurs.push(set);
				return;
			}
			const provisioning = await provision(walk, place, set, 'provision-restored');
			if (provisioning?.state === 'succeeded') return;
			const why = provisioning === undefined ? text.steps.closing.notKnown : (provisioning.reason ?? '');
			walk.facts.problems.push(
				new Problem('restore-not-provisioned', text.steps.closing.notRestored(set.name, why), text.steps.closing.notRestoredNext, 3),
			);
			left.push(set);
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			if (error.code === 'inline-policy-altered') altered.add(set);
			left.push(set);
		}
	});
	const restored = closing.changed.filter(set => !left.includes(set) && !notOurs.includes(set));
	walk.facts.closing = {
		...closing,
		changed: left,
		verdict: {
			...closing.verdict,
			state: 'open',
			sets: closing.verdict.sets.map(set =>
				restored.some(({arn}) => arn === set.arn) ? {...set, state: 'open', reasons: [{code: 'not-tried'}]} : set,
			),
		},
	};
	walk.show({
		id: 'sets-restored',
		tone: left.length === 0 ? 'warning' : 'danger',
		blocks: [
			{kind: 'paragraph', text: text.steps.closing.restored(restored.map(set => set.name))},
			...left.flatMap(set => [
				...(altered.has(set)
					? []
					: [{kind: 'paragraph' as const, tone: 'danger' as const, text: text.steps.closing.restoreByHand(set.name)}]),
				...setByHand(set, {asMade: !altered.has(set), instanceArn: place.instance.arn, accountId: place.accountId}),
			]),
		],
	});
	return left;
}

/** Whether a set still holds what this incident put, as far as it was looked. What could not be read may be anything. */
export function isAsMade({standing}: Facts, {arn}: SetPlan): boolean {
	const state = standing?.sets.find(({set}) => set.arn === arn)?.state;
	return state !== 'altered' && state !== 'unknown';
}

/** How a set is put right by hand. Where somebody changed it since, only what is ours is named: the saved bytes would write over theirs. */
export function setByHand(
	set: SetPlan,
	{asMade, instanceArn, accountId}: {readonly asMade: boolean; readonly instanceArn: string; readonly accountId: string},
): readonly Block[] {
	if (asMade) return [{kind: 'code', text: text.byHand.restoreInlinePolicy(instanceArn, set.arn, set.merged.saved, accountId)}];
	return [
		{kind: 'paragraph', tone: 'danger', text: text.steps.closing.removeByHand(set.name, accountId)},
		...statementsPut(set.merged).map((statement): Block => ({kind: 'code', text: statement})),
	];
}
