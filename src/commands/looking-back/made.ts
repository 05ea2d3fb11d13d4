import {foldJournal} from '../../incident/fold.ts';
import type {JournalRecord} from '../../incident/records.ts';
import type {Made} from '../../report/made.ts';
import {noFacts} from '../../steps/facts.ts';
import {recoveringFacts} from './recovering.ts';
import {policyOn, settled, standingOf} from './standing.ts';

/** What an incident made, for its document: the very derivation that taking it off and the list of incidents go by. */
export function madeOf(records: readonly JournalRecord[]): Made {
	// When it may come off depends on a clock; it is not asked for here.
	const {on, wasOn, permissionSets, accessKeys, accessKeysUnanswered = []} = standingOf(records, [], 0);
	if (!wasOn) return {on, policyOn: 'no', wasOn, sets: [], setsOn: [], keys: [], keysOn: [], keysUnanswered: []};
	const facts = noFacts({mode: 'live', protectedPrincipals: [], readOnly: true});
	recoveringFacts(facts, records);
	const {applied, closing, keysInactive} = facts;
	const writes = [...foldJournal(records).writes];
	return {
		on,
		policyOn: policyOn(facts, writes),
		wasOn,
		...(applied === undefined
			? {}
			: {
					policy: {
						policyId: applied.policyId,
						name: applied.name,
						document: applied.document,
						targets: applied.targets,
						// The time of an answer: when it was sent at the latest is not when AWS took it.
						at: answered(writes, applied.policyId) ? applied.at : 0,
						...(applied.placeholder === undefined ? {} : {placeholder: applied.placeholder}),
					},
				}),
		sets: (closing?.changed ?? []).map(({name, arn, merged}) => ({name, arn, saved: merged.saved, document: merged.document})),
		setsOn: permissionSets,
		keys: keysInactive,
		keysOn: accessKeys,
		keysUnanswered: accessKeysUnanswered,
	};
}

function answered(writes: Parameters<typeof settled>[0], policyId: string): boolean {
	const ofPolicy = writes.filter(([, {intent}]) => (intent as {readonly policyId?: string} | undefined)?.policyId === policyId);
	return settled(ofPolicy, 'attach-policy') || settled(ofPolicy, 'fill-prepared-policy');
}
