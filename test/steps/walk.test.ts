// biome-ignore-all lint/suspicious/noTemplateCurlyInString: names that look like policy variables are the point.
import {describe, expect, test} from 'vitest';
import {unattended} from '../../src/commands/flags/answers.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {said, walkThrough, writes} from './support.ts';

const applied = ['organizations:CreatePolicy', 'organizations:AttachPolicy'];
const closed = ['sso-admin:PutInlinePolicyToPermissionSet', 'sso-admin:ProvisionPermissionSet'];
/** What was written, each once: a provisioning that AWS was busy for is asked for again. */
const acts = (sandbox: Sandbox) => [...new Set(writes(sandbox))];

describe('the walk, unattended', () => {
	test('contains a user given by name, and proves it', async () => {
		const {result, exit, sandbox, defect} = await walkThrough({user: 'test-user', confirm: 'test-user'});
		expect(defect).toBeUndefined();
		expect(result.problems).toEqual([]);
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		expect(writes(sandbox)).toEqual(applied);
		const targets = result.proof.filter(row => row.session === 'target');
		expect(new Set(targets.map(row => row.account)).size).toBeGreaterThanOrEqual(2);
		expect(new Set(targets.map(row => row.service)).size).toBeGreaterThanOrEqual(2);
		for (const row of targets) expect(row).toMatchObject({before: 'allowed', after: 'denied', deniedBy: result.policy?.id});
		for (const row of result.proof.filter(row => row.session === 'control'))
			expect(row).toMatchObject({before: 'allowed', after: 'allowed'});
	});

	test('without a confirmation it plans and writes nothing, and probes nothing', async () => {
		const {result, exit, sandbox, views} = await walkThrough({user: 'test-user'});
		expect(result.verdict).toBe('planned');
		expect(exit).toBe(0);
		expect(result.policy).toMatchObject({id: null, target: 'r-ab12'});
		expect(writes(sandbox)).toEqual([]);
		expect(sandbox.calls.filter(call => call.operation === 'ListBuckets' || call.operation === 'DescribeInstances')).toEqual([]);
		expect(said(views)).toContain('This denies everything test-user does, in all 6 member accounts');
	});

	test('leaves the policy tagged with the incident, minified, beside what was there', async () => {
		const {result, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-user'});
		const {organization} = sandbox.world;
		const policy = organization.policies.get(result.policy?.id ?? '');
		expect(policy?.tags.get('tourniquet:incident')).toBe('20261123-0041-7f3a');
		expect(policy?.content).toBe(JSON.stringify(JSON.parse(policy?.content ?? '')));
		expect(organization.attachments.get('r-ab12')?.has('p-FullAWSAccess')).toBe(true);
	});

	test('finds the person behind a finding, not the role it names', async () => {
		const planned = await walkThrough({user: 'test-user'});
		const finding = planned.facts.findingsLook
			?.soFar()
			.findings.find(one => one.type === 'Discovery:S3/AnomalousBehavior' && one.accessKey?.principalId?.endsWith(':test-user'));
		expect(finding?.accessKey?.userName).toMatch(/^AWSReservedSSO_/);
		const {result, exit} = await walkThrough({finding: finding?.id ?? '', confirm: 'test-user'});
		expect(result.principal).toEqual({
			kind: 'identity-center-user',
			userName: 'test-user',
			userId: '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24',
			findingId: finding?.id,
		});
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
	});

	test.each([
		['a user id', '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24'],
		['a session ARN', 'arn:aws:sts::444444444444:assumed-role/AWSReservedSSO_DataEngineer_0123456789abcdef/test-user'],
		['a name with spaces around it', '  test-user '],
	])('takes %s for the person', async (_what, user) => {
		const {result} = await walkThrough({user});
		expect(result.principal?.userName).toBe('test-user');
		expect(result.verdict).toBe('planned');
	});

	test('takes the access key id of a finding for the person', async () => {
		const planned = await walkThrough({user: 'test-user'});
		const key = planned.facts.findingsLook?.soFar().findings.find(one => one.accessKey?.principalId?.endsWith(':test-user'))
			?.accessKey?.accessKeyId;
		const {result} = await walkThrough({user: key ?? ''});
		expect(result.principal?.userName).toBe('test-user');
	});

	test('a user with dots and a plus sign is contained like any other', async () => {
		const {result} = await walkThrough({user: 'data.team+etl', confirm: 'data.team+etl'});
		expect(result.verdict).toBe('contained');
	});

	test('nobody there to answer: the error names the flag', async () => {
		const {exit, result} = await walkThrough({});
		expect(exit).toBe(2);
		expect(result.problems).toMatchObject([{code: 'answer-needed'}]);
		expect(result.problems[0]?.next).toContain('--finding');
	});

	test('a confirmation that is not the name is refused, and nothing is written', async () => {
		const {exit, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-usr'});
		expect(exit).toBe(4);
		expect(writes(sandbox)).toEqual([]);
	});
});

describe('the management account', () => {
	test('reached through a group: shown before anything is confirmed, and its permission set is closed', async () => {
		const {result, exit, views, sandbox, defect} = await walkThrough({user: 'ops-admin', confirm: 'ops-admin'});
		expect(defect).toBeUndefined();
		expect(result.managementAccount).toMatchObject({
			id: '111111111111',
			involved: 'yes',
			state: 'closed',
			permissionSets: ['AdministratorAccess'],
		});
		expect(result.problems).toEqual([]);
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
		const involved = views.findIndex(view => said([view]).includes('THE MANAGEMENT ACCOUNT IS INVOLVED (111111111111)'));
		expect(involved).toBeGreaterThan(-1);
		expect(involved).toBeLessThan(views.findIndex(view => view.id === 'plan'));
		expect(said(views)).toContain('through the group platform-admins');
		expect(acts(sandbox)).toEqual([...applied, ...closed]);
	});

	test('not to be ruled out, because assignments could not be read: partial, never contained', async () => {
		const {result, exit} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			sandbox: {faults: ['deny:sso:ListAccountAssignmentsForPrincipal']},
		});
		expect(result.managementAccount.involved).toBe('unknown');
		expect(result.verdict).toBe('partial');
		expect(exit).toBe(3);
		expect(result.problems.map(problem => problem.code)).toContain('access-denied');
	});
});

