import {ListBucketsCommand, S3Client} from '@aws-sdk/client-s3';
import type {Sandbox, SandboxCredentials, SandboxOptions} from '../../src/sandbox/sandbox.ts';
import {scenarios} from '../../src/sandbox/scenario/scenarios.ts';
import {caller, clientConfig, EVERYWHERE_MS} from '../sandbox/support.ts';
import {type Incident, newIncident} from './support.ts';

/** A shipped scenario that nobody has sat down to yet, and the finding that it is about: GuardDuty's newest. */
export function rehearsal(
	name: string,
	options: Omit<SandboxOptions, 'clock' | 'scenario'> = {},
): {readonly incident: Incident; readonly finding: string} {
	const scenario = scenarios.get(name);
	if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
	const incident = newIncident({...options, scenario});
	return {incident, finding: incident.sandbox.world.guardDuty.findings[0]?.Id ?? ''};
}

/** What S3 says to a live caller of the scenario, or to other credentials: `allowed`, or the code of its refusal. */
export async function s3Says(sandbox: Sandbox, who: string | SandboxCredentials): Promise<string> {
	const client = new S3Client(clientConfig(sandbox, typeof who === 'string' ? caller(sandbox, who) : who));
	return client.send(new ListBucketsCommand({})).then(
		() => 'allowed',
		(error: Error) => error.name,
	);
}

/** The same of several callers, once a change has reached everywhere. */
export async function everyone({sandbox, clock}: Incident, who: readonly string[]): Promise<Readonly<Record<string, string>>> {
	clock.advance(EVERYWHERE_MS);
	return Object.fromEntries(await Promise.all(who.map(async name => [name, await s3Says(sandbox, name)] as const)));
}
