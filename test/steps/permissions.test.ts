import {describe, expect, test} from 'vitest';
import {rehearsed} from '../../src/commands/flags/answers.ts';
import type {ResultVerdict} from '../../src/commands/walking/result.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {actionsNeeded} from '../../src/steps/plan/bound-plan.ts';
import {worldOf} from './crash/world.ts';
import {permissionsUsed} from './permissions-used.ts';
import {rehearsal} from './rehearsed.ts';
import {policiesMade, said, type WalkedThrough, walkThrough} from './support.ts';

/** What is rehearsed, and what must be typed. Together they make every kind of call that the walk makes. */
const walks = {
	's3-discovery': 'test-user',
	'management-account': 'cost-analyst',
	'iam-user-key': 'release-bot',
	'role-chaining': 'test-user',
} as const;
type Rehearsed = keyof typeof walks;

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

/** What may be missing while the verdict stays, and why that is right. */
interface Harmless {
	/** Absent: whoever lacks it. */
	readonly role?: string;
	readonly action: RegExp;
	readonly in?: Rehearsed;
	readonly why: string;
	/** Whether a problem names it. Otherwise nothing is unknown without it, or what is unknown is said in `shown` words. */
	readonly said: boolean;
	readonly shown?: string;
	/** The hole that it leaves, beside the verdict. */
	readonly residual?: string;
}

const harmless: readonly Harmless[] = [
	{action: /^sts:GetCallerIdentity$/, said: false, why: 'no policy can deny it (STS API, GetCallerIdentity)'},
	{
		role: 'ir-responder',
		action: /^organizations:ListAccounts$/,
		said: true,
		why: 'the tree says which accounts are ours, so the finding’s account is probed all the same',
	},
	{
		role: 'ir-responder',
		action: /^organizations:List(OrganizationalUnits|Accounts)ForParent$/,
		said: true,
		why: 'the accounts to probe are chosen from the flat list, the finding’s first',
	},
	{
		role: 'ir-responder',
		action: /^guardduty:ListOrganizationAdminAccounts$/,
		said: false,
		why: 'every account is asked for its findings itself; one that does not answer is said',
	},
	{
		role: 'ir-responder',
		action: /^guardduty:(ListDetectors|ListFindings|GetFindings)$/,
		said: true,
		why: 'the finding is known; what the responder’s own account has seen is not, and whether it is involved goes by the assignments',
	},
	{role: 'ir-responder', action: /^identitystore:DescribeGroup$/, said: false, why: 'a group is shown by its id'},
	{
		role: 'ir-responder',
		action: /^sso:DescribePermissionSet$/,
		in: 's3-discovery',
		said: true,
		why: 'sets are shown by their ARN, and the longest session counts as 12 hours; which account each leads to is known',
	},
	{
		role: 'ir-responder',
		action: /^sso:DescribePermissionSet$/,
		in: 'role-chaining',
		said: true,
		why: 'as above: no set leads to the management account, where a name would be needed to find its role',
	},
	{
		role: 'tourniquet-findings',
		action: /^iam:GetRole$/,
		said: true,
		why: 'it may be somebody else’s role that is named like a permission set’s; its sessions have the name that is denied as well',
	},
	{
		role: 'ir-responder',
		action: /^organizations:ListTargetsForPolicy$/,
		said: true,
		why: 'it was attached, and is proven to deny; that nobody could look whether it was taken off since is said',
	},
	{
		action: /^cloudtrail:LookupEvents$/,
		said: true,
		residual: 'chain-incomplete',
		why: 'the deny that is on is proven; that sessions may go on under other names is a certain risk beside it',
	},
	{
		role: 'ir-responder',
		action: /^iam:(GetRole|SimulatePrincipalPolicy)$/,
		said: false,
		shown: 'Whether you may do all of this could not be asked beforehand. AWS will say.',
		why: 'only the advice about the responder’s own permissions needs it, and AWS has decided by then',
	},
	{
		role: 'tourniquet-containment',
		action: /^iam:(ListAccessKeys|UpdateAccessKey)$/,
		said: true,
		why: 'their keys are denied and proven to be; that they stay active is said',
	},
];

/** Where nothing is known of the closing of a permission set, the simulator is no advice but the proof. */
const mattersIn = (name: Rehearsed, action: string) => name === 'management-account' && action === 'iam:SimulatePrincipalPolicy';

const harmlessFor = (name: Rehearsed, role: string, action: string) =>
	mattersIn(name, action)
		? undefined
		: harmless.find(one => one.action.test(action) && (one.role ?? role) === role && (one.in ?? name) === name);

/** Where the walk stops before anything is in force; and what the probes rest on. All else leaves something open. */
const stops = new Set([
	'ir-responder organizations:DescribeOrganization',
	'ir-responder organizations:ListRoots',
	'ir-responder organizations:ListPoliciesForTarget',
	'ir-responder organizations:ListTagsForResource',
	'ir-responder organizations:DescribePolicy',
	'ir-responder organizations:CreatePolicy',
	'ir-responder organizations:AttachPolicy',
	// The finding that was asked for is nowhere to be seen.
	'ir-responder sts:AssumeRole',
	'tourniquet-findings guardduty:ListDetectors',
	'tourniquet-findings guardduty:ListFindings',
	'tourniquet-findings guardduty:GetFindings',
]);

