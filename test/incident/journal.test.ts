import {appendFile, mkdir, open, readFile, rm, stat, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import {afterEach, describe, expect, test, vi} from 'vitest';
import type {Clock} from '../../src/clock.ts';
import {sha256} from '../../src/incident/chain.ts';
import {DurableFile} from '../../src/incident/durable-file.ts';
import {Journal} from '../../src/incident/journal.ts';
import {parseJournal, readJournal} from '../../src/incident/read.ts';
import type {JournalEntry} from '../../src/incident/records.ts';
import {Problem} from '../../src/problem.ts';
import {temporaryFolder} from './temporary.ts';

const clock: Clock = {now: () => Date.UTC(2026, 10, 23, 0, 41, 7, 5), sleep: async () => {}};
const opened = {
	incident: '20261123-0041-7f3a',
	mode: 'live',
	version: '0.1.0',
	runbook: {id: 'leaked-session', sha256: 'a'.repeat(64)},
} as const;
const sitting = {version: '0.1.0', runbook: opened.runbook};

const entries: readonly JournalEntry[] = [
	{kind: 'step', step: 'brief', state: 'entered'},
	{kind: 'answer', key: 'who/user', question: 'text', title: 'Who is it', answer: 'test-user'},
	{kind: 'evidence', key: 'baseline/target', what: 'probing', value: {kind: 'allowed', at: 1}},
	{kind: 'intent', key: 'contain/attach', what: 'attaching', intent: {policyId: 'p-12345678'}},
	{
		kind: 'call',
		service: 'organizations',
		operation: 'AttachPolicy',
		region: 'us-east-1',
		account: '111111111111',
		write: true,
		requestIds: ['5f9f7c3a-0000-4000-8000-000000000000'],
		attempts: 1,
		outcome: 'answered',
		milliseconds: 120,
	},
	{kind: 'outcome', key: 'contain/attach', outcome: {requestId: '5f9f7c3a-0000-4000-8000-000000000000'}},
	{kind: 'failed', key: 'contain/tag', problem: {code: 'access-denied', message: 'Not allowed.', next: 'Ask.', exit: 5}},
	{kind: 'note', key: 'prove/verdict', value: 'contained'},
	{kind: 'closed', verdict: 'contained'},
];

const LINE_FEED = 0x0a;

afterEach(() => {
	vi.restoreAllMocks();
});

async function written(folder: string, some: readonly JournalEntry[] = entries): Promise<string> {
	const file = join(folder, 'journal.jsonl');
	const journal = await Journal.create(file, opened, clock);
	for (const entry of some) await journal.append(entry);
	await journal.close();
	return file;
}

describe('a journal', () => {
	test('is read back as it was written, each record chained to the one before', async () => {
		const file = await written(await temporaryFolder());
		const {records, problems, intact, setAside} = await readJournal(file);
		expect({problems, intact, setAside}).toEqual({problems: [], intact: true, setAside: []});
		expect(records).toMatchObject([{kind: 'opened', format: 1, ...opened}, ...entries]);
		expect(records.map(({n}) => n)).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10]);
		expect(new Set(records.map(({at}) => at))).toEqual(new Set(['2026-11-23T00:41:07.005Z']));
		expect(records.map(({prev}) => prev)).toEqual(['0'.repeat(64), ...records.slice(0, -1).map(({hash}) => hash)]);
	});

	test('can be checked with nothing but a hash of each line', async () => {
		const lines = (await readFile(await written(await temporaryFolder()), 'utf8')).trimEnd().split('\n');
		for (const line of lines) {
			const [, body, hash] = /^(.*),"hash":"([0-9a-f]{64})"\}$/.exec(line) ?? [];
			expect(sha256(`${body}}`)).toBe(hash);
		}
	});

	test('is for its owner only', async () => {
		const file = await written(await temporaryFolder());
		expect(((await stat(file)).mode & 0o777).toString(8)).toBe('600');
	});

	test('keeps appends made side by side in their order, all of them on disk when they resolve', async () => {
		const file = join(await temporaryFolder(), 'journal.jsonl');
		const journal = await Journal.create(file, opened, clock);
		await Promise.all(
			Array.from({length: 200}, async (_, index) => {
				await journal.append({kind: 'note', key: `prove/${index}`, value: index});
				expect(await readFile(file, 'utf8')).toContain(`"key":"prove/${index}","value":${index},`);
			}),
		);
		await journal.close();
		const {records, intact} = await readJournal(file);
		expect(intact).toBe(true);
		expect(records.slice(1).map(record => record.kind === 'note' && record.value)).toEqual(Array.from({length: 200}, (_, index) => index));
	});

	test('closes only after what was appended without being waited for', async () => {
		const file = join(await temporaryFolder(), 'journal.jsonl');
		const journal = await Journal.create(file, opened, clock);
		for (const entry of entries) journal.append(entry);
		await journal.close();
		expect((await readJournal(file)).records).toHaveLength(1 + entries.length);
	});

	test('holds no secret and nothing that acts on a terminal', async () => {
		const file = join(await temporaryFolder(), 'journal.jsonl');
		const journal = await Journal.create(file, opened, clock);
		const hostile = 'test\u001b[2J\u202euser\u009b\u200b\u2028\ud800';
		const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
		await journal.append({
			kind: 'evidence',
			key: `prove/${hostile}`,
			what: hostile,
			value: {userName: hostile, credentials: {SecretAccessKey: secret}},
		});
		await journal.close();
		const text = await readFile(file, 'utf8');
		expect(text.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
		expect(text).not.toContain(secret);
		const {records, intact} = await readJournal(file);
		expect(intact).toBe(true);
		expect(records[1]).toMatchObject({key: `prove/${hostile}`, value: {userName: hostile, credentials: {SecretAccessKey: '[redacted]'}}});
	});

	test('offers what a walk replays, before it is closed and after', async () => {
		const file = join(await temporaryFolder(), 'journal.jsonl');
		const journal = await Journal.create(file, opened, clock);
		for (const entry of entries) await journal.append(entry);
		await journal.close();
		const again = await Journal.open(file, sitting, clock);
		await again.close();
		for (const {recorded} of [journal, again]) {
			expect(recorded.steps).toEqual(new Map([['brief', 'entered']]));
			expect(recorded.answers.get('who/user')?.answer).toBe('test-user');
			expect(recorded.evidence.get('baseline/target')?.value).toEqual({kind: 'allowed', at: 1});
			expect(recorded.writes.get('contain/attach')).toMatchObject({
				intent: {policyId: 'p-12345678'},
				outcome: {value: {requestId: expect.any(String)}},
			});
			expect(recorded.writes.get('contain/tag')?.failed?.code).toBe('access-denied');
			expect(recorded.notes.get('prove/verdict')).toBe('contained');
		}
	});

	test('that is opened again goes on with the same chain and says so', async () => {
		const file = await written(await temporaryFolder());
		const before = await readFile(file);
		const journal = await Journal.open(
			file,
			{...sitting, version: '0.2.0', caller: {accountId: '111111111111', arn: 'arn:aws:iam::111111111111:user/ops-admin'}},
			clock,
		);
		await journal.append({kind: 'note', key: 'prove/again', value: true});
		await journal.close();
		expect((await readFile(file)).subarray(0, before.length)).toEqual(before);
		const {records, intact} = await readJournal(file);
		expect(intact).toBe(true);
		expect(records.slice(-2)).toMatchObject([
			{kind: 'opened', ...opened, version: '0.2.0', resumed: true, caller: {accountId: '111111111111'}},
			{kind: 'note', key: 'prove/again'},
		]);
	});
});

