import {text} from '../../text/index.ts';
import {data, type Marked} from '../marked.ts';
import type {ChecklistItem, Group, Report} from '../model.ts';
import type {DocumentBlock} from './blocks.ts';
import {person, when} from './words.ts';

const groups: readonly Group[] = ['contain', 'eradicate', 'recover', 'learn'];

/** The checklist by group, with room for whoever goes on with it. */
export function checklistBlocks({checklist}: Report): readonly DocumentBlock[] {
	const {report} = text;
	return groups.flatMap((group): readonly DocumentBlock[] => {
		const items = checklist.filter(item => item.group === group);
		if (items.length === 0) return [];
		return [
			{kind: 'heading', text: report.groups[group]},
			{kind: 'table', ids: [2], caption: report.groups[group], columns: report.columns.checklist, rows: items.map(cellsOf)},
		];
	});
}

function cellsOf(item: ChecklistItem): readonly Marked[] {
	const {report} = text;
	const said = [item.note === null ? null : data(item.note), item.evidence].filter(part => part !== null);
	const owed = [item.owner, item.due].map(part => (part === null ? report.toFill : data(part)));
	return [
		report.states[item.state],
		`${item.what} (${item.source})`,
		person(item.by),
		when(item.at),
		said.length === 0 ? report.none : said.join(' · '),
		item.state === 'open' ? owed.join(' · ') : report.none,
	];
}
