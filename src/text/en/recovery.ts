import type {BackReason} from '../../containment/recovery/access-back.ts';
import type {WhyLeft} from '../../containment/recovery/set-left.ts';
import {quoted} from './by-hand.ts';
import {count, moment, span} from './words.ts';

const standings: Readonly<Record<string, string>> = {
	'as-made': 'on, as this incident put it on',
	gone: 'off already',
	unattached: 'there, and attached nowhere',
	altered: 'CHANGED by somebody since: it is left as it is',
	elsewhere: 'attached elsewhere too, by somebody',
	'partly-off': 'taken off by somebody, in part',
	unknown: 'could not be read',
	'role-denies': 'put back, but its role in the management account still denies this person',
	'role-unread': 'put back, but whether its role still denies this person could not be read',
};

/** Whom a deny stops by the whole `aws:userid` alone, and what is known of them. Every word may be hostile. */
interface Stopped {
	readonly userId: string;
	readonly session?: {
		readonly accountId?: string;
		readonly userName?: string;
		readonly roleName?: string;
		readonly sessionName?: string;
	};
}

const accountOf = ({session}: Stopped) =>
	session?.accountId === undefined ? 'an account that is not known' : `account ${session.accountId}`;

function whoIsStopped(of: Stopped): string {
	const {userId, session} = of;
	if (userId.startsWith('AIDA')) return `IAM user ${session?.userName ?? ''} (${userId}) in ${accountOf(of)}`.replace('  ', ' ');
	if (!userId.includes(':')) return `the root user of account ${userId}`;
	const role = session?.roleName === undefined ? 'a role' : `role ${session.roleName}`;
	return `session ${userId.slice(userId.indexOf(':') + 1)} of ${role} (${userId}) in ${accountOf(of)}`;
}

function stoppedDoor(of: Stopped): {readonly title: string; readonly where: string; readonly why: string} {
	const {userId, session} = of;
	const who = whoIsStopped(of);
	if (userId.startsWith('AIDA')) {
		const name = session?.userName;
		return {
			title: `Nobody can use ${who} any more: every access key is inactive or deleted, and it has no console password`,
			where: `IAM in ${accountOf(of)} → Users → ${name ?? userId} → Security credentials: aws iam list-access-keys --user-name=${name === undefined ? 'USER_NAME' : quoted(name)}`,
			why: 'This deny is all that stops it. Its long-term keys open everything again the moment the deny is off.',
		};
	}
	if (!userId.includes(':')) {
		return {
			title: `Nobody who should not can act as ${who} any more`,
			where: 'The root user’s security credentials; or central root access in IAM',
			why: 'This deny is all that stops it.',
		};
	}
	return {
		title: `Nobody who should not can open ${who} again`,
		where: `IAM in ${accountOf(of)} → Roles → ${session?.roleName ?? userId.slice(0, userId.indexOf(':'))} → Trust relationships`,
		why: 'This deny is all that stops it. Whoever may still assume the role opens the same session again, and it works when the deny is off.',
	};
}

