import {sessionsUnder} from '../../containment/guards/collateral.ts';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {probeRegions} from '../baseline.ts';
import {sparedOf} from '../chasing/search.ts';
import type {Collateral, IncidentWalk, Look} from '../facts.ts';
import {personsOf} from '../subjects.ts';
import {eachOf, startLook} from './look.ts';

const dayMs = 24 * 60 * 60 * 1000;
/** AWS's own pace, 2 a second for each account and region, is kept below the port. */
const sideBySide = 8;

/**
 * Who else carries a name that is to be denied: CloudTrail of the last day, in the accounts that will be probed. Exact ids are nobody
 * else's, so for them there is nothing to look for.
 */
export function lookForCollateral(walk: IncidentWalk): Look<Collateral> {
	return startLook<Collateral>({sessions: [], problems: []}, async update => {
		const names = [...new Set(personsOf(walk.facts).flatMap(person => person.sessionNames))];
		if (names.length === 0) return;
		const accounts = (await walk.facts.probeAccountsLook?.done) ?? [];
		const events: TrailEvent[] = [];
		const problems: Problem[] = [];
		const since = walk.clock.now() - dayMs;
		const asked = accounts.flatMap(account =>
			probeRegions(walk).flatMap(region => names.map(value => ({place: {accountId: account.id, region}, value}))),
		);
		const publish = () =>
			update({sessions: sessionsUnder(names, events, {...sparedOf(walk), roleName: walk.ports.probes.roleName}), problems: [...problems]});
		await walk.read(text.steps.waiting.collateral(accounts.length), () =>
			eachOf(asked, sideBySide, async ({place, value}) => {
				const onPage = (page: readonly TrailEvent[]) => {
					events.push(...page);
					publish();
				};
				try {
					await walk.ports.trail.events(place, {by: 'user-name', value}, {since}, {signal: walk.signal, onPage});
				} catch (error) {
					if (!(error instanceof Problem)) throw error;
					problems.push(error);
					walk.facts.problems.push(error);
				}
			}),
		);
		publish();
	});
}
