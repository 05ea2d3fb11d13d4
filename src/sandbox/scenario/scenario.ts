import type {PolicyDocument, Statement} from '../authorization/policy.ts';
import type {Fault} from '../faults.ts';
import type {ActorData, GoalData, InjectData, PropagationData} from './play.ts';

/**
 * Everything that a sandbox begins with, as plain data: ages are in minutes before the sandbox's start, names stand for the
 * things they name. Identifiers that nobody needs to know beforehand are made from the seed.
 */
export interface Scenario {
	readonly name: string;
	readonly rehearsal: RehearsalData;
	readonly regions: readonly string[];
	readonly organization: OrganizationData;
	readonly identityCenter: IdentityCenterData;
	readonly roles: readonly RoleData[];
	readonly iamUsers: readonly IamUserData[];
	/** Live sessions by name; findings and tests refer to them. */
	readonly sessions: Readonly<Record<string, SessionData>>;
	/** The session, among `sessions`, that the responder works in. */
	readonly responder: string;
	/** The role that the program's live check assumes. */
	readonly probeRole: string;
	readonly guardDuty: {readonly administrator: string; readonly regions: readonly string[]};
	readonly findings: readonly FindingData[];
	/** What happened before the sandbox's start and can be looked up in CloudTrail; the assuming of sessions comes by itself. */
	readonly history?: readonly PastCallData[];
	readonly instances: readonly InstanceData[];
	readonly buckets: readonly {readonly name: string; readonly account: string; readonly region: string}[];
	/** Ways in which this world goes wrong on purpose. */
	readonly faults?: readonly Fault[];
	/** How long a policy change takes to reach a place; the sandbox's own when absent. */
	readonly propagation?: PropagationData;
	/** Who is at work in it, beside the responder. */
	readonly actors?: readonly ActorData[];
	/** What comes in between. */
	readonly injects?: readonly InjectData[];
	readonly goal?: GoalData;
}

/** What whoever rehearses is told. */
export interface RehearsalData {
	/** A few words: what happened. */
	readonly title: string;
	readonly difficulty?: 'easy' | 'medium' | 'hard';
	/** One sentence: what whoever plays it will know afterwards. */
	readonly teaches?: string;
	/** Sentences, told before the first question. */
	readonly story: readonly string[];
	/** The finding to pick, by its type and by what the program calls whoever it is about. */
	readonly finding?: {readonly type: string; readonly principal: string};
	/** Whom to name where no finding does: what was said on the phone. */
	readonly tip?: string;
}

export interface OrganizationData {
	readonly id: string;
	/** `ALL` when absent. With consolidated billing alone there are no policies of any kind. */
	readonly featureSet?: 'ALL' | 'CONSOLIDATED_BILLING';
	/** Switched on when absent. While they are off nothing is attached anywhere: AWS detaches everything when they are switched off. */
	readonly serviceControlPolicies?: 'disabled';
	readonly rootId: string;
	readonly managementAccount: string;
	readonly units: readonly {readonly id: string; readonly name: string; readonly parent: string}[];
	readonly accounts: readonly AccountData[];
	readonly delegatedAdministrators: readonly {readonly account: string; readonly services: readonly string[]}[];
	/** Service control policies beside `p-FullAWSAccess`, which every node has. */
	readonly policies: readonly ServiceControlPolicyData[];
}

export interface AccountData {
	readonly id: string;
	readonly name: string;
	/** The root or a unit. */
	readonly parent: string;
	readonly alias?: string;
	/** Closed: still listed for 90 days, and nobody gets in. */
	readonly suspended?: boolean;
}

export interface ServiceControlPolicyData {
	readonly id: string;
	readonly name: string;
	readonly description: string;
	readonly document: PolicyDocument;
	/** The root, units and accounts it is attached to. */
	readonly targets: readonly string[];
	readonly tags?: Readonly<Record<string, string>>;
}

export interface IdentityCenterData {
	readonly region: string;
	/** `ssoins-` and 16 characters. */
	readonly instanceId: string;
	/** `d-` and 10 hexadecimal digits. */
	readonly identityStoreId: string;
	readonly users: readonly {readonly id: string; readonly userName: string; readonly displayName: string; readonly disabled?: boolean}[];
	readonly groups: readonly {readonly id: string; readonly name: string; readonly members: readonly string[]}[];
	readonly permissionSets: readonly PermissionSetData[];
	readonly assignments: readonly ({readonly account: string; readonly permissionSet: string} & (
		| {readonly user: string; readonly group?: never}
		| {readonly group: string; readonly user?: never}
	))[];
}

