import {
	DescribeGroup$,
	type DescribeGroupRequest,
	DescribeUser$,
	type DescribeUserRequest,
	GetUserId$,
	type GetUserIdRequest,
	IdentitystoreClient,
	ListGroupMemberships$,
	ListGroupMembershipsForMember$,
	type ListGroupMembershipsForMemberRequest,
	type ListGroupMembershipsRequest,
	ListGroups$,
	type ListGroupsRequest,
	ListUsers$,
	type ListUsersRequest,
} from '@aws-sdk/client-identitystore';
import {AwsFault} from '../wire/fault.ts';
import type {DirectoryGroup, DirectoryUser, IdentityCenter} from '../world/identity-center.ts';
import {type Call, defineService, reads} from './service.ts';
import {jsonWords} from './words.ts';

const LIST_MAXIMUM = 100;
const invalid = (message: string) => new AwsFault('ValidationException', message);

export const service = defineService({
	name: 'identitystore',
	prefix: 'identitystore',
	client: IdentitystoreClient,
	words: jsonWords(400, invalid),
	operations: [
		reads(GetUserId$, (input: GetUserIdRequest, call) => {
			const {users, identityStoreId} = storeNamed(input, call);
			const attribute = input.AlternateIdentifier?.UniqueAttribute;
			if (attribute === undefined) throw notFound('USER', '');
			const user = [...users.values()].find(candidate => attributeOf(candidate, attribute.AttributePath) === attribute.AttributeValue);
			if (user === undefined) throw notFound('USER', String(attribute.AttributeValue));
			return {IdentityStoreId: identityStoreId, UserId: user.id};
		}),
		reads(DescribeUser$, (input: DescribeUserRequest, call) => {
			const store = storeNamed(input, call);
			const user = store.users.get(input.UserId ?? '');
			if (user === undefined) throw notFound('USER', input.UserId);
			return userOutput(store, user);
		}),
		reads(ListUsers$, (input: ListUsersRequest, call) => {
			const store = storeNamed(input, call);
			const filters = input.Filters ?? [];
			const found = [...store.users.values()].filter(user =>
				filters.every(({AttributePath, AttributeValue}) => attributeOf(user, AttributePath) === AttributeValue),
			);
			const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {Users: page.items.map(user => userOutput(store, user)), NextToken: page.next};
		}),
		reads(DescribeGroup$, (input: DescribeGroupRequest, call) => {
			const store = storeNamed(input, call);
			const group = store.groups.get(input.GroupId ?? '');
			if (group === undefined) throw notFound('GROUP', input.GroupId);
			return groupOutput(store, group);
		}),
		reads(ListGroups$, (input: ListGroupsRequest, call) => {
			const store = storeNamed(input, call);
			const filters = input.Filters ?? [];
			const found = [...store.groups.values()].filter(group =>
				filters.every(
					({AttributePath, AttributeValue}) => AttributePath?.toLowerCase() === 'displayname' && group.displayName === AttributeValue,
				),
			);
			const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
			return {Groups: page.items.map(group => groupOutput(store, group)), NextToken: page.next};
		}),
		reads(ListGroupMemberships$, (input: ListGroupMembershipsRequest, call) => {
			const store = storeNamed(input, call);
			if (!store.groups.has(input.GroupId ?? '')) throw notFound('GROUP', input.GroupId);
			const found = store.memberships.filter(({groupId}) => groupId === input.GroupId);
			return memberships(store, found, input, call);
		}),
		reads(ListGroupMembershipsForMember$, (input: ListGroupMembershipsForMemberRequest, call) => {
			const store = storeNamed(input, call);
			const member = input.MemberId?.UserId ?? '';
			if (!store.users.has(member)) throw notFound('USER', member);
			const found = store.memberships.filter(({userId}) => userId === member);
			return memberships(store, found, input, call);
		}),
	],
});

/** The store answers in its instance's region, and to the account that owns it. */
function storeNamed(
	input: {IdentityStoreId?: string | undefined},
	{world: {identityCenter, organization}, region, accountId}: Call,
): IdentityCenter {
	if (accountId !== organization.managementAccountId) {
		throw new AwsFault('AccessDeniedException', 'You do not have sufficient access to perform this action.');
	}
	if (region !== identityCenter.region || input.IdentityStoreId !== identityCenter.identityStoreId) {
		throw notFound('IDENTITY_STORE', input.IdentityStoreId);
	}
	return identityCenter;
}

function notFound(type: 'USER' | 'GROUP' | 'IDENTITY_STORE', id = ''): AwsFault {
	return new AwsFault('ResourceNotFoundException', `${type} not found.`, {members: {ResourceType: type, ResourceId: id}});
}

/** Attribute paths are read without regard to case. */
function attributeOf(user: DirectoryUser, path = ''): string {
	const attributes: Record<string, string> = {username: user.userName, 'emails.value': user.email};
	const value = attributes[path.toLowerCase()];
	if (value === undefined) throw invalid(`The attribute path ${path} is not supported.`);
	return value;
}

function userOutput({identityStoreId}: IdentityCenter, user: DirectoryUser) {
	return {
		IdentityStoreId: identityStoreId,
		UserId: user.id,
		UserName: user.userName,
		DisplayName: user.displayName,
		Emails: [{Value: user.email, Type: 'work', Primary: true}],
		UserStatus: user.enabled ? 'ENABLED' : 'DISABLED',
	};
}

function groupOutput({identityStoreId}: IdentityCenter, group: DirectoryGroup) {
	return {IdentityStoreId: identityStoreId, GroupId: group.id, DisplayName: group.displayName};
}

function memberships(
	{identityStoreId}: IdentityCenter,
	found: IdentityCenter['memberships'],
	input: {NextToken?: string | undefined; MaxResults?: number | undefined},
	call: Call,
) {
	const page = call.page(found, {token: input.NextToken, size: input.MaxResults, maximum: LIST_MAXIMUM});
	return {
		GroupMemberships: page.items.map(({id, groupId, userId}) => ({
			IdentityStoreId: identityStoreId,
			MembershipId: id,
			GroupId: groupId,
			MemberId: {UserId: userId},
		})),
		NextToken: page.next,
	};
}
