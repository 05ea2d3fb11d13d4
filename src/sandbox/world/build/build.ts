import type {Finding} from '@aws-sdk/client-guardduty';
import {deniedActions} from '../../faults.ts';
import {managedPolicies} from '../../scenario/managed-policies.ts';
import type {Scenario} from '../../scenario/scenario.ts';
import type {Credential} from '../principals.ts';
import type {World} from '../world.ts';
import {type Beginning, LONG_AGO_MS} from './beginning.ts';
import {buildFinding, buildFindings} from './findings.ts';
import {buildTrail} from './history.ts';
import {buildIdentityCenter} from './identity-center.ts';
import {buildOrganization} from './organization.ts';
import {buildIamUsers, buildKeys, buildRoles, buildSession, managedPolicyArn} from './principals.ts';

/** Credentials, ready for an SDK client or a shell. */
export interface SandboxCredentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	/** Absent on long-term keys. */
	readonly sessionToken?: string;
	/** Where the holder works. */
	readonly region: string;
}

/** Temporary credentials. */
export interface SandboxSession extends SandboxCredentials {
	readonly sessionToken: string;
}

export interface BuiltWorld {
	readonly world: World;
	readonly responder: SandboxSession;
	readonly otherCallers: Readonly<Record<string, SandboxCredentials>>;
	/** What injects let GuardDuty see, by inject, as of when it comes. */
	readonly later: ReadonlyMap<string, (now: number) => Finding>;
}

/** Makes the world that a scenario describes. Throws when the scenario names something that it does not have. */
export function buildWorld(data: Scenario, beginning: Beginning): BuiltWorld {
	// The world may be changed from outside, the scenario must not be.
	const scenario = structuredClone(data);
	const {ids, now, faults} = beginning;
	const identityCenter = buildIdentityCenter(scenario.identityCenter, beginning);
	const roles = buildRoles(scenario, identityCenter, beginning);
	const iamUsers = buildIamUsers(scenario, beginning);
	const sessions = new Map(
		Object.entries(scenario.sessions).map(([name, data]) => [name, buildSession(data, {roles, identityCenter}, beginning)]),
	);
	const longTerm = buildKeys(scenario, iamUsers, beginning);
	const credentials = [...sessions.values(), ...longTerm];
	const detectors = faults.includes('no-guardduty') ? [] : detectorsOf(scenario, beginning);
	const world: World = {
		ids,
		organization: buildOrganization(scenario.organization, beginning),
		identityCenter,
		roles,
		iamUsers,
		credentials: new Map(credentials.map(credential => [credential.accessKeyId, credential])),
		managedPolicies: new Map(Object.entries(managedPolicies).map(([name, document]) => [managedPolicyArn(name), document])),
		guardDuty: {
			administratorId: scenario.guardDuty.administrator,
			detectors,
			findings: detectors.length === 0 ? [] : buildFindings(scenario, {sessions, longTerm, detectors}, beginning),
		},
		trail: buildTrail(scenario, {sessions, longTerm, roles}, beginning),
		accountAliases: new Map(scenario.organization.accounts.flatMap(({id, alias}) => (alias === undefined ? [] : [[id, alias] as const]))),
		instances: scenario.instances.map(({account, role, ...instance}) => ({
			...instance,
			accountId: account,
			launchedAt: now - LONG_AGO_MS / 10,
			profileArn: role === undefined ? undefined : `arn:aws:iam::${account}:instance-profile/${role}`,
		})),
		buckets: scenario.buckets.map(({account, ...bucket}) => ({...bucket, accountId: account, createdAt: now - LONG_AGO_MS})),
		regions: scenario.regions,
	};
	denyResponder(sessions.get(scenario.responder), deniedActions(faults));
	const callers = Object.entries(scenario.sessions).map(([name, {region}]) => [name, session(sessions.get(name), region)] as const);
	const {[scenario.responder]: responder, ...otherCallers} = Object.fromEntries(callers);
	if (responder === undefined) throw new Error(`Scenario ${scenario.name}: there is no session "${scenario.responder}" for the responder.`);
	const later = (scenario.injects ?? []).flatMap(({id, finding}, position) =>
		finding === undefined
			? []
			: [
					[
						id,
						(at: number) =>
							buildFinding(finding, scenario.findings.length + position, {sessions, longTerm, detectors}, {...beginning, now: at}),
					] as const,
				],
	);
	return {world, responder, otherCallers: {...otherCallers, ...keysByName(longTerm, responder.region)}, later: new Map(later)};
}

/** `user/<name>` for a user's first key, `user/<name>/2` for the second. */
function keysByName(longTerm: readonly Credential[], region: string): Record<string, SandboxCredentials> {
	const named: Record<string, SandboxCredentials> = {};
	for (const {principal, accessKeyId, secretAccessKey} of longTerm) {
		if (principal.kind !== 'user') continue;
		const first = `user/${principal.user.name}`;
		named[Object.hasOwn(named, first) ? `${first}/2` : first] = {accessKeyId, secretAccessKey, region};
	}
	return named;
}

function detectorsOf(scenario: Scenario, {ids, now}: Beginning) {
	return scenario.organization.accounts.flatMap(({id}) =>
		scenario.guardDuty.regions.map(region => ({
			id: ids.hex(32, `detector/${id}/${region}`),
			accountId: id,
			region,
			createdAt: now - LONG_AGO_MS,
		})),
	);
}

function denyResponder(responder: Credential | undefined, actions: string[]): void {
	if (actions.length === 0 || responder?.principal.kind !== 'role-session') return;
	responder.principal.role.inlinePolicies.set('denied-on-purpose', {
		Version: '2012-10-17',
		Statement: [{Effect: 'Deny', Action: actions, Resource: '*'}],
	});
}

function session(credential: Credential | undefined, region: string): SandboxSession {
	if (credential?.sessionToken === undefined) throw new Error('What is among the sessions of a scenario has a session token.');
	const {accessKeyId, secretAccessKey, sessionToken} = credential;
	return {accessKeyId, secretAccessKey, sessionToken, region};
}
