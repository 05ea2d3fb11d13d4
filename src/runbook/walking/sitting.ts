import {setMaxListeners} from 'node:events';
import type {WalkRun} from '../engine.ts';
import type {Header, StepProgress, StepState} from '../front-end.ts';
import type {Json} from '../json.ts';
import {RESPONDER_NOTE, type Recorded, toRecordedProblem, type WalkRecord} from '../record.ts';
import type {View} from '../views.ts';
import {handled} from './abort.ts';
import {QuestionQueue} from './question-queue.ts';
import {WaitingList} from './waiting-list.ts';

/** What all steps of a walk share while this process walks it: from the start, or from a resume, to its end. */
export class Sitting<Ports, Facts> {
	readonly run: WalkRun<Ports, Facts>;
	readonly recorded: Recorded;
	readonly questions: QuestionQueue;
	readonly waiting: WaitingList;
	readonly #ending = new AbortController();
	readonly #states = new Map<string, StepState>();
	/** Acts and notes that are under way. The walk does not end before they have. */
	readonly #underWay = new Set<Promise<unknown>>();
	#header: Header;
	#over = false;
	/** The step that is being walked. */
	#current = '';

	constructor(run: WalkRun<Ports, Facts>) {
		this.run = run;
		this.recorded = run.journal.recorded;
		this.questions = new QuestionQueue(run.frontEnd);
		this.waiting = new WaitingList(run.clock, list => this.#tell(() => run.frontEnd.waiting(list)));
		this.#header = {...run.header, incident: run.incident.id, startedAt: run.incident.startedAt};
		// Many reads side by side all listen to it; that is no leak.
		setMaxListeners(0, this.#ending.signal);
		if (run.signal.aborted) this.#interrupt();
		else run.signal.addEventListener('abort', this.#interrupt, {once: true});
		this.header({});
		this.#showSteps();
		run.frontEnd.notes?.(said => this.#note(said));
	}

	/** Aborted when the walk ends, for whatever reason. */
	get signal(): AbortSignal {
		return this.#ending.signal;
	}

	header(part: Partial<Header>): void {
		this.#header = {...this.#header, ...part};
		this.#tell(() => this.run.frontEnd.header(this.#header));
	}

	show(view: View): void {
		this.#tell(() => this.run.frontEnd.show(view));
	}

	progress(step: string, state: StepState): void {
		if (state === 'current') this.#current = step;
		this.#states.set(step, state);
		this.#showSteps();
	}

	append(record: WalkRecord): Promise<void> {
		return this.run.journal.append(record);
	}

	/** Writes without being waited for. A journal that cannot be written ends the walk all the same. */
	appendBeside(record: WalkRecord): void {
		this.#track(this.append(record).catch((error: unknown) => this.#ending.abort(error)));
	}

	/**
	 * Runs a change to its end and writes down how it went. Once begun it is never abandoned: what happens to AWS after an interrupt
	 * must be in the journal as well.
	 */
	act<T extends Json>(key: string, act: () => Promise<T>): Promise<T> {
		const acting = async () => {
			let outcome: T;
			try {
				outcome = await act();
			} catch (error) {
				await this.append({kind: 'failed', key, problem: toRecordedProblem(error)});
				throw error;
			}
			await this.append({kind: 'outcome', key, outcome});
			return outcome;
		};
		return this.#track(acting());
	}

	/** Resolves when no act and no note is under way. */
	async settled(): Promise<void> {
		while (this.#underWay.size > 0) await Promise.allSettled(this.#underWay);
	}

	/** Ends everything that still goes on but the acts, and waits for those. Then nothing reaches the front end any more. */
	async end(): Promise<void> {
		this.#ending.abort();
		this.run.signal.removeEventListener('abort', this.#interrupt);
		await this.settled();
		this.#over = true;
	}

	/** What a responder noted, under the step that they were in. It never changes the walk. */
	#note(said: string): void {
		if (!this.#over) this.appendBeside({kind: 'note', key: `${this.#current}/${RESPONDER_NOTE}`, value: {text: said}});
	}

	readonly #interrupt = () => this.#ending.abort(this.run.signal.reason);

	#track<T>(work: Promise<T>): Promise<T> {
		this.#underWay.add(work);
		handled(work.finally(() => this.#underWay.delete(work)));
		return handled(work);
	}

	#showSteps(): void {
		const steps = this.run.runbook.steps.map(({id, title}): StepProgress => ({id, title, state: this.#states.get(id) ?? 'waiting'}));
		this.#tell(() => this.run.frontEnd.steps(steps));
	}

	#tell(tell: () => void): void {
		if (!this.#over) tell();
	}
}
