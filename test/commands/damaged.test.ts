import {mkdir, readdir, readFile, rm, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test, vi} from 'vitest';
import {main} from '../../src/commands/main.ts';
import {seal} from '../../src/incident/chain.ts';
import {writeManifest} from '../../src/incident/manifest.ts';
import type {JournalRecord} from '../../src/incident/records.ts';
import {harmlessJson} from '../../src/text/clean.ts';
import {temporaryFolder} from '../incident/temporary.ts';
import {managementAccount} from '../scenarios.ts';
import {incidentId, newIncident, walkThrough} from '../steps/support.ts';

interface Said {
	readonly exit: number;
	readonly out: string;
	readonly err: string;
}

/** An incident's folder below a state folder, and the program called on it. No AWS is there to be asked. */
interface Kept {
	readonly folder: string;
	readonly journal: string;
	call(...argv: readonly string[]): Promise<Said>;
}

let lines: readonly string[];
let records: readonly JournalRecord[];

beforeAll(async () => {
	const incident = newIncident({scenario: managementAccount});
	const {facts} = await walkThrough({incident, user: 'cost-analyst', confirm: 'cost-analyst'});
	expect(facts.closing?.changed).toHaveLength(2);
	records = incident.journal;
	lines = records.map(record => harmlessJson(record));
}, 120_000);

async function kept(written: readonly string[]): Promise<Kept> {
	const state = await temporaryFolder();
	const folder = join(state, 'incidents', incidentId);
	const journal = join(folder, 'journal.jsonl');
	await mkdir(folder, {recursive: true});
	await writeFile(journal, fileOf(written));
	await writeManifest(folder);
	return {
		folder,
		journal,
		call: async (...argv) => {
			const said = {out: '', err: ''};
			const to = (stream: 'out' | 'err') => (chunk: unknown) => {
				said[stream] += String(chunk);
				return true;
			};
			const spies = [
				vi.spyOn(process.stdout, 'write').mockImplementation(to('out')),
				vi.spyOn(process.stderr, 'write').mockImplementation(to('err')),
			];
			try {
				return {exit: await main([...argv, '--state-dir', state], '0.0.0'), ...said};
			} finally {
				for (const spy of spies) spy.mockRestore();
			}
		},
	};
}

const fileOf = (written: readonly string[]) => written.map(line => `${line}\n`).join('');

/** Where the first record of this kind and key is, from 0. */
function at(kind: JournalRecord['kind'], key: RegExp): number {
	const index = records.findIndex(record => record.kind === kind && 'key' in record && key.test(record.key));
	expect(index).toBeGreaterThan(0);
	return index;
}

/** As it comes off a screen that breaks lines. */
const flowing = (said: string) => said.replace(/\s+/g, ' ');

const policyId = () => {
	const record = records[at('outcome', /create-policy$/)];
	return (record as unknown as {readonly outcome: {readonly policyId: string}}).outcome.policyId;
};

describe('one word that was changed in the last line', () => {
	async function changed(): Promise<Kept> {
		const there = await kept(lines);
		await writeFile(there.journal, fileOf(lines.with(-1, lines.at(-1)?.replace('"kind"', '"kinD"') ?? '')));
		return there;
	}

	test('keeps what was done from being undone here, and the way to do it by hand is said', async () => {
		const there = await changed();
		const before = await readFile(there.journal);
		for (const command of ['recover', 'resume']) {
			const {exit, out, err} = await there.call(command, incidentId, '--no-input');
			expect({exit, out}).toEqual({exit: 5, out: ''});
			expect(err).toContain(`does not hold from line ${lines.length} on`);
			expect(err).toContain('What was done after that is not known');
			expect(err).toContain(`tourniquet recover ${incidentId} --explain`);
			expect(err).not.toContain('tourniquet respond');
		}
		const {exit, err} = await there.call('note', incidentId, 'spoke with counsel');
		expect({exit, err}).toMatchObject({exit: 5, err: expect.stringContaining('--explain')});
		expect(await readFile(there.journal)).toEqual(before);
	});

	test('leaves every command that takes it off and puts it back, from the records that hold', async () => {
		const there = await changed();
		const before = await readFile(there.journal);
		const {exit, out, err} = await there.call('recover', incidentId, '--explain');
		expect(exit).toBe(5);
		expect(flowing(out)).toContain(`does not hold from line ${lines.length} on`);
		expect(flowing(out)).toContain(`aws organizations delete-policy --policy-id ${policyId()}`);
		expect(flowing(out)).toMatch(new RegExp(`detach-policy --target-id r-\\S+ --policy-id ${policyId()}`));
		for (const record of records) {
			if (record.kind !== 'intent' || !/put-inline-policy/.test(record.key)) continue;
			const {permissionSet, saved} = record.intent as {readonly permissionSet: string; readonly saved: string};
			expect(flowing(out)).toContain(`--permission-set-arn ${permissionSet}`);
			expect(out.replace(/\s/g, '')).toContain(Buffer.from(saved, 'base64').toString('utf8').replace(/\s/g, ''));
		}
		expect(out).not.toMatch(/INSTANCE_ARN|MANAGEMENT_ACCOUNT_ID|undefined/);
		// What came after is looked for by what carries this incident's id.
		expect(flowing(out)).toContain(`starts_with(Name, \`tourniquet-${incidentId}-\`)`);
		expect(flowing(out)).toContain('tourniquet:incident');
		expect(flowing(err)).toContain('commands above');
		expect(await readFile(there.journal)).toEqual(before);
	});

	test('is said in the document too', async () => {
		const {exit, out} = await (await changed()).call('recover', incidentId, '--explain', '--json');
		expect(exit).toBe(5);
		expect(JSON.parse(out)).toMatchObject({
			verdict: 'refused',
			problems: [{code: 'journal-broken', next: expect.stringContaining('without --json')}],
		});
	});
});

