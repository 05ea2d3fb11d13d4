import {Problem} from '../problem.ts';
import type {ConfirmQuestion} from '../runbook/questions.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {attachPolicy} from './applying/attach.ts';
import {type Act, createPolicy} from './applying/create.ts';
import {fillPrepared} from './applying/prepared.ts';
import type {Applied, BoundPlan, IncidentStep, IncidentWalk} from './facts.ts';
import {accountName} from './looks/accounts.ts';
import {readAttachment} from './plan/attachment.ts';
import {type Checked, observePlan, stillTrue, whoElseNow} from './plan/bound-plan.ts';
import {planPages, planViews} from './plan/views.ts';
import {labelsOf, phraseOf, subjectsOf} from './subjects.ts';
import {noteOpen} from './summary.ts';

/** Puts the deny on, once the name has been typed and the state is still the one that was shown. */
export const contain: IncidentStep = async walk => {
	for (;;) {
		const bound = await confirmed(walk);
		try {
			const applied = await apply(walk, bound);
			walk.facts.applied = applied;
			walk.facts.timings.toAppliedMs = applied.at - walk.incident.startedAt;
			const said = text.steps.contain.applied(labelsOf(walk.facts), applied.name, applied.policyId, applied.targets);
			walk.show({id: 'applied', tone: 'good', blocks: [{kind: 'paragraph', tone: 'good', text: said}]});
			showMissing(walk, applied);
			noteOpen(walk);
			return;
		} catch (error) {
			// Where it is not known whether something is in force, nothing more may be done before AWS has been asked: that is what resume does.
			if (!(error instanceof Problem) || walk.facts.attaching === true) throw error;
			// An earlier sitting made a policy that is gone since: there is nothing to decide, a new one is made.
			if (error.code !== 'policy-gone') await offerAgain(walk, await withWayOut(walk, error));
		}
	}
};

async function apply(walk: IncidentWalk, bound: BoundPlan): Promise<Applied> {
	const act: Act = {
		bound,
		stillTrue: policyId => stillTrue(walk, bound, shown(walk), () => confirmAgain(walk, bound), policyId),
	};
	const {document} = bound.deny;
	const {replaces, targetIds} = bound.plan;
	if (replaces !== undefined) {
		const at = await fillPrepared(walk, act, replaces);
		return {
			policyId: replaces.policyId,
			placeholder: replaces.document,
			name: bound.policyName,
			document,
			targets: targetIds,
			missing: [],
			at,
		};
	}
	const policy = await createPolicy(walk, act);
	const attached = await attachPolicy(walk, act, policy);
	return {policyId: policy.policyId, name: bound.policyName, document, ...attached};
}

/** A deny that is on in some places only is on there, and says where it is not. */
function showMissing(walk: IncidentWalk, {missing}: Applied): void {
	if (missing.length === 0) return;
	walk.facts.problems.push(...missing.map(({problem}) => problem));
	walk.show({
		id: 'missing',
		title: text.steps.contain.missingTitle,
		tone: 'danger',
		blocks: [
			{kind: 'list', items: missing.map(({targetId, problem}) => ({text: `${targetId}: ${problem.message}`, tone: 'danger'}))},
			{kind: 'paragraph', text: text.steps.contain.missingNext},
		],
	});
}

/** The plan that was shown, confirmed by typing, and still true of AWS; shown anew as often as it is not. */
async function confirmed(walk: IncidentWalk): Promise<BoundPlan> {
	for (;;) {
		const bound = walk.facts.plan;
		if (bound === undefined) throw new Error('the contain step needs a plan');
		await confirm(walk, bound);
		const show = shown(walk);
		const fresh = await observePlan(walk, 'state-before', show);
		const said = new Set(walk.facts.warnings.map(warning => warning.message));
		const worse = fresh.guards.some(guard => guard.outcome === 'warn' && !said.has(text.containment.guard(guard)));
		if (fresh.bound.hash === bound.hash && !worse) return bound;
		walk.facts.plan = fresh.bound;
		const drifted = fresh.bound.hash !== bound.hash;
		walk.show({
			id: 'drift',
			tone: 'warning',
			title: drifted ? text.steps.contain.driftTitle : text.steps.contain.worseTitle,
			blocks: [{kind: 'paragraph', text: drifted ? text.steps.contain.drift : text.steps.contain.worse}],
		});
		show(fresh);
	}
}

