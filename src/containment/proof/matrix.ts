import type {CellName} from './proof.ts';

export interface ProbeAccount {
	readonly id: string;
	readonly name: string;
	readonly active: boolean;
}

/** The accounts below one organizational unit directly under the root, at any depth, or the accounts directly in the root. */
export interface TopLevel {
	readonly ouId: string;
	readonly accounts: readonly ProbeAccount[];
}

export interface ProbeChoice {
	readonly findingAccountId?: string;
	readonly managementAccountId: string;
	readonly topLevel: readonly TopLevel[];
	/** The most accounts to choose. Accounts the responder chose are not counted against it. */
	readonly limit: number;
	/** The accounts the responder chose instead. */
	readonly chosen?: readonly string[];
}

/**
 * The accounts to probe: the ones that were chosen, or the finding's and one more under each top-level organizational unit, units without
 * the finding's account first. Never the management account, which no service control policy binds, and never a suspended account.
 * An account that the listing does not hold is kept under its id: leaving it out would claim more than was looked at.
 */
export function probeAccounts(choice: ProbeChoice): readonly ProbeAccount[] {
	const {findingAccountId, managementAccountId, topLevel, limit, chosen} = choice;
	const listed = new Map(topLevel.flatMap(unit => unit.accounts).map(account => [account.id, account]));
	const usable = (account: ProbeAccount) => account.active && account.id !== managementAccountId;
	const withId = (id: string): ProbeAccount => listed.get(id) ?? {id, name: id, active: true};
	if (chosen !== undefined && chosen.length > 0) return [...new Set(chosen)].map(withId).filter(usable);
	const picked = (findingAccountId === undefined ? [] : [withId(findingAccountId)]).filter(usable);
	const holdsFinding = (unit: TopLevel) => Number(unit.accounts.some(account => account.id === findingAccountId));
	for (const unit of [...topLevel].sort((a, b) => holdsFinding(a) - holdsFinding(b))) {
		const next = unit.accounts.find(account => usable(account) && !picked.some(one => one.id === account.id));
		if (next !== undefined) picked.push(next);
	}
	return picked.slice(0, limit);
}

export interface Unprobed {
	readonly accountId: string;
	readonly why: 'management-account' | 'closed' | 'not-ours';
}

/**
 * The chosen accounts in which nothing could be proven, each with why.
 * @param ours the organization's accounts by id; empty where they could not be listed
 */
export function cannotBeProbed(
	chosen: readonly string[],
	managementAccountId: string,
	ours: ReadonlyMap<string, {readonly active: boolean}>,
): readonly Unprobed[] {
	return [...new Set(chosen)].flatMap((accountId): Unprobed[] => {
		if (accountId === managementAccountId) return [{accountId, why: 'management-account'}];
		const account = ours.get(accountId);
		if (account?.active === false) return [{accountId, why: 'closed'}];
		return account === undefined && ours.size > 0 ? [{accountId, why: 'not-ours'}] : [];
	});
}

/** Every place to probe: both services in each region of each account, under each of the names. */
export function probeMatrix(choice: {
	readonly accounts: readonly ProbeAccount[];
	readonly regions: readonly string[];
	/** What the target sessions are called. */
	readonly names: readonly string[];
}): readonly CellName[] {
	const services = ['ec2', 's3'] as const;
	const regions = [...new Set(choice.regions)];
	const names = [...new Set(choice.names)];
	return choice.accounts.flatMap(account =>
		services.flatMap(service =>
			regions.flatMap(region =>
				names.map(name => ({
					accountId: account.id,
					accountName: account.name,
					region,
					service,
					...(names.length === 1 ? {} : {under: name}),
				})),
			),
		),
	);
}
