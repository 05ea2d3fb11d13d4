import {othersWithId, sessionsUnder} from '../../containment/guards/collateral.ts';
import type {TrailEvent} from '../../containment/trail/trail.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {probeRegions} from '../baseline.ts';
import {sparedOf} from '../chasing/search.ts';
import type {Collateral, Facts, IncidentWalk, Look} from '../facts.ts';
import {exactSubjectsOf, personsOf} from '../subjects.ts';
import {accountLabel, memberAccounts} from './accounts.ts';
import {eachOf, startLook} from './look.ts';

const hourMs = 60 * 60 * 1000;
const dayMs = 24 * hourMs;
/** The longest a session of a permission set lasts (IAM Identity Center user guide, "Set session duration for AWS accounts"). */
const longestSessionMs = 12 * hourMs;
/** AWS's own pace, 2 a second for each account and region, is kept below the port. */
const sideBySide = 12;

/**
 * Who else carries a name that is to be denied: CloudTrail of the last day, in the accounts that will be probed first, then in every other
 * one, because the deny is on there as well. And who else works under the exact id of a role's session, in its own account, where all of its
 * calls are: the same role under the same session name has the same id. An instance's session is the workload itself, of which is warned
 * already; the other ids are nobody else's. In the management account the same look shows sessions of the persons themselves, which outlive
 * an assignment there that somebody has removed by now.
 */
export function lookForCollateral(walk: IncidentWalk): Look<Collateral> {
	return startLook<Collateral>({sessions: [], inManagementAccount: [], problems: []}, async update => {
		const {facts, ports} = walk;
		const names = [...new Set(personsOf(facts).flatMap(person => person.sessionNames))];
		const exact = roleSessionsOf(facts);
		if (names.length === 0 && exact.length === 0) return;
		const places = names.length === 0 ? undefined : await accountsToAsk(walk);
		const managementAccountId = readableManagementAccount(walk);
		const events: TrailEvent[] = [];
		const there: TrailEvent[] = [];
		const underIds: TrailEvent[] = [];
		const problems: Problem[] = [];
		const now = walk.clock.now();
		const since = now - dayMs;
		const unasked: Unasked[] = [];
		/** By account: how many of its look-ups have been answered. */
		const answers = new Map<string, number>();
		const inEach = (accountId: string, regions: readonly string[], values: readonly string[], found: TrailEvent[]) =>
			regions.flatMap(region => values.map(value => ({place: {accountId, region}, value, found})));
		const regions = probeRegions(walk);
		const asked = [
			...exact.flatMap(({accountId, sessionName}) => inEach(accountId, ports.session.regions, [sessionName], underIds)),
			...(managementAccountId === undefined ? [] : inEach(managementAccountId, regions, names, there)),
			...(places?.accounts ?? []).flatMap(account => inEach(account, regions, names, events)),
		];
		const publish = () => {
			const spared = {...sparedOf(walk), roleName: ports.probes.roleName};
			const inManagementAccount = sessionsUnder(names, there, spared).filter(
				({accountId, lastSeenAt}) => accountId === managementAccountId && (lastSeenAt ?? now) > now - longestSessionMs,
			);
			const answered = [...answers.values()].filter(number => number === regions.length * names.length).length;
			const others = exact.flatMap(({userId, keys}) => othersWithId([userId], underIds, keys));
			update({
				sessions: [...sessionsUnder(names, events, spared), ...others],
				inManagementAccount,
				problems: [...problems],
				...(places === undefined
					? {}
					: {asked: {answered, of: places.accounts.length, ...(places.whole ? {} : {othersUnknown: true}), regions}}),
			});
		};
		publish();
		const accounts = new Set(asked.map(({place}) => place.accountId));
		await walk.read(text.steps.waiting.collateral(accounts.size), () =>
			eachOf(asked, sideBySide, async ({place, value, found}) => {
				const onPage = (page: readonly TrailEvent[]) => {
					found.push(...page);
					publish();
				};
				try {
					await ports.trail.events(place, {by: 'user-name', value}, {since}, {signal: walk.signal, onPage});
					if (found === events) answers.set(place.accountId, (answers.get(place.accountId) ?? 0) + 1);
				} catch (error) {
					if (!(error instanceof Problem)) throw error;
					// Without our role in them all accounts say the same: it is said of them all at once.
					if (found === events) unasked.push({accountId: place.accountId, why: error});
					else facts.problems.push(error);
					// Who else is hit by the deny is a question about the member accounts alone.
					if (found !== there) problems.push(error);
				}
			}),
		);
		if (unasked.length > 0) facts.problems.push(notAsked(walk, unasked));
		publish();
	});
}

interface Unasked {
	readonly accountId: string;
	readonly why: Problem;
}

/** One problem for all of them: which accounts they are, and what the first one said. */
function notAsked({facts}: IncidentWalk, unasked: readonly Unasked[]): Problem {
	const accounts = [...new Set(unasked.map(({accountId}) => accountId))].map(id => accountLabel(facts, id));
	const {why} = unasked[0] as Unasked;
	return new Problem('who-else-not-asked', text.steps.preview.notAsked(accounts, why.message), text.steps.preview.notAskedNext, 5, {
		cause: why,
	});
}

/** Those that are probed first, then the others. `whole` is whether these are all that the deny is on in. */
async function accountsToAsk({facts}: IncidentWalk) {
	const probed = ((await facts.probeAccountsLook?.done) ?? []).map(({id}) => id);
	const known = (await facts.accountsLook?.done)?.size ?? 0;
	return {accounts: [...new Set([...probed, ...memberAccounts(facts).map(({id}) => id)])], whole: known > 0};
}

/** The roles' sessions that are denied by their exact ids, each with the access keys that are known to have leaked. */
function roleSessionsOf(facts: Facts) {
	return exactSubjectsOf(facts).flatMap(({principal, deniable}) => {
		if (deniable.kind !== 'role-session') return [];
		const {exactUserId: userId, accountId, sessionName} = deniable;
		const given = 'accessKeyId' in principal ? principal.accessKeyId : undefined;
		const keys = [given, ...keysInFindings(facts, userId)].flatMap(key => (key === undefined || key === '' ? [] : [key]));
		return [{userId, accountId, sessionName, keys: new Set(keys)}];
	});
}

/** The access keys under this id that the findings in hand name. */
function keysInFindings({finding, givenFindings}: Facts, userId: string): readonly (string | undefined)[] {
	return [...(finding === undefined ? [] : [finding]), ...givenFindings].flatMap(({accessKey, actors}) => [
		accessKey?.principalId === userId ? accessKey.accessKeyId : undefined,
		...actors.map(actor => (actor.userId === userId ? actor.credentialId : undefined)),
	]);
}

/** Only from within it: no role of ours is there. */
function readableManagementAccount({facts}: IncidentWalk): string | undefined {
	const id = facts.organization?.managementAccountId;
	return id !== undefined && id === facts.caller?.accountId ? id : undefined;
}
