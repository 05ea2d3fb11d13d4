import {matchesStatement} from '../authorization/authorize.ts';
import {statementsOf} from '../authorization/policy.ts';
import type {AuthorizationRequest} from '../authorization/request.ts';
import {accountOf, callerArn, type Principal, principalArn, type Role} from './principals.ts';

/**
 * What a role's trust policy says to a request: `directly` when it names the caller, `through-account` when it names the
 * caller's account, so that the account's own policies must allow it too.
 */
export type Trust = 'denied' | 'directly' | 'through-account' | 'not-at-all';

/** Judges a role's trust policy; IAM user guide, "AWS JSON policy elements: Principal". */
export function trustOf(role: Role, principal: Principal, request: AuthorizationRequest): Trust {
	let trust: Trust = 'not-at-all';
	for (const statement of statementsOf(role.trustPolicy)) {
		const named = namedBy(statement.Principal, principal);
		if (named === 'not-at-all' || !matchesStatement(statement, request, role.trustPolicy.Version)) continue;
		if (statement.Effect === 'Deny') return 'denied';
		if (trust !== 'directly') trust = named;
	}
	return trust;
}

function namedBy(element: string | Record<string, string | string[]> | undefined, principal: Principal): Trust {
	const names = typeof element === 'object' ? [element.AWS ?? []].flat() : [element ?? []].flat();
	if (names.includes(principalArn(principal)) || names.includes(callerArn(principal))) return 'directly';
	const account = accountOf(principal);
	return names.some(name => name === '*' || name === account || name === `arn:aws:iam::${account}:root`) ? 'through-account' : 'not-at-all';
}
