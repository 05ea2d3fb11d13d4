import type {PermissionSetsPort} from '../ports.ts';
import type {Sdk} from '../sdk.ts';

export function permissionSetsPort(_sdk: Sdk): PermissionSetsPort {
	throw new Error('not built');
}
