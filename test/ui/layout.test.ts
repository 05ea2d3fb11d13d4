import fc from 'fast-check';
import stringWidth from 'string-width';
import {describe, expect, test} from 'vitest';
import type {Block, View} from '../../src/runbook/views.ts';
import {layoutView} from '../../src/ui/layout.ts';
import {plainText, widthOf} from '../../src/ui/lines/line.ts';
import {anyView, harmful, hostile} from './arbitraries.ts';

const view = (...blocks: Block[]): View => ({id: 'v', blocks});
const laidOut = (shown: View, width: number) => layoutView(shown, width).map(line => plainText(line).trimEnd());

describe('a view', () => {
	test('fits any width', () => {
		fc.assert(
			fc.property(anyView, fc.integer({min: 8, max: 120}), (shown, width) => {
				for (const line of layoutView(shown, width)) expect(widthOf(line)).toBeLessThanOrEqual(width);
			}),
		);
	});

	test('holds nothing that a terminal acts upon', () => {
		fc.assert(
			fc.property(anyView, fc.integer({min: 8, max: 120}), (shown, width) => {
				for (const line of layoutView(shown, width)) expect(plainText(line)).not.toMatch(harmful);
			}),
		);
	});

	test('shows what hides in hostile text', () => {
		const [line] = laidOut(view({kind: 'paragraph', text: hostile}), 200);
		expect(line).toBe('A\\u{1b}[2J\\u{1b}]0;owned\\u{7}\\u{9b}31m\\u{d}B\\u{202e}C\\u{2066}D\\u{200b}E\\u{0}F');
	});

	test('has its title first, its blocks indented below it, and marks beside tones', () => {
		expect(
			laidOut(
				{
					id: 'v',
					title: 'Not contained',
					tone: 'danger',
					blocks: [
						{kind: 'paragraph', text: 'Still allowed.', tone: 'warning'},
						{kind: 'heading', text: 'Next'},
						{kind: 'list', items: [{text: 'Undo.'}, {text: 'Done already.', mark: '✔'}]},
					],
				},
				40,
			),
		).toEqual(['▲ Not contained', '  ▲ Still allowed.', '', '  Next', '  · Undo.', '  ✔ Done already.']);
	});

	test('does not double a mark that is there already', () => {
		expect(laidOut(view({kind: 'paragraph', text: '▲ Mind this.', tone: 'danger'}), 40)).toEqual(['▲ Mind this.']);
	});
});

describe('a paragraph', () => {
	test('wraps at its words and keeps its own line breaks', () => {
		expect(laidOut(view({kind: 'paragraph', text: 'one two three four\nfive'}), 10)).toEqual(['one two', 'three four', 'five']);
	});

	test('cuts a word that is longer than the width', () => {
		expect(laidOut(view({kind: 'paragraph', text: 'see abcdefghijklmnop'}), 8)).toEqual(['see', 'abcdefgh', 'ijklmnop']);
	});

	test('cuts a path that is longer than the width behind a slash', () => {
		const path = '/home/ir/.local/state/tourniquet/20261126-1635-6123/journal.jsonl';
		expect(laidOut(view({kind: 'paragraph', text: `journal: ${path}`}), 48)).toEqual([
			'journal:',
			'/home/ir/.local/state/tourniquet/',
			'20261126-1635-6123/journal.jsonl',
		]);
	});

	test('wraps Japanese where it has no spaces', () => {
		expect(laidOut(view({kind: 'paragraph', text: '管理アカウントは対象外です'}), 10)).toEqual(['管理アカウ', 'ントは対象', '外です']);
	});
});

describe('code', () => {
	test('loses nothing, at any width', () => {
		fc.assert(
			fc.property(fc.string({unit: 'grapheme-ascii', maxLength: 300}), fc.integer({min: 4, max: 40}), (text, width) => {
				const lines = layoutView(view({kind: 'code', text}), width);
				expect(lines.map(plainText).join('')).toBe(text);
			}),
		);
	});
});

describe('a table', () => {
	const table: Block = {
		kind: 'table',
		columns: ['user', 'account', 'state'],
		rows: [
			{cells: ['test-user', '111111111111', 'allowed']},
			{cells: ['ユーザー太郎', '222222222222', '拒否されました']},
			{cells: ['🎉', '3']},
		],
	};

	test('keeps its columns in line, whatever the script', () => {
		const lines = laidOut(view(table), 78);
		const starts = ['account', '111111111111', '222222222222', '3'].map((cell, row) => {
			const line = lines[row] ?? '';
			return stringWidth(line.slice(0, line.indexOf(cell)));
		});
		expect(new Set(starts)).toEqual(new Set([14]));
	});

	test('wraps inside its cells, never below a header', () => {
		expect(laidOut(view({...table, rows: [{cells: ['a-rather-long-user-name', '111111111111', 'allowed → DENIED 2 of 3']}]}), 44)).toEqual([
			'user          account       state',
			'a-rather-lon  111111111111  allowed → DENIED',
			'g-user-name                 2 of 3',
		]);
	});

	test('becomes labels and values where not even its headers fit', () => {
		expect(laidOut(view({...table, rows: table.rows.slice(0, 1)}), 14)).toEqual([
			'user:',
			'test-user',
			'account:',
			'111111111111',
			'state: allowed',
		]);
	});
});

describe('facts', () => {
	const facts: Block = {
		kind: 'facts',
		rows: [
			{label: 'policy', value: 'tourniquet-test-user'},
			{label: 'denies', value: 'one\ntwo'},
		],
	};

	test('stand in two columns', () => {
		expect(laidOut(view(facts), 40)).toEqual(['policy  tourniquet-test-user', 'denies  one', '        two']);
	});

	test('put a path that their column would tear below its label', () => {
		const path = '/home/ir/tourniquet/20261126-1635-6123/journal.jsonl';
		expect(
			laidOut(
				view({
					kind: 'facts',
					rows: [
						{label: 'verdict', value: 'contained, everywhere it was probed'},
						{label: 'journal file', value: path},
					],
				}),
				58,
			),
		).toEqual(['verdict       contained, everywhere it was probed', 'journal file', `  ${path}`]);
	});

	test('stand below each other where there is too little room', () => {
		expect(laidOut(view(facts), 24)).toEqual(['policy', '  tourniquet-test-user', 'denies', '  one', '  two']);
	});
});
