import type {DeniedBy, InconclusiveReason, ProbeOutcome} from '../../containment/denial.ts';
import type {DenyRefusal} from '../../containment/deny-policy.ts';
import type {GuardName, GuardOutcome, GuardResult, MatchedBy} from '../../containment/guards.ts';
import type {NameRefusal} from '../../containment/names.ts';
import type {Principal, SubjectRefusal} from '../../containment/principal.ts';
import type {CellName, ProbedSession, ProofReason, Verdict} from '../../containment/proof.ts';
import type {InvolvementReason} from '../../containment/reach.ts';
import type {ResidualRisk, ResidualRiskCode} from '../../containment/residual-risk.ts';

const nameRefusals: Record<NameRefusal, string> = {
	empty: 'There is no name.',
	'too-short': 'A session name has at least 2 characters.',
	'too-long': 'A session name has at most 64 characters; what AWS makes of a longer user name is not documented.',
	wildcard: 'A * or ? in a policy matches other people too.',
	'policy-variable': 'A ${…} in a policy is a variable, not a name.',
	'control-character': 'It contains a line break, a control character or an invisible one.',
	'unsupported-character': 'A session name has only letters A to Z, digits and _ + = , . @ -, so this cannot be one.',
};

const subjectRefusals: Record<Exclude<SubjectRefusal, NameRefusal>, string> = {
	'arn-not-a-principal':
		'This ARN is not one principal. Give the ARN of a role session, an IAM user, a root user or an identity store user.',
	'not-json': 'This begins like JSON but cannot be read as JSON. Paste the whole finding, from the first brace to the last.',
	'no-finding': 'There is no GuardDuty finding in this JSON.',
};

const matchedBy: Record<MatchedBy, string> = {
	'user-id': 'the identity store user id',
	'session-name': 'the session name',
	'source-identity': 'the source identity',
	'exact-user-id': 'the exact aws:userid',
};

const policyTypes: Record<DeniedBy['policyType'], string> = {
	'service-control-policy': 'a service control policy that AWS did not name',
	'identity-policy': 'an identity policy',
	implicit: 'no policy that allows it',
	'resource-control-policy': 'a resource control policy',
	'permissions-boundary': 'a permissions boundary',
	'session-policy': 'a session policy',
	'endpoint-policy': 'a VPC endpoint policy',
	'resource-policy': 'a resource policy',
	'trust-policy': 'a role trust policy',
	unnamed: 'a policy of a kind that AWS did not name',
};

const inconclusives: Record<InconclusiveReason, string> = {
	'expired-credentials': 'the credentials have expired',
	'invalid-credentials': 'AWS did not accept the credentials',
	throttled: 'AWS asked to slow down',
	network: 'there was no answer over the network',
	'not-authorized-to-assume': 'the probe role could not be assumed',
	'not-opted-in': 'the region or service is not enabled in this account',
	'service-error': 'the service failed',
	unrecognised: 'the answer was not understood',
};

const verdicts: Record<Verdict, {readonly title: string; readonly meaning: string}> = {
	contained: {
		title: 'Contained',
		meaning:
			'Everywhere we probed, a session under this name was allowed before and is denied now, while a session under another name stayed allowed.',
	},
	partial: {
		title: 'Partly contained',
		meaning:
			'The deny holds in the member accounts we probed. The management account is not closed: no service control policy applies there.',
	},
	'not-contained': {
		title: 'Not contained',
		meaning: 'A session under this name was still allowed when the deadline passed. Treat the thief as active.',
	},
	'not-proven': {
		title: 'Not proven',
		meaning: 'The deny is in place, but the probes do not show that it works. Treat the thief as active until they do.',
	},
	'over-reach': {
		title: 'Over-reach',
		meaning: 'A session under another name is denied as well. This deny may be stopping people it was not meant for: undo it first.',
	},
};

const sessions: Record<ProbedSession, string> = {target: 'the session under this name', control: 'the control session'};

const guards: Record<GuardName, string> = {
	'not-you': 'Not you',
	'protected-principal': 'Protected people',
	'who-else': 'Who else matches',
	'management-account-caller': 'Way back',
	'feature-set': 'All features',
	'policy-type': 'Policy type',
	slot: 'Free slot',
	size: 'Size',
	permissions: 'Permissions',
	'expected-account': 'Expected account',
};

const guardOutcomes: Record<GuardOutcome, string> = {pass: 'ok', warn: 'look', refuse: 'refused', unknown: 'not known'};

