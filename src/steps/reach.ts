import type {Finding} from '../containment/finding.ts';
import type {ManagementAccountState} from '../containment/proof.ts';
import {type Involvement, managementAccountInvolvement} from '../containment/reach.ts';
import type {Block, View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Facts, IncidentStep, IncidentWalk, Reach} from './facts.ts';
import {accountLabel} from './looks/accounts.ts';
import {lookForReach} from './looks/reach.ts';

/** What the person can open, and whether the management account is involved. The look goes on beside the preview when it is slow. */
export const reach: IncidentStep = async walk => {
	const {person} = walk.facts;
	if (person === undefined) throw new Error('the reach step needs a person');
	const look = lookForReach(walk, person);
	walk.facts.reachLook = look;
	const everything = Promise.all([look.done, walk.facts.findingsLook?.done]);
	let wentOn = false;
	everything.then(
		() => {
			// What a long look-up finds later is put in front of the responder at once, the management account above all.
			if (wentOn) walk.show({...managementAccountView(walk), urgent: true});
		},
		() => {},
	);
	walk.show({id: 'reach', live: true, blocks: [{kind: 'paragraph', text: text.steps.reach.looking(person.userName)}]});
	const answer = await walk.askUnless(
		{
			kind: 'choose',
			id: 'reach-early',
			title: text.steps.reach.earlyQuestion,
			choices: [{id: 'go-on', label: text.steps.reach.goOnEarly, detail: text.steps.reach.goOnEarlyDetail}],
		},
		everything,
	);
	if (answer !== undefined) {
		wentOn = true;
		walk.show({id: 'reach', blocks: [{kind: 'paragraph', text: text.steps.reach.stillLooking, tone: 'warning'}]});
		return;
	}
	await everything;
	walk.show({id: 'reach', title: text.steps.reach.title(person.userName), blocks: reachBlocks(walk, look.soFar())});
	walk.show(managementAccountView(walk));
	await walk.ask({
		kind: 'choose',
		id: 'reach-seen',
		title: text.steps.reach.question,
		choices: [{id: 'go-on', label: text.steps.reach.goOn, detail: text.steps.reach.goOnDetail}],
	});
};

function reachBlocks(walk: IncidentWalk, found: Reach): Block[] {
	const blocks: Block[] = [];
	if (found.accounts.length > 0) {
		blocks.push({
			kind: 'table',
			columns: text.steps.reach.columns,
			rows: found.accounts.map(row => ({
				cells: [
					accountLabel(walk.facts, row.accountId),
					row.permissionSet,
					row.viaGroup === undefined ? text.steps.reach.direct : text.steps.reach.group(row.viaGroup),
				],
				tone: row.accountId === walk.facts.organization?.managementAccountId ? ('danger' as const) : ('plain' as const),
			})),
		});
	} else if (found.complete) blocks.push({kind: 'paragraph', text: text.steps.reach.nothing});
	for (const problem of found.problems) blocks.push({kind: 'paragraph', tone: 'warning', text: `${problem.message} ${problem.next}`});
	blocks.push({kind: 'paragraph', tone: 'quiet', text: text.steps.reach.notListed});
	return blocks;
}

/** Whether the management account is involved, by what is known now. Unknown is never taken for no. */
export function involvement(facts: Facts): Involvement {
	const found = facts.reachLook?.soFar();
	const finished = facts.reachLook?.finished() === true && facts.findingsLook?.finished() !== false;
	return managementAccountInvolvement({
		managementAccountId: facts.organization?.managementAccountId ?? '',
		findingAccountIds: seenIn(facts),
		assignments: found?.accounts ?? [],
		// Somebody whose session leaked and who has no assignment at all lost them lately: what was open before is not known.
		complete: finished && found?.complete === true && found.accounts.length > 0,
	});
}

/** Every account that the person's sessions have been seen in, by what was given and by any finding that mentions them, whatever its kind. */
function seenIn(facts: Facts): readonly string[] {
	const names = new Set((facts.person?.sessionNames ?? []).map(name => name.toLowerCase()));
	const userId = facts.person?.user?.userId.toLowerCase();
	const isTheirs = (text: string | undefined) => {
		const said = text?.toLowerCase() ?? '';
		return (
			said !== '' && (names.has(said) || names.has(said.slice(said.indexOf(':') + 1)) || (userId !== undefined && said.includes(userId)))
		);
	};
	const mentions = (finding: Finding) =>
		isTheirs(finding.accessKey?.principalId) ||
		isTheirs(finding.accessKey?.userName) ||
		finding.actors.some(actor => [actor.userName, actor.userId, actor.id.split(':').at(-1)].some(isTheirs));
	const given = [...facts.givenFindings, ...(facts.finding === undefined ? [] : [facts.finding])];
	const theirs = [...(facts.findingsLook?.soFar().findings ?? []).filter(finding => !finding.sample && mentions(finding)), ...given];
	return [
		...(facts.person?.seenIn ?? []),
		...theirs
			.flatMap(finding => [finding.accountId, ...finding.actors.flatMap(actor => [actor.accountId ?? '', actor.sessionIssuer ?? ''])])
			.flatMap(accountsNamed),
	];
}

/** The account ids in a text: an id itself, or the one in an ARN. */
const accountsNamed = (text: string): readonly string[] => text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [];

/** How far the management account's door is closed. Nothing in this walk closes it yet: its permission sets are edited by hand. */
export function managementAccountState(facts: Facts): ManagementAccountState {
	const {involved} = involvement(facts);
	return involved === 'yes' ? 'open' : involved === 'no' ? 'not-involved' : 'unknown';
}

export function managementAccountView(walk: IncidentWalk): View {
	const {facts} = walk;
	const {involved, because} = involvement(facts);
	const name = walk.facts.person?.userName ?? '';
	const id = walk.facts.organization?.managementAccountId ?? '';
	const unseen = facts.findingsLook?.soFar().sources.some(source => source.state === 'failed' || source.state === 'looking') === true;
	const said = text.steps.reach.managementAccount[involved](name, id, unseen);
	const sets = walk.facts.reachLook?.soFar().permissionSets ?? [];
	return {
		id: 'management-account',
		title: said.title,
		tone: involved === 'no' ? 'good' : 'danger',
		blocks: [
			{kind: 'paragraph', text: said.meaning, tone: involved === 'no' ? 'plain' : 'danger'},
			...(because.length === 0
				? []
				: [
						{
							kind: 'list' as const,
							items: because.map(reason => ({
								text: text.containment.involvementReason(
									reason,
									reason.code === 'assignment'
										? (sets.find(set => set.arn === reason.permissionSetArn)?.name ?? reason.permissionSetArn)
										: '',
								),
							})),
						},
					]),
		],
	};
}
