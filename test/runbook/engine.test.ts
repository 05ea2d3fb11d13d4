import {describe, expect, test} from 'vitest';
import {Problem} from '../../src/problem.ts';
import type {ChooseQuestion, ConfirmQuestion, TextQuestion} from '../../src/runbook/questions.ts';
import {type Walk, WalkEnded} from '../../src/runbook/walk.ts';
import {type Facts, MemoryJournal, never, ScriptedFrontEnd, StillClock, type TestStep, walkThrough} from './scripted.ts';

const who: TextQuestion = {kind: 'text', id: 'who', title: 'Who is it'};
const start: ChooseQuestion = {
	kind: 'choose',
	id: 'start',
	title: 'Begin',
	choices: [
		{id: 'start', label: 'Start'},
		{id: 'leave', label: 'Leave for now'},
	],
};
const gate = (act: string): ConfirmQuestion => ({kind: 'confirm', id: 'gate', title: 'Type the name', phrase: 'test-user', act, pages: []});
const noAnswer = new Problem('no-answer', 'AWS did not answer.', 'Try again.', 5);

function deferred<T>() {
	let resolve: (value: T) => void = () => {};
	let reject: (error: unknown) => void = () => {};
	const promise = new Promise<T>((res, rej) => {
		resolve = res;
		reject = rej;
	});
	return {promise, resolve, reject};
}

/** Runs what is ready to run, file and timer queues excepted. */
const turn = async () => {
	for (let count = 0; count < 5; count++) await new Promise(setImmediate);
};

describe('the steps', () => {
	test('are walked in order, entered, shown and journaled', async () => {
		const frontEnd = new ScriptedFrontEnd();
		const journal = new MemoryJournal();
		await walkThrough({brief: async () => {}, reach: async () => {}}, {frontEnd, journal});
		expect(frontEnd.entered).toEqual(['brief', 'reach']);
		expect(frontEnd.progress.map(steps => steps.map(({state}) => state).join(' '))).toEqual([
			'waiting waiting',
			'current waiting',
			'done waiting',
			'done current',
			'done done',
		]);
		expect(journal.records).toEqual([
			{kind: 'step', step: 'brief', state: 'entered'},
			{kind: 'step', step: 'brief', state: 'done'},
			{kind: 'step', step: 'reach', state: 'entered'},
			{kind: 'step', step: 'reach', state: 'done'},
		]);
	});

	test('are skipped when their condition does not hold by what earlier steps found', async () => {
		const frontEnd = new ScriptedFrontEnd();
		const journal = new MemoryJournal();
		await walkThrough(
			{
				look: async ({facts}) => {
					facts.seen.involved = false;
				},
				byHand: async () => expect.unreachable(),
				last: async () => {},
			},
			{
				frontEnd,
				journal,
				script: [{id: 'look'}, {id: 'by-hand', kind: 'byHand', when: 'involved'}, {id: 'last', when: 'not-involved'}],
				conditions: (name, facts) => facts.seen.involved === (name === 'involved'),
			},
		);
		expect(frontEnd.progress.at(-1)?.map(({state}) => state)).toEqual(['done', 'skipped', 'done']);
		expect(journal.records).toContainEqual({kind: 'step', step: 'by-hand', state: 'skipped'});
		expect(frontEnd.entered).toEqual(['look', 'last']);
	});

	test('see the runbook, the incident and what the header says so far', async () => {
		const frontEnd = new ScriptedFrontEnd();
		let seen: Walk<undefined, Facts> | undefined;
		const step: TestStep = async walk => {
			seen = walk;
			walk.header({accountId: '111111111111'});
			walk.header({caller: 'ir-responder'});
			walk.show({id: 'found', blocks: [], urgent: true});
		};
		await walkThrough({brief: step}, {frontEnd, script: [{id: 'brief', with: {days: 14}}], header: {mode: 'live', readOnly: true}});
		expect(seen?.step).toMatchObject({id: 'brief', kind: 'brief', with: {days: 14}, checklist: []});
		expect(seen?.incident.id).toBe('20261123-0041-7f3a');
		const first = {mode: 'live', readOnly: true, incident: '20261123-0041-7f3a', startedAt: 1000};
		expect(frontEnd.headers).toEqual([
			first,
			{...first, accountId: '111111111111'},
			{...first, accountId: '111111111111', caller: 'ir-responder'},
		]);
		expect(frontEnd.views).toEqual([{id: 'found', blocks: [], urgent: true}]);
	});

	test('of a kind that nobody knows are a defect', async () => {
		await expect(walkThrough({}, {script: [{id: 'brief', kind: 'constructor'}]})).rejects.toThrow('no step kind constructor');
	});
});