const residualRisks: Record<ResidualRiskCode, string> = {
	'user-id-untested':
		'The statement on the identity store user id cannot be tested with an assumed role. What the probes show is the statement on the session name.',
	'no-user-id':
		'The user was not resolved in the identity store, so nothing is denied by user id. A session under a changed name is not denied.',
	'no-session-name': 'The deny goes by user id alone. The probes cannot test it, because an assumed role carries no user id.',
	'differing-session-name':
		'Session names are compared letter by letter. A session whose name is written differently from the user name is not denied by name.',
	'chained-sessions':
		'Roles assumed before the deny, under another session name, may go on for up to an hour. Look for AssumeRole in CloudTrail.',
	'other-sessions-of-the-role': 'Only this session is denied. The same role assumed again under another session name is not.',
	'federation-tokens': 'Sessions this user started with GetFederationToken carry another name and are not denied.',
	'made-by-the-session':
		'Users, access keys, roles, functions and instances that the session made are not denied. Look for them in CloudTrail.',
	'portal-session':
		'A session at the access portal stays open until it is deleted in the console. New role sessions it starts are denied only while the deny is in place.',
	'account-access-manager':
		'Roles given through account access manager may run under another session name. Look at the entitlements of the user and the groups.',
	'eks-tokens':
		'Logins built on GetCallerIdentity, such as EKS and Vault, may still accept this session: no policy can deny that call. Remove the access there.',
	'presigned-urls': 'Presigned links made by other identities, and CloudFront signed URLs, are not touched by this deny.',
	'management-account': 'No service control policy applies in the management account. Access there must be closed in the permission sets.',
	'service-linked-roles': 'Service-linked roles are not bound by service control policies. What the session had them do goes on.',
};

/** What the rules of containment say, in English. Functions from coded values to calm sentences. */
export const containment = {
	/** Why a text is not a session name. */
	nameRefused: (reason: NameRefusal): string => nameRefusals[reason],

	/** Why what was typed or pasted does not say who it is. */
	subjectRefused: (reason: SubjectRefusal): string => (isNameRefusal(reason) ? nameRefusals[reason] : subjectRefusals[reason]),

	/** Why no deny is made or sent. */
	denyRefused: (refusal: DenyRefusal): string => {
		switch (refusal.code) {
			case 'nobody':
				return 'The deny would name nobody.';
			case 'session-name':
				return `“${refusal.value}” cannot be a session name. ${nameRefusals[refusal.why]}`;
			case 'source-identity':
				return `“${refusal.value}” cannot be a source identity. ${nameRefusals[refusal.why]}`;
			case 'user-id':
				return `“${refusal.value}” does not have the form of an identity store user id.`;
			case 'exact-user-id':
				return `“${refusal.value}” does not have the form of an aws:userid value.`;
			case 'not-plain-json':
				return 'The policy document is not plain JSON: it cannot be read, or it says something twice.';
			case 'wrong-shape':
				return `The policy document is not one this tool sends: see ${refusal.at}.`;
		}
	},

	/** Who it is, in a few words: the name when there is one, and the kind when it is not an Identity Center user. */
	principalLabel: (principal: Principal): string => {
		switch (principal.kind) {
			case 'identity-center-user':
				return principal.userName ?? principal.userId ?? 'an Identity Center user without a name';
			case 'role-session':
				return `${principal.sessionName} (session of ${principal.roleName === undefined ? 'a role' : `role ${principal.roleName}`})`;
			case 'instance-role':
				return `${principal.instanceId} (role of an EC2 instance)`;
			case 'iam-user':
				return `${principal.userName ?? principal.userId ?? principal.accessKeyId ?? 'without a name'} (IAM user)`;
			case 'root':
				return `root user${ofAccount(principal.accountId)}`;
			case 'federated-user':
				return `${principal.name ?? 'without a name'} (federated user)`;
			case 'foreign-account':
				return principal.accountId === undefined ? 'someone from another account' : `someone from account ${principal.accountId}`;
			case 'aws-service':
				return principal.name ?? 'an AWS service';
			case 'unknown':
				return principal.accessKeyId === undefined ? 'not known' : `not known, key ${principal.accessKeyId}`;
		}
	},

	/** The rest of what is known, on one quiet line. */
	principalDetail: (principal: Principal): string => {
		const key = 'accessKeyId' in principal && principal.accessKeyId !== undefined ? `key ${principal.accessKeyId}` : '';
		const account = principal.accountId === undefined ? '' : `account ${principal.accountId}`;
		return [principalKind(principal), account, key].filter(part => part !== '').join(' · ');
	},

	/** Who denied, as a phrase: `service control policy p-…`. */
	deniedBy,

	/** One probe's answer, as a phrase. */
	outcome: (outcome: ProbeOutcome): string => {
		switch (outcome.kind) {
			case 'allowed':
				return 'allowed';
			case 'denied':
				return `denied by ${deniedBy(outcome.by)}`;
			case 'inconclusive':
				return `unclear: ${inconclusives[outcome.why]}`;
		}
	},

	inconclusive: (why: InconclusiveReason): string => inconclusives[why],

	verdictTitle: (verdict: Verdict): string => verdicts[verdict].title,

	/** What the verdict means; says so when AWS did not name the policy. */
	verdictMeaning: (verdict: Verdict, policyNamed: boolean): string =>
		verdicts[verdict].meaning +
		((verdict === 'contained' || verdict === 'partial') && !policyNamed
			? ' AWS said that a service control policy denies it, without naming which one everywhere.'
			: ''),

	proofReason: (reason: ProofReason): string => {
		switch (reason.code) {
			case 'nothing-probed':
				return 'Nothing was probed.';
			case 'management-account-open':
				return 'The management account is open: the permission sets there do not deny this user yet.';
			case 'management-account-unknown':
				return 'It is not known whether this user reaches the management account, so it counts as open.';
			case 'control-denied':
				return `${cellName(reason.cell)}: the control session is denied by ${deniedBy(reason.by)}.`;
			case 'still-allowed':
				return `${cellName(reason.cell)}: still allowed.`;
			case 'no-baseline':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} was not probed before the deny.`;
			case 'not-allowed-before':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} was not allowed before the deny, so a denial now shows nothing.`;
			case 'not-probed':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} was not probed after the deny.`;
			case 'inconclusive':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} got no clear answer; ${inconclusives[reason.why]}.`;
			case 'denied-by-another':
				return `${cellName(reason.cell)}: denied, but by ${deniedBy(reason.by)}, not by this deny.`;
			case 'too-few-denials':
				return `${cellName(reason.cell)}: denied ${reason.denials} of ${reason.of} times in a row.`;
			case 'control-not-seen-since':
				return `${cellName(reason.cell)}: the control session was not probed since the denials began.`;
			case 'policy-not-named':
				return `${cellName(reason.cell)}: denied by a service control policy that AWS did not name.`;
		}
	},

	guardTitle: (guard: GuardName): string => guards[guard],

	/** The outcome in a word, for where there is no colour. */
	guardOutcome: (outcome: GuardOutcome): string => guardOutcomes[outcome],

	guard: guardSentence,

	/** Why the management account is, or may be, involved. */
	involvementReason: (reason: InvolvementReason, permissionSetName: string): string => {
		switch (reason.code) {
			case 'finding':
				return 'The finding is in the management account.';
			case 'assignment':
				return reason.viaGroup === undefined
					? `Permission set ${permissionSetName} is assigned there directly.`
					: `Permission set ${permissionSetName} is assigned there through the group ${reason.viaGroup}.`;
			case 'incomplete':
				return 'Not every assignment could be read, so it cannot be ruled out.';
		}
	},

	/** What the deny does not stop. */
	residualRisk: (risk: ResidualRisk): string => residualRisks[risk.code],
};

