import {identityRows} from './leftover-identity-events.ts';
import {resourceRows} from './leftover-resource-events.ts';

/** What a call made or changed, by what has to be done about it. */
export type LeftoverKind =
	| 'user'
	| 'access-key'
	| 'other-credential'
	| 'login-profile'
	| 'role'
	| 'trust'
	| 'permissions'
	| 'mfa-device'
	| 'identity-provider'
	| 'root-access'
	| 'token'
	| 'audit-trail'
	| 'detector'
	| 'recorder'
	| 'identity-center-access'
	| 'identity-center-directory'
	| 'identity-center-settings'
	| 'entitlement'
	| 'organization'
	| 'resource-share'
	| 'cluster-access'
	| 'function'
	| 'instance'
	| 'remote-command'
	| 'key-pair'
	| 'shared-image'
	| 'bucket'
	| 'encryption-key'
	/** A secret that was read: it has to be rotated. */
	| 'secret-read'
	/** Any other write: nothing is hidden. */
	| 'other-change';

/** Where the names are: the paths in the order they are tried, each in the request first, then in the answer. `*` is every place in a list. */
export type Names = Readonly<Record<string, readonly string[]>>;

export type LeftoverEvent = {
	readonly kind: LeftoverKind;
	readonly names: Names;
	/** Counts only when the request says so. */
	readonly onlyWhen?: readonly [path: string, value: string];
};

/**
 * One row of the table: CloudTrail's event names with the paths of what they name, which are the API models' members with a small first
 * letter (CloudTrail user guide, "CloudTrail record contents"; letter case is not relied on). Lambda's names carry a date there, which is
 * left out here. `*` as the only call stands for every write of that service that no other row names.
 */
export type Row = readonly [
	kind: LeftoverKind,
	service: string,
	calls: readonly string[],
	names: Names,
	onlyWhen?: readonly [string, string],
];

const table: ReadonlyMap<string, LeftoverEvent> = new Map(
	[...identityRows, ...resourceRows].flatMap(([kind, service, calls, names, onlyWhen]) =>
		calls.map(call => [`${service}:${call}`, {kind, names, ...(onlyWhen === undefined ? {} : {onlyWhen})}] as const),
	),
);

/** What a call is, when it is known to leave something behind; `service` is the event source's first part. */
export function leftoverEvent(service: string, call: string): LeftoverEvent | undefined {
	return table.get(`${service}:${call}`);
}

/** What every write of a service is, for the services where all of them matter. */
export function writeOf(service: string): LeftoverEvent | undefined {
	return table.get(`${service}:*`);
}
