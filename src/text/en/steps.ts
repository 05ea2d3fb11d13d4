import type {SeverityLabel} from '../../containment/finding.ts';
import type {Principal} from '../../containment/principal.ts';
import type {Observed} from '../../containment/proof.ts';
import {containment} from './containment.ts';
import {otherPrincipals} from './other-principals.ts';
import {count, moment, span} from './words.ts';

/** What the steps of the walk say. */
export const steps = {
	or: ' or ',
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
	},

	brief: {
		doing: 'What we will do',
		doesNotHelp: 'What does not stop a session that is already open',
		question: 'Ready?',
		start: 'Start',
		startDetail: 'Looking changes nothing. You confirm before anything is changed.',
		region: (region: string, endpoint: string): string => `${region} via ${endpoint}, not AWS itself`,
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
			`${count(findings, 'finding')} from ${count(answered, 'place')}.${silent === 0 ? '' : ` GuardDuty is not on in ${count(silent, 'other place')}.`}`,
		failed: (where: string, why: string): string => `Not seen: ${where}. ${why}`,
		through: (region: string, accountId: string): string => `${region} in account ${accountId}`,
		sample: '[SAMPLE]',
		archived: '[archived]',
		severity: (label: SeverityLabel, severity: number): string => `${label} ${severity}`,
		seen: (ago: number, at: number, times: number | undefined): string =>
			`${span(ago)} ago (${moment(at)})${times === undefined || times < 2 ? '' : `, ${count(times, 'time')}`}`,
		notListed: (id: string): string => `No finding with the id ${id} was found.`,
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
		several: 'This is about more than one principal. Who first?',
		subjectRefusedNext: 'Give a user name, a user id, an ARN, an access key id, or a whole finding.',
		nameRefused: (name: string, why: string): string => `The user name ${JSON.stringify(name)} cannot be denied safely. ${why}`,
		nameRefusedNext:
			'Nothing was changed. Deny this person by hand with their identity store user id: AWS’s page “Revoke active IAM role sessions” for Identity Center has the policy.',
		idNotFound: (id: string): string => `No user with the id ${id} was found, so there is no name to confirm or to probe with.`,
		idNotFoundNext: 'Check the id in IAM Identity Center → Users, or give the user name.',
		notFound: (name: string): string => `The identity store has no user named ${name}, and no finding shows a session of that name.`,
		notFoundNext: 'Check the spelling, letter case included. A deny for a name that nobody has would change nothing.',
		notInStore: (name: string): string =>
			`The identity store has no user named ${name} now: renamed or deleted since. The deny goes by session name only.`,
		noIdentityStore:
			'The identity store could not be read, so this name is not checked and there is no user id to deny. The deny goes by session name only.',
		renamed: (now: string, then: string): string =>
			`The sessions were seen under the name ${then}; the identity store says ${now} now. Both are denied.`,
		notReserved: (role: string, path: string): string =>
			`The role ${role} is named like one of Identity Center’s, but its path is ${path}. Whoever made it chose the session name too: it may not be this person at all.`,
		external: 'This user comes from an external identity provider. It must be acted on there as well: see the follow-up.',
		noUserId: 'not known',
		rows: {
			userName: 'user name',
			userId: 'user id',
			displayName: 'called',
			status: 'status',
			permissionSet: 'seen with',
			accessKey: 'access key',
		},
		notContainableTitle: (label: string): string => `This is not an Identity Center user: ${label}`,
		notContainable: 'This walk contains Identity Center users. For this principal it changes nothing; do this by hand now, in this order:',
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
		direct: 'directly',
		group: (name: string): string => `group ${name}`,
		nothing: 'No account is assigned to this person or their groups today. Sessions that are already open go on all the same.',
		notListed: 'Not listed here: roles given through account access manager, which Identity Center’s assignments do not show.',
		managementAccount: {
			yes: (name: string, id: string) => ({
				title: `THE MANAGEMENT ACCOUNT IS INVOLVED (${id})`,
				meaning: `No deny policy of the organization works there. ${name} keeps that access until each permission set that leads there denies it. The follow-up says exactly how.`,
			}),
			no: (name: string, id: string) => ({
				title: 'The management account is not involved',
				meaning: `${name} has no assignment in ${id}, and no finding of theirs is there.`,
			}),
			unknown: (name: string, id: string) => ({
				title: 'THE MANAGEMENT ACCOUNT MAY BE INVOLVED',
				meaning: `It is not known whether ${name} reaches ${id}. No deny policy of the organization works there, so it counts as open until it is known.`,
			}),
		},
	},

	preview: {
		title: (name: string, members: number): string =>
			`This denies everything ${name} does${members === 0 ? ', in every member account' : `, in all ${count(members, 'member account')}`}`,
		rows: {policy: 'policy', target: 'target', denies: 'denies', spares: 'spares', leaves: 'leaves', hash: 'plan'},
		leaves: {
			no: (name: string, id: string): string => `the management account ${id}: ${name} does not reach it`,
			yes: (name: string, id: string): string => `THE MANAGEMENT ACCOUNT ${id}, which ${name} reaches: no deny works there`,
			unknown: (name: string, id: string): string => `THE MANAGEMENT ACCOUNT ${id}: whether ${name} reaches it is not known`,
		},
		passed: (titles: readonly string[]): string => `Checked and fine: ${titles.join(', ')}.`,
		size: (characters: number, quota: number | undefined): string =>
			quota === undefined
				? count(characters, 'character')
				: `${characters.toLocaleString('en-US')} of ${quota.toLocaleString('en-US')} characters`,
		target: (rootId: string, members: number, attached: number): string =>
			`root ${rootId}${members === 0 ? '' : `, ${count(members, 'account')} below`} · ${count(attached, 'policy', 'policies')} attached now`,
		spares: (sessions: number): string => `you · ${count(sessions, 'other session')} seen in the findings`,
		question: 'Nothing has been changed yet. What now?',
		goOn: 'Go on: probe what is allowed now, then confirm',
		goOnDetail: 'Probing changes nothing. You type the name before the deny is put on.',
		leaveDetail: (name: string): string => `Nothing has been changed in AWS. ${name} keeps every access.`,
		readOnly: 'Read-only: the walk ends here, with the plan and nothing changed.',
		documentPage: 'document',
		documentTitle: 'The policy, exactly as it will be sent (spaces added here for reading)',
		byHandPage: 'the same by hand',
		byHandTitle: 'The same with the AWS CLI',
		denyRefusedNext: 'Nothing was changed. Check the name and the id, or contain by hand.',
		planAltered: 'The plan in the journal is not the plan that was recorded.',
		planAlteredNext: 'Nothing was changed by this. Start a new incident, and keep this journal as evidence.',
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

	baseline: {
		title: 'What is allowed now',
		whole: (cells: number): string => `Both sessions are allowed in all ${cells} places. A denial later will mean something.`,
		notWhole: (allowed: number, cells: number): string =>
			`Only ${allowed} of ${cells} places allow both sessions now. The deny can still be put on; what was not allowed before cannot be proven later.`,
		noSession: (account: string, why: string, next: string): string => `No test session in ${account}. ${why} ${next}`,
	},

	board: {
		columns: ['account', 'service', 'region', 'under this name', 'control'],
		target: (observed: Observed, needed: number | undefined): string => {
			const before = observed.before === undefined ? '–' : short(observed.before);
			if (needed === undefined) return before;
			if (observed.now === undefined) return before;
			if (observed.now.kind === 'denied' && observed.deniedInARow > 0)
				return `${before} → DENIED ${Math.min(observed.deniedInARow, needed)} of ${needed}`;
			return observed.now.kind === 'allowed' ? `${before} · still allowed` : `${before} · ${short(observed.now)}`;
		},
		control: (observed: Observed): string => short(observed.now ?? observed.before),
	},

	contain: {
		confirm: (name: string): string => `To put the deny on, type ${name} and press Enter`,
		act: (name: string, policy: string, rootId: string, hash: string): string =>
			`denies everything ${name} does: ${policy} at ${rootId} (plan ${hash})`,
		steppedBack: 'You stepped back. Nothing has been changed',
		again: 'Return to the confirmation',
		againDetail: 'The plan is looked at again before anything is sent.',
		notApplied: 'The deny is not on',
		notAppliedQuestion: 'Nothing is in force. What now?',
		tryAgain: 'Try again: confirm once more',
		driftTitle: 'The organization changed since the preview',
		drift:
			'What you confirmed no longer matches what is there, so it is void and nothing was sent. This is the plan as it would be now; confirm it anew.',
		creating: (name: string): string => `creating the policy ${name}`,
		attaching: (target: string): string => `attaching it to ${target}`,
		detaching: (target: string): string => `detaching the policy from ${target}`,
		removing: 'deleting the policy',
		description: (incident: string): string =>
			`Tourniquet, incident ${incident}: denies one person. Take it off with care, not before the incident says so.`,
		applied: (name: string, policy: string, id: string, target: string): string =>
			`The deny for ${name} is on: ${policy} (${id}) at ${target}. It takes seconds to minutes to reach everywhere. Now the proof.`,
		removed: (id: string): string => `The policy ${id} could not be attached and was deleted again. Nothing is in force.`,
		mayBeAttached: (id: string, target: string): string =>
			`Whether the policy ${id} is attached to ${target} is not known: AWS did not answer. Look in AWS Organizations → Policies, or resume this incident.`,
		elsewhere: (id: string, targets: readonly string[]): string =>
			`The policy ${id} is attached to ${targets.join(', ')} as well: somebody uses it for something else.`,
		altered: (id: string): string => `The policy ${id} is not what this incident put on: somebody changed it.`,
		alteredNext: 'Nothing was changed. Look at it in AWS Organizations → Policies and decide by hand.',
	},

	prove: {
		title: (ms: number): string => `Proof · the deny went on ${span(ms)} ago`,
		watching: (turned: number, of: number, left: number): string =>
			`${turned} of ${of} have turned. A deny takes seconds to minutes to reach everywhere; nothing to do but watch. Deadline in ${span(left)}. Ctrl-C stops watching and leaves the deny on.`,
		seenQuestion: 'Seen it?',
		goOn: 'Go on to what must still be done by hand',
		goOnDetail: 'The deny stays on.',
		undoQuestion: 'Take this deny off now?',
		undo: 'Yes, take it off now',
		undoDetail: 'Detaches and deletes the policy this incident made. The person named is then no longer denied.',
		keep: 'No, leave it on',
		keepDetail: 'People it was not meant for stay denied.',
		undoByHand: 'The same by hand',
		undone: (name: string): string => `The deny is off again. ${name} is NOT denied now. Contain them another way: see the follow-up.`,
	},

	followUp: {
		managementAccount: 'The management account: edit these permission sets by hand, now',
		managementAccountMeaning: (id: string): string =>
			`Each permission set below leads to management account ${id}. Add the statements to its inline policy, keep every other statement, then provision it to that account.`,
		setsUnknown:
			'Which permission sets these are could not be read. In IAM Identity Center → AWS accounts → the management account, look at every set assigned there.',
		statement: 'The statements to add:',
		question: 'Tick what is done. The rest stays on the list as open',
	},

	summary: {
		residualTitle: 'What the deny does not stop',
		openTitle: (open: number): string => `Still to be done by hand: ${count(open, 'task')}`,
		problemsTitle: 'What could not be seen or done',
		rows: {policy: 'policy', takeOff: 'keep it on', times: 'times', journal: 'journal'},
		notBefore: (at: number): string => `at least until ${moment(at)}`,
		times: (timings: {readonly toPrincipalMs?: number; readonly toAppliedMs?: number; readonly toProvenMs?: number}): string =>
			[
				timings.toPrincipalMs === undefined ? '' : `person after ${span(timings.toPrincipalMs)}`,
				timings.toAppliedMs === undefined ? '' : `deny on after ${span(timings.toAppliedMs)}`,
				timings.toProvenMs === undefined ? '' : `proven after ${span(timings.toProvenMs)}`,
			]
				.filter(part => part !== '')
				.join(' · '),
		undoneNext: 'The deny was taken off. Nobody is denied by it. Contain the person another way now.',
		next: {
			contained: 'Next: finish the tasks that are still open, and keep the deny on until the time above.',
			partial: 'Next: close the management account now, as the follow-up says. Until then the thief may go on there.',
			'not-contained': 'Next: treat the thief as active. Look in AWS Organizations whether the policy is attached, and call AWS Support.',
			'not-proven':
				'Next: treat the thief as active until a denial is shown. Make the probe role work and look again, or look for denied calls in CloudTrail.',
			'over-reach': 'Next: take the deny off. It is stopping people it was not meant for.',
		},
	},
} as const;

function short(outcome: Observed['now']): string {
	return outcome === undefined ? '–' : containment.outcome(outcome);
}