/** Shows a plan as it is now, and remembers what was warned of. */
const shown = (walk: IncidentWalk) => (checked: Checked) => {
	for (const view of planViews(walk, checked)) walk.show(view);
};

/** The name, typed in this very sitting. The id is one that no journal holds, so that no earlier answer can stand for it. */
async function confirmAgain(walk: IncidentWalk, bound: BoundPlan): Promise<void> {
	const answer = await walk.ask({...gate(walk, bound), id: `confirm-resumed-${walk.clock.now()}`});
	if (answer === 'back') throw new WalkEnded('planned');
	walk.facts.confirmedAgain = bound.hash;
}

/** AWS knows its quota: a root that takes no more is full, and what would free a slot is said exactly. */
async function withWayOut(walk: IncidentWalk, problem: Problem): Promise<Problem> {
	const root = walk.facts.plan?.root;
	if (problem.code !== 'max-policy-type-attachment-limit-exceeded' || root === undefined) return problem;
	walk.facts.rootIsFull = true;
	const {full, attachment} = await readAttachment(walk, root);
	const next = full.length > 0 ? text.steps.contain.freeSlot(full) : text.steps.contain.otherWay(attachment.targetIds);
	return new Problem('no-free-slot', problem.message, next, 5, {cause: problem});
}

/** Nothing is in force and nothing was left behind: what stood in the way may be gone in a minute. */
async function offerAgain(walk: IncidentWalk, problem: Problem): Promise<void> {
	walk.show({
		id: 'not-applied',
		title: text.steps.contain.notApplied,
		tone: 'danger',
		blocks: [
			{kind: 'paragraph', text: problem.message},
			{kind: 'paragraph', text: problem.next},
		],
	});
	const answer = await walk.ask({
		kind: 'choose',
		id: 'not-applied',
		title: text.steps.contain.notAppliedQuestion,
		choices: [
			{id: 'again', label: text.steps.contain.tryAgain, detail: text.steps.contain.againDetail},
			{id: 'leave', label: text.steps.leave, detail: text.steps.leaveDetail},
		],
	});
	if (answer === 'leave') throw problem;
}

function gate(walk: IncidentWalk, bound: BoundPlan): ConfirmQuestion {
	const label = labelsOf(walk.facts);
	return {
		kind: 'confirm',
		id: 'confirm',
		title: text.steps.contain.confirm(label, alsoStopped(walk, bound)),
		phrase: phraseOf(walk.facts),
		act: text.steps.contain.act(label, subjectsOf(walk).length, bound.policyName, bound.plan.targetIds, bound.hash.slice(0, 16)),
		pages: planPages(bound),
		flag: '--confirm',
	};
}

/** Whoever else the deny hits stands beside what is typed: what the preview said is out of sight by then. */
function alsoStopped(walk: IncidentWalk, {deny}: BoundPlan): readonly string[] {
	const others = whoElseNow(walk, deny);
	if (others.guard !== 'who-else') return [];
	return others.data.matching.flatMap(({userId, roleName, accountId, sameId}) => {
		const account = accountId === undefined ? '' : ` (${accountName(walk.facts, accountId)})`;
		const named = `${roleName ?? userId}${account}`;
		if (sameId === undefined) return [named];
		// One id may be many sessions: each has a key of its own.
		const withKeys = sameId.accessKeyIds.map(key => text.steps.contain.withKey(named, key, sameId.theirsKnown));
		return withKeys.length === 0 ? [text.steps.contain.keyNotSaid(named)] : withKeys;
	});
}

async function confirm(walk: IncidentWalk, bound: BoundPlan): Promise<void> {
	for (;;) {
		const answer = await walk.ask(gate(walk, bound));
		if (answer === 'confirmed') return;
		const next = await walk.ask({
			kind: 'choose',
			id: 'stepped-back',
			title: text.steps.contain.steppedBack,
			choices: [
				{id: 'again', label: text.steps.contain.again, detail: text.steps.contain.againDetail},
				{id: 'leave', label: text.steps.leave, detail: text.steps.preview.leaveDetail(labelsOf(walk.facts), subjectsOf(walk).length)},
			],
		});
		if (next === 'leave') throw new WalkEnded('planned');
	}
}
