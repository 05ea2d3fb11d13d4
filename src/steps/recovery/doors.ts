import {createHash} from 'node:crypto';
import type {ChainedSession} from '../../containment/chain/chained-session.ts';
import {checkDeny} from '../../containment/policy/deny-policy.ts';
import {type Door, type TakeOffState, takeOffState} from '../../containment/recovery/take-off.ts';
import type {ChecklistItem} from '../../runbook/questions.ts';
import type {StepScript} from '../../runbook/walk.ts';
import {text} from '../../text/index.ts';
import {holds} from '../conditions.ts';
import type {Facts} from '../facts.ts';
import {exactSubjectsOf} from '../subjects.ts';

/** A session that an IAM user's access key opened can live so long (AWS STS API, GetSessionToken: DurationSeconds up to 129,600). */
const longestOfKey = 'PT36H';

/** Somebody whom the deny stops by the whole `aws:userid` alone, with what CloudTrail said of them. */
export interface StoppedByIdAlone {
	readonly userId: string;
	readonly session?: ChainedSession;
}

/** Whether it may come off, as far as it is known which ways in are closed. `now` is epoch ms. */
export function takeOffStateOf(facts: Facts, now: number): TakeOffState {
	const appliedAt = Math.max(facts.widenedAt ?? now, facts.applied?.at ?? 0);
	return takeOffState({appliedAt, doors: facts.doors, ...howLongSessionsLast(facts), now});
}

/** Of every session that may be alive behind the deny, as far as is known. */
export function howLongSessionsLast(facts: Facts): {readonly sessionDurations: readonly string[]; readonly sessionEnds: readonly number[]} {
	const sets = facts.reachLook?.soFar().permissionSets.map(set => set.sessionDuration) ?? [];
	const keys = keysMayOpenSessions(facts) ? [longestOfKey] : [];
	// What does not end by itself is a door.
	const sessionEnds = (facts.searched?.sessions ?? []).flatMap(({endsBy}) => endsBy ?? []);
	return {sessionDurations: [...sets, ...keys], sessionEnds};
}

/** The doors that this incident's people could come in by, with what is known of each. */
export function doorsOf(script: StepScript['checklist'], facts: Facts): readonly Door[] {
	const known = new Map(facts.doors.map(door => [door.id, door]));
	return doorItemsOf(script, facts).map(({id}): Door => known.get(id) ?? {id});
}

/**
 * The script's, then everybody whom the deny stops by the exact id alone, then what their sessions left behind: each is a way back in that
 * the deny has kept shut so far.
 */
export function doorItemsOf(script: StepScript['checklist'], facts: Facts): readonly ChecklistItem[] {
	const manual = script.filter(door => door.when === undefined || holds(door.when, facts));
	const stopped = stoppedByIdAlone(facts).map((one): ChecklistItem => ({id: doorIdOf(one), ...text.steps.recovery.stoppedDoor(one)}));
	const leftBehind = text.eradication.tasks(facts.searched?.leftovers ?? []);
	return [...manual, ...stopped, ...leftBehind].map(({id, title, where, why}) => ({id, title, where, why}));
}

/** The exact ids that the deny holds, or may hold, beyond those that it was put on for; our own test sessions are nobody. */
export function stoppedByIdAlone(facts: Facts): readonly StoppedByIdAlone[] {
	const {applied, searched, testSessions} = facts;
	const held = [applied?.document, applied?.mayHold].flatMap(document => {
		const read = checkDeny(document ?? '');
		return read.ok ? read.deny.subject.exactUserIds : [];
	});
	const known = new Set([...exactSubjectsOf(facts).map(({deniable}) => deniable.exactUserId), ...testSessions]);
	return [...new Set(held)]
		.filter(userId => !known.has(userId))
		.map(userId => {
			const session = searched?.sessions.find(one => one.userId === userId);
			return {userId, ...(session === undefined ? {} : {session})};
		});
}

/** A word of its own for `--done`, whatever a session is called: names may hold commas. */
const doorIdOf = ({userId}: StoppedByIdAlone) => `denied-${createHash('sha256').update(userId).digest('hex').slice(0, 12)}`;

/** Whether long-term keys are among what the deny stops, or among what was left behind. */
function keysMayOpenSessions(facts: Facts): boolean {
	return (
		exactSubjectsOf(facts).some(({deniable}) => deniable.kind === 'iam-user') ||
		stoppedByIdAlone(facts).some(({userId}) => userId.startsWith('AIDA')) ||
		(facts.searched?.leftovers ?? []).some(({kind}) => kind === 'user' || kind === 'access-key')
	);
}
