import {appendFileSync} from 'node:fs';
import {systemClock} from '../clock.ts';
import {Problem} from '../problem.ts';
import {FIRST, loadScenario} from '../rehearsal/library.ts';
import {type Happening, Play} from '../sandbox/actors/play.ts';
import {FAULT_FORMS, type Fault, isFault} from '../sandbox/faults.ts';
import {createSandbox, type Sandbox} from '../sandbox/sandbox.ts';
import type {Scenario} from '../sandbox/scenario/scenario.ts';
import {type Listener, listen} from '../sandbox/server.ts';
import {clean} from '../text/clean.ts';
import {sandbox as text} from '../text/en/sandbox.ts';
import {ui} from '../text/en/ui.ts';
import {inWords} from './rehearsal/feed.ts';
import {known} from './walking/known.ts';

export interface SandboxCommandOptions {
	/** Any free port when absent. */
	readonly port?: number;
	/** A scenario's name or file; the first one when absent. */
	readonly scenario?: string;
	readonly seed?: number;
	readonly faults: readonly string[];
	/** A file that every call is appended to, as one line of JSON. */
	readonly log?: string;
	readonly stdout: NodeJS.WritableStream;
}

/**
 * Serves a simulated AWS on the loopback address, in real time, and prints the environment with which any AWS tool works in
 * it. Runs until it is closed. A fault, scenario, port or file that cannot be used is a problem with exit code 2.
 */
export async function sandboxCommand(options: SandboxCommandOptions): Promise<{close(): Promise<void>; url: string}> {
	const {port = 0, faults, log, stdout} = options;
	const scenario = await loadScenario(options.scenario ?? FIRST, known.kinds);
	const checked = faults.map(checkedFault);
	if (log !== undefined) append(log, '');
	let play: Play | undefined;
	const sandbox = createSandbox({
		clock: systemClock,
		faults: checked,
		scenario,
		...(options.seed !== undefined && {seed: options.seed}),
		onCall: call => {
			if (log !== undefined) append(log, `${JSON.stringify(call)}\n`);
			play?.called(call);
		},
	});
	const listener = await listening(sandbox, port);
	stdout.write(`${text.listening(listener.url)}\n${text.paste}\n\n${environment(listener.url, sandbox)}\n${text.olderCli(listener.url)}\n`);
	// Whoever names a scenario wants the night, attacker and all; without one it is a quiet AWS to try a tool on.
	if (options.scenario !== undefined) {
		play = new Play({scenario, sandbox, clock: systemClock, onHappened: happening => stdout.write(`${lineOf(happening, scenario)}\n`)});
		play.begin();
	}
	const close = async () => {
		await play?.stop();
		await listener.close();
	};
	return {close, url: listener.url};
}

function lineOf(happening: Happening, scenario: Scenario): string {
	const {at, who, what, where, outcome, by} = inWords(happening, scenario);
	return clean(`${ui.feed.time(at)} ${who} ${what} ${where}: ${outcome}${by === undefined ? '' : ` ${ui.feed.by(by)}`}`);
}

export function checkedFault(fault: string): Fault {
	if (isFault(fault)) return fault;
	throw usage('unknown-fault', text.unknownFault(fault, FAULT_FORMS));
}

function append(file: string, line: string): void {
	try {
		appendFileSync(file, line);
	} catch (cause) {
		throw usage('log-not-writable', text.logNotWritable(file), cause);
	}
}

async function listening(sandbox: Sandbox, port: number): Promise<Listener> {
	try {
		return await listen(sandbox, {port});
	} catch (cause) {
		throw usage('port-not-available', text.portNotAvailable(port), cause);
	}
}

function usage(code: string, {message, next}: {message: string; next: string}, cause?: unknown): Problem {
	return new Problem(code, message, next, 2, {cause});
}

function environment(url: string, {responder}: Sandbox): string {
	const variables = {
		AWS_ENDPOINT_URL: url,
		AWS_ACCESS_KEY_ID: responder.accessKeyId,
		AWS_SECRET_ACCESS_KEY: responder.secretAccessKey,
		AWS_SESSION_TOKEN: responder.sessionToken,
		AWS_REGION: responder.region,
	};
	return Object.entries(variables)
		.map(([name, value]) => `export ${name}=${value}\n`)
		.join('');
}
