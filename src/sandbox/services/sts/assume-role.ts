import {AssumeRole$, type AssumeRoleRequest} from '@aws-sdk/client-sts';
import type {Denial} from '../../authorization/authorize.ts';
import {authorizationRequest, denialOf, deniedFault} from '../../authorize-call.ts';
import {AwsFault} from '../../wire/fault.ts';
import {accountOf, type Credential, callerArn, type Role, userId} from '../../world/principals.ts';
import {trustOf} from '../../world/trust.ts';
import {type Call, reads} from '../service.ts';
import {queryWords} from '../words.ts';

const NAME = /^[\w+=,.@-]{2,64}$/;
const SHORTEST_SESSION = 900;
/** A session made by a session; STS API reference, AssumeRole, on role chaining. */
const LONGEST_CHAINED_SESSION = 3600;
const DEFAULT_SESSION = 3600;
/** Input that would change what the session may do, and that the sandbox does not judge. */
const NOT_SIMULATED = ['Policy', 'PolicyArns', 'Tags', 'TransitiveTagKeys', 'ProvidedContexts', 'SerialNumber', 'TokenCode'] as const;

export const assumeRole = reads(
	AssumeRole$,
	(input: AssumeRoleRequest, call) => {
		const unknown = NOT_SIMULATED.find(name => input[name] !== undefined);
		if (unknown !== undefined)
			throw new AwsFault('NotImplemented', `The sandbox does not know sts:AssumeRole with ${unknown}.`, {status: 501});
		const sessionName = checkedName('roleSessionName', input.RoleSessionName ?? '');
		const sourceIdentity =
			input.SourceIdentity === undefined ? inheritedIdentity(call) : checkedName('sourceIdentity', input.SourceIdentity);
		const role = roleIn(call, input.RoleArn ?? '');
		if (call.caller.principal.kind === 'root') throw queryWords.denied('Roles may not be assumed by root accounts.');

		const context: Record<string, string> = {'sts:RoleSessionName': sessionName};
		if (input.ExternalId !== undefined) context['sts:ExternalId'] = input.ExternalId;
		if (sourceIdentity !== undefined) context['sts:SourceIdentity'] = sourceIdentity;
		requireAllowed(call, role, input.RoleArn ?? '', 'sts:AssumeRole', context);
		if (input.SourceIdentity !== undefined) {
			const inherited = inheritedIdentity(call);
			const kept = inherited === undefined || inherited === input.SourceIdentity;
			requireAllowed(call, kept ? role : undefined, input.RoleArn ?? '', 'sts:SetSourceIdentity', context);
		}
		if (role === undefined) throw refusal(call, input.RoleArn ?? '', 'sts:AssumeRole', context);

		const seconds = checkedDuration(input.DurationSeconds, role, call);
		const {ids} = call.world;
		const credential: Credential & {sessionToken: string; expiresAt: number} = {
			accessKeyId: ids.iam('ASIA'),
			secretAccessKey: ids.secretAccessKey(),
			sessionToken: ids.sessionToken(),
			// Whether identitystore:UserId survives a chain of roles is not documented; the unsafe reading is that it does not.
			principal: {kind: 'role-session', role, name: sessionName, sourceIdentity, identityStoreUserId: undefined, multiFactor: false},
			issuedAt: call.now,
			expiresAt: call.now + seconds * 1000,
		};
		call.world.credentials.set(credential.accessKeyId, credential);
		return {
			Credentials: {
				AccessKeyId: credential.accessKeyId,
				SecretAccessKey: credential.secretAccessKey,
				SessionToken: credential.sessionToken,
				Expiration: new Date(credential.expiresAt),
			},
			AssumedRoleUser: {AssumedRoleId: userId(credential.principal), Arn: callerArn(credential.principal)},
			SourceIdentity: sourceIdentity,
		};
	},
	{authorizesItself: true},
);

/** Undefined in an account that was closed, too: nobody gets into one. AWS names no error of its own for it. */
function roleIn({world: {roles, organization}}: Call, arn: string): Role | undefined {
	const role = roles.get(arn);
	return role !== undefined && organization.accounts.get(role.accountId)?.suspended ? undefined : role;
}

/**
 * The caller's own policies and the role's trust policy must both allow; within one account a trust policy that names the
 * caller is enough. A role that does not exist is refused in the same words. IAM user guide, "cross-account policy evaluation logic".
 */
function requireAllowed(call: Call, role: Role | undefined, roleArn: string, action: string, context: Record<string, string>): void {
	const request = authorizationRequest(call, action, roleArn, context);
	const denial = denialOf(call, request);
	const trust = role === undefined ? 'not-at-all' : trustOf(role, call.caller.principal, request);
	if (denial?.effect === 'ExplicitlyDenied') throw deniedFault({name: 'sts', words: queryWords}, call, request, denial);
	if (role === undefined || trust === 'denied' || trust === 'not-at-all') throw refusal(call, roleArn, action, context);
	const trustSuffices = trust === 'directly' && role.accountId === accountOf(call.caller.principal) && denial?.by === 'identity-policy';
	if (denial !== undefined && !trustSuffices) throw deniedFault({name: 'sts', words: queryWords}, call, request, denial);
}

function refusal(call: Call, roleArn: string, action: string, context: Record<string, string>): AwsFault {
	const decision: Denial = {effect: 'ImplicitlyDenied', by: 'trust-policy'};
	return deniedFault({name: 'sts', words: queryWords}, call, authorizationRequest(call, action, roleArn, context), decision);
}

function inheritedIdentity({caller: {principal}}: Call): string | undefined {
	return principal.kind === 'role-session' ? principal.sourceIdentity : undefined;
}

function checkedName(member: string, value: string): string {
	if (NAME.test(value)) return value;
	throw queryWords.invalid(
		`1 validation error detected: Value '${value}' at '${member}' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]{2,64}`,
	);
}

function checkedDuration(seconds: number = DEFAULT_SESSION, role: Role, {caller}: Call): number {
	if (!(seconds >= SHORTEST_SESSION)) {
		throw queryWords.invalid(
			`1 validation error detected: Value '${seconds}' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to ${SHORTEST_SESSION}`,
		);
	}
	if (seconds > role.maxSessionSeconds)
		throw queryWords.invalid('The requested DurationSeconds exceeds the MaxSessionDuration set for this role.');
	if (caller.principal.kind === 'role-session' && seconds > LONGEST_CHAINED_SESSION) {
		throw queryWords.invalid('The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining');
	}
	return seconds;
}
