import {type ChildProcess, spawn} from 'node:child_process';
import {mkdtempSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';

export const program = fileURLToPath(new URL('../../dist/cli.js', import.meta.url));

/** An environment of its own for every run: nothing of the machine's AWS set-up, nothing left behind. */
export function cleanEnvironment(more: NodeJS.ProcessEnv = {}): NodeJS.ProcessEnv {
	const home = mkdtempSync(join(tmpdir(), 'tourniquet-'));
	return {
		PATH: process.env.PATH,
		HOME: home,
		XDG_STATE_HOME: join(home, 'state'),
		XDG_CONFIG_HOME: join(home, 'config'),
		AWS_EC2_METADATA_DISABLED: 'true',
		...more,
	};
}

/** The command line of the built program. A rehearsal in a terminal would ask which one: it is the first, with nobody at work, unless one is named. */
export function tourniquet(...args: readonly string[]): readonly string[] {
	const [command = '', next = '-', ...rest] = args;
	const isNamed = command !== 'rehearse' || !next.startsWith('-');
	return [
		process.execPath,
		program,
		...(isNamed ? args : [command, 's3-discovery', '--calm', ...(args.length > 1 ? [next, ...rest] : [])]),
	];
}

export interface Ran {
	readonly code: number | null;
	readonly stdout: string;
	readonly stderr: string;
}

/** Without a terminal, to its end. */
export function ran(args: readonly string[], environment: NodeJS.ProcessEnv = cleanEnvironment(), input?: string): Promise<Ran> {
	return new Promise((resolve, reject) => {
		const child = spawn(process.execPath, [program, ...args], {
			env: environment,
			cwd: tmpdir(),
			stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
		});
		let stdout = '';
		let stderr = '';
		child.stdout?.on('data', chunk => {
			stdout += chunk;
		});
		child.stderr?.on('data', chunk => {
			stderr += chunk;
		});
		child.on('error', reject);
		child.on('close', code => resolve({code, stdout, stderr}));
		if (input !== undefined) child.stdin?.end(input);
	});
}

export interface ServedSandbox {
	/** What it prints to paste, as an environment. */
	readonly environment: NodeJS.ProcessEnv;
	readonly log: string;
	close(): Promise<void>;
}

/** `tourniquet sandbox` in a process of its own, listening. */
export function servedSandbox(...faults: readonly string[]): Promise<ServedSandbox> {
	const log = join(mkdtempSync(join(tmpdir(), 'tourniquet-')), 'calls.jsonl');
	const child = spawn(process.execPath, [program, 'sandbox', '--port', '0', '--log', log, ...faults.flatMap(fault => ['--fault', fault])], {
		env: cleanEnvironment(),
		cwd: tmpdir(),
		stdio: ['ignore', 'pipe', 'inherit'],
	});
	return new Promise((resolve, reject) => {
		let printed = '';
		child.on('exit', code => reject(new Error(`the sandbox ended with ${code}\n${printed}`)));
		child.stdout?.on('data', chunk => {
			printed += chunk;
			const pasted = Object.fromEntries(
				[...printed.matchAll(/^export (\w+)=(\S+)$/gm)].map(match => [match[1] ?? '', match[2]?.replace(/^'|'$/g, '')]),
			);
			if (
				['AWS_ENDPOINT_URL', 'AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN', 'AWS_REGION'].every(
					name => pasted[name] !== undefined,
				)
			) {
				resolve({environment: cleanEnvironment(pasted), log, close: () => stop(child)});
			}
		});
	});
}

function stop(child: ChildProcess): Promise<void> {
	child.removeAllListeners('exit');
	return new Promise(resolve => {
		if (child.exitCode !== null) return resolve();
		child.on('exit', () => resolve());
		child.kill();
	});
}
