import type {Caller, FindingsSource} from '../../aws/ports.ts';
import {arrange, type Finding} from '../../containment/principal/finding.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {FindingsLook, IncidentWalk, Look, SourceState} from '../facts.ts';
import {eachOf, startLook} from './look.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** Regions and accounts asked side by side; AWS's own pacing is kept below the port. */
const sideBySide = 8;

/**
 * GuardDuty findings of every chosen region: from the delegated administrator where there is one, from the accounts themselves where there
 * is none, and always from the responder's own account. A source that fails is kept as failed; the rest goes on.
 */
export function lookForFindings(walk: IncidentWalk, caller: Caller, days: number): Look<FindingsLook> {
	const {ports, facts, clock} = walk;
	const since = clock.now() - days * dayMs;
	const findings: Finding[] = [];
	const sources = new Map<string, SourceState>();

	return startLook<FindingsLook>({findings: [], sources: []}, async update => {
		const publish = () => update({findings: arrange(findings), sources: [...sources.values()]});
		const ask = async (source: FindingsSource): Promise<void> => {
			const where = source.accountId === undefined ? source.region : text.steps.findings.through(source.region, source.accountId);
			sources.set(where, {where, state: 'looking', found: 0});
			publish();
			try {
				const answer = await ports.findings.recent(source, since);
				findings.push(...answer.findings);
				sources.set(where, {where, state: answer.detector ? 'answered' : 'no-detector', found: answer.findings.length});
			} catch (error) {
				if (!(error instanceof Problem)) throw error;
				sources.set(where, {where, state: 'failed', found: 0, problem: error});
			}
			publish();
		};
		await walk.read(text.steps.waiting.findings(ports.session.regions.length), async () => {
			const withoutAdministrator: string[] = [];
			await eachOf(ports.session.regions, sideBySide, async region => {
				const [administrator] = await Promise.all([administratorIn(walk, region), ask({region})]);
				if (administrator === undefined) withoutAdministrator.push(region);
				else if (administrator !== caller.accountId) await ask({region, accountId: administrator});
			});
			if (withoutAdministrator.length === 0 || facts.accountsLook === undefined) return;
			const accounts = [...(await facts.accountsLook.done).values()].filter(account => account.active && account.id !== caller.accountId);
			const asks = withoutAdministrator.flatMap(region => accounts.map(account => ({region, accountId: account.id})));
			await eachOf(asks, sideBySide, ask);
		});
		for (const source of sources.values()) if (source.problem) facts.problems.push(source.problem);
		publish();
	});
}

/** `undefined` also when the question may not be asked: then the accounts are asked one by one. */
async function administratorIn(walk: IncidentWalk, region: string): Promise<string | undefined> {
	try {
		return await walk.ports.findings.delegatedAdministrator(region);
	} catch (error) {
		if (error instanceof Problem) return undefined;
		throw error;
	}
}