describe('a journal that was changed', () => {
	test('in any byte is reported, and read no further than it holds', async () => {
		const bytes = await readFile(await written(await temporaryFolder()));
		const whole = parseJournal(bytes).records;
		for (const [index, byte] of bytes.entries()) {
			const changed = Buffer.from(bytes);
			changed[index] = byte ^ (1 << (index % 8));
			const {records, problems, intact} = parseJournal(changed);
			expect(intact).toBe(false);
			const line = bytes.subarray(0, index).toString('latin1').split('\n').length;
			expect(problems).toMatchObject([{line}]);
			expect(records).toEqual(whole.slice(0, line - 1));
		}
	});

	test('anyhow is reported, or only cut off after a whole record', async () => {
		const bytes = await readFile(await written(await temporaryFolder()));
		const whole = parseJournal(bytes).records;
		const lines = bytes.toString('utf8').split(/(?<=\n)/);
		const shuffled = fc.subarray(lines, {minLength: 0}).chain(some => fc.shuffledSubarray(some, {minLength: some.length}));
		const edits = fc.oneof(
			shuffled.map(some => Buffer.from(some.join(''))),
			fc
				.tuple(fc.nat(bytes.length), fc.nat(bytes.length), fc.uint8Array({maxLength: 40}))
				.map(([from, length, put]) => Buffer.concat([bytes.subarray(0, from), put, bytes.subarray(from + length)])),
		);
		fc.assert(
			fc.property(edits, changed => {
				const {records, intact} = parseJournal(changed);
				expect(records).toEqual(whole.slice(0, records.length));
				if (intact && !changed.equals(bytes)) expect(bytes.subarray(0, changed.length).equals(changed)).toBe(true);
			}),
			{numRuns: 500},
		);
	});

	test('in a record whose own hash was made to fit is reported at the next one', async () => {
		const text = await readFile(await written(await temporaryFolder()), 'utf8');
		const lines = text.split('\n');
		const body = (lines[2] ?? '').replace('test-user', 'ops-admin').replace(/,"hash":"[0-9a-f]{64}"\}$/, '');
		lines[2] = `${body},"hash":"${sha256(`${body}}`)}"}`;
		const {records, problems} = parseJournal(Buffer.from(lines.join('\n')));
		expect(records).toHaveLength(3);
		expect(problems).toEqual([{line: 4, what: 'The line before it is missing, or was changed.'}]);
	});

	test('is not gone on with, and not touched', async () => {
		const file = await written(await temporaryFolder());
		const changed = (await readFile(file, 'utf8')).replace('p-12345678', 'p-87654321');
		await writeFile(file, changed);
		await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({
			code: 'journal-broken',
			exit: 5,
			message: expect.stringContaining('from line 5 on'),
		});
		expect(await readFile(file, 'utf8')).toBe(changed);
	});

	test('by a version that writes what this one does not know is not gone on with', async () => {
		const file = join(await temporaryFolder(), 'journal.jsonl');
		const journal = await Journal.create(file, opened, clock);
		await journal.append({kind: 'omen', key: 'x'} as unknown as JournalEntry);
		await journal.close();
		expect(await readJournal(file)).toMatchObject({intact: false, problems: [{line: 2, what: expect.stringContaining('does not know')}]});
		await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-broken'});
	});
});

