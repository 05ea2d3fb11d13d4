import {ListAccountsCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import {describe, expect, test} from 'vitest';
import type {Sandbox, SandboxCredentials} from '../../../src/sandbox/sandbox.ts';
import {derive} from '../../../src/sandbox/scenario/derive.ts';
import {assume, caller, clientConfig} from '../../sandbox/support.ts';
import {managementAccount, roleChaining} from '../../scenarios.ts';
import {type Incident, newIncident, policiesMade, refusedByAws, said, walkThrough} from '../support.ts';
import {codes, everywhere, expectIncomplete, given, may, residual, sessionsFound, updates, userIdOf, walkChain} from './chain-support.ts';

const lists = (sandbox: Sandbox, as: SandboxCredentials) =>
	new S3Client(clientConfig(sandbox, as)).send(new ListBucketsCommand({})).then(
		() => 'allowed',
		() => 'denied',
	);

/** As a colleague does at first: what led there is taken away, and the sessions stay open. */
function takeAwayAssignments(
	{sandbox}: Incident,
	isGone: (assignment: {readonly accountId: string; readonly principalId: string}) => boolean,
) {
	const {assignments} = sandbox.world.identityCenter;
	const before = assignments.length;
	assignments.splice(0, Infinity, ...assignments.filter(assignment => !isGone(assignment)));
	expect(assignments.length).toBeLessThan(before);
}

function trust({sandbox}: Incident, name: string): void {
	const role = [...sandbox.world.roles.values()].find(one => one.name === name);
	const statements = role?.trustPolicy.Statement;
	if (!Array.isArray(statements)) throw new Error(`nobody can be let into ${name}`);
	statements.push({Effect: 'Allow', Principal: {AWS: 'arn:aws:iam::555555555555:root'}, Action: 'sts:AssumeRole'});
}

describe('sessions that are open where nothing leads any more', () => {
	test('in a member account whose assignments were taken away: found all the same, and denied', async () => {
		const incident = newIncident({scenario: roleChaining});
		takeAwayAssignments(incident, ({accountId}) => accountId === '444444444444');
		incident.sandbox.world.guardDuty.findings.splice(0);
		const walked = await walkChain({...given, incident});
		await everywhere(incident);
		expect(walked.result.verdict).toBe('contained');
		for (const name of ['release-4711', 'nightly-sync']) expect(await may(incident.sandbox, name)).toBe('denied');
	});

	test('in the management account, by its CloudTrail: it is involved, and closed before it is contained', async () => {
		const incident = newIncident({scenario: managementAccount});
		const {identityCenter} = incident.sandbox.world;
		const group = [...identityCenter.groups.values()].find(one => one.displayName === 'cost-management');
		takeAwayAssignments(incident, ({accountId, principalId}) => accountId === '111111111111' && principalId === group?.id);
		// Whatever they do there, CloudTrail shows it a while later.
		await lists(incident.sandbox, caller(incident.sandbox, 'cost-analyst/management'));
		await incident.clock.advance(20 * 60_000);
		const walked = await walkThrough({user: 'cost-analyst', confirm: 'cost-analyst', incident});
		await everywhere(incident);
		expect(walked.result.managementAccount.involved).toBe('yes');
		expect(said(walked.views)).toContain('A session of theirs was seen there.');
		const alive = (await may(incident.sandbox, 'cost-analyst/management')) === 'allowed';
		expect(walked.result.verdict === 'contained' && alive).toBe(false);
		expect(walked.result.verdict).toBe('contained');
	});
});

describe('a session that was opened while the name was typed', () => {
	/** `hidden`: CloudTrail does not show it in that sitting. */
	async function openedMeanwhile(hidden: boolean) {
		const incident = newIncident({scenario: roleChaining});
		const {sandbox} = incident;
		let late: SandboxCredentials | undefined;
		const open = async () => {
			const role = {account: '666666666666', name: 'data-maintenance'};
			late = await assume(sandbox, role, 'just-now', {}, caller(sandbox, 'release-4711'));
			return 'confirmed';
		};
		let isHidden = hidden;
		const first = await walkChain({
			...given,
			incident,
			answerFirst: ({id}) => (id === 'confirm-tightening' && late === undefined ? open() : undefined),
			answering: ({operation}) => (isHidden && late !== undefined && operation === 'LookupEvents' ? nothing : undefined),
		});
		isHidden = false;
		if (late === undefined) throw new Error('nobody was asked for the name');
		return {incident, first, late};
	}
	const nothing = {statusCode: 200, type: 'application/x-amz-json-1.1', body: '{"Events":[]}'} as const;

	test('is found by a second search, and denied', async () => {
		const {incident, first, late} = await openedMeanwhile(false);
		await everywhere(incident);
		expect(sessionsFound(first)).toContain('just-now');
		expect(first.result.verdict).toBe('contained');
		expect(updates(incident.sandbox)).toBe(2);
		expect(await lists(incident.sandbox, late)).toBe('denied');
	});

	test('and that CloudTrail shows only later: looked for again in the next sitting, and denied', async () => {
		const {incident, first, late} = await openedMeanwhile(true);
		expect(sessionsFound(first)).not.toContain('just-now');
		expect(residual(first)).toContain('trail-delay');
		expect(await lists(incident.sandbox, late)).toBe('allowed');
		await incident.clock.advance(20 * 60_000);
		const second = await walkChain({...given, incident});
		await everywhere(incident);
		expect(sessionsFound(second)).toContain('just-now');
		expect(second.result.problems).toEqual([]);
		expect(second.result.verdict).toBe('contained');
		expect(await lists(incident.sandbox, late)).toBe('denied');
	});
});

describe('a session of the thief’s under a name of somebody else’s', () => {
	test('of the responder: open, and said so; the others are denied', async () => {
		const incident = newIncident({scenario: roleChaining});
		const {sandbox} = incident;
		trust(incident, 'ir-responder');
		const deep = await assume(sandbox, {account: '111111111111', name: 'ir-responder'}, 'ir-on-call', {}, caller(sandbox, 'release-4711'));
		await incident.clock.advance(1000);
		const walked = await walkChain({...given, incident});
		expect(walked.result.verdict).toBe('partial');
		expect(walked.result.chain?.open).toBe(1);
		await new OrganizationsClient(clientConfig(sandbox, deep)).send(new ListAccountsCommand({}));
		await everywhere(incident);
		expect(await may(sandbox, 'release-4711')).toBe('denied');
	});

	test('of a pipeline, and nobody is there to choose: the pipeline is not denied, and what stays open is said', async () => {
		const incident = newIncident({scenario: roleChaining});
		const {sandbox} = incident;
		trust(incident, 'deploy-automation');
		const role = {account: '555555555555', name: 'deploy-automation'};
		await assume(sandbox, role, 'pipeline-1182', {}, caller(sandbox, 'release-4711'));
		await incident.clock.advance(1000);
		const walked = await walkChain({...given, incident});
		await everywhere(incident);
		expect(await may(sandbox, 'pipeline')).toBe('allowed');
		expect(await may(sandbox, 'release-4711')).toBe('denied');
		expect(walked.result.verdict).toBe('partial');
		expect(codes(walked)).toContain('others-left-out');
		expect(walked.result.chain?.open).toBe(1);
	});

	test('in an account that nobody knows to be ours: its id is added, and it counts as open', async () => {
		const away = derive(roleChaining, {
			name: 'made',
			rehearsal: roleChaining.rehearsal,
			sessions: {},
			history: [
				{
					who: 'release-4711',
					service: 'sts',
					name: 'AssumeRole',
					minutesAgo: 11,
					request: {roleArn: 'arn:aws:iam::999999999999:role/elsewhere', roleSessionName: 'away'},
					response: {
						credentials: {accessKeyId: 'ASIAAWAY000000000001', expiration: 'Nov 23, 2026 1:30:00 AM'},
						assumedRoleUser: {
							assumedRoleId: 'AROAAWAY0000000000001:away',
							arn: 'arn:aws:sts::999999999999:assumed-role/elsewhere/away',
						},
					},
				},
			],
		});
		const refused = new Set(['ListAccounts', 'ListAccountsForParent']);
		const walked = await walkChain(
			{
				...given,
				settings: {probeAccounts: ['444444444444', '555555555555']},
				answering: ({operation}) => (refused.has(operation) ? refusedByAws : undefined),
			},
			away,
		);
		expect(JSON.stringify(walked.result.policy?.document)).toContain('AROAAWAY0000000000001:away');
		expect(walked.result.chain?.open).toBe(1);
		expect(walked.result.verdict).toBe('partial');
		expectIncomplete(walked);
	});
});

test('a policy out of which somebody took an id since: the next sitting says so, and not that it is contained', async () => {
	const incident = newIncident({scenario: roleChaining});
	const {sandbox} = incident;
	expect((await walkChain({...given, incident})).result.verdict).toBe('contained');
	const [made] = policiesMade(sandbox);
	const policy = sandbox.world.organization.policies.get(made?.id ?? '');
	if (policy === undefined) throw new Error('no policy was made');
	const id = userIdOf(sandbox, 'release-4711');
	const without = policy.content.replace(`"${id}",`, '').replace(`,"${id}"`, '');
	expect(without).not.toContain(id);
	Object.assign(policy, {content: without});
	await everywhere(incident);
	const second = await walkChain({...given, incident});
	expect(second.defect).toBeUndefined();
	expect(await may(sandbox, 'release-4711')).toBe('allowed');
	expect(second.result.verdict).toBe('partial');
	expect(said(second.views)).toContain('SOMEBODY CHANGED THE POLICY');
});
