/** The only policy type the sandbox knows. */
export const SERVICE_CONTROL_POLICY = 'SERVICE_CONTROL_POLICY';

export interface Account {
	readonly id: string;
	name: string;
	readonly email: string;
	/** The root or the organizational unit it lies in. */
	parentId: string;
	readonly joinedAt: number;
	/** Closed, and still listed. */
	suspended: boolean;
}

export interface OrganizationalUnit {
	readonly id: string;
	name: string;
	parentId: string;
}

export interface ServiceControlPolicy {
	readonly id: string;
	readonly arn: string;
	name: string;
	description: string;
	/** The document exactly as it was given; white space counts. */
	content: string;
	readonly awsManaged: boolean;
	readonly tags: Map<string, string>;
	/** Whether a call to the sandbox made or changed it; what the scenario came with is not. */
	writtenByCall: boolean;
}

export interface Organization {
	readonly id: string;
	/** Policies need `ALL`. */
	readonly featureSet: 'ALL' | 'CONSOLIDATED_BILLING';
	readonly managementAccountId: string;
	readonly root: {readonly id: string; readonly name: string};
	/** Whether service control policies are switched on for the root. */
	serviceControlPoliciesEnabled: boolean;
	readonly units: Map<string, OrganizationalUnit>;
	readonly accounts: Map<string, Account>;
	readonly policies: Map<string, ServiceControlPolicy>;
	/** The ids of the policies attached to each root, unit and account, by the target's id. */
	readonly attachments: Map<string, Set<string>>;
	/** The service principals each account is a delegated administrator for. */
	readonly delegatedAdministrators: Map<string, readonly string[]>;
}

/** The ids of the nodes whose policies bind an account: the root, every unit on the way, the account itself. */
export function pathTo(organization: Organization, accountId: string): string[] {
	const path = [accountId];
	let parentId = organization.accounts.get(accountId)?.parentId;
	while (parentId !== undefined) {
		path.unshift(parentId);
		parentId = organization.units.get(parentId)?.parentId;
	}
	return path;
}

/** The policies attached to a node, in the order they were attached. */
export function policiesOf(organization: Organization, targetId: string): ServiceControlPolicy[] {
	return [...(organization.attachments.get(targetId) ?? [])].flatMap(id => organization.policies.get(id) ?? []);
}

/** The ids of the nodes a policy is attached to. */
export function targetsOf(organization: Organization, policyId: string): string[] {
	return [...organization.attachments].flatMap(([targetId, policies]) => (policies.has(policyId) ? [targetId] : []));
}

/** Whether an id names the root, a unit or an account of this organization. */
export function isTarget(organization: Organization, id: string): boolean {
	return id === organization.root.id || organization.units.has(id) || organization.accounts.has(id);
}

/** The ARN of anything in the organization, in the management account's name as AWS writes it. */
export function organizationArn(organization: Organization, kind: 'organization' | 'root' | 'ou' | 'account' | 'policy', id = ''): string {
	const start = `arn:aws:organizations::${organization.managementAccountId}:${kind}/${organization.id}`;
	if (kind === 'organization') return start;
	return kind === 'policy' ? `${start}/service_control_policy/${id}` : `${start}/${id}`;
}
