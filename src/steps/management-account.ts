import type {PermissionSetProgress} from '../containment/management-account/management-account.ts';
import {Problem} from '../problem.ts';
import type {ChooseQuestion, ConfirmQuestion} from '../runbook/questions.ts';
import {text} from '../text/index.ts';
import {type Confirmed, type Place, provision, putDeny} from './closing/act.ts';
import {concernedSets} from './closing/concerned.ts';
import {conclude, notTried} from './closing/conclude.ts';
import {planSets} from './closing/set-plan.ts';
import {undoSets} from './closing/undo.ts';
import {verifySet} from './closing/verify.ts';
import {changesView, closingGate, diffViews, refusedView} from './closing/views.ts';
import type {Closing, IncidentStep, IncidentWalk, SetPlan} from './facts.ts';
import {eachOf} from './looks/look.ts';
import {probeBeside} from './probing/watch.ts';
import {involvement} from './reach.ts';
import {labelsOf} from './subjects.ts';

/** Identity Center takes three provisionings at a time (IAM Identity Center user guide, "Quotas"). */
const provisioningsAtOnce = 3;
const probeEveryMs = 4000;

/**
 * No service control policy applies in the management account, so the deny goes into each permission set that leads there: saved, merged,
 * confirmed once for all of them, put, provisioned, read back and simulated. Probing of the deny that is on goes on beside: whether it hits
 * people it was not meant for must not wait for an answer here.
 */
export const managementAccount: IncidentStep = async walk => {
	const {applied} = walk.facts;
	if (applied === undefined) throw new Error('the management-account step needs an applied deny');
	const beside = probeBeside(walk, applied.policyId, probeEveryMs);
	try {
		await close(walk, beside.overReach);
	} finally {
		await beside.stop();
	}
};

/** @param overReach settles when something more urgent has been seen: what is asked is withdrawn then, and nothing more is begun */
async function close(walk: IncidentWalk, overReach: Promise<void>): Promise<void> {
	if (!(await reachKnown(walk, overReach))) return;
	const {facts} = walk;
	const {involved} = involvement(facts);
	if (involved === 'no') return;
	const accountId = facts.organization?.managementAccountId ?? '';
	if (facts.caller?.accountId !== accountId) return notDone(walk, 'not-there');
	const {instance} = facts;
	if (instance === undefined) return notDone(walk, 'no-instance');
	const read = await readSets(walk, {instance, accountId});
	if (read === undefined) return notDone(walk, 'unreadable');
	const {plans, refused, complete} = read;
	for (const set of refused) walk.show(refusedView(set));
	if (plans.length === 0) return conclude(walk, {involved, sets: refused.map(notTried), complete}, []);
	for (const view of [...diffViews(plans), changesView(walk, plans)]) walk.show(view);
	const answer = await confirmed(walk, plans, overReach);
	if (answer !== 'confirmed') {
		if (answer === 'back') conclude(walk, {involved, sets: [...plans, ...refused].map(notTried), complete}, [], 'declined');
		return;
	}
	const confirming = onceConfirmed(walk, closingGate(walk, plans), 'confirmed', overReach);
	let open: readonly SetPlan[] = plans;
	let closed: readonly PermissionSetProgress[] = [];
	for (;;) {
		const place: Confirmed = {instance, accountId, confirmedHere: confirming()};
		const tried = await closeAll(walk, place, open);
		const sets = [...closed, ...tried, ...refused.map(notTried)];
		conclude(
			walk,
			{involved, sets, complete},
			plans.filter(plan => sets.some(set => set.arn === plan.arn && set.stages.put === 'done')),
		);
		const isClosed = ({arn}: {readonly arn: string}) => facts.closing?.verdict.sets.find(set => set.arn === arn)?.state === 'closed';
		if (sets.every(isClosed)) return nothingOpen(facts.problems);
		// Another try is for those that are open: what is closed is not touched again.
		closed = [...closed, ...tried.filter(isClosed)];
		open = plans.filter(plan => !isClosed(plan));
		const next = await askHere(walk, nextQuestion(), overReach);
		if (next === 'undo') await undoSets(walk, {...place, confirmedHere: onceConfirmed(walk, nextQuestion(), 'undo', overReach)()});
		if (next !== 'again') return;
	}
}

/** What was not confirmed in an earlier round has been since. */
function nothingOpen(problems: Problem[]): void {
	const open = problems.filter(problem => problem.code !== 'not-confirmed');
	problems.splice(0, Infinity, ...open);
}

const nextQuestion = (): ChooseQuestion => ({
	kind: 'choose',
	id: 'closing-next',
	title: text.steps.closing.nextQuestion,
	choices: [
		{id: 'go-on', label: text.steps.closing.goOn, detail: text.steps.closing.goOnDetail},
		{id: 'again', label: text.steps.closing.again, detail: text.steps.closing.againDetail},
		{id: 'undo', label: text.steps.closing.undo, detail: text.steps.closing.undoDetail},
	],
});

/** Asked anew where it was left in an earlier sitting: what is open then is offered again in every one. */
async function askHere(walk: IncidentWalk, question: ChooseQuestion, overReach: Promise<void>): Promise<string | undefined> {
	for (;;) {
		const answer = await walk.askUnless(question, overReach);
		if (answer === undefined || answer === 'again' || answer === 'undo' || walk.answeredHere(question.id)) return answer;
	}
}

