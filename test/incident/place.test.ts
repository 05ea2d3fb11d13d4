import {chmod, mkdir, stat, writeFile} from 'node:fs/promises';
import {homedir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {createIncident, findIncident, keepPrivate, listIncidents, newIncidentId, stateFolder} from '../../src/incident/place.ts';
import {temporaryFolder} from './temporary.ts';

const now = Date.UTC(2026, 10, 23, 0, 41, 59);
const minute = 60_000;

const modeOf = async (path: string) => ((await stat(path)).mode & 0o777).toString(8);

/** Answers the given numbers one after the other. */
const numbers = (...given: readonly number[]) => {
	const rest = [...given];
	return () => rest.shift() ?? 0;
};

async function begun(state: string, mode: 'live' | 'sandbox', at: number, random: number) {
	const place = await createIncident(state, mode, at, () => random);
	await writeFile(place.journal, '');
	return place;
}

describe('the state folder', () => {
	test.each<[string, Record<string, string | undefined>, string | undefined, string]>([
		['as named', {XDG_STATE_HOME: '/elsewhere'}, '/evidence/x', '/evidence/x'],
		['named from where one is', {}, 'evidence', join(process.cwd(), 'evidence')],
		['below the XDG state home', {XDG_STATE_HOME: '/home/test-user/state'}, undefined, '/home/test-user/state/tourniquet'],
		['at home', {}, undefined, join(homedir(), '.local/state/tourniquet')],
		['at home when the XDG state home is relative', {XDG_STATE_HOME: 'state'}, undefined, join(homedir(), '.local/state/tourniquet')],
		['at home when it is empty', {XDG_STATE_HOME: ''}, undefined, join(homedir(), '.local/state/tourniquet')],
	])('is %s', (_, environment, named, expected) => {
		expect(stateFolder(environment, named)).toBe(expected);
	});
});

describe('a new incident', () => {
	test('has an id that tells its minute in UTC', () => {
		expect(newIncidentId(now, () => 0x7f3a)).toBe('20261123-0041-7f3a');
		expect(newIncidentId(Date.UTC(2027, 0, 2, 23, 5), () => 0)).toBe('20270102-2305-0000');
		expect(newIncidentId(now)).toMatch(/^20261123-0041-[0-9a-f]{4}$/);
	});

	test.each([
		['live', 'incidents'],
		['sandbox', 'rehearsals'],
	] as const)('%s gets a folder of its own in %s, for its owner only', async (mode, all) => {
		const state = join(await temporaryFolder(), 'state', 'tourniquet');
		const place = await createIncident(state, mode, now, () => 0x7f3a);
		const folder = join(state, all, '20261123-0041-7f3a');
		expect(place).toEqual({id: '20261123-0041-7f3a', mode, folder, journal: join(folder, 'journal.jsonl')});
		for (const path of [folder, join(state, all), state]) expect(await modeOf(path)).toBe('700');
	});

	test('never uses the folder of another', async () => {
		const state = await temporaryFolder();
		await createIncident(state, 'live', now, () => 1);
		expect((await createIncident(state, 'live', now, numbers(1, 1, 2))).id).toBe('20261123-0041-0002');
		await expect(createIncident(state, 'live', now, () => 1)).rejects.toMatchObject({code: 'journal-unwritable', exit: 5});
	});

	test('leaves the permissions of folders that were there alone', async () => {
		const state = await temporaryFolder();
		await chmod(state, 0o755);
		await createIncident(state, 'live', now);
		expect(await modeOf(state)).toBe('755');
	});

	test('that cannot be put anywhere is a problem with a next step', async () => {
		const state = await temporaryFolder();
		await writeFile(join(state, 'file'), '');
		await expect(createIncident(join(state, 'file'), 'live', now)).rejects.toMatchObject({
			code: 'journal-unwritable',
			exit: 5,
			next: expect.stringContaining('--state-dir'),
		});
		await writeFile(join(state, 'incidents'), '');
		await expect(createIncident(state, 'live', now)).rejects.toMatchObject({code: 'journal-unwritable'});
	});
});

test('a folder that was copied with everybody’s rights is its owner’s alone again', async () => {
	const {folder, journal} = await begun(await temporaryFolder(), 'live', now, 1);
	await writeFile(join(folder, 'runbook.yaml'), '');
	for (const path of [journal, join(folder, 'runbook.yaml')]) await chmod(path, 0o644);
	await chmod(folder, 0o755);
	await keepPrivate(folder);
	expect(await modeOf(folder)).toBe('700');
	for (const path of [journal, join(folder, 'runbook.yaml')]) expect(await modeOf(path)).toBe('600');
});

describe('incidents', () => {
	test('are listed with the newest first, without what is no incident', async () => {
		const state = await temporaryFolder();
		expect(await listIncidents(state)).toEqual([]);
		const old = await begun(state, 'live', now, 0xa);
		const rehearsal = await begun(state, 'sandbox', now + minute, 0xb);
		const young = await begun(state, 'live', now + 2 * minute, 0xc);
		await createIncident(state, 'live', now + 3 * minute);
		await mkdir(join(state, 'incidents', '20261123-0041-7f3a.old'));
		expect(await listIncidents(state)).toEqual([young, rehearsal, old]);
		expect(await listIncidents(state, ['live'])).toEqual([young, old]);
	});

	test('are found by their id or an unmistakable beginning of it', async () => {
		const state = await temporaryFolder();
		const first = await begun(state, 'live', now, 0x7f3a);
		const second = await begun(state, 'sandbox', now, 0x7f3b);
		expect(await findIncident(state, '20261123-0041-7f3a')).toEqual(first);
		expect(await findIncident(state, '20261123-0041-7f3b')).toEqual(second);
		expect(await findIncident(state, '2026', ['live'])).toEqual(first);
		await expect(findIncident(state, '20261123-0041-7f3')).rejects.toMatchObject({
			code: 'ambiguous-incident',
			exit: 2,
			message: '20261123-0041-7f3 fits several incidents: 20261123-0041-7f3b, 20261123-0041-7f3a.',
		});
	});

	test.each(['', '2027', '../incidents/20261123-0041-7f3a', '7f3a'])('are not found as %j', async name => {
		const state = await temporaryFolder();
		await begun(state, 'live', now, 0x7f3a);
		await expect(findIncident(state, name)).rejects.toMatchObject({
			code: 'unknown-incident',
			exit: 2,
			message: `There is no incident ${name}.`,
		});
	});

	test('that are rehearsals are said to be, where only an incident can be gone on with', async () => {
		const state = await temporaryFolder();
		const {id} = await begun(state, 'sandbox', now, 0x7f3a);
		await expect(findIncident(state, id, ['live'])).rejects.toMatchObject({
			code: 'rehearsal-over',
			exit: 2,
			next: expect.stringContaining(`tourniquet report ${id}`),
		});
		expect((await findIncident(state, id)).id).toBe(id);
	});

	test('that are none are said with the folder that was looked in', async () => {
		const state = await temporaryFolder();
		await expect(findIncident(state, '2026')).rejects.toMatchObject({
			code: 'unknown-incident',
			message: `There are no incidents in ${state}.`,
		});
	});

	test('in a folder that cannot be read are a problem', async () => {
		const state = await temporaryFolder();
		await writeFile(join(state, 'incidents'), '');
		await expect(listIncidents(state)).rejects.toMatchObject({code: 'journal-unreadable', exit: 2});
	});
});
