import type {ProbeAccount} from '../../containment/proof/matrix.ts';
import type {IncidentWalk, Look} from '../facts.ts';
import {accountsToProbe} from '../probing/accounts.ts';
import {startLook} from './look.ts';

/** The accounts that will be probed, chosen beside the walk: the same ones are asked who else carries a name. */
export function lookForProbeAccounts(walk: IncidentWalk, limit: number): Look<readonly ProbeAccount[]> {
	return startLook<readonly ProbeAccount[]>([], async update => update(await accountsToProbe(walk, limit)));
}
