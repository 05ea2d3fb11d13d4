import type {PolicyDocument, Statement} from '../authorization/policy.ts';

/**
 * Everything that a sandbox begins with, as plain data: ages are in minutes before the sandbox's start, names stand for the
 * things they name. Identifiers that nobody needs to know beforehand are made from the seed.
 */
export interface Scenario {
	readonly name: string;
	readonly regions: readonly string[];
	readonly organization: OrganizationData;
	readonly identityCenter: IdentityCenterData;
	readonly roles: readonly RoleData[];
	readonly iamUsers: readonly IamUserData[];
	/** Live role sessions by name; findings and tests refer to them. */
	readonly sessions: Readonly<Record<string, SessionData>>;
	/** The session, among `sessions`, that the responder works in. */
	readonly responder: string;
	/** The role that the program's live check assumes. */
	readonly probeRole: string;
	readonly guardDuty: {readonly administrator: string; readonly regions: readonly string[]};
	readonly findings: readonly FindingData[];
	readonly instances: readonly InstanceData[];
	readonly buckets: readonly {readonly name: string; readonly account: string; readonly region: string}[];
}

export interface OrganizationData {
	readonly id: string;
	readonly rootId: string;
	readonly managementAccount: string;
	readonly units: readonly {readonly id: string; readonly name: string; readonly parent: string}[];
	readonly accounts: readonly {readonly id: string; readonly name: string; readonly parent: string; readonly alias?: string}[];
	readonly delegatedAdministrators: readonly {readonly account: string; readonly services: readonly string[]}[];
	/** Service control policies beside `p-FullAWSAccess`, which every node has. */
	readonly policies: readonly {
		readonly id: string;
		readonly name: string;
		readonly description: string;
		readonly document: PolicyDocument;
		readonly targets: readonly string[];
	}[];
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
}

export interface SessionData {
	readonly account: string;
	/** A role's name, or the permission set whose reserved role it is. */
	readonly role: {readonly name: string} | {readonly permissionSet: string};
	/** The session's name. For Identity Center the user's. */
	readonly name: string;
	readonly startedMinutesAgo: number;
	/** Absent on a session that never runs out. */
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
