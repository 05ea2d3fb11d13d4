import {sessionsUnder} from '../../containment/guards/collateral.ts';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {probeRegions} from '../baseline.ts';
import {sparedOf} from '../chasing/search.ts';
import type {Collateral, IncidentWalk, Look} from '../facts.ts';
import {personsOf} from '../subjects.ts';
import {eachOf, startLook} from './look.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/** The longest a session of a permission set lasts (IAM Identity Center user guide, "Set session duration for AWS accounts"). */
const longestSessionMs = 12 * hourMs;
/** AWS's own pace, 2 a second for each account and region, is kept below the port. */
const sideBySide = 8;

/**
 * Who else carries a name that is to be denied: CloudTrail of the last day, in the accounts that will be probed. Exact ids are nobody
 * else's, so for them there is nothing to look for. In the management account the same look shows sessions of the persons themselves, which
 * outlive an assignment there that somebody has removed by now.
 */
export function lookForCollateral(walk: IncidentWalk): Look<Collateral> {
	return startLook<Collateral>({sessions: [], inManagementAccount: [], problems: []}, async update => {
		const names = [...new Set(personsOf(walk.facts).flatMap(person => person.sessionNames))];
		if (names.length === 0) return;
		const accounts = (await walk.facts.probeAccountsLook?.done) ?? [];
		const managementAccountId = readableManagementAccount(walk);
		const events: TrailEvent[] = [];
		const there: TrailEvent[] = [];
		const problems: Problem[] = [];
		const now = walk.clock.now();
		const since = now - dayMs;
		const inEach = (accountId: string, regions: readonly string[], found: TrailEvent[]) =>
			regions.flatMap(region => names.map(value => ({place: {accountId, region}, value, found})));
		const asked = [
			...accounts.flatMap(account => inEach(account.id, probeRegions(walk), events)),
			...(managementAccountId === undefined ? [] : inEach(managementAccountId, walk.ports.session.regions, there)),
		];
		const publish = () => {
			const spared = {...sparedOf(walk), roleName: walk.ports.probes.roleName};
			const inManagementAccount = sessionsUnder(names, there, spared).filter(
				({accountId, lastSeenAt}) => accountId === managementAccountId && (lastSeenAt ?? now) > now - longestSessionMs,
			);
			update({sessions: sessionsUnder(names, events, spared), inManagementAccount, problems: [...problems]});
		};
		await walk.read(text.steps.waiting.collateral(accounts.length), () =>
			eachOf(asked, sideBySide, async ({place, value, found}) => {
				const onPage = (page: readonly TrailEvent[]) => {
					found.push(...page);
					publish();
				};
				try {
					await walk.ports.trail.events(place, {by: 'user-name', value}, {since}, {signal: walk.signal, onPage});
				} catch (error) {
					if (!(error instanceof Problem)) throw error;
					// Who else is hit by the deny is a question about the member accounts alone.
					if (found === events) problems.push(error);
					walk.facts.problems.push(error);
				}
			}),
		);
		publish();
	});
}

/** Only from within it: no role of ours is there. */
function readableManagementAccount({facts}: IncidentWalk): string | undefined {
	const id = facts.organization?.managementAccountId;
	return id !== undefined && id === facts.caller?.accountId ? id : undefined;
}
