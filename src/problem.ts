/**
 * What the process answers when it ends:
 * 0 done and proven, or planned · 1 a defect in this program · 2 usage, or what `verify` read does not hold ·
 * 3 applied, but only partly contained, not contained, over-reaching or not proven ·
 * 4 refused by a guard · 5 AWS or credentials said no, or the journal cannot be relied on · 130 interrupted.
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 5 | 130;

/**
 * Something a responder must be told: a stable code, a sentence that says what is true, and what to do next.
 * Made where the cause is known, with a sentence from `src/text`; nothing else ever reaches a person.
 */
export class Problem extends Error {
	override readonly name = 'Problem';
	constructor(
		/** Stable, kebab-case, for machines and searches: `access-denied`, `unknown-profile`. */
		readonly code: string,
		message: string,
		/** One sentence: what the responder does now. */
		readonly next: string,
		readonly exit: ExitCode,
		options?: {cause?: unknown},
	) {
		super(message, options);
	}

	/** The form that goes into the JSON document and the journal. */
	toJSON(): {code: string; message: string; next: string} {
		return {code: this.code, message: this.message, next: this.next};
	}
}
