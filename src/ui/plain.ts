import type {FrontEnd, Happening, Header, StepProgress, Waiting} from '../runbook/front-end.ts';
import type {Answer, Question} from '../runbook/questions.ts';
import type {View} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import {sayAnswer} from './answered.ts';
import {layoutEntry, layoutWhy} from './frame/content.ts';
import {headerSentences} from './frame/header.ts';
import {type Line, plainText, span} from './lines/line.ts';
import {hanging, wrap} from './lines/wrap.ts';
import {wroteLines} from './standing-prompt.ts';
import type {StepHeading} from './store.ts';

export interface TranscriptOptions {
	readonly out: NodeJS.WritableStream;
	/** Columns; 80 where nobody knows better. */
	readonly width?: number;
	/** Who answers: flags, a script, a line-by-line prompt. */
	readonly answer: FrontEnd['ask'];
}

export interface Transcript extends FrontEnd {
	/** Writes what has not settled yet. */
	close(): void;
}

/**
 * The walk without a terminal: for pipes, logs, terminals that cannot move their cursor, and screen readers. Everything is written once,
 * in order, without colour; of what is redrawn in place on a screen only how it ended, and now and then a line that it goes on.
 */
export function openTranscript({out, width = 80, answer}: TranscriptOptions): Transcript {
	return new TranscriptWriter(out, width, answer);
}

class TranscriptWriter implements Transcript {
	readonly #out: NodeJS.WritableStream;
	readonly #width: number;
	readonly #answer: FrontEnd['ask'];
	#steps: readonly StepProgress[] = [];
	#said: readonly string[] = [];
	#heading: StepHeading | undefined;
	/** The step's why, until it has been said. */
	#whyIsDue = false;
	/** Views that are still changing, and how often they have. */
	readonly #live = new Map<string, {view: View; times: number}>();
	/** What has been written of each view in this step. */
	readonly #written = new Map<string, string>();
	readonly #waited = new Set<string>();
	readonly #happened = new Map<string, string>();

	constructor(out: NodeJS.WritableStream, width: number, answer: FrontEnd['ask']) {
		this.#out = out;
		this.#width = width;
		this.#answer = answer;
	}

	header(header: Header): void {
		const sentences = headerSentences(header);
		for (const sentence of sentences) if (!this.#said.includes(sentence)) this.#write(wrap([span(sentence)], this.#width));
		this.#said = sentences;
	}

	steps(steps: readonly StepProgress[]): void {
		this.#steps = steps;
	}

	enter(step: StepHeading): void {
		this.close();
		this.#heading = step;
		this.#whyIsDue = true;
		const position = this.#steps.findIndex(({id}) => id === step.id);
		const title = position === -1 ? step.title : text.ui.plain.step(position + 1, this.#steps.length, step.title);
		this.#write([[], ...wrap([span(`== ${title} ==`)], this.#width)]);
	}

	show(view: View): void {
		if (!view.live) {
			this.#live.delete(view.id);
			this.#writeView(view);
			return;
		}
		const times = (this.#live.get(view.id)?.times ?? 0) + 1;
		this.#live.set(view.id, {view, times});
		if (isSparse(times)) this.#progress(lastSentence(view));
	}

	waiting(list: readonly Waiting[]): void {
		for (const {what} of list) {
			if (this.#waited.has(what)) continue;
			this.#waited.add(what);
			if (isSparse(this.#waited.size)) this.#progress(what);
		}
	}

	/** Only what differs from the last time: a log is no place for the same call every few seconds. */
	happened({at, who, what, where, outcome, by}: Happening): void {
		const key = `${who} ${what} ${where}`;
		if (this.#happened.get(key) === outcome) return;
		this.#happened.set(key, outcome);
		this.#write(
			hanging(
				'»',
				`${text.ui.feed.time(at)} ${who} ${what} ${where}: ${outcome}${by === undefined ? '' : ` ${text.ui.feed.by(by)}`}`,
				this.#width,
			),
		);
	}

	async ask<Q extends Question>(question: Q, signal: AbortSignal): Promise<Answer<Q>> {
		this.#sayWhy([]);
		this.#write([[], ...wrap([span(text.ui.plain.asked(question.title))], this.#width)]);
		const answer = await this.#answer(question, signal);
		this.#write(layoutEntry({kind: 'answer', text: sayAnswer(question, answer)}, this.#width));
		return answer;
	}

	close(): void {
		for (const {view} of this.#live.values()) this.#writeView(view);
		this.#sayWhy([]);
		this.#live.clear();
		this.#written.clear();
		this.#waited.clear();
	}

	#writeView(view: View): void {
		const lines = layoutEntry({kind: 'view', view}, this.#width);
		const said = lines.map(plainText).join('\n');
		if (this.#written.get(view.id) === said) return;
		this.#written.set(view.id, said);
		this.#sayWhy([view]);
		this.#write([[], ...lines]);
	}

	/** Before the first thing that the step shows, unless that says it itself. */
	#sayWhy(views: readonly View[]): void {
		if (!this.#whyIsDue) return;
		this.#whyIsDue = false;
		this.#write(
			layoutWhy(
				this.#heading,
				views.map(view => ({kind: 'view', view})),
				this.#width,
			),
		);
	}

	#progress(what: string | undefined): void {
		if (what !== undefined) this.#write(hanging('…', what, this.#width));
	}

	#write(lines: readonly Line[]): void {
		if (lines.length === 0) return;
		for (const line of lines) this.#out.write(`${plainText(line).trimEnd()}\n`);
		wroteLines(this.#out);
	}
}

/** The 1st, 2nd, 4th, 8th … time: often at first, hardly ever later, whatever the pace. */
function isSparse(times: number): boolean {
	return Number.isInteger(Math.log2(times));
}

function lastSentence(view: View): string | undefined {
	const paragraph = view.blocks.findLast(block => block.kind === 'paragraph');
	return paragraph?.text ?? view.title;
}
