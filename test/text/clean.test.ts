import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {clean, harmlessJson} from '../../src/text/clean.ts';

const HARMFUL = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u;
/** Any text at all, harmful characters and lone surrogates far more often than chance would have it. */
const hostileText = fc
	.array(
		fc.oneof(
			fc.string({unit: 'binary'}),
			fc.integer({min: 0, max: 0xffff}).map(unit => String.fromCharCode(unit)),
			fc.constantFrom(
				'\u001b[2J',
				'\u009b31m',
				'\u202e',
				'\u2066',
				'\u200b',
				'\u200d',
				'\ufeff',
				'\u2028',
				'\ud800',
				'\udfff',
				'\u{e0041}',
				'\r\n',
				'\t',
			),
		),
		{maxLength: 8},
	)
	.map(parts => parts.join(''));

describe('clean', () => {
	test.each([
		['an escape sequence', 'a\u001b[31mb', 'a\\u{1b}[31mb'],
		['a bell and a delete', '\u0007\u007f', '\\u{7}\\u{7f}'],
		['an eight-bit control sequence', '\u009b2J', '\\u{9b}2J'],
		['bidi overrides and isolates', '\u202eexe\u2066\u2069', '\\u{202e}exe\\u{2066}\\u{2069}'],
		['bidi marks', '\u200e\u200f\u061c', '\\u{200e}\\u{200f}\\u{61c}'],
		['zero-width characters', 'test\u200b-\u200cuser\u200d', 'test\\u{200b}-\\u{200c}user\\u{200d}'],
		['line and paragraph separators', '\u2028\u2029', '\\u{2028}\\u{2029}'],
		['a byte order mark', '\ufeffx', '\\u{feff}x'],
		['a lone surrogate', 'x\ud83d', 'x\\u{d83d}'],
		['a tag character', '\u{e0041}', '\\u{e0041}'],
		['a line break and a tab', 'a\r\n\tb', 'a\\u{d}\\u{a}\\u{9}b'],
	])('shows %s', (_, text, expected) => {
		expect(clean(text)).toBe(expected);
	});

	test('leaves letters of every script, and whole emoji, alone', () => {
		const text = 'Grüße · 日本語 · עברית · 🙂 ✔ ▶';
		expect(clean(text)).toBe(text);
	});

	test('keeps line breaks and widens tabs when several lines are meant', () => {
		expect(clean('a\r\n\tb\rc\u001b', {multiline: true})).toBe('a\n    b\\u{d}c\\u{1b}');
	});

	test('leaves nothing harmful, and nothing for a second cleaning', () => {
		fc.assert(
			fc.property(hostileText, text => {
				expect(clean(text)).not.toMatch(HARMFUL);
				expect(clean(clean(text))).toBe(clean(text));
				const multiline = clean(text, {multiline: true});
				expect(multiline.replaceAll('\n', '')).not.toMatch(HARMFUL);
				expect(clean(multiline, {multiline: true})).toBe(multiline);
			}),
		);
	});
});

describe('harmlessJson', () => {
	test('says the same as JSON, with no harmful character in it', () => {
		fc.assert(
			fc.property(fc.jsonValue({stringUnit: 'binary'}), hostileText, hostileText, (value, key, text) => {
				const whole = {value, nested: [{[`_${key}`]: text}]};
				const line = harmlessJson(whole);
				expect(line).not.toMatch(HARMFUL);
				expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(whole)));
				const indented = harmlessJson(whole, '\t');
				expect(indented.replaceAll(/[\n\t]/g, '')).not.toMatch(HARMFUL);
				expect(JSON.parse(indented)).toEqual(JSON.parse(JSON.stringify(whole)));
			}),
		);
	});

	test('escapes a character beyond the first plane as its two units', () => {
		expect(harmlessJson('\u{e0041}')).toBe('"\\udb40\\udc41"');
	});

	test('refuses what has no JSON form', () => {
		expect(() => harmlessJson(undefined)).toThrow(TypeError);
	});
});
