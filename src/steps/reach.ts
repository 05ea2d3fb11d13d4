import {principalsOf} from '../containment/principal.ts';
import type {ManagementAccountState} from '../containment/proof.ts';
import {type Involvement, managementAccountInvolvement} from '../containment/reach.ts';
import type {Block, View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Facts, IncidentStep, IncidentWalk, Reach} from './facts.ts';
import {organizationAccounts} from './findings.ts';
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
	const organizationAccountIds = organizationAccounts(facts);
	const found = facts.reachLook?.soFar();
	const finished = facts.reachLook?.finished() === true && facts.findingsLook?.finished() !== false;
	const names = new Set(facts.person?.sessionNames ?? []);
	const theirs = (facts.findingsLook?.soFar().findings ?? []).filter(finding =>
		principalsOf(finding, organizationAccountIds).some(
			principal => principal.kind === 'identity-center-user' && principal.userName !== undefined && names.has(principal.userName),
		),
	);
	return managementAccountInvolvement({
		managementAccountId: facts.organization?.managementAccountId ?? '',
		findingAccountIds: [...theirs, ...(facts.finding === undefined ? [] : [facts.finding])]
			.filter(finding => !finding.sample)
			.map(finding => finding.accountId),
		assignments: found?.accounts ?? [],
		complete: finished && found?.complete === true,
	});
}

/** How far the management account's door is closed. Nothing in this walk closes it yet: its permission sets are edited by hand. */
export function managementAccountState(facts: Facts): ManagementAccountState {
	const {involved} = involvement(facts);
	return involved === 'yes' ? 'open' : involved === 'no' ? 'not-involved' : 'unknown';
}

export function managementAccountView(walk: IncidentWalk): View {
	const {involved, because} = involvement(walk.facts);
	const name = walk.facts.person?.userName ?? '';
	const id = walk.facts.organization?.managementAccountId ?? '';
	const said = text.steps.reach.managementAccount[involved](name, id);
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
