import type {Accepted} from '../aws/ports.ts';
import {sameDeny} from '../containment/deny-policy.ts';
import {Problem} from '../problem.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {type Checked, observePlan} from './bound-plan.ts';
import type {Applied, BoundPlan, IncidentStep, IncidentWalk, Person} from './facts.ts';
import {planPages, planViews} from './preview.ts';

/** The tag that ties what was made to its incident, so that nothing else is ever adopted or taken away. */
export const incidentTag = 'tourniquet:incident';

/** Puts the deny on, once the name has been typed and the state is still the one that was shown. */
export const contain: IncidentStep = async walk => {
	const {person} = walk.facts;
	if (person === undefined) throw new Error('the contain step needs a person');
	for (;;) {
		const bound = await confirmed(walk, person);
		try {
			const policy = await createPolicy(walk, bound);
			const at = await attachPolicy(walk, bound, policy.policyId);
			walk.facts.applied = {policyId: policy.policyId, arn: policy.arn, name: bound.policyName, targetId: bound.plan.targetId, at};
			walk.facts.timings.toAppliedMs = at - walk.incident.startedAt;
			const said = text.steps.contain.applied(person.userName, bound.policyName, policy.policyId, bound.plan.targetId);
			walk.show({id: 'applied', tone: 'good', blocks: [{kind: 'paragraph', tone: 'good', text: said}]});
			return;
		} catch (error) {
			// Where it is not known whether something is in force, nothing more may be done before AWS has been asked: that is what resume does.
			if (!(error instanceof Problem) || walk.facts.attaching === true) throw error;
			await offerAgain(walk, error);
		}
	}
};

/** The plan that was shown, confirmed by typing, and still true of AWS; shown anew as often as it is not. */
async function confirmed(walk: IncidentWalk, person: Person): Promise<BoundPlan> {
	for (;;) {
		const bound = walk.facts.plan;
		if (bound === undefined) throw new Error('the contain step needs a plan');
		await confirm(walk, person, bound);
		const show = (checked: Checked) => {
			for (const view of planViews(walk, person, checked)) walk.show(view);
		};
		const fresh = await observePlan(walk, 'state-before', person, show);
		if (fresh.bound.hash === bound.hash) return bound;
		walk.facts.plan = fresh.bound;
		walk.show({
			id: 'drift',
			tone: 'warning',
			title: text.steps.contain.driftTitle,
			blocks: [{kind: 'paragraph', text: text.steps.contain.drift}],
		});
		show(fresh);
	}
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

async function confirm(walk: IncidentWalk, person: Person, bound: BoundPlan): Promise<void> {
	for (;;) {
		const answer = await walk.ask({
			kind: 'confirm',
			id: 'confirm',
			title: text.steps.contain.confirm(person.userName),
			phrase: person.userName,
			act: text.steps.contain.act(person.userName, bound.policyName, bound.root.id, bound.hash.slice(0, 16)),
			pages: planPages(bound),
			flag: '--confirm',
		});
		if (answer === 'confirmed') return;
		const next = await walk.ask({
			kind: 'choose',
			id: 'stepped-back',
			title: text.steps.contain.steppedBack,
			choices: [
				{id: 'again', label: text.steps.contain.again, detail: text.steps.contain.againDetail},
				{id: 'leave', label: text.steps.leave, detail: text.steps.preview.leaveDetail(person.userName)},
			],
		});
		if (next === 'leave') throw new WalkEnded('planned');
	}
}

type Created = Accepted & {readonly policyId: string; readonly arn: string};

async function createPolicy(walk: IncidentWalk, bound: BoundPlan): Promise<Created> {
	const port = walk.ports.organizations;
	const tags = {[incidentTag]: walk.incident.id};
	/** Ours only when the name, the tag and the document are: a policy of the same name that is somebody else's is never adopted. */
	const existing = async (): Promise<Created | undefined> => {
		const named = (await port.policies()).find(policy => policy.name === bound.policyName);
		if (named === undefined) return undefined;
		const [whole, itsTags] = await Promise.all([port.policy(named.id), port.tagsOf(named.id)]);
		const ours = itsTags[incidentTag] === walk.incident.id && whole !== undefined && sameDeny(whole.document, bound.deny.document);
		return ours ? {policyId: named.id, arn: named.arn, requestId: '', already: true} : undefined;
	};
	return walk.write('create-policy', {
		what: text.steps.contain.creating(bound.policyName),
		intent: {policyName: bound.policyName, document: bound.deny.document, tags, hash: bound.hash},
		act: () =>
			settled(
				() =>
					port.createPolicy({
						name: bound.policyName,
						description: text.steps.contain.description(walk.incident.id),
						deny: bound.deny,
						tags,
					}),
				existing,
			),
		reconcile: existing,
	});
}

async function attachPolicy(walk: IncidentWalk, bound: BoundPlan, policyId: string): Promise<number> {
	const port = walk.ports.organizations;
	const {targetId} = bound.plan;
	type Attached = Accepted & {readonly at: number};
	let absent = false;
	const existing = async (): Promise<Attached | undefined> => {
		const there = (await port.policiesOn(targetId)).some(policy => policy.id === policyId);
		absent = !there;
		return there ? {requestId: '', already: true, at: walk.clock.now()} : undefined;
	};
	walk.facts.attaching = true;
	try {
		const attached = await walk.write('attach-policy', {
			what: text.steps.contain.attaching(targetId),
			intent: {policyId, targetId},
			act: () => settled(async () => ({...(await port.attachPolicy(policyId, targetId)), at: walk.clock.now()}), existing),
			reconcile: existing,
		});
		return attached.at;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		// Only what AWS says is not attached may be removed, and only then is it certain that nothing is in force.
		if (absent) await removeUnattached(walk, policyId, error);
		else
			walk.show({
				id: 'unknown',
				tone: 'danger',
				blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.contain.mayBeAttached(policyId, targetId)}],
			});
		throw error;
	}
}

