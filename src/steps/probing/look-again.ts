import {addsOnly} from '../../containment/chain/chain-deny.ts';
import {checkDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {conclude, notTried} from '../closing/conclude.ts';
import {setRolesIn} from '../closing/role.ts';
import {stillHolds} from '../closing/verify.ts';
import type {Applied, IncidentWalk, ReachedAccount} from '../facts.ts';
import {lookForReach} from '../looks/reach.ts';
import {personsOf} from '../subjects.ts';

/** A read may lag behind a change, so what is amiss is asked for again before it counts. */
const tries = 3;
const everyMs = 2000;

/**
 * What somebody may have changed since it was put on, looked at before every verdict: the probes show some places and one name, and only for
 * a moment. What cannot be read is said, and counts as it was when it was last seen.
 */
export async function lookAgain(walk: IncidentWalk, applied: Applied): Promise<void> {
	const {facts} = walk;
	await managementAccountNow(walk);
	facts.policyAltered = await amiss(
		walk,
		false,
		() => deniesLess(walk, applied),
		altered => altered,
	);
	facts.detached = await amiss(
		walk,
		[],
		() => detachedFrom(walk, applied),
		detached => detached.length > 0,
	);
}

async function amiss<T>(walk: IncidentWalk, otherwise: T, look: () => Promise<T>, isAmiss: (seen: T) => boolean): Promise<T> {
	for (let attempt = 1; ; attempt++) {
		let seen: T;
		try {
			seen = await look();
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			return otherwise;
		}
		if (!isAmiss(seen) || attempt === tries) return seen;
		await walk.clock.sleep(everyMs, walk.signal);
	}
}

/** Whether AWS holds a policy that does not deny all of what was confirmed: the probes show one name, and somebody may have taken another out. */
async function deniesLess(walk: IncidentWalk, {policyId, document, mayHold}: Applied): Promise<boolean> {
	const policy = await walk.read(text.steps.waiting.policy, () => walk.ports.organizations.policy(policyId));
	const now = checkDeny(policy?.document ?? '');
	if (!now.ok) return true;
	const confirmed = [document, ...(mayHold === undefined ? [] : [mayHold])].map(checkDeny);
	// More ids than were confirmed are no less: an earlier sitting's tightening is gone through again only after this.
	return !confirmed.some(then => then.ok && addsOnly(now.deny, then.deny, () => true));
}

async function detachedFrom(walk: IncidentWalk, {policyId, targets}: Applied): Promise<readonly string[]> {
	const on = await walk.read(text.steps.waiting.targets, () => walk.ports.organizations.targetsOf(policyId));
	return targets.filter(targetId => !on.includes(targetId));
}

/** A permission set that was closed may have been changed back, and another one assigned. */
async function managementAccountNow(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	const [changed, assigned] = await Promise.all([setsChanged(walk), assignedSince(walk)]);
	const rests = facts.closing?.rests;
	if (facts.closing === undefined || rests === undefined || (changed.size === 0 && assigned.length === 0)) return;
	const sets = rests.sets.map(set => (changed.has(set.arn) ? {...set, changedSince: true as const} : set));
	const more = assigned.filter(({arn}) => !sets.some(set => set.arn === arn)).map(notTried);
	conclude(walk, {...rests, involved: 'yes', sets: [...sets, ...more]}, facts.closing.changed, facts.closing.notDone);
}

async function setsChanged(walk: IncidentWalk): Promise<ReadonlySet<string>> {
	const {closing, instance, organization} = walk.facts;
	const changed = new Set<string>();
	if (closing === undefined || instance === undefined || organization === undefined) return changed;
	const place = {instance, accountId: organization.managementAccountId};
	const closed = closing.changed.filter(({arn}) => closing.verdict.sets.some(set => set.arn === arn && set.state === 'closed'));
	const roles = setRolesIn(walk, place.accountId);
	for (const set of closed) {
		const holds = await amiss(
			walk,
			true,
			() => stillHolds(walk, place, roles, set),
			now => !now,
		);
		if (!holds) changed.add(set.arn);
	}
	return changed;
}

/** The permission sets that lead to the management account and did not when it was looked at first. What was taken away since stays known. */
async function assignedSince(walk: IncidentWalk): Promise<readonly {readonly arn: string; readonly name: string}[]> {
	const {facts} = walk;
	const before = facts.reachLook?.soFar();
	const managementAccountId = facts.organization?.managementAccountId;
	if (before === undefined || facts.reachLook?.finished() !== true || personsOf(facts).length === 0) return [];
	const look = lookForReach(walk, personsOf(facts));
	const now = await look.done;
	const rowOf = ({userName, accountId, permissionSetArn}: ReachedAccount) => `${userName} ${accountId} ${permissionSetArn}`;
	const known = new Set(before.accounts.map(rowOf));
	const added = now.accounts.filter(row => row.accountId === managementAccountId && !known.has(rowOf(row)));
	if (added.length === 0) return [];
	const found = {
		...before,
		accounts: [...before.accounts, ...added],
		permissionSets: [
			...before.permissionSets,
			...now.permissionSets.filter(({arn}) => !before.permissionSets.some(set => set.arn === arn)),
		],
	};
	facts.reachLook = {done: Promise.resolve(found), soFar: () => found, finished: () => true};
	return added.map(({permissionSetArn, permissionSet}) => ({arn: permissionSetArn, name: permissionSet}));
}
