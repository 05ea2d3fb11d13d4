import type {CheckedDeny} from '../policy/deny-policy.ts';
import type {Principal} from '../principal/principal.ts';

/** What tells who else is denied. */
export interface SeenFacts {
	readonly deny: CheckedDeny;
	/** Whom the deny is for. */
	readonly principals: readonly Principal[];
	/** `aws:userid` values of our own test sessions, which the deny may hold. */
	readonly testSessions: readonly string[];
	readonly sessionsSeen?: readonly SessionSeen[];
	/** Whether every place has answered that is asked for sessions: CloudTrail of the member accounts. */
	readonly sessionsComplete: boolean;
	/** The member accounts that were asked; absent where no name is denied. */
	readonly accountsAsked?: AccountsAsked;
}

/** The deny is on in every member account, and any of them may hold somebody of the same name. */
export type AccountsAsked = {
	/** How many have answered for all of the regions. */
	readonly answered: number;
	readonly of: number;
	/** Which accounts the organization has could not be listed: there are others that were not asked. */
	readonly othersUnknown?: true;
	readonly regions: readonly string[];
};

/** What is known when the plan is about to be confirmed. What is undefined could not be read, or has not been yet. */
export interface GuardFacts extends SeenFacts {
	readonly caller: {
		readonly accountId: string;
		readonly arn: string;
		/** `AROA…:session`, `AIDA…`, or the account id for root. */
		readonly userId: string;
		readonly identityCenterUserName?: string;
		readonly identityCenterUserId?: string;
		readonly sourceIdentity?: string;
	};
	/** Session and user names, user ids, `aws:userid` values and ARNs from the configuration. */
	readonly protectedPrincipals: readonly string[];
	readonly managementAccountId?: string;
	readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING';
	readonly serviceControlPolicies?: 'enabled' | 'pending' | 'disabled';
	/** Attached directly to the root. */
	readonly policiesOnRoot?: readonly {readonly id: string; readonly name: string; readonly awsManaged: boolean}[];
	/** How the deny comes to bind. */
	readonly attachment: {readonly way: 'root' | 'prepared' | 'below-root'; readonly targetIds: readonly string[]};
	/** By action, as IAM's simulator says. */
	readonly permissions?: Readonly<Record<string, 'allowed' | 'denied'>>;
	readonly expectedAccountId?: string;
}

/** A session by its `aws:userid`; `where` says where it was seen, for people. Counts and times are CloudTrail's; a finding has none. */
export type SessionSeen = {
	readonly userId: string;
	readonly where: string;
	readonly roleName?: string;
	readonly accountId?: string;
	/** How many events it was seen in. */
	readonly events?: number;
	/** Epoch ms. */
	readonly lastSeenAt?: number;
	/** Opened by Identity Center, for the person who has that name there. */
	readonly identityCenter?: boolean;
	/** Others who work under the very id that is denied; counts are of their calls alone. */
	readonly sameId?: SameId;
};

/** `theirsKnown`: whether the leaked access key is known, so that these are certainly others. `withoutKey` counts calls that do not say theirs. */
export type SameId = {readonly accessKeyIds: readonly string[]; readonly withoutKey: number; readonly theirsKnown: boolean};

/** `unknown` is not a pass: it is said, and the responder decides. Only `refuse` stops the plan. */
export type GuardOutcome = 'pass' | 'warn' | 'refuse' | 'unknown';

export type MatchedBy = 'user-id' | 'session-name' | 'source-identity' | 'exact-user-id';

export type GuardResult = {readonly outcome: GuardOutcome} & (
	| {
			readonly guard: 'not-you';
			/** `sameCase` is false when only upper and lower case tell the responder from the person denied. */
			readonly data: {readonly callerArn: string; readonly by?: MatchedBy; readonly sameCase?: boolean};
	  }
	| {readonly guard: 'protected-principal'; readonly data: {readonly checked: number; readonly matched: readonly string[]}}
	| {
			readonly guard: 'who-else';
			/**
			 * `differing` sessions have the name in other upper and lower case, and are not denied. `spared` counts all that are not.
			 * `complete` is false while CloudTrail has not said everything.
			 */
			readonly data: {
				readonly matching: readonly SessionSeen[];
				readonly differing: readonly SessionSeen[];
				readonly spared: number;
				readonly complete: boolean;
				readonly asked?: AccountsAsked;
			};
	  }
	| {readonly guard: 'management-account-caller'; readonly data: {readonly callerAccountId: string; readonly managementAccountId?: string}}
	| {readonly guard: 'feature-set'; readonly data: {readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING'}}
	| {readonly guard: 'policy-type'; readonly data: {readonly state?: 'enabled' | 'pending' | 'disabled'}}
	| {
			readonly guard: 'slot';
			/** `detachable` are the policies that somebody attached and could detach again to free a slot. */
			readonly data: {
				readonly attached?: number;
				readonly quota: number;
				readonly detachable: readonly {readonly id: string; readonly name: string}[];
				readonly way: 'root' | 'prepared' | 'below-root';
				readonly targetIds: readonly string[];
			};
	  }
	| {readonly guard: 'size'; readonly data: {readonly characters: number; readonly quota: number}}
	| {readonly guard: 'permissions'; readonly data: {readonly denied: readonly string[]}}
	| {readonly guard: 'expected-account'; readonly data: {readonly callerAccountId: string; readonly expectedAccountId: string}}
);

export type GuardName = GuardResult['guard'];
