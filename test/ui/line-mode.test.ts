import {PassThrough} from 'node:stream';
import {expect, test} from 'vitest';
import type {ConfirmQuestion} from '../../src/runbook/questions.ts';
import {openLineMode} from '../../src/ui/line-mode.ts';
import {openTranscript} from '../../src/ui/plain.ts';
import {meanwhile} from './support.tsx';

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

test('a prompt is said again below lines that came after it, once for those that came together', async () => {
	const input = new PassThrough();
	const out = new PassThrough();
	let said = '';
	out.on('data', chunk => {
		said += chunk;
	});
	const lineMode = openLineMode({input, out, onInterrupt: () => {}});
	const front = openTranscript({out, answer: lineMode.ask});
	const choices = ['start', 'leave'].map(id => ({id, label: id}));
	const answer = front.ask({kind: 'choose', id: 'ready', title: 'Ready?', choices}, new AbortController().signal);
	const prompt = 'Type a number from 1 to 2 and press Enter:\n';
	await expect.poll(() => said).toMatch(new RegExp(`${prompt}$`));
	front.waiting([{what: 'the organization', since: 0}]);
	meanwhile(front, 1);
	await expect.poll(() => said).toMatch(new RegExp(`${prompt}… the organization\\n» .*\\n${prompt}$`));
	input.write(':n a note\n');
	await expect.poll(() => said).toMatch(new RegExp(`You noted: a note\\n${prompt}$`));
	input.write('1\n');
	expect(await answer).toBe('start');
	front.waiting([{what: 'who you are to AWS', since: 0}]);
	await new Promise(resolve => setTimeout(resolve, 400));
	expect(said).toMatch(/You chose: start\n… who you are to AWS\n$/);
});
