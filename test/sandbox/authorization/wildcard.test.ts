import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {literalPattern, matchesPattern, wildcardPattern} from '../../../src/sandbox/authorization/wildcard.ts';

const matches = (pattern: string, text: string) => matchesPattern(wildcardPattern(pattern), text);

/** The definition, with no thought for speed. */
function naive(pattern: string, text: string): boolean {
	if (pattern === '') return text === '';
	const rest = pattern.slice(1);
	if (pattern[0] === '*') return naive(rest, text) || (text !== '' && naive(pattern, text.slice(1)));
	return text !== '' && (pattern[0] === '?' || pattern[0] === text[0]) && naive(rest, text.slice(1));
}

describe('wildcards', () => {
	test.each([
		['*', '', true],
		['*', 'anything', true],
		['?', '', false],
		['?', 'a', true],
		['?', 'é', true],
		['?', '🩹', true],
		['??', 'a', false],
		['', '', true],
		['', 'a', false],
		['a', '', false],
		['*:test-user', 'AROAEXAMPLE:test-user', true],
		['*:test-user', 'AROAEXAMPLE:test-user2', false],
		['*:test-user', ':test-user', true],
		['*:test-user', 'test-user', false],
		['*aab', 'aaaab', true],
		['a*b?c*', 'a--b-b.c', true],
		['a**b', 'ab', true],
		['Test', 'test', false],
		['a.c', 'abc', false],
		['[a-z]+', 'abc', false],
	])('%j on %j: %j', (pattern, text, expected) => {
		expect(matches(pattern, text)).toBe(expected);
	});

	test('agree with a naive reference', () => {
		const pattern = fc.string({unit: fc.constantFrom('a', 'b', '*', '?'), maxLength: 8});
		const text = fc.string({unit: fc.constantFrom('a', 'b'), maxLength: 10});
		fc.assert(
			fc.property(pattern, text, (p, t) => {
				expect(matches(p, t)).toBe(naive(p, t));
			}),
			{numRuns: 2000},
		);
	});

	test('a pattern made to explode a backtracking matcher is answered all the same', () => {
		expect(matches(`${'a*'.repeat(200)}b`, 'a'.repeat(2000))).toBe(false);
		expect(matches(`${'a*'.repeat(200)}b`, `${'a'.repeat(2000)}b`)).toBe(true);
	});

	test('a literal pattern matches itself alone', () => {
		fc.assert(
			fc.property(fc.string(), fc.string(), (one, other) => {
				expect(matchesPattern(literalPattern(one), one)).toBe(true);
				expect(matchesPattern(literalPattern(one), other)).toBe(one === other);
			}),
		);
		expect(matchesPattern(literalPattern('*'), 'a')).toBe(false);
		expect(matchesPattern(literalPattern('?'), 'a')).toBe(false);
	});
});
