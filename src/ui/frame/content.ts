import type {View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import {layoutView} from '../layout.ts';
import {type Line, span, truncate} from '../lines/line.ts';
import {paragraph} from '../lines/wrap.ts';
import type {Entry, Snapshot, StepHeading} from '../store.ts';

/** What a step shows, as rows of the whole height, and where to look when the responder has not scrolled. */
export interface Content {
	/** Changes when something new comes that scrolling must not hide. */
	readonly key: string;
	readonly lines: readonly Line[];
	/** Rows that should be seen: from the first on, or up to the last. */
	readonly focus: {readonly from: number} | {readonly upTo: number};
	/** Said in one line while the rows that it comes from are scrolled away. */
	readonly urgent: Line | undefined;
}

/** The part of the content that fits. */
export interface Window {
	readonly lines: readonly Line[];
	readonly offset: number;
	/** How far one page goes. */
	readonly page: number;
	readonly furthest: number;
}

/** The step's views in their order, but urgent ones before everything else. */
export function contentOf({heading, entries}: Pick<Snapshot, 'heading' | 'entries'>, width: number): Content {
	const {lines, urgent} = urgentContent(entries, width);
	// Beside views the why stands in the title's row.
	if (!entries.some(entry => entry.kind === 'view')) append(lines, layoutWhy(heading, entries, width));
	const rest = entries.filter(entry => !isUrgent(entry));
	let latest: View | undefined;
	let from = 0;
	let upTo = 0;
	for (const [index, entry] of rest.entries()) {
		const answers = entry.kind === 'answer' && rest[index - 1]?.kind === 'answer';
		const start = append(lines, layoutEntry(entry, width), answers ? 0 : 1);
		if (entry.kind !== 'view') continue;
		from = latest === undefined ? 0 : start;
		upTo = lines.length;
		latest = entry.view;
	}
	return {
		key: [urgentKey(entries), heading?.id, latest?.id, latest?.live].join('\n'),
		lines,
		focus: urgent === undefined && latest?.live ? {upTo} : {from: urgent === undefined ? from : 0},
		urgent,
	};
}

/**
 * A help or confirmation page in place of the step's own content, below what is urgent. The page's beginning is what should be seen, unless
 * something urgent came after it was opened: `urgentBefore` is what was urgent then.
 */
export function contentOfPage(page: View, entries: readonly Entry[], width: number, urgentBefore: string): Content {
	const {lines, urgent} = urgentContent(entries, width);
	const start = append(lines, layoutView(page, width));
	const key = urgentKey(entries);
	return {key: [key, 'page', page.id].join('\n'), lines, focus: {from: key === urgentBefore ? start : 0}, urgent};
}

/** Names what is urgent now; another name means that something urgent has come. */
export function urgentKey(entries: readonly Entry[]): string {
	return entries.flatMap(entry => (entry.kind === 'view' && isUrgent(entry) ? [entry.view.id] : [])).join(' ');
}

/** The step's title, and why it is taken unless that stands below it. */
export function titleLine(heading: StepHeading, entries: readonly Entry[], width: number): Line {
	const title = span(heading.title, {bold: true});
	const why = entries.some(entry => entry.kind === 'view') && !saysWhy(heading, entries) ? [span(`  ${heading.why}`, {tone: 'quiet'})] : [];
	return truncate([title, ...why], width);
}

function urgentContent(entries: readonly Entry[], width: number): {readonly lines: Line[]; readonly urgent: Line | undefined} {
	const views = entries.flatMap(entry => (entry.kind === 'view' && isUrgent(entry) ? [entry.view] : []));
	const lines: Line[] = [];
	for (const view of views) append(lines, layoutView(view, width));
	const [first] = views;
	return {lines, urgent: first === undefined ? undefined : saidInOneLine(first)};
}

function isUrgent(entry: Entry): boolean {
	return entry.kind === 'view' && entry.view.urgent === true;
}

/** Adds a section below `apart` blank rows, and answers where it begins. */
function append(lines: Line[], section: readonly Line[], apart = 1): number {
	if (lines.length > 0 && section.length > 0) lines.push(...Array.from({length: apart}, () => []));
	return lines.push(...section) - section.length;
}

/** One entry of the current step or the transcript. */
export function layoutEntry(entry: Entry, width: number): Line[] {
	return entry.kind === 'view' ? layoutView(entry.view, width) : paragraph(entry.text, width, {tone: 'quiet'});
}

/** The step's why, unless one of its views says it already. */
export function layoutWhy(heading: StepHeading | undefined, entries: readonly Entry[], width: number): Line[] {
	return heading === undefined || heading.why === '' || saysWhy(heading, entries) ? [] : paragraph(heading.why, width, {tone: 'quiet'});
}

function saysWhy({why}: StepHeading, entries: readonly Entry[]): boolean {
	return entries.some(entry => entry.kind === 'view' && entry.view.blocks.some(block => block.kind === 'paragraph' && block.text === why));
}

/** The rows that fit into `height`; what is hidden is counted in the last one. `offset` as the responder scrolled, if they did. */
export function windowOf(content: Content, height: number, width: number, offset: number | undefined): Window {
	const {lines, focus, urgent} = content;
	if (height <= 0) return {lines: [], offset: 0, page: 0, furthest: 0};
	if (lines.length <= height) return {lines, offset: 0, page: height, furthest: 0};
	// With one row there is none left to count in.
	const seen = height === 1 ? 1 : height - 1;
	const furthest = lines.length - seen;
	const wanted = offset ?? ('from' in focus ? focus.from : focus.upTo - seen);
	const top = Math.min(Math.max(wanted, 0), furthest);
	const shown = lines.slice(top, top + seen);
	const counted = height === 1 ? shown : [...shown, hidden(top, furthest - top, top > 0 ? urgent : undefined, width)];
	return {lines: counted, offset: top, page: Math.max(seen - 1, 1), furthest};
}

function hidden(above: number, below: number, urgent: Line | undefined, width: number): Line {
	const parts = [above > 0 ? text.ui.content.above(above) : undefined, below > 0 ? text.ui.content.below(below) : undefined].filter(
		part => part !== undefined,
	);
	const keys = [above > 0 ? 'PgUp' : undefined, below > 0 ? 'PgDn' : undefined].filter(key => key !== undefined);
	const counted = span(`… ${parts.join(' · ')} · ${keys.join(' ')}`, {tone: 'quiet'});
	return truncate(urgent === undefined ? [counted] : [...urgent, span('  '), counted], width);
}

function saidInOneLine(view: View): Line | undefined {
	return layoutView(view, Number.MAX_SAFE_INTEGER).find(line => line.length > 0);
}
