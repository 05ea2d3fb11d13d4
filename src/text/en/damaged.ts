import {quoted} from './by-hand.ts';

/** What carries an incident's id in AWS. */
interface Marks {
	readonly incident: string;
	readonly policyName: string;
	readonly tag: string;
	readonly sid: string;
}

const where = ({incident, policyName, tag, sid}: Marks): string =>
	`in AWS Organizations, policies whose names begin with ${policyName} (tag ${tag}: ${incident}); in the permission sets, statements whose Sid begins with ${sid}`;

/** What is said of an incident whose journal does not hold: nothing goes on with it, and what it made is undone by hand. */
export const damaged = {
	/** @param gone the journal holds by itself, and the manifest beside it knows another one */
	next: (id: string, marks: Marks, {json, gone}: {readonly json: boolean; readonly gone: boolean}): string =>
		[
			'Keep the folder as it is, it is evidence.',
			...(gone
				? [
						`tourniquet verify ${id} says how far it holds. Where a copy of the folder has the whole journal, keep this one aside and put the whole journal back.`,
					]
				: []),
			`By hand: tourniquet recover ${id} --explain${json ? ', without --json,' : ''} prints the commands from the lines that hold.`,
			`Look for more ${where(marks)}.`,
		].join(' '),
	nextExplained:
		'Keep the folder as it is, it is evidence. The commands above undo by hand what its lines tell of, and find what they do not.',

	title: 'THE JOURNAL DOES NOT HOLD',
	notAsked: 'AWS was not asked. Nothing was changed there, and nothing was written here.',
	/** @param line undefined where nothing says up to which line it holds */
	undoTitle: (line: number | undefined): string =>
		line === undefined ? 'By hand, from what its lines tell' : `By hand, from what stands before line ${line}`,
	nothing: 'The lines that hold tell of no change to AWS.',
	careful:
		'Taking a deny off can hand access back to a thief. First close every way in, then wait until the longest session has run out: 12 hours or more.',
	lookFirst: 'Look first: the deny may be attached elsewhere too, some of it may be undone, and what somebody changed since is theirs.',
	undo: 'Where AWS still holds what this incident made:',
	perhaps: (line: number | undefined, sid: string): string =>
		`Saved${line === undefined ? '' : ` before line ${line}`}, and perhaps changed after that. Only where the inline policy holds statements whose Sid begins with ${sid}:`,
	restTitle: (line: number): string => `What may have been made from line ${line} on`,
	rest: (marks: Marks): string =>
		`Look for it ${where(marks)}. A policy that was prepared beforehand may hold the deny in place of its placeholder, and access keys of whoever it is about may be inactive.`,

	lookAtPolicy: (policyId: string): string =>
		[`aws organizations describe-policy --policy-id ${policyId}`, `aws organizations list-targets-for-policy --policy-id ${policyId}`].join(
			'\n',
		),
	lookAtSet: (instanceArn: string, permissionSetArn: string): string =>
		[
			`aws sso-admin get-inline-policy-for-permission-set --instance-arn ${instanceArn} \\`,
			`  --permission-set-arn ${permissionSetArn}`,
		].join('\n'),
	findPolicies: (name: string): string =>
		[
			'aws organizations list-policies --filter SERVICE_CONTROL_POLICY \\',
			`  --query ${quoted(`Policies[?starts_with(Name, \`${name}\`)].[Id,Name]`)} --output text`,
			'aws organizations list-tags-for-resource --resource-id THE_ID',
			'aws organizations list-targets-for-policy --policy-id THE_ID',
		].join('\n'),
} as const;
