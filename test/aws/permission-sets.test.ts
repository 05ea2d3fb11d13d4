import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {AwsPorts, IdentityCenterInstance} from '../../src/aws/ports.ts';
import {hasDeny, type MergedInlinePolicy, mergeDeny} from '../../src/containment/management-account/inline-policy.ts';
import type {Scenario} from '../../src/sandbox/scenario/scenario.ts';
import {s3Discovery, type WorldOptions} from '../scenarios.ts';
import {answeringOtherwise, MANAGEMENT, problemOf, type SandboxedAws, sandboxedAws} from './support.ts';

const USER_ID = '9067f7d4-40b1-70d6-2c8f-e5a903b7d168';
/** White space, key order, an escape and a letter that only UTF-8 makes two bytes of. */
const ODD =
	'\n{ "Statement" : [ {"Resource":"*",\t"Effect" :"Allow","Action":["ce:Get*" ,"s3:ListAllMyBuckets"]},\r\n' +
	'  {"Sid":"Keep","Effect":"Deny","Action":"s3:DeleteBucket","Resource":"*","Condition":{"StringEquals":{"aws:ResourceTag\\/team":"Dirección"}}}\n' +
	' ] , "Version":"2012-10-17"}  ';

/** Six permission sets in the management account: `Odd` with an inline policy of its own, the others with none. */
const scenario: Scenario = {
	...s3Discovery,
	identityCenter: {
		...s3Discovery.identityCenter,
		permissionSets: [
			...s3Discovery.identityCenter.permissionSets,
			{name: 'Odd', description: 'Odd.', sessionDuration: 'PT1H', managedPolicies: ['ReadOnlyAccess'], inlinePolicyText: ODD},
			...['One', 'Two', 'Three', 'Four'].map(name => ({name, description: name, sessionDuration: 'PT1H', managedPolicies: []})),
		],
		assignments: [
			...s3Discovery.identityCenter.assignments,
			...['Odd', 'One', 'Two', 'Three', 'Four'].map(permissionSet => ({account: MANAGEMENT, permissionSet, group: 'platform-admins'})),
		],
	},
};

interface Opened extends SandboxedAws {
	readonly instance: IdentityCenterInstance;
	arnOf(name: string): string;
}

async function opened(options: WorldOptions = {}, aws: Parameters<typeof sandboxedAws>[0] = {}): Promise<Opened> {
	return withInstance(await sandboxedAws(aws, {scenario, ...options}));
}

function withInstance(sandboxed: SandboxedAws): Opened {
	const {identityCenter} = sandboxed.sandbox.world;
	const instance = {arn: identityCenter.instanceArn, identityStoreId: identityCenter.identityStoreId, region: identityCenter.region};
	const sets = [...identityCenter.permissionSets.values()];
	return {...sandboxed, instance, arnOf: wanted => sets.find(({name}) => name === wanted)?.arn ?? wanted};
}

function mergedInto(saved: string): MergedInlinePolicy {
	const result = mergeDeny(saved, {userIds: [USER_ID], sessionNames: ['ops-admin']}, 'i1');
	if (!result.ok) throw new Error(result.refusal.code);
	return result.merged;
}

/** Every write there is, each on the permission set that needs no other write before. */
const writes: readonly (readonly [string, (room: Opened) => Promise<unknown>])[] = [
	[
		'PutInlinePolicyToPermissionSet',
		({aws, instance, arnOf}) => aws.permissionSets.putInlinePolicy(instance, arnOf('AdministratorAccess'), mergedInto('')),
	],
	[
		'DeleteInlinePolicyFromPermissionSet',
		({aws, instance, arnOf}) => aws.permissionSets.restoreInlinePolicy(instance, arnOf('DataEngineer'), ''),
	],
	['ProvisionPermissionSet', ({aws, instance, arnOf}) => aws.permissionSets.provision(instance, arnOf('AdministratorAccess'), MANAGEMENT)],
];

