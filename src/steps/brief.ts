import type {Caller} from '../aws/ports.ts';
import {Problem} from '../problem.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import type {IncidentStep, IncidentWalk} from './facts.ts';
import {lookForAccounts} from './looks/accounts.ts';
import {lookForFindings} from './looks/findings.ts';
import {numberIn, stringIn, stringsIn} from './script.ts';

/** Says what this is and what does not help, while it finds out who the responder is and starts looking for findings. */
export const brief: IncidentStep = async walk => {
	const script = walk.step.with;
	walk.show({
		id: 'brief',
		blocks: [
			{kind: 'paragraph', text: walk.step.why},
			{kind: 'heading', text: text.steps.brief.doing},
			{kind: 'list', items: stringsIn(script.doing).map(line => ({text: line}))},
			{kind: 'heading', text: text.steps.brief.doesNotHelp},
			{kind: 'list', items: stringsIn(script.doesNotHelp).map(line => ({text: line}))},
			{kind: 'paragraph', text: stringIn(script.helps)},
		],
	});
	const opened = open(walk);
	// Only a failure withdraws the question: a responder without credentials must not read on in vain.
	const failure = new Promise<void>(resolve => opened.catch(() => resolve()));
	const answer = await walk.askUnless(
		{
			kind: 'choose',
			id: 'start',
			title: text.steps.brief.question,
			choices: [
				{id: 'start', label: text.steps.brief.start, detail: text.steps.brief.startDetail},
				{id: 'leave', label: text.steps.leave, detail: text.steps.leaveDetail},
			],
		},
		failure,
	);
	if (answer === 'leave') throw new WalkEnded('left');
	await opened;
};

async function open(walk: IncidentWalk): Promise<void> {
	const caller = await openAsResponder(walk);
	walk.facts.findingsLook = lookForFindings(walk, caller, numberIn(walk.step.with.findingDays, 14, {least: 1, most: 90}));
}

/** Who the responder is, in which organization; refuses an account that was not expected, and starts looking up the accounts' names. */
export async function openAsResponder(walk: IncidentWalk): Promise<Caller> {
	const {ports, facts} = walk;
	const {endpoint} = ports.session;
	const [caller, organization] = await Promise.all([
		walk.read(text.steps.waiting.caller, () => ports.session.caller()),
		walk.read(text.steps.waiting.organization, () => ports.organizations.describe()),
	]);
	facts.caller = caller;
	facts.organization = organization;
	walk.note('caller', {
		accountId: caller.accountId,
		arn: caller.arn,
		organizationId: organization.id,
		managementAccountId: organization.managementAccountId,
		...(endpoint === undefined ? {} : {endpoint}),
	});
	walk.header({
		accountId: caller.accountId,
		organizationId: organization.id,
		caller:
			caller.arn
				.split(':')
				.at(-1)
				?.replace(/^assumed-role\//, '') ?? caller.arn,
		region: ports.session.region,
		...(endpoint === undefined ? {} : {elsewhere: endpoint}),
		inManagementAccount: caller.accountId === organization.managementAccountId,
	});
	const expected = facts.settings.expectAccount;
	if (expected !== undefined && expected !== caller.accountId) {
		throw new Problem(
			'unexpected-account',
			text.steps.brief.unexpectedAccount(caller.accountId, expected),
			text.steps.brief.unexpectedAccountNext,
			4,
		);
	}
	facts.accountsLook = lookForAccounts(walk);
	return caller;
}
