import type {Json} from '../runbook/json.ts';
import type {ChecklistItem} from '../runbook/questions.ts';
import type {Block} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import {holds} from './conditions.ts';
import type {IncidentStep, IncidentWalk} from './facts.ts';
import {judgeAgain} from './prove.ts';
import {labelsOf} from './subjects.ts';

/** The tasks that no API offers, in the order that works, and what the sessions left behind, ticked by hand. */
export const followUp: IncidentStep = async walk => {
	const {facts} = walk;
	const manual = walk.step.checklist.filter(task => task.when === undefined || holds(task.when, facts));
	const leftBehind = text.eradication.tasks(facts.searched?.leftovers ?? []);
	const tasks: readonly ChecklistItem[] = [...manual, ...leftBehind].map(({id, title, where, why}) => ({id, title, where, why}));
	walk.note('tasks', tasks as unknown as Json);
	if (facts.undone) {
		const said = text.steps.prove.undone(labelsOf(facts));
		// The screen has left the step that said so first.
		walk.show({id: 'undone', tone: 'warning', urgent: true, blocks: [{kind: 'paragraph', tone: 'warning', text: said}]});
	}
	walk.show({id: 'follow-up', blocks: [{kind: 'paragraph', text: walk.step.why}]});
	// Last, because a small screen shows the beginning of what came last.
	if (holds('management-account-open', facts))
		walk.show({id: 'management-account-by-hand', title: text.steps.followUp.managementAccount, tone: 'danger', blocks: byHand(walk)});
	const ticked = await walk.ask({kind: 'checklist', id: 'checklist', title: text.steps.followUp.question, items: tasks});
	facts.ticked = tasks.filter(task => ticked.includes(task.id)).map(task => task.title);
	facts.openTasks = tasks.filter(task => !ticked.includes(task.id)).map(task => task.title);
	// The tasks take their time; what is said at the end is what is so then.
	await judgeAgain(walk);
};

/** Exact instructions for the permission sets that reach the management account and are not closed. */
function byHand(walk: IncidentWalk): Block[] {
	const {facts} = walk;
	const id = facts.organization?.managementAccountId;
	const closed = new Set((facts.closing?.verdict.sets ?? []).filter(set => set.state === 'closed').map(set => set.arn));
	const assigned = (facts.reachLook?.soFar().accounts ?? [])
		.filter(row => row.accountId === id && !closed.has(row.permissionSetArn))
		.map(row => `${row.permissionSet}  ${row.permissionSetArn}`);
	const tried = (facts.closing?.verdict.sets ?? []).filter(set => set.state !== 'closed').map(set => `${set.name}  ${set.arn}`);
	const sets = [...new Set([...assigned, ...tried])];
	// The very statements of the deny: they have one constructor, and it made these.
	const statements = (JSON.parse(facts.plan?.deny.document ?? '{"Statement":[]}') as {Statement: unknown[]}).Statement;
	return [
		{kind: 'paragraph', text: text.steps.followUp.managementAccountMeaning(id ?? '')},
		...(sets.length === 0
			? [{kind: 'paragraph' as const, text: text.steps.followUp.setsUnknown}]
			: [{kind: 'list' as const, items: sets.map(set => ({text: set}))}]),
		{kind: 'paragraph', text: text.steps.followUp.statement},
		{kind: 'code', text: statements.map(statement => JSON.stringify(statement, null, 2)).join(',\n')},
	];
}
