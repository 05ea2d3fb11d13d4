/** Why a text is not written into a policy as a session name. */
export type NameRefusal =
	| 'empty'
	| 'too-short'
	| 'too-long'
	| 'wildcard'
	| 'policy-variable'
	| 'control-character'
	| 'unsupported-character';

// STS, AssumeRole: RoleSessionName and SourceIdentity are 2 to 64 of [\w+=,.@-], where \w is ASCII.
const minLength = 2;
const maxLength = 64;
const sessionName = '[A-Za-z0-9_+=,.@-]{2,64}';
// IAM unique identifiers: 16 to 128 characters; the prefix says whose it is (IAM user guide, "IAM identifiers").
const uniqueIdEnd = '[A-Z0-9]{12,124}';

const supportedCharacters = /^[A-Za-z0-9_+=,.@-]*$/;
// Identity store model: ResourceId.
const userId = /^([0-9a-f]{10}-)?[0-9A-Fa-f]{8}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{4}-[0-9A-Fa-f]{12}$/;
const exactUserId = new RegExp(`^(AIDA${uniqueIdEnd}|AROA${uniqueIdEnd}:${sessionName}|[0-9]{12})$`);

/**
 * Why a name must not go into a deny, or undefined when it can be written exactly. A user name may hold more than a session name can
 * (wildcards among it), and AWS does not say what becomes of it: such a name is refused, never adapted.
 */
export function refuseName(name: string): NameRefusal | undefined {
	if (name === '') return 'empty';
	if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(name)) return 'control-character';
	if (/[*?]/.test(name)) return 'wildcard';
	if (name.includes('${')) return 'policy-variable';
	if (!supportedCharacters.test(name)) return 'unsupported-character';
	if (name.length < minLength) return 'too-short';
	return name.length > maxLength ? 'too-long' : undefined;
}

/** Whether it has the form of an identity store user id: a UUID, after ten hexadecimal digits and a hyphen or alone. */
export function isUserId(id: string): boolean {
	return userId.test(id);
}

/**
 * Whether it is one whole `aws:userid` that can be denied exactly: an IAM user's `AIDA…`, a session's `AROA…:<session name>`, or a
 * root user's account id (IAM user guide, "IAM policy elements: variables and tags").
 */
export function isExactUserId(text: string): boolean {
	return exactUserId.test(text);
}

/**
 * The permission set of a reserved role's name, or undefined for any other role: `AWSReservedSSO_<set>_<16 hexadecimal digits>`, where
 * the set's name may hold underscores itself (IAM Identity Center user guide, "referencing permission sets").
 */
export function permissionSetOf(roleName: string | undefined): string | undefined {
	return roleName === undefined ? undefined : /^AWSReservedSSO_(.+)_[0-9a-f]{16}$/.exec(roleName)?.[1];
}
