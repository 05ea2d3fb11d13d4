import {Problem} from '../problem.ts';
import type {Block, View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import {concernedSets} from './closing/concerned.ts';
import {planSets} from './closing/set-plan.ts';
import type {BoundPlan, IncidentWalk} from './facts.ts';
import {planPages} from './plan/views.ts';
import {involvement} from './reach.ts';
import {exactSubjectsOf} from './subjects.ts';

/**
 * Every act that this walk would perform, as AWS CLI commands and console places, with the very documents it would send: this program must
 * never be the only way.
 */
export async function explain(walk: IncidentWalk, bound: BoundPlan): Promise<readonly View[]> {
	const commands = planPages(bound).flatMap(page => (page.key === 'x' ? page.view.blocks : []));
	return [
		{
			id: 'explain-deny',
			title: text.steps.explain.deny,
			blocks: [{kind: 'paragraph', text: text.steps.explain.denyConsole(bound.plan.targetIds)}, ...commands],
		},
		...(await setsExplained(walk)),
		...exactSubjectsOf(walk.facts).flatMap(({deniable}): View[] =>
			deniable.kind === 'iam-user' && deniable.userName !== undefined
				? [
						{
							id: 'explain-keys',
							title: text.steps.explain.keys(deniable.userName),
							blocks: [{kind: 'code', text: text.byHand.accessKeys(deniable.userName)}],
						},
					]
				: [],
		),
		{id: 'explain-chain', title: text.steps.explain.chain, blocks: [{kind: 'code', text: text.byHand.followChain}]},
	];
}

async function setsExplained(walk: IncidentWalk): Promise<readonly View[]> {
	const {facts} = walk;
	await facts.reachLook?.done;
	const accountId = facts.organization?.managementAccountId ?? '';
	const {instance} = facts;
	if (involvement(facts).involved === 'no' || instance === undefined) return [];
	const title = text.steps.explain.sets;
	try {
		const {sets} = await concernedSets(walk, instance, accountId);
		const {plans, refused} = await planSets(walk, instance, sets);
		const blocks = plans.flatMap(({name, arn, merged}): Block[] => [
			{kind: 'heading', text: name},
			{kind: 'code', text: text.byHand.putInlinePolicy(instance.arn, arn, merged.document, accountId)},
			{kind: 'paragraph', text: text.steps.explain.restore},
			{kind: 'code', text: text.byHand.restoreInlinePolicy(instance.arn, arn, merged.saved, accountId)},
		]);
		const left = refused.map(
			({name, refusal}): Block => ({
				kind: 'paragraph',
				text: text.steps.closing.refused(name, text.managementAccount.mergeRefused(refusal)),
			}),
		);
		return [{id: 'explain-sets', title, blocks: [{kind: 'paragraph', text: text.steps.explain.setsConsole}, ...blocks, ...left]}];
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		facts.problems.push(error);
		return [{id: 'explain-sets', title, blocks: [{kind: 'paragraph', text: `${error.message} ${error.next}`}]}];
	}
}
