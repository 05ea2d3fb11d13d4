import type {Searched} from '../../containment/chain/searched.ts';
import type {JournalRecord} from '../../incident/records.ts';
import type {Attacker} from '../model.ts';
import {bare, evidenceOf, iso, ofKind, valuesOf, wordsOrNull} from './told.ts';

/** What CloudTrail showed of their sessions; null where nobody looked. */
export function attackerOf(records: readonly JournalRecord[]): Attacker | null {
	const evidence = evidenceOf(records, 'found').at(-1);
	if (evidence === undefined) return null;
	const found = evidence.value as unknown as Searched;
	return {
		searchedAt: iso(found.at),
		stopped: found.stopped,
		regions: found.regions,
		accessKeyIds: [...new Set(found.keys)],
		sessions: found.sessions.map(session => ({
			how: session.how,
			eventId: session.eventId,
			at: iso(session.startedAt),
			region: session.region,
			accountId: session.accountId ?? null,
			roleName: session.roleName ?? null,
			sessionName: session.sessionName ?? session.userName ?? null,
			accessKeyId: session.accessKeyId ?? null,
			parentAccessKeyId: session.parentAccessKeyId,
		})),
		leftBehind: found.leftovers.map(left => ({
			kind: left.kind,
			event: `${left.service}:${left.eventName}`,
			eventId: left.eventId,
			at: iso(left.at),
			accountId: left.accountId,
			region: left.region,
			resource: left.resource ?? null,
			accessKeyId: left.byAccessKeyId ?? null,
		})),
		attempted: found.attempted.map(({service, eventName, times}) => ({event: `${service}:${eventName}`, times})),
		unsearched: found.unsearched.map(({accessKeyId, accountId, region, why}) => ({
			accessKeyId,
			accountId: accountId ?? null,
			region: region ?? null,
			why,
		})),
		ownAccessKeyIds: ownKeys(records),
	};
}

/** The access keys of the test sessions, by the notes of those who opened them. */
function ownKeys(records: readonly JournalRecord[]): readonly string[] {
	const keys = ofKind(records, 'note')
		.filter(({key}) => bare(key).startsWith('probe-sessions/'))
		.flatMap(({value}) => ['target', 'control'].flatMap(session => wordsOrNull(valuesOf(valuesOf(value)[session]).accessKeyId) ?? []));
	return [...new Set(keys)];
}
