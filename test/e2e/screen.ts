import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** Long enough for the slowest machine; nothing here asserts how fast anything is. */
const patienceMs = 60_000;

export const key = {
	up: '\x1b[A',
	down: '\x1b[B',
	enter: '\r',
	escape: '\x1b',
	ctrlC: '\x03',
	space: ' ',
	tab: '\t',
	pageDown: '\x1b[6~',
} as const;

/** The built program in a pseudo-terminal, with a terminal emulator that answers what a person would see. */
export class Screen {
	readonly #terminal: xterm.Terminal;
	readonly #child: pty.IPty;
	readonly #watchers = new Set<() => void>();
	readonly exit: Promise<number>;
	/** Everything the program ever wrote. */
	raw = '';

	constructor(
		file: string,
		args: readonly string[],
		options: {readonly columns?: number; readonly rows?: number; readonly environment: NodeJS.ProcessEnv},
	) {
		const {columns: cols = 80, rows = 24} = options;
		this.#terminal = new xterm.Terminal({cols, rows, scrollback: 5000, allowProposedApi: true});
		const env = Object.fromEntries(
			Object.entries({TERM: 'xterm-256color', ...options.environment}).filter((entry): entry is [string, string] => entry[1] !== undefined),
		);
		this.#child = pty.spawn(file, [...args], {cols, rows, env, name: 'xterm-256color'});
		this.#child.onData(data => {
			this.raw += data;
			this.#terminal.write(data, () => {
				for (const look of this.#watchers) look();
			});
		});
		this.#terminal.onData(data => this.#child.write(data));
		this.exit = new Promise(resolve => this.#child.onExit(({exitCode}) => this.#terminal.write('', () => resolve(exitCode))));
	}

	/** What is on the screen now. */
	text(): string {
		const buffer = this.#terminal.buffer.active;
		return Array.from({length: this.#terminal.rows}, (_, row) => buffer.getLine(buffer.viewportY + row)?.translateToString(true) ?? '')
			.join('\n')
			.trimEnd();
	}

	/** Everything above it too. */
	scrollback(): string {
		const {normal} = this.#terminal.buffer;
		return Array.from({length: normal.length}, (_, row) => normal.getLine(row)?.translateToString(true) ?? '')
			.join('\n')
			.trimEnd();
	}

	/** Waits until the screen shows it. */
	until(shown: RegExp): Promise<string> {
		return this.#wait(shown, () => this.text());
	}

	/** Waits until it was shown, on the screen or above it. */
	untilPrinted(shown: RegExp): Promise<string> {
		return this.#wait(shown, () => this.scrollback());
	}

	#wait(shown: RegExp, look: () => string): Promise<string> {
		return new Promise((resolve, reject) => {
			const check = () => {
				const seen = look();
				if (!shown.test(seen)) return;
				finish();
				resolve(seen);
			};
			const timer = setTimeout(() => {
				finish();
				reject(new Error(`waited in vain for ${shown}\n${this.scrollback()}`));
			}, patienceMs);
			const finish = () => {
				clearTimeout(timer);
				this.#watchers.delete(check);
			};
			this.#watchers.add(check);
			this.exit.then(() => check());
			check();
		});
	}

	/** Writes keys, all in one chunk. */
	press(keys: string): void {
		this.#child.write(keys);
	}

	resize(columns: number, rows: number): void {
		this.#terminal.resize(columns, rows);
		this.#child.resize(columns, rows);
	}

	kill(signal?: string): void {
		this.#child.kill(signal);
	}
}