describe('what is waited for', () => {
	test('is shown with its beginning while it lasts, and not when it is on record', async () => {
		const clock = new StillClock();
		const begun = clock.now();
		const step: TestStep = async walk => {
			const slow = walk.read('looking for findings', never);
			slow.catch(() => {});
			await walk.clock.sleep(5000);
			await walk.observe('state', 'reading the state', async () => 'as it was');
			await walk.write('attach', {what: 'attaching', intent: {}, act: async () => 'attached', reconcile: async () => undefined});
		};
		const frontEnd = new ScriptedFrontEnd();
		const journal = new MemoryJournal();
		await walkThrough({step}, {clock, frontEnd, journal});
		const findings = {what: 'looking for findings', since: begun};
		const later = begun + 5000;
		expect(frontEnd.waits).toEqual([
			[findings],
			[findings, {what: 'reading the state', since: later}],
			[findings],
			[findings, {what: 'attaching', since: later}],
			[findings],
			[],
		]);

		const again = new ScriptedFrontEnd();
		await walkThrough({step}, {frontEnd: again, journal: new MemoryJournal(journal.records)});
		expect(again.waits.flat().map(({what}) => what)).toEqual(['looking for findings']);
	});
});

describe('questions', () => {
	test('come one at a time, in the order in which they were asked', async () => {
		const frontEnd = new ScriptedFrontEnd(async question => {
			await new Promise(setImmediate);
			return question.id;
		});
		const step: TestStep = async walk => {
			const answers = await Promise.all(['a', 'b', 'c'].map(id => walk.ask({...who, id})));
			expect(answers).toEqual(['a', 'b', 'c']);
		};
		await walkThrough({step}, {frontEnd});
		expect(frontEnd.asked.map(({id}) => id)).toEqual(['a', 'b', 'c']);
		expect(frontEnd.mostOnScreen).toBe(1);
	});

	test('are on the disk before the step has the answer', async () => {
		const journal = new MemoryJournal();
		const step: TestStep = async walk => {
			await walk.ask(start);
			expect(journal.ofKind('answer')).toEqual([
				{kind: 'answer', key: 'step/start', question: 'choose', title: 'Begin', answer: 'start', label: 'Start'},
			]);
		};
		await walkThrough({step}, {journal, frontEnd: new ScriptedFrontEnd(() => 'start')});
	});

	test('that the front end cannot answer end the walk with its reason', async () => {
		const noFlag = new Problem('unanswered', 'Nobody is there to answer.', 'Give --user.', 2);
		const frontEnd = new ScriptedFrontEnd(() => Promise.reject(noFlag));
		const journal = new MemoryJournal();
		await expect(walkThrough({step: walk => walk.ask(who).then(() => {})}, {frontEnd, journal})).rejects.toBe(noFlag);
		expect(journal.records.at(-1)).toEqual({
			kind: 'step',
			step: 'step',
			state: 'ended',
			because: 'problem',
			problem: {code: 'unanswered', message: 'Nobody is there to answer.', next: 'Give --user.', exit: 2},
		});
	});

	test('that ended the walk by their answer are asked again on resume, others are not', async () => {
		const step: TestStep = async walk => {
			await walk.ask(who);
			if ((await walk.ask(start)) === 'leave') throw new WalkEnded('left');
		};
		const journal = new MemoryJournal();
		await expect(
			walkThrough({step}, {journal, frontEnd: new ScriptedFrontEnd(({id}) => (id === 'who' ? 'test-user' : 'leave'))}),
		).rejects.toThrow(WalkEnded);
		const again = new ScriptedFrontEnd(() => 'start');
		await walkThrough({step}, {journal: new MemoryJournal(journal.records), frontEnd: again});
		expect(again.asked).toEqual([start]);
	});

	test('before the one that the responder left at stay answered', async () => {
		const step: TestStep = async walk => {
			await walk.ask(who);
			await walk.ask(start);
		};
		const journal = new MemoryJournal();
		const leaving = new ScriptedFrontEnd(({id}) => (id === 'who' ? 'test-user' : Promise.reject(new WalkEnded('left'))));
		await expect(walkThrough({step}, {journal, frontEnd: leaving})).rejects.toThrow(WalkEnded);
		expect(journal.records.at(-1)).toEqual({kind: 'step', step: 'step', state: 'ended', because: 'left'});
		const again = new ScriptedFrontEnd(() => 'start');
		await walkThrough({step}, {journal: new MemoryJournal(journal.records), frontEnd: again});
		expect(again.asked).toEqual([start]);
	});

	test('tell those given in this sitting from those on record', async () => {
		const journal = new MemoryJournal();
		const here: boolean[] = [];
		const step: TestStep = async walk => {
			here.push(walk.answeredHere('who'));
			await walk.ask(who);
			here.push(walk.answeredHere('who'));
		};
		await walkThrough({step}, {frontEnd: new ScriptedFrontEnd(() => 'test-user'), journal});
		await walkThrough({step}, {frontEnd: new ScriptedFrontEnd(), journal});
		expect(here).toEqual([false, true, false, false]);
	});

	test('that confirm an act do not confirm another one on resume', async () => {
		const confirm = (act: string): TestStep => {
			return async walk => expect(await walk.ask(gate(act))).toBe('confirmed');
		};
		const journal = new MemoryJournal();
		await walkThrough({step: confirm('deny in 6 accounts')}, {journal, frontEnd: new ScriptedFrontEnd(() => 'confirmed')});
		const same = new ScriptedFrontEnd();
		await walkThrough({step: confirm('deny in 6 accounts')}, {journal: new MemoryJournal(journal.records), frontEnd: same});
		expect(same.asked).toEqual([]);
		const other = new ScriptedFrontEnd(() => 'confirmed');
		await walkThrough({step: confirm('deny in 7 accounts')}, {journal: new MemoryJournal(journal.records), frontEnd: other});
		expect(other.asked).toEqual([gate('deny in 7 accounts')]);
	});
});

