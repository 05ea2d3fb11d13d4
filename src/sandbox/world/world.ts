import type {Finding} from '@aws-sdk/client-guardduty';
import type {PolicyDocument} from '../authorization/policy.ts';
import type {IdentityCenter} from './identity-center.ts';
import type {Ids} from './ids.ts';
import type {Organization} from './organization.ts';
import type {Credential, IamUser, Role} from './principals.ts';
import type {Trail} from './trail/trail.ts';

/** Everything that the simulated AWS knows. Tests may change whatever is not read-only; changes count from the next call. */
export interface World {
	readonly ids: Ids;
	readonly organization: Organization;
	readonly identityCenter: IdentityCenter;
	/** By ARN. */
	readonly roles: Map<string, Role>;
	/** By ARN. */
	readonly iamUsers: Map<string, IamUser>;
	/** By access key id. */
	readonly credentials: Map<string, Credential>;
	/** The documents of AWS managed policies, by ARN. */
	readonly managedPolicies: ReadonlyMap<string, PolicyDocument>;
	readonly guardDuty: GuardDuty;
	readonly trail: Trail;
	/** Account aliases by account id. */
	readonly accountAliases: Map<string, string>;
	readonly instances: Instance[];
	readonly buckets: Bucket[];
	/** The regions that are switched on. */
	readonly regions: readonly string[];
}

export interface GuardDuty {
	/** The delegated administrator's account, which sees the findings of every account. */
	readonly administratorId: string;
	readonly detectors: Detector[];
	/** In the shape GetFindings answers; `AccountId` and `Region` say where they belong. */
	readonly findings: Finding[];
}

export interface Detector {
	readonly id: string;
	readonly accountId: string;
	readonly region: string;
	readonly createdAt: number;
}

export interface Instance {
	readonly id: string;
	readonly accountId: string;
	readonly region: string;
	readonly type: string;
	readonly privateIp: string;
	readonly launchedAt: number;
	readonly profileArn: string | undefined;
	readonly name: string;
}

export interface Bucket {
	readonly name: string;
	readonly accountId: string;
	readonly region: string;
	readonly createdAt: number;
}
