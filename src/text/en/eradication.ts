import type {LeftoverKind} from '../../containment/leftovers/leftover-events.ts';
import type {Attempted, Leftover} from '../../containment/leftovers/leftovers.ts';
import {quoted} from './by-hand.ts';
import {count, moment} from './words.ts';

/** One thing to undo by hand. `id` is the same for the same event, whenever it is made. */
export type EradicationTask = {readonly id: string; readonly title: string; readonly where: string; readonly why: string};

type Sentences = {
	/** What to do, and to what. */
	readonly title: (left: Leftover) => string;
	/** The place in the console, or the AWS CLI command. */
	readonly where: (left: Leftover) => string;
	readonly why: string;
};

/** The first name of that sort, or what to put there. */
const name = (left: Leftover, sort: string, otherwise: string) => left.names[sort]?.[0] ?? otherwise;
const all = (left: Leftover, sort: string, otherwise: string) => (left.names[sort] ?? [otherwise]).map(quoted).join(' ');
/** `--flag='value'`: with the equals sign a value that begins with a hyphen is no option of its own. */
const option = (flag: string, left: Leftover, sort: string, otherwise: string) => `--${flag}=${quoted(name(left, sort, otherwise))}`;
const inRegion = (left: Leftover) => `--region=${quoted(left.region)}`;
const ofWhat = (left: Leftover) => (left.resource === undefined ? '' : ` of ${left.resource}`);
const what = (left: Leftover) => left.resource ?? 'something this event does not name';