/** Until the provisioning has ended, by the sandbox's clock. */
async function ended({aws, clock, instance}: Opened, provisioningId: string) {
	for (;;) {
		const provisioning = await aws.permissionSets.provisioning(instance, provisioningId);
		if (provisioning.state !== 'in-progress') return provisioning;
		await clock.sleep(500);
	}
}

async function provisioned(room: Opened, name: string) {
	const {provisioningId} = await room.aws.permissionSets.provision(room.instance, room.arnOf(name), MANAGEMENT);
	return ended(room, provisioningId);
}

/** The reserved role's policies in the management account. */
async function readBack({aws}: Opened, name: string) {
	const roles = await aws.roles.rolesUnder(MANAGEMENT, '/aws-reserved/sso.amazonaws.com/');
	const role = roles.find(one => one.name.startsWith(`AWSReservedSSO_${name}_`));
	return {role, policies: (role && (await aws.roles.inlinePoliciesOf(MANAGEMENT, role.name))) ?? []};
}

const operationsIn = ({sandbox}: Opened, ...names: string[]) =>
	sandbox.calls.filter(({operation}) => names.includes(operation)).map(({operation, outcome}) => `${operation} ${outcome}`);

describe('looking at permission sets', () => {
	test('which have a role in an account', async () => {
		const {aws, instance, arnOf} = await opened();
		const names = ['AdministratorAccess', 'Odd', 'One', 'Two', 'Three', 'Four'];
		expect([...(await aws.permissionSets.provisionedIn(instance, MANAGEMENT))].sort()).toEqual(names.map(arnOf).sort());
	});

	test('their inline policies to the byte, and no text at all where there is none', async () => {
		const {aws, instance, arnOf} = await opened();
		expect(await aws.permissionSets.inlinePolicy(instance, arnOf('Odd'))).toBe(ODD);
		expect(await aws.permissionSets.inlinePolicy(instance, arnOf('One'))).toBe('');
		expect(await problemOf(aws.permissionSets.inlinePolicy(instance, `${arnOf('Odd')}0`))).toMatchObject({code: 'not-found'});
	});

	test('half an answer about one is no answer', async () => {
		const half: readonly [string, unknown, (aws: AwsPorts, room: Opened) => Promise<unknown>][] = [
			['.GetInlinePolicyForPermissionSet', {}, (aws, {instance}) => aws.permissionSets.inlinePolicy(instance, 'arn')],
			['.ListPermissionSetsProvisionedToAccount', {}, (aws, {instance}) => aws.permissionSets.provisionedIn(instance, MANAGEMENT)],
			['.DescribePermissionSetProvisioningStatus', {}, (aws, {instance}) => aws.permissionSets.provisioning(instance, 'id')],
			...[{}, {Status: 'UNHEARD_OF'}, {Status: 'toString'}].map((status): (typeof half)[number] => [
				'.DescribePermissionSetProvisioningStatus',
				{PermissionSetProvisioningStatus: status},
				(aws, {instance}) => aws.permissionSets.provisioning(instance, 'id'),
			]),
			['.ProvisionPermissionSet', {}, (aws, {instance}) => aws.permissionSets.provision(instance, 'arn', MANAGEMENT)],
			[
				'.ProvisionPermissionSet',
				{PermissionSetProvisioningStatus: {Status: 'IN_PROGRESS'}},
				(aws, {instance}) => aws.permissionSets.provision(instance, 'arn', MANAGEMENT),
			],
		];
		for (const [operation, answer, ask] of half) {
			const room = withInstance(await answeringOtherwise(operation, () => answer));
			expect(await problemOf(ask(room.aws, room)), operation).toMatchObject({code: 'not-what-aws-sends', exit: 5});
		}
	});
});

