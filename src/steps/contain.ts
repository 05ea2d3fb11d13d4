import type {Accepted} from '../aws/ports.ts';
import {sameDeny} from '../containment/deny-policy.ts';
import {Problem} from '../problem.ts';
import type {ConfirmQuestion} from '../runbook/questions.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {type Checked, observePlan, stillTrue} from './bound-plan.ts';
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
			const act: Act = {
				bound,
				stillTrue: () => stillTrue(walk, person, bound, shown(walk, person), () => confirmAgain(walk, person, bound)),
			};
			const policy = await createPolicy(walk, act);
			const at = await attachPolicy(walk, act, policy.policyId);
			walk.facts.applied = {policyId: policy.policyId, arn: policy.arn, name: bound.policyName, targetId: bound.root.id, at};
			walk.facts.timings.toAppliedMs = at - walk.incident.startedAt;
			const said = text.steps.contain.applied(person.userName, bound.policyName, policy.policyId, bound.root.id);
			walk.show({id: 'applied', tone: 'good', blocks: [{kind: 'paragraph', tone: 'good', text: said}]});
			return;
		} catch (error) {
			// Where it is not known whether something is in force, nothing more may be done before AWS has been asked: that is what resume does.
			if (!(error instanceof Problem) || walk.facts.attaching === true) throw error;
			// An earlier sitting made a policy that is gone since: there is nothing to decide, a new one is made.
			if (error.code !== 'policy-gone') await offerAgain(walk, error);
		}
	}
};

/** The plan that was shown, confirmed by typing, and still true of AWS; shown anew as often as it is not. */
async function confirmed(walk: IncidentWalk, person: Person): Promise<BoundPlan> {
	for (;;) {
		const bound = walk.facts.plan;
		if (bound === undefined) throw new Error('the contain step needs a plan');
		await confirm(walk, person, bound);
		const show = shown(walk, person);
		const fresh = await observePlan(walk, 'state-before', person, show);
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
const shown = (walk: IncidentWalk, person: Person) => (checked: Checked) => {
	for (const view of planViews(walk, person, checked)) walk.show(view);
};

/** The name, typed in this very sitting. The id is one that no journal holds, so that no earlier answer can stand for it. */
async function confirmAgain(walk: IncidentWalk, person: Person, bound: BoundPlan): Promise<void> {
	const answer = await walk.ask({...gate(person, bound), id: `confirm-resumed-${walk.clock.now()}`});
	if (answer === 'back') throw new WalkEnded('planned');
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

const gate = (person: Person, bound: BoundPlan): ConfirmQuestion => ({
	kind: 'confirm',
	id: 'confirm',
	title: text.steps.contain.confirm(person.userName),
	phrase: person.userName,
	act: text.steps.contain.act(person.userName, bound.policyName, bound.root.id, bound.hash.slice(0, 16)),
	pages: planPages(bound),
	flag: '--confirm',
});

async function confirm(walk: IncidentWalk, person: Person, bound: BoundPlan): Promise<void> {
	for (;;) {
		const answer = await walk.ask(gate(person, bound));
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

interface Act {
	readonly bound: BoundPlan;
	/** Resolves when what was confirmed is still so; rejects before anything is sent when it is not. */
	readonly stillTrue: () => Promise<void>;
}

async function createPolicy(walk: IncidentWalk, {bound, stillTrue}: Act): Promise<Created> {
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
	const created = await walk.write('create-policy', {
		what: text.steps.contain.creating(bound.policyName),
		intent: {policyName: bound.policyName, document: bound.deny.document, tags, hash: bound.hash},
		act: async () => {
			await stillTrue();
			walk.facts.creating = true;
			const description = text.steps.contain.description(walk.incident.id);
			return settled(() => port.createPolicy({name: bound.policyName, description, deny: bound.deny, tags}), existing);
		},
		reconcile: existing,
	});
	walk.facts.creating = true;
	return created;
}

async function attachPolicy(walk: IncidentWalk, {bound, stillTrue}: Act, policyId: string): Promise<number> {
	const port = walk.ports.organizations;
	const targetId = bound.root.id;
	type Attached = Accepted & {readonly at: number};
	const existing = async (): Promise<Attached | undefined> =>
		(await port.policiesOn(targetId)).some(policy => policy.id === policyId)
			? {requestId: '', already: true, at: walk.clock.now()}
			: undefined;
	let attachedHere = false;
	let held = false;
	walk.facts.attaching = true;
	try {
		const attached = await walk.write('attach-policy', {
			what: text.steps.contain.attaching(targetId),
			intent: {policyId, targetId},
			act: async () => {
				held = true;
				await stillOurs(walk, bound, policyId);
				await stillTrue();
				held = false;
				const done = await settled(async () => ({...(await port.attachPolicy(policyId, targetId)), at: walk.clock.now()}), existing);
				attachedHere = true;
				return done;
			},
			reconcile: existing,
		});
		walk.facts.creating = false;
		// What an earlier sitting attached may have been taken off since, by this incident or by somebody.
		if (!attachedHere && (await walk.read(text.steps.waiting.policiesOnRoot, existing)) === undefined) {
			walk.facts.attaching = false;
			throw new TakenOff(policyId, targetId);
		}
		return attached.at;
	} catch (error) {
		if (!(error instanceof Problem) || error instanceof TakenOff) throw error;
		if (held) {
			// Nothing was sent. The policy stays as it is: it does nothing unattached, and it may be somebody else's work by now.
			walk.facts.attaching = false;
			walk.facts.creating = error.code !== 'policy-gone';
			throw error;
		}
		// Only what AWS says is not attached may be removed, and only then is it certain that nothing is in force.
		const absent = await walk
			.observe('not-attached', text.steps.waiting.policiesOnRoot, async () => (await existing()) === undefined)
			.catch((unknown: unknown) => {
				if (unknown instanceof Problem) return false;
				throw unknown;
			});
		if (absent) await removeUnattached(walk, policyId, error);
		else {
			walk.show({
				id: 'unknown',
				tone: 'danger',
				blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.contain.mayBeAttached(policyId, targetId)}],
			});
		}
		throw error;
	}
}

class TakenOff extends Problem {
	constructor(policyId: string, targetId: string) {
		super('deny-taken-off', text.steps.contain.takenOff(policyId, targetId), text.steps.contain.takenOffNext, 4);
	}
}

/** The policy about to be attached is the one that was confirmed, and nobody has changed it since it was made. */
async function stillOurs(walk: IncidentWalk, bound: BoundPlan, policyId: string): Promise<void> {
	const port = walk.ports.organizations;
	const [policy, tags] = await Promise.all([port.policy(policyId), port.tagsOf(policyId)]);
	if (policy === undefined) throw new Problem('policy-gone', text.steps.contain.gone(policyId), text.steps.contain.takenOffNext, 4);
	if (tags[incidentTag] !== walk.incident.id || !sameDeny(policy.document, bound.deny.document)) {
		throw new Problem('policy-altered', text.steps.contain.altered(policyId), text.steps.contain.alteredNext, 4);
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
		walk.facts.creating = false;
		walk.show({id: 'removed', tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: text.steps.contain.removed(policyId)}]});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		walk.show({
			id: 'left-behind',
			tone: 'danger',
			blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.contain.mayBeAttached(policyId, walk.facts.plan?.root.id ?? '')}],
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
	walk.facts.undone = true;
	await walk.write('delete-policy', {
		what: text.steps.contain.removing,
		intent: {policyId: applied.policyId},
		act: () => port.deletePolicy(applied.policyId),
		reconcile: async () => ((await port.policy(applied.policyId)) === undefined ? gone : undefined),
	});
}
