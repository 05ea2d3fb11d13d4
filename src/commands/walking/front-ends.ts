import type {Clock} from '../../clock.ts';
import type {FrontEnd} from '../../runbook/front-end.ts';
import type {Ask, GivenAnswers} from '../flags/answers.ts';
import {answeredByFlags} from '../flags/answers.ts';
import type {Arguments} from '../flags/arguments.ts';

export interface OpenFrontEnd {
	readonly frontEnd: FrontEnd;
	/** Somebody can be asked things that no flag answers. */
	readonly somebody: boolean;
	/** Leaves the terminal as it was found. */
	close(): Promise<void>;
}

export interface FrontEndContext {
	readonly clock: Clock;
	readonly interrupt: () => void;
	/** Answers where no person can. */
	readonly nobody: Ask;
}

/** Whether there is a person who can be asked. */
export function isInteractive(options: Arguments): boolean {
	return process.stdin.isTTY === true && process.stdout.isTTY === true && !options.noInput && !options.json && !options.auto;
}

/** The screen for a person, a transcript for a pipe, silence for `--json`. `nobody` answers where no person can. */
export async function openFrontEnd(options: Arguments, given: GivenAnswers, context: FrontEndContext): Promise<OpenFrontEnd> {
	if (options.json) return {frontEnd: silent(context.nobody), somebody: false, close: async () => {}};
	if (!isInteractive(options)) {
		const {openTranscript} = await import('../../ui/plain.ts');
		const transcript = openTranscript({out: process.stdout, answer: context.nobody});
		return {frontEnd: transcript, somebody: false, close: async () => transcript.close()};
	}
	if (process.env.TERM === 'dumb') return openLines(given, context.interrupt);
	const {openTerminal} = await (await import('../../ui/load-ink.ts')).loadTerminal();
	const color = !options.noColor && (process.env.NO_COLOR ?? '') === '';
	const {frontEnd, close} = openTerminal({
		stdin: process.stdin,
		stdout: process.stdout,
		clock: context.clock,
		color,
		onInterrupt: context.interrupt,
	});
	const ask = answeredByFlags(given, (question, signal) => frontEnd.ask(question, signal));
	return {
		frontEnd: {
			header: header => frontEnd.header(header),
			steps: steps => frontEnd.steps(steps),
			enter: step => frontEnd.enter(step),
			show: view => frontEnd.show(view),
			waiting: list => frontEnd.waiting(list),
			happened: happening => frontEnd.happened?.(happening),
			ask,
			notes: listener => frontEnd.notes?.(listener),
		},
		somebody: true,
		close,
	};
}

/** A terminal that cannot move its cursor: a transcript, and questions one line at a time. */
async function openLines(given: GivenAnswers, interrupt: () => void): Promise<OpenFrontEnd> {
	const [{openTranscript}, {openLineMode}] = await Promise.all([import('../../ui/plain.ts'), import('../../ui/line-mode.ts')]);
	const lineMode = openLineMode({input: process.stdin, out: process.stdout, onInterrupt: interrupt});
	const transcript = openTranscript({out: process.stdout, answer: answeredByFlags(given, lineMode.ask)});
	return {
		frontEnd: Object.assign(transcript, {notes: lineMode.notes}),
		somebody: true,
		close: async () => {
			lineMode.close();
			transcript.close();
		},
	};
}

function silent(ask: Ask): FrontEnd {
	const nothing = () => {};
	return {header: nothing, steps: nothing, enter: nothing, show: nothing, waiting: nothing, ask};
}