test('what the guard asks about holds every action of AWS Organizations without which the walk stops', () => {
	const stopping = [...stops].flatMap(one => one.split(' ').filter(word => word.startsWith('organizations:')));
	expect(stopping.length).toBeGreaterThan(0);
	expect(stopping.filter(action => !actionsNeeded.includes(action))).toEqual([]);
});

function verdictWithout(role: string, action: string): {verdict: ResultVerdict; exit: number} {
	if (stops.has(`${role} ${action}`)) return {verdict: 'refused', exit: 5};
	return {verdict: role === 'tourniquet-probe' ? 'not-proven' : 'partial', exit: 3};
}

/** Nothing was changed that the result does not say. */
function expectAllSaid({result, sandbox, facts}: WalkedThrough, before: ReturnType<typeof worldOf>): void {
	const after = worldOf(sandbox);
	const made = policiesMade(sandbox);
	expect(made.map(({id}) => id)).toEqual(result.policy?.id == null ? [] : [result.policy.id]);
	for (const {content, on} of made) {
		expect(JSON.parse(content)).toEqual(result.policy?.document);
		expect(on).toEqual(result.policy?.targets);
	}
	const changed = after.permissionSets.filter((set, index) => set.inlinePolicy !== before.permissionSets[index]?.inlinePolicy);
	const arns = [...sandbox.world.identityCenter.permissionSets.values()].flatMap(set =>
		changed.some(one => one.name === set.name) ? set.arn : [],
	);
	expect(arns.sort()).toEqual((facts.closing?.changed ?? []).map(({arn}) => arn).sort());
	const inactive = after.accessKeys.filter((key, index) => key.inactive !== before.accessKeys[index]?.inactive);
	expect(inactive.map(({accessKeyId}) => accessKeyId).sort()).toEqual([...result.accessKeysInactive].sort());
}

describe.each(Object.keys(walks) as Rehearsed[])('%s', async name => {
	const good = await walk(name);
	const used = permissionsUsed(good);
	const before = worldOf(rehearsal(name).incident.sandbox);

	test('with every permission: contained', () => {
		expect(good.defect).toBeUndefined();
		expect(good.result.problems).toEqual([]);
		expect(good.result.verdict).toBe('contained');
		expect(good.exit).toBe(0);
		expectAllSaid(good, before);
	});

	test.each(used.map(({role, action}) => [role, action] as const))('%s without %s', async (role, action) => {
		const walked = await walk(name, {role, action});
		const {result, exit, defect, views, last} = walked;
		expect(defect).toBeUndefined();
		expectAllSaid(walked, before);
		const naming = result.problems.filter(problem => `${problem.message} ${problem.next}`.includes(action));
		expect(result.problems.filter(problem => problem.next === '')).toEqual([]);
		const may = harmlessFor(name, role, action);
		if (may === undefined) {
			expect({verdict: result.verdict, exit}).toEqual(verdictWithout(role, action));
			expect(naming).not.toEqual([]);
			if (result.verdict === 'refused') {
				expect(last).toContain(action);
				// Whoever got as far as the plan was told there.
				const plans = views.filter(view => view.id === 'plan');
				if (plans.length > 0) expect(said(plans)).toContain(action);
			}
			return;
		}
		expect({verdict: result.verdict, exit}).toEqual({verdict: 'contained', exit: 0});
		expect(naming.length > 0).toBe(may.said);
		if (!may.said) expect(result.problems).toEqual([]);
		if (may.shown !== undefined) expect(said(views)).toContain(may.shown);
		if (may.residual !== undefined) expect(result.residual).toContainEqual(expect.objectContaining({code: may.residual, certain: true}));
		// Where the thief was seen is among what is probed, whatever is missing.
		const seenIn = walked.facts.finding?.accountId;
		if (seenIn !== '111111111111') expect(result.proof.map(({account}) => account)).toContain(seenIn);
	});
});

test('which accounts are ours cannot be told at all: an exact id is denied, and is not called contained', async () => {
	const {incident, finding} = rehearsal('iam-user-key', {
		faults: ['deny:organizations:ListAccounts', 'deny:organizations:ListAccountsForParent'],
	});
	const {result, exit, last} = await walkThrough({
		incident,
		finding,
		ask: rehearsed({finding}, () => false),
		settings: {probeAccounts: ['444444444444']},
	});
	expect(result.proof.filter(row => row.session === 'target').every(row => row.after === 'denied')).toBe(true);
	expect(result.verdict).toBe('partial');
	expect(exit).toBe(3);
	const problem = result.problems.find(({code}) => code === 'partial');
	expect(problem?.message).toContain('Whether 555555555555 belongs to this organization is not known');
	expect(problem?.next).toContain('look the account up in AWS Organizations');
	expect(last).toContain('555555555555');
});