function isNameRefusal(reason: SubjectRefusal): reason is NameRefusal {
	return Object.hasOwn(nameRefusals, reason);
}

function ofAccount(accountId: string | undefined): string {
	return accountId === undefined ? '' : ` of account ${accountId}`;
}

function principalKind(principal: Principal): string {
	switch (principal.kind) {
		case 'identity-center-user':
			return principal.permissionSet === undefined
				? 'Identity Center user'
				: `Identity Center user, permission set ${principal.permissionSet}`;
		case 'role-session':
			return principal.roleName === undefined ? 'role session' : `session of role ${principal.roleName}`;
		case 'instance-role':
			return principal.roleName === undefined ? 'role of an EC2 instance' : `role ${principal.roleName} of an EC2 instance`;
		case 'iam-user':
			return 'IAM user';
		case 'root':
			return 'root user';
		case 'federated-user':
			return 'federated user';
		case 'foreign-account':
			return 'from outside this organization: no service control policy of ours applies';
		case 'aws-service':
			return 'AWS service';
		case 'unknown':
			return {
				'no-principal': 'the finding names no principal',
				'no-session-name': 'the finding names a role but not the session',
				'unrecognised-type': 'a kind of principal this tool does not know',
			}[principal.reason];
	}
}

function deniedBy(by: DeniedBy): string {
	return by.policyType === 'service-control-policy' && by.policyId !== undefined
		? `service control policy ${by.policyId}`
		: policyTypes[by.policyType];
}

function cellName(cell: CellName): string {
	return `${cell.accountName} ${cell.service} ${cell.region}`;
}

function count(number: number, one: string, many: string): string {
	return number === 1 ? `1 ${one}` : `${number.toLocaleString('en')} ${many}`;
}

