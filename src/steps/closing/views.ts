import {diffLines} from '../../containment/management-account/diff-lines.ts';
import {statementsIn} from '../../containment/management-account/inline-policy.ts';
import type {ManagementAccountVerdict} from '../../containment/management-account/management-account.ts';
import type {ConfirmQuestion} from '../../runbook/questions.ts';
import type {View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';
import {labelsOf, phraseOf} from '../subjects.ts';
import type {RefusedSet} from './set-plan.ts';

/** Before and after of each set: only additions ever occur. */
export function diffViews(plans: readonly SetPlan[]): readonly View[] {
	return plans.map(({arn, name, merged}) => ({
		id: `diff-${arn}`,
		title: merged.saved === '' ? text.steps.closing.diffNew(name) : text.steps.closing.diff(name),
		blocks: [
			{
				kind: 'code' as const,
				text: diffLines(merged.saved, merged.document)
					.map(line => `${{same: ' ', added: '+', removed: '-'}[line.kind]} ${line.text}`)
					.join('\n'),
			},
		],
	}));
}

/** What is asked about, in a few rows: it stands right above the question, below what is long. */
export function changesView(walk: IncidentWalk, plans: readonly SetPlan[]): View {
	return {
		id: 'closing-changes',
		title: text.steps.closing.gateTitle(labelsOf(walk.facts)),
		tone: 'danger',
		blocks: [
			{
				kind: 'list',
				items: plans.map(({name, merged}) => ({
					text: text.steps.closing.change(name, merged.saved === '' ? undefined : statementsIn(merged.saved)),
				})),
			},
			{kind: 'paragraph', text: text.steps.closing.changesAbove},
		],
	};
}

export function refusedView({arn, name, refusal}: RefusedSet): View {
	return {
		id: `refused-${arn}`,
		tone: 'danger',
		blocks: [{kind: 'paragraph', tone: 'danger', text: text.steps.closing.refused(name, text.managementAccount.mergeRefused(refusal))}],
	};
}

/** One gate for all the sets: the same name, typed again, for another act. */
export function closingGate(walk: IncidentWalk, plans: readonly SetPlan[]): ConfirmQuestion {
	const {facts} = walk;
	const accountId = facts.organization?.managementAccountId ?? '';
	const instanceArn = facts.instance?.arn ?? '';
	const label = labelsOf(facts);
	return {
		kind: 'confirm',
		id: 'confirm-permission-sets',
		title: text.steps.closing.confirm(label),
		phrase: phraseOf(facts),
		act: text.steps.closing.act(
			label,
			plans.map(plan => plan.name),
			accountId,
		),
		pages: [
			{
				key: 'd',
				label: text.steps.closing.documentsPage,
				view: {
					id: 'inline-policies',
					title: text.steps.closing.documentsTitle,
					blocks: plans.flatMap(({name, merged}) => [
						{kind: 'heading' as const, text: name},
						{kind: 'code' as const, text: merged.document},
					]),
				},
			},
			{
				key: 'x',
				label: text.steps.preview.byHandPage,
				view: {
					id: 'inline-policies-by-hand',
					title: text.steps.preview.byHandTitle,
					blocks: plans.map(({arn, merged}) => ({
						kind: 'code' as const,
						text: text.byHand.putInlinePolicy(instanceArn, arn, merged.document, accountId),
					})),
				},
			},
		],
		flag: '--confirm',
	};
}

/** Set by set: closed, open or not known, and why. */
export function outcomeView(verdict: ManagementAccountVerdict): View {
	const tone = verdict.state === 'closed' ? 'good' : 'danger';
	return {
		id: 'closing',
		title: text.managementAccount.title(verdict),
		tone,
		blocks: [
			...(verdict.sets.length === 0
				? []
				: [
						{
							kind: 'table' as const,
							columns: text.steps.closing.columns,
							rows: verdict.sets.map(set => ({
								cells: [set.name, text.managementAccount.setState(set.state), set.reasons.map(text.managementAccount.setReason).join(' ')],
								tone: set.state === 'closed' ? ('good' as const) : ('danger' as const),
							})),
						},
					]),
			...verdict.reasons.map(reason => ({
				kind: 'paragraph' as const,
				tone: 'danger' as const,
				text: text.managementAccount.reason(reason),
			})),
			{kind: 'paragraph', text: text.managementAccount.meaning(verdict)},
		],
	};
}
