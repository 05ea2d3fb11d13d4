import type {PolicyDocument} from '../authorization/policy.ts';

export interface Role {
	readonly arn: string;
	/** The unique id, `AROA…`. */
	readonly id: string;
	readonly accountId: string;
	readonly name: string;
	/** Begins and ends with a slash. */
	readonly path: string;
	readonly description: string;
	trustPolicy: PolicyDocument;
	/** Inline policies by name. */
	readonly inlinePolicies: Map<string, PolicyDocument>;
	readonly managedPolicyArns: readonly string[];
	readonly maxSessionSeconds: number;
	readonly createdAt: number;
}

export interface IamUser {
	readonly arn: string;
	/** The unique id, `AIDA…`. */
	readonly id: string;
	readonly accountId: string;
	readonly name: string;
	readonly path: string;
	readonly inlinePolicies: Map<string, PolicyDocument>;
	readonly managedPolicyArns: readonly string[];
	readonly createdAt: number;
}

/** A role's session. */
export interface RoleSession {
	readonly kind: 'role-session';
	readonly role: Role;
	readonly name: string;
	readonly sourceIdentity: string | undefined;
	/** The Identity Center user it was made for; a session made by AssumeRole has none. */
	readonly identityStoreUserId: string | undefined;
	readonly multiFactor: boolean;
}

export type Principal = RoleSession | {readonly kind: 'user'; readonly user: IamUser} | {readonly kind: 'root'; readonly accountId: string};

export interface Credential {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	/** Absent on long-term keys. */
	readonly sessionToken: string | undefined;
	readonly principal: Principal;
	/** Milliseconds since the epoch. */
	readonly issuedAt: number;
	/** Milliseconds since the epoch; absent on what never runs out. */
	readonly expiresAt: number | undefined;
	/** Switched off with UpdateAccessKey, which only long-term keys can be. */
	inactive?: boolean;
}

/** The account a principal belongs to: its service control policies are the ones that bind. */
export function accountOf(principal: Principal): string {
	if (principal.kind === 'root') return principal.accountId;
	return principal.kind === 'user' ? principal.user.accountId : principal.role.accountId;
}

/** The ARN that GetCallerIdentity answers and denials name. */
export function callerArn(principal: Principal): string {
	if (principal.kind === 'root') return `arn:aws:iam::${principal.accountId}:root`;
	if (principal.kind === 'user') return principal.user.arn;
	return `arn:aws:sts::${principal.role.accountId}:assumed-role/${principal.role.name}/${principal.name}`;
}

/** `aws:userid`, as the IAM User Guide's table of policy variables gives it for each kind of principal. */
export function userId(principal: Principal): string {
	if (principal.kind === 'root') return principal.accountId;
	return principal.kind === 'user' ? principal.user.id : `${principal.role.id}:${principal.name}`;
}

/** `aws:PrincipalArn`: for a session the role's own ARN with its path, not the session's. */
export function principalArn(principal: Principal): string {
	return principal.kind === 'role-session' ? principal.role.arn : callerArn(principal);
}
