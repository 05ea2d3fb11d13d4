import type {FrontEnd, Happening, Header, StepProgress, Waiting} from '../runbook/front-end.ts';
import type {Answer, Question} from '../runbook/questions.ts';
import type {View} from '../runbook/views.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import {sayAnswer} from './answered.ts';

export interface StepHeading {
	readonly id: string;
	readonly title: string;
	readonly why: string;
}

/** What a step has brought so far, in the order in which it first came: views, and one line for each answer given. */
export type Entry =
	/** `watched`: it was seen while its table grew, so that only how it ended is new. */
	{readonly kind: 'view'; readonly view: View; readonly watched?: true} | {readonly kind: 'answer'; readonly text: string};

/** A step that is over and belongs to the scrollback. Views shown before any step began have no heading. */
export interface FinishedStep {
	readonly heading: StepHeading | undefined;
	readonly entries: readonly Entry[];
}

/** The question that is up. */
export interface UpQuestion {
	/** Differs for every question asked. */
	readonly number: number;
	readonly question: Question;
	/** It came up because the one before it was withdrawn, perhaps under a finger already on its way to Enter. */
	readonly replacesWithdrawn: boolean;
	/** How many entries there were when it came up: what came later is not what it asks about. */
	readonly after: number;
}

/** Everything the screen shows, at one moment. */
export interface Snapshot {
	readonly header: Header | undefined;
	readonly steps: readonly StepProgress[];
	readonly heading: StepHeading | undefined;
	readonly entries: readonly Entry[];
	readonly waiting: readonly Waiting[];
	/** The latest of what others did, the newest last. */
	readonly happenings: readonly Happening[];
	readonly up: UpQuestion | undefined;
	readonly finished: readonly FinishedStep[];
	readonly closed: boolean;
	/** Somebody takes notes. */
	readonly takesNotes: boolean;
	/** A note is being typed; the question waits behind it. */
	readonly noting: boolean;
}

interface Pending extends Omit<UpQuestion, 'replacesWithdrawn' | 'after'> {
	readonly settle: (answer: Answer) => void;
	readonly reject: (reason: unknown) => void;
	/** No longer listens for the question's withdrawal. */
	readonly forget: () => void;
}

const nothing: Snapshot = {
	header: undefined,
	steps: [],
	heading: undefined,
	entries: [],
	waiting: [],
	happenings: [],
	up: undefined,
	finished: [],
	closed: false,
	takesNotes: false,
	noting: false,
};

/** More than any window has rows for. */
const mostHappenings = 100;

function replacement(old: Extract<Entry, {kind: 'view'}>, view: View): Entry {
	const watched = old.watched ?? (old.view.live && old.view.blocks.some(({kind}) => kind === 'table'));
	return watched ? {kind: 'view', view, watched} : {kind: 'view', view};
}

/** The walk's front end as a store that React can follow: the walk writes, the screen reads and answers. */
export class ScreenStore implements FrontEnd {
	#snapshot = nothing;
	readonly #listeners = new Set<() => void>();
	readonly #pending: Pending[] = [];
	#asked = 0;
	#lastWithdrawn = false;
	#closedBecause: unknown;
	#noted: ((said: string) => void) | undefined;

	readonly subscribe = (listener: () => void): (() => void) => {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	};

	readonly snapshot = (): Snapshot => this.#snapshot;

	header(header: Header): void {
		this.#change({header});
	}

	steps(steps: readonly StepProgress[]): void {
		this.#change({steps});
	}

	enter(step: StepHeading): void {
		this.#change({heading: {id: step.id, title: step.title, why: step.why}, entries: [], finished: this.#finish()});
	}

	show(view: View): void {
		const {entries} = this.#snapshot;
		const known = entries.some(entry => entry.kind === 'view' && entry.view.id === view.id);
		const replaced = entries.map(entry => (entry.kind === 'view' && entry.view.id === view.id ? replacement(entry, view) : entry));
		this.#change({entries: known ? replaced : [...entries, {kind: 'view', view}]});
	}

	waiting(list: readonly Waiting[]): void {
		this.#change({waiting: list});
	}

	happened(happening: Happening): void {
		this.#change({happenings: [...this.#snapshot.happenings, happening].slice(-mostHappenings)});
	}

	ask<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>> {
		return new Promise((resolve, reject) => {
			if (signal.aborted) return reject(signal.reason);
			if (this.#snapshot.closed) return reject(this.#closedBecause);
			this.#asked += 1;
			const number = this.#asked;
			const withdraw = () => {
				this.#remove(number, {withdrawn: true});
				reject(signal.reason);
			};
			signal.addEventListener('abort', withdraw, {once: true});
			this.#pending.push({
				number,
				question,
				// The question's kind says what its answer is; here, where they part, the compiler cannot see that any more.
				settle: answer => resolve(answer as Answer<Q>),
				reject,
				forget: () => signal.removeEventListener('abort', withdraw),
			});
			if (this.#pending.length === 1) this.#raise({withdrawn: this.#lastWithdrawn});
		});
	}

	/** Answers the question of that number; anything that comes too late is ignored. */
	answer(number: number, answer: Answer): void {
		const asked = this.#pending.find(pending => pending.number === number);
		if (asked === undefined) return;
		this.#change({entries: [...this.#snapshot.entries, {kind: 'answer', text: sayAnswer(asked.question, answer)}]});
		this.#remove(number, {withdrawn: false});
		asked.forget();
		asked.settle(answer);
	}

	notes(listener: (said: string) => void): void {
		this.#noted = listener;
		this.#change({takesNotes: true});
	}

	/** Begins a note, where somebody takes it. */
	beginNote(): void {
		if (this.#noted !== undefined && !this.#snapshot.closed) this.#change({noting: true});
	}

	/** Ends the note: it is kept when it says something. */
	endNote(said = ''): void {
		const kept = said.trim();
		if (!this.#snapshot.noting) return;
		const {entries} = this.#snapshot;
		this.#change({noting: false, ...(kept === '' ? {} : {entries: [...entries, {kind: 'answer', text: text.ui.answered.noted(kept)}]})});
		if (kept !== '') this.#noted?.(kept);
	}

	/** Everything current goes to the scrollback. Whoever still waits for an answer, or asks for one later, gets the reason. */
	close(reason: unknown = new WalkEnded('interrupted')): void {
		this.#closedBecause = reason;
		for (const {forget, reject} of this.#pending.splice(0)) {
			forget();
			reject(reason);
		}
		this.#change({heading: undefined, entries: [], waiting: [], up: undefined, finished: this.#finish(), closed: true, noting: false});
	}

	#remove(number: number, {withdrawn}: {readonly withdrawn: boolean}): void {
		const index = this.#pending.findIndex(pending => pending.number === number);
		if (index === -1) return;
		this.#pending.splice(index, 1);
		if (index === 0) this.#raise({withdrawn});
	}

	/** Puts up the question whose turn it is. */
	#raise({withdrawn}: {readonly withdrawn: boolean}): void {
		const [next] = this.#pending;
		this.#lastWithdrawn = withdrawn && next === undefined;
		const after = this.#snapshot.entries.length;
		this.#change({
			up: next === undefined ? undefined : {number: next.number, question: next.question, replacesWithdrawn: withdrawn, after},
		});
	}

	#finish(): readonly FinishedStep[] {
		const {heading, entries, finished} = this.#snapshot;
		return heading === undefined && entries.length === 0 ? finished : [...finished, {heading, entries}];
	}

	#change(part: Partial<Snapshot>): void {
		this.#snapshot = {...this.#snapshot, ...part};
		for (const listener of this.#listeners) listener();
	}
}
