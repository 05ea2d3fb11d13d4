/**
 * One event of CloudTrail in our own words. Every string is hostile text. Session tokens and secrets are never among them.
 * A type alias, like all that may go into a journal.
 */
export type TrailEvent = {
	readonly id: string;
	/** `AssumeRole` */
	readonly name: string;
	/** `sts.amazonaws.com` */
	readonly source: string;
	/** Epoch ms. */
	readonly at: number;
	/** The account whose event history holds it (recipientAccountId). */
	readonly accountId: string;
	readonly region: string;
	readonly readOnly: boolean;
	/** AWS's code when the call failed. */
	readonly errorCode?: string;
	readonly caller: TrailCaller;
	/** The plain values of the request, by dotted path: `roleArn`, `policyArns.0.arn`. */
	readonly request: Readonly<Record<string, string>>;
	/** The plain values of the answer: `credentials.accessKeyId`. */
	readonly response: Readonly<Record<string, string>>;
	readonly sourceIp?: string;
	readonly userAgent?: string;
	/** The same for the two events that a call across accounts leaves, one in each account. */
	readonly sharedEventId?: string;
};

/** CloudTrail's userIdentity. Any part may be missing. */
export type TrailCaller = {
	/** `AssumedRole`, `IAMUser`, `Root`, `AWSAccount`, … */
	readonly type?: string;
	/** The `aws:userid` (principalId): `AROA…:<session name>`. */
	readonly userId?: string;
	readonly accountId?: string;
	readonly arn?: string;
	readonly accessKeyId?: string;
	/** The role's name for a session (sessionIssuer), the user's for an IAM user. */
	readonly userName?: string;
	readonly sourceIdentity?: string;
	/** The Identity Center user, where a service logs it (onBehalfOf). */
	readonly identityStoreUserId?: string;
};
