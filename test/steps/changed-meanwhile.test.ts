import {describe, expect, test} from 'vitest';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {scenarios} from '../scenarios.ts';
import {type Incident, newIncident, said, type WalkedThrough, walkThrough} from './support.ts';

const management = '111111111111';

function begin(name: string): Incident {
	const scenario = scenarios.get(name);
	if (scenario === undefined) throw new Error(`no scenario ${name}`);
	return newIncident({scenario});
}

/** Somebody does something once, when this question is up. */
const meanwhile = (id: string, what: (sandbox: Sandbox) => void) => {
	let done = false;
	return (question: {readonly id: string}, sandbox: Sandbox) => {
		if (question.id === id && !done) {
			done = true;
			what(sandbox);
		}
		return undefined;
	};
};

/** Somebody takes the deny off there. */
const takenOff =
	(...targets: readonly string[]) =>
	({world: {organization}}: Sandbox) => {
		const ours = [...organization.policies.values()].find(policy => policy.name.startsWith('tourniquet-'));
		for (const target of targets) organization.attachments.get(target)?.delete(ours?.id ?? '');
	};

function expectNot({result, exit, last, defect, views}: WalkedThrough, verdict: string, why: string): void {
	expect(defect).toBeUndefined();
	expect(result.verdict).toBe(verdict);
	expect(exit).toBe(3);
	expect(last).not.toMatch(/^CONTAINED/m);
	expect(said(views)).toContain(why);
	const problem = result.problems.find(({code}) => code === verdict);
	expect(problem?.message).toContain(why);
	expect(problem?.next).toMatch(/^Next: \w/);
}

describe('what somebody changes after it was put on, before the verdict', () => {
	test('the deny is taken off one of its targets, where nobody probes: partly contained, and it is named', async () => {
		const incident = begin('full-root');
		const {sandbox} = incident;
		const target = 'ou-ab12-sandbox1';
		const walked = await walkThrough({
			incident,
			user: 'test-user',
			confirm: 'test-user',
			settings: {probeAccounts: ['444444444444']},
			between: async (call, handOn) => {
				const reply = await handOn();
				if (call.operation === 'AttachPolicy' && call.body.includes(target)) takenOff(target)(sandbox);
				return reply;
			},
		});
		expectNot(walked, 'partial', `SOMEBODY TOOK THE DENY OFF ${target}`);
	});

	test.each(['verdict-seen', 'search', 'checklist'])('the deny is taken off while “%s” is asked: not contained', async at => {
		const walked = await walkThrough({
			incident: begin('s3-discovery'),
			user: 'test-user',
			confirm: 'test-user',
			answerFirst: meanwhile(at, takenOff('r-ab12')),
		});
		expectNot(walked, 'not-contained', 'SOMEBODY TOOK THE DENY OFF r-ab12');
	});

	test.each(['set', 'role'])('a closed permission set is changed back (%s): partly contained, and it is named', async what => {
		const incident = begin('management-account');
		const {identityCenter, roles} = incident.sandbox.world;
		const set = [...identityCenter.permissionSets.values()].find(({name}) => name === 'CostReports');
		const role = [...roles.values()].find(({arn}) => arn.includes(management) && arn.includes('CostReports'));
		if (set === undefined || role === undefined) throw new Error('no set CostReports');
		const saved = set.inlinePolicy;
		const inRole = new Map(role.inlinePolicies);
		const walked = await walkThrough({
			incident,
			user: 'cost-analyst',
			confirm: 'cost-analyst',
			answerFirst: meanwhile('verdict-seen', () => {
				if (what === 'set') Object.assign(set, {inlinePolicy: saved});
				role.inlinePolicies.clear();
				for (const [name, document] of inRole) role.inlinePolicies.set(name, document);
			}),
		});
		expectNot(walked, 'partial', 'The management account is open');
		expect(said(walked.views)).toContain('SOMEBODY CHANGED IT');
		expect(walked.result.managementAccount.sets.filter(({state}) => state !== 'closed')).toMatchObject([{name: 'CostReports'}]);
	});

	test.each(['management-account', 's3-discovery'])('an assignment in the management account is given meanwhile (%s)', async name => {
		const incident = begin(name);
		const user = name === 'management-account' ? 'cost-analyst' : 'test-user';
		const {identityCenter} = incident.sandbox.world;
		const set = [...identityCenter.permissionSets.values()].find(one => one.name === 'AdministratorAccess');
		const person = [...identityCenter.users.values()].find(one => one.userName === user);
		const walked = await walkThrough({
			incident,
			user,
			confirm: user,
			answerFirst: meanwhile('verdict-seen', () =>
				identityCenter.assignments.push({
					accountId: management,
					permissionSetArn: set?.arn ?? '',
					principalType: 'USER',
					principalId: person?.id ?? '',
				}),
			),
		});
		expectNot(walked, 'partial', 'The management account is open');
		expect(walked.result.managementAccount).toMatchObject({involved: 'yes', state: 'open'});
		expect(walked.result.managementAccount.permissionSets).toContain('AdministratorAccess');
	});

	test('assignments that are taken away meanwhile, as the follow-up asks for, change nothing', async () => {
		const incident = begin('s3-discovery');
		const {assignments} = incident.sandbox.world.identityCenter;
		const walked = await walkThrough({
			incident,
			user: 'test-user',
			confirm: 'test-user',
			answerFirst: meanwhile('verdict-seen', () => assignments.splice(0)),
		});
		expect(walked.result).toMatchObject({verdict: 'contained', problems: []});
	});
});
