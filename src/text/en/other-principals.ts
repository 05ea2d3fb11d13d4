import type {Principal} from '../../containment/principal/principal.ts';

const evidence =
	'Before you clean up: note the access key id and the times, and keep CloudTrail. Look for AssumeRole, CreateUser, CreateAccessKey and CreateRole by that key.';

/** What to do by hand for a principal that this walk does not contain, most urgent first. */
export function otherPrincipals(principal: Principal): readonly string[] {
	const account = principal.accountId === undefined ? 'its account' : `account ${principal.accountId}`;
	switch (principal.kind) {
		case 'iam-user': {
			const user = principal.userName ?? 'USER_NAME';
			return [
				`In ${account}, set its access keys inactive: aws iam update-access-key --user-name ${user} --access-key-id ${principal.accessKeyId ?? 'KEY_ID'} --status Inactive`,
				`Deny everything else it can do: aws iam attach-user-policy --user-name ${user} --policy-arn arn:aws:iam::aws:policy/AWSDenyAll (the partition’s own prefix in China and GovCloud)`,
				'Remove its console password and look for keys, MFA devices and login profiles added recently.',
				'Sessions it started with AssumeRole or GetFederationToken go on under other names: revoke them in the roles concerned.',
				evidence,
			];
		}
		case 'role-session':
			return [
				`In ${account}, open IAM → Roles → ${principal.roleName ?? 'the role'} → Revoke sessions → Revoke active sessions. This ends every session of the role that is open now.`,
				'If others depend on the role, deny the one session instead, in the role’s inline policy: aws:userid equals ROLE_ID:SESSION_NAME.',
				'Find who may assume the role (its trust policy), and close that door, or new sessions follow.',
				evidence,
			];
		case 'instance-role':
			return [
				`The credentials of instance ${principal.instanceId} are in use elsewhere. Revoking them stops the workload on that instance: agree on it with its owner.`,
				`In ${account}, open IAM → Roles → ${principal.roleName ?? 'the role'} → Revoke sessions. The instance gets new credentials by itself, and so does a thief who still has access to it.`,
				'Isolate the instance: a security group without rules, and require IMDSv2. Keep its disks and memory as evidence.',
				evidence,
			];
		case 'root':
			return [
				`Sign in as the root user of ${account}, change its password, delete its access keys, and remove MFA devices that are not yours.`,
				'If it is a member account, a deny policy can name its root user by the account id; central root access can remove its credentials altogether.',
				'If it is the management account, no organization policy binds it: call AWS Support at once.',
				evidence,
			];
		case 'federated-user':
			return [
				'Deny or delete the IAM user that called GetFederationToken: its policies bound this session.',
				'Remove the policies of that user first, then its keys. The session loses its rights with them.',
				evidence,
			];
		case 'foreign-account':
			return [
				'This principal belongs to another organization, and no policy of yours binds it. Close what lets it in.',
				'Look at the resource policies and role trust policies that name its account, and remove it there.',
				'Report it to AWS (the Trust & Safety abuse form) with the finding.',
			];
		case 'aws-service':
			return [
				'An AWS service acted here. Find who asked it to: look in CloudTrail for the call that made the service act, then start again with that principal.',
			];
		case 'unknown':
			return [
				'The finding does not say who it is. Open it in the GuardDuty console and look at the resource and the actor.',
				'Search CloudTrail by the access key id for the event’s userIdentity; the person is the part after the colon of principalId.',
				'Then start again, and choose “I already know who it is”.',
			];
		case 'identity-center-user':
			return [];
	}
}

/** What a deny of this principal stops beside the thief; undefined where the thief alone has its id. */
export function exactWarning(principal: Principal): string | undefined {
	switch (principal.kind) {
		case 'instance-role':
			return `THE WORKLOAD ON ${principal.instanceId} STOPS TOO: it holds the very same credentials. Agree on it with its owner, if there is time.`;
		case 'iam-user':
			return `Everything that uses the keys of ${principal.userName ?? 'this IAM user'} stops too: pipelines, scripts, and the rightful owner.`;
		case 'root':
			return 'The root user of the account is denied everything there, whoever signs in as root.';
		default:
			return undefined;
	}
}
