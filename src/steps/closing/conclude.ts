import {
	type ManagementAccountFacts,
	managementAccountVerdict,
	type PermissionSetProgress,
} from '../../containment/management-account/management-account.ts';
import type {Json} from '../../runbook/json.ts';
import type {Closing, IncidentWalk, SetPlan} from '../facts.ts';
import {outcomeView} from './views.ts';

/** What it came to: said, written down, and part of the verdict from now on. */
export function conclude(
	walk: IncidentWalk,
	rests: ManagementAccountFacts,
	changed: readonly SetPlan[],
	notDone?: Closing['notDone'],
): void {
	const verdict = managementAccountVerdict(rests);
	walk.facts.closing = {verdict, rests, changed, ...(notDone === undefined ? {} : {notDone})};
	walk.note('management-account', verdict as unknown as Json);
	walk.show(outcomeView(verdict));
}

/** A set for which nothing was done. */
export function notTried({name, arn}: {readonly name: string; readonly arn: string}): PermissionSetProgress {
	const simulation = {action: '', user: 'unknown', control: 'unknown'} as const;
	return {name, arn, stages: {put: 'not-tried', provisioned: 'unknown', readBack: 'unreadable', simulation}};
}
