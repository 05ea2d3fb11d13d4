import {render} from 'ink';
import type {Clock} from '../clock.ts';
import type {FrontEnd} from '../runbook/front-end.ts';
import {App, type InkApp} from './app.tsx';
import {KeyPump} from './key-pump.ts';
import {ScreenStore} from './store.ts';

export interface TerminalOptions {
	readonly stdin: NodeJS.ReadStream;
	readonly stdout: NodeJS.WriteStream;
	readonly clock: Clock;
	/** Whether the terminal may be sent colours and other attributes. */
	readonly color: boolean;
	/** Ctrl-C, each time it is pressed, and the end of the input. */
	readonly onInterrupt: () => void;
}

export interface Terminal {
	readonly frontEnd: FrontEnd;
	/** Hands the terminal over while `use` runs, for a program that talks to the person itself; draws everything again afterwards. */
	suspend(use: () => Promise<void>): Promise<void>;
	/**
	 * Puts everything current into the scrollback and gives the terminal back as it was: cooked, cursor shown, paste unbracketed.
	 * Rejects when the screen broke.
	 */
	close(): Promise<void>;
}

/**
 * The screen on a terminal. It draws on the main screen: what is finished stays in the scrollback. A terminal left by an exit or a signal
 * is given back too, by Ink.
 */
export function openTerminal({stdin, stdout, clock, color, onInterrupt}: TerminalOptions): Terminal {
	const store = new ScreenStore();
	const upKind = () => (store.snapshot().noting ? 'text' : store.snapshot().up?.question.kind);
	const keys = new KeyPump(stdin, {
		onInterrupt,
		onBroken: error => inside?.exit(error instanceof Error ? error : new Error(String(error))),
		// The list takes a digit for the choice at that position, at once; nobody asked it to.
		admits: key => !(upKind() === 'choose' && /^[0-9]$/.test(key)),
		wantsEnterAlone: () => upKind() === 'confirm',
	});
	let inside: InkApp | undefined;
	const screen = () => (
		<App
			store={store}
			keys={keys}
			clock={clock}
			color={color}
			size={{columns: stdout.columns || 80, rows: stdout.rows || 24}}
			onReady={ready => {
				inside = ready;
			}}
		/>
	);
	// Before Ink's own listener: Ink draws at once, and must then have a frame that fits the window as it is now.
	const resized = () => ink.rerender(screen());
	stdout.on('resize', resized);
	const ink = render(screen(), {
		// Ink reads from its input only what the pump has.
		stdin: keys as unknown as NodeJS.ReadStream,
		stdout,
		concurrent: false,
		exitOnCtrlC: false,
		// Else a shell with CI set would see nothing until the end.
		interactive: true,
		isScreenReaderEnabled: false,
		// What some library prints must not land in the middle of the frame, if the frame is where it prints.
		patchConsole: stdout === process.stdout,
	});
	// Whoever stopped this process had the terminal meanwhile; unless another program has it now, everything is drawn again.
	const continued = () => void inside?.suspendTerminal(async () => {}).catch(() => {});
	process.on('SIGCONT', continued);
	const exited = ink.waitUntilExit().finally(() => {
		stdout.off('resize', resized);
		process.off('SIGCONT', continued);
	});
	// A screen that breaks must not leave the walk waiting for an answer.
	exited.catch((error: unknown) => store.close(error));
	return {
		frontEnd: store,
		suspend: use => (inside === undefined ? use() : inside.suspendTerminal(use)),
		async close() {
			store.close();
			await ink.waitUntilRenderFlush();
			ink.unmount();
			await exited;
		},
	};
}
