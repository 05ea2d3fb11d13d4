import type {
	FindingData,
	IamUserData,
	IdentityCenterData,
	OrganizationData,
	PastCallData,
	RehearsalData,
	RoleData,
	Scenario,
	SessionData,
} from './scenario.ts';

/** What a scenario has beside, or in place of, what the one it is made from has. */
export interface Difference {
	readonly name: string;
	readonly rehearsal: RehearsalData;
	/** Lists are added to the base's; whatever is not a list replaces the base's. */
	readonly organization?: Partial<OrganizationData>;
	/** As for `organization`. */
	readonly identityCenter?: Partial<IdentityCenterData>;
	readonly roles?: readonly RoleData[];
	readonly iamUsers?: readonly IamUserData[];
	readonly sessions?: Readonly<Record<string, SessionData>>;
	/** Added to the base's. */
	readonly history?: readonly PastCallData[];
	/** Another session, among the base's or the added ones, that the responder works in. */
	readonly responder?: string;
	readonly probeRole?: string;
	readonly guardDuty?: Scenario['guardDuty'];
	/** Added to the base's, as what follows. */
	readonly regions?: Scenario['regions'];
	readonly instances?: Scenario['instances'];
	readonly buckets?: Scenario['buckets'];
	/** In place of the base's first and newest finding, which its own rehearsal is about. */
	readonly findings?: readonly FindingData[];
	/** What goes on replaces what goes on in the base. */
	readonly faults?: Scenario['faults'];
	readonly propagation?: Scenario['propagation'];
	readonly actors?: Scenario['actors'];
	readonly injects?: Scenario['injects'];
	readonly goal?: Scenario['goal'];
}

/** A scenario that is another one but for what differs. */
export function derive(base: Scenario, difference: Difference): Scenario {
	const {name, rehearsal, findings, responder = base.responder} = difference;
	const {faults, propagation, actors, injects, goal, probeRole, guardDuty} = difference;
	return {
		...base,
		name,
		rehearsal,
		responder,
		organization: grown(base.organization, difference.organization),
		identityCenter: grown(base.identityCenter, difference.identityCenter),
		roles: [...base.roles, ...(difference.roles ?? [])],
		iamUsers: [...base.iamUsers, ...(difference.iamUsers ?? [])],
		sessions: {...base.sessions, ...difference.sessions},
		history: [...(base.history ?? []), ...(difference.history ?? [])],
		findings: findings === undefined ? base.findings : [...findings, ...base.findings.slice(1)],
		regions: [...new Set([...base.regions, ...(difference.regions ?? [])])],
		instances: [...base.instances, ...(difference.instances ?? [])],
		buckets: [...base.buckets, ...(difference.buckets ?? [])],
		...(probeRole && {probeRole}),
		...(guardDuty && {guardDuty}),
		...(faults && {faults}),
		...(propagation && {propagation}),
		...(actors && {actors}),
		...(injects && {injects}),
		...(goal && {goal}),
	};
}

function grown<Data extends object>(base: Data, more: Partial<Data> = {}): Data {
	const lists = Object.entries(more).flatMap(([name, value]) => {
		const before: unknown = base[name as keyof Data];
		return Array.isArray(value) && Array.isArray(before) ? [[name, [...before, ...value]] as const] : [];
	});
	return {...base, ...more, ...Object.fromEntries(lists)};
}
