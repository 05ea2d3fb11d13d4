import {readdirSync, readFileSync, rmSync} from 'node:fs';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {cleanEnvironment} from './program.ts';
import {key, longPatience, Screen} from './screen.ts';

export interface Seat {
	readonly columns?: number;
	readonly rows?: number;
	/** Where the program is called from: anywhere, unless it says. */
	readonly folder?: string;
	/** Beside what every run has. */
	readonly environment?: NodeJS.ProcessEnv;
}

/** The key hints of a question that takes keys; they are the last row of the screen. */
const takesKeys = /(?:Enter select|Ctrl-D done|Esc (?:back|close page)|Space tick).*Ctrl-C stop$/;
const header = /^ TOURNIQUET {2}SANDBOX · nothing here touches AWS/;

/** The folder that holds package.json. */
export const repository = fileURLToPath(new URL('../..', import.meta.url));

/** The part of the screen that is drawn anew all the time, from the header to the key hints. */
export function frameOf(screen: string): string {
	const rows = screen.split('\n');
	return rows
		.slice(
			Math.max(
				rows.findLastIndex(row => header.test(row)),
				0,
			),
		)
		.join('\n');
}

/** The row of a list that Enter would take. */
function rowUnderCursor(screen: string): string {
	return (
		frameOf(screen)
			.split('\n')
			.findLast(row => row.startsWith(' ▶ ')) ?? ''
	);
}

interface JournalRecord {
	readonly kind: string;
	readonly key?: string;
	readonly verdict?: string;
}

/** The last verdict of a rehearsal among these lines, in one line; what the rehearsal came to, said after it, is left out. */
export function verdictIn(lines: readonly string[]): string {
	const said = lines.slice(lines.findLastIndex(line => line.includes('(rehearsal)')));
	const end = said.findIndex(line => line.startsWith('rehearsal: '));
	return said.slice(0, end < 0 ? said.length : end).join(' ');
}

/** A person at a terminal. */
export class Responder {
	readonly screen: Screen;
	readonly #environment: NodeJS.ProcessEnv;

	constructor(command: readonly string[], seat: Seat) {
		this.#environment = cleanEnvironment(seat.environment);
		this.screen = new Screen(command, {...seat, environment: this.#environment});
	}

	/** Waits until this question is up and takes keys. Answers the frame. */
	async asked(question: RegExp): Promise<string> {
		return frameOf(await this.screen.until(screen => takesKeys.test(screen) && question.test(frameOf(screen)), question));
	}

	/** Waits until what takes its time has come to a question, whichever it is: what it asks is looked at afterwards, without patience. */
	async decided(step: RegExp): Promise<void> {
		const up = (screen: string) => takesKeys.test(screen) && step.test(frameOf(screen));
		await this.screen.until(up, `a question at ${step}`, longPatience);
	}

	/** Arrow down to this choice, then Enter. */
	async choose(label: RegExp): Promise<void> {
		await this.moveTo(label);
		this.screen.press(key.enter);
	}

	/** Arrow down to the row. */
	async moveTo(label: RegExp): Promise<void> {
		let row = '';
		for (let moves = 0; moves < 30; moves++) {
			const before = row;
			const moved = (screen: string) => takesKeys.test(screen) && ![before, ''].includes(rowUnderCursor(screen));
			row = rowUnderCursor(await this.screen.until(moved, `the cursor leaves ${before}`));
			if (label.test(row)) return;
			this.screen.press(key.down);
		}
		throw new Error(`${label} is not on the list\n${this.screen.text()}`);
	}

	/** Key by key; waits until the field holds it all. */
	async type(text: string): Promise<void> {
		for (const character of text) this.screen.press(character);
		await this.screen.until(screen => screen.includes(`${text}▌`), `${text}▌`);
	}

	/** Empties the field that holds this. */
	async erase(text: string): Promise<void> {
		this.screen.press(key.backspace.repeat(text.length));
		await this.screen.until(screen => / ▌/.test(screen));
	}

	/** The name, then Enter of its own. */
	async confirm(name: string): Promise<void> {
		await this.type(name);
		this.screen.press(key.enter);
	}

	/** The verdict that the program printed at its end, in one line wherever its rows broke. */
	lastWords(): string {
		return verdictIn(this.screen.lines());
	}

	/** The transcript in one line: where rows broke does not matter. */
	transcript(): string {
		return this.screen.lines().join(' ').replace(/\s+/g, ' ');
	}

	/** The records of the only incident. Throws when the file is missing or a line of it is not whole. */
	journal(): JournalRecord[] {
		const lines = readFileSync(join(this.#folder(), 'journal.jsonl'), 'utf8').split('\n');
		if (lines.pop() !== '') throw new Error('the last line of the journal has no end');
		return lines.map(line => JSON.parse(line) as JournalRecord);
	}

	/** Who has the only incident open. */
	holder(): {readonly pid: number} {
		return JSON.parse(readFileSync(join(this.#folder(), 'lock.json'), 'utf8')) as {readonly pid: number};
	}

	#folder(): string {
		const rehearsals = join(this.#environment.XDG_STATE_HOME ?? '', 'tourniquet', 'rehearsals');
		const [incident = '', ...others] = readdirSync(rehearsals);
		if (others.length > 0) throw new Error(`more than one incident: ${[incident, ...others].join(', ')}`);
		return join(rehearsals, incident);
	}

	/** What the journal says was sent to AWS to change something. */
	changes(): string[] {
		return this.journal().flatMap(({kind, key = ''}) => (kind === 'intent' ? [key] : []));
	}

	/** Ends the program if it has not ended, and leaves nothing behind. */
	async leave(): Promise<void> {
		await this.screen.close();
		rmSync(this.#environment.HOME ?? '', {recursive: true, force: true});
	}
}
