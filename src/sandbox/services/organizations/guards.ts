import type {Call} from '../service.ts';
import {refuse} from './faults.ts';

/** The most that one page of an Organizations listing holds. */
export const LIST_MAXIMUM = 20;

/** Organizations answers reads to the management account and to delegated administrators alone. */
export function readableBy({world: {organization}, accountId}: Call): void {
	if (accountId !== organization.managementAccountId && !organization.delegatedAdministrators.has(accountId)) throw refuse.accessDenied();
}

/** Without a delegation policy, which this organization has none of, only the management account writes. */
export function writableBy({world: {organization}, accountId}: Call): void {
	if (accountId !== organization.managementAccountId) throw refuse.accessDenied();
}
