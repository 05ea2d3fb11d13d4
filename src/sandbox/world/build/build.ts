import {deniedActions} from '../../faults.ts';
import {managedPolicies} from '../../scenario/managed-policies.ts';
import type {Scenario} from '../../scenario/scenario.ts';
import type {Credential} from '../principals.ts';
import type {World} from '../world.ts';
import {type Beginning, LONG_AGO_MS} from './beginning.ts';
import {buildFindings} from './findings.ts';
import {buildTrail} from './history.ts';
import {buildIdentityCenter} from './identity-center.ts';
import {buildOrganization} from './organization.ts';
import {buildIamUsers, buildRoles, buildSession, managedPolicyArn} from './principals.ts';

/** Temporary credentials, ready for an SDK client or a shell. */
export interface SandboxCredentials {
	readonly accessKeyId: string;
	readonly secretAccessKey: string;
	readonly sessionToken: string;
	/** Where the holder works. */
	readonly region: string;
}

export interface BuiltWorld {
	readonly world: World;
	readonly responder: SandboxCredentials;
	readonly otherCallers: Readonly<Record<string, SandboxCredentials>>;
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
	const longTerm = [...iamUsers.values()].map((user): Credential => {
		const label = `${user.accountId}/${user.name}`;
		const principal = {kind: 'user' as const, user};
		const key = {accessKeyId: ids.iam('AKIA', label), secretAccessKey: ids.secretAccessKey(label), sessionToken: undefined};
		return {...key, principal, issuedAt: user.createdAt, expiresAt: undefined};
	});
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
	const callers = Object.entries(scenario.sessions).map(([name, {region}]) => [name, handedOut(sessions.get(name), region)] as const);
	const {[scenario.responder]: responder, ...otherCallers} = Object.fromEntries(callers);
	if (responder === undefined) throw new Error(`Scenario ${scenario.name}: there is no session "${scenario.responder}" for the responder.`);
	return {world, responder, otherCallers};
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

function handedOut(credential: Credential | undefined, region: string): SandboxCredentials {
	if (credential?.sessionToken === undefined) throw new Error('A scenario hands out sessions only.');
	const {accessKeyId, secretAccessKey, sessionToken} = credential;
	return {accessKeyId, secretAccessKey, sessionToken, region};
}