describe('a question that is asked unless something comes first', () => {
	test('is withdrawn through its signal, and nothing is recorded', async () => {
		const found = deferred<void>();
		const journal = new MemoryJournal();
		const frontEnd = new ScriptedFrontEnd((_, signal) => {
			signal.addEventListener('abort', () => withdrawn.push(signal.aborted));
			found.reject(new Error('and a failure is an end of waiting too'));
			return never();
		});
		const withdrawn: boolean[] = [];
		const step: TestStep = async walk => expect(await walk.askUnless(start, found.promise)).toBeUndefined();
		await walkThrough({step}, {journal, frontEnd});
		expect(withdrawn).toEqual([true]);
		expect(frontEnd.onScreen).toBe(0);
		expect(journal.ofKind('answer')).toEqual([]);
	});

	test('never reaches the screen when it has come already', async () => {
		const frontEnd = new ScriptedFrontEnd();
		const step: TestStep = async walk => expect(await walk.askUnless(start, Promise.resolve())).toBeUndefined();
		await walkThrough({step}, {frontEnd});
		expect(frontEnd.asked).toEqual([]);
	});

	test('is answered like any other, and gives way in the queue when it is withdrawn there', async () => {
		const found = deferred<void>();
		const first = deferred<string>();
		const frontEnd = new ScriptedFrontEnd(question => (question.id === 'first' ? first.promise : 'answered'));
		const step: TestStep = async walk => {
			const asked = walk.ask({...who, id: 'first'});
			const queued = walk.askUnless({...who, id: 'queued'}, found.promise);
			const last = walk.askUnless({...who, id: 'last'}, never());
			await turn();
			found.resolve();
			expect(await queued).toBeUndefined();
			first.resolve('answered');
			expect(await Promise.all([asked, last])).toEqual(['answered', 'answered']);
		};
		await walkThrough({step}, {frontEnd});
		expect(frontEnd.asked.map(({id}) => id)).toEqual(['first', 'last']);
	});

	test('is not asked again on resume when a later answer shows that it was withdrawn', async () => {
		const rounds: string[] = [];
		const step = (until: () => Promise<unknown>): TestStep => {
			return async walk => {
				rounds.push(`early ${await walk.askUnless(start, until())}`, `late ${await walk.ask(start)}`);
			};
		};
		const found = deferred<void>();
		const journal = new MemoryJournal();
		const frontEnd = new ScriptedFrontEnd(() => {
			if (frontEnd.asked.length > 1) return 'start';
			found.resolve();
			return never();
		});
		await walkThrough({step: step(() => found.promise)}, {journal, frontEnd});
		expect(journal.ofKind('answer').map(({key}) => key)).toEqual(['step/start#2']);
		const again = new ScriptedFrontEnd();
		await walkThrough({step: step(turn)}, {journal: new MemoryJournal(journal.records), frontEnd: again});
		expect(rounds).toEqual(['early undefined', 'late start', 'early undefined', 'late start']);
		expect(again.asked).toEqual([]);
	});

	test('is not asked on resume when a question that comes after it was answered: it never had to be asked', async () => {
		const late = {...start, id: 'late'};
		const journal = new MemoryJournal();
		await walkThrough({step: async walk => void (await walk.ask(late))}, {journal, frontEnd: new ScriptedFrontEnd(() => 'start')});
		const came: unknown[] = [];
		const step: TestStep = async walk => {
			came.push(await walk.askUnless({...start, id: 'early'}, turn(), ['late']), await walk.ask(late));
		};
		const again = new ScriptedFrontEnd();
		await walkThrough({step}, {journal: new MemoryJournal(journal.records), frontEnd: again});
		expect(came).toEqual([undefined, 'start']);
		expect(again.asked).toEqual([]);
	});

	test('keeps a failure of the front end a failure', async () => {
		const broken = new Error('broken');
		const step: TestStep = walk => walk.askUnless(start, never()).then(() => {});
		await expect(walkThrough({step}, {frontEnd: new ScriptedFrontEnd(() => Promise.reject(broken))})).rejects.toBe(broken);
	});
});

