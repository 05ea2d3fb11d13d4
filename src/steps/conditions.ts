import {isAllSearched} from '../containment/chain/searched.ts';
import type {Principal} from '../containment/principal/principal.ts';
import {accessKeysActive} from './access-keys.ts';
import type {Facts} from './facts.ts';
import {involvement, managementAccountState} from './reach.ts';

const kinds: readonly Principal['kind'][] = ['identity-center-user', 'iam-user', 'role-session', 'instance-role', 'root'];

/** What a runbook's `when` may name: how the management account, the access keys and the search stand, and what kind of principal it is about. */
export const conditions: ReadonlySet<string> = new Set([
	'management-account-involved',
	'management-account-open',
	'access-keys-active',
	'not-all-searched',
	...kinds,
]);

/** Unknown counts as involved, and as open: the unsafe reading is taken as true. */
export function holds(condition: string, facts: Facts): boolean {
	if (condition === 'management-account-involved') return involvement(facts).involved !== 'no';
	if (condition === 'management-account-open') return !['not-involved', 'closed'].includes(managementAccountState(facts));
	if (condition === 'access-keys-active') return accessKeysActive(facts);
	if (condition === 'not-all-searched') return facts.searched === undefined || !isAllSearched(facts.searched);
	return (facts.subjects ?? []).some(({principal}) => principal.kind === condition);
}
