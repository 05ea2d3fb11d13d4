import type {Answer, Question} from './questions.ts';
import type {Tone, View} from './views.ts';

export type StepState = 'waiting' | 'current' | 'done' | 'skipped';

export interface StepProgress {
	readonly id: string;
	readonly title: string;
	readonly state: StepState;
}

/** Something being waited for, and since when (milliseconds since the epoch, by the walk's clock). */
export interface Waiting {
	readonly what: string;
	readonly since: number;
}

/** The line that never leaves the screen. Filled in as it becomes known. */
export interface Header {
	readonly mode: 'live' | 'sandbox';
	readonly startedAt: number;
	readonly incident: string;
	readonly accountId?: string;
	readonly accountName?: string;
	readonly organizationId?: string;
	/** Who the responder is to AWS, short: `ir-responder/ir-on-call`. */
	readonly caller?: string;
	readonly region?: string;
	readonly inManagementAccount?: boolean;
	/** Where calls go that do not go to AWS itself. */
	readonly elsewhere?: string;
	readonly readOnly?: boolean;
}

/** Something that somebody else did while the walk goes on, in words. */
export interface Happening {
	/** Milliseconds since the epoch, by the walk's clock. */
	readonly at: number;
	readonly who: string;
	readonly what: string;
	readonly where: string;
	/** What became of it, in a word or two. */
	readonly outcome: string;
	/** Who or what decided that. */
	readonly by?: string;
	readonly tone: Tone;
}

/**
 * Who answers. The Ink screen, the unattended command line, the automatic rehearsal and the tests differ in nothing else.
 */
export interface FrontEnd {
	header(header: Header): void;
	steps(steps: readonly StepProgress[]): void;
	/** The step `id` begins: its title and why. */
	enter(step: {readonly id: string; readonly title: string; readonly why: string}): void;
	show(view: View): void;
	waiting(list: readonly Waiting[]): void;
	/** Beside or below the walk, the newest last. */
	happened?(happening: Happening): void;
	/** Resolves with the answer; rejects with the signal's reason when the question is withdrawn. */
	ask<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>>;
	/** Whoever answers may note something at any step; `listener` is told of it. Absent where nobody is there to. */
	notes?(listener: (said: string) => void): void;
}
