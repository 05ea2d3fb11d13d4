import {mkdirSync, mkdtempSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {describe, expect, test} from 'vitest';
import {readConfiguration} from '../../src/commands/flags/configuration.ts';

function folder(): string {
	return mkdtempSync(join(tmpdir(), 'tourniquet-'));
}

function written(content: string | Uint8Array): {readonly environment: NodeJS.ProcessEnv; readonly file: string} {
	const home = folder();
	mkdirSync(join(home, 'tourniquet'));
	const file = join(home, 'tourniquet', 'config.yaml');
	writeFileSync(file, content);
	return {environment: {XDG_CONFIG_HOME: home}, file};
}

describe('what is configured', () => {
	test('is read as it stands', async () => {
		const {environment} = written(
			[
				'protected: [break-glass, "arn:aws:iam::111111111111:role/admin"]',
				'probeRole: probe',
				'findingsRole: findings',
				'containmentRole: containment',
				'externalId: e-1',
				'regions:',
				'  - eu-west-1',
				'',
			].join('\n'),
		);
		expect(await readConfiguration(environment)).toStrictEqual({
			protected: ['break-glass', 'arn:aws:iam::111111111111:role/admin'],
			probeRole: 'probe',
			findingsRole: 'findings',
			containmentRole: 'containment',
			externalId: 'e-1',
			regions: ['eu-west-1'],
		});
	});

	test.each(['', '\n', '# nothing yet\n', '{}\n'])('is nothing in %j', async content => {
		expect(await readConfiguration(written(content).environment)).toEqual({});
	});

	test('is nothing where there is no file, or no folder', async () => {
		expect(await readConfiguration({XDG_CONFIG_HOME: folder()})).toEqual({});
		const {file} = written('');
		expect(await readConfiguration({XDG_CONFIG_HOME: file})).toEqual({});
	});
});

describe('what cannot be relied on is a problem with its place, and never ignored', () => {
	test.each([
		['an unknown key', 'probeRole: x\nprotect: [break-glass]\n', ':2:1: "protect"'],
		['a key of an object’s own', 'constructor: x\n', ':1:1: "constructor"'],
		['one word for a list', 'protected: break-glass\n', ':1:12: "protected"'],
		['a list for one word', 'probeRole: [a]\n', ':1:12: "probeRole"'],
		['an empty word', 'protected:\n  - ""\n', ':2:3: "protected.0"'],
		['nothing after a key', 'protected:\n', ':1:1: "protected"'],
		['a number', 'protected: [111111111111]\n', ':1:13: "protected.0"'],
		['what is no region', 'regions: [mars]\n', ':1:11: "regions.0"'],
		['a list of nothing known', '- break-glass\n', ':1:1: '],
		['a word', 'break-glass\n', ':1:1: this'],
		['the same key twice', 'protected: [a]\nprotected: [b]\n', ':2:1: '],
		['no YAML', 'protected: [a\n', ':2:1: This is not valid YAML'],
		['an alias', 'protected: &a [x]\nregions: *a\n', ':2:10: '],
	])('%s', async (_, content, said) => {
		const {environment, file} = written(content);
		await expect(readConfiguration(environment)).rejects.toMatchObject({
			code: 'configuration-bad',
			exit: 2,
			message: expect.stringContaining(`${file}${said}`),
			next: 'Correct it, or move it away.',
		});
	});

	test('a folder in its place', async () => {
		const home = folder();
		mkdirSync(join(home, 'tourniquet', 'config.yaml'), {recursive: true});
		await expect(readConfiguration({XDG_CONFIG_HOME: home})).rejects.toMatchObject({
			code: 'configuration-bad',
			message: expect.stringMatching(/config\.yaml: it cannot be read \(EISDIR\)\.$/),
		});
	});

	test('and what it quotes is harmless', async () => {
		const {environment} = written('"\\e[2J\\u202e": x\n');
		await expect(readConfiguration(environment)).rejects.toMatchObject({message: expect.not.stringMatching(/\p{C}/u)});
	});
});
