import {known} from '../src/commands/walking/known.ts';
import {listScenarios, loadScenario} from '../src/rehearsal/library.ts';
import type {SandboxOptions} from '../src/sandbox/sandbox.ts';
import type {Scenario} from '../src/sandbox/scenario/scenario.ts';

const shipped = await listScenarios();

/** Every scenario that is shipped, by name, the one to begin with first. */
export const scenarios: ReadonlyMap<string, Scenario> = new Map(
	await Promise.all(shipped.map(async ({name}) => [name, await loadScenario(name, known.kinds)] as const)),
);

export function scenarioNamed(name: string): Scenario {
	const scenario = scenarios.get(name);
	if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
	return scenario;
}

export const s3Discovery = scenarioNamed('s3-discovery');
export const managementAccount = scenarioNamed('management-account');
export const roleChaining = scenarioNamed('role-chaining');
export const pipelineName = scenarioNamed('pipeline-name');
export const iamUserKey = scenarioNamed('iam-user-key');
export const memberRoot = scenarioNamed('member-root');
export const preparedPolicy = scenarioNamed('prepared-policy');
export const fullRoot = scenarioNamed('full-root');
export const fullEverywhere = scenarioNamed('full-everywhere');
export const policiesDisabled = scenarioNamed('policies-disabled');
export const consolidatedBilling = scenarioNamed('consolidated-billing');

/** What a test's sandbox is made with: `s3-discovery` when no scenario is named. */
export type WorldOptions = Omit<SandboxOptions, 'clock' | 'scenario'> & {readonly scenario?: Scenario};
