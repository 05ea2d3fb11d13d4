import {statementsPut} from '../../containment/management-account/inline-policy.ts';
import {leftByRole, type WhyLeft} from '../../containment/recovery/set-left.ts';
import {Problem} from '../../problem.ts';
import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {Facts, IncidentWalk, SetPlan} from '../facts.ts';
import {eachOf} from '../looks/look.ts';
import {type Confirmed, provision, putBack} from './act.ts';
import {readBackMs, roleHolds, type SetRoles, setRolesIn} from './role.ts';

export interface SetLeft {
	readonly set: SetPlan;
	readonly why: WhyLeft;
}

/**
 * Gives every permission set that this incident changed its saved inline policy back, byte for byte, provisions it, and reads its role back:
 * a provisioning that succeeded is not yet a role that follows. Answers the sets that could not be restored; each stays on the list of what
 * was changed.
 */
export async function undoSets(walk: IncidentWalk, place: Confirmed): Promise<readonly SetLeft[]> {
	const {closing} = walk.facts;
	if (closing === undefined) return [];
	const left: SetLeft[] = [];
	const notOurs: SetPlan[] = [];
	const altered = new Set(closing.changed.filter(set => !isAsMade(walk.facts, set)));
	const roles = setRolesIn(walk, place.accountId);
	await eachOf(closing.changed, 3, async set => {
		try {
			if (!(await putBack(walk, place, set))) {
				notOurs.push(set);
				// Its text is somebody else's now; what its role still holds is ours all the same, and is taken out by them.
				const why = leftByRole(await roleHolds(walk, roles, set));
				if (why === undefined) return;
				altered.add(set);
				left.push({set, why});
				return;
			}
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			if (error.code === 'inline-policy-altered') altered.add(set);
			left.push({set, why: 'not-saved'});
			return;
		}
		const why = await provisionedBack(walk, place, set, roles);
		if (why !== undefined) left.push({set, why});
	});
	walk.note(
		'sets-left',
		left.map(({set}) => set.arn),
	);
	const restored = closing.changed.filter(set => !left.some(one => one.set === set) && !notOurs.includes(set));
	walk.facts.closing = {
		...closing,
		changed: left.map(({set}) => set),
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
			...left.flatMap(({set, why}) => [
				...(altered.has(set)
					? []
					: [{kind: 'paragraph' as const, tone: 'danger' as const, text: text.steps.closing.restoreByHand(set.name, why)}]),
				...setByHand(set, {asMade: !altered.has(set), instanceArn: place.instance.arn, accountId: place.accountId}),
			]),
		],
	});
	return left;
}

/** Provisions a set whose text is back; answers what is wrong then, as its role shows. A role that is not there needs no provisioning. */
async function provisionedBack(walk: IncidentWalk, place: Confirmed, set: SetPlan, roles: SetRoles): Promise<WhyLeft | undefined> {
	const {closing} = text.steps;
	let failed: Problem;
	try {
		const provisioning = await provision(
			walk,
			place,
			set,
			'provision-restored',
			async () => leftByRole(await roleHolds(walk, roles, set)) === undefined,
		);
		if (provisioning?.state === 'succeeded') {
			const why = leftByRole(await roleHolds(walk, roles, set, readBackMs));
			if (why === 'role-denies')
				walk.facts.problems.push(new Problem('role-still-denies', closing.roleStillDenies(set.name), closing.roleStillDeniesNext, 3));
			return why;
		}
		const said = provisioning === undefined ? closing.notKnown : (provisioning.reason ?? '');
		failed = new Problem('restore-not-provisioned', closing.notRestored(set.name, said), closing.notRestoredNext, 3);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		failed = error;
	}
	const holds = await roleHolds(walk, roles, set);
	if (holds === 'no-role') return undefined;
	walk.facts.problems.push(failed);
	return leftByRole(holds) ?? 'not-provisioned';
}

/** Whether a set still holds what this incident put, as far as it was looked. What could not be read may be anything. */
export function isAsMade({standing}: Facts, {arn}: SetPlan): boolean {
	const found = standing?.sets.find(({set}) => set.arn === arn);
	if (found?.state === 'role-denies' || found?.state === 'role-unread') return found.document === found.set.merged.saved;
	return found?.state !== 'altered' && found?.state !== 'unknown';
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
