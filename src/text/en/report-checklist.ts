type Group = 'contain' | 'eradicate' | 'recover' | 'learn';

interface Item {
	readonly id: string;
	readonly group: Group;
	readonly title: string;
	readonly source: string;
}

const nist = 'NIST SP 800-61r3';
const aws = 'AWS Security Incident Response guide';
const playbook = 'AWS credential compromise playbook';
const here = 'this tool';

const item = (group: Group, id: string, title: string, source: string): Item => ({id, group, title, source});

/**
 * What the guidance asks for and no program can know, in the order it is done: NIST SP 800-61r3 and AWS's guides, condensed, and what a
 * leak of an Identity Center session adds to them.
 */
const items: readonly Item[] = [
	item(
		'contain',
		'evidence-kept',
		'Keep logs and this folder where nobody who was involved can change them, and write down who holds them',
		nist,
	),
	item('contain', 'support-case', 'Open a case with AWS Support, and say that it is a security incident', playbook),
	item(
		'contain',
		'provider-intact',
		'Make sure that the identity provider itself, and its administrators, are not in other hands',
		playbook,
	),

	item('eradicate', 'root-cause', 'Find out how the session leaked, before anything is issued anew', playbook),
	item('eradicate', 'look-again', 'Search CloudTrail again after 15 minutes, and in the regions nobody uses', playbook),
	item(
		'eradicate',
		'new-principals',
		'Look for new users, access keys, roles and changed trust policies in every account they reached',
		playbook,
	),
	item('eradicate', 'weakened-guards', 'Look for weakened permission boundaries, service control policies and resource policies', playbook),
	item(
		'eradicate',
		'read-secrets',
		'Rotate every secret they read or could have read: Secrets Manager, Parameter Store, configuration',
		playbook,
	),
	item('eradicate', 'mfa-devices', 'Remove MFA devices that were registered during the incident', here),
	item(
		'eradicate',
		'directory-tokens',
		'Check SCIM tokens, trusted token issuers and applications that were made during the incident',
		here,
	),
	item('eradicate', 'administrators', 'Check for new delegated administrators, permission sets and access entitlements', here),
	item('eradicate', 'clusters', 'Check access entries of EKS clusters and other logins by GetCallerIdentity', here),
	item('eradicate', 'costs', 'Look at the bill, and at resources started in regions nobody uses', playbook),

	item('recover', 'criteria', 'Declare what must be true for the incident to be over, and who says so', nist),
	item('recover', 'quiet', 'Watch for at least 30 quiet minutes: no new finding, no denied call under this name', playbook),
	item('recover', 'mfa', 'Issue the person’s access anew, with phishing-resistant MFA', playbook),
	item('recover', 'assignments-back', 'Give assignments back one by one, and only those that are needed', here),
	item('recover', 'applications', 'Check that applications and pipelines that were denied work again', playbook),

	item('learn', 'timeline-agreed', 'Agree on the timeline within 24 to 48 hours, in UTC', playbook),
	item('learn', 'review', 'Hold a review without blame within 5 business days', playbook),
	item('learn', 'detection-gaps', 'List what should have been seen earlier, each with an owner and a date', playbook),
	item('learn', 'fixes-tested', 'Give each fix an owner, a date, and a test that shows it was done', aws),
	item('learn', 'procedure', 'Bring the runbook up to date with what was learned, and rehearse it again', aws),
	item('learn', 'duties', 'Ask counsel which authorities, customers and partners must be told, and by when', playbook),
	item('learn', 'after-action', 'Close with a written after-action report', nist),
];

/** Hours are counted from when the walk began: what counts in law is for counsel to say. */
const clocks: readonly {readonly id: string; readonly hours: number | null; readonly sentence: string}[] = [
	{id: 'gdpr', hours: 72, sentence: 'GDPR: 72 hours from awareness of a personal data breach to notify the authority. Ask counsel.'},
	{id: 'hipaa', hours: 60 * 24, sentence: 'HIPAA: 60 days from discovery to notify those affected. Ask counsel.'},
	{id: 'pci', hours: 0, sentence: 'PCI DSS: the payment brands and the acquirer at once. Ask counsel.'},
	{id: 'contracts', hours: null, sentence: 'Contracts and insurance may have terms of their own. Ask counsel.'},
];

export const reportChecklist = {
	items,
	clocks,
	clocksNote: 'Reminders, not advice. The times assume that awareness began with this walk; counsel says when it did.',
	sources: {walk: 'this walk', tool: 'this walk'},
	own: {
		denyOn: 'Put the deny on',
		denyProven: 'Prove that it works, and that a session under another name goes on',
		denyOff: 'Take the deny off, once every way in is closed and the longest session has run out',
		accessBack: 'Show that access is back',
	},
	evidence: {
		record: (n: number): string => `journal record ${n}`,
		policy: (policyId: string, n: number): string => `policy ${policyId}, journal record ${n}`,
		event: (eventId: string): string => `CloudTrail event ${eventId}`,
	},
	ticked: (n: number): string => `journal record ${n}`,

	/** What a review without blame asks, after AWS's guide on learning from an incident. */
	questions: [
		'What happened, in one paragraph that everybody agrees on?',
		'When was it first seen, by whom or by what, and what was seen earlier and not understood?',
		'Which accounts, systems and data were reached, and how sure are we?',
		'What went well, and would it go well again without the same people?',
		'What got in the way: access that took too long, contacts that were missing, a step that was not clear?',
		'Was the procedure followed? Where it was not, was the procedure wrong?',
		'Which time in the table above would have mattered most if it had been shorter, and what would shorten it?',
		'How could it be seen sooner, or not happen at all?',
		'What is still open, who owns it, by when, and which test will show that it was done?',
	],
	questionsNote: 'Ask about the system, not about the person: everybody did what seemed right with what they knew.',
} as const;
