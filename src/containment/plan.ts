import {ordered} from './plain-json.ts';

/** What is confirmed, and the state of AWS it was confirmed for. A type alias, so that it can go into the journal. */
export type Plan = {
	/** The caller's account. */
	readonly accountId: string;
	readonly organizationId: string;
	/** The root the policy is attached to. */
	readonly targetId: string;
	/** The policy document exactly as it will be sent. */
	readonly document: string;
	readonly stateBefore: {
		readonly managementAccountId: string;
		readonly serviceControlPolicies: 'enabled' | 'pending' | 'disabled';
		/** Ids of the policies attached to the target; their order does not matter. */
		readonly policiesOnTarget: readonly string[];
	};
};

/** The same text for the same plan and another for any other: what the confirmation's hash is taken of. */
export function planText(plan: Plan): string {
	const {stateBefore} = plan;
	return JSON.stringify(ordered({...plan, stateBefore: {...stateBefore, policiesOnTarget: [...stateBefore.policiesOnTarget].sort()}}));
}
