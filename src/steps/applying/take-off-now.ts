import {sameDeny} from '../../containment/policy/deny-policy.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {Applied, IncidentWalk} from '../facts.ts';
import {takeOff} from './take-off.ts';

/**
 * Takes a deny off that stops people it was not meant for. Where that fails, what is still in force is said with the commands that take it off by
 * hand, and it is offered again. Whoever stops there is told the same at the end; a later sitting tries again.
 * @throws Problem `not-taken-off`
 */
export async function takeOffNow(walk: IncidentWalk, applied: Applied): Promise<void> {
	const {facts} = walk;
	const failures: Problem[] = [];
	for (;;) {
		try {
			await takeOff(walk, applied);
			// What stood in the way does not any more.
			facts.problems.splice(0, Infinity, ...facts.problems.filter(problem => !failures.includes(problem)));
			return;
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			failures.push(error);
			facts.problems.push(error);
			const on = await stillOn(walk, applied);
			if (on?.length === 0) return onlyLeftBehind(walk, applied);
			const left = {...applied, targets: on ?? applied.targets};
			const notOff = notTakenOff(left, on !== undefined, error);
			showStillOn(walk, left, notOff, error);
			const answer = await walk.ask({
				kind: 'choose',
				id: 'undo-again',
				title: text.steps.prove.undoAgainQuestion,
				choices: [
					{id: 'again', label: text.steps.prove.undoAgain, detail: text.steps.prove.undoAgainDetail},
					{id: 'leave', label: text.steps.prove.undoLeave, detail: text.steps.prove.keepDetail},
				],
			});
			if (answer !== 'again') throw notOff.problem;
		}
	}
}

/** Where the deny is in force by what AWS says now; undefined where AWS cannot be asked. */
async function stillOn(walk: IncidentWalk, {policyId, targets, placeholder}: Applied): Promise<readonly string[] | undefined> {
	const port = walk.ports.organizations;
	try {
		if (placeholder === undefined) {
			const on = await walk.read(text.steps.waiting.targets, () => port.targetsOf(policyId));
			return targets.filter(target => on.includes(target));
		}
		const policy = await walk.read(text.steps.waiting.policy, () => port.policy(policyId));
		return policy === undefined || sameDeny(policy.document, placeholder) ? [] : targets;
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return undefined;
	}
}

/** It denies nobody any more, and AWS did not delete it. */
function onlyLeftBehind(walk: IncidentWalk, {policyId}: Applied): void {
	walk.show({
		id: 'left-behind',
		tone: 'warning',
		blocks: [
			{kind: 'paragraph', text: text.steps.contain.leftBehind(policyId)},
			{kind: 'code', text: text.byHand.deletePolicy(policyId)},
		],
	});
}

interface NotOff {
	readonly title: string;
	readonly said: string;
	readonly problem: Problem;
}

function notTakenOff(left: Applied, certain: boolean, cause: Problem): NotOff {
	const said = text.steps.prove.stillOn(left, certain);
	const next = text.steps.prove.stillOnNext(cause.next, text.byHand.takeOffPolicy(left).replaceAll('\n', ' && '));
	return {
		title: text.steps.prove.stillOnTitle(certain),
		said,
		problem: new Problem('not-taken-off', `${said} ${cause.message}`, next, cause.exit, {cause}),
	};
}

function showStillOn(walk: IncidentWalk, left: Applied, {title, said}: NotOff, cause: Problem): void {
	walk.show({
		id: 'still-on',
		title,
		tone: 'danger',
		urgent: true,
		blocks: [
			{kind: 'paragraph', tone: 'danger', text: said},
			{kind: 'paragraph', text: `${cause.message} ${cause.next}`},
			{kind: 'heading', text: text.steps.prove.undoByHand},
			{kind: 'code', text: text.byHand.takeOffPolicy(left)},
		],
	});
}
