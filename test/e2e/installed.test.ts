import {execFile} from 'node:child_process';
import {mkdir, mkdtemp, symlink} from 'node:fs/promises';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {promisify} from 'node:util';
import {beforeAll, describe, expect, test} from 'vitest';
import {cleanEnvironment, servedSandbox} from './program.ts';
import {repository} from './responder.ts';
import {documentOf, onlyIncident} from './runs.ts';

const run = promisify(execFile);

describe('the package, installed by itself and called from anywhere', () => {
	let command: string;
	let elsewhere: string;

	beforeAll(async () => {
		const folder = await mkdtemp(join(tmpdir(), 'tourniquet-package-'));
		const packed = await run('npm', ['pack', '--ignore-scripts', '--json', '--pack-destination', folder], {cwd: repository});
		const [{filename}] = JSON.parse(packed.stdout) as [{filename: string}];
		await run('tar', ['-xzf', filename], {cwd: folder});
		elsewhere = join(folder, 'elsewhere');
		command = join(folder, 'tourniquet');
		await mkdir(elsewhere);
		// As npm puts it on the PATH.
		await symlink(join('package', 'dist', 'cli.js'), command);
	}, 120_000);

	const called = (args: readonly string[], environment = cleanEnvironment()) =>
		run(process.execPath, [command, ...args], {cwd: elsewhere, env: environment, maxBuffer: 2 ** 24}).then(
			({stdout, stderr}) => ({code: 0, stdout, stderr}),
			(error: {code: number; stdout: string; stderr: string}) => error,
		);

	test('rehearses', async () => {
		const night = await called(['rehearse', 'management-account', '--auto', '--json']);
		expect(documentOf(night)).toMatchObject({mode: 'sandbox', verdict: 'contained'});
		expect((await called(['rehearse', '--list'])).stdout).toContain('role-chaining');
	});

	test('responds, looks back, and comes to the gate of taking the deny off', async () => {
		const {environment, close} = await servedSandbox();
		try {
			const contained = documentOf(
				await called(['respond', '--user', 'test-user', '--no-input', '--json', '--confirm', 'test-user'], environment),
			);
			expect(contained).toMatchObject({mode: 'live', verdict: 'contained'});
			const incident = onlyIncident(environment);
			expect((await called(['verify', incident], environment)).code).toBe(0);
			const refused = await called(['recover', incident, '--no-input', '--json'], environment);
			expect(refused.code).toBe(4);
			expect(documentOf(refused).problems.map(({code}) => code)).toContain('doors-open');
		} finally {
			await close();
		}
	});
});