/**
 * A failure does not say that nothing happened: the answer may have been lost after the effect. AWS is asked what is there before the
 * failure counts; when it cannot be asked, the failure stands and the journal's intent is settled on resume.
 */
async function settled<T>(act: () => Promise<T>, existing: () => Promise<T | undefined>): Promise<T> {
	try {
		return await act();
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		const found = await existing().catch(() => undefined);
		if (found !== undefined) return found;
		throw error;
	}
}

/** A policy that could not be attached does nothing; it is removed so that no orphan is left, and the responder is told either way. */
async function removeUnattached(walk: IncidentWalk, policyId: string, cause: Problem): Promise<void> {
	const port = walk.ports.organizations;
	try {
		await walk.write('remove-unattached-policy', {
			what: text.steps.contain.removing,
			intent: {policyId, because: cause.code},
			act: () => port.deletePolicy(policyId),
			reconcile: async () => ((await port.policy(policyId)) === undefined ? {requestId: '', already: true} : undefined),
		});
		walk.facts.attaching = false;
		walk.show({id: 'removed', tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.contain.removed(policyId)}]});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		walk.show({
			id: 'left-behind',
			tone: 'danger',
			blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.contain.mayBeAttached(policyId, walk.facts.plan?.plan.targetId ?? '')}],
		});
	}
}

/** Takes off what this incident put on, and only if it is still what was put on. */
export async function takeOff(walk: IncidentWalk, applied: Applied, bound: BoundPlan): Promise<void> {
	const port = walk.ports.organizations;
	const gone = {requestId: '', already: true};
	const [policy, tags, targets] = await walk.read(text.steps.waiting.policy, () =>
		Promise.all([port.policy(applied.policyId), port.tagsOf(applied.policyId), port.targetsOf(applied.policyId)]),
	);
	if (policy === undefined) return;
	if (tags[incidentTag] !== walk.incident.id || !sameDeny(policy.document, bound.deny.document)) {
		throw new Problem('policy-altered', text.steps.contain.altered(applied.policyId), text.steps.contain.alteredNext, 4);
	}
	const others = targets.filter(target => target !== applied.targetId);
	if (others.length > 0)
		throw new Problem('policy-used-elsewhere', text.steps.contain.elsewhere(applied.policyId, others), text.steps.contain.alteredNext, 4);
	await walk.write('detach-policy', {
		what: text.steps.contain.detaching(applied.targetId),
		intent: {policyId: applied.policyId, targetId: applied.targetId},
		act: () => port.detachPolicy(applied.policyId, applied.targetId),
		reconcile: async () =>
			(await port.policiesOn(applied.targetId)).some(candidate => candidate.id === applied.policyId) ? undefined : gone,
	});
	await walk.write('delete-policy', {
		what: text.steps.contain.removing,
		intent: {policyId: applied.policyId},
		act: () => port.deletePolicy(applied.policyId),
		reconcile: async () => ((await port.policy(applied.policyId)) === undefined ? gone : undefined),
	});
}
