import {endpointsElsewhere} from './config/endpoints.ts';
import {once} from './once.ts';
import type {
	AccessKeysPort,
	AwsPorts,
	Caller,
	FindingsPort,
	IdentityCenterPort,
	OrganizationsPort,
	PermissionSetsPort,
	ProbesPort,
	RolesPort,
	TrailPort,
} from './ports.ts';
import type {Sdk} from './sdk.ts';
import type {RoleSessions} from './services/role-sessions.ts';

export interface RoleToAssume {
	readonly name: string;
	readonly externalId: string | undefined;
}

export interface PortSettings {
	readonly regions: readonly string[];
	readonly probeRole: RoleToAssume;
	readonly caller: () => Promise<Caller>;
	/** Of the findings role: it looks. */
	readonly sessions: RoleSessions;
	/** Of the containment role: it sets access keys inactive. */
	readonly containmentSessions: RoleSessions;
}

/** The ports, each with its adapter and SDK client loaded when it is first used. */
export function lazyPorts(sdk: Sdk, {regions, probeRole, caller, sessions, containmentSessions}: PortSettings): AwsPorts {
	const organizations = lazy<OrganizationsPort>(
		{
			describe: true,
			root: true,
			accounts: true,
			organizationalUnitsIn: true,
			accountsIn: true,
			policiesOn: true,
			policies: true,
			policy: true,
			tagsOf: true,
			targetsOf: true,
			createPolicy: true,
			updatePolicy: true,
			attachPolicy: true,
			detachPolicy: true,
			deletePolicy: true,
		},
		async () => (await import('./services/organizations.ts')).organizationsPort(sdk),
	);
	// The ARN of a session has the role's name without its path.
	const bareName = probeRole.name.slice(probeRole.name.lastIndexOf('/') + 1);
	const managementAccount = once(async () => (await organizations.describe()).managementAccountId);
	return {
		session: {
			caller,
			accountOfAccessKey: async accessKeyId => (await import('./services/session.ts')).accountOfAccessKey(sdk, accessKeyId),
			get endpoint() {
				return endpointsElsewhere(serviceId => sdk.settings.endpoint(serviceId));
			},
			region: sdk.settings.region,
			regions,
		},
		organizations,
		findings: lazy<FindingsPort>({delegatedAdministrator: true, recent: true}, async () =>
			(await import('./services/findings.ts')).findingsPort(sdk, sessions),
		),
		identityCenter: lazy<IdentityCenterPort>(
			{instance: true, userNamed: true, userWithId: true, groupsOf: true, assignmentsOf: true, permissionSet: true},
			async () => (await import('./services/identity-center.ts')).identityCenterPort(sdk, regions, managementAccount.get),
		),
		roles: lazy<RolesPort>(
			{role: true, rolesUnder: true, inlinePoliciesOf: true, userOfAccessKey: true, simulate: true, responderMay: true},
			async () => (await import('./services/roles.ts')).rolesPort(sdk, sessions, caller),
		),
		permissionSets: lazy<PermissionSetsPort>(
			{
				provisionedIn: true,
				inlinePolicy: true,
				provisioning: true,
				provisioningsSince: true,
				putInlinePolicy: true,
				restoreInlinePolicy: true,
				provision: true,
			},
			async () => (await import('./services/permission-sets.ts')).permissionSetsPort(sdk),
		),
		accessKeys: lazy<AccessKeysPort>({user: true, of: true, setActive: true}, async () =>
			(await import('./services/access-keys.ts')).accessKeysPort(sdk, containmentSessions),
		),
		trail: lazy<TrailPort>({events: true}, async () => (await import('./services/trail.ts')).trailPort(sdk, sessions)),
		probes: {
			...lazy<Pick<ProbesPort, 'assume'>>({assume: true}, async () =>
				(await import('./services/probes.ts')).probesPort(sdk, caller, {...probeRole, bareName}),
			),
			roleName: bareName,
		},
	};
}

/** A port whose methods load it first. Naming every method keeps the list complete: a missing one does not compile. */
function lazy<Port extends object>(methods: Readonly<Record<keyof Port, true>>, load: () => Promise<Port>): Port {
	const port = once(load);
	const call =
		(name: string) =>
		async (...given: unknown[]): Promise<unknown> => {
			const loaded = (await port.get()) as Readonly<Record<string, (...given: unknown[]) => unknown>>;
			return loaded[name]?.(...given);
		};
	return Object.fromEntries(Object.keys(methods).map(name => [name, call(name)])) as Port;
}
