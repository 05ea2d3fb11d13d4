import type {AwsPorts} from '../../aws/ports.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';

/** The account that the responder was in when the incident was begun, by the calls to Organizations; undefined when none was made yet. */
export function accountOf(records: readonly JournalRecord[]): string | undefined {
	for (const record of records) if (record.kind === 'call' && record.service === 'organizations' && record.account) return record.account;
	return undefined;
}

/**
 * The same ports, but only for a responder who is in this account: what an incident has recorded, its confirmation among it, holds for one
 * organization. In any other account `session.caller` rejects with a `Problem`, `other-account`, exit 4.
 */
export function onlyIn(account: string, ports: AwsPorts): AwsPorts {
	const caller = async () => {
		const answer = await ports.session.caller();
		if (answer.accountId === account) return answer;
		throw new Problem('other-account', text.commands.otherAccount(account, answer.accountId), text.commands.otherAccountNext, 4);
	};
	return {...ports, session: {...ports.session, caller}};
}