describe('evidence', () => {
	test('that could not be had leaves its place to the next try', async () => {
		let looks = 0;
		const step: TestStep = async walk => {
			const look = () =>
				walk.observe('before', 'reading', async () => {
					if (++looks === 1) throw noAnswer;
					return `look ${looks}`;
				});
			await expect(look()).rejects.toBe(noAnswer);
			expect(await look()).toBe('look 2');
			expect(await look()).toBe('look 3');
		};
		const journal = new MemoryJournal();
		await walkThrough({step}, {journal});
		expect(journal.ofKind('evidence').map(({key, value}) => [key, value])).toEqual([
			['step/before', 'look 2'],
			['step/before#2', 'look 3'],
		]);
	});
});

describe('a change', () => {
	const change = {what: 'attaching', intent: {policyId: 'p-1'}, act: async () => 'attached', reconcile: async () => undefined};

	test('has its intent on disk before it is made, and its outcome before the step has it', async () => {
		const journal = new MemoryJournal();
		const step: TestStep = async walk => {
			await walk.write('attach', {
				...change,
				act: async () => {
					expect(journal.records.at(-1)).toEqual({kind: 'intent', key: 'step/attach', what: 'attaching', intent: {policyId: 'p-1'}});
					return 'attached';
				},
			});
			expect(journal.records.at(-1)).toEqual({kind: 'outcome', key: 'step/attach', outcome: 'attached'});
		};
		await walkThrough({step}, {journal});
	});

	test('is not made when its intent cannot be written', async () => {
		const unwritable = new Problem('journal-unwritable', 'There is no space left.', 'Make room.', 5);
		const journal = new MemoryJournal();
		journal.interfere = ({kind}) => {
			if (kind === 'intent') throw unwritable;
		};
		const step: TestStep = walk => walk.write('attach', {...change, act: async () => expect.unreachable()});
		await expect(walkThrough({step}, {journal})).rejects.toBe(unwritable);
	});

	test('that failed is recorded as such, and is looked for before it is made again', async () => {
		const journal = new MemoryJournal();
		const failing: TestStep = walk => walk.write('attach', {...change, act: () => Promise.reject(noAnswer)}).then(() => {});
		await expect(walkThrough({step: failing}, {journal})).rejects.toBe(noAnswer);
		expect(journal.ofKind('failed')).toEqual([
			{kind: 'failed', key: 'step/attach', problem: {code: 'no-answer', message: 'AWS did not answer.', next: 'Try again.', exit: 5}},
		]);

		const there = new MemoryJournal(journal.records);
		const found: TestStep = async walk =>
			expect(await walk.write('attach', {...change, act: async () => expect.unreachable(), reconcile: async () => 'found'})).toBe('found');
		await walkThrough({step: found}, {journal: there});
		expect(there.ofKind('outcome')).toEqual([{kind: 'outcome', key: 'step/attach', outcome: 'found', reconciled: true}]);

		const gone = new MemoryJournal(journal.records);
		const done: string[] = [];
		const again: TestStep = async walk => {
			const reconcile = async () => void done.push('reconcile');
			const act = async () => {
				done.push('act');
				return 'attached';
			};
			await walk.write('attach', {...change, act, reconcile: reconcile as () => Promise<undefined>});
		};
		await walkThrough({step: again}, {journal: gone});
		expect(done).toEqual(['reconcile', 'act']);
	});

	test('whose failure a finished step lived with fails again on resume, without AWS being asked', async () => {
		const said: unknown[] = [];
		const step = (act: () => Promise<string>): TestStep => {
			return walk =>
				walk.write('tag', {...change, act, reconcile: async () => expect.unreachable()}).then(
					() => expect.unreachable(),
					(error: unknown) => void said.push(error),
				);
		};
		const journal = new MemoryJournal();
		await walkThrough({step: step(() => Promise.reject(noAnswer))}, {journal});
		await walkThrough({step: step(async () => expect.unreachable())}, {journal: new MemoryJournal(journal.records)});
		expect(said).toEqual([noAnswer, noAnswer]);
		expect(said[1]).toBeInstanceOf(Problem);
	});
});

