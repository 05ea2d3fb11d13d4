import {type ExitCode, Problem} from '../problem.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {partitionOfRegion, regionsAlwaysOn} from './regions.ts';
import {NotFromAws} from './wire/body.ts';
import type {Operation} from './wire/operations.ts';
import {busy} from './wire/retry.ts';

/** What AWS answered, raw: hostile, and possibly with credential material in it. It never leaves this folder. */
export interface Said {
	readonly code: string;
	readonly status?: number;
	readonly message: string;
	readonly requestId?: string;
}

/** A failed call. What AWS said stays inside; the message is ours. */
export class AwsProblem extends Problem {
	readonly #said: Said;

	constructor(code: string, sentence: Sentence, said: Said, exit: ExitCode = 5) {
		super(code, sentence.message, sentence.next, exit);
		this.#said = said;
	}

	static saidBy(problem: AwsProblem): Said {
		return problem.#said;
	}
}

interface Sentence {
	readonly message: string;
	readonly next: string;
}

/** The call that failed, in what its problem may say about it. */
export interface FailedCall {
	readonly operation: Operation;
	readonly region: string;
	/** Host and port, never a whole address: an address may carry a password. */
	readonly host: string;
	/** What renews the credentials in use. */
	readonly signIn: string;
	/** The name of the policy that was to be created, when there is one. */
	readonly policyName?: string;
}

/** Whether AWS answered with one of these error codes. */
export function awsSaid(error: unknown, ...codes: readonly string[]): boolean {
	return error instanceof AwsProblem && codes.includes(AwsProblem.saidBy(error).code);
}

/** The answer lacks what AWS always sends: what answered is not AWS, or not all of it. */
export function incompleteAnswer(call: string): Problem {
	const {message, next} = text.aws.incomplete(call);
	return new Problem('not-what-aws-sends', message, next, 5);
}

/** AWS's own words, fit to be shown: cleaned, on one line, without anything that looks like a secret, at most `limit` characters. */
export function shownWords(words: string, limit = 300): string {
	const line = clean(words.slice(0, 20_000).replace(/\s+/g, ' ').trim());
	const safe = line.replace(/[A-Za-z0-9+/=_-]{40,}/g, run => (looksSecret(run) ? '…' : run));
	return safe.length > limit ? `${safe.slice(0, limit - 1)}…` : safe;
}

/** Keys, tokens and encoded messages mix letters and digits at length; so do ARNs, which are told by their resource types. */
function looksSecret(run: string): boolean {
	return /[a-z]/.test(run) && /[A-Z]/.test(run) && /[0-9]/.test(run) && !/(^|\/)(policy|role|assumed-role|user)\//.test(run);
}

