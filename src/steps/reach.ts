import {type Involvement, managementAccountInvolvement} from '../containment/management-account/reach.ts';
import type {ManagementAccountState} from '../containment/proof/proof.ts';
import type {Block, View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Facts, IncidentStep, IncidentWalk, Reach} from './facts.ts';
import {seenIn} from './identify/seen.ts';
import {accountLabel} from './looks/accounts.ts';
import {lookForCollateral} from './looks/collateral.ts';
import {lookForProbeAccounts} from './looks/probe-accounts.ts';
import {lookForReach} from './looks/reach.ts';
import {numberIn} from './script.ts';
import {labelsOf, personsOf, subjectsOf} from './subjects.ts';

/** What they can open, and whether the management account is involved. The look goes on beside the preview when it is slow. */
export const reach: IncidentStep = async walk => {
	const subjects = subjectsOf(walk);
	const persons = personsOf(walk.facts);
	const look = lookForReach(walk, persons);
	walk.facts.reachLook = look;
	const everything = Promise.all([look.done, walk.facts.findingsLook?.done]);
	everything.then(
		() => noteReach(walk),
		() => {},
	);
	const probed = numberIn(walk.step.with.accounts, 5, {least: 1, most: 20});
	const lookFurther = () => {
		walk.facts.probeAccountsLook = lookForProbeAccounts(walk, probed);
		walk.facts.collateralLook = lookForCollateral(walk);
	};
	if (persons.length === 0) {
		lookFurther();
		walk.show({id: 'reach', blocks: [{kind: 'paragraph', text: text.steps.reach.exactOnly(labelsOf(walk.facts), subjects.length)}]});
		return;
	}
	let wentOn = false;
	everything.then(
		() => {
			// What a long look-up finds later is put in front of the responder at once, the management account above all.
			if (wentOn) walk.show({...managementAccountView(walk), urgent: true});
		},
		() => {},
	);
	walk.show({id: 'reach', live: true, blocks: [{kind: 'paragraph', text: text.steps.reach.looking(labelsOf(walk.facts))}]});
	const answer = await walk.askUnless(
		{
			kind: 'choose',
			id: 'reach-early',
			title: text.steps.reach.earlyQuestion,
			choices: [{id: 'go-on', label: text.steps.reach.goOnEarly, detail: text.steps.reach.goOnEarlyDetail}],
		},
		everything,
		['reach-seen'],
	);
	if (answer !== undefined) {
		wentOn = true;
		lookFurther();
		walk.show({id: 'reach', blocks: [{kind: 'paragraph', text: text.steps.reach.stillLooking, tone: 'warning'}]});
		return;
	}
	await everything;
	lookFurther();
	walk.show({id: 'reach', title: text.steps.reach.title(labelsOf(walk.facts)), blocks: reachBlocks(walk, look.soFar())});
	walk.show(managementAccountView(walk));
	await walk.ask({
		kind: 'choose',
		id: 'reach-seen',
		title: text.steps.reach.question,
		choices: [{id: 'go-on', label: text.steps.reach.goOn, detail: text.steps.reach.goOnDetail}],
	});
};

/** What was found, once the look has ended, whatever step the walk is in by then. */
function noteReach(walk: IncidentWalk): void {
	const {facts} = walk;
	const found = facts.reachLook?.soFar();
	if (walk.signal.aborted || found === undefined || personsOf(facts).length === 0) return;
	const accounts = found.accounts.map(({userName, accountId, accountName, permissionSet, viaGroup}) => ({
		userName,
		accountId,
		accountName,
		permissionSet,
		viaGroup: viaGroup ?? null,
	}));
	walk.note('reach', {accounts, complete: found.complete, involved: involvement(facts).involved});
}

function reachBlocks(walk: IncidentWalk, found: Reach): Block[] {
	const blocks: Block[] = [];
	const several = personsOf(walk.facts).length > 1;
	if (found.accounts.length > 0) {
		blocks.push({
			kind: 'table',
			columns: several ? text.steps.reach.columnsWithNames : text.steps.reach.columns,
			rows: found.accounts.map(row => ({
				cells: [
					...(several ? [row.userName] : []),
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
	// An exact id is of a member account, and of nowhere else.
	if (personsOf(facts).length === 0 && (facts.subjects ?? []).length > 0) return {involved: 'no', because: []};
	const found = facts.reachLook?.soFar();
	const finished = facts.reachLook?.finished() === true && facts.findingsLook?.finished() !== false;
	return managementAccountInvolvement({
		managementAccountId: facts.organization?.managementAccountId ?? '',
		findingAccountIds: seenIn(facts),
		assignments: found?.accounts ?? [],
		complete: finished && found?.complete === true,
	});
}

/** How far the management account's door is closed, by what was done and read back there. */
export function managementAccountState(facts: Facts): ManagementAccountState {
	const {involved} = involvement(facts);
	if (involved === 'no') return 'not-involved';
	return facts.closing?.verdict.state ?? (involved === 'yes' ? 'open' : 'unknown');
}

export function managementAccountView(walk: IncidentWalk): View {
	const {facts} = walk;
	const {involved, because} = involvement(facts);
	const name = labelsOf(facts);
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
