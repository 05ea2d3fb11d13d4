import MarkdownIt from 'markdown-it';
import {type DefaultTreeAdapterTypes, defaultTreeAdapter, parse, parseFragment} from 'parse5';
import {describe, expect, test} from 'vitest';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';
import type {Report} from '../../src/report/model.ts';
import {rendered} from '../../src/report/rendered.ts';
import {clean} from '../../src/text/clean.ts';
import {scenarios} from '../scenarios.ts';
import {newIncident} from '../steps/support.ts';
import {beginningOf, hostile} from './hostile.ts';
import {append, asRehearsal, maskedOf, noted, reported, rewritten, walkedIn} from './support.ts';

type Node = DefaultTreeAdapterTypes.Node;

const found = scenarios.get('role-chaining');
if (found === undefined) throw new Error('no scenario');
const incident = await walkedIn([{user: 'test-user', confirm: 'test-user'}], newIncident({scenario: found}));
append(incident, noted('follow-up', {text: 'a note about evil'}));
const records = asRehearsal(incident.journal, 'UTC');

/** Every name that came from outside, as a finding, CloudTrail, a responder or AWS may say it. */
function withHostile(records: readonly JournalRecord[], evil: string): readonly JournalRecord[] {
	const data = new Set([
		'title',
		'userAgent',
		'displayName',
		'accountName',
		'resource',
		'sessionName',
		'roleName',
		'message',
		'viaGroup',
		'text',
	]);
	const changed = (value: unknown, key: string): unknown => {
		if (typeof value === 'string') return data.has(key) ? evil : value;
		if (Array.isArray(value)) return value.map(item => changed(item, key));
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, changed(member, name)]));
	};
	return rewritten(records, entry => changed(entry, '') as JournalEntry);
}

function nodesIn(node: Node): Node[] {
	return [node, ...('childNodes' in node ? node.childNodes.flatMap(nodesIn) : [])];
}

function textOf(node: Node): string {
	return nodesIn(node)
		.filter(defaultTreeAdapter.isTextNode)
		.map(({value}) => value)
		.join('');
}

const tagsOf = (nodes: readonly Node[]) => new Set(nodes.filter(defaultTreeAdapter.isElementNode).map(({tagName}) => tagName));

const plainReport = reported(records);
const structure = (html: string) =>
	nodesIn(parse(html))
		.filter(defaultTreeAdapter.isElementNode)
		.map(({tagName}) => tagName)
		.filter(tag => !['text', 'bdi', 'line'].includes(tag));

describe.each(hostile.map(evil => [JSON.stringify(evil).slice(0, 40), evil] as const))('%s stays text', (_name, evil) => {
	const changed = withHostile(records, evil);
	const report: Report = reported(changed);
	const said = clean(beginningOf(evil.replaceAll('\uE000', '\\u{e000}').replaceAll('\uE001', '\\u{e001}')));

	test('in HTML', () => {
		const html = rendered(report, 'html');
		const nodes = nodesIn(parse(html));
		expect([...tagsOf(nodes)].filter(tag => ['script', 'img', 'iframe', 'object', 'form', 'input', 'b', 'i'].includes(tag))).toEqual([]);
		expect(structure(html)).toEqual(structure(rendered(plainReport, 'html')));
		const attributes = nodes.filter(defaultTreeAdapter.isElementNode).flatMap(({attrs}) => attrs);
		expect(attributes.filter(({name}) => name.startsWith('on'))).toEqual([]);
		for (const {name, value} of attributes) if (name === 'href' || name === 'src') expect(value).toMatch(/^#[a-z]+$/);
		expect(textOf(parse(html))).toContain(said.slice(0, 200));
	});

	test('in Markdown', () => {
		const markdown = rendered(report, 'md');
		// The most that any ticket system makes of it: HTML, and links of what merely looks like one.
		const html = new MarkdownIt({html: true, linkify: true}).render(markdown);
		const nodes = nodesIn(parseFragment(html));
		expect([...tagsOf(nodes)].sort()).toEqual(
			['blockquote', 'code', 'h1', 'h2', 'h3', 'li', 'p', 'pre', 'strong', 'table', 'tbody', 'td', 'th', 'thead', 'tr', 'ul'].sort(),
		);
		const rows = (of: string) =>
			nodesIn(parseFragment(of))
				.filter(defaultTreeAdapter.isElementNode)
				.filter(({tagName}) => tagName === 'tr')
				.map(({childNodes}) => childNodes.filter(defaultTreeAdapter.isElementNode).length);
		expect(rows(html)).toEqual(rows(new MarkdownIt({html: true, linkify: true}).render(rendered(plainReport, 'md'))));
		expect(textOf(parseFragment(html))).toContain(said.slice(0, 200).trim());
	});

	test('in CSV', () => {
		const rows = csvRows(rendered(report, 'csv').slice(1));
		expect(new Set(rows.map(row => row.length))).toEqual(new Set([11]));
		for (const cell of rows.flat()) expect(cell).not.toMatch(/^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]/);
		expect(rows.length).toBe(csvRows(rendered(plainReport, 'csv').slice(1)).length);
	});

	test('in JSON, whole', () => {
		const json = rendered(report, 'json');
		const whole = evil.replaceAll('\uE000', '\\u{e000}').replaceAll('\uE001', '\\u{e001}');
		expect(JSON.parse(json).notes[0].text).toBe(whole);
	});

	test('nothing harmful is in any of them, also when masked', () => {
		for (const one of [report, maskedOf(changed)])
			for (const format of ['md', 'html', 'json', 'csv'] as const)
				expect(rendered(one, format).slice(1)).not.toMatch(/(?![\n\r])[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
	});
});

/** RFC 4180. */
function csvRows(csv: string): string[][] {
	const rows: string[][] = [[]];
	for (const [, quoted = '', end = ''] of csv.matchAll(/"((?:[^"]|"")*)"(,|\r\n)/g)) {
		rows.at(-1)?.push(quoted.replaceAll('""', '"'));
		if (end === '\r\n') rows.push([]);
	}
	return rows.slice(0, -1);
}