/** What is said while a deny comes off and everything is put back. */
export const recovery = {
	madeTitle: (label: string): string => `What this incident put on for ${label}`,
	rows: {policy: 'policy', targets: 'at', since: 'on for', now: 'now'},
	since: (at: number, now: number): string => `${span(now - at)}, since ${moment(at)}`,
	policyStands: (state: string, targets: readonly string[]): string =>
		`${standings[state] ?? state}${targets.length === 0 ? '' : ` (${targets.join(', ')})`}`,
	setStands: (state: string): string =>
		state === 'as-made'
			? 'denies this person, as this incident put it'
			: state === 'gone'
				? 'put back already'
				: (standings[state] ?? state),
	keyInactive: ({
		userName,
		accountId,
		unanswered,
	}: {
		readonly userName: string;
		readonly accountId: string;
		readonly unanswered?: true;
	}): string =>
		`access key of ${userName} in ${accountId}, ${unanswered === true ? 'which may be inactive: no answer is on record, and AWS could not be asked' : 'set inactive'}`,
	nothingOn: 'Nothing of this incident is on any more. What follows only looks whether that is true everywhere.',

	doorsQuestion: 'Every way in must be closed before the deny comes off. Tick what is done',
	safe: (at: number): string => `The longest session that could have been opened has run out (${moment(at)}). The deny may come off.`,
	notYetTitle: 'NOT YET',
	notYetQuestion: 'Taking it off now could hand access back to a thief. What now?',
	tooEarly: (at: number, now: number): string =>
		`A session that was opened before the last door was closed can live until ${moment(at)}, another ${span(at - now)}. Without the deny it works again.`,
	tooEarlyNext: (id: string): string => `Come back then: tourniquet recover ${id}. The deny stays on.`,
	doorsOpenShort: (notBefore: number): string =>
		`New sessions can still be opened, so no time is safe. If all of these were closed now, it could come off at ${moment(notBefore)}:`,
	doorsOpen: (doors: readonly string[], notBefore: number): string =>
		`New sessions can still be opened, so no time is safe. Open: ${doors.join('; ')}. If all were closed now, it could come off at ${moment(notBefore)}.`,
	doorsOpenNext: (ids: readonly string[]): string => {
		const shown = ids.length > 8 ? ['ID'] : ids;
		const unattended = `${shown.map(id => `--done ${id}`).join(' ')}${shown === ids ? '' : ' for each, by tourniquet incidents --json'}`;
		return `Close them first, tick them here (unattended: ${unattended}), and wait until the sessions have run out. The deny stays on.`;
	},
	readOnlyGate: 'Read-only: nothing is asked here, no way in is ticked, and nothing will be written to AWS.',
	planTitle: (label: string): string => `What would be undone for ${label}, with the AWS CLI`,
	readOnly: (id: string): string =>
		`Read-only: the recovery ends here. Nothing was written to AWS, and what this incident put on stays as it is. To take it off: tourniquet recover ${id}`,
	closedTitle: 'Closed already, as it was said',
	closedDoor: (title: string, at: number, by: string | undefined): string =>
		`${title} (ticked ${moment(at)}${by === undefined ? '' : ` by ${by}`})`,
	stoppedDoor,
	stoppedAs: (of: Stopped): string => `stopped by its exact id alone: ${whoIsStopped(of)}`,
	alsoMade: (name: string): string => `${name}, made by another try, and may be left behind`,
	leftBehind: 'left behind',
	leave: 'Leave it on',
	leaveDetail: 'Nothing is changed.',
	wait: 'Wait here',
	waitDetail: 'Counts down. Ctrl-C stops waiting and changes nothing.',
	countdown: (left: number, at: number): string => `${span(left)} until ${moment(at)}. The deny is on.`,
	early: 'Take it off all the same',
	earlyDetail: 'Typed, and written down as your decision.',
	confirmEarly: (label: string): string => `Take the deny off for ${label} before it is safe?`,
	actEarly: (label: string, safeAt: number): string =>
		`takes the deny off for ${label} although sessions may live until ${moment(safeAt)} or longer`,
	overridden: 'Written down: the deny comes off before it is safe, on your word.',

	confirm: (label: string): string => `Give ${label} back what this incident took?`,
	act: (label: string, policyId: string | undefined, sets: readonly string[]): string =>
		`gives ${label} back: ${[...sets.map(set => `the inline policy of ${set}`), ...(policyId === undefined ? [] : [`takes ${policyId} off and deletes it`])].join(', ')}`,
	takenOff: (id: string, label: string): string =>
		`The deny ${id} is off. ${label} is not denied by it any more. Now whether access is back.`,
	policyLeft: (id: string): string => `The deny ${id} is still there.`,
	setLeft: (set: string, why: WhyLeft = 'not-saved'): string =>
		({
			'not-saved': `The inline policy of ${set} is not the saved one.`,
			'not-provisioned': `The inline policy of ${set} was put back, but provisioning it is not known to have succeeded.`,
			'role-denies': `The role of ${set} in the management account still denies this person.`,
			'role-unread': `Whether the role of ${set} in the management account still denies this person could not be read.`,
		})[why],
	keyLeft: (id: string): string => `The access key ${id} is still inactive.`,
	keysQuestion: (keys: number, certain: boolean): string =>
		`${count(keys, 'access key')} of this incident ${certain ? (keys === 1 ? 'is' : 'are') : 'may be'} inactive`,
	keysLeave: 'Leave inactive',
	keysLeaveDetail: 'A key that leaked is better replaced and deleted.',
	keysActive: 'Set active again',
	keysActiveDetail: 'Whoever else holds the key can use it again too.',
	settingActive: (id: string): string => `setting ${id} active`,

	boardTitle: 'Is access back?',
	theirs: 'under this name',
	turned: (before: string, now: string): string => `${before} → ${now}`,
	back: 'Everywhere it was probed, a session under this name is allowed again.',
	notBack:
		'It is not shown that access is back everywhere. A change takes seconds to minutes to reach everywhere; something else may deny it too.',
	backReason: (reason: BackReason): string => {
		if (reason.code === 'nothing-probed') return 'Nothing was probed.';
		const {accountName, service, region} = reason.cell;
		const where = `${accountName} ${service} ${region}`;
		switch (reason.code) {
			case 'still-denied':
				return `${where}: still denied${reason.policyId === undefined ? '' : ` by service control policy ${reason.policyId}`}.`;
			case 'not-probed':
				return `${where}: ${reason.session === 'target' ? 'the session under this name' : 'the control session'} was not probed.`;
			case 'unclear':
				return `${where}: ${reason.session === 'target' ? 'the session under this name' : 'the control session'} got no clear answer.`;
			case 'too-few':
				return `${where}: ${reason.session === 'target' ? 'allowed' : 'the control session was allowed'} ${reason.allowed} of ${reason.of} times in a row.`;
			case 'control-denied':
				return `${where}: the control session is denied.`;
		}
	},

	doneTitle: 'Recovered',
	notDoneTitle: 'Not all of it is back',
	done: (left: number, back: boolean | undefined): string =>
		left === 0
			? back === true
				? 'Nothing of this incident is left in AWS, and access is back.'
				: 'Nothing of this incident is left in AWS. Whether access is back was not shown.'
			: `${count(left, 'thing')} of this incident ${left === 1 ? 'is' : 'are'} left, named here.`,
	wasEarly: (safeAt: number): string =>
		`It came off before it was safe (${moment(safeAt)}), on somebody’s typed word: watch for calls of theirs.`,
	after: 'Give assignments back one by one, to the person whose they were. Watch GuardDuty and CloudTrail for half an hour.',
	notLookedAt: 'Whether the deny is still there could not be looked at.',
	policyMissing: (id: string, target: string): string =>
		`The policy ${id} was attached to ${target} before the deny and is not any more. This incident did not take it off.`,
} as const;
