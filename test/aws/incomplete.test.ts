import {describe, expect, test} from 'vitest';
import type {AwsPorts, IdentityCenterInstance} from '../../src/aws/ports.ts';
import {answeringOtherwise, MANAGEMENT, PRODUCTION, problemOf, ROOT} from './support.ts';

const instance: IdentityCenterInstance = {
	arn: 'arn:aws:sso:::instance/ssoins-1111111111111111',
	identityStoreId: 'd-1111111111',
	region: 'eu-west-1',
};
const userId = '00000000-0000-0000-0000-000000000000';
const assignment = {AccountId: PRODUCTION, PermissionSetArn: 'arn:aws:sso:::permissionSet/a/b', PrincipalId: userId, PrincipalType: 'USER'};
const without = <Row extends object>(row: Row, member: keyof Row) => ({...row, [member]: undefined});

/** What is looked up, what AWS is asked for it, and the rows that are not whole. */
const looks: readonly {
	readonly operation: string;
	readonly list: string;
	readonly rows: readonly unknown[];
	readonly look: (aws: AwsPorts) => Promise<unknown>;
	/** What a list without anything in it means; absent where AWS never sends one. */
	readonly empty?: {readonly means: unknown};
}[] = [
	{operation: '.ListRoots', list: 'Roots', rows: [{}], look: aws => aws.organizations.root()},
	{operation: '.ListAccounts', list: 'Accounts', rows: [{Name: 'a'}], look: aws => aws.organizations.accounts(), empty: {means: []}},
	{operation: '.ListAccountsForParent', list: 'Accounts', rows: [{}], look: aws => aws.organizations.accountsIn(ROOT), empty: {means: []}},
	{
		operation: '.ListOrganizationalUnitsForParent',
		list: 'OrganizationalUnits',
		rows: [{Name: 'a'}],
		look: aws => aws.organizations.organizationalUnitsIn(ROOT),
		empty: {means: []},
	},
	{operation: '.ListPoliciesForTarget', list: 'Policies', rows: [{}], look: aws => aws.organizations.policiesOn(ROOT), empty: {means: []}},
	{operation: '.ListPolicies', list: 'Policies', rows: [{Name: 'a'}], look: aws => aws.organizations.policies(), empty: {means: []}},
	{
		operation: '.ListTagsForResource',
		list: 'Tags',
		rows: [{Value: 'a'}],
		look: aws => aws.organizations.tagsOf('p-stay0members'),
		empty: {means: {}},
	},
	{
		operation: '.ListTargetsForPolicy',
		list: 'Targets',
		rows: [{}],
		look: aws => aws.organizations.targetsOf('p-stay0members'),
		empty: {means: []},
	},
	{
		operation: '.ListInstances',
		list: 'Instances',
		rows: [{}, {InstanceArn: instance.arn}, {IdentityStoreId: instance.identityStoreId}],
		look: aws => aws.identityCenter.instance(),
	},
	{
		operation: '.ListAccountAssignmentsForPrincipal',
		list: 'AccountAssignments',
		rows: [{}, ...(['AccountId', 'PermissionSetArn', 'PrincipalId', 'PrincipalType'] as const).map(member => without(assignment, member))],
		look: aws => aws.identityCenter.assignmentsOf(instance, {id: userId, type: 'USER'}),
		empty: {means: []},
	},
	{
		operation: '.ListGroupMembershipsForMember',
		list: 'GroupMemberships',
		rows: [{IdentityStoreId: instance.identityStoreId}],
		look: aws => aws.identityCenter.groupsOf(instance, userId),
		empty: {means: []},
	},
	{
		operation: 'GET /admin',
		list: 'adminAccounts',
		rows: [{adminStatus: 'ENABLED'}],
		look: aws => aws.findings.delegatedAdministrator('us-east-1'),
	},
	{
		operation: 'GET /detector',
		list: 'detectorIds',
		rows: [],
		look: aws => aws.findings.recent({region: 'us-east-1'}, 0),
		empty: {means: {detector: false, findings: []}},
	},
	{
		operation: '/findings',
		list: 'findingIds',
		rows: [],
		look: aws => aws.findings.recent({region: 'us-east-1', accountId: '222222222222'}, 0),
		empty: {means: {detector: true, findings: []}},
	},
	{
		operation: '/findings/get',
		list: 'findings',
		rows: [{}, {id: 'f1'}],
		look: aws => aws.findings.recent({region: 'us-east-1', accountId: '222222222222'}, 0),
		empty: {means: {detector: true, findings: []}},
	},
	{
		operation: '.LookupEvents',
		list: 'Events',
		rows: [{}, {CloudTrailEvent: '{'}, {CloudTrailEvent: '[]'}, {EventId: 'e1', CloudTrailEvent: '{"eventID":"e1"}'}],
		look: async aws => {
			const place = {accountId: MANAGEMENT, region: 'us-east-1'};
			const found: unknown[] = [];
			const options = {signal: new AbortController().signal, onPage: (events: readonly unknown[]) => void found.push(...events)};
			await aws.trail.events(place, {by: 'event-name', value: 'AssumeRole'}, {since: 0}, options);
			return found;
		},
		empty: {means: []},
	},
];

describe.each(looks)('$operation', ({operation, list, rows, look, empty}) => {
	test('without its list is no answer', async () => {
		for (const answer of [{}, {[list]: null}]) {
			const {aws} = await answeringOtherwise(operation, () => answer);
			expect(await problemOf(look(aws))).toMatchObject({code: 'not-what-aws-sends', exit: 5});
		}
	});

	for (const row of rows) {
		test(`with ${JSON.stringify(row)} for a row is no answer`, async () => {
			const {aws} = await answeringOtherwise(operation, () => ({[list]: [row]}));
			expect(await problemOf(look(aws))).toMatchObject({code: 'not-what-aws-sends', exit: 5});
		});
	}

	if (empty !== undefined) {
		test('with an empty list says that there is none', async () => {
			const {aws} = await answeringOtherwise(operation, () => ({[list]: []}));
			expect(await look(aws)).toEqual(empty.means);
		});
	}
});

test('one region that answers half leaves open where Identity Center is, unless another has it', async () => {
	const halves = [{}, {Instances: []}];
	const {aws} = await answeringOtherwise('.ListInstances', () => halves.shift() ?? {Instances: []});
	expect(await problemOf(aws.identityCenter.instance())).toMatchObject({code: 'not-what-aws-sends'});

	const found = {InstanceArn: instance.arn, IdentityStoreId: instance.identityStoreId, OwnerAccountId: MANAGEMENT};
	const answers = [{}, {Instances: [found]}];
	const {aws: other} = await answeringOtherwise('.ListInstances', () => answers.shift() ?? {Instances: []});
	expect(await other.identityCenter.instance()).toMatchObject({arn: instance.arn});
});
