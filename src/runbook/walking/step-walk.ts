import type {Clock} from '../../clock.ts';
import type {Header} from '../front-end.ts';
import type {Json} from '../json.ts';
import type {Answer, Question} from '../questions.ts';
import {type AnswerRecord, fromRecordedProblem, type RecordedWrite} from '../record.ts';
import type {View} from '../views.ts';
import type {Change, IncidentIdentity, StepScript, Walk} from '../walk.ts';
import {handled, orAborted} from './abort.ts';
import {Keys} from './keys.ts';
import type {Sitting} from './sitting.ts';

/** The verbs as one step has them. They work on after the step is done: a look it started may go on beside later steps. */
export class StepWalk<Ports, Facts> implements Walk<Ports, Facts> {
	readonly ports: Ports;
	readonly facts: Facts;
	readonly clock: Clock;
	readonly incident: IncidentIdentity;
	readonly step: StepScript;
	readonly signal: AbortSignal;
	/** The key of the last answer, unless the step has used the walk since. */
	lastAnswer: string | undefined;
	readonly #sitting: Sitting<Ports, Facts>;
	readonly #answers: Keys;
	readonly #evidence: Keys;
	readonly #writes: Keys;
	readonly #notes: Keys;
	/** Questions whose latest answer was given in this sitting. */
	readonly #answeredHere = new Set<string>();
	/** Writes that were begun and of which no outcome is known. */
	readonly #unsettled = new Set<string>();

	constructor(sitting: Sitting<Ports, Facts>, step: StepScript) {
		const {ports, facts, clock, incident} = sitting.run;
		this.ports = ports;
		this.facts = facts;
		this.clock = clock;
		this.incident = incident;
		this.step = step;
		this.signal = sitting.signal;
		this.#sitting = sitting;
		const {answers, evidence, writes, notes} = sitting.recorded;
		this.#answers = new Keys(step.id, answers.keys());
		this.#evidence = new Keys(step.id, evidence.keys());
		this.#writes = new Keys(step.id, writes.keys());
		this.#notes = new Keys(step.id, notes.keys());
	}

