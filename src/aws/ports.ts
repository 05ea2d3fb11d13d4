/**
 * AWS in our own words: everything the steps may ask of it, and nothing more. Adapters in this folder speak to the SDK;
 * every failure leaves a port as a `Problem`. Reads page to the end, empty pages with a token included; an answer without its list, or
 * with rows that lack their ids, is a `not-what-aws-sends` problem and never counts as none.
 * All strings that come back are hostile text.
 */

import type {MergedInlinePolicy} from '../containment/management-account/inline-policy.ts';
import type {CheckedDeny} from '../containment/policy/deny-policy.ts';
import type {Finding} from '../containment/principal/finding.ts';
import type {ProbeOutcome} from '../containment/proof/denial.ts';
import type {TrailEvent} from '../containment/trail/trail.ts';

export type Partition = 'aws' | 'aws-cn' | 'aws-us-gov';

export interface AwsPorts {
	readonly session: SessionPort;
	readonly organizations: OrganizationsPort;
	readonly findings: FindingsPort;
	readonly identityCenter: IdentityCenterPort;
	readonly permissionSets: PermissionSetsPort;
	readonly roles: RolesPort;
	readonly accessKeys: AccessKeysPort;
	readonly trail: TrailPort;
	readonly probes: ProbesPort;
}

export interface Caller {
	readonly accountId: string;
	readonly arn: string;
	/** `AROA…:session`, `AIDA…`, or the account id for root (STS GetCallerIdentity). */
	readonly userId: string;
	readonly partition: Partition;
}

export interface SessionPort {
	/** Who the responder is to AWS. Cached: one caller per process. */
	caller(): Promise<Caller>;
	/** The account that an access key id belongs to (STS GetAccessKeyInfo), or undefined when AWS does not know it. */
	accountOfAccessKey(accessKeyId: string): Promise<string | undefined>;
	/**
	 * Where calls go when the environment or the profile sends those of any service somewhere other than AWS's own endpoints:
	 * `http://a` when all go there, otherwise each address with its services, `http://a (STS), http://b (EC2)`.
	 */
	readonly endpoint: string | undefined;
	/** The region that calls default to. */
	readonly region: string;
	/** The regions findings are looked for in. */
	readonly regions: readonly string[];
}

export interface Organization {
	readonly id: string;
	readonly managementAccountId: string;
	/** SCPs need `ALL`. */
	readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
}

export interface Root {
	readonly id: string;
	readonly arn: string;
	/** From ListRoots; DescribeOrganization's list of policy types is deprecated and never used. */
	readonly serviceControlPolicies: 'enabled' | 'pending' | 'disabled';
}

export interface OrganizationalUnit {
	readonly id: string;
	readonly name: string;
}

export interface Account {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
}

export interface PolicySummary {
	readonly id: string;
	readonly arn: string;
	readonly name: string;
	readonly description: string;
	readonly awsManaged: boolean;
}

export interface Policy extends PolicySummary {
	readonly document: string;
}

/** A change that AWS accepted. A type alias, so that it can go into a journal. */
export type Accepted = {
	/** AWS's request id, for the journal and for CloudTrail; empty when AWS sent none. */
	readonly requestId: string;
	/** AWS said that it was already so. */
	readonly already?: boolean;
};

export interface OrganizationsPort {
	describe(): Promise<Organization>;
	/** AWS organizations have exactly one root today. */
	root(): Promise<Root>;
	accounts(): Promise<readonly Account[]>;
	organizationalUnitsIn(parentId: string): Promise<readonly OrganizationalUnit[]>;
	accountsIn(parentId: string): Promise<readonly Account[]>;
	/** Service control policies attached directly to a root, OU or account. */
	policiesOn(targetId: string): Promise<readonly PolicySummary[]>;
	/** Every service control policy of the organization. */
	policies(): Promise<readonly PolicySummary[]>;
	policy(policyId: string): Promise<Policy | undefined>;
	/** Empty when the policy does not exist. */
	tagsOf(policyId: string): Promise<Readonly<Record<string, string>>>;
	/** Empty when the policy does not exist. */
	targetsOf(policyId: string): Promise<readonly string[]>;

	// Writes. Refused with `read-only` before anything is sent when the ports were opened read-only.
	/** Takes only a document that `checkDeny` let through, and checks it once more just before sending. A policy of the same name is a `policy-name-taken` problem. */
	createPolicy(policy: {
		readonly name: string;
		readonly description: string;
		readonly deny: CheckedDeny;
		readonly tags: Readonly<Record<string, string>>;
	}): Promise<Accepted & {readonly policyId: string; readonly arn: string}>;
	/** Replaces the document of a policy, wherever it is attached. The same gate as for `createPolicy`. */
	updatePolicy(policyId: string, deny: CheckedDeny): Promise<Accepted>;
	attachPolicy(policyId: string, targetId: string): Promise<Accepted>;
	detachPolicy(policyId: string, targetId: string): Promise<Accepted>;
	deletePolicy(policyId: string): Promise<Accepted>;
}

