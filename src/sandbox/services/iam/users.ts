import {
	GetAccessKeyLastUsed$,
	type GetAccessKeyLastUsedRequest,
	GetUser$,
	type GetUserRequest,
	ListAccessKeys$,
	type ListAccessKeysRequest,
	UpdateAccessKey$,
	type UpdateAccessKeyRequest,
} from '@aws-sdk/client-iam';
import {AwsFault} from '../../wire/fault.ts';
import {accountOf, type Credential, type IamUser} from '../../world/principals.ts';
import {type Call, reads, writes} from '../service.ts';
import {queryWords} from '../words.ts';
import {DEFAULT_SIZE, LIST_MAXIMUM, noSuchEntity, truncation} from './answers.ts';

interface Named {
	readonly UserName?: string | undefined;
}

const userResource = {resource: (input: Named, call: Call) => userArn(input, call)};

/** IAM users and their long-term keys. */
export const users = [
	reads(
		GetUser$,
		(input: GetUserRequest, call) => {
			const {path, name, id, arn, createdAt} = userNamed(input, call);
			return {User: {Path: path, UserName: name, UserId: id, Arn: arn, CreateDate: new Date(createdAt)}};
		},
		userResource,
	),
	reads(
		ListAccessKeys$,
		(input: ListAccessKeysRequest, call) => {
			const user = userNamed(input, call);
			const keys = keysOf(user, call).map(({accessKeyId, issuedAt, inactive}) => ({
				UserName: user.name,
				AccessKeyId: accessKeyId,
				Status: inactive ? 'Inactive' : 'Active',
				CreateDate: new Date(issuedAt),
			}));
			const page = call.page(keys, {token: input.Marker, size: input.MaxItems ?? DEFAULT_SIZE, maximum: LIST_MAXIMUM});
			return {AccessKeyMetadata: page.items, ...truncation(page.next)};
		},
		userResource,
	),
	// IAM is eventually consistent and gives no bound for it (IAM user guide, "Changes that I make are not always immediately visible");
	// here a key's status counts from the next call.
	writes(
		UpdateAccessKey$,
		(input: UpdateAccessKeyRequest, call) => {
			const user = userNamed(input, call);
			if (input.Status !== 'Active' && input.Status !== 'Inactive') {
				throw new AwsFault('InvalidInputException', `The status of an access key can be Active or Inactive, not ${input.Status}.`);
			}
			const key = keysOf(user, call).find(({accessKeyId}) => accessKeyId === input.AccessKeyId);
			if (key === undefined) throw noSuchEntity(`The Access Key with id ${input.AccessKeyId} cannot be found.`);
			key.inactive = input.Status === 'Inactive';
			return {};
		},
		userResource,
	),
	reads(GetAccessKeyLastUsed$, (input: GetAccessKeyLastUsedRequest, call) => {
		const credential = call.world.credentials.get(input.AccessKeyId ?? '');
		// Only long-term keys of the caller's own account are known here; AWS refuses all others in these words.
		if (credential?.principal.kind !== 'user' || accountOf(credential.principal) !== call.accountId) {
			throw queryWords.denied(
				`User is not authorized to perform: iam:GetAccessKeyLastUsed on resource: access key ${input.AccessKeyId ?? ''}`,
			);
		}
		return {UserName: credential.principal.user.name, AccessKeyLastUsed: {ServiceName: 'N/A', Region: 'N/A'}};
	}),
];

function keysOf(user: IamUser, {world}: Call): Credential[] {
	return [...world.credentials.values()].filter(({principal}) => principal.kind === 'user' && principal.user === user);
}

/** User names are unique in an account whatever their path, and without regard to case (IAM user guide, "IAM and AWS STS quotas"). */
function findUser(name: string, {world, accountId}: Call): IamUser | undefined {
	return [...world.iamUsers.values()].find(user => user.accountId === accountId && user.name.toLowerCase() === name.toLowerCase());
}

/** The user named, or the caller itself when none is. */
function userNamed({UserName}: Named, call: Call): IamUser {
	const {principal} = call.caller;
	if (UserName === undefined) {
		if (principal.kind === 'user') return principal.user;
		throw queryWords.invalid('Must specify userName when calling with non-User credentials');
	}
	const user = findUser(UserName, call);
	if (user === undefined) throw noSuchEntity(`The user with name ${UserName} cannot be found.`);
	return user;
}

function userArn({UserName}: Named, call: Call): string {
	const {principal} = call.caller;
	if (UserName === undefined) return principal.kind === 'user' ? principal.user.arn : '*';
	return findUser(UserName, call)?.arn ?? `arn:aws:iam::${call.accountId}:user/${UserName}`;
}
