import type {Clock} from '../clock.ts';
import type {Header} from './front-end.ts';
import type {Json} from './json.ts';
import type {Answer, ChecklistItem, Question} from './questions.ts';
import type {View} from './views.ts';

/**
 * The verbs a step may use. Each one says what happens when the incident is resumed.
 *
 * `Ports` is what the step may reach (AWS, in our own words), `Facts` what steps leave for later steps; facts live in memory only
 * and are rebuilt on resume, because every step runs again with its recorded answers and evidence.
 */
export interface Walk<Ports, Facts> {
	readonly ports: Ports;
	readonly facts: Facts;
	readonly clock: Clock;
	readonly incident: IncidentIdentity;
	/** The step being walked, as the runbook states it, `with` included. */
	readonly step: StepScript;
	/** Aborted when the walk ends, for whatever reason. Long reads and sleeps take it. */
	readonly signal: AbortSignal;

	/**
	 * Choose, type, confirm by typing, tick. On resume the recorded answer stands; a confirmation only for the very phrase and act it
	 * was given for. An answer that the step ends the walk with at once does not stand either: it is asked again.
	 */
	ask<Q extends Question>(question: Q): Promise<Answer<Q>>;
	/**
	 * The same, but withdrawn (nothing recorded) when `until` settles first; then it answers `undefined`.
	 * On resume a recorded answer stands. `before`: questions of this step that come after it; where an answer to one of them is on record,
	 * this one was withdrawn, and is not asked again.
	 */
	askUnless<Q extends Question>(question: Q, until: Promise<unknown>, before?: readonly string[]): Promise<Answer<Q> | undefined>;
	/**
	 * Whether the latest answer to a question of this step was given in this sitting, and not taken from the journal: what was typed in an
	 * earlier one says nothing of what is there now.
	 */
	answeredHere(questionId: string): boolean;
	/** Evidence: a probe's outcome, a state read before a change. On resume the recorded evidence stands. */
	observe<T extends Json>(key: string, what: string, look: () => Promise<T>): Promise<T>;
	/** Looking at AWS. On resume it is looked at again: AWS is the truth, not the file. `what` is shown while it is waited for. */
	read<T>(what: string, look: () => Promise<T>): Promise<T>;
	/**
	 * Changing AWS. The intent is on disk before `act` runs, the outcome after. On resume an intent without an outcome is settled by
	 * `reconcile`, which asks AWS what happened: an outcome when the change is there, `undefined` when it is not (then `act` runs again).
	 * An outcome on record stands. A failure leaves it unclear what happened: the next try, in this process or on resume, begins with
	 * `reconcile`. It is thrown again on resume where the step lived with it: came back to the same key, or was done without it.
	 */
	write<T extends Json>(key: string, change: Change<T>): Promise<T>;
	/** Panels, progress, verdicts. Shown again on resume. */
	show(view: View): void;
	/** Add to the header. */
	header(part: Partial<Header>): void;
	/** Leave something in the journal that is neither evidence nor an act: a verdict, a problem that was said. Never changes the walk. */
	note(key: string, value: Json): void;
}

export interface Change<T extends Json> {
	/** What it does, shown while it is waited for. */
	readonly what: string;
	/** Everything needed to recognise or undo the change, without this process. */
	readonly intent: Json;
	readonly act: () => Promise<T>;
	/** Asks AWS what became of it. `intent`: as an earlier sitting wrote it down, where one did. */
	readonly reconcile: (intent?: Json) => Promise<T | undefined>;
	/** A failure that an earlier sitting lived with is no answer to this one: AWS is asked, and it is tried again. */
	readonly anew?: boolean;
}

export interface IncidentIdentity {
	/** Sortable, short enough to say aloud: `20261123-0041-7f3a`. */
	readonly id: string;
	readonly startedAt: number;
	readonly journal: string;
}

export interface StepScript {
	readonly id: string;
	readonly kind: string;
	readonly title: string;
	readonly why: string;
	readonly with: Readonly<Record<string, Json>>;
	/** The manual tasks the step names, in the order they must be done; empty when it names none. */
	readonly checklist: readonly ChecklistScript[];
}

export interface ChecklistScript extends ChecklistItem {
	/** Only when this condition holds: `management-account-involved`. */
	readonly when?: string;
}

/** A step kind. */
export type Step<Ports, Facts> = (walk: Walk<Ports, Facts>) => Promise<void>;

/** Thrown by a step, or by whoever answers, to end the walk early without it being a fault. */
export class WalkEnded extends Error {
	override readonly name = 'WalkEnded';
	constructor(readonly reason: 'planned' | 'left' | 'interrupted' | 'not-containable') {
		super(reason);
	}
}
