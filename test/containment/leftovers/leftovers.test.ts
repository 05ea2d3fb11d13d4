import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {leftoversIn} from '../../../src/containment/leftovers/leftovers.ts';
import type {TrailEvent} from '../../../src/containment/trail/trail.ts';
import {text} from '../../../src/text/index.ts';
import {aHostileEvent, anEvent, assumed, MINUTE, START, thief} from '../made-up-trail.ts';

const theirs = (event: TrailEvent) => event.caller.accessKeyId === thief.accessKeyId;
const call = (
	service: string,
	name: string,
	request: Record<string, string> = {},
	response: Record<string, string> = {},
	more: Partial<TrailEvent> = {},
) => anEvent({source: `${service}.amazonaws.com`, name, request, response, readOnly: false, ...more});
const read = {readOnly: true};

describe('what was left behind', () => {
	test.each<[string, string | undefined, TrailEvent]>([
		['user', 'helper', call('iam', 'CreateUser', {userName: 'helper'}, {'user.userId': 'AIDAHELPER0000000001'})],
		[
			'access-key',
			'AKIAMADE000000000001',
			call('iam', 'CreateAccessKey', {userName: 'helper'}, {'accessKey.accessKeyId': 'AKIAMADE000000000001'}),
		],
		['other-credential', 'helper', call('iam', 'UploadSSHPublicKey', {userName: 'helper'}, {'sSHPublicKey.sSHPublicKeyId': 'APKA1'})],
		['login-profile', 'helper', call('iam', 'UpdateLoginProfile', {userName: 'helper'})],
		['role', 'back-door', call('iam', 'CreateRole', {roleName: 'back-door'})],
		['trust', 'deploy', call('iam', 'UpdateAssumeRolePolicy', {roleName: 'deploy', policyDocument: '{}'})],
		[
			'permissions',
			'helper',
			call('iam', 'AttachUserPolicy', {userName: 'helper', policyArn: 'arn:aws:iam::aws:policy/AdministratorAccess'}),
		],
		['permissions', 'deploy', call('iam', 'DeleteRolePermissionsBoundary', {roleName: 'deploy'})],
		[
			'permissions',
			'arn:aws:iam::222222222222:policy/p',
			call('iam', 'CreatePolicyVersion', {policyArn: 'arn:aws:iam::222222222222:policy/p'}, {'policyVersion.versionId': 'v2'}),
		],
		[
			'mfa-device',
			'arn:aws:iam::222222222222:mfa/x',
			call(
				'iam',
				'CreateVirtualMFADevice',
				{virtualMFADeviceName: 'x'},
				{'virtualMFADevice.serialNumber': 'arn:aws:iam::222222222222:mfa/x'},
			),
		],
		[
			'identity-provider',
			'arn:aws:iam::222222222222:saml-provider/x',
			call('iam', 'CreateSAMLProvider', {name: 'x'}, {sAMLProviderArn: 'arn:aws:iam::222222222222:saml-provider/x'}),
		],
		['identity-provider', 'anchor', call('rolesanywhere', 'CreateTrustAnchor', {name: 'anchor'})],
		['root-access', '333333333333', call('sts', 'AssumeRoot', {targetPrincipal: '333333333333'}, {}, read)],
		[
			'token',
			'222222222222:admin',
			call('sts', 'GetFederationToken', {name: 'admin'}, {'federatedUser.federatedUserId': '222222222222:admin'}),
		],
		['audit-trail', 'org-trail', call('cloudtrail', 'StopLogging', {name: 'org-trail'})],
		['audit-trail', 'org-trail', call('cloudtrail', 'PutEventSelectors', {trailName: 'org-trail'})],
		['detector', 'd1', call('guardduty', 'CreateFilter', {detectorId: 'd1', name: 'quiet'})],
		['recorder', 'default', call('config', 'StopConfigurationRecorder', {configurationRecorderName: 'default'})],
		[
			'identity-center-access',
			'arn:aws:sso:::permissionSet/ssoins-1/ps-1',
			call('sso', 'CreateAccountAssignment', {permissionSetArn: 'arn:aws:sso:::permissionSet/ssoins-1/ps-1'}),
		],
		[
			'identity-center-settings',
			'arn:aws:sso:::instance/ssoins-1',
			call('sso', 'CreateTrustedTokenIssuer', {instanceArn: 'arn:aws:sso:::instance/ssoins-1', name: 'x'}),
		],
		['identity-center-directory', 'u-1', call('identitystore', 'CreateGroupMembership', {groupId: 'g-1', 'memberId.userId': 'u-1'})],
		['identity-center-directory', 'g-1', call('sso-directory', 'CreateGroup', {}, {'group.groupId': 'g-1'})],
		['entitlement', 'e-1', call('account-access', 'CreateEntitlement', {applicationArn: 'a'}, {entitlementId: 'e-1'})],
		['organization', 'p-12345678', call('organizations', 'DetachPolicy', {policyId: 'p-12345678', targetId: 'r-ab12'})],
		['organization', undefined, call('organizations', 'LeaveOrganization')],
		['resource-share', 'share', call('ram', 'CreateResourceShare', {name: 'share', 'principals.0': '999999999999'})],
		['cluster-access', 'prod', call('eks', 'CreateAccessEntry', {name: 'prod', principalArn: 'arn:aws:iam::222222222222:role/x'})],
		['function', 'sync', call('lambda', 'CreateFunction20150331', {functionName: 'sync'})],
		['function', 'sync', call('lambda', 'AddPermission20150331v2', {functionName: 'sync'})],
		[
			'instance',
			'i-1, i-2',
			call('ec2', 'RunInstances', {}, {'instancesSet.items.0.instanceId': 'i-1', 'instancesSet.items.1.instanceId': 'i-2'}),
		],
		['remote-command', 'i-1', call('ssm', 'StartSession', {target: 'i-1'})],
		['key-pair', 'mine', call('ec2', 'ImportKeyPair', {keyName: 'mine'})],
		[
			'shared-image',
			'snap-1',
			call('ec2', 'ModifySnapshotAttribute', {snapshotId: 'snap-1', 'createVolumePermission.add.items.0.userId': '999999999999'}),
		],
		['bucket', 'data', call('s3', 'PutBucketPolicy', {bucketName: 'data'})],
		['encryption-key', 'k-1', call('kms', 'CreateGrant', {keyId: 'k-1'}, {grantId: 'g-1'})],
		['secret-read', 'db/password', call('secretsmanager', 'GetSecretValue', {secretId: 'db/password'}, {}, read)],
		['secret-read', '/a, /b', call('ssm', 'GetParameters', {'names.0': '/a', 'names.1': '/b', withDecryption: 'true'}, {}, read)],
		['other-change', undefined, call('glue', 'CreateDevEndpoint', {endpointName: 'x'})],
	])('%s %s', (kind, resource, event) => {
		const {left, attempted} = leftoversIn([event], theirs);
		expect(left).toMatchObject([{kind, eventId: event.id, at: START, accountId: '222222222222', byUserId: thief.userId}]);
		expect(left[0]?.resource).toBe(resource);
		const said = text.eradication.tasks(left).flatMap(({title, where, why}) => [title, where, why]);
		expect(said).toHaveLength(3);
		for (const part of said) expect(part).not.toMatch(/undefined|^$/);
		expect(attempted).toEqual([]);
	});

	test('no reads, no parameters read without decrypting, no sessions (the chain follows those), and nothing of others', () => {
		const innocent = {...thief, accessKeyId: 'ASIAINNOCENT00000001'};
		const events = [
			anEvent(),
			call('sso', 'ListInstances', {}, {}, read),
			call('ssm', 'GetParameter', {name: '/a', withDecryption: 'false'}, {}, read),
			call('ssm', 'GetParameter', {name: '/a'}, {}, read),
			assumed({key: 'ASIACHILD00000000001'}, thief, {readOnly: false}),
			call('iam', 'CreateUser', {userName: 'helper'}, {}, {caller: innocent}),
		];
		expect(leftoversIn(events, theirs)).toEqual({left: [], attempted: []});
	});

	test('what failed is counted apart', () => {
		const failed = {errorCode: 'AccessDenied'};
		const events = [
			call('iam', 'CreateUser', {userName: 'a'}, {}, failed),
			call('secretsmanager', 'GetSecretValue', {secretId: 'x'}, {}, {...failed, ...read}),
			call('iam', 'CreateUser', {userName: 'b'}, {}, failed),
			anEvent(failed),
		];
		const {left, attempted} = leftoversIn(events, theirs);
		expect(left).toEqual([]);
		expect(attempted).toEqual([
			{service: 'iam', eventName: 'CreateUser', times: 2},
			{service: 'secretsmanager', eventName: 'GetSecretValue', times: 1},
		]);
		expect(text.eradication.attempted(attempted)).toBe(
			'Tried and refused, so nothing to undo: iam CreateUser × 2, secretsmanager GetSecretValue.',
		);
		expect(text.eradication.attempted([])).toBe('No change was tried and refused.');
	});

	test('each call once, the newest last, whatever the order of the events', () => {
		const late = call('iam', 'CreateRole', {roleName: 'x'}, {}, {at: START + MINUTE});
		const early = call('kms', 'CreateGrant', {keyId: 'k'}, {}, {sharedEventId: 's1'});
		const twin = {...early, id: '0-twin', accountId: '333333333333', caller: {type: 'AWSAccount', userId: thief.userId ?? ''}};
		const byId = (event: TrailEvent) => event.caller.userId === thief.userId;
		for (const events of [
			[late, late, early, twin],
			[twin, early, late],
		]) {
			expect(leftoversIn(events, byId).left.map(one => one.eventId)).toEqual([early.id, late.id]);
		}
	});
});

