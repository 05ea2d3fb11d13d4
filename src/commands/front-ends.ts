import type {Clock} from '../clock.ts';
import type {FrontEnd} from '../runbook/front-end.ts';
import type {Ask, GivenAnswers} from './answers.ts';
import {answeredByFlags} from './answers.ts';
import type {Arguments} from './arguments.ts';

export interface OpenFrontEnd {
	readonly frontEnd: FrontEnd;
	/** Somebody can be asked things that no flag answers. */
	readonly somebody: boolean;
	/** Leaves the terminal as it was found. */
	close(): Promise<void>;
}

/** Whether there is a person at a terminal that can show the screen. */
export function isInteractive(options: Arguments): boolean {
	return process.stdin.isTTY === true && process.stdout.isTTY === true && process.env.TERM !== 'dumb' && !options.noInput && !options.json && !options.auto;
}

/** The screen for a person, a transcript for a pipe, silence for `--json`. `nobody` answers where no person can. */
export async function openFrontEnd(
	options: Arguments,
	given: GivenAnswers,
	context: {readonly clock: Clock; readonly interrupt: () => void; readonly nobody: Ask},
): Promise<OpenFrontEnd> {
	if (options.json) return {frontEnd: silent(context.nobody), somebody: false, close: async () => {}};
	if (!isInteractive(options)) {
		const {openTranscript} = await import('../ui/plain.ts');
		return {frontEnd: openTranscript({out: process.stdout, answer: context.nobody}), somebody: false, close: async () => {}};
	}
	const {openTerminal} = await import('../ui/terminal.tsx');
	const color = !options.noColor && (process.env.NO_COLOR ?? '') === '';
	const terminal = await openTerminal({stdin: process.stdin, stdout: process.stdout, clock: context.clock, color, onInterrupt: context.interrupt});
	const ask = answeredByFlags(given, (question, signal) => terminal.frontEnd.ask(question, signal));
	const {frontEnd} = terminal;
	return {
		frontEnd: {
			header: header => frontEnd.header(header),
			steps: steps => frontEnd.steps(steps),
			enter: step => frontEnd.enter(step),
			show: view => frontEnd.show(view),
			waiting: list => frontEnd.waiting(list),
			ask,
		},
		somebody: true,
		close: () => terminal.close(),
	};
}

function silent(ask: Ask): FrontEnd {
	const nothing = () => {};
	return {header: nothing, steps: nothing, enter: nothing, show: nothing, waiting: nothing, ask};
}
