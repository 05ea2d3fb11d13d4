import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';
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
	await eachOf(closing.changed, 3, async set => {
		try {
			await putBack(walk, place, set);
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
			left.push(set);
		}
	});
	const restored = closing.changed.filter(set => !left.includes(set));
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
			...left.map(set => ({kind: 'paragraph' as const, tone: 'danger' as const, text: text.steps.closing.restoreByHand(set.name)})),
			...left.map(set => ({
				kind: 'code' as const,
				text: text.byHand.restoreInlinePolicy(place.instance.arn, set.arn, set.merged.saved, place.accountId),
			})),
		],
	});
	return left;
}