describe('the tasks', () => {
	const taskFor = (event: TrailEvent) => {
		const [task] = text.eradication.tasks(leftoversIn([event], theirs).left);
		if (task === undefined) throw new Error('no task');
		return task;
	};

	test('say what, where and why, with time, account and event', () => {
		const event = call('iam', 'CreateAccessKey', {userName: 'helper'}, {'accessKey.accessKeyId': 'AKIAMADE000000000001'}, {id: 'e-1'});
		expect(taskFor(event)).toEqual({
			id: 'leftover-e-1',
			title: 'Set access key AKIAMADE000000000001 of IAM user helper inactive',
			where:
				"In account 222222222222, eu-west-1: aws iam update-access-key --status=Inactive --user-name='helper' --access-key-id='AKIAMADE000000000001'",
			why: 'An access key works until it is set inactive. Delete it after the review. CreateAccessKey at 2026-11-23 10:00 UTC by AROAAAAAAAAAAAAAAAAAA:test-user; event e-1.',
		});
	});

	test.each([
		[
			call('iam', 'AttachRolePolicy', {roleName: 'deploy', policyArn: 'arn:x'}),
			"aws iam detach-role-policy --role-name='deploy' --policy-arn='arn:x'",
		],
		[call('iam', 'PutGroupPolicy', {groupName: 'ops', policyName: 'p'}), "aws iam get-group-policy --group-name='ops' --policy-name='p'"],
		[call('iam', 'AddUserToGroup', {userName: 'u', groupName: 'ops'}), "aws iam remove-user-from-group --user-name='u' --group-name='ops'"],
		[call('cloudtrail', 'StopLogging', {name: 't'}), "aws cloudtrail start-logging --name='t' --region='eu-west-1'"],
		[call('kms', 'ScheduleKeyDeletion', {keyId: 'k'}), "aws kms cancel-key-deletion --key-id='k' --region='eu-west-1'"],
		[
			call('ec2', 'RunInstances', {}, {'instancesSet.items.0.instanceId': 'i-1', 'instancesSet.items.1.instanceId': 'i-2'}),
			"aws ec2 stop-instances --instance-ids 'i-1' 'i-2' --region='eu-west-1'",
		],
		[call('ec2', 'ModifyImageAttribute', {imageId: 'ami-1', 'launchPermission.add.items.0.group': 'all'}), 'EC2 → Snapshots, or AMIs'],
		[call('iam', 'CreateLoginProfile', {}), "--user-name='USER_NAME'"],
	])('have a command or a place: %#', (event, where) => {
		expect(taskFor(event).where).toContain(where);
	});

	test('quote what is hostile', () => {
		const {where} = taskFor(call('iam', 'CreateLoginProfile', {userName: "x'; rm -rf ~; '"}));
		expect(where).toContain(`--user-name='x'\\''; rm -rf ~; '\\'''`);
	});

	test('for a secret read again and again there is one', () => {
		const reads = ['a', 'b', 'a', 'a'].map(secretId => call('secretsmanager', 'GetSecretValue', {secretId}, {}, read));
		const tasks = text.eradication.tasks(leftoversIn(reads, theirs).left);
		expect(tasks.map(task => task.title)).toEqual(['Rotate secret a', 'Rotate secret b']);
		expect(tasks[0]?.why).toContain(', and 2 times more; event');
	});

	test('are one for each thing left, whatever the events say', () => {
		fc.assert(
			fc.property(fc.uniqueArray(aHostileEvent, {maxLength: 20, selector: event => event.id}), events => {
				const {left} = leftoversIn(events, () => true);
				const tasks = text.eradication.tasks(left);
				const changes = left.filter(one => one.kind !== 'secret-read');
				expect(tasks.length).toBeGreaterThanOrEqual(changes.length);
				for (const one of left) expect(tasks.some(task => task.why.includes(one.eventId) || one.kind === 'secret-read')).toBe(true);
				for (const task of tasks) expect([task.title, task.where, task.why].every(part => part.trim() !== '')).toBe(true);
				expect(leftoversIn([...events].reverse(), () => true).left.map(one => one.at)).toEqual(left.map(one => one.at));
			}),
		);
	});
});
