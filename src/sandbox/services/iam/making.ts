import {
	CreateAccessKey$,
	type CreateAccessKeyRequest,
	CreateUser$,
	type CreateUserRequest,
	PutUserPolicy$,
	type PutUserPolicyRequest,
} from '@aws-sdk/client-iam';
import {malformed, type PolicyDocument} from '../../authorization/policy.ts';
import {AwsFault} from '../../wire/fault.ts';
import type {Credential, IamUser} from '../../world/principals.ts';
import {type Call, writes} from '../service.ts';
import {noSuchEntity} from './answers.ts';

/** Access keys that a user may have; IAM user guide, "IAM and AWS STS quotas". */
const KEYS_QUOTA = 2;

const userResource = {
	resource: ({UserName = ''}: {readonly UserName?: string | undefined}, {accountId}: Call) => `arn:aws:iam::${accountId}:user/${UserName}`,
};

/** Making users and keys, which is how a thief means to stay. */
export const making = [
	writes(
		CreateUser$,
		({UserName: name = ''}: CreateUserRequest, call) => {
			const {world, accountId, now} = call;
			if (userNamed(name, call) !== undefined) throw new AwsFault('EntityAlreadyExistsException', `User with name ${name} already exists.`);
			const arn = `arn:aws:iam::${accountId}:user/${name}`;
			const id = world.ids.iam('AIDA', arn);
			const user: IamUser = {arn, id, accountId, name, path: '/', inlinePolicies: new Map(), managedPolicyArns: [], createdAt: now};
			world.iamUsers.set(arn, user);
			return {User: {Path: '/', UserName: name, UserId: id, Arn: arn, CreateDate: new Date(now)}};
		},
		userResource,
	),
	writes(
		CreateAccessKey$,
		({UserName: name = ''}: CreateAccessKeyRequest, call) => {
			const {world, now} = call;
			const user = existing(name, call);
			const before = [...world.credentials.values()].filter(({principal}) => principal.kind === 'user' && principal.user === user);
			if (before.length >= KEYS_QUOTA) throw new AwsFault('LimitExceededException', 'Cannot exceed quota for AccessKeysPerUser: 2');
			const credential: Credential = {
				accessKeyId: world.ids.iam('AKIA'),
				secretAccessKey: world.ids.secretAccessKey(),
				sessionToken: undefined,
				principal: {kind: 'user', user},
				issuedAt: now,
				expiresAt: undefined,
			};
			world.credentials.set(credential.accessKeyId, credential);
			const {accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey} = credential;
			return {AccessKey: {UserName: name, AccessKeyId, SecretAccessKey, Status: 'Active', CreateDate: new Date(now)}};
		},
		userResource,
	),
	writes(
		PutUserPolicy$,
		({UserName: name = '', PolicyName = '', PolicyDocument: text = ''}: PutUserPolicyRequest, call) => {
			const document = parsed(text);
			const [reason] = malformed(document, 'identity-policy');
			if (reason !== undefined) throw new AwsFault('MalformedPolicyDocumentException', reason);
			existing(name, call).inlinePolicies.set(PolicyName, document as PolicyDocument);
			return {};
		},
		userResource,
	),
];

function existing(name: string, call: Call): IamUser {
	const user = userNamed(name, call);
	if (user === undefined) throw noSuchEntity(`The user with name ${name} cannot be found.`);
	return user;
}

/** User names are unique in an account whatever their path, and without regard to case (IAM user guide, "IAM and AWS STS quotas"). */
function userNamed(name: string, {world, accountId}: Call): IamUser | undefined {
	return [...world.iamUsers.values()].find(user => user.accountId === accountId && user.name.toLowerCase() === name.toLowerCase());
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