/** Where findings are read from: the responder's own account, or another one through the findings role. */
export interface FindingsSource {
	readonly region: string;
	/** Another account, reached through the findings role; the responder's own when absent. */
	readonly accountId?: string;
}

export interface FindingsPort {
	/** The account that administers GuardDuty for the organization, or undefined when there is none. */
	delegatedAdministrator(region: string): Promise<string | undefined>;
	/** Findings updated since `since` (epoch ms), archived and samples included, newest first. Empty when there is no detector there. */
	recent(source: FindingsSource, since: number): Promise<{readonly detector: boolean; readonly findings: readonly Finding[]}>;
}

export interface IdentityCenterInstance {
	readonly arn: string;
	readonly identityStoreId: string;
	/** Where its calls must go. */
	readonly region: string;
	readonly ownerAccountId?: string;
}

export interface IdentityCenterUser {
	readonly userId: string;
	readonly userName: string;
	readonly displayName?: string;
	/** `ENABLED`, `DISABLED`, or undefined when AWS does not say. */
	readonly status?: string;
	/** From an external identity provider (SCIM), which must be acted on there as well. */
	readonly external: boolean;
}

export interface Group {
	readonly groupId: string;
	/** The id when the name cannot be read. */
	readonly name: string;
}

export interface Assignment {
	readonly accountId: string;
	readonly permissionSetArn: string;
	readonly principalId: string;
	readonly principalType: 'USER' | 'GROUP';
}

export interface PermissionSet {
	readonly arn: string;
	readonly name: string;
	/** ISO 8601, PT1H to PT12H. */
	readonly sessionDuration: string;
}

export interface IdentityCenterPort {
	/** Looks in the session's region first, then in the chosen regions, then everywhere the partition has one; undefined when no organization instance is found. */
	instance(): Promise<IdentityCenterInstance | undefined>;
	userNamed(instance: IdentityCenterInstance, userName: string): Promise<IdentityCenterUser | undefined>;
	userWithId(instance: IdentityCenterInstance, userId: string): Promise<IdentityCenterUser | undefined>;
	groupsOf(instance: IdentityCenterInstance, userId: string): Promise<readonly Group[]>;
	assignmentsOf(
		instance: IdentityCenterInstance,
		principal: {readonly id: string; readonly type: 'USER' | 'GROUP'},
	): Promise<readonly Assignment[]>;
	permissionSet(instance: IdentityCenterInstance, arn: string): Promise<PermissionSet>;
}

/**
 * Permission sets and the roles they become. Must be asked in the management account: a delegated administrator may look, and is denied
 * every change of a permission set that is provisioned there; everybody else is denied by AWS.
 */
export interface PermissionSetsPort {
	/** The permission sets that have a role in an account, by ARN. */
	provisionedIn(instance: IdentityCenterInstance, accountId: string): Promise<readonly string[]>;
	/** The inline policy's text exactly as AWS keeps it, white space and key order included; empty when the set has none, and only then. */
	inlinePolicy(instance: IdentityCenterInstance, permissionSetArn: string): Promise<string>;
	/** One provisioning as AWS sees it now; one it does not know is a `not-found` problem. `reason` is AWS's own and hostile text. */
	provisioning(instance: IdentityCenterInstance, provisioningId: string): Promise<Provisioning>;
	/** The ids of the provisionings of one set to one account that AWS began at `since` (epoch ms) or later. */
	provisioningsSince(
		instance: IdentityCenterInstance,
		permissionSetArn: string,
		accountId: string,
		since: number,
	): Promise<readonly string[]>;

	// Writes. Refused with `read-only` before anything is sent when the ports were opened read-only. While AWS takes in an earlier write of
	// the same permission set, each is tried again for some seconds, then it is an `aws-busy` problem.
	/** Takes only what `mergeDeny` made, and checks it once more just before sending. AWS replaces the whole policy; nothing changes in any account until it is provisioned. */
	putInlinePolicy(instance: IdentityCenterInstance, permissionSetArn: string, merged: MergedInlinePolicy): Promise<Accepted>;
	/** Puts a saved text back byte for byte; an empty one removes the inline policy, and where none is left that is `already` so. */
	restoreInlinePolicy(instance: IdentityCenterInstance, permissionSetArn: string, saved: string): Promise<Accepted>;
	/**
	 * Asks for the set to be provisioned to one account. Asynchronous: `provisioning` tells how it went. AWS runs three at once (Identity
	 * Center user guide, "Quotas"); a fourth is tried again for some seconds, then it is a `throttled` problem.
	 */
	provision(
		instance: IdentityCenterInstance,
		permissionSetArn: string,
		accountId: string,
	): Promise<Accepted & {readonly provisioningId: string}>;
}

