import {AwsFault} from '../../wire/fault.ts';
import type {IdentityCenter, PermissionSet} from '../../world/identity-center.ts';
import {reservedRolesOf} from '../../world/reserved-roles.ts';
import type {Call} from '../service.ts';

export const LIST_MAXIMUM = 100;
const SERVICE_PRINCIPAL = 'sso.amazonaws.com';

interface OnInstance {
	readonly InstanceArn?: string | undefined;
}

interface OnPermissionSet extends OnInstance {
	readonly PermissionSetArn?: string | undefined;
}

/** Identity Center's own refusals. Unless said otherwise the words are made up: its pages give codes, not messages. */
export const refuse = {
	accessDenied: () => new AwsFault('AccessDeniedException', 'You do not have sufficient access to perform this action.'),
	notFound: (message: string) => new AwsFault('ResourceNotFoundException', message),
	invalid: (message: string) => new AwsFault('ValidationException', message),
	conflict: () => new AwsFault('ConflictException', 'A previous write of this permission set has not propagated yet.'),
	throttled: (message: string) => new AwsFault('ThrottlingException', message),
};

/** The instance answers in its own region, to the account that owns it and to its delegated administrator. */
export function instanceNamed(input: OnInstance, call: Call): IdentityCenter {
	const {identityCenter} = call.world;
	if (!isManagementAccount(call) && !isDelegatedAdministrator(call)) throw refuse.accessDenied();
	if (call.region !== identityCenter.region || input.InstanceArn !== identityCenter.instanceArn) {
		throw refuse.notFound('The requested instance does not exist.');
	}
	return identityCenter;
}

export function permissionSetNamed(input: OnPermissionSet, call: Call): PermissionSet {
	const set = instanceNamed(input, call).permissionSets.get(input.PermissionSetArn ?? '');
	if (set === undefined) throw refuse.notFound('Could not find the permission set.');
	return set;
}

/**
 * A permission set that the caller's account may alter. A delegated administrator may not alter those that are provisioned in the
 * management account: Identity Center user guide, "Delegated administration".
 */
export function alterablePermissionSet(input: OnPermissionSet, call: Call): PermissionSet {
	const set = permissionSetNamed(input, call);
	const {roles, organization} = call.world;
	const inManagement = reservedRolesOf(roles, set).some(({accountId}) => accountId === organization.managementAccountId);
	if (inManagement && !isManagementAccount(call)) throw refuse.accessDenied();
	return set;
}

/** The management account, for what a delegated administrator is refused. */
export function onlyManagementAccount(call: Call): void {
	if (!isManagementAccount(call)) throw refuse.accessDenied();
}

/** What authorization of a change of a permission set names. */
export const onPermissionSet = {resource: (input: OnPermissionSet) => input.PermissionSetArn ?? '*'};

function isManagementAccount({accountId, world: {organization}}: Call): boolean {
	return accountId === organization.managementAccountId;
}

function isDelegatedAdministrator({accountId, world: {organization}}: Call): boolean {
	return organization.delegatedAdministrators.get(accountId)?.includes(SERVICE_PRINCIPAL) ?? false;
}
