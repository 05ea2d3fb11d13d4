import {mkdtempSync} from 'node:fs';
import {writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';

const HOUR = 3_600_000;

describe('sleep', () => {
	test('takes virtual time only', async () => {
		const clock = new VirtualClock({start: 0});
		await clock.sleep(12 * HOUR);
		expect(clock.now()).toBe(12 * HOUR);
	});

	test('wakes sleepers in the order of their time, each at its own', async () => {
		const clock = new VirtualClock({start: 0});
		const woken: [string, number][] = [];
		const nap = async (name: string, ms: number) => {
			await clock.sleep(ms);
			woken.push([name, clock.now()]);
		};
		await Promise.all([nap('third', 300), nap('first', 100), nap('second', 200), nap('at once', 0)]);
		expect(woken).toEqual([
			['at once', 0],
			['first', 100],
			['second', 200],
			['third', 300],
		]);
	});

	test('lets whoever woke go back to sleep before time goes on', async () => {
		const clock = new VirtualClock({start: 0});
		const times: number[] = [];
		const poll = async () => {
			for (let round = 0; round < 3; round++) {
				await clock.sleep(100);
				times.push(clock.now());
			}
		};
		await Promise.all([poll(), clock.sleep(1000)]);
		expect([times, clock.now()]).toEqual([[100, 200, 300], 1000]);
	});

	test('ends with the signal’s reason when it is aborted', async () => {
		const clock = new VirtualClock({start: 0, busy: () => true});
		const controller = new AbortController();
		const sleeping = clock.sleep(HOUR, controller.signal);
		controller.abort(new Error('enough'));
		await expect(sleeping).rejects.toThrow('enough');
		await expect(clock.sleep(HOUR, controller.signal)).rejects.toThrow('enough');
		expect(clock.now()).toBe(0);
	});
});

describe('time stands still', () => {
	test('while something is going on', async () => {
		let pending = true;
		const clock = new VirtualClock({start: 0, busy: () => pending});
		let woken = false;
		const sleeping = clock.sleep(HOUR).then(() => {
			woken = true;
		});
		for (let turn = 0; turn < 100; turn++) await new Promise(resolve => setImmediate(resolve));
		expect([woken, clock.now()]).toEqual([false, 0]);
		pending = false;
		await sleeping;
		expect(clock.now()).toBe(HOUR);
	});

	test('while a file is being written', async () => {
		const clock = new VirtualClock({start: 0});
		const file = join(mkdtempSync(join(tmpdir(), 'virtual-clock-')), 'file');
		const deadline = clock.sleep(HOUR).then(() => 'deadline');
		const written = writeFile(file, 'x'.repeat(1_000_000), {flush: true}).then(() => clock.now());
		expect(await written).toBe(0);
		expect(await deadline).toBe('deadline');
	});
});

test('time can be moved by hand', async () => {
	const clock = new VirtualClock({start: 0, busy: () => true});
	const sleeping = clock.sleep(100);
	clock.advance(99);
	clock.advance(1);
	await sleeping;
	expect(clock.now()).toBe(100);
});