describe('the proof is never better than the facts', () => {
	test('an SCP that is accepted and never enforced: not contained', async () => {
		const {result, exit} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			sandbox: {faults: ['scp-not-enforced']},
			settings: {deadlineSeconds: 60},
		});
		expect(result.verdict).toBe('not-contained');
		expect(exit).toBe(3);
	});

	test('a probe role that was never allowed: not proven', async () => {
		const {result, exit} = await walkThrough({user: 'test-user', confirm: 'test-user', sandbox: {faults: ['probe-role-powerless']}});
		expect(result.verdict).toBe('not-proven');
		expect(exit).toBe(3);
	});

	test('a probe role that is not there: not proven', async () => {
		const {result, exit} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			prepare: ({world}) => {
				for (const arn of [...world.roles.keys()].filter(key => key.endsWith('/tourniquet-probe'))) world.roles.delete(arn);
			},
		});
		expect(result.verdict).toBe('not-proven');
		expect(exit).toBe(3);
	});

	test('a deny that hits the control too: over-reach, and the way to undo it', async () => {
		const {result, exit, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-user', sandbox: {faults: ['scp-hits-everyone']}});
		expect(result.verdict).toBe('over-reach');
		expect(exit).toBe(3);
		expect(result.problems.find(problem => problem.code === 'over-reach')?.next).toContain(
			`detach-policy --target-id r-ab12 --policy-id ${result.policy?.id}`,
		);
		// Nobody was there to decide: nothing but the confirmed deny was written.
		expect(writes(sandbox)).toEqual(applied);
	});

	test('over-reach in front of a person: undoing comes first, and leaves nothing', async () => {
		const asked: string[] = [];
		const {result, sandbox, facts} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			sandbox: {faults: ['scp-hits-everyone']},
			answerFirst: question => {
				asked.push(question.id);
				return question.id === 'undo' && question.kind === 'choose' ? question.choices[0]?.id : undefined;
			},
		});
		expect(asked[asked.indexOf('confirm') + 1]).toBe('undo');
		expect(result.verdict).toBe('over-reach');
		expect(facts.undone).toBe(true);
		expect(writes(sandbox)).toEqual([...applied, 'organizations:DetachPolicy', 'organizations:DeletePolicy']);
		expect(sandbox.world.organization.policies.has(result.policy?.id ?? '')).toBe(false);
	});
});

