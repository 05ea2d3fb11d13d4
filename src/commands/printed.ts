import type {Block, View} from '../runbook/views.ts';
import {clean} from '../text/clean.ts';
import {layoutView} from '../ui/layout.ts';
import {plainText} from '../ui/lines/line.ts';
import {paragraph, tears} from '../ui/lines/wrap.ts';

/**
 * Lines for somebody to read, broken at words in a terminal and below where they began; whole in a pipe. A line with a word that is longer
 * than the window, such as a path or a hash, is never broken: it is copied.
 */
export function printed(lines: readonly string[], columns: number | undefined): string {
	return `${lines.map(line => (columns === undefined ? clean(line) : broken(clean(line), columns))).join('\n')}\n`;
}

/** Views without a walk. What is to be copied stays as it is: a command that is broken at the window's edge is another one. */
export function printedViews(views: readonly View[], columns = 100_000): string {
	const laidOut = (view: View) => layoutView(view, columns).map(line => plainText(line).trimEnd());
	const linesOf = (block: Block) =>
		block.kind === 'code' ? clean(block.text, {multiline: true}).split('\n') : laidOut({id: 'block', blocks: [block]});
	const lines = views.flatMap(({blocks, ...view}) => [
		...laidOut({...view, blocks: []}),
		'',
		...blocks.flatMap(block => [...linesOf(block), ...(block.kind === 'heading' ? [] : [''])]),
	]);
	return `${lines.join('\n')}\n`;
}

function broken(line: string, columns: number): string {
	const [, lead = '', rest = ''] = /^(\s*(?:[✔✘▲·] )?)(.*)$/u.exec(line) ?? [];
	const width = Math.max(20, columns - lead.length);
	if (!rest.includes(' ') || tears(rest, width)) return line;
	const rows = paragraph(rest, width).map(spans => spans.map(({text}) => text).join(''));
	return rows.map((row, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${row}`).join('\n');
}