function guardSentence(result: GuardResult): string {
	switch (result.guard) {
		case 'not-you':
			if (result.outcome === 'unknown')
				return 'Your session is an Identity Center session whose user id is not known, so it cannot be ruled out that this deny hits you.';
			return result.data.by === undefined
				? `This deny does not match you (${result.data.callerArn}).`
				: `This deny matches you by ${matchedBy[result.data.by]}${result.data.sameCase === false ? ', apart from upper and lower case' : ''}. Use another identity.`;
		case 'protected-principal':
			if (result.data.matched.length > 0) return `This deny hits a protected principal: ${result.data.matched.join(', ')}.`;
			return result.data.checked === 0
				? 'No protected or break-glass principals are configured, so none were compared.'
				: `None of ${count(result.data.checked, 'protected principal', 'protected principals')} matches.`;
		case 'who-else':
			return whoElseSentence(result);
		case 'management-account-caller':
			if (result.outcome === 'pass') return 'You are in the management account: no service control policy can keep you from undoing this.';
			return result.outcome === 'unknown'
				? 'It is not known which account is the management account. Keep a way into it: only from there can a deny always be undone.'
				: `You are in member account ${result.data.callerAccountId}. A wrong deny could stop you from undoing it: keep a tested way into the management account.`;
		case 'feature-set':
			if (result.outcome === 'pass') return 'The organization has all features enabled.';
			return result.outcome === 'refuse'
				? 'The organization has consolidated billing only: service control policies do not exist there.'
				: 'The features of the organization are not known.';
		case 'policy-type':
			return policyTypeSentence(result.data.state);
		case 'slot':
			return slotSentence(result);
		case 'size':
			return result.outcome === 'pass'
				? `The document has ${count(result.data.characters, 'character', 'characters')} of ${result.data.quota.toLocaleString('en')}.`
				: `The document has ${count(result.data.characters, 'character', 'characters')}; the known limit is ${result.data.quota.toLocaleString('en')}. AWS may refuse it.`;
		case 'permissions':
			if (result.outcome === 'unknown') return 'Whether you may do all of this could not be asked beforehand. AWS will say.';
			return result.data.denied.length === 0
				? "IAM's simulator says you may do all of this."
				: `IAM's simulator says you may not: ${result.data.denied.join(', ')}. It can be wrong about permissions limited to certain resources.`;
		case 'expected-account':
			if (result.data.expectedAccountId === undefined) return `You are in account ${result.data.callerAccountId}; no account was expected.`;
			return result.outcome === 'pass'
				? `You are in account ${result.data.callerAccountId}, as expected.`
				: `You are in account ${result.data.callerAccountId}, not in ${result.data.expectedAccountId} as expected.`;
	}
}

function whoElseSentence(result: GuardResult & {readonly guard: 'who-else'}): string {
	const {matching, differing, spared} = result.data;
	if (result.outcome === 'unknown') return 'Which other sessions carry this name is not known yet.';
	const also =
		differing.length === 0
			? ''
			: ` ${count(differing.length, 'session has', 'sessions have')} this name in other upper and lower case and would not be denied: ${places(differing)}.`;
	return (
		(matching.length === 0
			? `No other session seen matches; ${count(spared, 'session', 'sessions')} seen would go on.`
			: `${count(matching.length, 'other session is', 'other sessions are')} denied too: ${places(matching)}. ${count(spared, 'session', 'sessions')} seen would go on.`) +
		also
	);
}

function places(seen: readonly {readonly userId: string; readonly where: string}[]): string {
	const shown = seen.slice(0, 5).map(session => `${session.userId} (${session.where})`);
	return seen.length > shown.length ? `${shown.join(', ')} and ${seen.length - shown.length} more` : shown.join(', ');
}

function policyTypeSentence(state: 'enabled' | 'pending' | 'disabled' | undefined): string {
	switch (state) {
		case 'enabled':
			return 'Service control policies are enabled.';
		case 'pending':
			return 'Service control policies are being enabled or disabled. AWS may refuse the deny until that is done.';
		case 'disabled':
			return 'Service control policies are not enabled in this organization. Enabling them is a decision of its own; this tool does not make it.';
		case undefined:
			return 'Whether service control policies are enabled is not known.';
	}
}

function slotSentence(result: GuardResult & {readonly guard: 'slot'}): string {
	const {attached, quota, detachable} = result.data;
	if (attached === undefined) return 'How many policies are attached to the root is not known.';
	if (result.outcome === 'pass') return `${attached} of ${quota} slots at the root are in use.`;
	const free =
		detachable.length === 0
			? 'No policy there can be spared.'
			: `Detaching one of these frees a slot: ${detachable.map(policy => `${policy.name} (${policy.id})`).join(', ')}.`;
	return `All ${quota} slots at the root are in use, so the deny cannot be attached. ${free}`;
}
