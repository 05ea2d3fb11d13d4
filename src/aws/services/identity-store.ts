import {
	DescribeGroupCommand,
	DescribeUserCommand,
	type DescribeUserCommandOutput,
	GetUserIdCommand,
	type GroupMembership,
	IdentitystoreClient,
	ListGroupMembershipsForMemberCommand,
} from '@aws-sdk/client-identitystore';
import {Problem} from '../../problem.ts';
import type {Group, IdentityCenterInstance, IdentityCenterUser} from '../ports.ts';
import {awsSaid, incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {everyPage} from '../wire/paging.ts';

/** The identity store of an Identity Center instance: its users and groups. */
export function identityStore(sdk: Sdk) {
	const clientOf = ({region}: IdentityCenterInstance) => sdk.client('identitystore', IdentitystoreClient, {region});

	async function userWithId(instance: IdentityCenterInstance, UserId: string): Promise<IdentityCenterUser | undefined> {
		try {
			return userFrom(await clientOf(instance).send(new DescribeUserCommand({IdentityStoreId: instance.identityStoreId, UserId})));
		} catch (error) {
			if (nobody(error)) return undefined;
			throw error;
		}
	}

	async function userNamed(instance: IdentityCenterInstance, userName: string): Promise<IdentityCenterUser | undefined> {
		try {
			const {UserId} = await clientOf(instance).send(
				new GetUserIdCommand({
					IdentityStoreId: instance.identityStoreId,
					AlternateIdentifier: {UniqueAttribute: {AttributePath: 'userName', AttributeValue: userName}},
				}),
			);
			if (!UserId) throw incompleteAnswer('identitystore:GetUserId');
			return await userWithId(instance, UserId);
		} catch (error) {
			if (nobody(error)) return undefined;
			throw error;
		}
	}

	async function groupsOf(instance: IdentityCenterInstance, userId: string): Promise<readonly Group[]> {
		const client = clientOf(instance);
		const IdentityStoreId = instance.identityStoreId;
		const memberships = await everyPage('identitystore:ListGroupMembershipsForMember', async NextToken => {
			const answer = await client.send(
				new ListGroupMembershipsForMemberCommand({IdentityStoreId, MemberId: {UserId: userId}, MaxResults: 100, NextToken}),
			);
			return {items: answer.GroupMemberships, next: answer.NextToken};
		});
		const ids = [...new Set(memberships.map(groupIdIn))];
		return Promise.all(
			ids.map(async groupId => {
				try {
					const {DisplayName} = await client.send(new DescribeGroupCommand({IdentityStoreId, GroupId: groupId}));
					return {groupId, name: DisplayName ?? groupId};
				} catch (error) {
					// A membership counts whether or not the group's name can be read.
					if (error instanceof Problem) return {groupId, name: groupId};
					throw error;
				}
			}),
		);
	}

	return {userNamed, userWithId, groupsOf};
}

function groupIdIn({GroupId}: GroupMembership): string {
	if (!GroupId) throw incompleteAnswer('identitystore:ListGroupMembershipsForMember');
	return GroupId;
}

/** Nobody has it, or nobody could: a name or id outside of what the identity store allows. */
const nobody = (error: unknown): boolean => awsSaid(error, 'ResourceNotFoundException', 'ValidationException');

function userFrom(answer: DescribeUserCommandOutput): IdentityCenterUser {
	const {UserId, UserName, DisplayName, UserStatus, ExternalIds} = answer;
	if (!UserId || !UserName) throw incompleteAnswer('identitystore:DescribeUser');
	return {
		userId: UserId,
		userName: UserName,
		...(DisplayName === undefined ? {} : {displayName: DisplayName}),
		...(UserStatus === undefined ? {} : {status: UserStatus}),
		external: (ExternalIds?.length ?? 0) > 0,
	};
}
