import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentStep, IncidentWalk} from '../facts.ts';
import {policyStanding, setStandings} from './drift.ts';

/** Looks once more: nothing of this incident is left, and what was there before it is still there. Then says what it came to. */
export const recoverySummary: IncidentStep = async walk => {
	const {facts} = walk;
	const recovery = facts.recovery ?? {left: [], cells: [], reasons: []};
	const left = [...new Set([...recovery.left, ...(await stillThere(walk)), ...(await missingNow(walk))])];
	facts.recovery = {...recovery, left};
	walk.note('recovery', {left, back: recovery.back ?? null, early: facts.early ?? null, at: walk.clock.now()});
	const whole = left.length === 0 && recovery.back === true;
	walk.show({
		id: 'recovered',
		title: whole ? text.steps.recovery.doneTitle : text.steps.recovery.notDoneTitle,
		tone: whole ? 'good' : 'danger',
		blocks: [
			{kind: 'paragraph', text: text.steps.recovery.done(left.length, recovery.back)},
			{kind: 'list', items: left.map(item => ({text: item, tone: 'danger' as const}))},
			...(facts.early === undefined ? [] : [{kind: 'paragraph' as const, text: text.steps.recovery.wasEarly(facts.early.safeAt)}]),
			{kind: 'paragraph', text: text.steps.recovery.after},
			{kind: 'facts', rows: [{label: text.steps.summary.rows.journal, value: walk.incident.journal}]},
		],
	});
};

/** What this incident made and AWS still holds. */
async function stillThere(walk: IncidentWalk): Promise<readonly string[]> {
	const {applied, standing} = walk.facts;
	const left: string[] = [];
	try {
		if (applied !== undefined && (await policyStanding(walk, applied)).state !== 'gone')
			left.push(text.steps.recovery.policyLeft(applied.policyId));
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		left.push(text.steps.recovery.notLookedAt);
	}
	for (const {set, state} of await setStandings(
		walk,
		(standing?.sets ?? []).map(({set}) => set),
	)) {
		if (state === 'role-denies' || state === 'role-unread') left.push(text.steps.recovery.setLeft(set.name, state));
		else if (state !== 'gone') left.push(text.steps.recovery.setLeft(set.name));
	}
	return left;
}

/** Policies that were attached before the deny and are not any more: not this incident's doing, and somebody must know. */
async function missingNow(walk: IncidentWalk): Promise<readonly string[]> {
	const missing: string[] = [];
	for (const [target, before] of Object.entries(walk.facts.policiesBefore)) {
		try {
			const now = (await walk.read(text.steps.waiting.policiesOnRoot, () => walk.ports.organizations.policiesOn(target))).map(
				policy => policy.id,
			);
			missing.push(...before.filter(id => !now.includes(id)).map(id => text.steps.recovery.policyMissing(id, target)));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
		}
	}
	return missing;
}
