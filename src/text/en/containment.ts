import type {GuardName} from '../../containment/guards/facts.ts';
import type {InvolvementReason} from '../../containment/management-account/reach.ts';
import type {DenyRefusal} from '../../containment/policy/deny-policy.ts';
import type {Principal, SubjectRefusal} from '../../containment/principal/principal.ts';
import type {NotDeniable} from '../../containment/principal/subject.ts';
import type {DeniedBy, InconclusiveReason, ProbeOutcome} from '../../containment/proof/denial.ts';
import type {CellName, ProbedSession, ProofReason, Verdict} from '../../containment/proof/proof.ts';
import type {ResidualRisk, ResidualRiskCode} from '../../containment/proof/residual-risk.ts';
import type {NameRefusal} from '../../containment/reading/names.ts';
import {guardSentence, guardTitles} from './guards.ts';
import {notDeniable} from './not-deniable.ts';

const nameRefusals: Record<NameRefusal, string> = {
	empty: 'There is no name.',
	'too-short': 'A session name has at least 2 characters.',
	'too-long': 'A session name has at most 64 characters; what AWS makes of a longer user name is not documented.',
	wildcard: 'A * or ? in a policy matches other people too.',
	'policy-variable': 'A dollar sign with braces in a policy is a variable, not a name.',
	'control-character': 'It contains a line break, a control character or an invisible one.',
	'unsupported-character': 'A session name has only letters A to Z, digits and _ + = , . @ -, so this cannot be one.',
};