test('a journal that breaks between the saving of a permission set and its change says that it may have been changed', async () => {
	const put = at('intent', /put-inline-policy/);
	const there = await kept(lines);
	await writeFile(there.journal, fileOf(lines.with(put, lines[put]?.replace('"kind"', '"kinD"') ?? '')));
	const {out} = await there.call('recover', incidentId, '--explain');
	const {set, bytes} = (records[at('evidence', /saved\//)] as unknown as {readonly value: {readonly set: string; readonly bytes: string}})
		.value;
	expect(flowing(out)).toContain('perhaps changed after that');
	expect(out).toContain(set);
	expect(out.replace(/\s/g, '')).toContain(Buffer.from(bytes, 'base64').toString('utf8').replace(/\s/g, ''));
});

test('a journal that breaks in its first line leaves what to look for', async () => {
	const there = await kept(lines);
	await writeFile(there.journal, fileOf(lines.with(0, lines[0]?.replace('"kind"', '"kinD"') ?? '')));
	const {exit, out} = await there.call('recover', incidentId, '--explain');
	expect(exit).toBe(5);
	expect(flowing(out)).toContain('tell of no change to AWS');
	expect(flowing(out)).toContain(`starts_with(Name, \`tourniquet-${incidentId}-\`)`);
});

describe('a journal that was cut off at a record’s end', () => {
	/** Nothing of the deny is left in it: by itself it says that nothing was changed. */
	async function cut(): Promise<Kept> {
		const there = await kept(lines);
		await writeFile(there.journal, fileOf(lines.slice(0, at('intent', /create-policy$/))));
		return there;
	}

	const line = () => at('intent', /create-policy$/) + 1;

	test('is not believed when it says that nothing is on', async () => {
		const there = await cut();
		const {exit, out} = await there.call('incidents');
		expect(exit).toBe(0);
		expect(flowing(out)).toContain('NOT KNOWN: 1 journal');
		expect(flowing(out)).toContain(`does not hold from line ${line()} on. Its end is gone: the manifest beside it lists`);
		expect(flowing(out)).toContain(`tourniquet verify ${incidentId}`);
		expect(JSON.parse((await there.call('incidents', '--json')).out)).toMatchObject({
			incidents: [{state: 'damaged', problem: expect.stringContaining('Its end is gone')}],
		});
	});

	test('is not believed either when it says that the deny is on: it may be off by now', async () => {
		const there = await kept(lines);
		await writeFile(there.journal, fileOf(lines.slice(0, -1)));
		const {out} = await there.call('incidents');
		expect(flowing(out)).toMatch(/^NOT KNOWN: 1 journal .* on for .* Its end is gone/);
	});

	test('is not gone on with, and nothing is written to it', async () => {
		const there = await cut();
		const before = await readFile(there.journal);
		for (const words of [['recover'], ['resume'], ['note', 'spoke with counsel']]) {
			const [command = '', ...more] = words;
			const {exit, out, err} = await there.call(command, incidentId, ...more, ...(command === 'note' ? [] : ['--no-input']));
			expect({exit, out}).toEqual({exit: 5, out: ''});
			expect(err).toContain('Its end is gone');
			expect(err).toContain('What was done after that is not known');
			expect(err).toContain(`tourniquet verify ${incidentId}`);
			expect(err).toContain(`tourniquet recover ${incidentId} --explain`);
			expect(err).toContain('put the whole journal back');
		}
		expect(JSON.parse((await there.call('resume', incidentId, '--no-input', '--json')).out)).toMatchObject({
			verdict: 'refused',
			problems: [{code: 'journal-shorter'}],
		});
		expect(await readFile(there.journal)).toEqual(before);
	});

	test('leaves the way to find by hand what it does not tell of', async () => {
		const {exit, out} = await (await cut()).call('recover', incidentId, '--explain');
		expect(exit).toBe(5);
		expect(flowing(out)).toContain('Its end is gone');
		expect(flowing(out)).toContain('tell of no change to AWS');
		expect(flowing(out)).toContain(`starts_with(Name, \`tourniquet-${incidentId}-\`)`);
	});

	test('prints the very commands of what it still tells of', async () => {
		const there = await kept(lines);
		await writeFile(there.journal, fileOf(lines.slice(0, at('outcome', /attach-policy$/) + 1)));
		const {exit, out} = await there.call('recover', incidentId, '--explain');
		expect(exit).toBe(5);
		expect(flowing(out)).toMatch(new RegExp(`detach-policy --target-id r-\\S+ --policy-id ${policyId()}`));
	});

	test('does not hold by what verify says', async () => {
		const there = await cut();
		const {exit, out} = await there.call('verify', incidentId);
		expect(exit).toBe(2);
		expect(flowing(out)).toContain(`✘ The journal does not hold from line ${line()} on: Its end is gone`);
		expect(flowing(out)).toMatch(/✘ journal\.jsonl is [\d,]+ bytes shorter than it was when the manifest was made\./);
		expect(flowing(out)).toContain('THE JOURNAL DOES NOT HOLD');
		expect(flowing(out)).not.toContain('can be made again from the journal');
		expect(flowing(out)).not.toContain('✔ Nothing was sent');
		expect(flowing(out)).toContain('More may have been sent');
		expect(JSON.parse((await there.call('verify', incidentId, '--json')).out)).toMatchObject({
			holds: false,
			problems: [{line: line(), what: expect.stringContaining('Its end is gone'), torn: false}],
			files: expect.arrayContaining([expect.objectContaining({code: 'shorter', file: 'journal.jsonl', amiss: true})]),
		});
	});

	test('makes no report in place of the one that the whole journal made', async () => {
		const whole = await kept(lines);
		expect((await whole.call('report', incidentId, '--output', whole.folder)).exit).toBe(0);
		const before = await filesOf(whole.folder);
		await writeFile(whole.journal, fileOf(lines.slice(0, at('intent', /create-policy$/))));
		const elsewhere = await temporaryFolder();
		for (const output of [whole.folder, join(whole.folder, 'report.html'), join(whole.folder, '..', incidentId, 'report.md')]) {
			const {exit, out, err} = await whole.call('report', incidentId, '--output', output);
			expect({exit, out}).toEqual({exit: 5, out: ''});
			expect(err).toContain('Its end is gone');
			expect(err).toContain('a report there was made from more of it, and stays as it is');
			expect(err).toContain('--output');
		}
		const summary = await whole.call('report', incidentId, incidentId, '--output', whole.folder);
		expect(summary.exit).toBe(5);
		const {'journal.jsonl': _cut, ...after} = await filesOf(whole.folder);
		const {'journal.jsonl': _whole, ...expected} = before;
		expect(after).toEqual(expected);
		// Elsewhere it is made, and says what it is of.
		const {exit, err} = await whole.call('report', incidentId, '--output', elsewhere);
		expect({exit, err}).toMatchObject({exit: 5, err: expect.stringContaining('Its end is gone')});
		expect(await readFile(join(elsewhere, 'report.md'), 'utf8')).toContain('THE JOURNAL DOES NOT HOLD');
	});

	test('is fine when its manifest is older than it is, as after a crash', async () => {
		const there = await kept(lines.slice(0, at('intent', /create-policy$/)));
		await writeFile(there.journal, fileOf(lines));
		expect((await there.call('verify', incidentId)).exit).toBe(0);
		expect((await there.call('incidents')).out).toContain('ON: 1 containment');
		expect((await there.call('note', incidentId, 'spoke with counsel')).exit).toBe(0);
	});
});

test('a journal that is whole, and not the one that its manifest lists, is not believed either', async () => {
	const there = await kept(lines);
	const end = at('intent', /create-policy$/);
	const padded = lines.slice(0, end);
	let last = records[end - 1];
	while (fileOf(padded).length <= fileOf(lines).length) {
		const {line, record} = seal({kind: 'note', key: 'made-up', value: 'x'.repeat(2000)}, 0, {
			n: (last?.n ?? 0) + 1,
			prev: last?.hash ?? '',
		});
		padded.push(line);
		last = record;
	}
	await writeFile(there.journal, fileOf(padded));
	expect((await there.call('incidents')).out).toContain('NOT KNOWN: 1 journal');
	const {exit, err} = await there.call('recover', incidentId, '--no-input');
	expect({exit, err}).toMatchObject({exit: 5, err: expect.stringContaining('It is not the journal that the manifest beside it lists')});
	const explained = await there.call('recover', incidentId, '--explain');
	expect(flowing(explained.out)).not.toContain('before line 1');
	expect((await there.call('verify', incidentId)).out).toContain('THE JOURNAL DOES NOT HOLD');
});

test('a journal that is gone, and its manifest is not, is listed as not known', async () => {
	const there = await kept(lines);
	await rm(there.journal);
	expect(flowing((await there.call('incidents')).out)).toMatch(/^NOT KNOWN: 1 journal .* cannot be read: it is not there/);
	expect(await there.call('recover', incidentId, '--no-input')).toMatchObject({
		exit: 2,
		err: expect.stringContaining('cannot be read: it is not there'),
	});
});

async function filesOf(folder: string): Promise<Readonly<Record<string, string>>> {
	const names = (await readdir(folder)).sort();
	return Object.fromEntries(await Promise.all(names.map(async name => [name, await readFile(join(folder, name), 'utf8')] as const)));
}
