import {execFile} from 'node:child_process';
import {mkdtemp, readdir, readFile, rm, stat, writeFile} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {afterAll, beforeAll, describe, expect, test} from 'vitest';
import {checkManifest} from '../../src/incident/manifest.ts';

const cli = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

function tourniquet(...argv: readonly string[]): Promise<{readonly out: string; readonly err: string; readonly exit: number}> {
	return new Promise(resolve =>
		execFile(process.execPath, [cli, ...argv], {cwd: tmpdir(), maxBuffer: 2 ** 24}, (error, out, err) =>
			resolve({out, err, exit: error === null ? 0 : Number(error.code)}),
		),
	);
}

describe('the report of a rehearsal', () => {
	let state: string;
	let incident: string;
	let folder: string;

	beforeAll(async () => {
		state = await mkdtemp(join(tmpdir(), 'tourniquet-state-'));
		const {out, exit} = await tourniquet('rehearse', '--auto', '--state-dir', state);
		expect(exit).toBe(0);
		expect(out).toMatch(/^report: .*report\.html$/m);
		[incident = ''] = await readdir(join(state, 'rehearsals'));
		folder = join(state, 'rehearsals', incident);
	});

	afterAll(() => rm(state, {recursive: true, force: true}));

	const report = (...more: readonly string[]) => tourniquet('report', incident, '--state-dir', state, ...more);

	test('is left in the incident’s folder in every format, for its owner only, with a manifest that holds', async () => {
		for (const file of ['report.md', 'report.html', 'report.json', 'timeline.csv', 'manifest.json'])
			expect((await stat(join(folder, file))).mode & 0o777).toBe(0o600);
		expect((await checkManifest(folder)).map(({code}) => code)).toEqual(Array(6).fill('same'));
	});

	test('is the same when it is made again', async () => {
		expect((await report()).out).toBe(await readFile(join(folder, 'report.md'), 'utf8'));
		const file = join(state, 'again.html');
		expect((await report('--output', file)).exit).toBe(0);
		expect(await readFile(file, 'utf8')).toBe(await readFile(join(folder, 'report.html'), 'utf8'));
		expect((await stat(file)).mode & 0o777).toBe(0o600);
	});

	test('in a folder of somebody’s comes with a manifest of its own files alone', async () => {
		const mine = await mkdtemp(join(state, 'mine-'));
		await writeFile(join(mine, 'diary.txt'), 'private');
		expect((await report('--output', mine)).exit).toBe(0);
		expect((await checkManifest(mine)).map(finding => finding.code)).toEqual(['same', 'same', 'same', 'same', 'added']);
	});

	test('masked, in another zone, and of several', async () => {
		expect((await report('--redact')).out).not.toContain('test-user');
		expect((await report('--time-zone', 'Asia/Tokyo', '--format', 'csv')).out).toContain('+09:00');
		const {out} = await tourniquet('report', incident, incident, '--state-dir', state, '--format', 'json');
		expect(JSON.parse(out)).toMatchObject({format: 'tourniquet-summary', incidents: [{rehearsal: true}, {rehearsal: true}]});
	});

	test('says what is wrong with the words it was given', async () => {
		expect(await report('--format', 'docx')).toMatchObject({exit: 2, err: expect.stringContaining('There is no format "docx"')});
		expect(await report('--time-zone', 'Mars/Olympus')).toMatchObject({exit: 2, err: expect.stringContaining('no time zone')});
		expect(await tourniquet('report', '--state-dir', state)).toMatchObject({exit: 2, err: expect.stringContaining('which incident')});
		expect(await report('--output', join(state, 'no', 'such', 'place.md'))).toMatchObject({exit: 5});
		expect(await report('--output', join(state, 'out'))).toMatchObject({exit: 2, err: expect.stringContaining('Make the folder first')});
		expect(await readdir(state)).not.toContain('out');
	});

	test('takes notes, and tells a journal that was changed', async () => {
		const note = (...more: readonly string[]) => tourniquet('note', incident, '--state-dir', state, ...more);
		expect((await note('spoke with counsel')).exit).toBe(0);
		expect((await note('--task', 'root-cause', '--owner', 'Kim', '--due', '2026-12-01')).exit).toBe(0);
		for (const due of ['01.12.2026', '2026-02-30', '2026-12', 'soon'])
			expect(await note('--task', 'root-cause', '--due', due)).toMatchObject({exit: 2, err: expect.stringContaining('YYYY-MM-DD')});
		expect(await note('--task', 'kubernetes', '--state', 'skipped')).toMatchObject({
			exit: 2,
			err: expect.stringContaining('needs a reason'),
		});
		expect(await note('--task', 'deny-off', '--state', 'done', 'really')).toMatchObject({exit: 2});
		const {out} = await report();
		expect(out).toContain('Note: spoke with counsel');
		expect(out).toMatch(/☐ open \| Find out how the session leaked.*`Kim` · `2026-12-01`/);
		expect(out).toContain('The walk came to its end.');
		const verify = () => tourniquet('verify', incident, '--state-dir', state);
		const whole = await verify();
		expect(whole.exit).toBe(0);
		expect(whole.out).toMatch(/✔ 6 files beside it as the manifest lists them\./);
		const picture = await readFile(join(folder, 'report.html'), 'utf8');
		await writeFile(join(folder, 'report.html'), `${picture}<!-- edited -->`);
		await writeFile(join(folder, 'from-legal.txt'), 'hello');
		const touched = await verify();
		expect(touched.exit).toBe(2);
		expect(touched.out).toMatch(/✘ report\.html is not what it was when the manifest was made\.\n· from-legal\.txt was added/);
		expect(touched.out).toMatch(/THE JOURNAL HOLDS, THE FILES BESIDE IT DO NOT/);
		const journal = join(folder, 'journal.jsonl');
		const lines = (await readFile(journal, 'utf8')).split('\n');
		await writeFile(journal, lines.map((line, index) => (index === 50 ? line.replace('"n":51', '"n":52') : line)).join('\n'));
		const {exit, out: told, err} = await report();
		expect(exit).toBe(5);
		expect(told).toContain('THE JOURNAL DOES NOT HOLD from line 51 on');
		expect(err).toContain('does not hold from line 51 on');
	});
});
