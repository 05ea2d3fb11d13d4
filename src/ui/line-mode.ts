import {createInterface, type Interface} from 'node:readline';
import type {FrontEnd} from '../runbook/front-end.ts';
import {
	type Answer,
	type ChecklistQuestion,
	type ChooseQuestion,
	type ConfirmQuestion,
	type Question,
	recommendedOf,
	type TextQuestion,
} from '../runbook/questions.ts';
import {text} from '../text/index.ts';
import {layoutEntry} from './frame/content.ts';
import {type Line, plainText, span} from './lines/line.ts';
import {hanging, wrap} from './lines/wrap.ts';
import {underPrompt, wroteLines} from './standing-prompt.ts';

export interface LineModeOptions {
	readonly input: NodeJS.ReadableStream;
	readonly out: NodeJS.WritableStream;
	readonly width?: number;
	/** Ctrl-C, and the end of the input. */
	readonly onInterrupt: () => void;
}

/**
 * Questions one line at a time, for terminals that cannot move their cursor and for screen readers: numbers choose, and an empty line
 * never does. Goes with a transcript, which writes everything else.
 */
export function openLineMode({input, out, width = 80, onInterrupt}: LineModeOptions): {
	readonly ask: FrontEnd['ask'];
	readonly notes: NonNullable<FrontEnd['notes']>;
	close(): void;
} {
	let noted: ((said: string) => void) | undefined;
	const lines = new TypedLines(input, out, onInterrupt, said => {
		noted?.(said);
		say(text.ui.answered.noted(said));
		wroteLines(out);
	});
	const write = (said: readonly Line[]) => {
		for (const line of said) out.write(`${plainText(line).trimEnd()}\n`);
	};
	const say = (sentence: string) => write(wrap([span(sentence)], width));
	const prompt = (sentence: string, signal: AbortSignal) =>
		underPrompt(
			out,
			() => say(sentence),
			() => lines.next(signal),
		);

	async function choose(question: ChooseQuestion, signal: AbortSignal): Promise<string> {
		for (const [index, choice] of question.choices.entries()) {
			write(
				hanging(
					`${index + 1}.`,
					choice === recommendedOf(question) ? `${choice.label} ${text.ui.choose.recommended}` : choice.label,
					width,
				),
			);
			if (choice.detail !== undefined) write(hanging('  ', choice.detail, width));
		}
		for (;;) {
			const typed = await prompt(text.ui.lineMode.number(question.choices.length), signal);
			const choice = /^\d{1,4}$/.test(typed.trim()) ? question.choices[Number(typed) - 1] : undefined;
			if (choice !== undefined) return choice.id;
		}
	}

	async function type(question: TextQuestion, signal: AbortSignal): Promise<string> {
		for (;;) {
			let typed = await prompt(question.multiline ? text.ui.lineMode.textOrJson : text.ui.lineMode.text, signal);
			// A pasted finding goes on over several lines, to an empty one.
			while (question.multiline && /^\s*[[{]/.test(typed) && !isJson(typed)) {
				const more = await lines.next(signal);
				if (more.trim() === '') break;
				typed += `\n${more}`;
			}
			const wrong = question.check?.(typed);
			if (wrong === undefined) return typed;
			say(wrong);
		}
	}

	/** The phrase in a line of its own, then an empty line that was not already there: neither a paste nor lines typed ahead confirm. */
	async function confirm(question: ConfirmQuestion, signal: AbortSignal): Promise<'confirmed' | 'back'> {
		write(hanging('▲', question.act, width));
		for (;;) {
			await lines.discard();
			for (const page of question.pages) say(text.ui.lineMode.page(page.key, page.label));
			const typed = (await prompt(text.ui.lineMode.phrase(question.phrase), signal)).trim();
			if (typed === text.ui.lineMode.back) return 'back';
			const page = question.pages.find(({key}) => `:${key}` === typed);
			if (page !== undefined) write(layoutEntry({kind: 'view', view: page.view}, width));
			else if (typed !== question.phrase) say(text.ui.confirm.wrong(question.phrase));
			else {
				await lines.discard();
				if ((await prompt(text.ui.lineMode.enterAlone, signal)) === '') return 'confirmed';
				say(text.ui.lineMode.notConfirmed);
			}
		}
	}

	async function tick(question: ChecklistQuestion, signal: AbortSignal): Promise<readonly string[]> {
		for (const [index, item] of question.items.entries()) {
			write(hanging(`${index + 1}.`, item.title, width));
			write(hanging('  ', `${text.ui.checklist.where}: ${item.where}`, width));
		}
		const typed = await prompt(text.ui.lineMode.ticked, signal);
		const numbers = new Set((typed.match(/\d+/g) ?? []).map(Number));
		return question.items.filter((_, index) => numbers.has(index + 1)).map(item => item.id);
	}

	return {
		ask: async <Q extends Question>(question: Q, signal: AbortSignal) => {
			const answers = {
				choose: () => choose(question as ChooseQuestion, signal),
				text: () => type(question as TextQuestion, signal),
				confirm: () => confirm(question as ConfirmQuestion, signal),
				checklist: () => tick(question as ChecklistQuestion, signal),
			};
			return (await answers[question.kind]()) as Answer<Q>;
		},
		notes: listener => {
			noted = listener;
		},
		close: () => lines.close(),
	};
}

function isJson(typed: string): boolean {
	try {
		JSON.parse(typed);
		return true;
	} catch {
		return false;
	}
}

/** Faster than anybody reads a prompt and answers it, slower than a paste. */
const quietMs = 400;

/** Lines as they are typed, kept until somebody asks for one. */
class TypedLines {
	readonly #reader: Interface;
	readonly #kept: string[] = [];
	#take: ((line: string) => void) | undefined;

	constructor(input: NodeJS.ReadableStream, output: NodeJS.WritableStream, onInterrupt: () => void, onNote: (said: string) => void) {
		this.#reader = createInterface({input, output, terminal: false});
		this.#reader.on('line', line => {
			const note = /^:n\s+(\S.*)$/.exec(line)?.[1];
			if (note !== undefined) onNote(note.trim());
			else if (this.#take === undefined) this.#kept.push(line);
			else this.#take(line);
		});
		this.#reader.on('close', onInterrupt);
	}

	next(signal: AbortSignal): Promise<string> {
		const kept = this.#kept.shift();
		if (kept !== undefined) return Promise.resolve(kept);
		return new Promise((resolve, reject) => {
			const done = () => {
				this.#take = undefined;
				signal.removeEventListener('abort', withdrawn);
			};
			const withdrawn = () => {
				done();
				reject(signal.reason);
			};
			if (signal.aborted) return reject(signal.reason);
			signal.addEventListener('abort', withdrawn, {once: true});
			this.#take = line => {
				done();
				resolve(line);
			};
		});
	}

	/**
	 * Forgets what was typed ahead or pasted. A terminal hands lines over one at a time, so what follows a line in the same paste comes
	 * later than it: only after a moment in which nothing came has it all been here.
	 */
	async discard(): Promise<void> {
		for (;;) {
			this.#kept.length = 0;
			await new Promise(resolve => setTimeout(resolve, quietMs));
			if (this.#kept.length === 0) return;
		}
	}

	close(): void {
		this.#reader.removeAllListeners('close');
		this.#reader.close();
	}
}
