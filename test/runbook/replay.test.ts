import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import {Problem} from '../../src/problem.ts';
import type {Question} from '../../src/runbook/questions.ts';
import type {Walk} from '../../src/runbook/walk.ts';
import {type Facts, MemoryJournal, never, ScriptedFrontEnd, type TestStep, walkThrough} from './scripted.ts';

/** What a step may do, as data. Keys come from a small pool, so that the same key is used again and again. */
type Op =
	| {readonly op: 'ask' | 'confirm' | 'observe' | 'read' | 'note'; readonly key: string}
	/** `fails`: how each try goes wrong, `lost` after the effect. The step comes back until it succeeds. */
	| {readonly op: 'write'; readonly key: string; readonly fails: readonly ('clean' | 'lost')[]}
	| {readonly op: 'watch'; readonly key: string; readonly withdrawn: boolean}
	| {readonly op: 'repeat'; readonly times: number; readonly body: readonly Op[]}
	| {readonly op: 'branch'; readonly key: string; readonly yes: readonly Op[]; readonly no: readonly Op[]}
	| {readonly op: 'beside'; readonly left: readonly Op[]; readonly right: readonly Op[]};

/** AWS, as far as these programs can tell. It outlives every sitting. */
class World {
	readonly effects: string[] = [];
	readonly #tries = new Map<string, number>();
	looks = 0;

	async act(effect: string, fails: readonly ('clean' | 'lost')[]) {
		const tried = this.#tries.get(effect) ?? 0;
		this.#tries.set(effect, tried + 1);
		const failure = fails[tried];
		if (failure !== 'clean') this.effects.push(effect);
		await new Promise(setImmediate);
		if (failure !== undefined) throw new Problem('no-answer', `no answer to ${effect}`, 'try again', 5);
		return {effect};
	}

	async find(effect: string) {
		return this.effects.includes(effect) ? {effect} : undefined;
	}
}

interface Sitting {
	readonly walk: Walk<undefined, Facts>;
	readonly world: World;
	/** What the program got to see, in order. */
	readonly trace: string[];
}

async function perform(sitting: Sitting, ops: readonly Op[], at: string, branch = ''): Promise<void> {
	for (const [index, op] of ops.entries()) await performOne(sitting, op, `${at}.${index}`, branch);
}

async function performOne(sitting: Sitting, op: Op, at: string, branch: string): Promise<void> {
	const {walk, world, trace} = sitting;
	const key = 'key' in op ? `${branch}${op.key}` : '';
	switch (op.op) {
		case 'ask':
			trace.push(`${at} ${await walk.ask({kind: 'text', id: key, title: at})}`);
			return;
		case 'confirm':
			trace.push(`${at} ${await walk.ask({kind: 'confirm', id: key, title: at, phrase: 'test-user', act: at, pages: []})}`);
			return;
		case 'observe':
			// What is there changes with every look, so that only the evidence on record can be seen twice.
			trace.push(`${at} ${await walk.observe(key, at, async () => ++world.looks)}`);
			return;
		case 'read':
			await walk.read(at, () => new Promise(setImmediate));
			return;
		case 'note':
			walk.note(key, at);
			return;
		case 'write':
			return write(sitting, op.fails, key, at);
		case 'watch': {
			const until = op.withdrawn ? walk.read(at, () => new Promise(resolve => setTimeout(resolve))) : never();
			trace.push(`${at} ${await walk.askUnless({kind: 'text', id: key, title: op.withdrawn ? 'nobody answers' : at}, until)}`);
			return;
		}
		case 'repeat':
			for (let round = 0; round < op.times; round++) await perform(sitting, op.body, `${at}r${round}`, branch);
			return;
		case 'branch': {
			const answer = await walk.ask({
				kind: 'choose',
				id: key,
				title: at,
				choices: [
					{id: 'yes', label: 'Yes'},
					{id: 'no', label: 'No'},
				],
			});
			trace.push(`${at} ${answer}`);
			return perform(sitting, answer === 'yes' ? op.yes : op.no, `${at}${answer}`, branch);
		}
		case 'beside':
			await Promise.all([
				perform({...sitting, trace: []}, op.left, `${at}l`, `${branch}l`),
				perform({...sitting, trace: []}, op.right, `${at}r`, `${branch}r`),
			]);
	}
}

