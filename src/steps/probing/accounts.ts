import {cannotBeProbed, type ProbeAccount, probeAccounts, type TopLevel} from '../../containment/proof/matrix.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {accountLabel, memberAccounts} from '../looks/accounts.ts';

/**
 * The accounts to probe, as evidence: a resumed walk goes on with the very accounts it began with.
 * @param limit the most to choose, where the responder did not choose themselves
 */
export async function accountsToProbe(walk: IncidentWalk, limit: number): Promise<readonly ProbeAccount[]> {
	const {organization, settings, finding, subjects = []} = walk.facts;
	const reached = walk.facts.reachLook?.soFar().accounts[0]?.accountId;
	// Only an account known to be ours: no role is ever assumed in anybody else's.
	const ours = (await walk.facts.accountsLook?.done) ?? new Map();
	const seen = [finding?.accountId, ...subjects.map(subject => subject.principal.accountId), reached];
	const chosen = settings.probeAccounts?.filter(id => ours.size === 0 || ours.has(id));
	const findingAccountId = seen.find(id => id !== undefined && ours.has(id));
	return walk.observe('accounts', text.steps.waiting.tree, async () => {
		const topLevel = chosen === undefined ? await topLevels(walk, limit) : [];
		return probeAccounts({
			...(findingAccountId === undefined ? {} : {findingAccountId}),
			managementAccountId: organization?.managementAccountId ?? '',
			topLevel,
			limit,
			...(chosen === undefined ? {} : {chosen}),
		}).map(account => ({id: account.id, name: nameOf(walk, account), active: account.active}));
	});
}

/** Where nothing could be proven is said before anything is changed: leaving it out would claim more than was looked at. */
export async function checkChosenAccounts({facts}: IncidentWalk): Promise<void> {
	const {probeAccounts: chosen = []} = facts.settings;
	if (chosen.length === 0) return;
	const ours = (await facts.accountsLook?.done) ?? new Map();
	const unprobed = cannotBeProbed(chosen, facts.organization?.managementAccountId ?? '', ours);
	if (unprobed.length === 0) return;
	throw new Problem(
		'cannot-be-probed',
		text.steps.preview.cannotBeProbed(unprobed),
		text.steps.preview.cannotBeProbedNext(memberAccounts(facts).map(({id}) => accountLabel(facts, id))),
		2,
	);
}

const nameOf = (walk: IncidentWalk, account: ProbeAccount) => walk.facts.accountsLook?.soFar().get(account.id)?.name ?? account.name;

/** The first accounts found below each top-level OU. A big tree is walked only as far as one account needs. */
async function topLevels(walk: IncidentWalk, limit: number): Promise<readonly TopLevel[]> {
	const port = walk.ports.organizations;
	try {
		const rootId = (await port.root()).id;
		const [units, direct] = await Promise.all([port.organizationalUnitsIn(rootId), port.accountsIn(rootId)]);
		const found: TopLevel[] = [];
		for (const unit of units) {
			if (found.length >= limit) break;
			const accounts = await firstAccounts(walk, unit.id);
			if (accounts.length > 0) found.push({ouId: unit.id, accounts});
		}
		return [...found, {ouId: rootId, accounts: direct}];
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		const known = [...((await walk.facts.accountsLook?.done)?.values() ?? [])];
		return known.map(account => ({ouId: account.id, accounts: [account]}));
	}
}

async function firstAccounts(walk: IncidentWalk, parentId: string): Promise<readonly ProbeAccount[]> {
	const managementAccountId = walk.facts.organization?.managementAccountId;
	const accounts = (await walk.ports.organizations.accountsIn(parentId)).filter(({id, active}) => active && id !== managementAccountId);
	if (accounts.length > 0) return accounts;
	for (const unit of await walk.ports.organizations.organizationalUnitsIn(parentId)) {
		const below = await firstAccounts(walk, unit.id);
		if (below.length > 0) return below;
	}
	return [];
}