describe('a journal that was cut off while it was being written', () => {
	test('at any byte is read as far as it is whole', async () => {
		const bytes = await readFile(await written(await temporaryFolder()));
		const whole = parseJournal(bytes).records;
		for (let length = 0; length < bytes.length; length++) {
			const {records, problems} = parseJournal(bytes.subarray(0, length));
			const lines = bytes.subarray(0, length).toString('latin1').split('\n');
			// A record without its line feed is whole: its hash says so.
			const complete = lines.at(-1) === '' || bytes[length] === LINE_FEED;
			expect(records).toEqual(whole.slice(0, complete && lines.at(-1) !== '' ? lines.length : lines.length - 1));
			expect(problems).toEqual(complete ? [] : [{line: lines.length, what: expect.stringContaining('cut off'), torn: true}]);
		}
	});

	/** Writes the bytes to a file of their own, opens that as a journal, and answers what the file holds then. */
	async function reopened(folder: string, bytes: Uint8Array): Promise<Uint8Array> {
		const file = join(folder, `${bytes.length}.jsonl`);
		await writeFile(file, bytes);
		await (await Journal.open(file, sitting, clock)).close();
		return readFile(file);
	}

	/** Every length from `from` to the whole but one, side by side: each waits for the disk. */
	const cuts = (bytes: Uint8Array, from: number) =>
		Array.from({length: bytes.length - from}, (_, index) => bytes.subarray(0, from + index));

	test('at any byte is gone on with, every byte kept and the torn end known as such', async () => {
		const folder = await temporaryFolder();
		const bytes = await readFile(await written(folder, entries.slice(4, 6)));
		await Promise.all(
			cuts(bytes, bytes.indexOf(LINE_FEED)).map(async torn => {
				const after = await reopened(folder, torn);
				expect(after.subarray(0, torn.length)).toEqual(torn);
				const {records} = parseJournal(torn);
				const again = parseJournal(after);
				expect(again).toMatchObject({problems: [], intact: true});
				expect(again.records.slice(0, records.length)).toEqual(records);
				expect(again.records.at(-1)).toMatchObject({kind: 'opened', resumed: true});
				const complete = torn.at(-1) === LINE_FEED || bytes[torn.length] === LINE_FEED;
				expect(again.setAside).toEqual(complete ? [] : [{line: records.length + 1, bytes: torn.length - torn.lastIndexOf(LINE_FEED) - 1}]);
			}),
		);
	});

	test('once more while the torn end was being set aside is gone on with as well', async () => {
		const folder = await temporaryFolder();
		const bytes = await readFile(await written(folder));
		const torn = bytes.subarray(0, -30);
		const recovered = await reopened(folder, torn);
		const vouched = recovered.subarray(0, recovered.indexOf(LINE_FEED, torn.length + 1));
		await Promise.all(
			cuts(vouched, torn.length + 1).map(async tornAgain => {
				const after = await reopened(folder, tornAgain);
				expect(after.subarray(0, tornAgain.length)).toEqual(tornAgain);
				expect(parseJournal(after)).toMatchObject({intact: true, setAside: [{line: entries.length + 1}]});
			}),
		);
	});

	test('shows when the torn end is changed after it was set aside', async () => {
		const file = await written(await temporaryFolder());
		const size = (await stat(file)).size;
		await truncate(file, size - 10);
		await (await Journal.open(file, sitting, clock)).close();
		const bytes = await readFile(file);
		bytes[size - 20] = (bytes[size - 20] ?? 0) ^ 1;
		expect(parseJournal(bytes)).toMatchObject({intact: false, problems: [{line: entries.length + 1}]});
	});

	test('in its very first record holds nothing to go on with', async () => {
		const file = await written(await temporaryFolder());
		await truncate(file, 40);
		await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-broken', exit: 5});
		expect((await stat(file)).size).toBe(40);
		await truncate(file, 0);
		await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({
			code: 'journal-broken',
			message: expect.stringContaining('no whole record'),
		});
	});
});

