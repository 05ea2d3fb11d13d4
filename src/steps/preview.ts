import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import type {IncidentStep, IncidentWalk} from './facts.ts';
import {type Checked, observePlan} from './plan/bound-plan.ts';
import {planViews} from './plan/views.ts';
import {openPairs} from './probing/sessions.ts';
import {exactSubjectsOf, labelsOf, subjectsOf, testName} from './subjects.ts';

/** The exact plan and its guards. Nothing is changed here, and a guard that refuses ends the walk. */
export const preview: IncidentStep = async walk => {
	await collateralKnown(walk);
	await openTestSessions(walk);
	const show = (checked: Checked) => {
		for (const view of planViews(walk, checked)) walk.show(view);
	};
	const checked = await observePlan(walk, 'plan', show);
	walk.facts.plan = checked.bound;
	show(checked);
	if (walk.facts.settings.readOnly) {
		walk.show({id: 'read-only', tone: 'warning', blocks: [{kind: 'paragraph', text: text.steps.preview.readOnly}]});
		throw new WalkEnded('planned');
	}
	const answer = await walk.ask({
		kind: 'choose',
		id: 'preview',
		title: text.steps.preview.question,
		flag: '--confirm',
		choices: [
			{id: 'go-on', label: text.steps.preview.goOn, detail: text.steps.preview.goOnDetail},
			{id: 'leave', label: text.steps.leave, detail: text.steps.preview.leaveDetail(labelsOf(walk.facts), subjectsOf(walk).length)},
		],
	});
	if (answer !== 'go-on') throw new WalkEnded('planned');
};

/** Who else carries the name is shown in the plan. Nobody has to wait for it: what is found later voids the confirmation and is shown. */
async function collateralKnown(walk: IncidentWalk): Promise<void> {
	const look = walk.facts.collateralLook;
	if (look === undefined || look.finished()) return;
	walk.show({id: 'collateral', live: true, blocks: [{kind: 'paragraph', text: text.steps.preview.collateralLooking}]});
	await walk.askUnless(
		{
			kind: 'choose',
			id: 'collateral-early',
			title: text.steps.preview.collateralQuestion,
			choices: [{id: 'go-on', label: text.steps.preview.collateralGoOn, detail: text.steps.preview.collateralGoOnDetail}],
		},
		look.done,
	);
	const {sessions} = look.soFar();
	walk.show({
		id: 'collateral',
		blocks: [{kind: 'paragraph', tone: 'quiet', text: text.steps.preview.collateralFound(sessions.length, look.finished())}],
	});
}

/** Exact ids cannot be carried by a session of ours: the ids of test sessions go into the same statement, so they are opened before it is written. */
async function openTestSessions(walk: IncidentWalk): Promise<void> {
	const {facts} = walk;
	if (exactSubjectsOf(facts).length === 0) return;
	const accounts = (await facts.probeAccountsLook?.done) ?? [];
	facts.proof.pairs = await openPairs(walk, accounts, [testName(walk)]);
	// Evidence: after a resume the plan still holds the ids it was made with, whatever can be opened by then.
	facts.testSessions = await walk.observe('test-sessions', text.steps.waiting.assumeAll, async () =>
		facts.proof.pairs.map(pair => pair.target.userId),
	);
}
