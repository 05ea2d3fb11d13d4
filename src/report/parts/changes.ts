import {diffLines} from '../../containment/management-account/diff-lines.ts';
import type {JournalRecord} from '../../incident/records.ts';
import type {Made} from '../made.ts';
import type {Changes} from '../model.ts';
import {isoOrNull, ofKind, outcomesOf} from './told.ts';

/** What was changed in AWS: the policy as it was applied, what became of each permission set, and every call that changed something. */
export function changesOf(records: readonly JournalRecord[], made: Made): Changes {
	const {policy, sets, setsOn, keys, keysOn, keysUnanswered} = made;
	const calls = ofKind(records, 'call');
	return {
		policy:
			policy === undefined
				? null
				: {
						id: policy.policyId,
						name: policy.name,
						targets: policy.targets,
						document: policy.document,
						at: isoOrNull(policy.at),
						offAt: made.policyOn === 'no' ? (outcomesOf(records, /^(?:detach-policy|empty-prepared-policy)$/).at(-1)?.at ?? null) : null,
						prepared: policy.placeholder !== undefined,
						on: made.policyOn,
					},
		permissionSets: sets.map(({name, arn, saved, document}) => ({
			name,
			arn,
			restored: !setsOn.includes(name),
			diff: diffLines(saved, document),
		})),
		accessKeys: keys.map(({accessKeyId, userName, accountId}) => ({
			accessKeyId,
			userName,
			accountId,
			active: keysUnanswered.includes(accessKeyId) ? null : !keysOn.includes(accessKeyId),
		})),
		calls: calls
			.filter(({write}) => write)
			.map(({at, n, service, operation, region, account, outcome, code, requestIds}) => ({
				at,
				record: n,
				service,
				operation,
				region,
				accountId: account ?? null,
				outcome,
				code: code ?? null,
				requestIds,
			})),
		reads: calls.filter(({write}) => !write).length,
	};
}
