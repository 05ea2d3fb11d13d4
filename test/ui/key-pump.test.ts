import {once} from 'node:events';
import {PassThrough} from 'node:stream';
import {afterEach, describe, expect, test} from 'vitest';
import {heldBackEnter, helpKey, KeyPump, type KeyPumpOptions, splitKeys} from '../../src/ui/key-pump.ts';
import {keys} from './support.tsx';

const escapeKey = '\u001b[27u';

describe('raw input', () => {
	test('becomes one key each', () => {
		expect(splitKeys(`ab${keys.down}${keys.enter}\t${keys.backspace}${keys.ctrl('w')}`)).toEqual({
			keys: ['a', 'b', keys.down, keys.enter, '\t', keys.backspace, keys.ctrl('w')],
			unfinished: '',
		});
	});

	test('keeps a paste whole, escape codes and all', () => {
		const pasted = keys.paste(`{\r"a": "\u001b[A"\r}`);
		expect(splitKeys(`x${pasted}y`).keys).toEqual(['x', pasted, 'y']);
	});

	test('keeps the beginning of a key or a paste until the rest comes', () => {
		for (const beginning of [
			'\u001b',
			'\u001b[',
			'\u001b[1;',
			'\u001bO',
			'\u001b\u001b[',
			'\u001b[200~half a paste',
			'\u001b[200~half\u001b[20',
		]) {
			expect(splitKeys(`a${beginning}`)).toEqual({keys: ['a'], unfinished: beginning});
		}
	});

	test('keeps letters with their accents and emoji whole', () => {
		expect(splitKeys('e\u0301👩‍💻').keys).toEqual(['e\u0301', '👩‍💻']);
	});

	test('takes long text in one piece, so that an unmarked paste is not typed letter by letter', () => {
		const long = 'x'.repeat(500);
		expect(splitKeys(`${long}\r`).keys).toEqual([long, '\r']);
	});

	test('takes each kind of line end for one Enter', () => {
		expect(splitKeys('\r\n\n\r').keys).toEqual(['\r', '\r', '\r']);
	});

	test('tells Escape and then a key from Alt and a key', () => {
		expect(splitKeys('\u001b\r').keys).toEqual([escapeKey, '\r']);
		expect(splitKeys('\u001bb').keys).toEqual(['\u001bb']);
	});

	test('gives F1 a name that Ink has', () => {
		expect(splitKeys(`${keys.f1}\u001b[11~`).keys).toEqual([helpKey, helpKey]);
	});
});

class Source extends PassThrough {
	setRawMode(): this {
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
}

let stop: (() => void) | undefined;
afterEach(() => stop?.());

/** A pump whose keys are collected as Ink would read them. */
function pumped(options: Partial<KeyPumpOptions> = {}) {
	const source = new Source();
	let interrupts = 0;
	const pump = new KeyPump(source as unknown as NodeJS.ReadStream, {
		onInterrupt: () => {
			interrupts += 1;
		},
		onBroken: error => {
			throw error;
		},
		admits: () => true,
		wantsEnterAlone: () => false,
		...options,
	});
	const read: string[] = [];
	pump.setEncoding('utf8').ref();
	pump.on('readable', () => {
		const key = pump.read();
		if (key !== null) read.push(key);
		pump.emit('key');
	});
	stop = () => pump.unref();
	const reads = async (length: number) => {
		while (read.length < length) await once(pump, 'key');
		return read;
	};
	return {source, pump, read, reads, interrupts: () => interrupts};
}

describe('the key pump', () => {
	test('gives one key a turn', async () => {
		const {source, pump, reads} = pumped();
		const turns: number[] = [];
		let turn = 0;
		const count = () => {
			turn += 1;
			counting = setImmediate(count);
		};
		let counting = setImmediate(count);
		pump.on('readable', () => turns.push(turn));
		source.write(`${keys.down}${keys.down}${keys.enter}`);
		expect(await reads(3)).toEqual([keys.down, keys.down, keys.enter]);
		clearImmediate(counting);
		expect(new Set(turns).size).toBe(3);
	});

	test('puts a key together that came in two pieces', async () => {
		const {source, reads} = pumped();
		source.write('\u001b');
		await once(source, 'readable');
		source.write('[B');
		expect(await reads(1)).toEqual([keys.down]);
	});

	test('takes an Escape that nothing follows for the Escape key', async () => {
		const {source, reads} = pumped();
		source.write('\u001b');
		expect(await reads(1)).toEqual([escapeKey]);
	});

	test('drops what is refused', async () => {
		const {source, reads} = pumped({admits: key => key !== '2'});
		source.write('123');
		expect(await reads(2)).toEqual(['1', '3']);
	});

	test('hears Ctrl-C before everything that is queued, and forgets that', async () => {
		const {source, read, reads, interrupts} = pumped();
		source.write(`abc${keys.interrupt}d`);
		expect(await reads(1)).toEqual(['d']);
		expect(interrupts()).toBe(1);
		expect(read).toEqual(['d']);
	});

	test('hears Ctrl-C in a paste whose end got lost', async () => {
		const {source, reads, interrupts} = pumped();
		source.write('\u001b[200~never ends');
		await once(source, 'readable');
		source.write(keys.interrupt);
		await once(source, 'readable');
		source.write('a');
		expect(await reads(1)).toEqual(['a']);
		expect(interrupts()).toBe(1);
	});

	test('leaves a Ctrl-C inside a paste to the paste', async () => {
		const {source, reads, interrupts} = pumped();
		source.write(keys.paste(`a${keys.interrupt}b`));
		expect(await reads(1)).toEqual([keys.paste(`a${keys.interrupt}b`)]);
		expect(interrupts()).toBe(0);
	});

	test('takes the end of the input for Ctrl-C', async () => {
		const {source, interrupts} = pumped();
		const ended = once(source, 'end');
		source.end();
		source.resume();
		await ended;
		expect(interrupts()).toBe(1);
	});

	test('marks an Enter that did not come alone, where it must', async () => {
		const {source, reads} = pumped({wantsEnterAlone: () => true});
		source.write('ab\r');
		await reads(3);
		source.write('\r');
		expect(await reads(4)).toEqual(['a', 'b', heldBackEnter, '\r']);
	});

	test('starts empty: what was typed before, and what is still on its way, is gone', async () => {
		const {source, pump, reads} = pumped();
		source.write('before');
		const empty = pump.startEmpty();
		source.write('on its way');
		await empty;
		source.write('x');
		expect(await reads(1)).toEqual(['x']);
	});
});
