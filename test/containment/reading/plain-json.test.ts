import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {ordered, plainJson, sameJson} from '../../../src/containment/reading/plain-json.ts';

describe('plain JSON', () => {
	test('is read whatever the whitespace', () => {
		fc.assert(
			fc.property(fc.jsonValue({noUnicodeString: false}), value => {
				// What was written once reads the same again; -0 has no JSON of its own.
				const text = JSON.stringify(value);
				expect(plainJson(text)).toEqual(JSON.parse(text));
				expect(plainJson(JSON.stringify(value, null, '\t'))).toEqual(JSON.parse(text));
			}),
		);
	});

	test.each([
		['nothing', ''],
		['no JSON', '{"a":1'],
		['a key named twice', '{"a":1,"a":2}'],
		['a key named twice with the same value', '{"a":1,"a":1}'],
		['a key named twice further in', '{"a":[{"b":1,"c":2,"b":1}]}'],
		['a key named twice, once with an escape', '{"a":1,"\\u0061":1}'],
		['an escape where none is needed', '"\\u002a"'],
		['a trailing comma', '[1,]'],
		['two values', '1 2'],
	])('%s is not', (_, text) => {
		expect(plainJson(text)).toBeUndefined();
	});

	test('very deep nesting is refused, not thrown', () => {
		expect(() => plainJson('['.repeat(200_000))).not.toThrow();
		expect(() => plainJson('['.repeat(200_000) + ']'.repeat(200_000))).not.toThrow();
	});
});

describe('comparing', () => {
	test('ignores the order of keys, not that of lists', () => {
		expect(sameJson({a: 1, b: {c: 2, d: 3}}, {b: {d: 3, c: 2}, a: 1})).toBe(true);
		expect(sameJson([1, 2], [2, 1])).toBe(false);
		expect(sameJson({a: 1}, {a: 1, b: 2})).toBe(false);
		expect(sameJson({a: '1'}, {a: 1})).toBe(false);
	});

	test('keys are put in order at every depth', () => {
		expect(JSON.stringify(ordered({b: [{d: 1, c: 2}], a: null}))).toBe('{"a":null,"b":[{"c":2,"d":1}]}');
	});
});
