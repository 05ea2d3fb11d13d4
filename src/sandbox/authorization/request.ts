/** What one API call asks for, as policies see it. */
export interface AuthorizationRequest {
	/** The account of the principal: the one whose service control policies apply. */
	account: string;
	/** `service:Action`. */
	action: string;
	/** The resource's ARN, or `*` where the action knows no resource. */
	resource: string;
	/** Condition keys of this call. A list is a multivalued key; a key that is not there is missing. */
	context: Readonly<Record<string, string | readonly string[]>>;
}

/** The value of a condition key. Key names are case-insensitive (IAM user guide, policy elements: Condition). */
export function contextValue(request: AuthorizationRequest, key: string): string | readonly string[] | undefined {
	const wanted = key.toLowerCase();
	const name = Object.keys(request.context).find(candidate => candidate.toLowerCase() === wanted);
	return name === undefined ? undefined : request.context[name];
}