describe('notes', () => {
	test('are left without being waited for, and once only in the same words', async () => {
		let verdict = 'not-proven';
		const step: TestStep = async walk => walk.note('verdict', {verdict});
		const journal = new MemoryJournal();
		await walkThrough({step}, {journal});
		const again = new MemoryJournal(journal.records);
		await walkThrough({step}, {journal: again});
		verdict = 'contained';
		await walkThrough({step}, {journal: again});
		expect(again.ofKind('note')).toEqual([
			{kind: 'note', key: 'step/verdict', value: {verdict: 'not-proven'}},
			{kind: 'note', key: 'step/verdict', value: {verdict: 'contained'}},
		]);
	});

	test('that cannot be written end the walk before anything else is changed', async () => {
		const unwritable = new Problem('journal-unwritable', 'There is no space left.', 'Make room.', 5);
		const journal = new MemoryJournal();
		journal.interfere = ({kind}) => {
			if (kind === 'note') throw unwritable;
		};
		const step: TestStep = async walk => {
			walk.note('verdict', 'contained');
			await walk.read('something slow', never);
		};
		await expect(walkThrough({step}, {journal})).rejects.toBe(unwritable);
	});

	test('that cannot be written in the end are not passed over', async () => {
		const unwritable = new Problem('journal-unwritable', 'There is no space left.', 'Make room.', 5);
		const journal = new MemoryJournal();
		const append = journal.append.bind(journal);
		journal.append = async record => {
			await append(record);
			if (record.kind !== 'note') return;
			await turn();
			throw unwritable;
		};
		await expect(walkThrough({step: async walk => walk.note('verdict', 'contained')}, {journal})).rejects.toBe(unwritable);
	});
});

describe('an interrupt', () => {
	const interrupted = new WalkEnded('interrupted');

	test.each<[string, TestStep]>([
		['a question on screen', walk => walk.ask(who).then(() => {})],
		['a question that waits for something', walk => walk.askUnless(who, never()).then(() => {})],
		['a read', walk => walk.read('reading', never)],
		['a look for evidence', walk => walk.observe('key', 'looking', never)],
		[
			'a reconciliation',
			walk => walk.write('half-done', {what: 'asking', intent: {}, act: async () => 'done', reconcile: never}).then(() => {}),
		],
		['anything else a step waits for', never],
	])('ends %s at once', async (_, step) => {
		const controller = new AbortController();
		const journal = new MemoryJournal([{kind: 'intent', key: 'step/half-done', what: 'asking', intent: {}}]);
		const frontEnd = new ScriptedFrontEnd();
		const walking = walkThrough({step, later: async () => {}}, {signal: controller.signal, journal, frontEnd});
		walking.catch(() => {});
		await turn();
		controller.abort(interrupted);
		await expect(walking).rejects.toBe(interrupted);
		expect(journal.records.at(-1)).toEqual({kind: 'step', step: 'step', state: 'ended', because: 'interrupted'});
		expect(frontEnd.entered).toEqual(['step']);
	});

	test('before the walk has begun ends it there', async () => {
		const frontEnd = new ScriptedFrontEnd();
		await expect(walkThrough({step: async () => {}}, {signal: AbortSignal.abort(interrupted), frontEnd})).rejects.toBe(interrupted);
		expect(frontEnd.entered).toEqual([]);
	});

	test('waits for a change that has begun and records it, and changes nothing more', async () => {
		const controller = new AbortController();
		const answer = deferred<string>();
		const journal = new MemoryJournal();
		const frontEnd = new ScriptedFrontEnd();
		let ended = false;
		let detached = false;
		const detach = async () => {
			detached = true;
			return 'detached';
		};
		const step: TestStep = async walk => {
			const change = {what: 'changing', intent: {}, reconcile: async () => undefined};
			await Promise.all([walk.write('attach', {...change, act: () => answer.promise}), walk.read('reading', never)]).finally(() =>
				walk.write('detach', {...change, act: detach}),
			);
		};
		const walking = walkThrough({step}, {signal: controller.signal, journal, frontEnd}).finally(() => {
			ended = true;
		});
		walking.catch(() => {});
		await turn();
		controller.abort(interrupted);
		await turn();
		expect(ended).toBe(false);
		expect(frontEnd.waits.at(-1)?.map(({what}) => what)).toEqual(['changing']);
		answer.resolve('attached');
		await expect(walking).rejects.toBe(interrupted);
		expect(journal.records.slice(-2)).toEqual([
			{kind: 'outcome', key: 'step/attach', outcome: 'attached'},
			{kind: 'step', step: 'step', state: 'ended', because: 'interrupted'},
		]);
		expect(detached).toBe(false);
	});

	test('between intent and act leaves the change unmade', async () => {
		const controller = new AbortController();
		const journal = new MemoryJournal();
		journal.interfere = ({kind}) => {
			if (kind === 'intent') controller.abort(interrupted);
		};
		let acted = false;
		const act = async () => {
			acted = true;
			return 'attached';
		};
		const step: TestStep = async walk => {
			await walk.write('attach', {what: 'attaching', intent: {}, act, reconcile: async () => undefined});
		};
		await expect(walkThrough({step}, {signal: controller.signal, journal})).rejects.toBe(interrupted);
		await turn();
		expect(acted).toBe(false);
		expect(journal.ofKind('intent')).toHaveLength(1);
	});
});

