import {accountOf, type Credential, callerArn, userId} from '../principals.ts';

/** Who made a request; CloudTrail user guide, "CloudTrail userIdentity element". */
export interface UserIdentity {
	readonly type: 'AssumedRole' | 'IAMUser' | 'Root' | 'AWSAccount';
	readonly principalId: string;
	readonly arn?: string;
	readonly accountId: string;
	readonly accessKeyId?: string;
	readonly userName?: string;
	readonly sessionContext?: {
		readonly sessionIssuer: {
			readonly type: 'Role';
			readonly principalId: string;
			readonly arn: string;
			readonly accountId: string;
			readonly userName: string;
		};
		/** `mfaAuthenticated` is text. */
		readonly attributes: {readonly creationDate: string; readonly mfaAuthenticated: 'true' | 'false'};
		readonly sourceIdentity?: string;
	};
}

/** The Identity Center user of a session is not among it: AWS says that not all services log `onBehalfOf`, and the sandbox's log none. */
export function userIdentity({principal, accessKeyId, issuedAt}: Credential): UserIdentity {
	const known = {principalId: userId(principal), arn: callerArn(principal), accountId: accountOf(principal), accessKeyId};
	if (principal.kind === 'root') return {type: 'Root', ...known};
	if (principal.kind === 'user') return {type: 'IAMUser', ...known, userName: principal.user.name};
	const {role, sourceIdentity, multiFactor} = principal;
	return {
		type: 'AssumedRole',
		...known,
		sessionContext: {
			sessionIssuer: {type: 'Role', principalId: role.id, arn: role.arn, accountId: role.accountId, userName: role.name},
			attributes: {creationDate: `${new Date(issuedAt).toISOString().slice(0, 19)}Z`, mfaAuthenticated: multiFactor ? 'true' : 'false'},
			...(sourceIdentity !== undefined && {sourceIdentity}),
		},
	};
}