describe('a deny in a permission set', () => {
	test('changes nothing until it is provisioned, then denies the person and nobody else, and comes off to the byte', async () => {
		const room = await opened();
		const {aws, instance, arnOf} = room;
		const saved = await aws.permissionSets.inlinePolicy(instance, arnOf('Odd'));
		const merged = mergedInto(saved);
		const {role, policies: before} = await readBack(room, 'Odd');
		const ask = (context: Record<string, string>) =>
			aws.roles.simulate({accountId: MANAGEMENT, roleArn: role?.arn ?? '', action: 'ec2:DescribeInstances', context});
		const person = {
			'identitystore:UserId': USER_ID,
			'aws:userid': `${role?.roleId}:ops-admin`,
			'aws:TokenIssueTime': '2026-11-23T11:00:00Z',
		};
		const control = {...person, 'identitystore:UserId': '00000000-0000-4000-8000-000000000000', 'aws:userid': `${role?.roleId}:control`};

		const accepted = await aws.permissionSets.putInlinePolicy(instance, arnOf('Odd'), merged);
		expect(accepted).toEqual({requestId: expect.stringMatching(/^[0-9a-f-]{36}$/)});
		expect(await aws.permissionSets.inlinePolicy(instance, arnOf('Odd'))).toBe(merged.document);
		expect((await readBack(room, 'Odd')).policies).toEqual(before);
		expect(await ask(person)).toBe('allowed');

		expect(await provisioned(room, 'Odd')).toEqual({state: 'succeeded'});
		const {policies: after} = await readBack(room, 'Odd');
		expect(after.map(({name}) => name)).toEqual(['AwsSSOInlinePolicy']);
		expect(JSON.parse(after[0]?.document ?? '')).toEqual(JSON.parse(merged.document));
		expect(await ask(person)).toBe('explicit-deny');
		expect(await ask({'identitystore:UserId': USER_ID})).toBe('explicit-deny');
		expect(await ask({'aws:userid': person['aws:userid']})).toBe('explicit-deny');
		expect(await ask(control)).toBe('allowed');
		// A key that is left out is missing: without them nobody is denied.
		expect(await ask({})).toBe('allowed');

		await aws.permissionSets.restoreInlinePolicy(instance, arnOf('Odd'), saved);
		expect(await aws.permissionSets.inlinePolicy(instance, arnOf('Odd'))).toBe(ODD);
		expect(await provisioned(room, 'Odd')).toEqual({state: 'succeeded'});
		expect((await readBack(room, 'Odd')).policies).toEqual(before);
		expect(await ask(person)).toBe('allowed');
	});

	test('where there was none leaves none, and removing it twice is no fault', async () => {
		const room = await opened();
		const {aws, instance, arnOf} = room;
		await aws.permissionSets.putInlinePolicy(instance, arnOf('One'), mergedInto(''));
		await provisioned(room, 'One');
		expect((await readBack(room, 'One')).policies).toHaveLength(1);

		expect(await aws.permissionSets.restoreInlinePolicy(instance, arnOf('One'), '')).toEqual({requestId: expect.stringMatching(/./)});
		expect(await aws.permissionSets.restoreInlinePolicy(instance, arnOf('One'), '')).toMatchObject({already: true});
		expect(await aws.permissionSets.inlinePolicy(instance, arnOf('One'))).toBe('');
		await provisioned(room, 'One');
		expect((await readBack(room, 'One')).policies).toEqual([]);
		// What does not exist at all has not been done already.
		expect(await problemOf(aws.permissionSets.restoreInlinePolicy(instance, `${arnOf('One')}0`, ''))).toMatchObject({code: 'not-found'});
	});

	test('goes there and back unchanged, whatever the white space and the order of keys', async () => {
		const {aws, instance, arnOf, clock} = await opened();
		const space = fc.string({unit: fc.constantFrom(' ', '\n', '\t', '\r'), maxLength: 4});
		const text = fc
			.tuple(fc.shuffledSubarray(['"Version":"2012-10-17"', '"Id":"Añejo+%2B"', '"Statement":['], {minLength: 3}), space, space)
			.map(([parts, before, between]) => {
				const statement = `{"Resource":${between}"*","Action":"s3:*",${between}"Effect":"Deny"}${between}]`;
				return `${before}{${parts.map(part => (part.endsWith('[') ? part + between + statement : part)).join(`${between},`)}}${before}`;
			});
		await fc.assert(
			fc.asyncProperty(text, async saved => {
				await aws.permissionSets.restoreInlinePolicy(instance, arnOf('One'), saved);
				expect(await aws.permissionSets.inlinePolicy(instance, arnOf('One'))).toBe(saved);
				await clock.sleep(2000);
			}),
			{numRuns: 25},
		);
	});

	test('of another shape is stopped before anything is sent, whatever its type claims', async () => {
		const {aws, sandbox, instance, arnOf} = await opened();
		const good = mergedInto(ODD);
		const everybody = '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Action":"*","Resource":"*"}]}';
		for (const wrong of [
			{...good, document: everybody},
			{...good, document: good.saved},
			{...good, saved: ''},
			{...good, document: `${good.document} `},
		] as MergedInlinePolicy[])
			expect(await problemOf(aws.permissionSets.putInlinePolicy(instance, arnOf('Odd'), wrong))).toMatchObject({
				code: 'not-our-deny',
				exit: 4,
			});
		expect(sandbox.calls).toEqual([]);
	});
});

