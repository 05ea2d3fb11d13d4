/** Whether a permission set's role holds the deny of this incident. */
export type RoleHolds = 'ours' | 'none-of-ours' | 'no-role' | 'unknown';

/** What keeps a permission set from being as it was before the incident. */
export type WhyLeft = 'not-saved' | 'not-provisioned' | 'role-denies' | 'role-unread';

/** What is left of a set whose own text is not ours any more: a role denies until it follows, and one that is not there denies nobody. */
export function leftByRole(holds: RoleHolds): 'role-denies' | 'role-unread' | undefined {
	if (holds === 'ours') return 'role-denies';
	return holds === 'unknown' ? 'role-unread' : undefined;
}
