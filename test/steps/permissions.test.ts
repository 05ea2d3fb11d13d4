import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/answers.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {rehearsal} from './rehearsed.ts';
import {type WalkedThrough, walkThrough} from './support.ts';

/** What is rehearsed, and what must be typed. Together they make every kind of call that the walk makes. */
const walks = {
	's3-discovery': 'test-user',
	'management-account': 'cost-analyst',
	'iam-user-key': 'release-bot',
	'role-chaining': 'test-user',
} as const;
type Rehearsed = keyof typeof walks;

/** The prefix of IAM actions, where it is not the name of the client package; and actions that are not called like their operation. */
const prefixes: Readonly<Record<string, string>> = {'sso-admin': 'sso'};
const actions: Readonly<Record<string, string>> = {'s3:ListBuckets': 's3:ListAllMyBuckets'};

/** Whoever does everything right, without permission for one action: as the responder, or in a role that is assumed in other accounts. */
async function walk(name: Rehearsed, without?: {readonly role: string; readonly action: string}): Promise<WalkedThrough> {
	const own = without?.role === 'ir-responder' ? {faults: [`deny:${without.action}` as const]} : {};
	const {incident, finding} = rehearsal(name, own);
	if (without !== undefined && without.role !== 'ir-responder') deny(incident.sandbox, without.role, without.action);
	return walkThrough({
		incident,
		finding,
		ask: rehearsed({finding, confirm: walks[name]}, () => false),
		settings: {deadlineSeconds: 60},
	});
}

function deny({world}: Sandbox, roleName: string, action: string): void {
	const roles = [...world.roles.values()].filter(role => role.name === roleName);
	expect(roles.length).toBeGreaterThan(0);
	const document = {Version: '2012-10-17', Statement: [{Effect: 'Deny' as const, Action: action, Resource: '*'}]};
	for (const role of roles) role.inlinePolicies.set('without', document);
}

/** Every action of the walk, with the role that it was done in: the responder's own, or one assumed by them. */
function permissionsUsed({sandbox}: WalkedThrough): readonly {role: string; action: string}[] {
	const used = sandbox.calls.map(({callerArn, service, operation}) => {
		const action = `${prefixes[service] ?? service}:${operation}`;
		return {role: callerArn.split('/')[1] ?? '', action: actions[action] ?? action};
	});
	return [...new Map(used.map(one => [`${one.role} ${one.action}`, one])).values()];
}

describe.each(Object.keys(walks) as Rehearsed[])('%s', async name => {
	const good = await walk(name);
	const used = permissionsUsed(good);

	test('with every permission: contained', () => {
		expect(good.defect).toBeUndefined();
		expect(good.result.verdict).toBe('contained');
		expect(good.exit).toBe(0);
	});

	test.each(used.map(({role, action}) => [role, action] as const))('%s without %s', async (role, action) => {
		const walked = await walk(name, {role, action});
		const {result, exit, defect} = walked;
		expect(defect).toBeUndefined();
		expect([0, 2, 3, 4, 5]).toContain(exit);
		expect(result.verdict === 'contained').toBe(exit === 0);
		if (exit !== 0) expect(result.problems.some(problem => problem.next !== '')).toBe(true);
	});
});
