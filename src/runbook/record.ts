import {type ExitCode, Problem} from '../problem.ts';
import type {Json} from './json.ts';
import type {Question} from './questions.ts';
import type {WalkEnded} from './walk.ts';

/**
 * What a walk writes down. Keys are `<step id>/<key>`; the second time a step uses the same key for the same verb it is
 * `<step id>/<key>#2`, so that a loop finds its own records again.
 */
export type WalkRecord = StepRecord | AnswerRecord | EvidenceRecord | IntentRecord | OutcomeRecord | FailedRecord | NoteRecord;

export interface StepRecord {
	readonly kind: 'step';
	readonly step: string;
	readonly state: 'entered' | 'done' | 'skipped' | 'ended';
	/** Why the walk ended in this step. */
	readonly because?: WalkEnded['reason'] | 'problem';
	readonly problem?: RecordedProblem;
	/** The key of an answer that ended the walk. It is asked again on resume, or no resume would get past it. */
	readonly withdrawn?: string;
}

export interface AnswerRecord {
	readonly kind: 'answer';
	readonly key: string;
	readonly question: Question['kind'];
	readonly title: string;
	readonly answer: Json;
	/** The label of what was chosen. */
	readonly label?: string;
	/** What a confirmation was given for. */
	readonly gate?: {readonly phrase: string; readonly act: string};
}

export interface EvidenceRecord {
	readonly kind: 'evidence';
	readonly key: string;
	readonly what: string;
	readonly value: Json;
}

/** On disk before the act begins. */
export interface IntentRecord {
	readonly kind: 'intent';
	readonly key: string;
	readonly what: string;
	readonly intent: Json;
}

export interface OutcomeRecord {
	readonly kind: 'outcome';
	readonly key: string;
	readonly outcome: Json;
	/** Found by asking AWS what happened, not answered by the act itself. */
	readonly reconciled?: true;
}

/** The act failed, or its answer was lost: whether the change was made is not known. */
export interface FailedRecord {
	readonly kind: 'failed';
	readonly key: string;
	readonly problem: RecordedProblem;
}

/** The name that a responder's own notes have behind the step's id; every one is a record of its own. */
export const RESPONDER_NOTE = 'responder-note';

export interface NoteRecord {
	readonly kind: 'note';
	readonly key: string;
	readonly value: Json;
}

export interface RecordedProblem {
	readonly code: string;
	readonly message: string;
	readonly next: string;
	readonly exit: ExitCode;
}

/** What earlier sittings of the same incident left, by key. */
export interface Recorded {
	/** The last state each step was in; one that was done once stays done. */
	readonly steps: ReadonlyMap<string, StepRecord['state']>;
	readonly answers: ReadonlyMap<string, AnswerRecord>;
	readonly evidence: ReadonlyMap<string, EvidenceRecord>;
	readonly writes: ReadonlyMap<string, RecordedWrite>;
	readonly notes: ReadonlyMap<string, Json>;
}

/** One call of `write`. With neither an outcome nor a failure, the program was gone before AWS answered. */
export interface RecordedWrite {
	readonly intent?: Json;
	readonly outcome?: {readonly value: Json};
	readonly failed?: RecordedProblem;
}

/** Where a walk writes, and what was written before. */
export interface WalkJournal {
	/** Everything written so far; a walk reads it once, when it begins. */
	readonly recorded: Recorded;
	/** Resolves when the record is safe on disk; rejects when it is not, and then nothing may be done that relies on it. */
	append(record: WalkRecord): Promise<void>;
}

/** An error in the form that the journal keeps. What is not a `Problem` is a defect of this program. */
export function toRecordedProblem(error: unknown): RecordedProblem {
	if (error instanceof Problem) return {...error.toJSON(), exit: error.exit};
	return {code: 'unexpected', message: error instanceof Error ? error.message : String(error), next: '', exit: 1};
}

export function fromRecordedProblem({code, message, next, exit}: RecordedProblem): Problem {
	return new Problem(code, message, next, exit);
}
