import type {GuardResult} from '../containment/guards.ts';
import {Problem} from '../problem.ts';
import type {Page} from '../runbook/questions.ts';
import type {Block, Fact, View} from '../runbook/views.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {type Checked, observePlan} from './bound-plan.ts';
import type {BoundPlan, IncidentStep, IncidentWalk, Person} from './facts.ts';
import {involvement} from './reach.ts';

/** The exact plan and its guards. Nothing is changed here, and a guard that refuses ends the walk. */
export const preview: IncidentStep = async walk => {
	const {person} = walk.facts;
	if (person === undefined) throw new Error('the preview step needs a person');
	const show = (checked: Checked) => {
		for (const view of planViews(walk, person, checked)) walk.show(view);
	};
	const checked = await observePlan(walk, 'plan', person, show);
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
			{id: 'leave', label: text.steps.leave, detail: text.steps.preview.leaveDetail(person.userName)},
		],
	});
	if (answer !== 'go-on') throw new WalkEnded('planned');
};

/** The plan as it is shown before the responder decides, and again whenever it had to be made anew. */
export function planViews(walk: IncidentWalk, person: Person, {bound, guards}: Checked): readonly View[] {
	const size = guards.find(guard => guard.guard === 'size');
	const members = [...(walk.facts.accountsLook?.soFar().values() ?? [])].filter(
		account => account.active && account.id !== bound.plan.stateBefore.managementAccountId,
	).length;
	const {subject} = bound.deny;
	const denies = [
		...(subject.userIds.length === 0 ? [] : [`identitystore:UserId is ${subject.userIds.join(text.steps.or)}`]),
		`aws:userid like ${subject.sessionNames.map(name => `*:${name}`).join(text.steps.or)}`,
		`aws:SourceIdentity is ${subject.sourceIdentities.join(text.steps.or)}`,
	];
	const {involved} = involvement(walk.facts);
	const leaves: Fact = {
		label: text.steps.preview.rows.leaves,
		value: text.steps.preview.leaves[involved](person.userName, bound.plan.stateBefore.managementAccountId),
		...(involved === 'no' ? {} : {tone: 'danger' as const}),
	};
	const rows: Fact[] = [
		{
			label: text.steps.preview.rows.policy,
			value: `${bound.policyName} · ${text.steps.preview.size(bound.deny.document.length, size?.guard === 'size' ? size.data.quota : undefined)}`,
		},
		{label: text.steps.preview.rows.target, value: text.steps.preview.target(bound.root.id, members, bound.policiesOnRoot)},
		leaves,
		...denies.map((value, index) => ({label: index === 0 ? text.steps.preview.rows.denies : '', value})),
	];
	const hash: Fact = {label: text.steps.preview.rows.hash, value: bound.hash.slice(0, 16)};
	const passed = guards.filter(guard => guard.outcome === 'pass');
	const warned = guards.filter(guard => guard.outcome === 'warn' || guard.outcome === 'refuse');
	const unknown = guards.filter(guard => guard.outcome === 'unknown');
	const spared = guards.flatMap((guard): Fact[] =>
		guard.guard === 'who-else' && guard.outcome !== 'unknown'
			? [{label: text.steps.preview.rows.spares, value: text.steps.preview.spares(guard.data.spared)}]
			: [],
	);
	const saidOf = (some: readonly GuardResult[]) =>
		some.map(guard => ({...marks[guard.outcome], text: `${text.containment.guardTitle(guard.guard)}: ${text.containment.guard(guard)}`}));
	const fine = {
		...marks.pass,
		text: text.steps.preview.passed(passed.map(guard => text.containment.guardTitle(guard.guard).toLowerCase())),
	};
	for (const guard of warned.filter(guard => guard.outcome === 'warn')) {
		walk.facts.warnings.push(
			new Problem(`guard-${guard.guard}`, text.containment.guard(guard), text.steps.preview.guardNext[guard.guard], 4),
		);
	}
	// What speaks against it stands first: on a small screen the end of the list is out of sight.
	const blocks: Block[] = [
		...(warned.length === 0 ? [] : [{kind: 'list' as const, items: saidOf(warned)}]),
		{kind: 'facts', rows: [...rows, ...spared, hash]},
		{kind: 'list', items: [...saidOf(unknown), ...(passed.length === 0 ? [] : [fine])]},
	];
	return [{id: 'plan', title: text.steps.preview.title(person.userName, members), tone: 'danger', blocks}];
}

const marks: Record<GuardResult['outcome'], {mark: string; tone: 'good' | 'warning' | 'danger'}> = {
	pass: {mark: '✔', tone: 'good'},
	warn: {mark: '▲', tone: 'warning'},
	refuse: {mark: '✖', tone: 'danger'},
	unknown: {mark: '?', tone: 'warning'},
};

/** What can be opened from the gate without leaving it. */
export function planPages(bound: BoundPlan): readonly Page[] {
	const document = JSON.stringify(JSON.parse(bound.deny.document), null, 2);
	return [
		{
			key: 'd',
			label: text.steps.preview.documentPage,
			view: {id: 'document', title: text.steps.preview.documentTitle, blocks: [{kind: 'code', text: document}]},
		},
		{
			key: 'x',
			label: text.steps.preview.byHandPage,
			view: {
				id: 'by-hand',
				title: text.steps.preview.byHandTitle,
				blocks: [
					{kind: 'code', text: text.byHand.putOn(bound.policyName, bound.deny.document, bound.root.id)},
					{kind: 'code', text: text.byHand.takeOff(bound.root.id)},
				],
			},
		},
	];
}