const sentences: Record<LeftoverKind, Sentences> = {
	user: {
		title: left =>
			left.eventName === 'CreateUser' ? `Remove IAM user ${what(left)}` : `Put IAM user ${name(left, 'newUserName', what(left))} right`,
		where: left =>
			`IAM → Users → ${name(left, 'newUserName', name(left, 'userName', 'the user'))}: keys inactive, console access off, then delete. Keys: aws iam list-access-keys ${option('user-name', left, 'userName', 'USER_NAME')}`,
		why: 'An IAM user made by the session is nobody this deny names.',
	},
	'access-key': {
		title: left => `Set access key ${what(left)} of IAM user ${name(left, 'userName', 'unknown')} inactive`,
		where: left =>
			`aws iam update-access-key --status=Inactive ${option('user-name', left, 'userName', 'USER_NAME')} ${option('access-key-id', left, 'accessKeyId', 'KEY_ID')}`,
		why: 'An access key works until it is set inactive. Delete it after the review.',
	},
	'other-credential': {
		title: left => `Remove a credential of IAM user ${what(left)}`,
		where: left =>
			`IAM → Users → ${name(left, 'userName', 'the user')} → Security credentials: ${name(left, 'credentialId', 'the new one')}`,
		why: 'Service-specific credentials, SSH keys and signing certificates work without an access key.',
	},
	'login-profile': {
		title: left => `Take the console password of IAM user ${what(left)} away`,
		where: left => `aws iam delete-login-profile ${option('user-name', left, 'userName', 'USER_NAME')}`,
		why: 'Whoever set this password can sign in at the console with it. If the user needs one, set a new one afterwards.',
	},
	role: {
		title: left => `Look at role ${what(left)}, and remove it if it was made here`,
		where: left =>
			`IAM → Roles → ${name(left, 'roleName', name(left, 'instanceProfileName', 'the role'))} → Trust relationships, then Delete`,
		why: 'A role can be assumed again by whoever its trust policy names.',
	},
	trust: {
		title: left => `Put the trust policy of role ${what(left)} back`,
		where: left => `aws iam get-role ${option('role-name', left, 'roleName', 'ROLE_NAME')} --query Role.AssumeRolePolicyDocument`,
		why: 'The trust policy says who may assume the role, from other organizations too.',
	},
	permissions: {
		title: left => `Put the permissions of ${what(left)} back (${left.eventName})`,
		where: permissionsPlace,
		why: 'Added permissions, or a limit that was taken away, stay when the session is gone.',
	},
	'mfa-device': {
		title: left => `Check MFA device ${what(left)} (${left.eventName})`,
		where: left => `IAM → Users → ${name(left, 'userName', 'the user')} → Security credentials → Multi-factor authentication`,
		why: 'A device of the thief makes a stolen password enough; one that was removed leaves an account without.',
	},
	'identity-provider': {
		title: left => `Check identity provider ${what(left)} (${left.eventName})`,
		where: left =>
			left.service === 'rolesanywhere' ? 'IAM → Roles → Roles Anywhere → Trust anchors and Profiles' : 'IAM → Identity providers',
		why: 'Whoever holds a trusted provider can sign in as anybody its roles allow.',
	},
	'root-access': {
		title: left => `Look at what was done with root access to ${what(left)} (${left.eventName})`,
		where: () => 'CloudTrail of that account: events by its root user; IAM → Root access management',
		why: 'Root access can unlock or remove resource policies and root credentials of a member account.',
	},
	token: {
		title: left => `Look at the sign-in or token ${what(left)} (${left.eventName})`,
		where: left =>
			`CloudTrail → Event history: what ${left.names.accessKeyId?.[0] ?? 'it'} was used for; for an outside service, its own log`,
		why: 'A token or console session goes on under its own name until it ends.',
	},
	'audit-trail': {
		title: left => `Put the audit log ${what(left)} back (${left.eventName})`,
		where: left =>
			left.eventName === 'StopLogging'
				? `aws cloudtrail start-logging ${option('name', left, 'name', 'TRAIL_NAME')} ${inRegion(left)}`
				: 'CloudTrail → Trails, and Lake → Event data stores: logging, bucket, event selectors',
		why: 'What is not logged cannot be looked for. The event history keeps management events for 90 days in any case.',
	},
	detector: {
		title: left => `Put detection back: ${left.eventName}${ofWhat(left)}`,
		where: left =>
			left.service === 'guardduty'
				? 'GuardDuty → Settings, Suppression rules, Lists, Accounts; archived findings as well'
				: `The console of ${left.service}: its settings`,
		why: 'Detection that was switched off or told to be quiet hides what happened since.',
	},
	recorder: {
		title: left => `Put the AWS Config recording ${what(left)} back (${left.eventName})`,
		where: left =>
			left.eventName === 'StopConfigurationRecorder'
				? `aws configservice start-configuration-recorder ${option('configuration-recorder-name', left, 'name', 'RECORDER_NAME')} ${inRegion(left)}`
				: 'AWS Config → Settings: recorder, delivery channel, rules',
		why: 'Changes made while nothing was recorded are not in the configuration history.',
	},
	'identity-center-access': {
		title: left => `Put Identity Center access back: ${left.eventName}${ofWhat(left)}`,
		where: accessPlace,
		why: 'Permission sets and assignments decide who may sign in to which account.',
	},
	'identity-center-directory': {
		title: left => `Check users and groups in Identity Center: ${left.eventName}${ofWhat(left)}`,
		where: left =>
			left.eventName === 'CreateGroupMembership'
				? `aws identitystore delete-group-membership ${option('identity-store-id', left, 'identityStoreId', 'STORE_ID')} ${option('membership-id', left, 'membershipId', 'MEMBERSHIP_ID')} ${inRegion(left)}`
				: 'IAM Identity Center → Users, and Groups',
		why: 'A user or a membership made here gives access that belongs to nobody this deny names.',
	},
	'identity-center-settings': {
		title: left => `Check the settings of Identity Center: ${left.eventName}${ofWhat(left)}`,
		where: () => 'IAM Identity Center → Settings, and Applications: identity source, trusted token issuers, applications, provisioning',
		why: 'Applications and token issuers can get access to accounts on a user’s behalf.',
	},
	entitlement: {
		title: left => `Check account access entitlement ${what(left)} (${left.eventName})`,
		where: left =>
			left.eventName === 'CreateEntitlement'
				? `aws account-access delete-entitlement ${option('application-arn', left, 'applicationArn', 'APPLICATION_ARN')} ${option('entitlement-id', left, 'entitlementId', 'ENTITLEMENT_ID')}`
				: 'IAM → Account access manager → Entitlements',
		why: 'An entitlement lets an Identity Center user assume a role without a permission set.',
	},
	organization: {
		title: left => `Check the organization: ${left.eventName}${ofWhat(left)}`,
		where: () => 'AWS Organizations → Policies, AWS accounts, Services (delegated administrators), Settings',
		why: 'Policies that were changed, administrators that were named and accounts that came or went change what every account may do.',
	},
	'resource-share': {
		title: left => `Check resource share ${what(left)} (${left.eventName})`,
		where: left =>
			left.eventName === 'CreateResourceShare'
				? `aws ram delete-resource-share ${option('resource-share-arn', left, 'resourceShareArn', 'SHARE_ARN')} ${inRegion(left)}`
				: 'Resource Access Manager → Shared by me',
		why: 'What is shared stays open to other accounts.',
	},
	'cluster-access': {
		title: left => `Check who may enter EKS cluster ${what(left)} (${left.eventName})`,
		where: left =>
			left.eventName === 'CreateAccessEntry'
				? `aws eks delete-access-entry ${option('cluster-name', left, 'clusterName', 'CLUSTER')} ${option('principal-arn', left, 'principalArn', 'PRINCIPAL_ARN')} ${inRegion(left)}`
				: `EKS → Clusters → ${name(left, 'clusterName', 'the cluster')} → Access`,
		why: 'Access within a cluster is decided there; no deny of AWS reaches it.',
	},
	function: {
		title: left => `Check function ${what(left)} (${left.eventName})`,
		where: left => `Lambda → Functions → ${name(left, 'functionName', 'the function')}: code, execution role, function URL, permissions`,
		why: 'A function runs under a role of its own and goes on when the session is gone.',
	},
	instance: {
		title: left => `Stop and look at EC2 instances: ${what(left)} (${left.eventName})`,
		where: left =>
			left.names.instanceId === undefined
				? 'EC2 → Instances, and Spot Requests, by launch time'
				: `aws ec2 stop-instances --instance-ids ${all(left, 'instanceId', 'INSTANCE_ID')} ${inRegion(left)}`,
		why: 'An instance keeps running, at your cost, and its role gives it new credentials. Stop before you terminate: its disks are evidence.',
	},
	'remote-command': {
		title: left => `Look at what was run on ${what(left)} (${left.eventName})`,
		where: left =>
			left.eventName === 'SendCommand'
				? `aws ssm list-command-invocations --details ${option('command-id', left, 'commandId', 'COMMAND_ID')} ${inRegion(left)}`
				: 'Systems Manager → Session Manager → Session history; the machine’s own logs',
		why: 'Commands on a machine can leave keys, programs and users there that AWS does not see.',
	},
	'key-pair': {
		title: left => `Remove key pair ${what(left)}`,
		where: left => `aws ec2 delete-key-pair ${option('key-name', left, 'keyName', 'KEY_NAME')} ${inRegion(left)}`,
		why: 'Instances started with this key pair can be entered with it; deleting it here does not take it off them.',
	},
	'shared-image': {
		title: left => `Check snapshot or image ${what(left)} (${left.eventName}${sharedWith(left)})`,
		where: left =>
			left.service === 'rds'
				? 'RDS → Snapshots → Actions → Share snapshot'
				: 'EC2 → Snapshots, or AMIs → Permissions: who it is shared with',
		why: 'A disk that was shared can be copied to another account, and a copy cannot be taken back.',
	},
	bucket: {
		title: left => `Check bucket ${what(left)} (${left.eventName})`,
		where: left =>
			`aws s3api get-bucket-policy ${option('bucket', left, 'bucketName', 'BUCKET')}; S3 → the bucket → Permissions, Management`,
		why: 'A bucket policy, an ACL or a replication rule can give the data away without any of your identities.',
	},
	'encryption-key': {
		title: left => `Check KMS key ${what(left)} (${left.eventName})`,
		where: encryptionKeyPlace,
		why: 'A grant or a key policy lets others decrypt; a key that is deleted takes its data with it, after 7 to 30 days at the earliest.',
	},
	'secret-read': {
		title: left => `Rotate ${left.service === 'ssm' ? 'the value of parameter' : 'secret'} ${what(left)}`,
		where: left =>
			left.service === 'ssm'
				? 'Where the value is from: change it there first, then in Systems Manager → Parameter Store'
				: `Secrets Manager → the secret → Rotate; and change it where it is used: aws secretsmanager describe-secret ${option('secret-id', left, 'secret', 'SECRET_ID')} ${inRegion(left)}`,
		why: 'It was read: whoever read it knows it.',
	},
	'other-change': {
		title: left => `Look at ${left.service} ${left.eventName}`,
		where: left =>
			`aws cloudtrail lookup-events --lookup-attributes ${quoted(`AttributeKey=EventId,AttributeValue=${left.eventId}`)} ${inRegion(left)}`,
		why: 'This tool does not know what this call leaves behind. The event says what was asked.',
	},
};

