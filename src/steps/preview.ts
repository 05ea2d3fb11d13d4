import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {explain} from './explain.ts';
import type {IncidentStep, IncidentWalk} from './facts.ts';
import {type Checked, observePlan, warningsOf, whoElseNow} from './plan/bound-plan.ts';
import {planViews, saidOf} from './plan/views.ts';
import {checkChosenAccounts} from './probing/accounts.ts';
import {openPairs} from './probing/sessions.ts';
import {involvement, managementAccountView} from './reach.ts';
import {exactSubjectsOf, labelsOf, subjectsOf, testName} from './subjects.ts';

/** The exact plan and its guards. Nothing is changed here, and a guard that refuses ends the walk. */
export const preview: IncidentStep = async walk => {
	const before = involvement(walk.facts).involved;
	await checkChosenAccounts(walk);
	await collateralKnown(walk);
	if (before !== 'yes' && involvement(walk.facts).involved === 'yes') walk.show({...managementAccountView(walk), urgent: true});
	await openTestSessions(walk);
	const show = (checked: Checked) => {
		for (const view of planViews(walk, checked)) walk.show(view);
	};
	const checked = await observePlan(walk, 'plan', show);
	walk.facts.plan = checked.bound;
	show(checked);
	if (walk.facts.settings.explain) {
		for (const view of await explain(walk, checked.bound)) walk.show(view);
		walk.show({id: 'explained', blocks: [{kind: 'paragraph', text: text.steps.explain.done}]});
		throw new WalkEnded('planned');
	}
	if (walk.facts.settings.readOnly) {
		const {onBefore} = walk.facts;
		const said =
			onBefore === undefined || onBefore.on === 'no'
				? text.steps.preview.readOnly
				: text.steps.preview.readOnlyOn(onBefore, walk.incident.id);
		walk.show({id: 'read-only', tone: 'warning', blocks: [{kind: 'paragraph', text: said}]});
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
	const early = await walk.askUnless(
		{
			kind: 'choose',
			id: 'collateral-early',
			title: text.steps.preview.collateralQuestion,
			choices: [{id: 'go-on', label: text.steps.preview.collateralGoOn, detail: text.steps.preview.collateralGoOnDetail}],
		},
		look.done,
		['preview'],
	);
	if (early !== undefined) {
		look.done.then(
			() => foundLate(walk),
			() => {},
		);
	}
	const {sessions} = look.soFar();
	walk.show({
		id: 'collateral',
		blocks: [{kind: 'paragraph', tone: 'quiet', text: text.steps.preview.collateralFound(sessions.length, look.finished())}],
	});
}

/** Whoever did not wait is told at once what was found, above all when the deny is on by then. */
function foundLate(walk: IncidentWalk): void {
	const {plan} = walk.facts;
	const found = plan === undefined ? undefined : whoElseNow(walk, plan.deny);
	if (found?.outcome !== 'warn') return;
	// Not among what was warned of: a name that was typed without knowing it is void, and is asked for again.
	walk.facts.problems.push(...warningsOf([found]));
	walk.show({
		id: 'collateral-late',
		urgent: true,
		tone: 'danger',
		title: text.steps.preview.collateralLate,
		blocks: [{kind: 'list', items: saidOf([found])}],
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