export interface PermissionSetData {
	readonly name: string;
	readonly description: string;
	/** ISO 8601. */
	readonly sessionDuration: string;
	/** Names of AWS managed policies. */
	readonly managedPolicies: readonly string[];
	readonly inlinePolicy?: PolicyDocument;
	/** The inline policy's exact text, white space and key order included, in place of `inlinePolicy`. */
	readonly inlinePolicyText?: string;
}

export interface RoleData {
	/** Account ids; `members` stands for every account but the management account. */
	readonly accounts: readonly string[] | 'members';
	readonly name: string;
	readonly path?: string;
	readonly description: string;
	readonly trust: readonly Statement[];
	readonly policies: Readonly<Record<string, PolicyDocument>>;
	readonly managedPolicies?: readonly string[];
	readonly maxSessionHours: number;
}

export interface IamUserData {
	readonly account: string;
	readonly name: string;
	readonly policies: Readonly<Record<string, PolicyDocument>>;
	readonly managedPolicies?: readonly string[];
	/** Long-term access keys: one when absent; AWS allows two. */
	readonly keys?: number;
	/** Long ago when absent. */
	readonly createdMinutesAgo?: number;
}

export type SessionData = RoleSessionData | RootSessionData;

export interface RoleSessionData {
	readonly account: string;
	/** A role's name, or the permission set whose reserved role it is. */
	readonly role: {readonly name: string} | {readonly permissionSet: string};
	/** The session's name. For Identity Center the user's. */
	readonly name: string;
	/** The directory's user whose session it is, by the user's name now; the one of the session's name when absent. */
	readonly user?: string;
	readonly startedMinutesAgo: number;
	/** Absent on a session that never runs out. */
	readonly hours?: number;
	readonly region: string;
	/** The session, among the scenario's, that assumed the role by AssumeRole; in its own region. */
	readonly assumedBy?: string;
	/** From where and with what its holder makes the calls in `history`. */
	readonly client?: {readonly ip: string; readonly userAgent: string};
}

/** A call of one of the scenario's sessions, as CloudTrail recorded it. */
export interface PastCallData {
	/** A session of the scenario, by its name among `sessions`. */
	readonly who: string;
	/** The prefix of the service's IAM actions. */
	readonly service: string;
	/** The operation's name. */
	readonly name: string;
	/** The session's when absent. */
	readonly region?: string;
	readonly minutesAgo: number;
	/** In CloudTrail's spelling: `userName`. */
	readonly request?: Readonly<Record<string, unknown>>;
	/** As `request`. For CreateUser, CreateAccessKey and CreateRole of what the scenario has, AWS's answer is made up when this is absent. */
	readonly response?: Readonly<Record<string, unknown>>;
	readonly error?: {readonly code: string; readonly message: string};
}

/** A session of an account's root user. */
export interface RootSessionData {
	readonly account: string;
	readonly root: true;
	readonly startedMinutesAgo: number;
	readonly hours?: number;
	readonly region: string;
}

export interface FindingData {
	readonly type: string;
	readonly title?: string;
	readonly description?: string;
	readonly severity: number;
	readonly account: string;
	readonly region: string;
	readonly firstSeenMinutesAgo: number;
	readonly lastSeenMinutesAgo: number;
	readonly count: number;
	readonly archived?: boolean;
	readonly sample?: boolean;
	readonly who: Culprit;
	readonly call?: ApiCallData;
	readonly remote?: RemoteData;
	readonly bucket?: string;
}

/** Whose credentials a finding is about. */
export type Culprit =
	/** A session of the scenario; `userName` replaces the role's name. */
	| {readonly session: string; readonly userName?: string; readonly instance?: string}
	| {readonly iamUser: string}
	/** The account's root user; with the access key of its live session where the scenario has one. */
	| {readonly root: true}
	/** An attack sequence names its actors, each a session of the scenario, and no access key. */
	| {readonly sequence: readonly string[]}
	/** Made-up details, as sample findings have them. */
	| {
			readonly generated: {
				readonly accessKeyId: string;
				readonly principalId: string;
				readonly userName: string;
				readonly userType: string;
			};
	  };

export interface ApiCallData {
	readonly api: string;
	readonly serviceName: string;
	readonly userAgent: string;
	readonly errorCode?: string;
}

export interface RemoteData {
	readonly ip: string;
	readonly city: string;
	readonly country: string;
	readonly asn: string;
	readonly organization: string;
}

export interface InstanceData {
	readonly id: string;
	readonly account: string;
	readonly region: string;
	readonly name: string;
	readonly type: string;
	readonly privateIp: string;
	/** The name of the role in its instance profile. */
	readonly role?: string;
}
