import {AttachPolicyCommand, CreatePolicyCommand, OrganizationsClient} from '@aws-sdk/client-organizations';
import {AssumeRoleCommand, type AssumeRoleCommandInput, STSClient} from '@aws-sdk/client-sts';
import {createSandbox, type Sandbox, type SandboxCredentials, type SandboxSession} from '../../src/sandbox/sandbox.ts';
import {VirtualClock} from '../../src/sandbox/virtual-clock.ts';
import {s3Discovery, type WorldOptions} from '../scenarios.ts';

// Read when a client is made; the warning would end up between the lines of a test's output.
process.env.AWS_SDK_JS_NODE_VERSION_SUPPORT_WARNING_DISABLED = 'true';

/** Noon, so that dates in failures are easy to read. */
export const START = Date.UTC(2026, 10, 23, 12);
/** Longer than any change takes to be seen everywhere, with the sandbox's own settings. */
export const EVERYWHERE_MS = 30_000;

/** A sandbox in virtual time: `clock.sleep` returns at once, and time has gone by. */
export function virtualSandbox(options: WorldOptions = {}): {
	sandbox: Sandbox;
	clock: VirtualClock;
} {
	const clock = new VirtualClock({start: START, busy: () => sandbox.pending > 0});
	const sandbox: Sandbox = createSandbox({clock, scenario: s3Discovery, ...options});
	return {sandbox, clock};
}

/** What any SDK client needs to talk to a sandbox in this process; as the responder when nobody else is named. */
export function clientConfig(sandbox: Sandbox, credentials: SandboxCredentials = sandbox.responder, region = credentials.region) {
	const {region: _itsOwn, ...keys} = credentials;
	return {region, credentials: keys, requestHandler: sandbox.requestHandler, maxAttempts: 1};
}

/** A session of the scenario. */
export function caller(sandbox: Sandbox, name: string): SandboxCredentials {
	const credentials = sandbox.otherCallers[name];
	if (credentials === undefined) throw new Error(`The scenario has no session "${name}".`);
	return credentials;
}

/** A session of a role, assumed as the responder when nobody else is named. */
export async function assume(
	sandbox: Sandbox,
	role: {account: string; name: string},
	session: string,
	more: Partial<AssumeRoleCommandInput> = {},
	as?: SandboxCredentials,
): Promise<SandboxSession> {
	const RoleArn = `arn:aws:iam::${role.account}:role/${role.name}`;
	const client = new STSClient(clientConfig(sandbox, as));
	const {Credentials} = await client.send(new AssumeRoleCommand({RoleArn, RoleSessionName: session, ...more}));
	return {
		accessKeyId: Credentials?.AccessKeyId ?? '',
		secretAccessKey: Credentials?.SecretAccessKey ?? '',
		sessionToken: Credentials?.SessionToken ?? '',
		region: 'us-east-1',
	};
}

/** A session of the probe role in a member account. */
export function probe(sandbox: Sandbox, account: string, session: string, more: Partial<AssumeRoleCommandInput> = {}) {
	return assume(sandbox, {account, name: 'tourniquet-probe'}, session, more);
}

/** A deny of everything for sessions whose name is `userName`. */
export function denyOf(userName: string): string {
	const statement = {Effect: 'Deny', Action: '*', Resource: '*', Condition: {StringLike: {'aws:userid': `*:${userName}`}}};
	return JSON.stringify({Version: '2012-10-17', Statement: [statement]});
}

/** Creates a policy and attaches it, as the responder; the policy's id and ARN. */
export async function putInForce(sandbox: Sandbox, content: string, target = 'r-ab12'): Promise<{id: string; arn: string}> {
	const client = new OrganizationsClient(clientConfig(sandbox));
	const created = await client.send(
		new CreatePolicyCommand({Name: `deny-${sandbox.calls.length}`, Description: '', Type: 'SERVICE_CONTROL_POLICY', Content: content}),
	);
	const {Id: id = '', Arn: arn = ''} = created.Policy?.PolicySummary ?? {};
	await client.send(new AttachPolicyCommand({PolicyId: id, TargetId: target}));
	return {id, arn};
}

/** How a call failed; fails the test itself when the call did not. */
export async function failure(
	call: Promise<unknown>,
): Promise<{name: string; message: string; status: number | undefined; reason?: unknown}> {
	const error = await call.then(
		() => {
			throw new Error('The call went through.');
		},
		(thrown: Error & {$metadata?: {httpStatusCode?: number}; Reason?: unknown}) => thrown,
	);
	return {
		name: error.name,
		message: error.message,
		status: error.$metadata?.httpStatusCode,
		...('Reason' in error && {reason: error.Reason}),
	};
}