function permissionsPlace(left: Leftover): string {
	const [policyName, policyArn] = [
		option('policy-name', left, 'policyName', 'POLICY'),
		option('policy-arn', left, 'policyArn', 'POLICY_ARN'),
	];
	for (const kind of ['user', 'role', 'group'] as const) {
		const who = option(`${kind}-name`, left, `${kind}Name`, `${kind.toUpperCase()}_NAME`);
		const called = left.eventName.toLowerCase();
		if (called === `attach${kind}policy`) return `aws iam detach-${kind}-policy ${who} ${policyArn}`;
		// The policy may have been there before: look, then delete or put back.
		if (called === `put${kind}policy`) return `aws iam get-${kind}-policy ${who} ${policyName}`;
	}
	if (left.eventName === 'AddUserToGroup')
		return `aws iam remove-user-from-group ${option('user-name', left, 'userName', 'USER_NAME')} ${option('group-name', left, 'groupName', 'GROUP_NAME')}`;
	if (left.names.versionId !== undefined) return `aws iam list-policy-versions ${policyArn}`;
	return 'IAM → the user, role, group or policy → Permissions, and Permissions boundary';
}

function accessPlace(left: Leftover): string {
	const instance = option('instance-arn', left, 'instanceArn', 'INSTANCE_ARN');
	const set = option('permission-set-arn', left, 'permissionSetArn', 'PERMISSION_SET_ARN');
	if (left.eventName === 'CreateAccountAssignment')
		return `aws sso-admin delete-account-assignment ${instance} ${set} --target-type=AWS_ACCOUNT ${option('target-id', left, 'targetId', 'ACCOUNT_ID')} ${option('principal-type', left, 'principalType', 'USER_OR_GROUP')} ${option('principal-id', left, 'principalId', 'PRINCIPAL_ID')} ${inRegion(left)}`;
	if (left.eventName === 'PutInlinePolicyToPermissionSet')
		return `aws sso-admin get-inline-policy-for-permission-set ${instance} ${set} ${inRegion(left)}`;
	return 'IAM Identity Center → Permission sets, and AWS accounts → the account → Users and groups';
}

