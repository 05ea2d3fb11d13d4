import type {WhyLeft} from '../../containment/recovery/set-left.ts';
import {agree, count} from './words.ts';

/** What is said while the management account is closed: permission sets edited, provisioned, read back. */
export const closing = {
	earlyQuestion: 'Still looking up which permission sets lead to the management account',
	skip: 'Go on to the proof without closing it',
	skipDetail: 'The management account then stays open until its permission sets are edited by hand.',
	diff: (set: string): string => `${set}: its inline policy, before and after`,
	diffNew: (set: string): string => `${set}: it has no inline policy now, and would have this one`,
	refused: (set: string, why: string): string => `${set} is left as it is. ${why}`,
	gateTitle: (label: string): string => `Still open to ${label}: the management account`,
	/** What is to be done to one set; its own statements stay. */
	change: (set: string, own: number | undefined): string =>
		`${set}: ${own === undefined ? 'no inline policy now, gets the deny' : `${count(own, 'statement')} ${agree(own, 'stays', 'stay')}, the deny is added`}`,
	changesAbove: 'Line by line, it stands above. What is there now is saved, and can be put back.',
	confirm: (label: string): string => `Close the management account to ${label}?`,
	act: (label: string, sets: readonly string[], accountId: string): string =>
		`denies ${label} inside ${sets.join(', ')}, and provisions ${sets.length === 1 ? 'it' : 'them'} to ${accountId}`,
	documentsPage: 'documents',
	documentsTitle: 'The inline policies, exactly as they will be sent',
	steppedBack: 'You stepped back. The permission sets have not been changed; the deny in the member accounts is on',
	toTheGateDetail: 'Each set is looked at again before anything is sent.',
	leave: 'Leave the management account open',
	leaveDetail: (label: string): string => `The access of ${label} stays there until the sets are edited by hand.`,
	nextQuestion: 'Not every permission set is closed. What now?',
	goOn: 'Go on to the proof',
	goOnDetail: 'What is not closed stays on the list, and the verdict says so.',
	again: 'Try again',
	againDetail: 'What is done already is not done twice.',
	undo: 'Undo: put the saved inline policies back',
	undoDetail: 'Byte for byte as they were, and provisioned. The management account is then open again.',
	notConfirmed: 'It was confirmed in an earlier sitting and not typed again in this one, so nothing was sent.',
	notConfirmedNext: 'Resume in a terminal, or with --confirm, to be asked again; or edit the permission sets by hand.',
	columns: ['permission set', 'state', 'why'],
	putting: (set: string): string => `putting the deny into ${set}`,
	provisioning: (set: string): string => `provisioning ${set} to the management account`,
	reading: (set: string): string => `what the role of ${set} holds now`,
	simulating: (set: string): string => `IAM’s simulator, for ${set}`,
	restoring: (set: string): string => `putting the saved inline policy of ${set} back`,
	drifted: (set: string): string => `The inline policy of ${set} is not the one that was shown: somebody changed it meanwhile.`,
	driftedNext: 'Nothing was sent for this set. Start a new incident for the same person to see it as it is now, or edit it by hand.',
	altered: (set: string): string => `The inline policy of ${set} is not the one that this incident put: somebody changed it since.`,
	alteredNext: 'It was left as it is. Take the statements whose Sid begins with Tourniquet out by hand.',
	notKnown: 'how it went could not be asked',
	notRestored: (set: string, why: string): string =>
		`The saved inline policy of ${set} is back, but provisioning it did not succeed: ${why}`,
	notRestoredNext: 'Provision the set to the management account in IAM Identity Center, or the role keeps the deny.',
	restored: (sets: readonly string[]): string =>
		sets.length === 0
			? 'No permission set was put back.'
			: `Put back as ${sets.length === 1 ? 'it was' : 'they were'}: ${sets.join(', ')}. The management account is open again.`,
	roleStillDenies: (set: string): string =>
		`The saved inline policy of ${set} is back and was provisioned, but its role in the management account still denies this person.`,
	roleStillDeniesNext: 'Provision the set to the management account once more in IAM Identity Center, and look at its role again.',
	restoreByHand: (set: string, why: WhyLeft): string =>
		({
			'not-saved': `${set} could not be put back. The same by hand, with the bytes that were saved:`,
			'not-provisioned': `${set} was put back, and provisioning it is not known to have succeeded. By hand, with the bytes that were saved:`,
			'role-denies': `${set} was put back, and its role still denies. Once more by hand, with the bytes that were saved:`,
			'role-unread': `${set} was put back, and what its role holds could not be read. If it still denies, by hand, with the bytes that were saved:`,
		})[why],
	removeByHand: (set: string, accountId: string): string =>
		`Somebody changed the inline policy of ${set} since, and it may hold their work: it was not put back. Take these statements out of it, where they are in it, leave the rest, and provision the set to ${accountId}:`,
	notDone: {
		'not-there': {
			message: 'You are not in the management account, and only from there can its permission sets be changed. Nothing was changed there.',
			next: 'Sign in to the management account now and edit the sets as the follow-up says.',
		},
		declined: {
			message: 'The permission sets were left as they are.',
			next: 'Edit them by hand, as the follow-up says.',
		},
		'no-instance': {
			message: 'IAM Identity Center could not be found, so no permission set could be changed.',
			next: 'Edit the sets by hand, as the follow-up says.',
		},
		unreadable: {
			message: 'The permission sets could not be read, so none was changed: what is not saved cannot be put back.',
			next: 'Edit them by hand, as the follow-up says, and keep a copy of each inline policy first.',
		},
	},
	stillDenying: (sets: readonly string[]): string =>
		`In the management account ${sets.join(', ')} still ${sets.length === 1 ? 'denies' : 'deny'} this person, and nobody else.`,
} as const;
