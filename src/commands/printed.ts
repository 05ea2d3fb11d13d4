import {clean} from '../text/clean.ts';
import {paragraph, tears} from '../ui/lines/wrap.ts';

/**
 * Lines for somebody to read, broken at words in a terminal and below where they began; whole in a pipe. A line with a word that is longer
 * than the window, such as a path or a hash, is never broken: it is copied.
 */
export function printed(lines: readonly string[], columns: number | undefined): string {
	return `${lines.map(line => (columns === undefined ? clean(line) : broken(clean(line), columns))).join('\n')}\n`;
}

function broken(line: string, columns: number): string {
	const [, lead = '', rest = ''] = /^(\s*(?:[✔✘▲·] )?)(.*)$/u.exec(line) ?? [];
	const width = Math.max(20, columns - lead.length);
	if (!rest.includes(' ') || tears(rest, width)) return line;
	const rows = paragraph(rest, width).map(spans => spans.map(({text}) => text).join(''));
	return rows.map((row, index) => `${index === 0 ? lead : ' '.repeat(lead.length)}${row}`).join('\n');
}
