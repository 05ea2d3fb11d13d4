/** Single quotes for a POSIX shell. */
export const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

/** Every act this tool performs, as AWS CLI commands: the tool must never be the only way. */
export const byHand = {
	putOn: (name: string, document: string, targetId: string): string =>
		[
			'# Put the deny on (from the management account)',
			`aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${quoted(name)} \\`,
			`  --description 'Tourniquet' --content ${quoted(document)} \\`,
			'  --query Policy.PolicySummary.Id --output text',
			`aws organizations attach-policy --target-id ${targetId} --policy-id THE_ID_PRINTED_ABOVE`,
		].join('\n'),
	takeOff: (targetId: string): string =>
		[
			'# Take it off again',
			`aws organizations detach-policy --target-id ${targetId} --policy-id THE_ID`,
			'aws organizations delete-policy --policy-id THE_ID',
		].join('\n'),
	takeOffPolicy: (policyId: string, targetId: string): string =>
		[
			`aws organizations detach-policy --target-id ${targetId} --policy-id ${policyId}`,
			`aws organizations delete-policy --policy-id ${policyId}`,
		].join('\n'),
};