async function write({walk, world}: Sitting, fails: readonly ('clean' | 'lost')[], key: string, at: string): Promise<void> {
	for (;;) {
		try {
			await walk.write(key, {what: at, intent: {effect: at}, act: () => world.act(at, fails), reconcile: () => world.find(at)});
			return;
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			await walk.ask({kind: 'text', id: `again-${key}`, title: at});
		}
	}
}

/** The same question always gets the same answer, whoever asks it when. */
function answerTo(question: Question): unknown {
	if (question.title === 'nobody answers') return never();
	const sum = [...question.title].reduce((total, letter) => total + (letter.codePointAt(0) ?? 0), 0);
	return question.kind === 'confirm' ? 'confirmed' : question.kind === 'choose' ? (sum % 2 === 0 ? 'yes' : 'no') : `answer ${sum}`;
}

/** At which append a sitting is cut short. `before` and `after` it is on disk: the power goes. `abort`: Ctrl-C. */
interface Interruption {
	readonly at: number;
	readonly how: 'before' | 'after' | 'abort';
}

class PowerCut extends Error {}

async function sit(program: readonly (readonly Op[])[], world: World, journal: MemoryJournal, interruption?: Interruption) {
	const trace: string[] = [];
	const controller = new AbortController();
	let dark = false;
	journal.interfere = (record, count) => {
		if (dark) throw new PowerCut();
		if (count !== interruption?.at) return;
		if (interruption.how === 'abort') return controller.abort(new PowerCut());
		dark = true;
		if (interruption.how === 'after') journal.records.push(JSON.parse(JSON.stringify(record)));
		throw new PowerCut();
	};
	const steps = Object.fromEntries(
		program.map((ops, index): [string, TestStep] => [`step-${index}`, walk => perform({walk, world, trace}, ops, `${index}`)]),
	);
	try {
		await walkThrough(steps, {journal, frontEnd: new ScriptedFrontEnd(answerTo), signal: controller.signal});
		return {trace, done: true};
	} catch (error) {
		if (!(error instanceof PowerCut)) throw error;
		return {trace, done: false};
	}
}

async function resumeThrough(program: readonly (readonly Op[])[], interruptions: readonly Interruption[]) {
	const world = new World();
	let records = new MemoryJournal().records;
	for (const interruption of [...interruptions, undefined]) {
		const journal = new MemoryJournal(records);
		const {trace, done} = await sit(program, world, journal, interruption);
		records = journal.records;
		if (done) return {world, trace, journal};
	}
	throw new Error('a sitting that nothing interrupts ends');
}

function expectSameWalk(
	whole: Awaited<ReturnType<typeof resumeThrough>>,
	resumed: Awaited<ReturnType<typeof resumeThrough>>,
	inOrder: boolean,
) {
	const order = (effects: readonly string[]) => (inOrder ? effects : [...effects].sort());
	expect(order(resumed.world.effects)).toEqual(order(whole.world.effects));
	expect(new Set(resumed.world.effects).size).toBe(resumed.world.effects.length);
	const {journal} = resumed;
	for (const kind of ['answer', 'evidence', 'outcome'] as const) {
		const keys = journal.ofKind(kind).map(record => record.key);
		expect(keys).toEqual([...new Set(keys)]);
	}
	// No effect without its intent on record before.
	const intended = journal.ofKind('intent').map(({intent}) => (intent as {effect: string}).effect);
	expect(intended).toEqual(expect.arrayContaining(resumed.world.effects));
}

