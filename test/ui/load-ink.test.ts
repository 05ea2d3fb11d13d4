import {expect, test} from 'vitest';
import {loadTerminal} from '../../src/ui/load-ink.ts';

test('the screen loads without fetch, which is back afterwards', async () => {
	const before = globalThis.fetch;
	const loading = loadTerminal();
	expect('fetch' in globalThis).toBe(false);
	expect((await loading).openTerminal).toBeTypeOf('function');
	expect(globalThis.fetch).toBe(before);
});
