import type {Ids} from '../ids.ts';
import type {Credential} from '../principals.ts';
import {accountOf} from '../principals.ts';
import {type UserIdentity, userIdentity} from './user-identity.ts';

/** Parameters as CloudTrail spells them. */
export type Parameters = Readonly<Record<string, unknown>>;

/** A management event under CloudTrail's own names; CloudTrail user guide, "CloudTrail record contents". */
export interface ManagementEvent {
	readonly eventVersion: '1.11';
	readonly userIdentity: UserIdentity;
	/** ISO 8601, to the second. */
	readonly eventTime: string;
	readonly eventSource: string;
	readonly eventName: string;
	readonly awsRegion: string;
	readonly sourceIPAddress: string;
	readonly userAgent: string;
	readonly errorCode?: string;
	readonly errorMessage?: string;
	readonly requestParameters: Parameters | null;
	readonly responseElements: Parameters | null;
	readonly requestID: string;
	readonly eventID: string;
	readonly readOnly: boolean;
	readonly resources?: readonly {readonly accountId: string; readonly type: string; readonly ARN: string}[];
	readonly eventType: 'AwsApiCall';
	readonly managementEvent: true;
	readonly recipientAccountId: string;
	readonly sharedEventID?: string;
	readonly eventCategory: 'Management';
}

/** A call that somebody made, as much of it as CloudTrail records. */
export interface TrailedCall {
	readonly caller: Credential;
	/** Milliseconds since the epoch. */
	readonly at: number;
	/** The prefix of the service's IAM actions. */
	readonly service: string;
	readonly name: string;
	readonly region: string;
	readonly readOnly: boolean;
	readonly request: Parameters | null;
	/** What was answered; recorded only where CloudTrail does so. */
	readonly response: Parameters | null;
	readonly error?: {readonly code: string; readonly message: string};
	readonly sourceIp: string;
	readonly userAgent: string;
	readonly requestId: string;
}

/** Services with one endpoint for all regions; CloudTrail user guide, "Global service events". */
const GLOBAL: ReadonlySet<string> = new Set(['iam', 'organizations']);
/** Reads whose answers CloudTrail records; IAM user guide, "Logging IAM and AWS STS API calls with AWS CloudTrail". */
const ANSWERS_OF_READS: ReadonlySet<string> = new Set(['sts:AssumeRole']);

/**
 * The events that a call leaves: one in the caller's account, and a second one in the account of a role that was assumed across accounts,
 * which knows the caller only as somebody of another account. What is denied across accounts leaves none there. IAM user guide, as above.
 */
export function managementEvents(call: TrailedCall, ids: Ids): ManagementEvent[] {
	const home = accountOf(call.caller.principal);
	const roleArn = call.name === 'AssumeRole' && call.service === 'sts' ? call.request?.roleArn : undefined;
	const roleAccount = typeof roleArn === 'string' && call.error === undefined ? roleArn.split(':')[4] : undefined;
	const identity = userIdentity(call.caller);
	const common = {
		...commonPart(call),
		...(typeof roleArn === 'string' &&
			roleAccount !== undefined && {resources: [{accountId: roleAccount, type: 'AWS::IAM::Role', ARN: roleArn}]}),
	};
	const inAccount = (accountId: string, identity: UserIdentity, shared: object): ManagementEvent => ({
		...common,
		userIdentity: identity,
		eventID: ids.uuid(`event/${call.requestId}/${accountId}`),
		recipientAccountId: accountId,
		...shared,
	});
	if (roleAccount === undefined || roleAccount === home) return [inAccount(home, identity, {})];
	const shared = {sharedEventID: ids.uuid(`shared-event/${call.requestId}`)};
	const stranger: UserIdentity = {type: 'AWSAccount', principalId: identity.principalId, accountId: home};
	return [inAccount(home, identity, shared), inAccount(roleAccount, stranger, shared)];
}

function commonPart(call: TrailedCall): Omit<ManagementEvent, 'userIdentity' | 'eventID' | 'recipientAccountId'> {
	const answered = call.error === undefined && (!call.readOnly || ANSWERS_OF_READS.has(`${call.service}:${call.name}`));
	return {
		eventVersion: '1.11',
		eventTime: `${new Date(call.at).toISOString().slice(0, 19)}Z`,
		eventSource: `${call.service}.amazonaws.com`,
		eventName: call.name,
		awsRegion: GLOBAL.has(call.service) ? 'us-east-1' : call.region,
		sourceIPAddress: call.sourceIp,
		userAgent: call.userAgent,
		...(call.error && {errorCode: errorCode(call.service, call.error.code), errorMessage: call.error.message}),
		requestParameters: call.request,
		responseElements: answered ? call.response : null,
		requestID: call.requestId,
		readOnly: call.readOnly,
		eventType: 'AwsApiCall',
		managementEvent: true,
		eventCategory: 'Management',
	};
}

/** EC2's own codes carry a prefix in CloudTrail. */
function errorCode(service: string, code: string): string {
	return service === 'ec2' ? `Client.${code}` : code;
}
