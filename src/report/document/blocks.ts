import type {Marked} from '../marked.ts';
import type {Lane} from '../model.ts';

/** The document as it is read, before it is Markdown or HTML. Our own words stand as they are; data stands between marks. */
export interface Document {
	readonly title: Marked;
	/** On every page: what must not be overlooked. */
	readonly banners: readonly string[];
	readonly verdict: {readonly sentence: Marked; readonly tone: 'good' | 'warning' | 'danger'};
	readonly sections: readonly Section[];
}

export interface Section {
	readonly id: string;
	readonly title: string;
	readonly blocks: readonly DocumentBlock[];
}

export type DocumentBlock =
	| {readonly kind: 'paragraph'; readonly text: Marked; readonly strong?: boolean}
	| {readonly kind: 'heading'; readonly text: Marked}
	| {readonly kind: 'list'; readonly items: readonly Marked[]}
	| {readonly kind: 'facts'; readonly caption: string; readonly rows: readonly (readonly [string, Marked])[]}
	| {
			readonly kind: 'table';
			readonly caption: string;
			readonly columns: readonly string[];
			readonly rows: readonly (readonly Marked[])[];
			/** Columns that hold ids, from 0: they break anywhere, and still need some room. */
			readonly ids?: readonly number[];
	  }
	/** Data, exactly as it is. */
	| {readonly kind: 'code'; readonly text: string; readonly label: string}
	| {readonly kind: 'picture'; readonly alternative: Marked; readonly caption: string; readonly moments: readonly Moment[]};

export interface Moment {
	/** ISO 8601. */
	readonly at: string;
	readonly lane: Lane;
	readonly what: Marked;
	/** How much later it was than the one before. */
	readonly later: string | null;
	/** Milliseconds of the same; 0 for the first. */
	readonly gap: number;
}