describe('a journal that cannot be written', () => {
	test('because something is there already is refused', async () => {
		const file = await written(await temporaryFolder());
		const before = await readFile(file);
		await expect(Journal.create(file, opened, clock)).rejects.toMatchObject({code: 'journal-unwritable', exit: 5});
		expect(await readFile(file)).toEqual(before);
	});

	test('because its folder is not there, or is a file, is refused with a reason and a next step', async () => {
		const folder = await temporaryFolder();
		await expect(Journal.create(join(folder, 'none', 'journal.jsonl'), opened, clock)).rejects.toMatchObject({
			code: 'journal-unwritable',
			exit: 5,
		});
		await writeFile(join(folder, 'in-the-way'), '');
		const problem = await Journal.create(join(folder, 'in-the-way', 'journal.jsonl'), opened, clock).catch((error: unknown) => error);
		expect(problem).toBeInstanceOf(Problem);
		expect(problem).toMatchObject({
			code: 'journal-unwritable',
			exit: 5,
			message: expect.stringContaining('a file is in the way'),
			next: expect.stringContaining('--state-dir'),
		});
	});

	test('because another program writes to it too stops, and leaves the chain whole', async () => {
		const file = await written(await temporaryFolder());
		const [first, second] = [await Journal.open(file, sitting, clock), await Journal.open(file, sitting, clock)];
		await expect(first.append({kind: 'note', key: 'a/b', value: 1})).rejects.toMatchObject({
			code: 'journal-unwritable',
			exit: 5,
			message: expect.stringContaining('Another program'),
		});
		await second.append({kind: 'note', key: 'a/b', value: 2});
		for (let value = 3; value < 7; value++)
			await expect(first.append({kind: 'note', key: 'a/b', value})).rejects.toMatchObject({code: 'journal-unwritable'});
		await Promise.all([first.close(), second.close()]);
		expect(await readJournal(file)).toMatchObject({intact: true});
	});

	test('because somebody deleted it is put back whole, and says so', async () => {
		const file = await written(await temporaryFolder());
		const before = await readFile(file, 'utf8');
		const journal = await Journal.open(file, sitting, clock);
		await rm(file);
		await journal.append({kind: 'note', key: 'a/b', value: 1});
		expect(journal.putBack).toBe(1);
		await journal.close();
		expect((await readFile(file, 'utf8')).startsWith(before)).toBe(true);
		const {intact, records} = await readJournal(file);
		expect(intact).toBe(true);
		expect(records.slice(-2)).toMatchObject([
			{kind: 'note', key: 'a/b', value: 1},
			{kind: 'note', key: 'journal-put-back', value: {times: 1}},
		]);
	});

	test.runIf(process.platform === 'linux')('because the disk is full stops at once, and at every later word', async () => {
		const full = await DurableFile.reopen('/dev/full', 0);
		vi.spyOn(DurableFile, 'create').mockResolvedValueOnce(full);
		const unwritable = {code: 'journal-unwritable', exit: 5, message: expect.stringContaining('no space left')};
		await expect(Journal.create('/dev/full', opened, clock)).rejects.toMatchObject(unwritable);

		const file = join(await temporaryFolder(), 'journal.jsonl');
		const journal = await Journal.create(file, opened, clock);
		const handle = await open(file, 'r');
		await handle.close();
		const noSpace = Object.assign(new Error('no space left on device'), {code: 'ENOSPC'});
		vi.spyOn(Object.getPrototypeOf(handle), 'datasync').mockRejectedValueOnce(noSpace);
		for (const entry of entries.slice(0, 4)) await expect(journal.append(entry)).rejects.toMatchObject(unwritable);
		await journal.close();
	});
});

describe('a file that cannot be read as a journal', () => {
	test('is a problem with its reason', async () => {
		const folder = await temporaryFolder();
		await expect(readJournal(join(folder, 'none'))).rejects.toMatchObject({code: 'journal-unreadable', exit: 2});
		await mkdir(join(folder, 'folder'));
		await expect(readJournal(join(folder, 'folder'))).rejects.toMatchObject({code: 'journal-unreadable', exit: 2});
		await expect(readJournal('/dev/zero')).rejects.toMatchObject({code: 'journal-unreadable', exit: 2});
	});

	test('is not gone on with when it is something else altogether', async () => {
		const file = join(await temporaryFolder(), 'journal.jsonl');
		await appendFile(file, 'not a journal\n{"n":1}\n');
		expect(await readJournal(file)).toMatchObject({records: [], intact: false});
		await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-broken'});
	});
});