describe('the end of a walk', () => {
	test('is told to looks that still go on beside it, and hurts nobody who does not wait for them', async () => {
		let signal: AbortSignal | undefined;
		let look: Promise<unknown> | undefined;
		const unhandled: unknown[] = [];
		const note = (error: unknown) => void unhandled.push(error);
		process.on('unhandledRejection', note);
		try {
			const step: TestStep = async walk => {
				signal = walk.signal;
				look = walk.read('looking on', never);
			};
			await walkThrough({step});
			expect(signal?.aborted).toBe(true);
			await turn();
			expect(unhandled).toEqual([]);
			await expect(look).rejects.toThrow();
		} finally {
			process.off('unhandledRejection', note);
		}
	});

	test('waits for a change that goes on beside the steps', async () => {
		const answer = deferred<string>();
		const journal = new MemoryJournal();
		const first: TestStep = async walk => {
			walk.write('attach', {what: 'attaching', intent: {}, act: () => answer.promise, reconcile: async () => undefined});
			await turn();
		};
		const second: TestStep = async () => void setTimeout(() => answer.resolve('attached'));
		await walkThrough({first, second}, {journal});
		expect(journal.ofKind('outcome')).toHaveLength(1);
	});

	test('silences the front end', async () => {
		const frontEnd = new ScriptedFrontEnd();
		let walk: Walk<undefined, Facts> | undefined;
		await walkThrough(
			{
				step: async given => {
					walk = given;
				},
			},
			{frontEnd},
		);
		const shown = frontEnd.headers.length;
		walk?.show({id: 'late', blocks: []});
		walk?.header({region: 'eu-west-1'});
		expect(frontEnd.views).toEqual([]);
		expect(frontEnd.headers).toHaveLength(shown);
		await expect(walk?.ask(who)).rejects.toThrow();
	});

	test('by a defect of a step is recorded and thrown as it is', async () => {
		const defect = new TypeError('undefined is not a function');
		const journal = new MemoryJournal();
		await expect(walkThrough({step: () => Promise.reject(defect)}, {journal})).rejects.toBe(defect);
		expect(journal.records.at(-1)).toMatchObject({
			because: 'problem',
			problem: {code: 'unexpected', message: 'undefined is not a function', exit: 1},
		});
	});
});

test('many reads side by side are no reason for a warning', async () => {
	const warnings: string[] = [];
	const note = (warning: Error) => void warnings.push(warning.message);
	process.on('warning', note);
	try {
		const step: TestStep = async walk => {
			await Promise.all(
				Array.from({length: 40}, (_, index) => walk.read(`read ${index}`, () => new Promise(resolve => setTimeout(resolve)))),
			);
		};
		await walkThrough({step});
		await turn();
		expect(warnings).toEqual([]);
	} finally {
		process.off('warning', note);
	}
});
