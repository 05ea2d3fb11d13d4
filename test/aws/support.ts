import {mkdtempSync, rmSync, writeFileSync} from 'node:fs';
import {createServer, type IncomingMessage, type ServerResponse} from 'node:http';
import type {AddressInfo} from 'node:net';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {onTestFinished, vi} from 'vitest';
import {type AwsCall, type AwsOptions, type OpenAws, openAws} from '../../src/aws/open.ts';
import {type CheckedDeny, denyFor} from '../../src/containment/policy/deny-policy.ts';
import {Problem} from '../../src/problem.ts';
import type {Sandbox} from '../../src/sandbox/sandbox.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {virtualSandbox} from '../sandbox/support.ts';
import type {WorldOptions} from '../scenarios.ts';

export const MANAGEMENT = '111111111111';
export const PRODUCTION = '444444444444';
export const ROOT = 'r-ab12';

export interface SandboxedAws {
	readonly aws: OpenAws;
	readonly sandbox: Sandbox;
	readonly clock: VirtualClock;
	/** What `onCall` was told. */
	readonly calls: AwsCall[];
}

/** The ports over a sandbox in this process, as its responder. */
export async function sandboxedAws(options: Partial<AwsOptions> = {}, sandboxOptions: WorldOptions = {}): Promise<SandboxedAws> {
	const {sandbox, clock} = virtualSandbox(sandboxOptions);
	const calls: AwsCall[] = [];
	const {region, ...credentials} = sandbox.responder;
	const aws = await openAws({
		clock,
		transport: {requestHandler: sandbox.requestHandler, credentials, region},
		onCall: call => calls.push(call),
		...options,
	});
	return {aws, sandbox, clock, calls};
}

/**
 * The ports over a sandbox whose answers to one operation are replaced, as long as `answer` gives any.
 * @param operation `AWSOrganizationsV20161128.ListAccounts` or its end; for GuardDuty the method and the end of the path: `GET /admin`
 */
export async function answeringOtherwise(operation: string, answer: () => unknown, statusCode = 200): Promise<SandboxedAws> {
	const {sandbox, clock} = virtualSandbox();
	const {region, ...credentials} = sandbox.responder;
	const {requestHandler} = sandbox;
	const handle: typeof requestHandler.handle = async (request, options) => {
		const {response} = await requestHandler.handle(request, options);
		const asked = request.headers['x-amz-target'] ?? `${request.method} ${request.path}`;
		const body = asked.endsWith(operation) ? answer() : undefined;
		return {response: body === undefined ? response : Object.assign(response, {statusCode, body: Buffer.from(JSON.stringify(body))})};
	};
	const opened = await sandboxedAws({clock, transport: {requestHandler: {...requestHandler, handle}, credentials, region}});
	return {...opened, sandbox, clock};
}

/** An HTTP server on loopback for the length of a test. */
export async function answering(answer: (request: IncomingMessage, response: ServerResponse) => void): Promise<string> {
	const server = createServer(answer);
	await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve));
	onTestFinished(
		() =>
			new Promise(resolve => {
				server.close(() => resolve());
				server.closeAllConnections();
			}),
	);
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

/** Text in the form of long-term keys; nobody's. */
export const KEYS = {AWS_ACCESS_KEY_ID: 'AKIAEXAMPLE000000000', AWS_SECRET_ACCESS_KEY: 'exampleSecret/Key+0123456789abcdefABCDEF'};

/** The environment of a test: nothing of the machine's, these variables, and these files as the shared configuration. */
export function environment(
	variables: Readonly<Record<string, string>>,
	files: {readonly config?: string; readonly credentials?: string} = {},
): string {
	const home = mkdtempSync(join(tmpdir(), 'tourniquet-aws-'));
	onTestFinished(() => rmSync(home, {recursive: true, force: true}));
	onTestFinished(() => {
		vi.unstubAllEnvs();
	});
	for (const name of Object.keys(process.env)) if (name.startsWith('AWS_')) vi.stubEnv(name, undefined);
	writeFileSync(join(home, 'config'), files.config ?? '');
	writeFileSync(join(home, 'credentials'), files.credentials ?? '');
	const own = {
		HOME: home,
		AWS_CONFIG_FILE: join(home, 'config'),
		AWS_SHARED_CREDENTIALS_FILE: join(home, 'credentials'),
		AWS_EC2_METADATA_DISABLED: 'true',
	};
	for (const [name, value] of Object.entries({...own, ...variables})) vi.stubEnv(name, value);
	return home;
}

/** The ports as a responder's shell would open them, on time that nobody waits for. */
export async function openedAws(options: Partial<AwsOptions> = {}): Promise<{aws: OpenAws; calls: AwsCall[]}> {
	const calls: AwsCall[] = [];
	return {aws: await openAws({clock: new VirtualClock(), onCall: call => calls.push(call), ...options}), calls};
}

/** The problem that a promise rejects with; anything else fails the test. */
export async function problemOf(promise: Promise<unknown>): Promise<Problem> {
	const outcome = await promise.then(
		value => ({value}),
		(error: unknown) => ({error}),
	);
	if ('error' in outcome && outcome.error instanceof Problem) return outcome.error;
	throw new Error('A problem was expected.', {cause: outcome});
}

/** A deny of one session name, as the rules of containment make it. */
export function denyOf(name: string): CheckedDeny {
	const result = denyFor({userIds: [], sessionNames: [name], sourceIdentities: [name], exactUserIds: []});
	if (!result.ok) throw new Error(`No deny for ${name}.`);
	return result.deny;
}