function encryptionKeyPlace(left: Leftover): string {
	const key = option('key-id', left, 'keyId', 'KEY_ID');
	switch (left.eventName) {
		case 'CreateGrant':
			return `aws kms revoke-grant ${key} ${option('grant-id', left, 'grantId', 'GRANT_ID')} ${inRegion(left)}`;
		case 'ScheduleKeyDeletion':
			return `aws kms cancel-key-deletion ${key} ${inRegion(left)}`;
		case 'DisableKey':
			return `aws kms enable-key ${key} ${inRegion(left)}`;
		default:
			return `aws kms get-key-policy ${key} --policy-name=default ${inRegion(left)}`;
	}
}

function sharedWith(left: Leftover): string {
	const others = left.names.sharedWith;
	return others === undefined ? '' : `, with ${others.join(', ')}`;
}

/** What has to be undone, in the order it happened, one task for each; reads of the same secret are one. */
export const eradication = {
	tasks: (left: readonly Leftover[]): readonly EradicationTask[] => {
		const groups = new Map<string, [Leftover, ...Leftover[]]>();
		for (const one of left) {
			const {kind, accountId, region, resource, eventId} = one;
			const key = JSON.stringify(kind === 'secret-read' && resource !== undefined ? [kind, accountId, region, resource] : [eventId]);
			const group = groups.get(key);
			if (group === undefined) groups.set(key, [one]);
			else group.push(one);
		}
		return [...groups.values()].map(([first, ...more]) => task(first, more.length));
	},

	/** What was tried and refused, in one line. */
	attempted: (attempts: readonly Attempted[]): string =>
		attempts.length === 0
			? 'No change was tried and refused.'
			: `Tried and refused, so nothing to undo: ${attempts.map(({service, eventName, times}) => `${service} ${eventName}${times === 1 ? '' : ` × ${times}`}`).join(', ')}.`,
};

function task(left: Leftover, more: number): EradicationTask {
	const {title, where, why} = sentences[left.kind];
	const by = left.byUserId === undefined ? '' : ` by ${left.byUserId}`;
	const again = more === 0 ? '' : `, and ${count(more, 'time', 'times')} more`;
	return {
		id: `leftover-${left.eventId}`,
		title: title(left),
		where: `In account ${left.accountId}, ${left.region}: ${where(left)}`,
		why: `${why} ${left.eventName} at ${moment(left.at)}${by}${again}; event ${left.eventId}.`,
	};
}
