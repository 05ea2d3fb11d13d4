export interface DirectoryUser {
	readonly id: string;
	userName: string;
	displayName: string;
	email: string;
	enabled: boolean;
}

export interface DirectoryGroup {
	readonly id: string;
	displayName: string;
}

export interface PermissionSet {
	readonly arn: string;
	readonly name: string;
	readonly description: string;
	/** ISO 8601, one to twelve hours. */
	readonly sessionDuration: string;
	readonly managedPolicyArns: readonly string[];
	/** The inline policy's text; at most one for each permission set. */
	inlinePolicy: string | undefined;
	readonly createdAt: number;
}

export interface AccountAssignment {
	readonly accountId: string;
	readonly permissionSetArn: string;
	readonly principalType: 'USER' | 'GROUP';
	readonly principalId: string;
}

export interface IdentityCenter {
	readonly instanceArn: string;
	readonly identityStoreId: string;
	/** The only region that answers for this instance. */
	readonly region: string;
	readonly createdAt: number;
	readonly users: Map<string, DirectoryUser>;
	readonly groups: Map<string, DirectoryGroup>;
	readonly memberships: {readonly id: string; readonly groupId: string; readonly userId: string}[];
	readonly permissionSets: Map<string, PermissionSet>;
	readonly assignments: AccountAssignment[];
}