/**
 * Whether it was said in this very sitting, asked at most once a round for all the sets: what is on record alone sends nothing. The id is one
 * that no journal holds.
 */
function onceConfirmed(
	walk: IncidentWalk,
	question: ChooseQuestion | ConfirmQuestion,
	wanted: string,
	overReach: Promise<void>,
): () => Confirmed['confirmedHere'] {
	let said = walk.answeredHere(question.id);
	return () => {
		let asked: Promise<string | undefined> | undefined;
		return async () => {
			if (said) return;
			asked ??= walk.askUnless({...question, id: `${question.id}-resumed-${walk.clock.now()}`}, overReach);
			said = (await asked) === wanted;
			if (!said) throw new Problem('not-confirmed', text.steps.closing.notConfirmed, text.steps.closing.notConfirmedNext, 4);
		};
	};
}

/** Which permission sets are concerned must be known first. Whoever does not want to wait closes them by hand. */
async function reachKnown(walk: IncidentWalk, overReach: Promise<void>): Promise<boolean> {
	const {reachLook, findingsLook} = walk.facts;
	const known = Promise.all([reachLook?.done, findingsLook?.done]);
	if (reachLook?.finished() !== false && findingsLook?.finished() !== false) return true;
	const answer = await walk.askUnless(
		{
			kind: 'choose',
			id: 'closing-early',
			title: text.steps.closing.earlyQuestion,
			choices: [{id: 'go-on', label: text.steps.closing.skip, detail: text.steps.closing.skipDetail}],
		},
		Promise.race([known, overReach]),
	);
	return answer === undefined && reachLook?.finished() !== false && findingsLook?.finished() !== false;
}

async function readSets(walk: IncidentWalk, {instance, accountId}: Place) {
	try {
		const {sets, otherRoles} = await concernedSets(walk, instance, accountId);
		const {plans, refused} = await planSets(walk, instance, sets);
		return {plans, refused, complete: walk.facts.reachLook?.soFar().complete === true && otherRoles.length === 0};
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return undefined;
	}
}

async function confirmed(
	walk: IncidentWalk,
	plans: readonly SetPlan[],
	overReach: Promise<void>,
): Promise<'confirmed' | 'back' | undefined> {
	for (;;) {
		const answer = await walk.askUnless(closingGate(walk, plans), overReach);
		if (answer !== 'back') return answer;
		const next = await askHere(
			walk,
			{
				kind: 'choose',
				id: 'closing-stepped-back',
				title: text.steps.closing.steppedBack,
				choices: [
					{id: 'again', label: text.steps.contain.again, detail: text.steps.closing.toTheGateDetail},
					{id: 'leave', label: text.steps.closing.leave, detail: text.steps.closing.leaveDetail(labelsOf(walk.facts))},
				],
			},
			overReach,
		);
		if (next !== 'again') return next === undefined ? undefined : 'back';
	}
}

/** Every set to its end, at most three at once. One that fails does not keep the others from being closed. */
async function closeAll(walk: IncidentWalk, place: Confirmed, plans: readonly SetPlan[]): Promise<readonly PermissionSetProgress[]> {
	const progress = new Map<string, PermissionSetProgress>(plans.map(plan => [plan.arn, notTried(plan)]));
	await eachOf(plans, provisioningsAtOnce, async plan => {
		progress.set(plan.arn, await closeOne(walk, place, plan));
	});
	return plans.flatMap(plan => progress.get(plan.arn) ?? []);
}

async function closeOne(walk: IncidentWalk, place: Confirmed, plan: SetPlan): Promise<PermissionSetProgress> {
	const {name, arn} = plan;
	const stages = notTried(plan).stages;
	walk.facts.setsSent = [...new Set([...walk.facts.setsSent, name])];
	try {
		await putDeny(walk, place, plan);
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return {name, arn, stages: {...stages, put: 'failed'}, failure: error.message};
	}
	try {
		const provisioning = await provision(walk, place, plan, 'provision');
		const provisioned = provisioning === undefined ? 'unknown' : provisioning.state === 'succeeded' ? 'succeeded' : 'failed';
		const failure = provisioning?.reason === undefined ? {} : {failure: provisioning.reason};
		if (provisioned === 'failed') return {name, arn, stages: {...stages, put: 'done', provisioned}, ...failure};
		return {name, arn, stages: {put: 'done', provisioned, ...(await verifySet(walk, place, plan))}, ...failure};
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return {name, arn, stages: {...stages, put: 'done', provisioned: 'failed'}, failure: error.message};
	}
}

function notDone(walk: IncidentWalk, why: NonNullable<Closing['notDone']>): void {
	conclude(walk, {involved: involvement(walk.facts).involved, sets: [], complete: false}, [], why);
	const said = text.steps.closing.notDone[why];
	walk.facts.problems.push(new Problem(`management-account-${why}`, said.message, said.next, 3));
	walk.show({id: 'closing-not-done', tone: 'danger', blocks: [{kind: 'paragraph', tone: 'danger', text: `${said.message} ${said.next}`}]});
}
