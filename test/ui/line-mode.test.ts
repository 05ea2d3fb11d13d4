import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import type {ConfirmQuestion} from '../../src/runbook/questions.ts';
import {openLineMode} from '../../src/ui/line-mode.ts';

const gate: ConfirmQuestion = {
	kind: 'confirm',
	id: 'confirm',
	title: 'Put the deny on?',
	phrase: 'test-user',
	act: 'denies everything test-user does',
	pages: [],
};

function atTheGate() {
	const input = new PassThrough();
	const out = new PassThrough();
	let said = '';
	out.on('data', chunk => {
		said += chunk;
	});
	let interrupted = false;
	const lineMode = openLineMode({
		input,
		out,
		onInterrupt: () => {
			interrupted = true;
		},
	});
	const stop = new AbortController();
	let answer: unknown;
	const asked = lineMode.ask(gate, stop.signal).then(
		given => {
			answer = given;
		},
		() => {},
	);
	const saidTimes = (sentence: RegExp, times: number) =>
		expect.poll(() => said.match(sentence)?.length ?? 0, {timeout: 20_000}).toBe(times);
	return {input, asked, stop, saidTimes, answer: () => answer, interrupted: () => interrupted};
}

test('the name and then an Enter of its own confirm', async () => {
	const {input, asked, saidTimes, answer} = atTheGate();
	await saidTimes(/To go ahead, type test-user/g, 1);
	input.write('test-user\n');
	await saidTimes(/press Enter once more/g, 1);
	input.write('\n');
	await asked;
	expect(answer()).toBe('confirmed');
});

test('a paste of the name and line breaks does not, even when its lines come one at a time', async () => {
	const {input, asked, stop, saidTimes, answer} = atTheGate();
	await saidTimes(/To go ahead, type test-user/g, 1);
	for (const line of ['test-user\n', '\n', '\n', '\n']) {
		input.write(line);
		await new Promise(resolve => setImmediate(resolve));
		await new Promise(resolve => setTimeout(resolve, 5));
	}
	await saidTimes(/press Enter once more/g, 1);
	expect(answer()).toBeUndefined();
	input.write('no\n');
	await saidTimes(/Nothing was done/g, 1);
	stop.abort();
	await asked;
	expect(answer()).toBeUndefined();
});

test('another name is said not to be it, and “back” steps back', async () => {
	const {input, asked, saidTimes, answer} = atTheGate();
	await saidTimes(/To go ahead, type test-user/g, 1);
	input.write('test-usr\n');
	await saidTimes(/That is not test-user/g, 1);
	await saidTimes(/To go ahead, type test-user/g, 2);
	input.write('back\n');
	await asked;
	expect(answer()).toBe('back');
});

test('the end of the input interrupts', async () => {
	const {input, interrupted} = atTheGate();
	input.end();
	await expect.poll(interrupted).toBe(true);
});
