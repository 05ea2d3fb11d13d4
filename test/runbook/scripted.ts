import type {Clock} from '../../src/clock.ts';
import {foldJournal} from '../../src/incident/fold.ts';
import {runWalk, type WalkRun} from '../../src/runbook/engine.ts';
import type {FrontEnd, Header, StepProgress, Waiting} from '../../src/runbook/front-end.ts';
import type {Answer, Question} from '../../src/runbook/questions.ts';
import type {Recorded, WalkJournal, WalkRecord} from '../../src/runbook/record.ts';
import type {RunbookStep} from '../../src/runbook/schema.ts';
import type {View} from '../../src/runbook/views.ts';
import type {Step} from '../../src/runbook/walk.ts';

/** A clock that stands still until it is moved. */
export class StillClock implements Clock {
	time = Date.UTC(2026, 10, 23, 0, 41);
	now() {
		return this.time;
	}
	async sleep(ms: number) {
		this.time += ms;
	}
}

/** Answers as told, and keeps everything it was shown. */
export class ScriptedFrontEnd implements FrontEnd {
	readonly headers: Header[] = [];
	readonly progress: (readonly StepProgress[])[] = [];
	readonly entered: string[] = [];
	readonly views: View[] = [];
	readonly waits: (readonly Waiting[])[] = [];
	readonly asked: Question[] = [];
	onScreen = 0;
	mostOnScreen = 0;
	readonly #answer: (question: Question, signal: AbortSignal) => unknown;

	/** `answer` may return a promise; one that never resolves is a question nobody answers. */
	constructor(answer: (question: Question, signal: AbortSignal) => unknown = () => never()) {
		this.#answer = answer;
	}
	header(header: Header) {
		this.headers.push(header);
	}
	steps(steps: readonly StepProgress[]) {
		this.progress.push(steps);
	}
	enter(step: {readonly id: string}) {
		this.entered.push(step.id);
	}
	show(view: View) {
		this.views.push(view);
	}
	waiting(list: readonly Waiting[]) {
		this.waits.push(list);
	}
	async ask<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>> {
		this.asked.push(question);
		this.onScreen++;
		this.mostOnScreen = Math.max(this.mostOnScreen, this.onScreen);
		const withdrawn = new Promise<never>((_, reject) => signal.addEventListener('abort', () => reject(signal.reason), {once: true}));
		try {
			return (await Promise.race([Promise.resolve(this.#answer(question, signal)), withdrawn])) as Answer<Q>;
		} finally {
			this.onScreen--;
		}
	}
}

/** A journal in memory. `interfere` sees every record before it is kept, and may throw. */
export class MemoryJournal implements WalkJournal {
	readonly records: WalkRecord[];
	interfere: (record: WalkRecord, count: number) => void = () => {};
	#count = 0;

	constructor(records: readonly WalkRecord[] = []) {
		this.records = [...records];
	}
	get recorded(): Recorded {
		return foldJournal(this.records);
	}
	async append(record: WalkRecord) {
		// As on a disk, the answer comes later, and in the order of the calls.
		this.interfere(record, ++this.#count);
		this.records.push(JSON.parse(JSON.stringify(record)));
		await new Promise(setImmediate);
	}
	ofKind<K extends WalkRecord['kind']>(kind: K): Extract<WalkRecord, {kind: K}>[] {
		return this.records.filter((record): record is Extract<WalkRecord, {kind: K}> => record.kind === kind);
	}
}

export const never = () => new Promise<never>(() => {});

export interface Facts {
	readonly seen: Record<string, unknown>;
}

export type TestStep = Step<undefined, Facts>;

/** Walks steps one after the other, each a kind of its own under its own name. */
export function walkThrough(
	steps: Readonly<Record<string, TestStep>>,
	given: Partial<WalkRun<undefined, Facts>> & {readonly script?: readonly Partial<RunbookStep>[]} = {},
): Promise<void> {
	const {script, ...rest} = given;
	const named = script ?? Object.keys(steps).map(id => ({id}));
	return runWalk({
		runbook: {
			steps: named.map(step => ({
				id: '',
				kind: step.id ?? '',
				title: `Title of ${step.id}`,
				why: `Why ${step.id}`,
				with: {},
				checklist: [],
				...step,
			})),
		},
		steps,
		ports: undefined,
		facts: {seen: {}},
		clock: new StillClock(),
		incident: {id: '20261123-0041-7f3a', startedAt: 1000, journal: 'journal.jsonl'},
		journal: new MemoryJournal(),
		frontEnd: new ScriptedFrontEnd(),
		header: {mode: 'sandbox'},
		conditions: () => true,
		signal: new AbortController().signal,
		...rest,
	});
}
