import type {PastCallData, Scenario, SessionData} from '../../scenario/scenario.ts';
import {type Credential, callerArn, type Role, userId} from '../principals.ts';
import type {Parameters, TrailedCall} from '../trail/event.ts';
import {inWords} from '../trail/spelling.ts';
import {Trail} from '../trail/trail.ts';
import type {Beginning} from './beginning.ts';

interface Known {
	readonly sessions: ReadonlyMap<string, Credential>;
	readonly longTerm: readonly Credential[];
	readonly roles: ReadonlyMap<string, Role>;
}

/** Where calls come from, and what made them, when the scenario does not say. */
const CLIENT = {ip: '192.0.2.20', userAgent: 'aws-sdk-js/3'};

/** The event history as it is when the responder comes, oldest first. */
export function buildTrail(scenario: Scenario, known: Known, {ids, now}: Beginning): Trail {
	const trail = new Trail(ids);
	const assumed = Object.entries(scenario.sessions).flatMap(([name, data]) => assumingOf(name, data, known, now));
	const past = [...assumed, ...(scenario.history ?? [])].sort((one, other) => other.minutesAgo - one.minutesAgo);
	for (const [position, data] of past.entries()) {
		const session = found(scenario.sessions, data.who);
		const {region} = session;
		const client = ('client' in session ? session.client : undefined) ?? CLIENT;
		const readOnly = /^(Get|List|Describe|Lookup|AssumeRole)/.test(data.name);
		trail.recordPast({
			caller: sessionNamed(data.who, known),
			at: now - data.minutesAgo * 60_000,
			service: data.service,
			name: data.name,
			region: data.region ?? region,
			readOnly,
			request: data.request ?? null,
			response: data.error === undefined ? (data.response ?? answerTo(data, known)) : null,
			...(data.error && {error: data.error}),
			sourceIp: client.ip,
			userAgent: client.userAgent,
			requestId: ids.uuid(`history/${position}`),
		} satisfies TrailedCall);
	}
	return trail;
}

/** The AssumeRole that made a session; the new session's access key id is in its answer. */
function assumingOf(name: string, data: SessionData, known: Known, now: number): PastCallData[] {
	if (!('assumedBy' in data) || data.assumedBy === undefined) return [];
	const {assumedBy, startedMinutesAgo} = data;
	const {principal, accessKeyId, sessionToken, expiresAt = now} = sessionNamed(name, known);
	if (principal.kind !== 'role-session') throw new Error(`The scenario's "${name}" is no session.`);
	return [
		{
			who: assumedBy,
			service: 'sts',
			name: 'AssumeRole',
			minutesAgo: startedMinutesAgo,
			request: {roleArn: principal.role.arn, roleSessionName: principal.name},
			response: {
				credentials: {accessKeyId, sessionToken, expiration: inWords(new Date(expiresAt))},
				assumedRoleUser: {assumedRoleId: userId(principal), arn: callerArn(principal)},
			},
		},
	];
}

/** What AWS answered to the making of something that the scenario has. */
function answerTo({who, name, request}: PastCallData, known: Known): Parameters | null {
	const {principal: maker} = sessionNamed(who, known);
	const account = maker.kind === 'role-session' ? maker.role.accountId : '';
	if (name === 'CreateUser' || name === 'CreateAccessKey') {
		const key = known.longTerm.find(({principal}) => principal.kind === 'user' && isNamed(principal.user, account, request?.userName));
		if (key?.principal.kind !== 'user')
			throw new Error(`The scenario has no IAM user "${String(request?.userName)}" in account ${account}.`);
		const {user} = key.principal;
		const createDate = inWords(new Date(user.createdAt));
		return name === 'CreateUser'
			? {user: {path: user.path, userName: user.name, userId: user.id, arn: user.arn, createDate}}
			: {accessKey: {userName: user.name, accessKeyId: key.accessKeyId, status: 'Active', createDate}};
	}
	if (name === 'CreateRole') {
		const role = [...known.roles.values()].find(candidate => isNamed(candidate, account, request?.roleName));
		if (role === undefined) throw new Error(`The scenario has no role "${String(request?.roleName)}" in account ${account}.`);
		return {role: {path: role.path, roleName: role.name, roleId: role.id, arn: role.arn, createDate: inWords(new Date(role.createdAt))}};
	}
	return null;
}

function isNamed(thing: {readonly accountId: string; readonly name: string}, account: string, name: unknown): boolean {
	return thing.accountId === account && thing.name === name;
}

function sessionNamed(name: string, {sessions}: Known): Credential {
	const credential = sessions.get(name);
	if (credential === undefined) throw new Error(`The scenario has no session "${name}".`);
	return credential;
}

function found(sessions: Scenario['sessions'], name: string): SessionData {
	const data = sessions[name];
	if (data === undefined) throw new Error(`The scenario has no session "${name}".`);
	return data;
}
