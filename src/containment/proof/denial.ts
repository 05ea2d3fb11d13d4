/** Who denied a request, as far as AWS says so. When several kinds of policy deny, AWS names only one of them. */
export type DeniedBy =
	/** `policyId` when AWS names the policy, which not every service does. */
	| {readonly policyType: 'service-control-policy'; readonly policyId?: string}
	| {
			readonly policyType:
				| 'identity-policy'
				/** No policy allows it: the caller lacks a permission, nothing more. */
				| 'implicit'
				| 'resource-control-policy'
				| 'permissions-boundary'
				| 'session-policy'
				| 'endpoint-policy'
				| 'resource-policy'
				| 'trust-policy'
				/** AWS did not say which kind. */
				| 'unnamed';
	  };

export type InconclusiveReason =
	| 'expired-credentials'
	| 'invalid-credentials'
	| 'throttled'
	| 'network'
	| 'not-authorized-to-assume'
	| 'not-opted-in'
	| 'service-error'
	| 'unrecognised';

/** What one probe came to. Plain JSON, for the journal. `message` is AWS's own and hostile text. */
export type ProbeOutcome =
	| {readonly kind: 'allowed'}
	| {readonly kind: 'denied'; readonly by: DeniedBy; readonly message: string}
	| {readonly kind: 'inconclusive'; readonly why: InconclusiveReason; readonly message: string};

export interface ServiceError {
	/** AWS's error code, or the network's. */
	readonly code: string;
	/** The HTTP status. */
	readonly status?: number;
	readonly message: string;
	/** What STS DecodeAuthorizationMessage answered for EC2's encoded message: JSON. */
	readonly decoded?: string;
}

/**
 * What a probe's error shows. Only a refusal that AWS's authorization made counts as denied; everything else, a 403 of unknown origin
 * included, is inconclusive.
 */
export function outcomeOfError(error: ServiceError): ProbeOutcome {
	const {message} = error;
	const code = bareCode(error.code);
	if (deniedCodes.has(code)) {
		return /\bnot authorized to perform: sts:(AssumeRole|SetSourceIdentity|TagSession)\b/.test(message)
			? {kind: 'inconclusive', why: 'not-authorized-to-assume', message}
			: {kind: 'denied', by: deniedBy(message, error.decoded), message};
	}
	return {kind: 'inconclusive', why: whyOf(code, error.status), message};
}

const deniedCodes: ReadonlySet<string> = new Set(['AccessDenied', 'AccessDeniedException', 'UnauthorizedOperation']);

// Wordings: IAM user guide, "Troubleshoot access denied error messages"; the newest form says "an identity policy".
const policyWords = [
	['service control policy', 'service-control-policy'],
	['resource control policy', 'resource-control-policy'],
	['identity-based policy', 'identity-policy'],
	['identity policy', 'identity-policy'],
	['resource-based policy', 'resource-policy'],
	['permissions boundary', 'permissions-boundary'],
	['session policy', 'session-policy'],
	['vpc endpoint policy', 'endpoint-policy'],
	['role trust policy', 'trust-policy'],
] as const;
const words = policyWords.map(([phrase]) => phrase).join('|');
const explicitDeny = new RegExp(
	`\\bwith an explicit deny in (?:an?|the) (${words})\\b(?:: \\S*service_control_policy/(p-[0-9A-Za-z_-]+))?`,
	'i',
);
const implicitDeny = new RegExp(`\\bbecause no (?:${words}) allows\\b`, 'i');

function deniedBy(message: string, decoded: string | undefined): DeniedBy {
	if (implicitDeny.test(message)) return {policyType: 'implicit'};
	const [, phrase, policyId] = explicitDeny.exec(message) ?? [];
	const policyType = policyWords.find(([known]) => known === phrase?.toLowerCase())?.[1];
	if (policyType === undefined) return {policyType: isImplicit(decoded) ? 'implicit' : 'unnamed'};
	if (policyType !== 'service-control-policy') return {policyType};
	return policyId === undefined ? {policyType} : {policyType, policyId};
}

/** The decoded message tells whether the deny was explicit, but not in which kind of policy. */
function isImplicit(decoded: string | undefined): boolean {
	try {
		const details: unknown = JSON.parse(decoded ?? 'null');
		return typeof details === 'object' && details !== null && 'explicitDeny' in details && details.explicitDeny === false;
	} catch {
		return false;
	}
}

// EC2 API, "Error codes"; STS and S3 API, common errors; the names of Node's and the SDK's own network errors.
const inconclusiveCodes: readonly (readonly [RegExp, InconclusiveReason])[] = [
	[/^(ExpiredToken(Exception)?|RequestExpired)$/, 'expired-credentials'],
	[/^(OptInRequired|RegionDisabledException|NotSignedUp|SubscriptionRequiredException)$/, 'not-opted-in'],
	[/Throttl|^(TooManyRequests(Exception)?|RequestLimitExceeded|SlowDown|BandwidthLimitExceeded)$/, 'throttled'],
	[
		/^(InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|InvalidToken|AuthFailure|SignatureDoesNotMatch|InvalidSignatureException|IncompleteSignature(Exception)?|MissingAuthenticationToken(Exception)?|RequestTimeTooSkewed|CredentialsProviderError)$/,
		'invalid-credentials',
	],
	[
		/^(E[A-Z]+(_[A-Z]+)*|UND_ERR_[A-Z_]+|CERT_[A-Z_]+|[A-Z_]*SELF_SIGNED_CERT[A-Z_]*|UNABLE_TO_[A-Z_]+|NetworkingError|TimeoutError|AbortError)$/,
		'network',
	],
	[/^(Internal(Error|Failure|ServerError|ServiceError|ServiceException)|ServiceUnavailable(Exception)?|Unavailable)$/, 'service-error'],
];

function whyOf(code: string, status: number | undefined): InconclusiveReason {
	const known = inconclusiveCodes.find(([pattern]) => pattern.test(code))?.[1];
	if (known !== undefined) return known;
	if (status === 429) return 'throttled';
	return status !== undefined && status >= 500 ? 'service-error' : 'unrecognised';
}

/** Without the `Client.` or `Server.` that EC2's own documentation puts before its codes, and without a Smithy namespace. */
function bareCode(code: string): string {
	return code.replace(/^[^#]*#/, '').replace(/^(Client|Server)\./, '');
}
