import {rule} from '../layout.ts';
import {type Line, span, truncate, widthOf} from '../lines/line.ts';
import type {FinishedStep} from '../store.ts';
import {layoutEntry, layoutWhy} from './content.ts';

/** A step as it stays in the scrollback: a rule with its title, its views, the answers that were given, and a blank row. */
export function layoutFinished({heading, entries}: FinishedStep, width: number): Line[] {
	const why = layoutWhy(heading, entries, width);
	const sections = [
		...(why.length > 0 ? [{apart: true, lines: why}] : []),
		...entries.map((entry, index) => ({
			apart: entry.kind === 'view' || entries[index - 1]?.kind === 'view',
			lines: layoutEntry(entry, width),
		})),
	];
	const lines: Line[] = heading === undefined ? [] : [titleRule(heading.title, width)];
	for (const [index, section] of sections.entries()) lines.push(...(section.apart && index > 0 ? [[]] : []), ...section.lines);
	return [...lines, []];
}

function titleRule(title: string, width: number): Line {
	const said = truncate([span('── ', {tone: 'quiet'}), span(title, {bold: true}), span(' ')], width);
	return [...said, ...rule(width - widthOf(said))];
}
