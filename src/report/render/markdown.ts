import {clean} from '../../text/clean.ts';
import {text} from '../../text/index.ts';
import type {Document, DocumentBlock} from '../document/blocks.ts';
import {when} from '../document/words.ts';
import type {Marked} from '../marked.ts';
import {plain, shown} from './shown.ts';

/** The document for a ticket: CommonMark with GitHub's tables. Data stands in code spans, where nothing is a link, a mention or a tag. */
export function asMarkdown(document: Document): string {
	const banners = document.banners.map(banner => `> **${ours(banner)}**`);
	// Whoever copies one section out of it takes the word along.
	const suffix = document.banners.includes(text.report.rehearsal) ? ` (${text.report.mode.sandbox})` : '';
	const parts = [
		`# ${inline(document.title)}`,
		...banners,
		`**${inline(document.verdict.sentence)}**`,
		...document.sections.flatMap(section => [`## ${ours(section.title)}${suffix}`, ...section.blocks.map(block)]),
		...banners,
	];
	return `${parts.join('\n\n')}\n`;
}

function block(of: DocumentBlock): string {
	switch (of.kind) {
		case 'paragraph':
			return of.strong ? `**${inline(of.text)}**` : inline(of.text);
		case 'heading':
			return `### ${inline(of.text)}`;
		case 'list':
			return of.items.map(item => `- ${inline(item)}`).join('\n');
		case 'facts':
			return table(['', ''], of.rows);
		case 'table':
			return table(of.columns, of.rows);
		case 'code':
			return fenced(clean(of.text, {multiline: true}));
		case 'picture':
			return fenced(
				of.moments
					.flatMap(({at, lane, what, later}) => [
						...(later === null ? [] : [`                     |   ${plain(later)}`]),
						`${when(at)}  o   ${text.report.lanes[lane]}: ${plain(what)}`,
					])
					.join('\n'),
			);
	}
}

function table(columns: readonly Marked[], rows: readonly (readonly Marked[])[]): string {
	const line = (cells: readonly Marked[]) => `| ${cells.map(cell => inline(cell, true)).join(' | ')} |`;
	return [line(columns), `| ${columns.map(() => '---').join(' | ')} |`, ...rows.map(line)].join('\n');
}

function inline(sentence: Marked, inTable = false): string {
	return shown(sentence)
		.map(piece => (piece.data && !isProse(piece.text) ? coded(piece.text, inTable) : ours(piece.text)))
		.join('');
}

/**
 * Words in a sentence, in which no renderer finds markup, a link or a mention: a letter first, no character that means anything, and no
 * point but at the end of a word.
 */
const isProse = (value: string) =>
	/^\p{L}(?:[\p{L}\p{N}\p{M} ,;()'\u2019\u2192-]|[.:](?= |$))* (?:[\p{L}\p{N}\p{M} ,;()'\u2019\u2192-]|[.:](?= |$))*$/u.test(value) &&
	!/--/.test(value);

/** Our own words hold no markup. */
function ours(words: string): string {
	return words.replace(/[\\`*_[\]<>|&~#]/g, '\\$&');
}

/** Parsers do not agree on what a backslash before a pipe means in a table's code span: there a pipe stands between two spans. */
const coded = (value: string, inTable: boolean) => (inTable ? value.split('|').map(codeSpan).join('\\|') : codeSpan(value));

function codeSpan(content: string): string {
	if (content === '') return '';
	const fence = '`'.repeat(longestRun(content) + 1);
	// One blank at each end is taken away again, where there is one at both.
	const padding = /^[` ]|[` ]$/.test(content) ? ' ' : '';
	return `${fence}${padding}${content}${padding}${fence}`;
}

function fenced(content: string): string {
	const fence = '`'.repeat(Math.max(3, longestRun(content) + 1));
	return `${fence}text\n${content}\n${fence}`;
}

const longestRun = (content: string) => Math.max(0, ...[...content.matchAll(/`+/g)].map(([run]) => run.length));
