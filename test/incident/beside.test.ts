import {appendFile, readFile, rm, truncate, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import fc from 'fast-check';
import {describe, expect, test} from 'vitest';
import type {Clock} from '../../src/clock.ts';
import {readBeside} from '../../src/incident/beside.ts';
import {BEGINNING, seal} from '../../src/incident/chain.ts';
import {Journal} from '../../src/incident/journal.ts';
import {checkManifest, MANIFEST, writeManifest} from '../../src/incident/manifest.ts';
import type {JournalEntry} from '../../src/incident/records.ts';
import {temporaryFolder} from './temporary.ts';

const clock: Clock = {now: () => Date.UTC(2026, 10, 23, 0, 41, 7, 5), sleep: async () => {}};
const sitting = {version: '0.1.0', runbook: {id: 'leaked-session', sha256: 'a'.repeat(64)}};
const opened = {...sitting, incident: '20261123-0041-7f3a', mode: 'live'} as const;

const entries: readonly JournalEntry[] = [
	{kind: 'step', step: 'contain', state: 'entered'},
	{kind: 'intent', key: 'contain/attach-policy', what: 'attaching', intent: {policyId: 'p-12345678'}},
	{kind: 'outcome', key: 'contain/attach-policy', outcome: {requestId: '5f9f7c3a'}},
	{kind: 'note', key: 'prove/verdict', value: 'contained'},
	{kind: 'closed', verdict: 'contained'},
];

/** Whole records, and the bytes they are. */
function sealed(some: readonly JournalEntry[]): Buffer {
	let link = {n: 1, prev: BEGINNING};
	const lines = [{kind: 'opened', format: 1, ...opened} as const, ...some].map(entry => {
		const {line, record} = seal(entry, clock.now(), link);
		link = {n: record.n + 1, prev: record.hash};
		return `${line}\n`;
	});
	return Buffer.from(lines.join(''));
}

const whole = sealed(entries);
const lines = whole.toString().split(/(?<=\n)/);

/** A folder whose manifest lists `listed`, and whose journal is `now`. */
async function folderOf(listed: Uint8Array, now: Uint8Array): Promise<{readonly folder: string; readonly file: string}> {
	const folder = await temporaryFolder();
	const file = join(folder, 'journal.jsonl');
	await writeFile(file, listed);
	await writeManifest(folder);
	await writeFile(file, now);
	return {folder, file};
}

describe('a journal that its manifest knows to be longer', () => {
	test.each(lines.map((_, kept) => ({kept, cut: Buffer.from(lines.slice(0, kept).join(''))})))(
		'does not hold when it was cut after record $kept',
		async ({kept, cut}) => {
			const {folder, file} = await folderOf(whole, cut);
			const {records, problems, intact} = await readBeside(file);
			expect(records).toHaveLength(kept);
			expect(intact).toBe(false);
			expect(problems).toEqual([
				{line: kept + 1, beside: 'shorter', what: expect.stringContaining(`${(whole.length - cut.length).toLocaleString('en-US')} bytes`)},
			]);
			expect(await checkManifest(folder)).toEqual([{code: 'shorter', file: 'journal.jsonl', by: whole.length - cut.length}]);
			await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-shorter', exit: 5});
			expect(await readFile(file)).toEqual(cut);
		},
	);

	test('does not hold wherever it was cut, and is never taken for what a crash cut off', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({min: 0, max: whole.length - 1}), async length => {
				const {file} = await folderOf(whole, whole);
				await truncate(file, length);
				const {problems} = await readBeside(file);
				expect(problems).toMatchObject([{beside: 'shorter'}]);
				expect(problems[0]).not.toHaveProperty('torn');
				await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-shorter', exit: 5});
			}),
			{numRuns: 60},
		);
	});

	test('does not hold when other whole records took the place of what was cut off', async () => {
		const other = sealed([...entries.slice(0, 1), ...Array<JournalEntry>(6).fill({kind: 'note', key: 'prove/verdict', value: 'planned'})]);
		expect(other.length).toBeGreaterThan(whole.length);
		const {file, folder} = await folderOf(whole, other);
		expect((await readBeside(file)).problems).toMatchObject([{line: 1, beside: 'other'}]);
		expect(await checkManifest(folder)).toEqual([{code: 'altered', file: 'journal.jsonl'}]);
		await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-other', exit: 5});
	});
});

describe('a journal holds', () => {
	test('whatever it had become by the time it was cut off from its next manifest', async () => {
		await fc.assert(
			fc.asyncProperty(fc.integer({min: 0, max: whole.length}), fc.integer({min: 0, max: whole.length}), async (one, other) => {
				const [listed, now] = [Math.min(one, other), Math.max(one, other)];
				const {file} = await folderOf(whole.subarray(0, listed), whole.subarray(0, now));
				const {problems} = await readBeside(file);
				// A crash leaves the beginning of one record at most, as it always did.
				expect(problems.filter(problem => !problem.torn)).toEqual([]);
			}),
			{numRuns: 60},
		);
	});

	test('without a manifest, and beside one that says nothing of it', async () => {
		const cut = Buffer.from(lines.slice(0, 2).join(''));
		const {folder, file} = await folderOf(whole, cut);
		await writeFile(join(folder, MANIFEST), '{"files":[]}');
		expect(await readBeside(file)).toMatchObject({intact: true, problems: []});
		await writeFile(join(folder, MANIFEST), '{"format":"tourniquet-manifest","version":1,"files":[]}');
		expect(await readBeside(file)).toMatchObject({intact: true, problems: []});
		await rm(join(folder, MANIFEST));
		expect(await readBeside(file)).toMatchObject({intact: true, problems: []});
		await (await Journal.open(file, sitting, clock)).close();
	});

	test('gone on with after a crash, past the manifest that the crash left behind', async () => {
		const {file} = await folderOf(whole, whole);
		await appendFile(file, '{"n":7,"at":"2026-');
		await (await Journal.open(file, sitting, clock)).close();
		expect(await readBeside(file)).toMatchObject({intact: true, problems: [], setAside: [{line: 7}]});
	});
});

test('what does not hold by itself is told by the line, as ever', async () => {
	const {file} = await folderOf(whole, Buffer.from(whole.toString().replace('"kind":"intent"', '"kinD":"intent"')));
	expect((await readBeside(file)).problems).toMatchObject([{line: 3}]);
	await expect(Journal.open(file, sitting, clock)).rejects.toMatchObject({code: 'journal-broken', exit: 5});
});
