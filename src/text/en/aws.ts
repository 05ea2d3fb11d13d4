/** What is true, and what to do now. */
interface Sentence {
	readonly message: string;
	readonly next: string;
}

const quoted = (words: string): string => (words === '' ? '' : ` AWS said: “${words}”`);

/** Sentences about AWS: why a call failed, and what the responder does now. Everything interpolated is cleaned by the caller. */
export const aws = {
	/** `organizations:CreatePolicy`, with the region where that matters. */
	call: (operation: string, region?: string): string => (region ? `${operation} in ${region}` : operation),

	readOnly: (operation: string): Sentence => ({
		message: `${operation} would change AWS, and this run is read-only. Nothing was sent.`,
		next: 'Run again without --read-only to make changes.',
	}),

	// Who we are to AWS
	unknownProfile: (profile: string, nearest: readonly string[]): Sentence => ({
		message: `There is no AWS profile “${profile}” in the AWS configuration files.`,
		next:
			nearest.length > 0
				? `Did you mean ${nearest.join(', ')}? Choose one with --profile.`
				: 'Set it up with `aws configure sso`, or choose another with --profile.',
	}),
	badRegion: (region: string): Sentence => ({
		message: `“${region}” is not the name of an AWS region.`,
		next: 'Give a region such as us-east-1 with --region or AWS_REGION.',
	}),
	badEndpoint: (source: string): Sentence => ({
		message: `The endpoint in ${source} is not an http or https address.`,
		next: `Correct ${source}, or remove it to use AWS’s own endpoints.`,
	}),
	endpointOf: (address: string, services: readonly string[]): string => `${address} (${services.join(', ')})`,
	noServicesSection: (name: string): Sentence => ({
		message: `The profile uses the services section “${name}”, which the AWS configuration file does not have.`,
		next: 'Add the section, or remove `services` from the profile.',
	}),
	noCredentials: (): Sentence => ({
		message: 'No AWS credentials were found.',
		next: 'Sign in with `aws sso login --profile NAME` and give --profile NAME, or set AWS_PROFILE or the AWS_ACCESS_KEY_ID variables.',
	}),
	credentialsUnavailable: (profile: string | undefined, signIn: string): Sentence => ({
		message:
			profile === undefined ? 'The AWS credentials could not be obtained.' : `The AWS profile “${profile}” did not give credentials.`,
		next: signIn,
	}),
	credentialsUnreachable: (profile: string | undefined, code: string): Sentence => ({
		message: `The place that ${profile === undefined ? 'the AWS credentials' : `the credentials of the AWS profile “${profile}”`} come from cannot be reached (${code}).`,
		next: 'Check the network, VPN and proxy between here and AWS, then try again.',
	}),
	expiredCredentials: (signIn: string, call?: string): Sentence => ({
		message: call === undefined ? 'The AWS credentials have expired.' : `The AWS credentials have expired (${call}).`,
		next: signIn,
	}),
	credentialsRefused: (call: string, signIn: string): Sentence => ({
		message: `AWS does not recognise these credentials (${call}).`,
		next: signIn,
	}),
	regionNotEnabled: (call: string): Sentence => ({
		message: `The account has not opted in to this region or service (${call}).`,
		next: 'Leave the region out with --regions, or enable it in the account.',
	}),
	mfaNeeded: (profile: string | undefined): Sentence => ({
		message: profile === undefined ? 'The AWS credentials ask for an MFA code.' : `The AWS profile “${profile}” asks for an MFA code.`,
		next: 'Run in a terminal, where the code can be typed, or use credentials that need none.',
	}),
	ssoRoleRefused: (profile: string | undefined): Sentence => ({
		message: `IAM Identity Center does not let you use the role of ${profile === undefined ? 'this profile' : `the profile “${profile}”`}.`,
		next: 'Check sso_account_id and sso_role_name in the profile, or have the role assigned to you.',
	}),
	signInWithSso: (profile: string): string => `Run \`aws sso login --profile ${profile}\` in another terminal, then try again.`,
	signInWithLogin: (profile: string): string => `Run \`aws login --profile ${profile}\` in another terminal, then try again.`,
	signInToProfile: (profile: string): string => `Renew the credentials of the profile “${profile}”, then try again.`,
	signInAnyhow: 'Get new credentials (`aws sso login`, or new AWS_ACCESS_KEY_ID variables), then try again.',
	unsupportedPartition: (arn: string): Sentence => ({
		message: `The caller ${arn} is in an AWS partition that this program does not know.`,
		next: 'Follow the written procedure by hand: `tourniquet runbook show` prints it.',
	}),

	// What AWS answered
	accessDenied: (call: string, permission: string, said: string): Sentence => ({
		message: `AWS does not allow ${call}.${quoted(said)}`,
		next: `Use a role that has the permission ${permission}, or have it granted.`,
	}),
	accessDeniedExplicitly: (call: string, permission: string, said: string): Sentence => ({
		message: `A policy explicitly denies ${call}.${quoted(said)}`,
		next: `Use a role that no policy denies ${permission}; the policy that AWS names is the one in the way.`,
	}),
	throttled: (call: string): Sentence => ({
		message: `AWS kept asking to slow down (${call}).`,
		next: 'Wait a minute and try again.',
	}),
	busy: (call: string): Sentence => ({
		message: `AWS is still working on another change (${call}).`,
		next: 'Wait a moment and try again.',
	}),
	timeout: (call: string, host: string): Sentence => ({
		message: `${host} did not answer in time (${call}).`,
		next: 'Check the network, VPN and proxy between here and AWS, then try again.',
	}),
	unreachable: (call: string, host: string, code: string): Sentence => ({
		message: `${host} cannot be reached (${call}; ${code}).`,
		next: 'Check the network, VPN and proxy between here and AWS, and AWS_ENDPOINT_URL if it is set; then try again.',
	}),
	untrusted: (call: string, host: string, code: string): Sentence => ({
		message: `The certificate of ${host} is not trusted (${call}; ${code}).`,
		next: 'If a company proxy opens TLS, give its certificate with NODE_EXTRA_CA_CERTS=FILE.',
	}),
	notFromAws: (call: string, host: string, status: number, words: string): Sentence => ({
		message: `${host} answered ${call} with something that AWS does not send: status ${status}${words === '' ? ', nothing in it' : `, “${words}”`}.`,
		next: 'Something other than AWS answered: check the proxy, a sign-in page of the network, and AWS_ENDPOINT_URL.',
	}),
	incomplete: (call: string): Sentence => ({
		message: `The answer to ${call} lacks what AWS always sends.`,
		next: 'Something other than AWS may have answered: check AWS_ENDPOINT_URL and the proxy.',
	}),
	endlessAnswer: 'an answer without end',
	notSupported: (call: string, host: string): Sentence => ({
		message: `${host} does not offer ${call}.`,
		next: 'Use an endpoint that has it, or go on without what it would have shown.',
	}),
	clockSkew: (call: string): Sentence => ({
		message: `AWS refused ${call} because this computer’s clock is wrong.`,
		next: 'Set the clock (turn on automatic time), then try again.',
	}),
	serviceError: (call: string, code: string, said: string): Sentence => ({
		message: `AWS could not do ${call} (${code}).${quoted(said)}`,
		next: 'Try again; if it stays, do this step by hand in the AWS console.',
	}),
	refused: (call: string, code: string, said: string): Sentence => ({
		message: `AWS refused ${call} (${code}).${quoted(said)}`,
		next: 'Do this step by hand in the AWS console if it cannot wait.',
	}),
	notFound: (call: string, said: string): Sentence => ({
		message: `AWS does not know what ${call} asked for.${quoted(said)}`,
		next: 'It may have been removed meanwhile: look again.',
	}),
	pagingLoops: (operation: string): Sentence => ({
		message: `The pages of ${operation} have no end: the same page token came back.`,
		next: 'Something other than AWS may have answered: check AWS_ENDPOINT_URL. Then try again.',
	}),
	kms: (call: string, reason: string): Sentence => ({
		message: `IAM Identity Center’s data is encrypted with a key that cannot be used now (${call}; ${reason}).`,
		next: 'Have kms:Decrypt on Identity Center’s key granted to you, and check that the key is enabled.',
	}),

	// Permission sets
	permissionSetConflict: (call: string, said: string): Sentence => ({
		message: `IAM Identity Center is still taking in an earlier change, and ${call} was not done.${quoted(said)}`,
		next: 'Wait a minute and try again. If it stays, somebody else may be changing the same permission set: ask them to stop.',
	}),
	permissionSetQuota: (call: string, said: string): Sentence => ({
		message: `A quota of IAM Identity Center stands against ${call}.${quoted(said)}`,
		next: 'Look it up under Service Quotas › IAM Identity Center. Until there is room, remove the person’s assignments instead.',
	}),
	permissionSetNotAccepted: (call: string, said: string): Sentence => ({
		message: `IAM Identity Center does not accept what ${call} sent, and nothing was changed.${quoted(said)}`,
		next: 'Add the deny to the permission set by hand (IAM Identity Center › Permission sets), or remove the person’s assignments.',
	}),
	notOurMerge: (): Sentence => ({
		message: 'The inline policy was stopped before it was sent: it is not the saved one with nothing but this program’s deny added to it.',
		next: 'Nothing was changed. Report this; a wrong inline policy would take permissions or restrictions from everybody who uses the permission set.',
	}),

	// Organizations
	organizationNotInUse: (): Sentence => ({
		message: 'This account is not in an AWS organization, so there is no service control policy to contain anybody with.',
		next: 'Use credentials of the organization’s management account.',
	}),
	policyTypeNotEnabled: (): Sentence => ({
		message: 'Service control policies are not enabled in this organization.',
		next: 'Enable them under AWS Organizations › Policies, then try again.',
	}),
	policyTypeNotAvailable: (): Sentence => ({
		message: 'This organization cannot use service control policies: all features are not enabled.',
		next: 'Enable all features under AWS Organizations › Settings. Until then, edit the permission sets by hand.',
	}),
	policyNameTaken: (name: string): Sentence => ({
		message: `There already is a policy with the name ${name}.`,
		next: 'Compare it with the plan: it may be this one, created by an answer that was lost.',
	}),
	malformedPolicy: (said: string): Sentence => ({
		message: `AWS does not accept the policy document.${quoted(said)}`,
		next: 'Nothing was applied. Deny the user by hand in the AWS console and report this.',
	}),
	policyInUse: (): Sentence => ({
		message: 'The policy is still attached somewhere, so it cannot be deleted.',
		next: 'Detach it from every target first.',
	}),
	notOurShape: (refusal: string): Sentence => ({
		message: `The policy document was stopped before it was sent: it is not the narrow deny that this program makes (${refusal}).`,
		next: 'Nothing was changed. Report this; a wrong deny would hit everybody.',
	}),
	constraints: {
		POLICY_CONTENT_LIMIT_EXCEEDED: {
			message: 'The policy is longer than this organization allows.',
			next: 'Deny fewer names in one policy, or ask AWS to raise the quota.',
		},
		POLICY_NUMBER_LIMIT_EXCEEDED: {
			message: 'The organization has as many policies as AWS allows.',
			next: 'Delete a policy that nothing uses, then try again.',
		},
		MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
			message: 'The target has as many service control policies attached as AWS allows.',
			next: 'Detach one that is not needed, or merge two, then try again. Never detach FullAWSAccess.',
		},
		MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED: {
			message: 'It is the last service control policy of its target, and AWS requires one.',
			next: 'Attach FullAWSAccess to the target first, then try again.',
		},
		ORGANIZATION_NOT_IN_ALL_FEATURES_MODE: {
			message: 'This organization cannot use service control policies: all features are not enabled.',
			next: 'Enable all features under AWS Organizations › Settings. Until then, edit the permission sets by hand.',
		},
		TAG_POLICY_VIOLATION: {
			message: 'A tag policy of the organization does not allow the tags of the new policy.',
			next: 'Exempt the tags that start with tourniquet, then try again.',
		},
		MAX_TAG_LIMIT_EXCEEDED: {
			message: 'The policy would carry more tags than AWS allows.',
			next: 'Remove tags from it, then try again.',
		},
		WAIT_PERIOD_ACTIVE: {
			message: 'AWS makes this account wait before it can do that.',
			next: 'Use another account that may, or contact AWS support.',
		},
	} satisfies Record<string, Sentence>,
	constraint: (call: string, reason: string): Sentence => ({
		message: `A limit of AWS stands against ${call} (${reason}).`,
		next: 'Look the limit up under AWS Organizations › Quotas, make room, then try again.',
	}),

	// Access keys
	containmentRoleNext: (account: string): string =>
		`Create the role tourniquet-containment in account ${account} with you in its trust policy, or name another with --containment-role. Until then: sign in there, IAM › Users › the user › Security credentials › Deactivate.`,
	noSuchUser: (user: string, account: string): Sentence => ({
		message: `There is no IAM user ${user} in account ${account}.`,
		next: 'It may have been deleted meanwhile, and its keys with it: look again.',
	}),
	noSuchKey: (key: string, user: string): Sentence => ({
		message: `The IAM user ${user} has no access key ${key}.`,
		next: 'It may have been deleted meanwhile: look again.',
	}),

	// CloudTrail
	trailTimeRange: (call: string, said: string): Sentence => ({
		message: `CloudTrail does not take the times that were looked between (${call}).${quoted(said)}`,
		next: 'Set the clock (turn on automatic time), then look again.',
	}),
	trailMovedOn: (call: string): Sentence => ({
		message: `CloudTrail does not go on with a look-up that it began (${call}).`,
		next: 'Look again. What was found so far stands.',
	}),
	trailQueryRefused: (call: string, said: string): Sentence => ({
		message: `CloudTrail does not take what was looked up (${call}).${quoted(said)}`,
		next: 'Look it up by hand under CloudTrail › Event history in that account and region.',
	}),
	trailNotPermitted: (call: string, said: string): Sentence => ({
		message: `CloudTrail does not permit ${call} in this account.${quoted(said)}`,
		next: 'Look the events up where the organization keeps its trail, or under CloudTrail › Event history.',
	}),

	// Probes
	probeWrongSession: (session: string, account: string, held: string, heldAccount: string): Sentence => ({
		message: `The probe should hold the session ${session} in account ${account}, but AWS says it is ${held} in account ${heldAccount}.`,
		next: 'Nothing can be proven with it: check the endpoint and the probe role.',
	}),
};
