import fc from 'fast-check';
import type {TrailEvent} from '../../src/containment/trail/trail.ts';

/** CloudTrail events made up in AWS's shapes. */
export const START = Date.UTC(2026, 10, 23, 10);
export const MINUTE = 60_000;

let made = 0;

export function anEvent(changes: Partial<TrailEvent> = {}): TrailEvent {
	made += 1;
	return {
		id: `00000000-0000-4000-8000-${String(made).padStart(12, '0')}`,
		name: 'DescribeInstances',
		source: 'ec2.amazonaws.com',
		at: START,
		accountId: '222222222222',
		region: 'eu-west-1',
		readOnly: true,
		caller: thief,
		request: {},
		response: {},
		...changes,
	};
}

export const thief: TrailEvent['caller'] = {
	type: 'AssumedRole',
	userId: 'AROAAAAAAAAAAAAAAAAAA:test-user',
	accountId: '222222222222',
	arn: 'arn:aws:sts::222222222222:assumed-role/AWSReservedSSO_AdministratorAccess_0123456789abcdef/test-user',
	accessKeyId: 'ASIATHIEF00000000001',
	userName: 'AWSReservedSSO_AdministratorAccess_0123456789abcdef',
};

/** A role session opened by a call signed with `parent`. */
export function assumed(
	child: {
		readonly key: string;
		readonly role?: string;
		readonly session?: string;
		readonly accountId?: string;
		readonly roleId?: string;
	},
	parent: TrailEvent['caller'] = thief,
	changes: Partial<TrailEvent> = {},
): TrailEvent {
	const {key, role = 'deploy', session = 'maintenance', accountId = '222222222222', roleId = 'AROADEPLOY00000000001'} = child;
	return anEvent({
		name: 'AssumeRole',
		source: 'sts.amazonaws.com',
		caller: parent,
		request: {roleArn: `arn:aws:iam::${accountId}:role/service/${role}`, roleSessionName: session, durationSeconds: '3600'},
		response: {
			'credentials.accessKeyId': key,
			'credentials.expiration': 'Nov 23, 2026, 11:00:00 AM',
			'assumedRoleUser.assumedRoleId': `${roleId}:${session}`,
			'assumedRoleUser.arn': `arn:aws:sts::${accountId}:assumed-role/${role}/${session}`,
		},
		...changes,
	});
}

/** The caller that a session opened by `assumed` is in its own calls. */
export function callerOf(event: TrailEvent): TrailEvent['caller'] {
	const [, , , , accountId = '', resource = ''] = (event.response['assumedRoleUser.arn'] ?? '').split(':');
	return {
		type: 'AssumedRole',
		userId: event.response['assumedRoleUser.assumedRoleId'] ?? '',
		accountId,
		accessKeyId: event.response['credentials.accessKeyId'] ?? '',
		userName: resource.split('/')[1] ?? '',
	};
}

const hostileText = fc.oneof(
	fc.string({unit: 'binary'}),
	fc.constantFrom(
		'',
		'*',
		'*:*',
		'AROA:',
		'AROADEPLOY00000000001:*',
		':',
		'$' + '{aws:userid}',
		'__proto__',
		'constructor',
		"'; rm -rf /",
		'\u202e',
	),
	fc.constantFrom('ASIATHIEF00000000001', 'AROADEPLOY00000000001:maintenance', '222222222222', 'arn:aws:iam::222222222222:root'),
);

/** Events whose every text may be anything, with names and paths that the rules look for among them. */
export const aHostileEvent: fc.Arbitrary<TrailEvent> = fc
	.record({
		name: fc.oneof(
			hostileText,
			fc.constantFrom(
				'AssumeRole',
				'AssumeRoot',
				'GetFederationToken',
				'GetScopedCredentials',
				'GetSessionToken',
				'CreateAccessKey',
				'CreateUser',
				'*',
			),
		),
		source: fc.oneof(hostileText, fc.constantFrom('sts.amazonaws.com', 'iam.amazonaws.com', 'sso.amazonaws.com')),
		id: hostileText,
		at: fc.integer({min: START, max: START + 60 * MINUTE}),
		accountId: hostileText,
		region: hostileText,
		readOnly: fc.boolean(),
		caller: fc.record(
			{
				type: hostileText,
				userId: hostileText,
				accountId: hostileText,
				accessKeyId: hostileText,
				userName: hostileText,
				sourceIdentity: hostileText,
			},
			{requiredKeys: []},
		),
		request: fc.dictionary(
			fc.oneof(hostileText, fc.constantFrom('roleArn', 'roleSessionName', 'userName', 'targetPrincipal', 'name')),
			hostileText,
		),
		response: fc.dictionary(
			fc.oneof(
				hostileText,
				fc.constantFrom(
					'credentials.accessKeyId',
					'credentials.expiration',
					'assumedRoleUser.assumedRoleId',
					'assumedRoleUser.arn',
					'federatedUser.federatedUserId',
					'accessKey.accessKeyId',
					'user.userId',
				),
			),
			hostileText,
		),
	})
	.chain(event =>
		fc.option(hostileText, {nil: undefined}).map(shared => (shared === undefined ? event : {...event, sharedEventId: shared})),
	);
