import type {Tone, View} from '../../runbook/views.ts';
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
	readonly focus: Focus;
	/** Said in one line while the rows that it comes from are scrolled away. */
	readonly urgent: Line | undefined;
}

/** Rows that should be seen. */
export interface Focus {
	readonly from: number;
	readonly upTo: number;
	/** Where they do not all fit, their end is what counts, not their beginning. */
	readonly follows: boolean;
	/** What is urgent stands before them: it is seen whole where that leaves most of the rows to them. */
	readonly belowUrgent: boolean;
}

/** More rows than this are no remark. */
const mostRemarkRows = 4;
const calm: readonly Tone[] = ['plain', 'quiet'];

/**
 * The step's views in their order, but urgent ones before everything else. What should be seen is what the question is about, or what goes on:
 * something urgent only until more comes that is not. A question is about everything since the one before it, from its beginning, unless the
 * last of that warns or follows what was watched. `after` says how many entries there were when the question came up.
 */
export function contentOf({heading, entries}: Pick<Snapshot, 'heading' | 'entries'>, width: number, after?: number): Content {
	const {lines, urgent} = urgentContent(entries, width);
	// Beside views the why stands in the title's row.
	if (!entries.some(entry => entry.kind === 'view')) append(lines, layoutWhy(heading, entries, width));
	const rest = entries.filter(entry => !isUrgent(entry));
	let latest: View | undefined;
	let from = 0;
	let upTo = 0;
	for (const [index, entry] of rest.entries()) {
		const before = rest[index - 1];
		const section = layoutEntry(entry, width);
		const start = append(lines, section, entry.kind === 'answer' && before?.kind === 'answer' ? 0 : 1);
		if (entry.kind !== 'view') continue;
		const isNewToAnswer = after !== undefined && entries.indexOf(entry) < after && before?.kind === 'view' && !before.watched;
		if (latest === undefined) from = urgent === undefined ? 0 : start;
		else if (!isRemark(entry.view, section) && !(isNewToAnswer && isCalm(entry.view, [...calm, 'good']))) from = start;
		upTo = lines.length;
		latest = entry.view;
	}
	const focus =
		latest === undefined || isAboutUrgent(entries, latest, after)
			? {from: 0, upTo: 0, follows: false, belowUrgent: false}
			: {from, upTo, follows: latest.live === true, belowUrgent: urgent !== undefined};
	return {key: [urgentKey(entries), heading?.id, latest?.id, latest?.live].join('\n'), lines, focus, urgent};
}

/** Whether what should be seen is urgent: it came last, and neither an older question nor something that goes on needs the rows. */
function isAboutUrgent(entries: readonly Entry[], latest: View, after = entries.length): boolean {
	const last = entries.findLastIndex(isUrgent);
	const lastOther = entries.findLastIndex(entry => entry.kind === 'view' && entry.view.id === latest.id);
	return last > lastOther && last < after && latest.live !== true;
}

/** A few plain words that belong to the view before them. */
function isRemark(view: View, section: readonly Line[]): boolean {
	return view.title === undefined && section.length <= mostRemarkRows && isCalm(view, calm);
}

/** Whether it says nothing in another tone than these. */
function isCalm({tone, blocks}: View, tones: readonly Tone[]): boolean {
	const said = [tone, ...blocks.map(block => (block.kind === 'paragraph' ? block.tone : undefined))];
	return said.every(each => each === undefined || tones.includes(each));
}

/**
 * A help or confirmation page in place of the step's own content, below what is urgent. The page's beginning is what should be seen, unless
 * something urgent came after it was opened: `urgentBefore` is what was urgent then.
 */
export function contentOfPage(page: View, entries: readonly Entry[], width: number, urgentBefore: string): Content {
	const {lines, urgent} = urgentContent(entries, width);
	const start = append(lines, layoutView(page, width));
	const key = urgentKey(entries);
	const from = key === urgentBefore ? start : 0;
	return {key: [key, 'page', page.id].join('\n'), lines, focus: {from, upTo: lines.length, follows: false, belowUrgent: false}, urgent};
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
	const last = views.at(-1);
	return {lines, urgent: last === undefined ? undefined : saidInOneLine(last, views.length - 1)};
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

function saidInOneLine(view: View, others: number): Line | undefined {
	const line = layoutView(view, Number.MAX_SAFE_INTEGER).find(each => each.length > 0);
	return others === 0 ? line : [...(line ?? []), span(` · ${text.ui.content.moreNotices(others)}`, {tone: 'quiet'})];
}
