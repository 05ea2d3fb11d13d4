import {
	type Account as AccountOutput,
	DescribeAccount$,
	DescribeOrganization$,
	DescribeOrganizationalUnit$,
	ListAccounts$,
	ListAccountsForParent$,
	type ListAccountsForParentRequest,
	type ListAccountsRequest,
	ListChildren$,
	type ListChildrenRequest,
	ListDelegatedAdministrators$,
	type ListDelegatedAdministratorsRequest,
	ListOrganizationalUnitsForParent$,
	type ListOrganizationalUnitsForParentRequest,
	ListParents$,
	type ListParentsRequest,
	ListRoots$,
	type ListRootsRequest,
	type Root,
} from '@aws-sdk/client-organizations';
import {
	type Account,
	type Organization,
	type OrganizationalUnit,
	organizationArn,
	SERVICE_CONTROL_POLICY,
} from '../../world/organization.ts';
import type {World} from '../../world/world.ts';
import {type Call, reads} from '../service.ts';
import {refuse} from './faults.ts';
import {LIST_MAXIMUM, readableBy} from './guards.ts';

/** Operations that describe the organization's tree. */
export const structure = [
	reads(DescribeOrganization$, (_input: object, {world: {organization}}: Call) => {
		const management = organization.accounts.get(organization.managementAccountId);
		return {
			Organization: {
				Id: organization.id,
				Arn: organizationArn(organization, 'organization'),
				FeatureSet: organization.featureSet,
				MasterAccountArn: organizationArn(organization, 'account', organization.managementAccountId),
				MasterAccountId: organization.managementAccountId,
				MasterAccountEmail: management?.email,
				AvailablePolicyTypes: organization.featureSet === 'ALL' ? [{Type: SERVICE_CONTROL_POLICY, Status: 'ENABLED'}] : [],
			},
		};
	}),
	reads(ListRoots$, (input: ListRootsRequest, call) => {
		readableBy(call);
		const {organization} = call.world;
		const page = call.page([rootOutput(organization)], {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {Roots: page.items, NextToken: page.next};
	}),
	reads(ListAccounts$, (input: ListAccountsRequest, call) => {
		readableBy(call);
		const accounts = [...call.world.organization.accounts.values()].map(account => accountOutput(call.world, account));
		const page = call.page(accounts, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM, emptyFirst: true});
		return {Accounts: page.items, NextToken: page.next};
	}),
	reads(ListAccountsForParent$, (input: ListAccountsForParentRequest, call) => {
		readableBy(call);
		const accounts = childAccounts(call.world, parentOf(call, input.ParentId)).map(account => accountOutput(call.world, account));
		const page = call.page(accounts, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {Accounts: page.items, NextToken: page.next};
	}),
	reads(ListOrganizationalUnitsForParent$, (input: ListOrganizationalUnitsForParentRequest, call) => {
		readableBy(call);
		const units = childUnits(call.world, parentOf(call, input.ParentId)).map(unit => unitOutput(call.world, unit));
		const page = call.page(units, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {OrganizationalUnits: page.items, NextToken: page.next};
	}),
	reads(ListChildren$, (input: ListChildrenRequest, call) => {
		readableBy(call);
		const parentId = parentOf(call, input.ParentId);
		const children = input.ChildType === 'ACCOUNT' ? childAccounts(call.world, parentId) : childUnits(call.world, parentId);
		const page = call.page(
			children.map(({id}) => ({Id: id, Type: input.ChildType})),
			{token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM},
		);
		return {Children: page.items, NextToken: page.next};
	}),
	reads(ListParents$, (input: ListParentsRequest, call) => {
		readableBy(call);
		const {accounts, units, root} = call.world.organization;
		const child = accounts.get(input.ChildId ?? '') ?? units.get(input.ChildId ?? '');
		if (child === undefined) throw refuse.childNotFound();
		return {Parents: [{Id: child.parentId, Type: child.parentId === root.id ? 'ROOT' : 'ORGANIZATIONAL_UNIT'}]};
	}),
	reads(DescribeAccount$, (input: {AccountId?: string | undefined}, call) => {
		readableBy(call);
		const account = call.world.organization.accounts.get(input.AccountId ?? '');
		if (account === undefined) throw refuse.accountNotFound();
		return {Account: accountOutput(call.world, account)};
	}),
	reads(DescribeOrganizationalUnit$, (input: {OrganizationalUnitId?: string | undefined}, call) => {
		readableBy(call);
		const unit = call.world.organization.units.get(input.OrganizationalUnitId ?? '');
		if (unit === undefined) throw refuse.unitNotFound();
		return {OrganizationalUnit: unitOutput(call.world, unit)};
	}),
	reads(ListDelegatedAdministrators$, (input: ListDelegatedAdministratorsRequest, call) => {
		readableBy(call);
		const {accounts, delegatedAdministrators} = call.world.organization;
		const found = [...delegatedAdministrators].flatMap(([accountId, services]) => {
			const account = accounts.get(accountId);
			const wanted = input.ServicePrincipal === undefined || services.includes(input.ServicePrincipal);
			return account && wanted ? [{...accountOutput(call.world, account), DelegationEnabledDate: new Date(account.joinedAt)}] : [];
		});
		const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
		return {DelegatedAdministrators: page.items, NextToken: page.next};
	}),
];

function parentOf(call: Call, parentId = ''): string {
	const {root, units} = call.world.organization;
	if (parentId !== root.id && !units.has(parentId)) throw refuse.parentNotFound();
	return parentId;
}

function childAccounts({organization}: World, parentId: string): Account[] {
	return [...organization.accounts.values()].filter(account => account.parentId === parentId);
}

function childUnits({organization}: World, parentId: string): OrganizationalUnit[] {
	return [...organization.units.values()].filter(unit => unit.parentId === parentId);
}

function accountOutput({organization}: World, account: Account): AccountOutput {
	return {
		Id: account.id,
		Arn: organizationArn(organization, 'account', account.id),
		Name: account.name,
		Email: account.email,
		Status: account.suspended ? 'SUSPENDED' : 'ACTIVE',
		State: account.suspended ? 'SUSPENDED' : 'ACTIVE',
		JoinedMethod: 'CREATED',
		JoinedTimestamp: new Date(account.joinedAt),
	};
}

/** The root and whether service control policies are switched on for it. */
export function rootOutput(organization: Organization): Root {
	const {id, name} = organization.root;
	const types = organization.serviceControlPoliciesEnabled ? [{Type: SERVICE_CONTROL_POLICY, Status: 'ENABLED'} as const] : [];
	return {Id: id, Arn: organizationArn(organization, 'root', id), Name: name, PolicyTypes: types};
}

function unitOutput({organization}: World, unit: OrganizationalUnit) {
	return {Id: unit.id, Arn: organizationArn(organization, 'ou', unit.id), Name: unit.name};
}