describe('what AWS makes a client wait for', () => {
	test('an earlier write is waited out, by trying again', async () => {
		const room = await opened();
		const {aws, instance, arnOf} = room;
		await aws.permissionSets.putInlinePolicy(instance, arnOf('Odd'), mergedInto(ODD));
		await aws.permissionSets.provision(instance, arnOf('Odd'), MANAGEMENT);
		const tries = operationsIn(room, 'ProvisionPermissionSet');
		expect(tries.length).toBeGreaterThan(1);
		expect(tries.at(-1)).toBe('ProvisionPermissionSet allowed');
		expect(room.calls.filter(({operation}) => operation === 'ProvisionPermissionSet')).toMatchObject([
			{outcome: 'answered', attempts: tries.length},
		]);
	});

	test('a conflict that stays is given up after some tries, and said', async () => {
		const conflict = {__type: 'ConflictException', Message: 'Somebody else is writing.'};
		for (const [operation, write] of writes) {
			const room = withInstance(await answeringOtherwise(`.${operation}`, () => conflict, 400));
			const problem = await problemOf(write(room));
			expect(problem).toMatchObject({code: 'aws-busy', exit: 5});
			expect(problem.message).toContain(`sso:${operation} in eu-west-1`);
			expect(problem.message).toContain('Somebody else is writing.');
			expect(room.sandbox.calls).toHaveLength(7);
			expect(room.calls).toMatchObject([{operation, attempts: 7, outcome: 'failed', code: 'ConflictException', write: true}]);
		}
	});

	test('three provisionings run at once; a fourth waits for its turn', async () => {
		const room = await opened();
		const names = ['One', 'Two', 'Three', 'Four'];
		const started = await Promise.all(names.map(name => room.aws.permissionSets.provision(room.instance, room.arnOf(name), MANAGEMENT)));
		expect(operationsIn(room, 'ProvisionPermissionSet').filter(one => one.endsWith('error')).length).toBeGreaterThan(0);
		expect(await Promise.all(started.map(({provisioningId}) => ended(room, provisioningId)))).toEqual(
			names.map(() => ({state: 'succeeded'})),
		);
	});
});

