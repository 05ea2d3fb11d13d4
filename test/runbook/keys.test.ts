import fc from 'fast-check';
import {expect, test} from 'vitest';
import {Keys} from '../../src/runbook/walking/keys.ts';

test('numbers each use of a key but the first', () => {
	const keys = new Keys('prove', []);
	expect(['probe', 'probe', 'state', 'probe'].map(key => keys.take(key).key)).toEqual([
		'prove/probe',
		'prove/probe#2',
		'prove/state',
		'prove/probe#3',
	]);
});

test('knows which uses an earlier sitting came past', () => {
	const keys = new Keys('prove', ['prove/probe#3', 'prove/probe', 'other/probe#9']);
	expect(['probe', 'probe', 'probe', 'probe'].map(key => keys.take(key).passed)).toEqual([true, true, false, false]);
});

test('gives a number out again when it is given back, unless a later one is taken', () => {
	const keys = new Keys('step', []);
	const first = keys.take('look');
	keys.giveBack(first);
	const again = keys.take('look');
	expect(again.key).toBe('step/look');
	const second = keys.take('look');
	keys.giveBack(again);
	expect(keys.take('look').key).toBe('step/look#3');
	expect(second.key).toBe('step/look#2');
});

test('never gives two uses the same key, whatever the keys look like', () => {
	const key = fc.array(fc.constantFrom('#', '1', '2', 'a', '/', '##2'), {maxLength: 5}).map(parts => parts.join(''));
	fc.assert(
		fc.property(fc.array(key, {maxLength: 12}), used => {
			const keys = new Keys('step', []);
			const taken = used.map(each => keys.take(each).key);
			expect(new Set(taken).size).toBe(taken.length);
			// Read back from a journal, the last use of each key is the one that nothing came past.
			const again = new Keys('step', taken);
			const passed = used.map(each => again.take(each).passed);
			expect(passed).toEqual(used.map((each, index) => used.lastIndexOf(each) > index));
		}),
	);
});
