import fc from 'fast-check';
import {expect, test} from 'vitest';
import {type JsonPart, readJson} from '../../../src/containment/reading/json-text.ts';
import {aSavedPolicy} from '../made-up-policies.ts';

test('says what JSON.parse says, and every part stands where it is said to', () => {
	const check = (text: string, part: JsonPart, value: unknown) => {
		expect(JSON.parse(text.slice(part.start, part.end))).toEqual(value);
		if (typeof value !== 'object' || value === null) return expect(part.inner).toEqual([]);
		if (Array.isArray(value)) {
			expect(part.inner).toHaveLength(value.length);
			for (const [index, inner] of part.inner.entries()) check(text, inner, value[index]);
			return;
		}
		expect(part.inner.map(({key}) => key).sort()).toEqual(Object.keys(value).sort());
		for (const inner of part.inner) check(text, inner, (value as Record<string, unknown>)[inner.key ?? '']);
	};
	const aText = fc.oneof(
		aSavedPolicy,
		fc.json({maxDepth: 4}),
		fc.json({maxDepth: 3}).map(json => JSON.stringify(JSON.parse(json), null, '\t')),
	);
	fc.assert(
		fc.property(aText, text => {
			const reading = readJson(text);
			if (!reading.ok) throw new Error(`${reading.why}: ${text}`);
			expect(reading.value).toEqual(JSON.parse(text));
			check(text, reading.part, reading.value);
		}),
		{numRuns: 300},
	);
});

test.each([
	['{"a":1,"a":1}', 'key-twice'],
	['{"a":[{"b":1,"c":{"b":1},"b":1}]}', 'key-twice'],
	['{"a":1,"\\u0061":1}', 'key-twice'],
	['', 'not-json'],
	['{"a":1', 'not-json'],
	['{} {}', 'not-json'],
	['\ufeff{}', 'not-json'],
	['['.repeat(40) + ']'.repeat(40), 'not-json'],
])('%s is refused: %s', (text, why) => {
	expect(readJson(text)).toEqual({ok: false, why});
});

test('the same name in different objects is no repetition', () => {
	expect(readJson('{"a":{"a":1},"b":[{"a":"a"},{"a":"a"}]}').ok).toBe(true);
});
