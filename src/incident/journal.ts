import type {Clock} from '../clock.ts';
import {Problem} from '../problem.ts';
import type {Recorded, WalkJournal} from '../runbook/record.ts';
import {clean} from '../text/clean.ts';
import {text} from '../text/index.ts';
import {damageCode, damageOf, readBeside} from './beside.ts';
import {BEGINNING, type Link, seal} from './chain.ts';
import {DurableFile, WrittenByAnother} from './durable-file.ts';
import {foldJournal} from './fold.ts';
import {FORMAT, type JournalEntry, type JournalRecord, type OpenedRecord} from './records.ts';
import {redact} from './redact.ts';
import {vouchingFor} from './torn.ts';

/** The key of the note that the file was deleted and put back. The walk's own keys all have a slash. */
const PUT_BACK = 'journal-put-back';

/** What is known of a sitting when it begins. */
export type Sitting = Pick<OpenedRecord, 'version' | 'runbook' | 'caller' | 'timeZone'>;

/**
 * The record of an incident: JSON Lines, one record an event, each with the hash of the one before. Secrets are redacted and harmful
 * characters escaped before anything is written.
 */
export class Journal implements WalkJournal {
	readonly file: string;
	readonly #disk: DurableFile;
	readonly #clock: Clock;
	readonly #records: JournalRecord[];
	#putBack = 0;

	private constructor(file: string, disk: DurableFile, clock: Clock, records: readonly JournalRecord[]) {
		this.file = file;
		this.#disk = disk;
		this.#clock = clock;
		this.#records = [...records];
	}

	/** Begins a journal where there is no file yet, in a folder that is there. Throws `journal-unwritable`. */
	static async create(file: string, opened: Sitting & Pick<OpenedRecord, 'incident' | 'mode'>, clock: Clock): Promise<Journal> {
		const disk = await DurableFile.create(file).catch((error: unknown) => {
			throw unwritable(file, error);
		});
		return new Journal(file, disk, clock, []).#begin([{kind: 'opened', format: FORMAT, ...opened}]);
	}

	/**
	 * Goes on with a journal. An end that a crash cut off is kept as it is: the line is ended, and the next record vouches for its bytes.
	 * Throws a `Problem`: `journal-unreadable`; `journal-broken`, `journal-shorter` or `journal-other` (exit 5) when it does not hold, because
	 * going on from half of what happened could do the other half twice; `journal-unwritable`.
	 */
	static async open(file: string, sitting: Sitting, clock: Clock): Promise<Journal> {
		const read = await readBeside(file);
		const damage = damageOf(read);
		if (damage !== undefined) {
			throw new Problem(damageCode(damage), text.incident.broken(clean(file), damage.line, damage.what), text.incident.brokenNext, 5);
		}
		const {records, tail} = read;
		const [first] = records;
		if (first?.kind !== 'opened') {
			throw new Problem('journal-broken', text.incident.nothingWhole(clean(file)), text.incident.nothingWholeNext, 5);
		}
		const disk = await DurableFile.reopen(file, tail.size).catch((error: unknown) => {
			throw unwritable(file, error);
		});
		const resumed = {kind: 'opened', format: FORMAT, incident: first.incident, mode: first.mode, ...sitting, resumed: true} as const;
		const beginning = tail.torn === undefined ? [resumed] : [vouchingFor(tail.torn), resumed];
		return new Journal(file, disk, clock, records).#begin(beginning, tail.lineEnded ? '' : '\n');
	}

	/** Everything in the file, and what has been appended since. */
	get records(): readonly JournalRecord[] {
		return this.#records;
	}

	get recorded(): Recorded {
		return foldJournal(this.#records);
	}

	/** How often somebody deleted the file in this sitting, and it was put back whole. */
	get putBack(): number {
		return this.#putBack;
	}

	/**
	 * Resolves when the record is on the disk. Rejects with a `Problem` (`journal-unwritable`, exit 5) when it could not be put there,
	 * and so does every later append: a caller may leave one unawaited and still learns of it.
	 */
	append(entry: JournalEntry): Promise<void> {
		const appended = this.#append(entry);
		appended.catch(() => {});
		return appended;
	}

	/** Waits for what has been appended. */
	async close(): Promise<void> {
		await this.#disk.close();
	}

	/** Nobody but this gets to close a journal whose first words fail. */
	async #begin(entries: readonly JournalEntry[], lineEnd = ''): Promise<this> {
		try {
			const lineEnded = lineEnd === '' ? undefined : this.#write(lineEnd);
			await Promise.all([lineEnded, ...entries.map(entry => this.append(entry))]);
			return this;
		} catch (error) {
			await this.close();
			throw error;
		}
	}

	async #append(entry: JournalEntry): Promise<void> {
		// Sealed before anything is awaited: the order of the calls is the order of the chain.
		const {line, record} = seal(redact(entry), this.#clock.now(), this.#next());
		this.#records.push(record);
		await this.#write(`${line}\n`);
		if (this.#disk.putBack === this.#putBack) return;
		this.#putBack = this.#disk.putBack;
		await this.append({kind: 'note', key: PUT_BACK, value: {times: this.#putBack}});
	}

	async #write(lines: string): Promise<void> {
		try {
			await this.#disk.append(lines);
		} catch (error) {
			throw unwritable(this.file, error);
		}
	}

	#next(): Link {
		const last = this.#records.at(-1);
		return {n: (last?.n ?? 0) + 1, prev: last?.hash ?? BEGINNING};
	}
}

/** The problem that keeps anything from being done without a journal. */
export function unwritable(path: string, cause: unknown): Problem {
	if (cause instanceof WrittenByAnother) {
		return new Problem('journal-unwritable', text.incident.writtenByAnother(clean(path)), text.incident.writtenByAnotherNext, 5, {cause});
	}
	const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause);
	return new Problem('journal-unwritable', text.incident.unwritable(clean(path), code), text.incident.unwritableNext, 5, {cause});
}
