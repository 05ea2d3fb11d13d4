import type {Account} from '../../aws/ports.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import type {Facts, IncidentWalk, Look} from '../facts.ts';
import {startLook} from './look.ts';

/** The organization's accounts by id. Names are a comfort: without them ids are shown and the walk goes on. */
export function lookForAccounts(walk: IncidentWalk): Look<ReadonlyMap<string, Account>> {
	return startLook<ReadonlyMap<string, Account>>(new Map(), async update => {
		try {
			const accounts = await walk.read(text.steps.waiting.accounts, () => walk.ports.organizations.accounts());
			update(new Map(accounts.map(account => [account.id, account])));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
		}
	});
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
