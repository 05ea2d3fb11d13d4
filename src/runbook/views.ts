/**
 * What a step shows. Blocks say what a thing is, never how it looks; each front end lays them out for its own width.
 * Every string may carry hostile text from AWS: front ends clean it before it reaches a terminal or a file.
 */
export type Tone = 'plain' | 'quiet' | 'good' | 'warning' | 'danger';

export type Block =
	| {readonly kind: 'paragraph'; readonly text: string; readonly tone?: Tone}
	| {readonly kind: 'heading'; readonly text: string}
	/** Label and value in two columns. */
	| {readonly kind: 'facts'; readonly rows: readonly Fact[]}
	/** The first column is the widest by nature; columns never wrap below their header, the last one takes what is left. */
	| {readonly kind: 'table'; readonly columns: readonly string[]; readonly rows: readonly TableRow[]}
	/** Bulleted sentences. */
	| {readonly kind: 'list'; readonly items: readonly ListItem[]}
	/** Text to be copied exactly: a document, commands. Wrapped at the width, never shortened. */
	| {readonly kind: 'code'; readonly text: string};

export interface Fact {
	readonly label: string;
	readonly value: string;
	readonly tone?: Tone;
}

export interface TableRow {
	readonly cells: readonly string[];
	readonly tone?: Tone;
}

export interface ListItem {
	readonly text: string;
	readonly tone?: Tone;
	/** Shown before the text instead of a bullet: `✔`, `▲`. Never the only carrier of a meaning. */
	readonly mark?: string;
}

export interface View {
	/** Showing a view again under the same id replaces it. */
	readonly id: string;
	readonly title?: string;
	readonly tone?: Tone;
	readonly blocks: readonly Block[];
	/** A live view is redrawn in place until it is shown once without `live`, or its step ends. */
	readonly live?: boolean;
	/** Put in front of the responder at once, whatever step they are in. */
	readonly urgent?: boolean;
}
