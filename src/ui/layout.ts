import type {Block, ListItem, Tone, View} from '../runbook/views.ts';
import {type Line, rows, type Style, span} from './lines/line.ts';
import {layoutFacts, layoutTable} from './lines/table.ts';
import {cut, hanging, indent, paragraph} from './lines/wrap.ts';

export type {Line, Span} from './lines/line.ts';

/** Colour is never the only carrier: what is said in these tones also carries a mark. */
const marks: Partial<Record<Tone, string>> = {good: '✔', warning: '▲', danger: '▲'};

/** Blocks stand this many columns to the right of the view's title. */
const blockIndent = 2;

/** A view as rows of at most `width` columns; its title first, a blank row between blocks. Nothing is shortened. */
export function layoutView(view: View, width: number): Line[] {
	const inner = view.title === undefined ? 0 : blockIndent;
	const title = view.title === undefined ? [] : toned(view.title, width, view.tone, {bold: true});
	const blocks = view.blocks.flatMap((block, index) => {
		const lines = indent(layoutBlock(block, Math.max(width - inner, 1)), inner);
		const first = index === 0 || view.blocks[index - 1]?.kind === 'heading';
		return first || lines.length === 0 ? lines : [[], ...lines];
	});
	return [...title, ...blocks];
}

function layoutBlock(block: Block, width: number): Line[] {
	switch (block.kind) {
		case 'paragraph':
			return toned(block.text, width, block.tone);
		case 'heading':
			return paragraph(block.text, width, {bold: true});
		case 'facts':
			return layoutFacts(block.rows, width);
		case 'table':
			return layoutTable(block, width);
		case 'list':
			return block.items.flatMap(item => layoutItem(item, width));
		case 'code':
			return rows(block.text).flatMap(row => cut(row, width));
	}
}

function layoutItem({text, tone, mark}: ListItem, width: number): Line[] {
	return hanging(mark ?? '·', text, width, tone === undefined ? {} : {tone});
}

/** Text in a tone, behind that tone's mark. Text that begins with the mark has it already. */
function toned(text: string, width: number, tone: Tone = 'plain', style: Style = {}): Line[] {
	const mark = marks[tone];
	if (mark === undefined || text.startsWith(mark)) return paragraph(text, width, {...style, tone});
	return hanging(mark, text, width, {...style, tone});
}

/** The rule below the header and around a step's title in the transcript. */
export function rule(width: number): Line {
	return [span('─'.repeat(Math.max(width, 0)), {tone: 'quiet'})];
}
