import type {View} from './views.ts';

interface Asked {
	/** Stable within the step; the answer is journaled under `<step id>/<question id>`. */
	readonly id: string;
	/** One sentence or phrase, without a trailing colon. */
	readonly title: string;
	/** The flag that answers this question when nobody is there to ask, such as `--user`. */
	readonly flag?: string;
}

export interface Choice {
	readonly id: string;
	readonly label: string;
	/** One quiet line below the label when it is under the cursor. */
	readonly detail?: string;
}

/** Pick one. The first choice is the recommended next action, unless only the responder can know which is right. */
export interface ChooseQuestion extends Asked {
	readonly kind: 'choose';
	readonly choices: readonly Choice[];
	readonly recommended?: 'none';
}

/** The choice that is the recommended next action. */
export function recommendedOf({choices, recommended}: Pick<ChooseQuestion, 'choices' | 'recommended'>): Choice | undefined {
	return recommended === 'none' || choices.length < 2 ? undefined : choices[0];
}

/** Type something. `check` answers why the text will not do, or nothing when it will. */
export interface TextQuestion extends Asked {
	readonly kind: 'text';
	readonly placeholder?: string;
	/** Several lines may be pasted (a finding's JSON); Enter on an empty line, or Ctrl-D, ends. */
	readonly multiline?: boolean;
	readonly check?: (text: string) => string | undefined;
}

/**
 * The gate before a write. Only the phrase, typed or pasted, and then an Enter of its own confirms;
 * whatever was typed ahead is thrown away, and a paste never confirms.
 */
export interface ConfirmQuestion extends Asked {
	readonly kind: 'confirm';
	readonly phrase: string;
	/** What the act does, in one line: `deny everything test-user does in 6 accounts`. */
	readonly act: string;
	/** Pages the responder may open from the gate, by key: `d` the document, `x` the same by hand. */
	readonly pages: readonly Page[];
}

export interface Page {
	/** One letter other than `n`. */
	readonly key: string;
	readonly label: string;
	readonly view: View;
}

/** Tick by hand what was done outside this tool. Whatever is not ticked stays open and is said so. */
export interface ChecklistQuestion extends Asked {
	readonly kind: 'checklist';
	readonly items: readonly ChecklistItem[];
}

export interface ChecklistItem {
	readonly id: string;
	readonly title: string;
	readonly where: string;
	readonly why: string;
}

export type Question = ChooseQuestion | TextQuestion | ConfirmQuestion | ChecklistQuestion;

/**
 * choose → the choice's id · text → the text · confirm → `'confirmed'` or `'back'` (the responder stepped back: nothing was confirmed) ·
 * checklist → the ids ticked, in the order of the list.
 */
export type Answer<Q extends Question = Question> = Q extends ChooseQuestion
	? string
	: Q extends TextQuestion
		? string
		: Q extends ConfirmQuestion
			? 'confirmed' | 'back'
			: Q extends ChecklistQuestion
				? readonly string[]
				: never;
