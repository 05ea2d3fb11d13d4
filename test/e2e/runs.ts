import {type ChildProcess, spawn} from 'node:child_process';
import {readdirSync, readFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type Server, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {expect} from 'vitest';
import type {Result} from '../../src/commands/walking/result.ts';
import type {JournalRecord} from '../../src/incident/records.ts';
import type {SandboxCall} from '../../src/sandbox/sandbox.ts';
import {program, type Ran} from './program.ts';

/** A run that is going on, to be stopped from outside. */
export interface Going {
	readonly child: ChildProcess;
	readonly ended: Promise<Ran & {readonly signal: NodeJS.Signals | null}>;
}

/** Without a terminal, not waited for. */
export function going(args: readonly string[], environment: NodeJS.ProcessEnv): Going {
	const child = spawn(process.execPath, [program, ...args], {env: environment, cwd: tmpdir(), stdio: ['ignore', 'pipe', 'pipe']});
	let stdout = '';
	let stderr = '';
	child.stdout.on('data', chunk => {
		stdout += chunk;
	});
	child.stderr.on('data', chunk => {
		stderr += chunk;
	});
	const ended = new Promise<Ran & {signal: NodeJS.Signals | null}>((resolve, reject) => {
		child.on('error', reject);
		child.on('close', (code, signal) => resolve({code, signal, stdout, stderr}));
	});
	return {child, ended};
}

/** The one document on standard output; anything beside it fails. */
export function documentOf({stdout}: Pick<Ran, 'stdout'>): Result {
	return JSON.parse(stdout) as Result;
}

export const codesOf = (result: Pick<Result, 'problems'>) => result.problems.map(problem => problem.code);

/** What the sandbox was asked, oldest first. */
export function callsIn(log: string): readonly SandboxCall[] {
	return linesOf(log) as readonly SandboxCall[];
}

/** The operations that changed something, or tried to, in order. */
export function writesIn(log: string): readonly string[] {
	return callsIn(log)
		.filter(call => call.write)
		.map(call => call.operation);
}

export function recordsIn(journal: string | null): readonly JournalRecord[] {
	return linesOf(journal ?? '') as readonly JournalRecord[];
}

function linesOf(file: string): readonly unknown[] {
	return readFileSync(file, 'utf8')
		.split('\n')
		.filter(line => line !== '')
		.map(line => JSON.parse(line));
}

/** The id of the only incident below this environment's state folder. */
export function onlyIncident(environment: NodeJS.ProcessEnv): string {
	const ids = readdirSync(join(environment.XDG_STATE_HOME ?? '', 'tourniquet', 'incidents'));
	expect(ids).toHaveLength(1);
	return ids[0] ?? '';
}

/** Everything that a run left: what it printed, and what it wrote below its state folder. */
export function leftBy(environment: NodeJS.ProcessEnv, ...runs: readonly Ran[]): string {
	const files = readdirSync(environment.XDG_STATE_HOME ?? '', {recursive: true, withFileTypes: true})
		.filter(entry => entry.isFile())
		.map(entry => readFileSync(join(entry.parentPath, entry.name), 'utf8'));
	return [...files, ...runs.flatMap(run => [run.stdout, run.stderr])].join('\n');
}

export function expectNoSecrets(environment: NodeJS.ProcessEnv, ...runs: readonly Ran[]): void {
	const left = leftBy(environment, ...runs);
	expect(left).not.toBe('');
	for (const secret of [environment.AWS_SECRET_ACCESS_KEY, environment.AWS_SESSION_TOKEN]) {
		if (secret !== undefined) expect(left).not.toContain(secret);
	}
}

/** A line of a stack trace, or an SDK error as it comes. */
export const rawError = /^\s+at .+:\d+:\d+\)?$|\$metadata|\$fault|UnhandledPromise|node:internal/m;

export interface Listening {
	readonly url: string;
	close(): Promise<void>;
}

/** A server of the test's own on the loopback address. */
export async function serving(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<Listening> {
	const server: Server = createServer(answer);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	return {
		url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
		close: () =>
			new Promise(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	};
}

/** What becomes of a request on its way there, or of an answer on its way back: it arrives, or the connection breaks instead. */
export type Fate = 'passes' | 'lost';

/**
 * Stands between the program and what answers it, so that a test can act at a known moment: `asked` is called with each operation before it
 * is passed on, `answered` before its answer is.
 */
export function between(
	url: string,
	watch: {readonly asked?: (operation: string) => Fate | undefined; readonly answered?: (operation: string) => Fate | Promise<Fate>},
): Promise<Listening> {
	return serving((request, response) => {
		pass(url, request, response, watch).catch(() => response.destroy());
	});
}

async function pass(url: string, request: IncomingMessage, response: ServerResponse, watch: Parameters<typeof between>[1]): Promise<void> {
	const chunks: Buffer[] = [];
	for await (const chunk of request) chunks.push(chunk);
	const body = Buffer.concat(chunks);
	const operation = operationOf(request, body.toString());
	if (watch.asked?.(operation) === 'lost') {
		response.destroy();
		return;
	}
	const headers = Object.entries(request.headers).filter(([name]) => !['host', 'connection', 'content-length', 'expect'].includes(name));
	const answer = await fetch(new URL(request.url ?? '/', url), {
		method: request.method ?? 'GET',
		headers: headers.map(([name, value]): [string, string] => [name, String(value)]),
		...(request.method === 'GET' || request.method === 'HEAD' ? {} : {body}),
	});
	const bytes = Buffer.from(await answer.arrayBuffer());
	if ((await watch.answered?.(operation)) === 'lost') {
		response.destroy();
		return;
	}
	response.writeHead(answer.status, [...answer.headers].filter(([name]) => name !== 'connection' && name !== 'transfer-encoding').flat());
	response.end(bytes);
}

/** `AttachPolicy`, in the protocols that name it: a header's last word, or a form's Action. */
function operationOf(request: IncomingMessage, body: string): string {
	const target = String(request.headers['x-amz-target'] ?? '');
	return target.split('.').at(-1) || (new URLSearchParams(body).get('Action') ?? `${request.method} ${request.url}`);
}
