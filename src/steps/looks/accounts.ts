import type {Account} from '../../aws/ports.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {Facts, IncidentWalk, Look} from '../facts.ts';
import {eachOf, startLook} from './look.ts';

/** AWS's own pace is kept below the port. */
const sideBySide = 4;

/**
 * The organization's accounts by id. Names are a comfort: without them ids are shown and the walk goes on. Which accounts are ours is more:
 * where the list is refused, the tree says it.
 */
export function lookForAccounts(walk: IncidentWalk): Look<ReadonlyMap<string, Account>> {
	return startLook<ReadonlyMap<string, Account>>(new Map(), async update => {
		try {
			const accounts = await walk.read(text.steps.waiting.accounts, () => walk.ports.organizations.accounts());
			update(new Map(accounts.map(account => [account.id, account])));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			const accounts = await accountsOfTree(walk);
			if (accounts !== undefined) update(new Map(accounts.map(account => [account.id, account])));
		}
	});
}

/** Every account below the root. All or nothing: with a part of them, an account of the rest would be taken for somebody else's. */
async function accountsOfTree(walk: IncidentWalk): Promise<readonly Account[] | undefined> {
	const port = walk.ports.organizations;
	const below = async (parentId: string): Promise<readonly Account[]> => {
		const [accounts, units] = await Promise.all([port.accountsIn(parentId), port.organizationalUnitsIn(parentId)]);
		const deeper: (readonly Account[])[] = [];
		await eachOf(units, sideBySide, async unit => void deeper.push(await below(unit.id)));
		return [...accounts, ...deeper.flat()];
	};
	try {
		return await walk.read(text.steps.waiting.tree, async () => below((await port.root()).id));
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return undefined;
	}
}

/** The accounts that a deny is on in, as far as they are known by now: every one that is open but the management account. */
export function memberAccounts({accountsLook, organization}: Facts): readonly Account[] {
	return [...(accountsLook?.soFar().values() ?? [])].filter(({id, active}) => active && id !== organization?.managementAccountId);
}

/** The account's name when it is known by now, its id otherwise. */
export function accountName(facts: Facts, accountId: string): string {
	return facts.accountsLook?.soFar().get(accountId)?.name ?? accountId;
}

/** `workloads-prod (444444444444)`, or the bare id. */
export function accountLabel(facts: Facts, accountId: string): string {
	const name = accountName(facts, accountId);
	return name === accountId ? accountId : `${name} (${accountId})`;
}
