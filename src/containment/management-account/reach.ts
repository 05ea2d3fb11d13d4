/** Why the management account is involved, or may be. */
export type InvolvementReason =
	| {readonly code: 'finding'}
	/** Directly assigned when `viaGroup` is absent. */
	| {readonly code: 'assignment'; readonly permissionSetArn: string; readonly viaGroup?: string}
	| {readonly code: 'incomplete'};

export type Involvement = {readonly involved: 'yes' | 'no' | 'unknown'; readonly because: readonly InvolvementReason[]};

export interface ReachFacts {
	readonly managementAccountId: string;
	readonly findingAccountIds: readonly string[];
	readonly assignments: readonly {readonly accountId: string; readonly permissionSetArn: string; readonly viaGroup?: string}[];
	/** Whether every look-up that could name another account was answered. */
	readonly complete: boolean;
}

/**
 * Whether the person reaches the management account, which no service control policy binds (Organizations user guide, "SCPs"). A finding
 * there or any one assignment says yes; only a complete look that found neither says no.
 */
export function managementAccountInvolvement(facts: ReachFacts): Involvement {
	const because: InvolvementReason[] = facts.findingAccountIds.includes(facts.managementAccountId) ? [{code: 'finding'}] : [];
	for (const {accountId, permissionSetArn, viaGroup} of facts.assignments) {
		if (accountId !== facts.managementAccountId) continue;
		because.push({code: 'assignment', permissionSetArn, ...(viaGroup === undefined ? {} : {viaGroup})});
	}
	if (because.length > 0) return {involved: 'yes', because};
	return facts.complete ? {involved: 'no', because: []} : {involved: 'unknown', because: [{code: 'incomplete'}]};
}
