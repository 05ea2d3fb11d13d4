import type {PermissionSet} from './identity-center.ts';
import type {Role} from './principals.ts';

/** What Identity Center calls the inline policy of a permission set in the roles it makes. */
export const INLINE_POLICY_NAME = 'AwsSSOInlinePolicy';

/** The name as the Identity Center user guide gives it in "Referencing permission sets in resource policies". */
export function reservedRoleName(permissionSetName: string, suffix: string): string {
	return `AWSReservedSSO_${permissionSetName}_${suffix}`;
}

/** The roles that Identity Center keeps for a permission set, one in each account where it is provisioned. */
export function reservedRolesOf(roles: ReadonlyMap<string, Role>, set: PermissionSet): Role[] {
	const start = reservedRoleName(set.name, '');
	return [...roles.values()].filter(
		({name, path}) =>
			path.startsWith('/aws-reserved/sso.amazonaws.com/') && name.startsWith(start) && /^[0-9a-f]{16}$/.test(name.slice(start.length)),
	);
}
