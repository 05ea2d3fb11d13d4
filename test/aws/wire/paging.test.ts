import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {eachPage, everyPage} from '../../../src/aws/wire/paging.ts';
import {problemOf} from '../support.ts';

describe('every page', () => {
	test('whatever the pages hold, empty ones included', async () => {
		await fc.assert(
			fc.asyncProperty(fc.array(fc.array(fc.integer(), {maxLength: 4}), {minLength: 1, maxLength: 12}), async pages => {
				const asked: (string | undefined)[] = [];
				const all = await everyPage('service:List', async token => {
					asked.push(token);
					const index = token === undefined ? 0 : Number(token);
					return {items: pages[index], next: index + 1 < pages.length ? String(index + 1) : undefined};
				});
				expect(all).toEqual(pages.flat());
				expect(asked).toEqual(pages.map((_page, index) => (index === 0 ? undefined : String(index))));
			}),
		);
	});

	test('is handed over as it comes, and what was handed over stands', async () => {
		const pages: (readonly number[])[] = [];
		const failing = eachPage<number>(
			'service:List',
			async token => {
				if (token === 'b') throw new Error('No further.');
				return token === undefined ? {items: [1, 2], next: 'a'} : {items: [], next: 'b'};
			},
			items => pages.push(items),
		);
		await expect(failing).rejects.toThrow('No further.');
		expect(pages).toEqual([[1, 2], []]);
	});

	test('an empty token is none', async () => {
		const answers = [
			{items: [], next: 'a'},
			{items: [1], next: ''},
		];
		expect(await everyPage('service:List', async () => answers.shift() ?? {items: [2], next: undefined})).toEqual([1]);
	});

	test('a page without a list is not an empty one, wherever it comes', async () => {
		for (const before of [[], [{items: [1], next: 'a'}]]) {
			const answers = [...before];
			const problem = await problemOf(everyPage('service:List', async () => answers.shift() ?? {items: undefined, next: undefined}));
			expect(problem).toMatchObject({code: 'not-what-aws-sends', exit: 5});
			expect(problem.message).toContain('service:List');
		}
	});

	test('a token that comes back ends it, at once or after a while', async () => {
		for (const tokens of [
			['a', 'a'],
			['a', 'b', 'c', 'a'],
		]) {
			const rest = [...tokens];
			const problem = await problemOf(everyPage('service:List', async () => ({items: [], next: rest.shift()})));
			expect(problem).toMatchObject({code: 'paging-loops', exit: 5});
			expect(problem.message).toContain('service:List');
		}
	});

	test('so do new tokens for ever', async () => {
		let page = 0;
		expect(await problemOf(everyPage('service:List', async () => ({items: [], next: String(page++)})))).toMatchObject({
			code: 'paging-loops',
		});
	});

	test('a failure in the middle is a failure', async () => {
		const failing = everyPage('service:List', async token => {
			if (token) throw new Error('It failed.');
			return {items: [1], next: 'a'};
		});
		await expect(failing).rejects.toThrow('It failed.');
	});
});
