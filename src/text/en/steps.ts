import type {SeverityLabel} from '../../containment/principal/finding.ts';
import type {Principal} from '../../containment/principal/principal.ts';
import type {Unprobed} from '../../containment/proof/matrix.ts';
import {acts} from './acts.ts';
import {accessKeys, chain} from './chain.ts';
import {closing} from './closing.ts';
import {explain} from './explain.ts';
import {exactWarning, otherPrincipals} from './other-principals.ts';
import {recovery} from './recovery.ts';
import {agree, count, few, moment, span} from './words.ts';

const notProbed: Record<Unprobed['why'], string> = {
	'management-account': 'is the management account: no service control policy applies there, so no deny can be shown there.',
	closed: 'is closed: no session of ours can be opened there.',
	'not-ours': 'is no account of this organization.',
};

/** What the steps of the walk say: looking here, acting in `acts.ts`. */
export const steps = {
	...acts,
	accessKeys,
	chain,
	closing,
	explain,
	recovery,
	or: ' or ',
	list: (names: readonly string[]): string =>
		names.length < 2 ? (names[0] ?? '') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`,
	leave: 'Leave without changing anything',
	leaveDetail: 'Nothing has been changed in AWS.',
	age: (ms: number): string => `${span(ms)} ago`,

	waiting: {
		caller: 'who you are to AWS',
		organization: 'the organization',
		accounts: 'the names of the accounts',
		findings: (regions: number): string => `GuardDuty findings in ${count(regions, 'region')}`,
		finding: 'the finding',
		accessKey: 'whose access key this is',
		accessKeyUsed: (regions: number): string => `who used this access key, in ${count(regions, 'region')}`,
		instance: 'where Identity Center is',
		user: 'the person in the identity store',
		groups: 'the groups of this person',
		assignments: 'accounts assigned to this person',
		assignmentsOfGroup: (group: string): string => `accounts assigned to the group ${group}`,
		permissionSet: 'names and durations of permission sets',
		permissions: 'whether you may do what comes next',
		root: 'the root of the organization',
		policiesOnRoot: 'the policies attached there',
		plan: 'the state the plan rests on',
		you: 'who you are in the identity store',
		role: 'whether the role is one of Identity Center’s',
		tree: 'which accounts to probe',
		assume: (account: string): string => `two test sessions in ${account}`,
		probe: (account: string): string => `what is allowed now in ${account}`,
		probes: (cells: number): string => `${count(cells * 2, 'probe')}`,
		reach: 'whether the management account is involved',
		policy: 'the policy as it is now',
		targets: 'where the policy is attached',
		exactId: 'the id that names exactly this one',
		iamUser: 'the IAM user',
		collateral: (accounts: number): string => `who else would be denied, in ${count(accounts, 'account')}`,
		assumeAll: 'test sessions to prove it with',
		permissionSetsThere: 'the permission sets of the management account',
		inlinePolicy: (set: string): string => `the inline policy of ${set}`,
		belowRoot: 'where below the root there is room',
		chain: 'what their sessions opened and left behind',
	},

	brief: {
		doing: 'What we will do',
		doesNotHelp: 'What does not stop a session that is already open',
		question: 'Ready?',
		start: 'Start',
		startDetail: 'Looking changes nothing. You confirm before anything is changed.',
		unexpectedAccount: (actual: string, expected: string): string => `You are in account ${actual}, and --expect-account says ${expected}.`,
		unexpectedAccountNext: 'Sign in to the account you meant, or correct --expect-account.',
	},

	findings: {
		known: 'I already know who it is',
		knownDetail: 'Type or paste a user name, a user id, an ARN, an access key id, or a finding’s JSON.',
		earlyQuestion: 'The list follows. No need to wait if you know who it is',
		question: 'Which finding brought you here?',
		noneQuestion: 'No findings to choose from',
		looking: (regions: number): string => `Looking for GuardDuty findings in ${count(regions, 'region')} …`,
		subject: 'Who is it? User name, user id, ARN, access key id, or a finding’s JSON',
		subjectPlaceholder: 'test-user',
		chosen: 'The finding',
		summary: (findings: number, answered: number, silent: number): string =>
			`${count(findings, 'finding')} from ${count(answered, 'place')}${findings < 2 ? '' : ', the newest hour first, the worst of an hour first'}.${silent === 0 ? '' : ` GuardDuty is not on in ${count(silent, 'other place')}.`}`,
		failed: (where: string, why: string): string => `Not seen: ${where}. ${why}`,
		through: (region: string, accountId: string): string => `${region} in account ${accountId}`,
		sample: '[SAMPLE]',
		archived: '[archived]',
		severity: (label: SeverityLabel, severity: number): string => `${label} ${severity}`,
		seen: (ago: number, at: number, times: number | undefined): string =>
			`${span(ago)} ago (${moment(at)})${times === undefined || times < 2 ? '' : `, ${count(times, 'time')}`}`,
		gone: 'The finding that was chosen is no longer listed by GuardDuty. Choose another, or say who it is.',
		goneNext: 'Start again with --user and the name, or paste the finding’s JSON.',
		notListed: (id: string): string => `No finding with the id ${id} was found.`,
		mayBeUnseen: (notFound: string, where: string, why: string): string =>
			`${notFound} It may be where nobody could look: ${where}. ${why}`,
		mayBeUnseenNext: (next: string): string => `${next} Or give the person with --user.`,
		rows: {
			type: 'type',
			severity: 'severity',
			seen: 'last seen',
			where: 'account',
			title: 'title',
			call: 'call',
			from: 'from',
			userAgent: 'user agent',
		},
	},

	who: {
		title: (name: string): string => `The person is ${name}`,
		several: 'This is about more than one principal. Whom to deny?',
		all: (labels: readonly string[]): string => `All of them: ${labels.join(', ')}`,
		allDetail: 'One deny names each of them, and each is looked up and shown first.',
		exactTitle: (label: string): string => `This is ${label}`,
		leftOut: (label: string): string => `${label} is left out: no deny policy of the organization can contain it.`,
		leftOutNext: 'Do by hand what was listed for it.',
		exactWarning: (principal: Principal): string | undefined => exactWarning(principal),
		keyNotSeen: (key: string, account: string, regions: readonly string[], failed: number): string =>
			`${key} belongs to ${account}. No finding knows it, and CloudTrail there shows no call with it in ${regions.join(', ')}${failed === 0 ? '' : `, of which ${failed} could not be asked`}, so who holds it is not known.`,
		keyNotSeenNext: 'Look in the other regions of that account, or in the organization’s trail, and give the name or the ARN instead.',
		subjectRefusedNext: 'Give a user name, a user id, an ARN, an access key id, or a whole finding.',
		nameRefused: (name: string, why: string): string => `The user name ${JSON.stringify(name)} cannot be denied safely. ${why}`,
		nameRefusedNext:
			'Nothing was changed. Deny this person by hand with their identity store user id: AWS’s page “Revoke active IAM role sessions” for Identity Center has the policy.',
		idNotFound: (id: string): string => `No user with the id ${id} was found, so there is no name to confirm or to probe with.`,
		idNotFoundNext: 'Check the id in IAM Identity Center → Users, or give the user name.',
		againQuestion: 'Nobody was found by that name. What now?',
		again: 'Type it again',
		againDetail: 'Upper and lower case count. Nothing has been changed in AWS.',
		notFound: (name: string): string => `The identity store has no user named ${name}, and no finding shows a session of that name.`,
		notFoundNext:
			'Check the spelling, letter case included: a deny for nobody would look proven. If the user was deleted or renamed since, give the ARN of their session or a finding instead.',
		principalGone: 'The principal that was chosen is not among those found now.',
		somebodyElse: (seen: string, user: string): string =>
			`The sessions were seen under the name ${seen}, which belongs to somebody else than ${user} now. It is left out of the deny.`,
		somebodyElseNext: 'Find out who used it. If it is the thief, contain that name as an incident of its own.',
		notInStore: (name: string): string =>
			`The identity store has no user named ${name} now: renamed or deleted since. The deny goes by session name only.`,
		noIdentityStore:
			'The identity store could not be read, so this name is not checked and there is no user id to deny. The deny goes by session name only.',
		renamed: (now: string, then: string): string =>
			`The sessions were seen under the name ${then}; the identity store says ${now} now. Both are denied.`,
		notReserved: (role: string, path: string): string =>
			`The role ${role} is named like one of Identity Center’s, but its path is ${path}. Whoever made it chose the session name too: it may not be this person at all.`,
		notReservedNext: 'Find out who made that role and who may assume it; the person named may be innocent.',
		external: 'This user comes from an external identity provider. It must be acted on there as well: see the follow-up.',
		noUserId: 'not known',
		rows: {
			userName: 'user name',
			userId: 'user id',
			displayName: 'called',
			status: 'status',
			permissionSet: 'seen with',
			accessKey: 'access key',
			kind: 'what it is',
			account: 'account',
			exactId: 'aws:userid',
		},
		notContainableTitle: (label: string): string => `No deny policy can contain this: ${label}`,
		notContainable: 'For this principal nothing is changed here; do this by hand now, in this order:',
		byHand: (principal: Principal): readonly string[] => otherPrincipals(principal),
	},

	reach: {
		title: (name: string): string => `What ${name} can open`,
		looking: (name: string): string => `Looking up what ${name} can open, directly and through groups …`,
		earlyQuestion: 'Still looking. This can go on beside the preview',
		goOnEarly: 'Go on without waiting',
		goOnEarlyDetail: 'What is found later is put in front of you at once.',
		stillLooking: 'The look-up goes on. Until it is done, the management account counts as involved.',
		question: 'Seen it?',
		goOn: 'Go on to the preview',
		goOnDetail: 'Nothing is changed yet.',
		columns: ['account', 'permission set', 'how'],
		columnsWithNames: ['who', 'account', 'permission set', 'how'],
		exactOnly: (label: string, subjects: number): string =>
			`${label}: denied by ${subjects === 1 ? 'its exact id' : 'their exact ids'}, which nobody else has, in every member account. The management account is not in reach of that id itself; roles assumed from it are looked for after the deny is on.`,
		direct: 'directly',
		group: (name: string): string => `group ${name}`,
		nothing: 'No account is assigned to this person or their groups today. Sessions that are already open go on all the same.',
		notListed: 'Not listed here: roles given through account access manager, which Identity Center’s assignments do not show.',
		managementAccount: {
			yes: (name: string, id: string, _unseen: boolean) => ({
				title: `THE MANAGEMENT ACCOUNT IS INVOLVED (${id})`,
				meaning: `No deny policy of the organization works there. The access of ${name} stays until each permission set that leads there denies it: the step after the deny.`,
			}),
			no: (name: string, id: string, unseen: boolean) => ({
				title: 'The management account is not involved, by what can be seen',
				meaning: `No assignment of ${name} is in ${id} today, and ${unseen ? 'not every place could be asked for findings there' : 'no finding of theirs is there'}. A session opened there before an assignment was removed would not show here.`,
			}),
			unknown: (name: string, id: string, _unseen: boolean) => ({
				title: 'THE MANAGEMENT ACCOUNT MAY BE INVOLVED',
				meaning: `Whether ${id} is in reach of ${name} is not known. No deny policy of the organization works there, so it counts as open until it is known.`,
			}),
		},
	},

	preview: {
		title: (name: string, subjects: number, members: number): string =>
			`This denies everything ${name} ${agree(subjects, 'does', 'do')}${members === 0 ? ', in every member account' : `, in all ${count(members, 'member account')}`}`,
		rows: {policy: 'policy', target: 'target', denies: 'denies', spares: 'spares', leaves: 'leaves', hash: 'plan'},
		leaves: {
			no: (name: string, id: string, subjects: number): string =>
				`the management account ${id}: ${name} ${agree(subjects, 'does', 'do')} not reach it`,
			yes: (name: string, id: string, subjects: number): string =>
				`THE MANAGEMENT ACCOUNT ${id}, which ${name} ${agree(subjects, 'reaches', 'reach')}: no deny works there`,
			unknown: (name: string, id: string, subjects: number): string =>
				`THE MANAGEMENT ACCOUNT ${id}: whether ${name} ${agree(subjects, 'reaches', 'reach')} it is not known`,
		},
		notFromHere: (callerAccountId: string): string =>
			`. Its permission sets can be changed only from there; you are in ${callerAccountId}, so that is left open`,
		passed: (titles: readonly string[]): string => `Checked and fine: ${titles.join(', ')}.`,
		size: (characters: number, quota: number | undefined): string =>
			quota === undefined
				? count(characters, 'character')
				: `${characters.toLocaleString('en-US')} of ${quota.toLocaleString('en-US')} characters`,
		target: (rootId: string, members: number, attached: number): string =>
			`root ${rootId}${members === 0 ? '' : `, ${count(members, 'account')} below`} · ${count(attached, 'policy', 'policies')} attached now`,
		belowRoot: (targets: readonly string[], members: number): string =>
			`${targets.join(', ')}, which together hold ${members === 0 ? 'every member account' : `all ${count(members, 'member account')}`}: the root is full`,
		testSessions: (sessions: number): string => `and ${count(sessions, 'test session')} of this incident, to prove that it works`,
		collateralLooking: 'Looking in CloudTrail for others who would be denied …',
		collateralFound: (sessions: number, finished: boolean): string =>
			`CloudTrail of the last day shows ${count(sessions, 'session')} to compare with the deny${finished ? '' : ' so far'}. The plan says which would be denied.`,
		cannotBeProbed: (unprobed: readonly Unprobed[]): string =>
			unprobed.map(({accountId, why}) => `${accountId} ${notProbed[why]}`).join(' '),
		cannotBeProbedNext: (accounts: readonly string[]): string =>
			`Nothing was changed. Run it again with other accounts in --probe-account, or without it${accounts.length === 0 ? '' : `. There are ${few(accounts, 8)}`}.`,
		notAsked: (accounts: readonly string[], why: string): string =>
			`Who else carries the name could not be asked in ${count(accounts.length, 'account')}: ${few(accounts, 3)}. The first said: ${why}`,
		notAskedNext: 'The deny is on there as well. Ask the owners whether anything of that name runs there.',
		collateralLate: 'Found since: others who are denied',
		collateralQuestion: 'Still looking for others who would be denied',
		collateralGoOn: 'Go on without waiting',
		collateralGoOnDetail: 'What is found later is shown before anything is sent, and the name is typed again.',
		spares: (sessions: number): string => `you · ${count(sessions, 'other session')} seen`,
		question: 'Nothing has been changed yet. What now?',
		goOn: 'Go on: probe first, then confirm',
		goOnDetail: 'Probing changes nothing. You type the name before the deny is put on.',
		leaveDetail: (name: string, subjects: number): string =>
			`Nothing has been changed in AWS. ${name} ${agree(subjects, 'keeps', 'keep')} every access.`,
		readOnly: 'Read-only: the walk ends here, with the plan and nothing changed.',
		/** Something of an earlier sitting is on, or may be: this sitting neither changes it nor plans it anew. */
		readOnlyOn: (
			before: {
				readonly on: 'yes' | 'maybe' | 'no';
				readonly policyId?: string;
				readonly permissionSets: readonly string[];
				readonly accessKeys: readonly string[];
			},
			id: string,
		): string => {
			const {on, policyId, permissionSets, accessKeys} = before;
			const is = on === 'yes' ? 'is' : 'may be';
			const what = [
				`the deny ${policyId === undefined ? '' : `${policyId} `}${is} on`,
				...(permissionSets.length === 0 ? [] : [`it ${is} in ${permissionSets.join(', ')}`]),
				...(accessKeys.length === 0
					? []
					: [`${accessKeys.join(', ')} ${on === 'yes' ? agree(accessKeys.length, 'is', 'are') : 'may be'} inactive`]),
			].join('; ');
			return `Read-only: the walk ends here, and nothing is written to AWS. By the journal, ${what}. It stays as it is. How it stands in AWS now: tourniquet recover ${id} --read-only`;
		},
		documentPage: 'document',
		documentTitle: 'The policy, exactly as it will be sent (spaces added here for reading)',
		byHandPage: 'the same by hand',
		byHandTitle: 'The same with the AWS CLI',
		denyRefusedNext: 'Nothing was changed. Check the name and the id, or contain by hand.',
		planAltered: 'The plan in the journal is not the plan that was recorded.',
		planAlteredNext: 'Nothing was changed by this. Start a new incident, and keep this journal as evidence.',
		/** For what is only warned of: it may be said beside a deny that is on. */
		guardWarned: {
			'who-else': 'Look at who else is denied, and tell them.',
			'management-account-caller': 'Only from the management account can it always be undone: keep a way in there.',
			'policy-type': 'Look in a minute whether the policy type is enabled by then.',
			slot: 'Detach a policy that can be spared where there is no room.',
			size: 'AWS says whether it takes a policy of this size.',
			permissions: 'Where AWS refuses, use a role that may do this.',
		},
		guardNext: {
			'not-you': 'Nothing was changed. Sign in as somebody else, in the management account, and start again.',
			'protected-principal':
				'Nothing was changed. If this person really must be denied, take them out of the protected list first, and agree on it with somebody.',
			'who-else': 'Nothing was changed. Look at who else would be denied.',
			'management-account-caller': 'Nothing was changed. Start again from the management account.',
			'feature-set': 'Nothing was changed. Enable all features in AWS Organizations first, or deny in the permission sets by hand.',
			'policy-type':
				'Nothing was changed. Enable service control policies at the root first (AWS Organizations → Policies), and know that this is a change for everybody.',
			slot: 'Nothing was changed. Detach a policy that can be spared, then start again.',
			size: 'Nothing was changed.',
			permissions: 'Nothing was changed. Use a role that may do this.',
			'expected-account': 'Nothing was changed. Sign in to the account you meant, or correct --expect-account.',
		},
	},
} as const;
