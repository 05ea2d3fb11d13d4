/** Single quotes for a POSIX shell. */
export const quoted = (value: string) => `'${value.replaceAll("'", "'\\''")}'`;

/** Every act this tool performs, as AWS CLI commands: the tool must never be the only way. */
export const byHand = {
	putOn: (name: string, document: string, targetIds: readonly string[]): string =>
		[
			'# Put the deny on (from the management account)',
			`aws organizations create-policy --type SERVICE_CONTROL_POLICY --name ${quoted(name)} \\`,
			`  --description 'Tourniquet' --content ${quoted(document)} \\`,
			'  --query Policy.PolicySummary.Id --output text',
			...targetIds.map(target => `aws organizations attach-policy --target-id ${target} --policy-id THE_ID_PRINTED_ABOVE`),
		].join('\n'),
	takeOff: (targetIds: readonly string[]): string =>
		[
			'# Take it off again',
			...targetIds.map(target => `aws organizations detach-policy --target-id ${target} --policy-id THE_ID`),
			'aws organizations delete-policy --policy-id THE_ID',
		].join('\n'),
	/** Of the very policy that is on: one that was prepared gets its placeholder back, one that was made is deleted. */
	takeOffPolicy: (applied: {readonly policyId: string; readonly targets: readonly string[]; readonly placeholder?: string}): string =>
		applied.placeholder === undefined
			? [
					...applied.targets.map(target => `aws organizations detach-policy --target-id ${target} --policy-id ${applied.policyId}`),
					byHand.deletePolicy(applied.policyId),
				].join('\n')
			: byHand.updatePolicy(applied.policyId, applied.placeholder),
	deletePolicy: (policyId: string): string => `aws organizations delete-policy --policy-id ${policyId}`,
	updatePolicy: (policyId: string, document: string): string =>
		`aws organizations update-policy --policy-id ${policyId} --content ${quoted(document)}`,
	putInlinePolicy: (instanceArn: string, permissionSetArn: string, document: string, accountId: string): string =>
		[
			`aws sso-admin put-inline-policy-to-permission-set --instance-arn ${instanceArn} \\`,
			`  --permission-set-arn ${permissionSetArn} --inline-policy ${quoted(document)}`,
			provision(instanceArn, permissionSetArn, accountId),
		].join('\n'),
	restoreInlinePolicy: (instanceArn: string, permissionSetArn: string, saved: string, accountId: string): string =>
		saved === ''
			? [
					`aws sso-admin delete-inline-policy-from-permission-set --instance-arn ${instanceArn} \\`,
					`  --permission-set-arn ${permissionSetArn}`,
					provision(instanceArn, permissionSetArn, accountId),
				].join('\n')
			: byHand.putInlinePolicy(instanceArn, permissionSetArn, saved, accountId),
	accessKeys: (userName: string): string =>
		[
			'# In the account of the user',
			`aws iam list-access-keys --user-name ${quoted(userName)}`,
			`aws iam update-access-key --user-name ${quoted(userName)} --access-key-id KEY_ID --status Inactive`,
			'# To undo',
			`aws iam update-access-key --user-name ${quoted(userName)} --access-key-id KEY_ID --status Active`,
		].join('\n'),
	/** For each access key of theirs, in its account and every region; then the same for every key that it shows. */
	followChain: [
		'aws cloudtrail lookup-events --lookup-attributes AttributeKey=AccessKeyId,AttributeValue=KEY_ID \\',
		'  --query "Events[?EventName==\'AssumeRole\'].CloudTrailEvent" --output text --region REGION',
		'# assumedRoleUser.assumedRoleId of each answer goes into the deny, as aws:userid in a StringEquals statement of its own:',
		'aws organizations update-policy --policy-id THE_ID --content THE_WHOLE_DOCUMENT',
	].join('\n'),
	accessKey: (userName: string, accessKeyId: string, active: boolean): string =>
		`aws iam update-access-key --user-name ${quoted(userName)} --access-key-id ${accessKeyId} --status ${active ? 'Active' : 'Inactive'}`,
};

function provision(instanceArn: string, permissionSetArn: string, accountId: string): string {
	return [
		`aws sso-admin provision-permission-set --instance-arn ${instanceArn} \\`,
		`  --permission-set-arn ${permissionSetArn} --target-type AWS_ACCOUNT --target-id ${accountId}`,
	].join('\n');
}
