import {EVERYWHERE_MS} from '../sandbox/support.ts';
import {scenarios, type WorldOptions} from '../scenarios.ts';
import {may} from './chain/chain-support.ts';
import {type Incident, newIncident} from './support.ts';

/** A shipped scenario that nobody has sat down to yet, and the finding that it is about: GuardDuty's newest. */
export function rehearsal(
	name: string,
	options: Omit<WorldOptions, 'scenario'> = {},
): {readonly incident: Incident; readonly finding: string} {
	const scenario = scenarios.get(name);
	if (scenario === undefined) throw new Error(`There is no scenario ${name}.`);
	const incident = newIncident({...options, scenario});
	return {incident, finding: incident.sandbox.world.guardDuty.findings[0]?.Id ?? ''};
}

/** What each of these live callers of the scenario may do, once a change has reached everywhere. */
export async function everyone({sandbox, clock}: Incident, who: readonly string[]): Promise<Readonly<Record<string, string>>> {
	clock.advance(EVERYWHERE_MS);
	return Object.fromEntries(await Promise.all(who.map(async name => [name, await may(sandbox, name)] as const)));
}
