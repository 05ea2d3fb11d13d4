import {EventEmitter, once} from 'node:events';
import {PassThrough, Writable} from 'node:stream';
import xterm from '@xterm/headless';
import type {Clock} from '../../src/clock.ts';
import type {FrontEnd, Header, StepProgress} from '../../src/runbook/front-end.ts';
import type {View} from '../../src/runbook/views.ts';
import {openTerminal, type Terminal} from '../../src/ui/terminal.tsx';

export const keys = {
	up: '\u001b[A',
	down: '\u001b[B',
	left: '\u001b[D',
	right: '\u001b[C',
	home: '\u001b[H',
	end: '\u001b[F',
	delete: '\u001b[3~',
	pageUp: '\u001b[5~',
	pageDown: '\u001b[6~',
	enter: '\r',
	escape: '\u001b',
	tab: '\t',
	shiftTab: '\u001b[Z',
	backspace: '\u007f',
	interrupt: '\u0003',
	f1: '\u001bOP',
	ctrl: (letter: string) => String.fromCharCode(letter.charCodeAt(0) - 96),
	paste: (text: string) => `\u001b[200~${text}\u001b[201~`,
};

/** How long a screen may take to show what is waited for, in milliseconds; far more than it needs. */
const patience = 15_000;

class Input extends PassThrough {
	readonly isTTY = true;
	isRaw = false;
	setRawMode(mode: boolean): this {
		this.isRaw = mode;
		return this;
	}
	ref(): this {
		return this;
	}
	unref(): this {
		return this;
	}
}

class Output extends Writable {
	readonly isTTY = true;
	columns: number;
	rows: number;
	/** The lines of each write, and the rows that the window had when it was made. */
	readonly written: {readonly lines: number; readonly rows: number}[] = [];
	readonly #take: (chunk: string, done: () => void) => void;

	constructor(columns: number, rows: number, take: (chunk: string, done: () => void) => void) {
		super({decodeStrings: false});
		this.columns = columns;
		this.rows = rows;
		this.#take = take;
	}

	override write(...parameters: unknown[]): boolean {
		this.written.push({lines: String(parameters[0]).split('\n').length - 1, rows: this.rows});
		return super.write(...(parameters as Parameters<Writable['write']>));
	}

	override _write(chunk: string | Buffer, _encoding: BufferEncoding, done: () => void): void {
		this.#take(String(chunk), done);
	}
}

/** A terminal in memory, with a scrollback, that the screen is drawn on and keys are typed at. */
export class Screen {
	readonly stdin = new Input();
	readonly stdout: Output;
	/** Everything that was sent to the terminal, one string for each write. */
	readonly writes: string[] = [];
	readonly #terminal: InstanceType<typeof xterm.Terminal>;
	readonly #drawn = new EventEmitter();

	constructor(columns = 80, rows = 24) {
		this.#terminal = new xterm.Terminal({cols: columns, rows, scrollback: 5000, allowProposedApi: true, convertEol: true});
		this.stdout = new Output(columns, rows, (chunk, done) => {
			this.writes.push(chunk);
			this.#terminal.write(chunk, () => {
				done();
				this.#drawn.emit('drawn');
			});
		});
	}

	/** What is on the screen now. */
	text(): string {
		const {viewportY} = this.#terminal.buffer.active;
		return this.#lines(viewportY, viewportY + this.#terminal.rows);
	}

	/** What is on the screen and what has scrolled off it. */
	transcript(): string {
		return this.#lines(0, this.#terminal.buffer.active.length);
	}

	/** The line of the screen that holds `part`. */
	line(part: string): string | undefined {
		return this.text()
			.split('\n')
			.find(line => line.includes(part));
	}

	/** The column of the terminal, wide characters counted as two, at which `part` begins. */
	column(part: string): number {
		const {active} = this.#terminal.buffer;
		for (let row = 0; row < this.#terminal.rows; row += 1) {
			const line = active.getLine(active.viewportY + row);
			for (let column = 0; line !== undefined && column < this.#terminal.cols; column += 1) {
				if (line.translateToString(true, column).startsWith(part)) return column;
			}
		}
		throw new Error(`The screen does not show ${part}:\n${this.text()}`);
	}

	/** Waits until the screen shows it. */
	async until(shown: RegExp | ((text: string) => boolean)): Promise<string> {
		const isThere = (text: string) => (shown instanceof RegExp ? shown.test(text) : shown(text));
		const deadline = AbortSignal.timeout(patience);
		while (!isThere(this.text())) {
			await once(this.#drawn, 'drawn', {signal: deadline}).catch(() => {
				throw new Error(`The screen never showed ${shown}:\n${this.text()}`);
			});
		}
		return this.text();
	}

	/** One chunk of input, as a terminal sends it. */
	press(input: string): void {
		this.stdin.write(input);
	}

	resize(columns: number, rows: number): void {
		this.#terminal.resize(columns, rows);
		this.stdout.columns = columns;
		this.stdout.rows = rows;
		this.stdout.emit('resize');
	}

	#lines(from: number, to: number): string {
		const {active} = this.#terminal.buffer;
		return Array.from({length: to - from}, (_, index) => active.getLine(from + index)?.translateToString(true) ?? '')
			.join('\n')
			.trimEnd();
	}
}

