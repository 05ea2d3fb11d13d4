/** What `--explain` says around the commands. */
export const explain = {
	deny: 'The deny, by hand',
	denyConsole: (targets: readonly string[]): string =>
		`Console, in the management account: AWS Organizations → Policies → Service control policies → Create policy, with the document below; then attach it to ${targets.join(', ')}. The same with the AWS CLI:`,
	sets: 'The management account, by hand',
	setsConsole:
		'Console: IAM Identity Center → Permission sets → the set → Inline policy: replace it by the document below, which holds every statement that is there now; save, then Reprovision to the management account. Keep the policy as it is now. The same with the AWS CLI:',
	restore: 'To put back what is there now:',
	keys: (user: string): string => `The access keys of ${user}, by hand`,
	chain: 'Sessions opened under other names, by hand',
	done: 'Nothing was changed: this is what the walk would do.',
} as const;
