import {fromIni, fromNodeProviderChain} from '@aws-sdk/credential-providers';
import type {Clock} from '../../clock.ts';
import {Problem} from '../../problem.ts';
import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import {saidBy} from '../problems.ts';
import {type CredentialProvider, type Sdk, silent} from '../sdk.ts';
import {assumeRoleFor, assumeRoleWithWebIdentityFor} from '../services/assume-role.ts';
import type {SharedConfig} from './profiles.ts';

/** Credentials are replaced this long before they expire, in milliseconds. */
const margin = 5 * 60 * 1000;
/** A profile with any of these says itself where its credentials come from. */
const ownCredentials = [
	'aws_access_key_id',
	'credential_process',
	'login_session',
	'role_arn',
	'sso_account_id',
	'sso_session',
	'web_identity_token_file',
];

/**
 * Credentials as every AWS tool finds them: environment, shared configuration (static keys, sso-session, role_arn with source_profile and
 * MFA, credential_process, web identity, login), container, instance. Roles are assumed through our own STS client.
 * A profile that cannot give its credentials is a problem: the machine's own identity never takes its place.
 */
export function responderCredentials(
	sdk: Sdk,
	config: SharedConfig,
	signIn: string,
	mfaCode: ((serial: string) => Promise<string>) | undefined,
): Extract<CredentialProvider, (...given: never[]) => unknown> {
	const fromVariables = config.profile === undefined && process.env.AWS_ACCESS_KEY_ID && process.env.AWS_SECRET_ACCESS_KEY;
	const settings = config.settings(config.profile ?? 'default');
	const own = !fromVariables && ownCredentials.some(setting => settings[setting]);
	const profile = config.profile ?? (own ? 'default' : undefined);
	const shown = profile === undefined ? undefined : clean(profile);
	const init = {
		...(profile === undefined ? {} : {profile}),
		ignoreCache: true,
		logger: silent,
		clientConfig: {logger: silent, requestHandler: sdk.handlerOptions},
		mfaCodeProvider: mfaCode ?? (() => Promise.reject(problem('mfa-needed', text.aws.mfaNeeded(shown)))),
		roleAssumer: assumeRoleFor(sdk),
		roleAssumerWithWebIdentity: assumeRoleWithWebIdentityFor(sdk),
	};
	const provider = own ? fromIni(init) : fromNodeProviderChain(init);
	return shared(sdk.settings.clock, async (properties: Parameters<typeof provider>[0]) => {
		try {
			return await provider(properties);
		} catch (error) {
			throw credentialProblem(error, shown, signIn);
		}
	});
}

/** One set of credentials for all clients, until shortly before it expires: the code of an MFA device is typed once. */
function shared<Given extends unknown[], Credentials extends {expiration?: Date}>(
	clock: Clock,
	ask: (...given: Given) => Promise<Credentials>,
): (...given: Given) => Promise<Credentials> {
	let held: Promise<Credentials> | undefined;
	return async (...given) => {
		const known = held;
		const expiration = (await known)?.expiration;
		const ending = expiration !== undefined && expiration.getTime() - margin <= clock.now();
		if (held !== undefined && (held !== known || !ending)) return held;
		const asking = ask(...given);
		held = asking;
		asking.catch(() => {
			if (held === asking) held = undefined;
		});
		return asking;
	};
}

/** Why there are no credentials. What a provider says is not repeated: it may quote a program's output. */
function credentialProblem(error: unknown, profile: string | undefined, signIn: string): Problem {
	if (error instanceof Problem) return error;
	const {message} = saidBy(error);
	if (/Could not load credentials from any providers/.test(message)) return problem('no-credentials', text.aws.noCredentials());
	if (/\b(ForbiddenException|No access)\b/.test(message)) return problem('sso-role-refused', text.aws.ssoRoleRefused(profile));
	if (/SSO session|SSO Token|Token is expired|UnauthorizedException|aws (sso )?login|reauthenticate|session has expired/i.test(message))
		return problem('expired-credentials', text.aws.expiredCredentials(signIn));
	const socket = /\b(ENOTFOUND|ECONNREFUSED|ECONNRESET|EAI_AGAIN|ETIMEDOUT|EHOSTUNREACH|ENETUNREACH|TimeoutError)\b/.exec(message)?.[1];
	if (socket !== undefined) return problem('unreachable', text.aws.credentialsUnreachable(profile, socket));
	return problem('credentials-unavailable', text.aws.credentialsUnavailable(profile, signIn));
}

function problem(code: string, sentence: {message: string; next: string}): Problem {
	return new Problem(code, sentence.message, sentence.next, 5);
}
