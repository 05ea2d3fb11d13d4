import type {MergeRefusal} from '../../containment/management-account/inline-policy.ts';
import type {
	ManagementAccountReason,
	ManagementAccountVerdict,
	PermissionSetReason,
	PermissionSetVerdict,
} from '../../containment/management-account/management-account.ts';
import {containment} from './containment.ts';
import {count} from './words.ts';

const accountReasons: Record<ManagementAccountReason['code'], string> = {
	'involvement-unknown': 'Whether this user reaches the management account is not known, so it counts as open.',
	'sets-incomplete':
		'Not every look-up was answered: another permission set may lead there. Look at the sets assigned to that account in Identity Center.',
	'no-sets':
		'This user was seen there, and no permission set is known that could be edited. Look at the sets assigned to that account in Identity Center.',
};

const titles: Record<ManagementAccountVerdict['state'], string> = {
	'not-involved': 'The management account is not involved',
	closed: 'The management account is closed to this user',
	open: 'The management account is open',
	unknown: 'The management account is not known to be closed',
};

const setStates: Record<PermissionSetVerdict['state'], string> = {closed: 'closed', open: 'open', unknown: 'not known to be closed'};

/** AWS's own words, which may end like a sentence or not. */
const said = (failure: string | undefined) => (failure === undefined ? '.' : `: ${failure.replace(/[.\s]+$/, '')}.`);

/** What is true of the management account's permission sets, and what to do about it. */
export const managementAccount = {
	title: (verdict: ManagementAccountVerdict): string => titles[verdict.state],

	/** What the verdict rests on, beside the sets. */
	meaning: ({state, sets}: ManagementAccountVerdict): string => {
		const closed = sets.filter(set => set.state === 'closed').length;
		switch (state) {
			case 'not-involved':
				return 'Nothing was found that lets this user in there.';
			case 'closed':
				return `${count(closed, 'permission set was', 'permission sets were')} provisioned with the deny and read back the same, and IAM's simulator denies this user and allows another.`;
			default:
				return `${closed} of ${count(sets.length, 'permission set')} closed. What is not closed counts as open: the thief may go on there.`;
		}
	},

	/** The same in one breath, beside the verdict of the probes. */
	closed: ({sets}: ManagementAccountVerdict): string =>
		`The management account is closed: ${count(sets.length, 'permission set holds', 'permission sets hold')} the deny, read back and simulated.`,

	notClosed: (sets: readonly string[]): string => `Not closed: ${sets.join(', ')}.`,

	reason: ({code}: ManagementAccountReason): string => accountReasons[code],

	setState: (state: PermissionSetVerdict['state']): string => setStates[state],

	/** `AdministratorAccess: open` */
	set: ({name, state}: PermissionSetVerdict): string => `${name}: ${setStates[state]}`,

	/** Why a permission set is not closed, and what to do about it. */
	setReason: (reason: PermissionSetReason): string => {
		switch (reason.code) {
			case 'not-tried':
				return 'Its inline policy has not been changed. Go on with this step to change it.';
			case 'changed-since':
				return 'SOMEBODY CHANGED IT: the deny was in it, and is not any more in its inline policy or in its role there. Resume this incident to put it back.';
			case 'put-failed':
				return `Its inline policy could not be changed${said(reason.failure)} Try again, or add the deny in Identity Center by hand.`;
			case 'provisioning-failed':
				return `The deny is in the set, but it was not provisioned to the management account${said(reason.failure)} Provision the set again.`;
			case 'provisioning-unknown':
				return 'Whether it was provisioned could not be read. Look at the set in Identity Center: it must not be out of date there.';
			case 'role-differs':
				return 'The role in the management account has another policy than the one that was put. Provision the set again.';
			case 'role-unreadable':
				return 'The policy of its role in the management account could not be read, so it was not compared.';
			case 'role-missing':
				return 'Its role was not found in the management account. If the set is not assigned there, nobody can use it; look in Identity Center.';
			case 'user-allowed':
				return `IAM's simulator still allows this user ${reason.action}. Provision the set again, and see that the deny names the right user.`;
			case 'user-not-allowed-anyway':
				return `IAM's simulator denies this user ${reason.action} only because nothing allows it. That does not show that the deny works.`;
			case 'user-not-simulated':
				return `Whether this user is denied ${reason.action} could not be simulated.`;
			case 'control-denied':
				return `IAM's simulator denies ${reason.action} to another user as well. Either this set denied it before, or the deny reaches too far: compare the policy, and undo it if in doubt.`;
			case 'control-not-allowed-anyway':
				return `Nothing allows another user ${reason.action} either, so the simulation shows nothing. It takes an action that the set allows.`;
			case 'control-not-simulated':
				return `Whether another user is still allowed ${reason.action} could not be simulated.`;
		}
	},

	/** Why no deny is put into an inline policy. Nothing has been changed then. */
	mergeRefused: (refusal: MergeRefusal): string => {
		switch (refusal.code) {
			case 'deny-refused':
				return containment.denyRefused(refusal.refusal);
			case 'not-json':
				return 'The inline policy that AWS holds cannot be read as JSON, so nothing is added to it.';
			case 'key-twice':
				return 'The inline policy that AWS holds names something twice, and which of the two counts is not known. Nothing is added to it.';
			case 'not-a-policy':
				return `The inline policy that AWS holds is not a policy: see ${refusal.at}. Nothing is added to it.`;
			case 'not-latin-1':
				return 'The inline policy holds characters that Identity Center does not take. Nothing is added to it.';
			case 'too-many-bytes':
				return `With the deny the inline policy would have ${count(refusal.size, 'byte')} without white space; AWS takes ${refusal.quota.toLocaleString('en-US')}. Put the deny into a customer managed policy of the set instead.`;
			case 'too-many-characters':
				return `With the deny the inline policy would have ${count(refusal.size, 'character')}; AWS takes ${refusal.quota.toLocaleString('en-US')}. Take white space out of it in Identity Center, and try again.`;
		}
	},
};