const rich: readonly (readonly Op[])[] = [
	[
		{op: 'ask', key: 'a'},
		{op: 'watch', key: 'a', withdrawn: true},
		{op: 'watch', key: 'a', withdrawn: false},
		{op: 'observe', key: 'a'},
		{
			op: 'repeat',
			times: 2,
			body: [
				{op: 'observe', key: 'a'},
				{op: 'confirm', key: 'b'},
				{op: 'write', key: 'a', fails: ['lost', 'clean']},
			],
		},
	],
	[
		{op: 'read', key: 'a'},
		{op: 'note', key: 'a'},
		{op: 'branch', key: 'a', yes: [{op: 'write', key: 'a', fails: []}], no: [{op: 'write', key: 'b', fails: ['clean', 'lost']}]},
		{
			op: 'beside',
			left: [
				{op: 'write', key: 'a', fails: []},
				{op: 'ask', key: 'b'},
			],
			right: [
				{op: 'ask', key: 'a'},
				{op: 'write', key: 'a', fails: ['lost']},
			],
		},
		{op: 'write', key: 'c', fails: []},
	],
];

describe('a walk that is resumed', () => {
	test('acts as one that was never interrupted, wherever it was cut short', async () => {
		const whole = await resumeThrough(rich, []);
		expect(whole.world.effects.length).toBeGreaterThan(5);
		for (const how of ['before', 'after', 'abort'] as const) {
			for (let at = 1; at <= whole.journal.records.length; at++) {
				expectSameWalk(whole, await resumeThrough(rich, [{at, how}]), false);
			}
		}
	});

	test('asks nothing and looks for no evidence when it was done before', async () => {
		const {journal, world, trace} = await resumeThrough(rich, []);
		const again = new MemoryJournal(journal.records);
		const looks = world.looks;
		expect(await sit(rich, world, again)).toEqual({trace, done: true});
		expect(again.records).toEqual(journal.records);
		expect(world.looks).toBe(looks);
	});

	const key = fc.constantFrom('a', 'b', 'c#2', 'c');
	const {ops} = fc.letrec<{op: Op; ops: Op[]}>(tie => ({
		ops: fc.array(tie('op'), {maxLength: 5}),
		op: fc.oneof(
			{depthSize: 'small', withCrossShrink: true},
			fc.record({op: fc.constantFrom('ask', 'confirm', 'observe', 'read', 'note'), key}),
			fc.record({op: fc.constant('write'), key, fails: fc.array(fc.constantFrom('clean', 'lost'), {maxLength: 2})}),
			fc.record({op: fc.constant('watch'), key, withdrawn: fc.boolean()}),
			fc.record({op: fc.constant('repeat'), times: fc.integer({min: 1, max: 3}), body: tie('ops')}),
			fc.record({op: fc.constant('branch'), key, yes: tie('ops'), no: tie('ops')}),
			fc.record({op: fc.constant('beside'), left: tie('ops'), right: tie('ops')}),
		) as fc.Arbitrary<Op>,
	}));
	const programs = fc.array(ops, {minLength: 1, maxLength: 3});
	const interruptions = fc.array(fc.record({at: fc.integer({min: 1, max: 25}), how: fc.constantFrom('before', 'after', 'abort')}), {
		maxLength: 4,
	}) as fc.Arbitrary<Interruption[]>;

	test('does so for any program and any interruptions', async () => {
		await fc.assert(
			fc.asyncProperty(programs, interruptions, async (program, cuts) => {
				const text = JSON.stringify(program);
				const whole = await resumeThrough(program, []);
				const resumed = await resumeThrough(program, cuts);
				expectSameWalk(whole, resumed, !text.includes('beside'));
				// Without failures to live through, it also sees the same, evidence included when nothing was lost with the power.
				if (!/clean|lost|beside|observe/.test(text)) expect(resumed.trace).toEqual(whole.trace);
			}),
			{numRuns: 150},
		);
	});
});
