import type {TakeOffState} from '../../containment/recovery/take-off.ts';
import {foldJournal} from '../../incident/fold.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {Problem} from '../../problem.ts';
import {bare} from '../../report/parts/told.ts';
import type {RecordedWrite} from '../../runbook/record.ts';
import type {StepScript} from '../../runbook/walk.ts';
import {type Facts, noFacts} from '../../steps/facts.ts';
import {doorsOf, takeOffStateOf} from '../../steps/recovery/doors.ts';
import {labelsOf} from '../../steps/subjects.ts';
import {recoveringFacts} from './recovering.ts';

/** How an incident stands, by its journal alone: AWS may know better. */
export interface Standing {
	/** Whom it is about; empty as long as nobody has said. */
	readonly label: string;
	/** `maybe`: sent to AWS, and no answer is on record. */
	readonly on: 'yes' | 'maybe' | 'no';
	/** Something was on once. */
	readonly wasOn: boolean;
	/** Epoch ms since when something has been on. */
	readonly since?: number;
	readonly policyId?: string;
	/** The permission sets that hold the deny, by name. */
	readonly permissionSets: readonly string[];
	/** Those that are inactive, and those that may be. */
	readonly accessKeys: readonly string[];
	/** Those among them of which no answer is on record; absent where there are none. */
	readonly accessKeysUnanswered?: readonly string[];
	/** When it may come off; absent where nothing is on. */
	readonly takeOff?: TakeOffState;
	/** The verdict at the end of the last sitting that found or did something. */
	readonly verdict?: string;
	/** What sittings after that came to, which found and did nothing: without credentials, say. */
	readonly inVain?: string;
}

/** `doors` are the ways in that the recovery's script asks for; `now` is epoch ms. */
export function standingOf(records: readonly JournalRecord[], doors: StepScript['checklist'], now: number): Standing {
	const facts = noFacts({mode: 'live', protectedPrincipals: [], readOnly: true});
	const changed = changedAnything(facts, records);
	const label = labelsOf(facts);
	const verdict = verdictsOf(records);
	if (!changed) return {label, on: 'no', wasOn: false, permissionSets: [], accessKeys: [], ...verdict};
	const writes = [...foldJournal(records).writes];
	const policy = policyOn(facts, writes);
	const left = setsLeft(records);
	const sets = (facts.closing?.changed ?? []).filter(({arn}) => left.has(arn) || !settled(writes, `restore-inline-policy/${arn}`));
	const keys = facts.keysInactive.filter(({accessKeyId}) => !settled(writes, `set-active/${accessKeyId}`));
	const denies = policy !== 'no' || sets.length > 0;
	const others = [...sets, ...keys];
	const unanswered = keys.filter(key => key.unanswered === true);
	const certain = policy === 'yes' || others.some(one => one.unanswered !== true);
	const perhaps = others.length > 0 || facts.alsoMade.length > 0 || facts.maybeMade !== undefined;
	const on = certain ? 'yes' : perhaps ? 'maybe' : policy;
	facts.doors = doorsOf(doors, facts);
	// A clock that was set back must not make it safe later than it is shown here, nor sooner.
	const latest = Math.max(now, ...records.slice(-1).map(record => Date.parse(record.at)));
	const since = facts.applied !== undefined && facts.applied.at > 0 ? facts.applied.at : facts.widenedAt;
	return {
		label,
		on,
		wasOn: true,
		...(on === 'no' || since === undefined ? {} : {since}),
		...(policy === 'no' || facts.applied === undefined ? {} : {policyId: facts.applied.policyId}),
		permissionSets: sets.map(({name}) => name),
		accessKeys: keys.map(({accessKeyId}) => accessKeyId),
		...(unanswered.length === 0 ? {} : {accessKeysUnanswered: unanswered.map(({accessKeyId}) => accessKeyId)}),
		...(denies ? {takeOff: takeOffStateOf(facts, latest)} : {}),
		...verdict,
	};
}

/** The permission sets that the last undoing left, by ARN: a text that was put back denies on until its role follows. */
function setsLeft(records: readonly JournalRecord[]): ReadonlySet<unknown> {
	const last = records.findLast(record => record.kind === 'note' && bare(record.key) === 'sets-left');
	return new Set(last?.kind === 'note' && Array.isArray(last.value) ? last.value : []);
}

/** A sitting that came to nothing does not change how the incident stands. */
function verdictsOf(records: readonly JournalRecord[]): {readonly verdict?: string; readonly inVain?: string} {
	const sittings: JournalRecord[][] = [];
	for (const record of records) {
		if (record.kind === 'opened' || sittings.length === 0) sittings.push([]);
		sittings.at(-1)?.push(record);
	}
	const closings = sittings.flatMap(sitting => {
		const closed = sitting.findLast(record => record.kind === 'closed');
		return closed?.kind === 'closed' ? [{verdict: closed.verdict, told: sitting.some(tells)}] : [];
	});
	const last = closings.at(-1);
	// What only planned changed nothing about what an earlier one came to, whatever it looked at.
	const lastTold = closings.findLast(({told, verdict}) => told && verdict !== 'planned') ?? closings.findLast(({told}) => told) ?? last;
	if (lastTold === undefined) return {};
	return {verdict: lastTold.verdict, ...(last === undefined || last.told || last === lastTold ? {} : {inVain: last.verdict})};
}

const verdictNotes: ReadonlySet<string> = new Set(['verdict', 'verdict-again', 'recovery', 'reach']);

/** Whether a sitting with this record found or did something. */
function tells(record: JournalRecord): boolean {
	return record.kind === 'intent' || record.kind === 'evidence' || (record.kind === 'note' && verdictNotes.has(bare(record.key)));
}

/** Fills in the facts, and answers whether there is anything that the incident made. */
function changedAnything(facts: Facts, records: readonly JournalRecord[]): boolean {
	try {
		recoveringFacts(facts, records);
		return true;
	} catch (error) {
		if (error instanceof Problem && error.code === 'nothing-to-recover') return false;
		throw error;
	}
}

export type Writes = readonly (readonly [string, RecordedWrite])[];

export const settled = (writes: Writes, name: string) => writes.some(([key, write]) => bare(key) === name && write.outcome !== undefined);

export function policyOn({applied, maybeMade}: Facts, writes: Writes): Standing['on'] {
	if (applied === undefined) return maybeMade === undefined ? 'no' : 'maybe';
	if (applied.placeholder !== undefined) {
		if (settled(writes, 'empty-prepared-policy')) return 'no';
		return settled(writes, 'fill-prepared-policy') ? 'yes' : 'maybe';
	}
	const answeredOf = (name: string) =>
		writes
			.filter(([key, {outcome}]) => bare(key) === name && outcome !== undefined)
			.map(([, {intent}]) => intent as {readonly policyId?: string; readonly targetId?: string} | undefined)
			.filter(intent => intent?.policyId === applied.policyId);
	const targetsOf = (name: string) => answeredOf(name).map(intent => intent?.targetId);
	if (answeredOf('delete-policy').length > 0) return 'no';
	const detached = new Set(targetsOf('detach-policy'));
	const left = applied.targets.filter(target => !detached.has(target));
	if (left.length === 0 && applied.targets.length > 0) return 'no';
	const attached = new Set(targetsOf('attach-policy'));
	return left.some(target => attached.has(target)) ? 'yes' : 'maybe';
}
