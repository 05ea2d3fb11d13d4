import {mkdtempSync, readFileSync, writeFileSync} from 'node:fs';
import {tmpdir} from 'node:os';
import {join} from 'node:path';
import {fileURLToPath} from 'node:url';
import {systemClock} from '../../../src/clock.ts';
import {createSandbox, type Sandbox} from '../../../src/sandbox/sandbox.ts';
import {listen} from '../../../src/sandbox/server.ts';
import {scenarios} from '../../scenarios.ts';
import {cleanEnvironment} from '../program.ts';
import {between} from '../runs.ts';

/** A sandbox of its own, served by this process, in which changes arrive quickly; and a responder with folders of their own. */
export interface Scene {
	readonly sandbox: Sandbox;
	readonly environment: NodeJS.ProcessEnv;
	close(): Promise<void>;
}

export async function scene(name: string, watch: Parameters<typeof between>[1] = {}): Promise<Scene> {
	const scenario = scenarios.get(name);
	if (scenario === undefined) throw new Error(`no scenario ${name}`);
	const quick = {minimumMs: 0, maximumMs: 200};
	const sandbox = createSandbox({clock: systemClock, scenario, propagation: quick, provisioning: quick});
	const served = await listen(sandbox, {port: 0});
	const proxy = await between(served.url, watch);
	const {responder} = sandbox;
	const environment = cleanEnvironment({
		AWS_ENDPOINT_URL: proxy.url,
		AWS_REGION: responder.region,
		AWS_ACCESS_KEY_ID: responder.accessKeyId,
		AWS_SECRET_ACCESS_KEY: responder.secretAccessKey,
		AWS_SESSION_TOKEN: responder.sessionToken,
	});
	return {
		sandbox,
		environment,
		close: async () => {
			await proxy.close();
			await served.close();
		},
	};
}

/** The shipped script, in less of a hurry to be sure. */
export function quickRunbook(name: string): string {
	const shipped = readFileSync(fileURLToPath(new URL(`../../../runbooks/${name}`, import.meta.url)), 'utf8');
	const file = join(mkdtempSync(join(tmpdir(), 'tourniquet-')), name);
	writeFileSync(file, shipped.replaceAll('everySeconds: 4', 'everySeconds: 1').replaceAll('inARow: 3', 'inARow: 2'));
	return file;
}
