import {appendFile, mkdir, readFile, rm, stat, symlink, writeFile} from 'node:fs/promises';
import {join} from 'node:path';
import {expect, test} from 'vitest';
import {checkManifest, isAmissInManifest, MANIFEST, writeManifest} from '../../src/incident/manifest.ts';
import {temporaryFolder} from './temporary.ts';

async function folder(): Promise<string> {
	const made = await temporaryFolder();
	await writeFile(join(made, 'journal.jsonl'), '{"n":1}\n');
	await writeFile(join(made, 'report.md'), '# Contained\n');
	await mkdir(join(made, 'evidence'));
	await writeFile(join(made, 'evidence', 'screenshot.png'), 'pixels');
	return made;
}

test('lists every file, for its owner only, and finds them the same', async () => {
	const made = await folder();
	await writeFile(join(made, 'lock.json'), '{}');
	await symlink('/etc/hostname', join(made, 'link'));
	await writeManifest(made);
	expect((await stat(join(made, MANIFEST))).mode & 0o777).toBe(0o600);
	expect(JSON.parse(await readFile(join(made, MANIFEST), 'utf8')).files.map(({file}: {file: string}) => file)).toEqual([
		'evidence/screenshot.png',
		'journal.jsonl',
		'report.md',
	]);
	const findings = await checkManifest(made);
	expect(findings.map(({code}) => code)).toEqual(['same', 'same', 'same']);
	expect(findings.some(isAmissInManifest)).toBe(false);
});

test('tells a journal that went on from one that was changed, and what is gone from what is new', async () => {
	const made = await folder();
	await writeManifest(made);
	await appendFile(join(made, 'journal.jsonl'), '{"n":2}\n');
	await writeFile(join(made, 'report.md'), '# Recovered\n');
	await rm(join(made, 'evidence', 'screenshot.png'));
	await writeFile(join(made, 'later.txt'), '');
	const findings = await checkManifest(made);
	expect(findings).toEqual([
		{code: 'missing', file: 'evidence/screenshot.png'},
		{code: 'grown', file: 'journal.jsonl'},
		{code: 'altered', file: 'report.md'},
		{code: 'added', file: 'later.txt'},
	]);
	expect(findings.filter(isAmissInManifest).map(({code}) => code)).toEqual(['missing', 'altered']);
	await writeFile(join(made, 'journal.jsonl'), '{"n":9}\n{"n":2}\n');
	expect(await checkManifest(made)).toContainEqual({code: 'altered', file: 'journal.jsonl'});
});

test('none, and one that says nothing', async () => {
	const made = await folder();
	expect(await checkManifest(made)).toEqual([{code: 'no-manifest'}]);
	await writeFile(join(made, MANIFEST), '{"files":[]}');
	expect(await checkManifest(made)).toEqual([{code: 'unreadable-manifest'}]);
});
