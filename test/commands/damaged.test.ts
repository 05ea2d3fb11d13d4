import {mkdir, readFile, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {beforeAll, describe, expect, test, vi} from 'vitest';
import {main} from '../../src/commands/main.ts';
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
