import type {Block} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import {isAsMade, setByHand} from '../closing/undo.ts';
import type {Facts} from '../facts.ts';

/** Every undoing act, as commands, with the very bytes that were saved. */
export function undoBlocks(facts: Facts, managementAccountId = facts.organization?.managementAccountId ?? ''): readonly Block[] {
	const {alsoMade, applied, closing, instance, keysInactive} = facts;
	return [
		...(closing?.changed ?? []).flatMap(set =>
			setByHand(set, {
				asMade: isAsMade(facts, set),
				instanceArn: instance?.arn ?? 'INSTANCE_ARN',
				accountId: managementAccountId,
			}),
		),
		...(applied === undefined ? [] : [{kind: 'code' as const, text: text.byHand.takeOffPolicy(applied)}]),
		...alsoMade.map(({policyId}): Block => ({kind: 'code', text: text.byHand.deletePolicy(policyId)})),
		...keysInactive.map((key): Block => ({kind: 'code', text: text.byHand.accessKey(key.userName, key.accessKeyId, true)})),
	];
}