describe('what cannot be seen is said, and does not stop the deny', () => {
	test('no GuardDuty anywhere', async () => {
		const {result} = await walkThrough({user: 'test-user', confirm: 'test-user', sandbox: {faults: ['no-guardduty']}});
		expect(result.verdict).toBe('contained');
	});

	test('an endpoint that lacks GuardDuty', async () => {
		const {result, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-user', sandbox: {faults: ['lacks:guardduty']}});
		expect(result.verdict).toBe('contained');
		expect(result.problems.length).toBeGreaterThan(0);
		expect(JSON.stringify(result.problems)).toMatch(/GuardDuty/i);
		expect(writes(sandbox)).toEqual(applied);
	});

	// Everything that is not needed to put the deny on and to see that it is there.
	test.each([
		'lacks:sso-admin',
		'lacks:identitystore',
		'lacks:iam',
		'lacks:ec2',
		'lacks:s3',
		'lacks:organizations:ListAccounts',
		'lacks:organizations:ListOrganizationalUnitsForParent',
		'lacks:organizations:ListAccountsForParent',
		'lacks:sts:AssumeRole',
		'lacks:sts:DecodeAuthorizationMessage',
		'lacks:sso-admin:DescribePermissionSet',
		'lacks:identitystore:ListGroupMembershipsForMember',
	] as const)('%s: applied, and never better than what was seen', async fault => {
		const {result, exit, sandbox, defect} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			sandbox: {faults: [fault]},
			settings: {deadlineSeconds: 60},
		});
		expect(defect).toBeUndefined();
		expect(writes(sandbox)).toEqual(applied);
		expect(['contained', 'partial', 'not-proven']).toContain(result.verdict);
		if (result.verdict === 'contained') {
			for (const row of result.proof.filter(one => one.session === 'target'))
				expect(row).toMatchObject({before: 'allowed', after: 'denied'});
			expect(result.managementAccount.involved).toBe('no');
		} else expect(exit).toBe(3);
	});
});

describe('refused, with nothing written', () => {
	const renamed = (name: string) => (sandbox: Sandbox) => {
		const user = [...sandbox.world.identityCenter.users.values()].find(one => one.userName === 'test-user');
		if (user !== undefined) user.userName = name;
	};

	test.each(['*', '?', 'a*b', '${x}', '', 'a', 'a'.repeat(65), 'test\nuser', 'tést-user', 'test user'])('the user name %j', async user => {
		const {result, exit, sandbox} = await walkThrough({user, confirm: user});
		expect(result.verdict).toBe('refused');
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.message).toMatch(/\w+ .*\./);
		expect(writes(sandbox)).toEqual([]);
	});

	test.each(['*', '?', 'a*b', '${aws:userid}', 'a', 'b'.repeat(65), '*:*'])('a user who was renamed to %j, given by id', async name => {
		const {result, exit, sandbox} = await walkThrough({
			user: '9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24',
			confirm: name,
			prepare: renamed(name),
		});
		expect(result.verdict).toBe('refused');
		expect(exit).toBe(4);
		expect(writes(sandbox)).toEqual([]);
	});

	test('a name that nobody has: a deny for nobody would be proven just as well', async () => {
		const {exit, result, sandbox} = await walkThrough({user: 'tset-user', confirm: 'tset-user'});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('user-not-found');
		expect(writes(sandbox)).toEqual([]);
	});

	test('the responder themselves', async () => {
		const {exit, result, sandbox} = await walkThrough({user: 'ops-admin', confirm: 'ops-admin', as: 'ops-admin'});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('guard-not-you');
		expect(writes(sandbox)).toEqual([]);
	});

	test('the responder themselves, renamed since they signed in', async () => {
		const {exit, result, sandbox} = await walkThrough({
			user: '9067f7d4-40b1-70d6-2c8f-e5a903b7d168',
			confirm: 'new-name',
			as: 'ops-admin',
			prepare: ({world}) => {
				const user = world.identityCenter.users.get('9067f7d4-40b1-70d6-2c8f-e5a903b7d168');
				if (user !== undefined) user.userName = 'new-name';
			},
		});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('guard-not-you');
		expect(writes(sandbox)).toEqual([]);
	});

	test('a protected principal, whatever its letter case', async () => {
		const {exit, result, sandbox} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			settings: {protectedPrincipals: ['Test-User']},
		});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('guard-protected-principal');
		expect(writes(sandbox)).toEqual([]);
	});

	test('another account than expected', async () => {
		const {exit, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-user', settings: {expectAccount: '999999999999'}});
		expect(exit).toBe(4);
		expect(writes(sandbox)).toEqual([]);
	});

	test('service control policies that are not enabled', async () => {
		const {exit, result, sandbox} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			prepare: ({world}) => {
				world.organization.serviceControlPoliciesEnabled = false;
			},
		});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('guard-policy-type');
		expect(writes(sandbox)).toEqual([]);
	});

	test('an attack sequence with two actors, when nobody says which', async () => {
		const planned = await walkThrough({user: 'test-user'});
		const finding = planned.facts.findingsLook?.soFar().findings.find(one => one.type.startsWith('AttackSequence'));
		const nobody = await walkThrough({finding: finding?.id ?? ''});
		expect(nobody.exit).toBe(2);
		expect(nobody.result.problems.at(-1)?.next).toContain('--user');
		const named = await walkThrough({finding: finding?.id ?? '', user: 'data.team+etl'});
		expect(named.result.principal?.userName).toBe('data.team+etl');
	});
});

