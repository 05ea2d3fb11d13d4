import {exactIdsToAdd, type SessionApart} from '../../containment/chain/chain-deny.ts';
import type {ChainedSession} from '../../containment/chain/chained-session.ts';
import type {Searched} from '../../containment/chain/searched.ts';
import {type CheckedDeny, checkDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {policyAltered} from '../applying/made.ts';
import type {Applied, Facts, IncidentWalk} from '../facts.ts';
import {type Others, othersUnder} from './others.ts';
import {sparedOf} from './search.ts';

/** What goes on from one search to the next. */
export interface Rounds {
	/** The number of the next tightening. */
	next: number;
	/** What was said of the sessions that stay open. */
	readonly said: Set<string>;
	/** Ids that others use too, and that were left out of the deny for their sake. */
	readonly leftOut: Set<string>;
}

/** What is protected is never denied, and stays open for all to see. */
export function showKept(walk: IncidentWalk, kept: readonly string[], {said}: Rounds): void {
	const message = text.steps.chain.protectedLeftOut(kept);
	if (said.has(message)) return;
	said.add(message);
	walk.facts.problems.push(new Problem('protected-left-out', message, text.steps.chain.protectedLeftOutNext, 4));
	walk.show({id: 'protected-left-out', tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: message}]});
}

/** A session that took the very id of one of ours stays open: the deny would stop us as well. */
export function showApart(walk: IncidentWalk, apart: readonly SessionApart[], {said}: Rounds): void {
	for (const {session, why} of apart) {
		const message = text.steps.chain.idOfOurs(session.userId ?? '', session.accessKeyId);
		if (why !== 'id-of-ours' || said.has(message)) continue;
		said.add(message);
		walk.facts.problems.push(new Problem('id-of-ours', message, text.steps.chain.idOfOursNext, 4));
		walk.show({id: `id-of-ours-${session.eventId}`, tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: message}]});
	}
}

/**
 * The ids without those that somebody else works under as well and that are left out for their sake, and who else works under any of them.
 * Nobody is denied beside the thief unless a person chose it.
 */
export async function withoutOthers(
	walk: IncidentWalk,
	searched: Searched,
	ids: readonly string[],
	{leftOut}: Rounds,
): Promise<{readonly free: readonly string[]; readonly others: Others}> {
	const asked = ids.filter(id => !leftOut.has(id));
	const others: Others = asked.length === 0 ? {sessions: [], complete: true} : await othersUnder(walk, searched, asked);
	if (others.sessions.length === 0) return {free: asked, others};
	const message = text.steps.chain.othersFound(others.sessions);
	walk.show({id: 'others-with-id', tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: message}]});
	const answer = await walk.ask({
		kind: 'choose',
		id: 'others-with-id',
		title: text.steps.chain.othersQuestion(others.sessions.length),
		choices: [
			{id: 'leave-out', label: text.steps.chain.leaveOut, detail: text.steps.chain.leaveOutDetail},
			{id: 'add', label: text.steps.chain.addAllTheSame, detail: text.steps.chain.addAllTheSameDetail},
		],
	});
	if (answer !== 'leave-out') return {free: asked, others};
	for (const {userId} of others.sessions) leftOut.add(userId);
	walk.facts.problems.push(new Problem('others-left-out', message, text.steps.chain.othersLeftOutNext, 4));
	return {free: asked.filter(id => !leftOut.has(id)), others};
}

export function denyIn(applied: Applied | undefined): CheckedDeny {
	const read = checkDeny(applied?.document ?? '');
	if (!read.ok) throw policyAltered(applied?.policyId ?? '');
	return read.deny;
}

/** Sessions that the deny misses: those it can name by their whole id, and those that it cannot. */
export function missedBy(walk: IncidentWalk, deny: CheckedDeny, searched: Searched) {
	const {facts} = walk;
	return exactIdsToAdd(searched.sessions, {
		deny,
		now: searched.at,
		spared: sparedOf(walk),
		organizationAccounts: accountsOfOrganization(facts),
		...(facts.organization === undefined ? {} : {managementAccountId: facts.organization.managementAccountId}),
	});
}

/** Where AWS lists none: the responder's own, those that are assigned to, and those that are probed. */
function accountsOfOrganization(facts: Facts): {readonly ids: ReadonlySet<string>; readonly complete: boolean} {
	const listed = facts.accountsLook?.soFar();
	if (listed !== undefined && listed.size > 0) return {ids: new Set(listed.keys()), complete: true};
	const assigned = facts.reachLook?.soFar().accounts.map(row => row.accountId) ?? [];
	const probed = facts.proof.pairs.map(pair => pair.accountId);
	return {ids: new Set([...(facts.caller === undefined ? [] : [facts.caller.accountId]), ...assigned, ...probed]), complete: false};
}

/** Those that may be alive and that no deny of the organization can name. */
export function openAmong(apart: readonly SessionApart[]): number {
	const closed: ReadonlySet<SessionApart['why']> = new Set(['spared', 'ended', 'denied']);
	return new Set(
		apart.filter(({why}) => !closed.has(why)).map(({session}: {session: ChainedSession}) => session.accessKeyId ?? session.eventId),
	).size;
}
