import {GetUserCommand, IAMClient, ListAccessKeysCommand, type StatusType, UpdateAccessKeyCommand} from '@aws-sdk/client-iam';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {AccessKey, AccessKeysPort} from '../ports.ts';
import {awsSaid, incompleteAnswer} from '../problems.ts';
import type {Sdk} from '../sdk.ts';
import {operationOf} from '../wire/operations.ts';
import {everyPage, markerOf} from '../wire/paging.ts';
import {readOnlyProblem} from '../wire/watch.ts';
import type {RoleSessions} from './role-sessions.ts';

const noEntity = (error: unknown): boolean => awsSaid(error, 'NoSuchEntity', 'NoSuchEntityException');

/** IAM users and their long-term keys: as the responder in their own account, through the containment role elsewhere. */
export function accessKeysPort(sdk: Sdk, sessions: RoleSessions): AccessKeysPort {
	async function iamIn(accountId: string): Promise<IAMClient> {
		const identity = await sessions.identityIn(accountId).catch((error: unknown) => {
			throw awsSaid(error, 'AccessDenied') && error instanceof Problem ? withWayIn(error, accountId) : error;
		});
		return sdk.client('IAM', IAMClient, {identity});
	}

	return {
		user: async (accountId, UserName) => {
			const client = await iamIn(accountId);
			try {
				const {User} = await client.send(new GetUserCommand({UserName}));
				if (!User?.UserName || !User.UserId || !User.Arn) throw incompleteAnswer('iam:GetUser');
				return {userName: User.UserName, userId: User.UserId, arn: User.Arn};
			} catch (error) {
				if (noEntity(error)) return undefined;
				throw error;
			}
		},

		of: async (accountId, UserName) => {
			const client = await iamIn(accountId);
			try {
				const keys = await everyPage('iam:ListAccessKeys', async Marker => {
					const answer = await client.send(new ListAccessKeysCommand({UserName, Marker}));
					return {items: answer.AccessKeyMetadata, next: markerOf('iam:ListAccessKeys', answer)};
				});
				return keys.map(({AccessKeyId, Status, CreateDate}): AccessKey => {
					if (!AccessKeyId || !Status) throw incompleteAnswer('iam:ListAccessKeys');
					// Whatever is not known to be off counts as on.
					const active = Status !== 'Inactive' && Status !== 'Expired';
					return {id: AccessKeyId, active, ...(CreateDate === undefined ? {} : {createdAt: CreateDate.getTime()})};
				});
			} catch (error) {
				throw noEntity(error) ? noSuchUser(UserName, accountId, error) : error;
			}
		},

		setActive: async (accountId, UserName, AccessKeyId, active) => {
			// Here already: on the way to another account a role would be assumed first.
			if (sdk.settings.readOnly) throw readOnlyProblem(operationOf('IAMClient', 'UpdateAccessKeyCommand'));
			const client = await iamIn(accountId);
			const Status: StatusType = active ? 'Active' : 'Inactive';
			try {
				const {$metadata} = await client.send(new UpdateAccessKeyCommand({UserName, AccessKeyId, Status}));
				return {requestId: $metadata.requestId ?? ''};
			} catch (error) {
				throw noEntity(error) ? noSuchKey(AccessKeyId, UserName, error) : error;
			}
		},
	};
}

/** The role could not be assumed: what to do about that, and how to do without. */
function withWayIn({code, message, exit}: Problem, accountId: string): Problem {
	return new Problem(code, message, text.aws.containmentRoleNext(accountId), exit);
}

function noSuchUser(userName: string, accountId: string, cause: unknown): Problem {
	const {message, next} = text.aws.noSuchUser(userName, accountId);
	return new Problem('not-found', message, next, 5, {cause});
}

/** IAM says the same of a user that is gone. */
function noSuchKey(accessKeyId: string, userName: string, cause: unknown): Problem {
	const {message, next} = text.aws.noSuchKey(accessKeyId, userName);
	return new Problem('not-found', message, next, 5, {cause});
}
