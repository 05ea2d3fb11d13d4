import {readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, onTestFinished, test, vi} from 'vitest';
import type {Clock} from '../../src/clock.ts';
import {readArguments} from '../../src/commands/flags/arguments.ts';
import {verifyCommand} from '../../src/commands/looking-back/verify.ts';
import {sha256} from '../../src/incident/chain.ts';
import {Journal} from '../../src/incident/journal.ts';
import {parseJournal} from '../../src/incident/read.ts';
import {temporaryFolder} from './temporary.ts';

const clock: Clock = {now: () => Date.UTC(2026, 10, 23, 0, 41, 7, 5), sleep: async () => {}};
const sitting = {version: '0.1.0', runbook: {id: 'leaked-session', sha256: 'a'.repeat(64)}};
const opened = {incident: '20261123-0041-7f3a', mode: 'live', ...sitting} as const;

/** A journal of twelve records in a folder of its own. */
async function journal(): Promise<{readonly file: string; readonly lines: readonly string[]}> {
	const file = join(await temporaryFolder(), 'journal.jsonl');
	const written = await Journal.create(file, opened, clock);
	await Promise.all(
		Array.from({length: 11}, (_, value) => written.append({kind: 'note', key: `prove/${value}`, value: `denied {"${value}`})),
	);
	await written.close();
	return {file, lines: (await readFile(file, 'utf8')).trimEnd().split('\n')};
}

const withoutHash = (line: string) => line.replace(/,"hash":"[0-9a-f]{64}"\}$/, '}');
const forged = (line: string) => withoutHash(line).replace('denied', 'allowed');
const file = (lines: readonly string[], end = '\n') => Buffer.from(lines.join('\n') + end);

async function verified(path: string): Promise<{readonly exit: number; readonly said: string}> {
	const write = vi.spyOn(process.stdout, 'write').mockReturnValue(true);
	onTestFinished(() => write.mockRestore());
	const exit = await verifyCommand(readArguments(['verify', path]));
	return {exit, said: write.mock.calls.map(([said]) => String(said)).join('')};
}

test('records that were rewritten without their hashes are no torn end, however many and whatever their line feeds', async () => {
	const {lines} = await journal();
	for (const kept of [3, 10, 11])
		for (const end of ['\n', '']) {
			const read = parseJournal(file([...lines.slice(0, kept), ...lines.slice(kept).map(forged)], end));
			expect(read).toMatchObject({intact: false, problems: [{line: kept + 1, what: 'This line is not as it was written.'}]});
			expect(read.problems[0]?.torn).toBeUndefined();
			expect(read.tail.torn).toBeUndefined();
			expect(read.records).toHaveLength(kept);
		}
});

test('several lines without an end are no torn end either: only the last can have been cut off', async () => {
	const {lines} = await journal();
	const open = (line: string) => forged(line).slice(0, -1);
	for (const end of ['\n', '']) {
		const {problems} = parseJournal(file([...lines.slice(0, 8), ...lines.slice(8).map(open)], end));
		expect(problems).toEqual([{line: 9, what: 'This line is not as it was written.'}]);
	}
});

test('a whole record with something behind it, and a blank line at the end, are no torn end', async () => {
	const {lines} = await journal();
	const last = lines.at(-1) ?? '';
	for (const end of [`${forged(last)}x`, `${last}x`, `${forged(last)} `, `${last}\n`]) {
		const {problems} = parseJournal(file([...lines.slice(0, -1), end], end.endsWith('\n') ? '\n' : ''));
		expect(problems).toMatchObject([{what: 'This line is not as it was written.'}]);
		expect(problems[0]?.torn).toBeUndefined();
	}
});

test('what was forged cannot be vouched for as something that a crash cut off', async () => {
	const {lines} = await journal();
	const forgery = lines.slice(6).map(forged).join('\n');
	const prev = /"hash":"([0-9a-f]{64})"/.exec(lines[5] ?? '')?.[1];
	const value = {bytes: Buffer.byteLength(forgery), sha256: sha256(forgery)};
	const body = JSON.stringify({n: 7, at: new Date(clock.now()).toISOString(), kind: 'note', key: 'torn-line', value, prev});
	const vouching = `${body.slice(0, -1)},"hash":"${sha256(body)}"}`;
	const read = parseJournal(file([...lines.slice(0, 6), forgery, vouching]));
	expect(read).toMatchObject({intact: false, setAside: [], problems: [{line: 7}]});
	expect(read.records).toHaveLength(6);
});

test('what was cut off before a record that does not vouch for it is no torn end', async () => {
	const {lines} = await journal();
	const {records, problems} = parseJournal(file([...lines.slice(0, 6), (lines[6] ?? '').slice(0, 40), ...lines.slice(6)]));
	expect(records).toHaveLength(6);
	expect(problems).toEqual([{line: 7, what: 'This line is not as it was written.'}]);
});

test('a batch of several records that a crash cut off is read up to its last whole one, and gone on with', async () => {
	const {file: path, lines} = await journal();
	const bytes = file(lines);
	const lengths = [lines.slice(0, 5).join('\n').length + 1, bytes.length - 1];
	for (let length = lengths[0] ?? 0; length < (lengths[1] ?? 0); length += 13) {
		await writeFile(path, bytes.subarray(0, length));
		await (await Journal.open(path, sitting, clock)).close();
		const after = await readFile(path);
		expect(after.subarray(0, length)).toEqual(bytes.subarray(0, length));
		expect(parseJournal(after)).toMatchObject({intact: true, problems: []});
	}
});

test('an end that the power took with it as zeros is gone on with', async () => {
	const {file: path, lines} = await journal();
	await writeFile(path, Buffer.concat([file(lines), Buffer.alloc(200)]));
	await (await Journal.open(path, sitting, clock)).close();
	expect(parseJournal(await readFile(path))).toMatchObject({intact: true, setAside: [{line: 13, bytes: 200}]});
});

test('verify answers 2 for a forged end, and 0 for one that was cut off', async () => {
	const {file: path, lines} = await journal();
	await writeFile(path, file([...lines.slice(0, 4), ...lines.slice(4).map(forged)]));
	const broken = await verified(path);
	expect(broken).toMatchObject({exit: 2, said: expect.stringContaining('THE JOURNAL DOES NOT HOLD')});
	expect(broken.said).not.toContain('crash');
	await expect(Journal.open(path, sitting, clock)).rejects.toMatchObject({code: 'journal-broken', exit: 5});

	await writeFile(path, file(lines).subarray(0, -40));
	const torn = await verified(path);
	expect(torn).toMatchObject({exit: 0, said: expect.stringContaining('Line 12 was cut off')});
});
