import {ordered} from '../reading/plain-json.ts';

/** What is confirmed, and the state of AWS it was confirmed for. A type alias, so that it can go into the journal. */
export type Plan = {
	/** The caller's account. */
	readonly accountId: string;
	readonly organizationId: string;
	/** How the deny comes to bind: a new policy on the root, a prepared policy's document, or a new policy on targets below the root. */
	readonly way: 'root' | 'prepared' | 'below-root';
	/** What the policy is attached to; their order does not matter. */
	readonly targetIds: readonly string[];
	/** The policy document exactly as it will be sent. */
	readonly document: string;
	/** The prepared policy whose document is replaced, and that document as it was read. Only, and always, when the way is `prepared`. */
	readonly replaces?: {readonly policyId: string; readonly document: string};
	readonly stateBefore: {
		readonly managementAccountId: string;
		readonly serviceControlPolicies: 'enabled' | 'pending' | 'disabled';
		/** By target: ids of the policies attached to it; their order does not matter. */
		readonly policiesOnTargets: Readonly<Record<string, readonly string[]>>;
	};
};

/** The same text for the same plan and another for any other: what the confirmation's hash is taken of. */
export function planText(plan: Plan): string {
	const {stateBefore} = plan;
	const policiesOnTargets = Object.fromEntries(
		Object.entries(stateBefore.policiesOnTargets).map(([target, policies]) => [target, [...policies].sort()]),
	);
	return JSON.stringify(ordered({...plan, targetIds: [...plan.targetIds].sort(), stateBefore: {...stateBefore, policiesOnTargets}}));
}