describe('what goes wrong', () => {
	test('a provisioning that fails says so in AWS’s words, and the role is as it was', async () => {
		const room = await opened({faults: ['provisioning-fails:Odd']});
		const {policies: before} = await readBack(room, 'Odd');
		await room.aws.permissionSets.putInlinePolicy(room.instance, room.arnOf('Odd'), mergedInto(ODD));
		expect(await provisioned(room, 'Odd')).toEqual({state: 'failed', reason: 'The role could not be updated.'});
		expect(await provisioned(room, 'One')).toEqual({state: 'succeeded'});
		expect((await readBack(room, 'Odd')).policies).toEqual(before);
	});

	test('one without the IAM action fails naming it', async () => {
		const room = await opened({faults: ['deny:iam:PutRolePolicy']});
		await room.aws.permissionSets.putInlinePolicy(room.instance, room.arnOf('Odd'), mergedInto(ODD));
		expect(await provisioned(room, 'Odd')).toEqual({state: 'failed', reason: expect.stringContaining('iam:PutRolePolicy')});
	});

	test('one that ends well and changes nothing is seen by reading back', async () => {
		const room = await opened({faults: ['provisioning-changes-nothing']});
		const {policies: before} = await readBack(room, 'Odd');
		const merged = mergedInto(ODD);
		await room.aws.permissionSets.putInlinePolicy(room.instance, room.arnOf('Odd'), merged);
		expect(await provisioned(room, 'Odd')).toEqual({state: 'succeeded'});
		const {policies: after} = await readBack(room, 'Odd');
		expect(after).toEqual(before);
		expect(hasDeny(after[0]?.document ?? '', merged)).toBe(false);
	});

	const looks: readonly (readonly [string, (room: Opened) => Promise<unknown>])[] = [
		['ListPermissionSetsProvisionedToAccount', ({aws, instance}) => aws.permissionSets.provisionedIn(instance, MANAGEMENT)],
		['GetInlinePolicyForPermissionSet', ({aws, instance, arnOf}) => aws.permissionSets.inlinePolicy(instance, arnOf('One'))],
		['DescribePermissionSetProvisioningStatus', ({aws, instance}) => aws.permissionSets.provisioning(instance, 'x')],
	];
	test.each([...looks, ...writes])('%s missing or denied is a problem', async (operation, ask) => {
		const missing = await opened({faults: [`lacks:sso:${operation}`]});
		expect(await problemOf(ask(missing))).toMatchObject({code: 'not-what-aws-sends', exit: 5});
		const denied = await problemOf(ask(await opened({faults: [`deny:sso:${operation}`]})));
		expect(denied).toMatchObject({code: 'access-denied', exit: 5});
		expect(denied.next).toContain(`sso:${operation}`);
	});

	test.each([
		['ServiceQuotaExceededException', 'quota-exceeded'],
		['ValidationException', 'not-accepted'],
		['ThrottlingException', 'throttled'],
	])('%s is %s', async (code, expected) => {
		for (const [operation, write] of writes) {
			const room = withInstance(await answeringOtherwise(`.${operation}`, () => ({__type: code, Message: 'No\u001b[31m.'}), 400));
			const problem = await problemOf(write(room));
			expect(problem).toMatchObject({code: expected, exit: 5});
			expect(problem.message).toContain(operation);
			expect(problem.message).not.toMatch(/\p{Cc}/u);
		}
	});

	test('from a member account every change is denied', async () => {
		const {sandbox, instance, arnOf} = await opened();
		sandbox.world.organization.delegatedAdministrators.set('222222222222', ['sso.amazonaws.com']);
		const {region, ...credentials} = sandbox.otherCallers['delegated-admin'] ?? sandbox.responder;
		const {aws} = await sandboxedAws({transport: {requestHandler: sandbox.requestHandler, credentials, region}});
		const refused = [
			aws.permissionSets.putInlinePolicy(instance, arnOf('Odd'), mergedInto(ODD)),
			aws.permissionSets.restoreInlinePolicy(instance, arnOf('Odd'), ''),
			aws.permissionSets.provision(instance, arnOf('Odd'), MANAGEMENT),
		];
		for (const problem of await Promise.all(refused.map(problemOf))) expect(problem).toMatchObject({code: 'access-denied', exit: 5});
	});
});
