import type {Observed} from '../../containment/proof/proof.ts';
import {containment} from './containment.ts';
import {agree, count, few, moment, span} from './words.ts';

/** What the steps say from the baseline on: probing, putting the deny on, proving it, and what remains. */
export const acts = {
	baseline: {
		title: 'What is allowed now',
		whole: (cells: number): string => `Both sessions are allowed in all ${cells} places. A denial later will mean something.`,
		notWhole: (allowed: number, cells: number): string =>
			`Only ${allowed} of ${cells} places allow both sessions now. The deny can still be put on; what was not allowed before cannot be proven later.`,
		noSession: (account: string, why: string, next: string): string => `No test session in ${account}. ${why} ${next}`,
	},

	board: {
		columns: ['account', 'service', 'region', 'under this name', 'control'],
		columnsWithNames: ['where', 'session', 'under that name', 'control'],
		where: (account: string, service: string, region: string): string => `${account} ${service} ${region}`,
		/** One of ours, whose exact id stands in the deny beside theirs. */
		testSession: 'test session',
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
		/** @param others who else is denied */
		confirm: (name: string, others: readonly string[]): string =>
			others.length === 0
				? `Put the deny on for ${name}?`
				: `Put the deny on for ${name}? IT STOPS ${count(others.length, 'OTHER SESSION', 'OTHER SESSIONS')} TOO: ${few(others, 3)}`,
		/** @param theirsKnown whether the leaked key is known, and this is another one */
		withKey: (session: string, key: string, theirsKnown: boolean): string =>
			`${session} with key ${key}${theirsKnown ? '' : ', which may be the leaked one'}`,
		keyNotSaid: (session: string): string => `${session}, key not said`,
		act: (name: string, subjects: number, policy: string, targets: readonly string[], hash: string): string =>
			`denies everything ${name} ${agree(subjects, 'does', 'do')}: ${policy} at ${targets.join(', ')} (plan ${hash})`,
		steppedBack: 'You stepped back. Nothing has been changed',
		again: 'Return to the confirmation',
		againDetail: 'The plan is looked at again before anything is sent.',
		notApplied: 'The deny is not on',
		notAppliedQuestion: 'Nothing is in force. What now?',
		tryAgain: 'Try again: confirm once more',
		driftTitle: 'The organization changed since the preview',
		drift:
			'What you confirmed no longer matches what is there, so it is void and nothing was sent. This is the plan as it would be now; confirm it anew.',
		driftNext: 'Nothing was sent. Look at the plan again, then confirm it.',
		worseTitle: 'There is more to know than the preview showed',
		worse: 'Nothing was sent. Look at what is marked below, then confirm anew.',
		takenOff: (id: string, target: string): string =>
			`The deny ${id} that this incident attached to ${target} is not attached any more: it was taken off.`,
		takenOffNext: 'Nothing is in force from this incident. If the person must be denied, start a new one.',
		gone: (id: string): string => `The policy ${id} that this incident made is not there any more.`,
		creating: (name: string): string => `creating the policy ${name}`,
		attaching: (target: string): string => `attaching it to ${target}`,
		detaching: (target: string): string => `detaching the policy from ${target}`,
		removing: 'deleting the policy',
		filling: (id: string): string => `writing the deny into the prepared policy ${id}`,
		emptying: (id: string): string => `giving the prepared policy ${id} its placeholder back`,
		missingTitle: 'The deny is not on everywhere',
		missingNext:
			'Where it is on, it works. Attach it to the places above by hand as soon as what stands in the way is gone: until then the thief may go on there.',
		freeSlot: (
			full: readonly {readonly targetId: string; readonly detachable: readonly {readonly id: string; readonly name: string}[]}[],
		): string =>
			`Nothing was left behind. Free a slot first, at the root or at every other place named here: ${full.map(({targetId, detachable}) => `${targetId}: ${detachable.length === 0 ? 'nothing there can be spared' : `detach ${detachable.map(policy => `${policy.name} (${policy.id})`).join(' or ')}`}`).join('; ')}.`,
		otherWay: (targets: readonly string[]): string =>
			`Nothing was left behind. Try again: the deny can go to ${targets.join(', ')} instead, which together hold every member account.`,
		description: (incident: string): string =>
			`Tourniquet, incident ${incident}: denies one person. Take it off with care, not before the incident says so.`,
		applied: (name: string, policy: string, id: string, targets: readonly string[]): string =>
			`The deny for ${name} is on: ${policy} (${id}) at ${targets.join(', ')}. It takes seconds to minutes to reach everywhere. The proof follows.`,
		removed: (id: string): string => `The policy ${id} could not be attached and was deleted again. Nothing is in force.`,
		leftBehind: (id: string): string =>
			`The policy ${id} was made and could not be deleted again. It is attached to nothing, so it denies nobody. Delete it as soon as you may:`,
		/** AWS says one thing in one call and another in the next. */
		mayBeAttached: (id: string, target: string): string =>
			`Whether the policy ${id} is attached to ${target} is not known: the answers of AWS do not agree. Look in AWS Organizations → Policies, or resume this incident.`,
		/** @param why a whole sentence: why AWS could not be asked */
		attachmentUnknown: (id: string, target: string, why: string): string =>
			`Whether the policy ${id} is attached to ${target} is not known: ${why}`,
		fillingUnknown: (id: string, why: string): string => `Whether the prepared policy ${id} holds the deny is not known: ${why}`,
		unknownNext: (next: string): string => `${next} Then resume this incident, or look in AWS Organizations → Policies.`,
		/** @param said whole sentences, what the making failed with; `why`: why AWS could not be asked */
		makingUnknown: (said: string, why: string): string => `${said} Whether this incident made the policy is not known: ${why}`,
		makingUnknownNext: (next: string): string =>
			`${next} If the policy is this incident’s, trying again or resuming the incident goes on with it.`,
		elsewhere: (id: string, targets: readonly string[]): string =>
			`The policy ${id} is attached to ${targets.join(', ')} as well: somebody uses it for something else.`,
		altered: (id: string): string => `The policy ${id} is not what this incident put on: somebody changed it.`,
		alteredNext: 'Nothing was changed. Look at it in AWS Organizations → Policies and decide by hand.',
	},

	prove: {
		title: (ms: number): string => `Proof · the deny went on ${span(ms)} ago`,
		watching: (turned: number, of: number, left: number): string =>
			`${turned} of ${of} have turned. A deny takes seconds to minutes to reach everywhere; nothing to do but watch. Deadline in ${span(left)}. Ctrl-C stops watching and leaves the deny on.`,
		otherNamesNext: 'Sessions that they opened under other names are looked for next.',
		seenQuestion: 'Seen it?',
		goOn: 'Go on to what remains to be done',
		goOnDetail: 'The deny stays on.',
		undoQuestion: 'Take this deny off now?',
		undo: 'Yes, take it off now',
		undoDetail: 'Detaches and deletes the policy this incident made. The person named is then no longer denied.',
		keep: 'No, leave it on',
		keepDetail: 'People it was not meant for stay denied.',
		undoByHand: 'The same by hand',
		stillOnTitle: (certain: boolean): string => (certain ? 'THE DENY IS STILL ON' : 'THE DENY MAY STILL BE ON'),
		/** @param certain AWS was asked where it is in force */
		stillOn: (
			{name, policyId, targets}: {readonly name: string; readonly policyId: string; readonly targets: readonly string[]},
			certain: boolean,
		): string =>
			`The deny was not taken off: ${name} (${policyId}) ${certain ? 'is still' : 'may still be'} in force at ${targets.join(', ')}. People it was not meant for stay denied.`,
		stillOnNext: (next: string, byHand: string): string => `${next} By hand: ${byHand}`,
		undoAgainQuestion: 'It was not taken off. What now?',
		undoAgain: 'Try again',
		undoAgainDetail: 'AWS is asked first what is there. What is off already is not sent again.',
		undoLeave: 'Stop here, and take it off by hand',
		undone: (name: string): string => `The deny is off again. ${name} is NOT denied now. Contain them another way: see the follow-up.`,
	},

	followUp: {
		managementAccount: 'Still open: the management account. Edit these permission sets by hand, now',
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
		rows: {policy: 'policy', takeOff: 'keep it on', sets: 'also in', keys: 'inactive', times: 'times', journal: 'journal'},
		sets: (names: readonly string[]): string => `the inline policies of ${names.join(', ')}, for the management account`,
		keys: (ids: readonly string[]): string => `access keys ${ids.join(', ')}`,
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
			'not-contained': 'Next: treat the thief as active. Look in AWS Organizations whether the policy is attached, and call AWS Support.',
			'not-proven':
				'Next: treat the thief as active until a denial is shown. Make the probe role work and look again, or look for denied calls in CloudTrail.',
			'over-reach': 'Next: take the deny off. It is stopping people it was not meant for.',
		},
		/** `managementAccount`: its permission sets that are not closed, as far as they are known; absent when it is not what is open. */
		nextPartial: (open: {
			readonly managementAccount: readonly string[] | undefined;
			readonly sessions: boolean;
			readonly targets: boolean;
			readonly altered: boolean;
			readonly accounts: boolean;
		}): string => {
			const sets = open.managementAccount ?? [];
			const tasks = [
				...(open.managementAccount === undefined
					? []
					: [`close the management account now${sets.length === 0 ? '' : ` (${sets.join(', ')})`}, as the follow-up says`]),
				...(open.sessions ? ['end the sessions that the deny misses: revoke their roles’ sessions by hand'] : []),
				...(open.targets ? ['attach the deny where it is missing'] : []),
				...(open.altered ? ['look at the policy in AWS Organizations, and put back what was changed'] : []),
				...(open.accounts ? ['look the account up in AWS Organizations: where it is not listed, close what lets it in'] : []),
			];
			return `Next: ${tasks.join('; ')}. Until then the thief may go on there.`;
		},
	},
} as const;

function short(outcome: Observed['now']): string {
	return outcome === undefined ? '–' : containment.outcome(outcome);
}
