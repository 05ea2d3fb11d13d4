import type {GuardResult} from '../../containment/guards/facts.ts';
import type {DenySubject} from '../../containment/policy/deny-policy.ts';
import type {Page} from '../../runbook/questions.ts';
import type {Block, Fact, View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {BoundPlan, IncidentWalk} from '../facts.ts';
import {memberAccounts} from '../looks/accounts.ts';
import {involvement} from '../reach.ts';
import {exactSubjectsOf, labelsOf} from '../subjects.ts';
import {type Checked, warningsOf} from './bound-plan.ts';

/** The plan as it is shown before the responder decides, and again whenever it had to be made anew. */
export function planViews(walk: IncidentWalk, {bound, guards}: Checked): readonly View[] {
	const {facts} = walk;
	const label = labelsOf(facts);
	const size = guards.find(guard => guard.guard === 'size');
	const {managementAccountId} = bound.plan.stateBefore;
	const members = memberAccounts(facts).length;
	const {involved} = involvement(facts);
	const subjects = facts.subjects?.length ?? 0;
	const caller = bound.plan.accountId;
	// Before anything is written: whoever is not there cannot close it afterwards.
	const notFromHere = involved === 'no' || caller === managementAccountId ? '' : text.steps.preview.notFromHere(caller);
	const leaves: Fact = {
		label: text.steps.preview.rows.leaves,
		value: `${text.steps.preview.leaves[involved](label, managementAccountId, subjects)}${notFromHere}`,
	};
	const rows: Fact[] = [
		// The hole in it, if there is one, before the deny itself: on a small screen only the first rows are seen.
		...(involved === 'no' ? [] : [{...leaves, tone: 'danger' as const}]),
		{
			label: text.steps.preview.rows.policy,
			value: `${bound.policyName} · ${text.steps.preview.size(bound.deny.document.length, size?.guard === 'size' ? size.data.quota : undefined)}`,
		},
		{label: text.steps.preview.rows.target, value: targetOf(bound, members)},
		...(involved === 'no' ? [leaves] : []),
		...denies(bound.deny.subject, facts.testSessions).map((value, index) => ({
			label: index === 0 ? text.steps.preview.rows.denies : '',
			value,
		})),
	];
	const hash: Fact = {label: text.steps.preview.rows.hash, value: bound.hash.slice(0, 16)};
	const passed = guards.filter(guard => guard.outcome === 'pass');
	const warned = guards.filter(guard => guard.outcome === 'warn' || guard.outcome === 'refuse');
	const unknown = guards.filter(guard => guard.outcome === 'unknown');
	const spared = guards.flatMap((guard): Fact[] =>
		guard.guard === 'who-else' && (guard.outcome !== 'unknown' || guard.data.spared > 0)
			? [{label: text.steps.preview.rows.spares, value: text.steps.preview.spares(guard.data.spared)}]
			: [],
	);
	facts.warnings.push(...warningsOf(guards));
	const stops = exactSubjectsOf(facts).flatMap(({principal}) => text.steps.who.exactWarning(principal) ?? []);
	const fine = {
		...marks.pass,
		text: text.steps.preview.passed(passed.map(guard => text.containment.guardTitle(guard.guard).toLowerCase())),
	};
	// What speaks against it stands first: on a small screen the end of the list is out of sight.
	const blocks: Block[] = [
		...stops.map((said): Block => ({kind: 'paragraph', tone: 'danger', text: said})),
		...(warned.length === 0 ? [] : [{kind: 'list' as const, items: saidOf(warned)}]),
		{kind: 'facts', rows: [...rows, ...spared, hash]},
		{kind: 'list', items: [...saidOf(unknown), ...(passed.length === 0 ? [] : [fine])]},
	];
	return [{id: 'plan', title: text.steps.preview.title(label, subjects, members), tone: 'danger', blocks}];
}

function targetOf({plan, root, policiesOnRoot}: BoundPlan, members: number): string {
	return plan.way === 'below-root'
		? text.steps.preview.belowRoot(plan.targetIds, members)
		: text.steps.preview.target(root.id, members, policiesOnRoot);
}

/** What the document compares, a line each. Our own test sessions are counted, not listed. */
export function denies(subject: DenySubject, testSessions: readonly string[]): readonly string[] {
	const exact = subject.exactUserIds.filter(id => !testSessions.includes(id));
	const tests = subject.exactUserIds.length - exact.length;
	const line = (what: string, values: readonly string[]) => (values.length === 0 ? [] : [`${what} ${values.join(text.steps.or)}`]);
	return [
		...line('identitystore:UserId is', subject.userIds),
		...line(
			'aws:userid like',
			subject.sessionNames.map(name => `*:${name}`),
		),
		...line('aws:SourceIdentity is', subject.sourceIdentities),
		...line('aws:userid is', exact),
		...(tests === 0 ? [] : [text.steps.preview.testSessions(tests)]),
	];
}

/** What guards say, each with its mark. */
export const saidOf = (some: readonly GuardResult[]) =>
	some.map(guard => ({...marks[guard.outcome], text: `${text.containment.guardTitle(guard.guard)}: ${text.containment.guard(guard)}`}));

const marks: Record<GuardResult['outcome'], {mark: string; tone: 'good' | 'warning' | 'danger'}> = {
	pass: {mark: '✔', tone: 'good'},
	warn: {mark: '▲', tone: 'warning'},
	refuse: {mark: '✖', tone: 'danger'},
	unknown: {mark: '?', tone: 'warning'},
};

/** What can be opened from the gate without leaving it. */
export function planPages(bound: BoundPlan): readonly Page[] {
	const {plan, deny, policyName} = bound;
	const byHand =
		plan.replaces === undefined
			? [text.byHand.putOn(policyName, deny.document, plan.targetIds), text.byHand.takeOff(plan.targetIds)]
			: [
					text.byHand.updatePolicy(plan.replaces.policyId, deny.document),
					text.byHand.updatePolicy(plan.replaces.policyId, plan.replaces.document),
				];
	return pages(deny.document, byHand);
}

/** The document and the same by hand, as pages of a gate. */
export function pages(document: string, byHand: readonly string[]): readonly Page[] {
	return [
		{
			key: 'd',
			label: text.steps.preview.documentPage,
			view: {
				id: 'document',
				title: text.steps.preview.documentTitle,
				blocks: [{kind: 'code', text: JSON.stringify(JSON.parse(document), null, 2)}],
			},
		},
		{
			key: 'x',
			label: text.steps.preview.byHandPage,
			view: {
				id: 'by-hand',
				title: text.steps.preview.byHandTitle,
				blocks: byHand.map(commands => ({kind: 'code', text: commands})),
			},
		},
	];
}