const accessDenied = new Set([
	'AccessDenied',
	'AccessDeniedException',
	'AccessDeniedForDependencyException',
	'UnauthorizedOperation',
	'Client.UnauthorizedOperation',
	'UnauthorizedException',
	'ForbiddenException',
	'AuthorizationError',
]);
const expired = new Set(['ExpiredToken', 'ExpiredTokenException', 'TokenRefreshRequired', 'RequestExpired']);
const unknownCredentials = new Set([
	'AuthFailure',
	'IncompleteSignature',
	'IncompleteSignatureException',
	'InvalidAccessKeyId',
	'InvalidClientTokenId',
	'InvalidSignatureException',
	'InvalidToken',
	'MissingAuthenticationToken',
	'MissingAuthenticationTokenException',
	'NotAuthorized',
	'SignatureDoesNotMatch',
	'UnrecognizedClientException',
]);
const notOptedIn = new Set(['OptInRequired', 'RegionDisabledException', 'SubscriptionRequiredException']);
const clockWrong = new Set(['RequestTimeTooSkewed', 'RequestInTheFuture']);
const throttled = new Set([
	'BandwidthLimitExceeded',
	'EC2ThrottledException',
	'LimitExceededException',
	'RequestLimitExceeded',
	'RequestThrottled',
	'RequestThrottledException',
	'SlowDown',
	'ThrottledException',
	'Throttling',
	'ThrottlingException',
	'TooManyRequestsException',
]);
const notSupported = new Set([
	'InvalidAction',
	'NotImplemented',
	'NotImplementedException',
	'UnknownOperation',
	'UnknownOperationException',
	'UnsupportedAPIEndpointException',
	'UnsupportedOperation',
	'UnsupportedOperationException',
]);
const notFound = new Set([
	'AccountNotFoundException',
	'NoSuchEntity',
	'NoSuchEntityException',
	'OrganizationalUnitNotFoundException',
	'ParentNotFoundException',
	'PolicyNotFoundException',
	'ResourceNotFoundException',
	'RootNotFoundException',
	'TargetNotFoundException',
]);
const noAnswer = new Set(['ECONNREFUSED', 'ECONNRESET', 'EPIPE', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH', 'EADDRNOTAVAIL']);
const certificate = /^(CERT_|DEPTH_ZERO_SELF_SIGNED|SELF_SIGNED|UNABLE_TO_|ERR_TLS_|ERR_SSL_)/;

/** What went wrong in a call, as a problem with a next step. Problems pass as they are. */
export function problemFrom(error: unknown, call: FailedCall): Problem {
	if (error instanceof Problem) return error;
	const said = saidBy(error);
	const problem = (code: string, sentence: Sentence) => new AwsProblem(code, sentence, said);
	const where = whereOf(call);

	if (error instanceof NotFromAws) {
		if (error.status === 501) return problem('not-supported', text.aws.notSupported(where, call.host));
		return problem('not-what-aws-sends', text.aws.notFromAws(where, call.host, error.status, shownWords(error.words, 80)));
	}
	return fromNetwork(error, said, call) ?? fromService(error, said, call) ?? fromStatus(said, call);
}

function fromNetwork(error: unknown, said: Said, call: FailedCall): Problem | undefined {
	const problem = (code: string, sentence: Sentence) => new AwsProblem(code, sentence, said);
	const where = whereOf(call);
	const code = socketCode(error);
	if (noAnswer.has(code)) return problem('unreachable', text.aws.unreachable(where, call.host, code));
	if (certificate.test(code)) return problem('untrusted-certificate', text.aws.untrusted(where, call.host, code));
	if (code.startsWith('HPE_')) return problem('not-what-aws-sends', text.aws.notFromAws(where, call.host, 0, ''));
	if (said.code === 'TimeoutError' || code === 'ETIMEDOUT') return problem('timeout', text.aws.timeout(where, call.host));
	if (error instanceof SyntaxError) return problem('not-what-aws-sends', text.aws.notFromAws(where, call.host, said.status ?? 0, ''));
	return undefined;
}

function fromService(error: unknown, said: Said, call: FailedCall): Problem | undefined {
	const problem = (code: string, sentence: Sentence) => new AwsProblem(code, sentence, said);
	const where = whereOf(call);
	const words = shownWords(said.message);
	const reason = reasonOf(error);

	if (reason?.startsWith('KMS_')) return problem('kms', text.aws.kms(where, shownWords(reason, 60)));
	if (clockWrong.has(said.code) || /Signature (expired|not yet current)/.test(said.message))
		return problem('clock-skew', text.aws.clockSkew(where));
	if (expired.has(said.code)) return problem('expired-credentials', text.aws.expiredCredentials(call.signIn, where));
	// AWS quotes the signed request, session token included, when a signature does not match: its words stay unsaid.
	if (/^(UnrecognizedClientException|InvalidClientTokenId|AuthFailure)$/.test(said.code) && mayBeOff(call))
		return problem('region-not-enabled', text.aws.regionNotEnabled(where));
	if (unknownCredentials.has(said.code)) return problem('credentials-refused', text.aws.credentialsRefused(where, call.signIn));
	if (notOptedIn.has(said.code)) return problem('region-not-enabled', text.aws.regionNotEnabled(where));
	if (accessDenied.has(said.code)) {
		const permission = deniedPermission(said.message) ?? `${call.operation.service}:${call.operation.name}`;
		const sentence = /explicit deny/.test(said.message) ? text.aws.accessDeniedExplicitly : text.aws.accessDenied;
		return problem('access-denied', sentence(where, permission, words));
	}
	const ofPermissionSet = fromPermissionSetWrite(said, words, call);
	if (ofPermissionSet) return ofPermissionSet;
	if (throttled.has(said.code) || said.status === 429) return problem('throttled', text.aws.throttled(where));
	if (notSupported.has(said.code) || said.status === 501) return problem('not-supported', text.aws.notSupported(where, call.host));
	if (busy.has(said.code)) return problem('aws-busy', text.aws.busy(where));
	return (
		fromOrganizations(said, reason, words, call) ??
		fromCloudTrail(said, words, call) ??
		(notFound.has(said.code) ? problem('not-found', text.aws.notFound(where, words)) : undefined)
	);
}

function fromPermissionSetWrite(said: Said, words: string, call: FailedCall): Problem | undefined {
	if (call.operation.service !== 'sso' || !call.operation.write) return undefined;
	const problem = (code: string, sentence: Sentence) => new AwsProblem(code, sentence, said);
	const where = whereOf(call);
	switch (said.code) {
		case 'ConflictException':
			return problem('aws-busy', text.aws.permissionSetConflict(where, words));
		case 'ServiceQuotaExceededException':
			return problem('quota-exceeded', text.aws.permissionSetQuota(where, words));
		case 'ValidationException':
			return problem('not-accepted', text.aws.permissionSetNotAccepted(where, words));
		default:
			return undefined;
	}
}

function fromOrganizations(said: Said, reason: string | undefined, words: string, call: FailedCall): Problem | undefined {
	const problem = (code: string, sentence: Sentence) => new AwsProblem(code, sentence, said);
	switch (said.code) {
		case 'AWSOrganizationsNotInUseException':
			return problem('organization-not-in-use', text.aws.organizationNotInUse());
		case 'PolicyTypeNotEnabledException':
			return problem('policy-type-not-enabled', text.aws.policyTypeNotEnabled());
		case 'PolicyTypeNotAvailableForOrganizationException':
			return problem('policy-type-not-available', text.aws.policyTypeNotAvailable());
		case 'DuplicatePolicyException':
			return problem('policy-name-taken', text.aws.policyNameTaken(call.policyName ?? ''));
		case 'MalformedPolicyDocumentException':
			return problem('malformed-policy', text.aws.malformedPolicy(words));
		case 'PolicyInUseException':
			return problem('policy-in-use', text.aws.policyInUse());
		case 'ConstraintViolationException': {
			const known = reason === undefined ? undefined : Object.entries(text.aws.constraints).find(([name]) => name === reason);
			if (known) return problem(known[0].toLowerCase().replaceAll('_', '-'), known[1]);
			return problem('constraint-violation', text.aws.constraint(whereOf(call), shownWords(reason ?? said.message, 120)));
		}
		default:
			return undefined;
	}
}

function fromCloudTrail(said: Said, words: string, call: FailedCall): Problem | undefined {
	if (call.operation.service !== 'cloudtrail') return undefined;
	const problem = (code: string, sentence: Sentence) => new AwsProblem(code, sentence, said);
	const where = whereOf(call);
	switch (said.code) {
		case 'InvalidTimeRangeException':
			return problem('trail-time-range', text.aws.trailTimeRange(where, words));
		case 'InvalidNextTokenException':
			return problem('trail-moved-on', text.aws.trailMovedOn(where));
		case 'InvalidLookupAttributesException':
		case 'InvalidMaxResultsException':
			return problem('trail-query-refused', text.aws.trailQueryRefused(where, words));
		case 'OperationNotPermittedException':
			return problem('trail-not-permitted', text.aws.trailNotPermitted(where, words));
		default:
			return undefined;
	}
}

function fromStatus(said: Said, call: FailedCall): Problem {
	const sentence = said.status === undefined || said.status >= 500 ? text.aws.serviceError : text.aws.refused;
	return new AwsProblem('service-error', sentence(whereOf(call), shownWords(said.code, 60), shownWords(said.message)), said);
}

/** What AWS, the SDK or the socket said, before anything is made of it. */
export function saidBy(error: unknown): Said {
	if (error instanceof AwsProblem) return AwsProblem.saidBy(error);
	if (!(error instanceof Error)) return {code: 'Unknown', message: ''};
	const metadata: unknown = '$metadata' in error ? error.$metadata : undefined;
	const {httpStatusCode: status, requestId} = (typeof metadata === 'object' && metadata !== null ? metadata : {}) as Record<
		string,
		unknown
	>;
	const socket = socketCode(error);
	return {
		code: error.name === 'Error' && socket !== '' ? socket : error.name,
		message: error.message,
		...(typeof status === 'number' ? {status} : {}),
		...(typeof requestId === 'string' ? {requestId} : {}),
	};
}

/** Node's code for a failed connection: on the error, on its cause, or on the first of several attempts. */
function socketCode(error: unknown): string {
	if (!(error instanceof Error)) return '';
	if ('code' in error && typeof error.code === 'string') return error.code;
	if (error instanceof AggregateError && error.errors.length > 0) return socketCode(error.errors[0]);
	return socketCode(error.cause);
}

function reasonOf(error: unknown): string | undefined {
	return error instanceof Error && 'Reason' in error && typeof error.Reason === 'string' ? error.Reason : undefined;
}

/** The action AWS names in "is not authorized to perform: organizations:CreatePolicy on resource". */
function deniedPermission(message: string): string | undefined {
	return /not authorized to perform: ([a-z0-9-]+:[A-Za-z0-9]+)/.exec(message)?.[1];
}

/** In a region that the account has not opted in to, AWS knows nobody. */
function mayBeOff({operation, region}: FailedCall): boolean {
	return regional.has(operation.service) && !regionsAlwaysOn(partitionOfRegion(region)).includes(region);
}

const regional = new Set(['guardduty', 'sso', 'identitystore', 'sts', 'ec2', 's3', 'cloudtrail']);

function whereOf({operation, region}: FailedCall): string {
	return text.aws.call(`${operation.service}:${operation.name}`, regional.has(operation.service) ? region : undefined);
}
