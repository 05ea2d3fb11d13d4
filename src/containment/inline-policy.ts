declare const merged: unique symbol;

/** A permission set's inline policy with our deny merged into it. Nothing but `mergeDeny` makes one. */
export interface MergedInlinePolicy {
	/** What AWS held before, byte for byte; empty when there was none. */
	readonly saved: string;
	/** What is sent: every statement of `saved`, untouched and in its order, and ours. */
	readonly document: string;
	readonly [merged]: true;
}