/** A clock that stands until it is moved. */
export class StandingClock implements Clock {
	#now: number;
	constructor(now = Date.UTC(2026, 10, 23, 0, 44, 12)) {
		this.#now = now;
	}
	now(): number {
		return this.#now;
	}
	move(milliseconds: number): void {
		this.#now += milliseconds;
	}
	sleep(): Promise<void> {
		throw new Error('The screen never sleeps by the clock of the walk.');
	}
}

export interface OpenScreen {
	readonly screen: Screen;
	readonly terminal: Terminal;
	readonly front: FrontEnd;
	readonly clock: StandingClock;
	/** How often Ctrl-C was heard. */
	interrupts(): number;
}

const opened = new Set<Terminal>();

/** The screen on a terminal of that size. Close what is still open with `closeAll` after each test. */
export function openScreen(options: {readonly columns?: number; readonly rows?: number; readonly color?: boolean} = {}): OpenScreen {
	const screen = new Screen(options.columns, options.rows);
	const clock = new StandingClock();
	let interrupts = 0;
	const terminal = openTerminal({
		stdin: screen.stdin as unknown as NodeJS.ReadStream,
		stdout: screen.stdout as unknown as NodeJS.WriteStream,
		clock,
		color: options.color ?? false,
		onInterrupt: () => {
			interrupts += 1;
		},
	});
	opened.add(terminal);
	const close = () => {
		opened.delete(terminal);
		return terminal.close();
	};
	return {screen, terminal: {...terminal, close}, front: terminal.frontEnd, clock, interrupts: () => interrupts};
}

export async function closeAll(): Promise<void> {
	const open = [...opened];
	opened.clear();
	await Promise.all(open.map(terminal => terminal.close()));
}

export const header: Header = {
	mode: 'sandbox',
	startedAt: Date.UTC(2026, 10, 23, 0, 41),
	incident: '20261123-0041-7f3a',
	accountId: '111111111111',
	caller: 'ir-responder',
	organizationId: 'o-sandbox',
	region: 'eu-west-1',
	inManagementAccount: true,
};

const titles = ['Brief', 'Finding', 'Who', 'Reach', 'Preview', 'Baseline', 'Contain', 'Prove', 'Follow-up', 'Summary'];

/** The steps of a runbook, with the one of that title current. */
export function stepsAt(title: string): StepProgress[] {
	const current = titles.indexOf(title);
	return titles.map((each, index) => ({
		id: each.toLowerCase(),
		title: each,
		state: index < current ? 'done' : index === current ? 'current' : 'waiting',
	}));
}

/** Begins a step. */
export function enter(front: FrontEnd, title: string, why = ''): void {
	front.steps(stepsAt(title));
	front.enter({id: title.toLowerCase(), title, why});
}

/** A view of numbered lines. */
export function numbered(id: string, lines: number, more: Partial<View> = {}): View {
	return {id, blocks: [{kind: 'list', items: Array.from({length: lines}, (_, index) => ({text: `${id} line ${index + 1}`}))}], ...more};
}

/** So many things that others do. */
export function meanwhile(front: FrontEnd, number: number): void {
	for (let each = 0; each < number; each += 1) {
		front.happened?.({at: 0, who: 'thief', what: 's3:GetObject', where: 'workloads-prod', outcome: 'allowed', tone: 'danger'});
	}
}

/** A signal that never fires. */
export function never(): AbortSignal {
	return new AbortController().signal;
}
