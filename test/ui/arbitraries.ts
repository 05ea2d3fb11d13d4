import fc from 'fast-check';
import type {Question} from '../../src/runbook/questions.ts';
import type {Block, Tone, View} from '../../src/runbook/views.ts';

/** Text that would move the cursor, clear the screen, retitle the window, reorder or hide letters, if anything let it. */
export const hostile = 'A\u001b[2J\u001b]0;owned\u0007\u009b31m\rB\u202eC\u2066D\u200bE\u0000F';
/** Everything that a terminal might act upon. */
export const harmful = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;

const words = [
	'test-user',
	'arn:aws:iam::111111111111:role/probe',
	'ユーザー',
	'管理アカウント',
	'🎉',
	'👩‍💻',
	'é',
	'a',
	'denied',
	hostile,
	'한국어',
	'ﾞ',
	'⚠️',
];

export const anyText = fc.oneof(
	fc.array(fc.constantFrom(...words), {maxLength: 25}).map(parts => parts.join(' ')),
	fc.string({unit: 'grapheme', maxLength: 40}),
	fc.string({unit: 'binary', maxLength: 40}),
	fc.array(fc.constantFrom(...words), {maxLength: 6}).map(parts => parts.join('\n')),
);

const shortText = fc.oneof(fc.constantFrom(...words), fc.string({unit: 'grapheme', maxLength: 12}));
const anyTone = fc.constantFrom<Tone[]>('plain', 'quiet', 'good', 'warning', 'danger');

const anyBlock: fc.Arbitrary<Block> = fc.oneof(
	fc.record({kind: fc.constant('paragraph' as const), text: anyText, tone: anyTone}),
	fc.record({kind: fc.constant('heading' as const), text: anyText}),
	fc.record({kind: fc.constant('code' as const), text: anyText}),
	fc.record({
		kind: fc.constant('facts' as const),
		rows: fc.array(fc.record({label: shortText, value: anyText, tone: anyTone}), {maxLength: 6}),
	}),
	fc.record({kind: fc.constant('list' as const), items: fc.array(fc.record({text: anyText, tone: anyTone}), {maxLength: 8})}),
	fc.record({
		kind: fc.constant('table' as const),
		columns: fc.array(shortText, {minLength: 1, maxLength: 6}),
		rows: fc.array(fc.record({cells: fc.array(shortText, {maxLength: 6}), tone: anyTone}), {maxLength: 12}),
	}),
);

/** Any view, under one of a few ids so that some replace others. */
export const anyView: fc.Arbitrary<View> = fc.record(
	{
		id: fc.constantFrom('a', 'b', 'c'),
		title: anyText,
		tone: anyTone,
		blocks: fc.array(anyBlock, {maxLength: 6}),
		live: fc.boolean(),
		urgent: fc.boolean(),
	},
	{requiredKeys: ['id', 'blocks']},
);

const manyIds = (length: number) => Array.from({length}, (_, index) => `id-${index}`);

export const anyQuestion: fc.Arbitrary<Question> = fc.oneof(
	fc.record({
		kind: fc.constant('choose' as const),
		id: fc.constant('q'),
		title: anyText,
		choices: fc.array(fc.record({label: anyText, detail: anyText}), {minLength: 1, maxLength: 30}).map(list => {
			const ids = manyIds(list.length);
			return list.map((choice, index) => ({...choice, id: ids[index] ?? ''}));
		}),
	}),
	fc.record({kind: fc.constant('text' as const), id: fc.constant('q'), title: anyText, placeholder: anyText, multiline: fc.boolean()}),
	fc.record({
		kind: fc.constant('confirm' as const),
		id: fc.constant('q'),
		title: anyText,
		phrase: anyText,
		act: anyText,
		pages: fc.array(fc.record({key: fc.constant('d'), label: anyText, view: anyView}), {maxLength: 2}),
	}),
	fc.record({
		kind: fc.constant('checklist' as const),
		id: fc.constant('q'),
		title: anyText,
		items: fc
			.array(fc.record({title: anyText, where: anyText, why: anyText}), {maxLength: 20})
			.map(list => list.map((item, index) => ({...item, id: `id-${index}`}))),
	}),
);

export const anySize = fc.record({columns: fc.integer({min: 20, max: 160}), rows: fc.integer({min: 3, max: 60})});
