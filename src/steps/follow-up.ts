import type {Block} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Facts, IncidentStep, IncidentWalk} from './facts.ts';
import {involvement} from './reach.ts';

/** What a runbook's `when` may name. */
export const conditions: ReadonlySet<string> = new Set(['management-account-involved']);

/** Unknown counts as involved: the unsafe reading is taken as true. */
export function holds(condition: string, facts: Facts): boolean {
	return condition === 'management-account-involved' && involvement(facts).involved !== 'no';
}

/** The tasks that no API offers, in the order that works, ticked by hand. */
export const followUp: IncidentStep = async walk => {
	const tasks = walk.step.checklist.filter(task => task.when === undefined || holds(task.when, walk.facts));
	if (walk.facts.undone) {
		const said = text.steps.prove.undone(walk.facts.person?.userName ?? '');
		// The screen has left the step that said so first.
		walk.show({id: 'undone', tone: 'warning', urgent: true, blocks: [{kind: 'paragraph', tone: 'warning', text: said}]});
	}
	if (involvement(walk.facts).involved !== 'no')
		walk.show({id: 'management-account-by-hand', title: text.steps.followUp.managementAccount, tone: 'danger', blocks: byHand(walk)});
	walk.show({id: 'follow-up', blocks: [{kind: 'paragraph', text: walk.step.why}]});
	const ticked = await walk.ask({
		kind: 'checklist',
		id: 'checklist',
		title: text.steps.followUp.question,
		items: tasks.map(({id, title, where, why}) => ({id, title, where, why})),
	});
	walk.facts.ticked = tasks.filter(task => ticked.includes(task.id)).map(task => task.title);
	walk.facts.openTasks = tasks.filter(task => !ticked.includes(task.id)).map(task => task.title);
};

/** Exact instructions for the permission sets that reach the management account. */
function byHand(walk: IncidentWalk): Block[] {
	const id = walk.facts.organization?.managementAccountId;
	const sets = [
		...new Set(
			(walk.facts.reachLook?.soFar().accounts ?? [])
				.filter(row => row.accountId === id)
				.map(row => `${row.permissionSet}  ${row.permissionSetArn}`),
		),
	];
	// The very statements of the deny: they have one constructor, and it made these.
	const statements = (JSON.parse(walk.facts.plan?.deny.document ?? '{"Statement":[]}') as {Statement: unknown[]}).Statement;
	return [
		{kind: 'paragraph', text: text.steps.followUp.managementAccountMeaning(id ?? '')},
		...(sets.length === 0
			? [{kind: 'paragraph' as const, text: text.steps.followUp.setsUnknown}]
			: [{kind: 'list' as const, items: sets.map(set => ({text: set}))}]),
		{kind: 'paragraph', text: text.steps.followUp.statement},
		{kind: 'code', text: statements.map(statement => JSON.stringify(statement, null, 2)).join(',\n')},
	];
}
