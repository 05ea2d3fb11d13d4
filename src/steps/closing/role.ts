import type {Role} from '../../aws/ports.ts';
import {holdsOurs} from '../../containment/management-account/inline-policy.ts';
import {permissionSetOf} from '../../containment/reading/names.ts';
import type {RoleHolds} from '../../containment/recovery/set-left.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, SetPlan} from '../facts.ts';

const reservedPath = '/aws-reserved/sso.amazonaws.com/';
/** A role's policy is not everywhere at once; reading it back is tried for this long. */
export const readBackMs = 60_000;
export const readBackEveryMs = 3000;

/** The roles that permission sets have become in an account. */
export interface SetRoles {
	readonly accountId: string;
	readonly of: (set: SetPlan) => Promise<readonly Role[]>;
}

/** Listed when they are first asked for, and once for all sets. */
export function setRolesIn({ports}: IncidentWalk, accountId: string): SetRoles {
	let listed: Promise<readonly Role[]> | undefined;
	return {
		accountId,
		of: async set => {
			// A listing that failed is tried again for the next set.
			listed ??= ports.roles.rolesUnder(accountId, reservedPath).catch((error: unknown) => {
				listed = undefined;
				throw error;
			});
			return (await listed).filter(role => permissionSetOf(role.name) === set.name);
		},
	};
}

/** @param patience how long a role that holds ours is read again, in ms: a change takes its time to be seen everywhere */
export async function roleHolds(walk: IncidentWalk, roles: SetRoles, set: SetPlan, patience = 0): Promise<RoleHolds> {
	// Without the account or the set's name nobody can say which role it would be.
	if (roles.accountId === '' || set.name === set.arn) return 'unknown';
	const until = walk.clock.now() + patience;
	try {
		return await walk.read(text.steps.closing.reading(set.name), async () => {
			const named = await roles.of(set);
			for (;;) {
				const held = await Promise.all(named.map(({name}) => walk.ports.roles.inlinePoliciesOf(roles.accountId, name)));
				if (held.every(policies => policies === undefined)) return 'no-role';
				if (!held.some(policies => policies?.some(({document}) => holdsOurs(document, set.merged)))) return 'none-of-ours';
				if (walk.clock.now() >= until) return 'ours';
				await walk.clock.sleep(readBackEveryMs, walk.signal);
			}
		});
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return 'unknown';
	}
}