const subjectRefusals: Record<Exclude<SubjectRefusal, NameRefusal>, string> = {
	'arn-not-a-principal':
		'This ARN is not one principal. Give the ARN of a role session, an IAM user, a root user or an identity store user.',
	'not-json': 'This begins like JSON but cannot be read as JSON. Paste the whole finding, from the first brace to the last.',
	'no-finding': 'There is no GuardDuty finding in this JSON.',
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
			'Everywhere it was probed, a session under this name was allowed before and is denied now, while a session under another name stayed allowed.',
	},
	partial: {
		title: 'Partly contained',
		meaning: 'The deny holds in the member accounts that were probed, and it is not all: what is still open is named below.',
	},
	'not-contained': {
		title: 'Not contained',
		meaning: 'A session under this name was still allowed when the watch ended, or the deny is not on any more. Treat the thief as active.',
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

/** What a probe of each service calls. */
const probedAction: Record<CellName['service'], string> = {ec2: 'ec2:DescribeInstances', s3: 's3:ListAllMyBuckets'};

const sessions: Record<ProbedSession, string> = {target: 'the session under this name', control: 'the control session'};

const residualRisks: Record<ResidualRiskCode, string> = {
	'user-id-untested':
		'The statement on the identity store user id cannot be tested with an assumed role. What the probes show is the statement on the session name.',
	'no-user-id':
		'Whoever was not resolved in the identity store is denied by session name alone. A session of theirs under a changed name is not denied.',
	'no-session-name':
		'Whoever’s name cannot stand in a policy is denied by user id alone. The probes cannot test that, because an assumed role carries no user id.',
	'differing-session-name':
		'Session names are compared letter by letter. A session whose name is written differently from the user name is not denied by name.',
	'chained-sessions':
		'Roles assumed before the deny, under another session name, may go on for up to an hour. Look for AssumeRole in CloudTrail.',
	'chained-sessions-alive':
		'Sessions opened from this one are still alive, and this deny does not name them. Add them to it, or they go on until they end.',
	'chained-sessions-out-of-reach':
		'Sessions opened from this one were found that no deny of this kind can name: in the management account, in an account outside this organization, or federated. End them where they are.',
	'chain-incomplete':
		'Not every account, region and access key was searched for sessions opened from this one. What was not searched may hold more of them.',
	'trail-delay':
		'CloudTrail shows a call up to about 15 minutes after it was made. Sessions opened just before the deny may not be there yet: look again.',
	'other-regions':
		'Only the chosen regions were looked in, and CloudTrail keeps a call in the region it was made in. Sessions opened in another region are not found.',
	'exact-id-untested':
		'No test session can carry somebody else’s id. What the probes show is that the statement that holds it works, by ids of our own beside it. CloudTrail shows the denials of the session itself.',
	'other-sessions-of-the-role': 'Only this session is denied. The same role assumed again under another session name is not.',
	'federation-tokens': 'Sessions this user started with GetFederationToken carry another name and are not denied.',
	'made-by-the-session':
		'Users, access keys, roles, functions and instances that the session made are not denied. Look for them in CloudTrail.',
	'portal-session':
		'A session at the access portal stays open until it is deleted in the console. The role sessions it starts are denied only while the deny is in place.',
	'account-access-manager':
		'Roles given through account access manager may run under another session name. Look at the entitlements of the user and the groups.',
	'eks-tokens':
		'Logins built on GetCallerIdentity, such as EKS and Vault, may still accept this session: no policy can deny that call. Remove the access there.',
	'presigned-urls': 'Presigned links made by other identities, and CloudFront signed URLs, are not touched by this deny.',
	'management-account-earlier':
		'A session opened in the management account before an assignment there was removed is not seen by this look-up, and no deny reaches it. Look in CloudTrail there for the last 12 hours.',
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

	/** Why no service control policy can contain somebody, and what to do instead. */
	notDeniable: (why: NotDeniable): string =>
		why.code === 'user-name' ? `${notDeniable[why.code]} ${nameRefusals[why.why]}` : notDeniable[why.code],

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
				if (principal.reason === 'no-session-name' && principal.userName !== undefined)
					return `unknown session of role ${principal.userName}`;
				return principal.accessKeyId === undefined ? 'unknown' : `unknown, key ${principal.accessKeyId}`;
		}
	},

	/** What kind of principal it is, in a few words. */
	principalKind: (principal: Principal): string => principalKind(principal),

	/** The rest of what is known, on one quiet line. */
	principalDetail: (principal: Principal): string => {
		const key = 'accessKeyId' in principal && principal.accessKeyId !== undefined ? `key ${principal.accessKeyId}` : '';
		const account = principal.accountId === undefined ? '' : `account ${principal.accountId}`;
		return [principalKind(principal), account, key].filter(part => part !== '').join(' · ');
	},

	/** One probe's answer, as a phrase. Used on the proof board. */
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
			case 'policy-altered':
				return 'SOMEBODY CHANGED THE POLICY: AWS holds another document than the one that was confirmed. It may deny less, or other people too.';
			case 'management-account-open':
				return 'The management account is open: no service control policy applies there, and its permission sets do not all deny this user yet.';
			case 'management-account-unknown':
				return 'It is not known that the management account is closed to this user: no service control policy applies there, so it counts as open.';
			case 'targets-missing':
				return `The deny could not be attached to ${reason.targetIds.join(', ')}: the accounts there are open.`;
			case 'targets-detached':
				return `SOMEBODY TOOK THE DENY OFF ${reason.targetIds.join(', ')}: ${reason.all ? 'it denies nothing any more, once that has reached everywhere' : 'the accounts there are open'}.`;
			case 'accounts-unknown':
				return `Whether ${reason.accountIds.join(', ')} belongs to this organization is not known: if it does not, this deny does not bind there.`;
			case 'open-sessions':
				return `${reason.sessions === 1 ? 'One session' : `${reason.sessions} sessions`} of theirs may be alive that this deny does not hit.`;
			case 'chain-not-searched':
				return reason.what === 'all'
					? 'NOBODY LOOKED for sessions that they opened under other names: this deny misses those, and they may be alive.'
					: 'NOT EVERYTHING WAS SEARCHED for sessions that they opened under other names: this deny misses those, and they may be alive.';
			case 'control-denied':
				return `${cellName(reason.cell)}: the control session is denied by ${deniedBy(reason.by)}.`;
			case 'still-allowed':
				return `${cellName(reason.cell)}: still allowed.`;
			case 'no-baseline':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} was not probed before the deny.`;
			case 'unclear-before':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} got no clear answer before the deny, so a denial now shows nothing.`;
			case 'not-allowed-before':
				return `${cellName(reason.cell)}: ${sessions[reason.session]} was not allowed before the deny (${probedAction[reason.cell.service]}), so a denial now shows nothing.`;
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

	/** What a guard looks at, in two words. */
	guardTitle: (guard: GuardName): string => guardTitles[guard],

	guard: guardSentence,

	/** Why the management account is, or may be, involved. */
	involvementReason: (reason: InvolvementReason, permissionSetName: string): string => {
		switch (reason.code) {
			case 'finding':
				return 'A session of theirs was seen there.';
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
	return `${cell.accountName} ${cell.service} ${cell.region}${cell.under === undefined ? '' : ` as ${cell.under}`}`;
}
