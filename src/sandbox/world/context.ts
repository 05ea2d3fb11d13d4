import {accountOf, type Credential, principalArn, userId} from './principals.ts';
import type {World} from './world.ts';

/** The circumstances of a request that policies can ask for. */
export interface Circumstances {
	readonly region: string;
	readonly userAgent: string;
	/** Milliseconds since the epoch. */
	readonly now: number;
}

/**
 * The global condition keys of a request, each present exactly when AWS would send it: the IAM User Guide's "AWS global
 * condition context keys" says for each which principals carry it.
 */
export function requestContext(world: World, caller: Credential, circumstances: Circumstances): Record<string, string> {
	const {principal} = caller;
	const context: Record<string, string> = {
		'aws:userid': userId(principal),
		'aws:PrincipalArn': principalArn(principal),
		'aws:PrincipalType': {root: 'Account', user: 'User', 'role-session': 'AssumedRole'}[principal.kind],
		'aws:PrincipalAccount': accountOf(principal),
		'aws:PrincipalOrgID': world.organization.id,
		'aws:RequestedRegion': circumstances.region,
		'aws:CurrentTime': new Date(circumstances.now).toISOString(),
		'aws:EpochTime': String(Math.floor(circumstances.now / 1000)),
		'aws:SecureTransport': 'true',
		'aws:UserAgent': circumstances.userAgent,
	};
	if (principal.kind === 'user') context['aws:username'] = principal.user.name;
	if (caller.sessionToken !== undefined) context['aws:TokenIssueTime'] = new Date(caller.issuedAt).toISOString();
	if (principal.kind === 'role-session') {
		context['aws:MultiFactorAuthPresent'] = String(principal.multiFactor);
		if (principal.sourceIdentity !== undefined) context['aws:SourceIdentity'] = principal.sourceIdentity;
		if (principal.identityStoreUserId !== undefined) context['identitystore:UserId'] = principal.identityStoreUserId;
	}
	return context;
}