	ask<Q extends Question>(question: Q): Promise<Answer<Q>> {
		// Without an `until` there is always an answer or a rejection.
		return handled(this.#ask(question) as Promise<Answer<Q>>);
	}

	askUnless<Q extends Question>(question: Q, until: Promise<unknown>, before: readonly string[] = []): Promise<Answer<Q> | undefined> {
		return handled(this.#ask(question, until, before));
	}

	answeredHere(questionId: string): boolean {
		return this.#answeredHere.has(questionId);
	}

	observe<T extends Json>(key: string, what: string, look: () => Promise<T>): Promise<T> {
		return handled(this.#observe(key, what, look));
	}

	read<T>(what: string, look: () => Promise<T>): Promise<T> {
		return handled(this.#read(what, look));
	}

	write<T extends Json>(key: string, change: Change<T>): Promise<T> {
		return handled(this.#write(key, change));
	}

	show(view: View): void {
		this.#sitting.show(view);
	}

	header(part: Partial<Header>): void {
		this.#sitting.header(part);
	}

	note(key: string, value: Json): void {
		const {key: taken} = this.#notes.take(key);
		const recorded = this.#sitting.recorded.notes.get(taken);
		// Said by an earlier sitting in the same words.
		if (recorded !== undefined && JSON.stringify(recorded) === JSON.stringify(value)) return;
		this.#sitting.appendBeside({kind: 'note', key: taken, value});
	}

	#begin(): void {
		this.signal.throwIfAborted();
		this.lastAnswer = undefined;
	}

	async #ask<Q extends Question>(question: Q, until?: Promise<unknown>, before: readonly string[] = []): Promise<Answer<Q> | undefined> {
		this.#begin();
		const {key, passed} = this.#answers.take(question.id);
		const recorded = this.#sitting.recorded.answers.get(key);
		this.#answeredHere.delete(question.id);
		if (recorded !== undefined && stands(recorded, question)) {
			this.lastAnswer = key;
			return recorded.answer as Answer<Q>;
		}
		const wentOn = passed || before.some(id => this.#sitting.recorded.answers.has(`${this.step.id}/${id}`));
		if (until !== undefined && recorded === undefined && wentOn) {
			// It was withdrawn before the answer on record was given, so it is withdrawn again.
			await orAborted(Promise.allSettled([until]), this.signal);
			return undefined;
		}
		const answer = await this.#sitting.questions.ask(question, this.signal, until);
		if (answer === undefined) return undefined;
		await this.#sitting.append(answerRecord(key, question, answer));
		this.lastAnswer = key;
		this.#answeredHere.add(question.id);
		return answer;
	}

	async #observe<T extends Json>(key: string, what: string, look: () => Promise<T>): Promise<T> {
		this.#begin();
		const taken = this.#evidence.take(key);
		const recorded = this.#sitting.recorded.evidence.get(taken.key);
		if (recorded !== undefined) return recorded.value as T;
		let value: T;
		try {
			value = await this.#read(what, look);
		} catch (error) {
			// The next try takes its place, so that on resume the evidence is found by the first one and not looked for too late.
			this.#evidence.giveBack(taken);
			throw error;
		}
		await this.#sitting.append({kind: 'evidence', key: taken.key, what, value});
		return value;
	}

	async #read<T>(what: string, look: () => Promise<T>): Promise<T> {
		this.#begin();
		return this.#sitting.waiting.during(what, () => orAborted(look(), this.signal));
	}

	async #write<T extends Json>(key: string, change: Change<T>): Promise<T> {
		this.#begin();
		const taken = this.#writes.take(key);
		const recorded = this.#sitting.recorded.writes.get(taken.key);
		const unclear = recorded !== undefined || this.#unsettled.has(taken.base);
		this.#unsettled.add(taken.base);
		if (recorded?.outcome !== undefined) {
			this.#unsettled.delete(taken.base);
			return recorded.outcome.value as T;
		}
		// The step lived with this failure: it came back to the same key, or was done without it. So it does again.
		if (
			recorded?.failed !== undefined &&
			change.anew !== true &&
			(taken.passed || this.#sitting.recorded.steps.get(this.step.id) === 'done')
		) {
			throw fromRecordedProblem(recorded.failed);
		}
		const outcome = (unclear ? await this.#reconcile(taken.key, change, recorded) : undefined) ?? (await this.#act(taken.key, change));
		this.#unsettled.delete(taken.base);
		return outcome;
	}

	async #reconcile<T extends Json>(key: string, change: Change<T>, recorded: RecordedWrite | undefined): Promise<T | undefined> {
		const found = await this.#read(change.what, () => change.reconcile(recorded?.intent));
		// Another try at what an earlier one announced: under its own key nothing was, and no outcome may stand there alone.
		if (found !== undefined && recorded === undefined)
			await this.#sitting.append({kind: 'intent', key, what: change.what, intent: change.intent});
		if (found !== undefined) await this.#sitting.append({kind: 'outcome', key, outcome: found, reconciled: true});
		return found;
	}

	async #act<T extends Json>(key: string, change: Change<T>): Promise<T> {
		await this.#sitting.append({kind: 'intent', key, what: change.what, intent: change.intent});
		this.signal.throwIfAborted();
		return this.#sitting.waiting.during(change.what, () => this.#sitting.act(key, change.act));
	}
}

/** A confirmation is worth nothing for anything but the very act it was given for. */
function stands({gate}: AnswerRecord, question: Question): boolean {
	return question.kind !== 'confirm' || (gate?.phrase === question.phrase && gate.act === question.act);
}

function answerRecord(key: string, question: Question, answer: Json): AnswerRecord {
	const chosen = question.kind === 'choose' ? question.choices.find(choice => choice.id === answer) : undefined;
	return {
		kind: 'answer',
		key,
		question: question.kind,
		title: question.title,
		answer,
		...(chosen === undefined ? {} : {label: chosen.label}),
		...(question.kind === 'confirm' ? {gate: {phrase: question.phrase, act: question.act}} : {}),
	};
}
