import {tmpdir} from 'node:os';
import pty from '@lydell/node-pty';
import xterm from '@xterm/headless';

/** How long the next screen may take, in milliseconds: enough for a machine under load, and what will never come fails soon. */
const patience = 30_000;
/** For what takes its time by itself: a deny that reaches everywhere, seen three times in a row. */
export const longPatience = 120_000;

export const key = {
	up: '\x1b[A',
	down: '\x1b[B',
	enter: '\r',
	escape: '\x1b',
	backspace: '\x7f',
	ctrlC: '\x03',
	ctrlD: '\x04',
	tab: '\t',
} as const;

/** As terminals that mark pasted text send it. */
export const pasted = (text: string) => `\x1b[200~${text}\x1b[201~`;

/** Operating system command that no terminal knows: by it the shell says that the program has ended, behind all that it wrote. */
const endMark = 7777;
const endMarkWritten = new RegExp(`\\x1b\\]${endMark};\\d+\\x07`);
/** Stays when the program has ended: what a terminal has not handed over when its last process ends is lost. */
const shell = `trap : INT; "$@"; printf '\\033]${endMark};%d\\007' $?; read -r _`;

/** A program in a pseudo-terminal, with a terminal emulator that answers what a person would see. */
export class Screen {
	readonly #terminal: xterm.Terminal;
	readonly #child: pty.IPty;
	readonly #watchers = new Set<() => void>();
	#raw = '';
	#closed = false;
	readonly #close: Promise<void>;
	readonly #exit: Promise<number>;

	constructor(
		command: readonly string[],
		options: {readonly columns?: number; readonly rows?: number; readonly environment: NodeJS.ProcessEnv; readonly folder?: string},
	) {
		const {columns: cols = 80, rows = 24, folder: cwd = tmpdir()} = options;
		this.#terminal = new xterm.Terminal({cols, rows, scrollback: 5000, allowProposedApi: true});
		const env = Object.fromEntries(
			Object.entries({TERM: 'xterm-256color', ...options.environment}).filter((entry): entry is [string, string] => entry[1] !== undefined),
		);
		// The name would replace TERM.
		this.#child = pty.spawn('bash', ['-c', shell, 'bash', ...command], {cols, rows, cwd, env, name: env.TERM ?? ''});
		this.#child.onData(data => {
			this.#raw += data;
			this.#terminal.write(data, () => {
				for (const look of this.#watchers) look();
			});
		});
		this.#terminal.onData(data => this.#child.write(data));
		this.#close = new Promise(resolve => {
			this.#child.onExit(() => {
				this.#closed = true;
				resolve();
			});
		});
		this.#exit = new Promise((resolve, reject) => {
			this.#terminal.parser.registerOscHandler(endMark, code => {
				resolve(Number(code));
				return true;
			});
			this.#close.then(() => reject(new Error(`the terminal was closed\n${this.scrollback()}`)));
		});
		this.#exit.catch(() => {});
	}

	/** Waits until the program has ended and everything it wrote is on the screen. Answers the exit code. */
	ended(): Promise<number> {
		return new Promise((resolve, reject) => {
			const timer = setTimeout(() => reject(new Error(`patience ran out before the program ended\n${this.scrollback()}`)), patience);
			this.#exit.finally(() => clearTimeout(timer)).then(resolve, reject);
		});
	}

	/** Everything the program ever wrote. */
	get raw(): string {
		return this.#raw.replace(endMarkWritten, '');
	}

	/** What is on the screen now. */
	text(): string {
		const buffer = this.#terminal.buffer.active;
		return Array.from({length: this.#terminal.rows}, (_, row) => buffer.getLine(buffer.baseY + row)?.translateToString(true) ?? '')
			.join('\n')
			.trimEnd();
	}

	/** Everything above it too, row by row. */
	scrollback(): string {
		const {normal} = this.#terminal.buffer;
		return Array.from({length: normal.length}, (_, row) => normal.getLine(row)?.translateToString(true) ?? '')
			.join('\n')
			.trimEnd();
	}

	/** The same by lines as the program wrote them: what the terminal only broke at its edge is one line. */
	lines(): string[] {
		const {normal} = this.#terminal.buffer;
		const lines: string[] = [];
		for (let row = 0; row < normal.length; row++) {
			const line = normal.getLine(row);
			if (line?.isWrapped) lines.push(`${lines.pop() ?? ''}${line.translateToString(true)}`);
			else lines.push(line?.translateToString(true) ?? '');
		}
		while (lines.at(-1) === '') lines.pop();
		return lines;
	}

	/** Waits until the screen shows it; `said` is how a failure names it. */
	until(shown: RegExp | ((screen: string) => boolean), said: string | RegExp = String(shown), within = patience): Promise<string> {
		return this.#wait(shown, said, () => this.text(), within);
	}

	/** Waits until it was shown, on the screen or above it. */
	untilPrinted(shown: RegExp, within = patience): Promise<string> {
		return this.#wait(shown, shown, () => this.scrollback(), within);
	}

	#wait(shown: RegExp | ((screen: string) => boolean), said: string | RegExp, look: () => string, within: number): Promise<string> {
		return new Promise((resolve, reject) => {
			const check = () => {
				// A terminal shows nothing of a frame before it is whole.
				if (this.#terminal.modes.synchronizedOutputMode) return;
				const seen = look();
				if (!(shown instanceof RegExp ? shown.test(seen) : shown(seen))) return;
				finish();
				resolve(seen);
			};
			const fail = (why: string) => {
				finish();
				reject(new Error(`${why} before this was seen: ${said}\n${this.scrollback()}`));
			};
			const timer = setTimeout(() => fail('patience ran out'), within);
			const finish = () => {
				clearTimeout(timer);
				this.#watchers.delete(check);
			};
			this.#watchers.add(check);
			this.#exit.then(
				code => {
					check();
					fail(`the program ended with ${code}`);
				},
				() => fail('the terminal was closed'),
			);
			check();
		});
	}

	/** Writes keys, all in one chunk. */
	press(keys: string): void {
		this.#child.write(keys);
	}

	/** The line is lost: whatever runs in it is told so. */
	hangUp(): void {
		this.#child.kill('SIGHUP');
	}

	resize(columns: number, rows: number): void {
		this.#terminal.resize(columns, rows);
		this.#child.resize(columns, rows);
	}

	/** Ends whatever still runs in it, at once. */
	async close(): Promise<void> {
		// The shell leads the group. Once it is gone, its number may be somebody else's.
		if (!this.#closed) process.kill(-this.#child.pid, 'SIGKILL');
		await this.#close;
	}
}