describe('the plan is bound', () => {
	test('a change between preview and confirmation voids it: nothing is sent', async () => {
		const {exit, result, sandbox} = await walkThrough({
			user: 'test-user',
			confirm: 'test-user',
			answerFirst: (question, {world: {organization}}) => {
				if (question.id === 'confirm')
					organization.attachments
						.get('r-ab12')
						?.delete([...(organization.attachments.get('r-ab12') ?? [])].find(id => id !== 'p-FullAWSAccess') ?? '');
				return undefined;
			},
		});
		expect(exit).toBe(4);
		expect(result.problems.at(-1)?.code).toBe('plan-drifted');
		expect(writes(sandbox)).toEqual([]);
	});

	test('a permission that is missing ends in a problem with a next step, and leaves no orphan', async () => {
		const create = await walkThrough({user: 'test-user', confirm: 'test-user', sandbox: {faults: ['deny:organizations:CreatePolicy']}});
		expect(create.exit).toBe(5);
		const attach = await walkThrough({user: 'test-user', confirm: 'test-user', sandbox: {faults: ['deny:organizations:AttachPolicy']}});
		expect(attach.exit).toBe(5);
		expect(attach.result.problems.at(-1)?.code).toBe('access-denied');
		expect([...attach.sandbox.world.organization.policies.values()].filter(policy => policy.writtenByCall)).toEqual([]);
	});

	test('read-only: the plan, and no write whatever is answered', async () => {
		const {exit, result, sandbox} = await walkThrough({user: 'test-user', confirm: 'test-user', settings: {readOnly: true}});
		expect(exit).toBe(0);
		expect(result.verdict).toBe('planned');
		expect(writes(sandbox)).toEqual([]);
	});
});

describe('nothing slow stands between the person and the deny', () => {
	test('a reach that is still looked up: the deny goes on, and the management account is found beside it', async () => {
		let release: () => void = () => {};
		const slow = new Promise<void>(resolve => {
			release = resolve;
		});
		const {result, exit, questions, views, sandbox} = await walkThrough({
			user: 'break-glass',
			ask: unattended({user: 'break-glass', confirm: 'break-glass'}, async () => {}),
			hold: call => (call.operation === 'ListAccountAssignmentsForPrincipal' ? slow : undefined),
			answerFirst: question => {
				if (question.id === 'confirm') release();
				return undefined;
			},
		});
		const early = views.findIndex(view => view.id === 'reach' && JSON.stringify(view).includes('The look-up goes on'));
		const plan = views.findIndex(view => view.id === 'plan');
		const found = views.findIndex(view => view.urgent === true && view.title?.includes('THE MANAGEMENT ACCOUNT IS INVOLVED'));
		expect(early).toBeGreaterThan(-1);
		expect(JSON.stringify(views[plan])).toContain('whether break-glass reaches it is not known');
		expect(found).toBeGreaterThan(plan);
		// What was found late is acted on all the same: after the deny, with a confirmation of its own.
		expect(acts(sandbox)).toEqual([...applied, ...closed]);
		expect(questions.filter(({kind}) => kind === 'confirm').map(({id}) => id)).toEqual(['confirm', 'confirm-permission-sets']);
		expect(result.managementAccount).toMatchObject({involved: 'yes', state: 'closed', permissionSets: ['AdministratorAccess']});
		expect(result.problems).toEqual([]);
		expect(result.verdict).toBe('contained');
		expect(exit).toBe(0);
	});
});