/** A type alias, so that it can go into a journal. */
export type Provisioning = {readonly state: 'in-progress' | 'succeeded' | 'failed'; readonly reason?: string};

export interface Role {
	readonly arn: string;
	readonly name: string;
	/** `AROA…` */
	readonly roleId: string;
	readonly path: string;
	/** Seconds. */
	readonly maxSessionDuration: number;
}

export interface RolesPort {
	/** A role in any account: directly when it is the responder's own account, through the findings role otherwise. Undefined when it does not exist. */
	role(accountId: string, roleName: string): Promise<Role | undefined>;
	/** Every role of an account whose path begins so: `/aws-reserved/sso.amazonaws.com/`. */
	rolesUnder(accountId: string, pathPrefix: string): Promise<readonly Role[]>;
	/**
	 * A role's inline policies, decoded to the JSON they stand for; undefined when the role does not exist. The text need not be the one that
	 * was put: compare what it says.
	 */
	inlinePoliciesOf(accountId: string, roleName: string): Promise<readonly InlinePolicy[] | undefined>;
	/** The IAM user an `AKIA…` key belongs to, in the responder's own account. */
	userOfAccessKey(accessKeyId: string): Promise<string | undefined>;
	/**
	 * What IAM's simulator says of a role in a request with these condition keys; a key left out is missing from the request. Rejects with a
	 * `Problem` when it cannot be asked: not knowing is no answer.
	 */
	simulate(request: Simulation): Promise<'allowed' | 'explicit-deny' | 'implicit-deny'>;
	/** What IAM's simulator says of the responder doing each action: `allowed`, `denied`, or undefined when the simulator may not be asked. */
	responderMay(actions: readonly string[]): Promise<Readonly<Record<string, 'allowed' | 'denied'>> | undefined>;
}

export interface InlinePolicy {
	readonly name: string;
	readonly document: string;
}

export interface Simulation {
	readonly accountId: string;
	/** With its path. */
	readonly roleArn: string;
	/** `ec2:DescribeInstances` */
	readonly action: string;
	readonly context: Readonly<Record<string, string>>;
}

export interface IamUser {
	readonly userName: string;
	/** `AIDA…` */
	readonly userId: string;
	readonly arn: string;
}

/** A type alias, so that it can go into a journal. */
export type AccessKey = {
	readonly id: string;
	readonly active: boolean;
	/** Epoch ms; absent when AWS does not say. */
	readonly createdAt?: number;
};

/** IAM users and their long-term keys in any account: as the responder in their own, through the containment role elsewhere. */
export interface AccessKeysPort {
	/** Undefined when there is none of that name. */
	user(accountId: string, userName: string): Promise<IamUser | undefined>;
	of(accountId: string, userName: string): Promise<readonly AccessKey[]>;

	// A write. Refused with `read-only` before anything is sent when the ports were opened read-only.
	setActive(accountId: string, userName: string, accessKeyId: string, active: boolean): Promise<Accepted>;
}

/** What CloudTrail's event history is asked by: AWS takes exactly one attribute (CloudTrail API, LookupEvents). */
export type TrailQuery = {readonly by: 'access-key' | 'user-name' | 'event-name'; readonly value: string};

export interface TrailPort {
	/**
	 * Management events of the last 90 days at most, newest first, in one account and region: as the responder in their own account, through
	 * the findings role elsewhere. Paced at AWS's 2 requests a second for each account and region. Each page is handed over as it comes;
	 * when it rejects or is aborted, what was handed over stands.
	 */
	events(
		place: {readonly accountId: string; readonly region: string},
		query: TrailQuery,
		range: {readonly since: number; readonly until?: number},
		options: {readonly signal: AbortSignal; readonly onPage: (events: readonly TrailEvent[]) => void},
	): Promise<void>;
}

export type ProbeService = 'ec2' | 's3';

/** A session of the probe role. Its secrets stay inside. */
export interface ProbeSession {
	readonly accountId: string;
	readonly sessionName: string;
	/** Recorded, so that nobody later takes the probe for the thief. */
	readonly accessKeyId: string;
	/** `AROA…:<session name>` as STS GetCallerIdentity answered it for this very session: which session is held, never a denial. */
	readonly userId: string;
	/** Epoch ms. */
	readonly expiresAt: number;
	/** One cheap read: `ec2:DescribeInstances` or `s3:ListAllMyBuckets`. Never throws: what is not an answer is `inconclusive`. */
	probe(service: ProbeService, region: string): Promise<ProbeOutcome>;
}

export interface ProbesPort {
	/** The role that probe sessions are of in every account, without its path. */
	readonly roleName: string;
	/**
	 * Assumes the probe role in a member account under a session name, and under nothing else: without a source identity.
	 * A session that AWS takes for another account's, role's or name's is a `probe-wrong-session` problem.
	 */
	assume(session: {readonly accountId: string; readonly sessionName: string; readonly incidentId: string}): Promise<ProbeSession>;
}
