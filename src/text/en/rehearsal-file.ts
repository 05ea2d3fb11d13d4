import type {Form, Thing, Trouble} from '../../rehearsal/file/trouble.ts';
import type {SyntaxTrouble} from '../../runbook/yaml.ts';
import {runbook} from './runbook.ts';

const didYouMean = (meant: string | undefined) => (meant === undefined ? '' : ` Did you mean “${meant}”?`);

const thereAre = (known: readonly string[] | undefined) => (known === undefined ? '' : ` There is ${known.join(', ')}.`);

const meaningOf: Readonly<Record<string, string>> = {
	goal: 'in “goal” whom a good response denies',
	actors: 'in “actors” who is at work',
};

const forms: Readonly<Record<Form, string>> = {
	account: 'an account id: twelve digits, in quotes',
	organization: 'an organization’s id, such as o-exampleorgid',
	root: 'a root’s id, such as r-ab12',
	unit: 'a unit’s id, such as ou-ab12-workloads',
	policy: 'a policy’s id, such as p-example0001',
	'directory-id': 'an id of the directory, such as 9067f7d4-c0a1-70e8-5d2b-3f6a1c9e8b24',
	instance: 'an Identity Center instance’s id: ssoins- and 16 characters',
	store: 'an identity store’s id: d- and 10 hexadecimal digits',
	region: 'the name of a region, such as us-east-1',
	duration: 'a duration from PT1H to PT12H',
	name: 'a name that AWS, or this program, would take here',
	fault: 'a fault that the sandbox knows',
	call: 'a call that an actor can make',
	difficulty: 'easy, medium or hard',
	kind: 'one of the words that may stand here',
	'role-arn': 'the ARN of a role, such as arn:aws:iam::444444444444:role/deploy',
};

const things: Readonly<Record<Thing, string>> = {
	account: 'account',
	parent: 'root or unit',
	target: 'root, unit or account',
	user: 'user',
	group: 'group',
	'permission-set': 'permission set',
	'managed-policy': 'managed policy',
	role: 'role',
	session: 'session',
	'iam-user': 'IAM user',
	unit: 'unit',
	policy: 'policy',
	id: 'id',
	actor: 'actor',
	inject: 'inject',
	act: 'act',
	step: 'step of the walk',
	call: 'call',
	principal: 'user, session, IAM user or instance called',
	bucket: 'bucket',
	service: 'service in the sandbox called',
	'stand-in': 'stand-in',
	instance: 'instance',
	'guardduty-region': 'region with GuardDuty on called',
};

/** What is wrong with a scenario's file. */
export const rehearsalFile = {
	trouble(trouble: Trouble | SyntaxTrouble): string {
		switch (trouble.kind) {
			case 'missing':
				return `“${trouble.key}” is missing.`;
			case 'unknown-key':
				return `“${trouble.name}” is not a key that a scenario has here.${didYouMean(trouble.meant)}`;
			case 'one-of':
				return `Exactly one of ${trouble.keys.join(', ')} belongs here.`;
			case 'form':
				return `“${trouble.name}” is not ${forms[trouble.of]}.`;
			case 'unknown':
				return `There is no ${things[trouble.what]} “${trouble.name}”.${didYouMean(trouble.meant)}${thereAre(trouble.known)}`;
			case 'not-in-account':
				return `There is no ${things[trouble.what]} “${trouble.name}” in account ${trouble.account}.`;
			case 'root-session':
				return 'This is the session of a root user, which a finding speaks of by “root: true”.';
			case 'backwards':
				return `“${trouble.less}” is more than “${trouble.more}”.`;
			case 'some-of':
				return `At least one of ${trouble.keys.join(', ')} belongs here.`;
			case 'not-above-zero':
				return 'This must be a number above zero.';
			case 'between':
				return trouble.most === undefined
					? `This must be a whole number from ${trouble.least} on.`
					: `This must be a number from ${trouble.least} to ${trouble.most}.`;
			case 'no-such-finding':
				return `No finding of the type “${trouble.type}” is about “${trouble.principal}”.${trouble.there.length === 0 ? '' : ` There is ${trouble.there.join(', ')}.`}`;
			case 'about-others':
				return `“${trouble.name}” is not whom the scenario that this one is made from is about (${trouble.others.join(', ')}), and its ${trouble.add.join(' and ')} would stay in force. Say ${trouble.add.map(key => meaningOf[key] ?? key).join(', and ')}.`;
			case 'overlap':
				return `“${trouble.name}” is taken: another ${things[trouble.what]} has it already.`;
			case 'cycle':
				return `These units contain each other: ${trouble.names.join(' in ')}.`;
			case 'policy':
				return `AWS would refuse this policy: ${trouble.reason}`;
			case 'no-way-in':
				return 'This permission set is not assigned in that account, so there is no role of it there.';
			case 'not-a-number':
				return 'This must be a number, not below zero.';
			case 'not-a-truth':
				return 'This must be true.';
			case 'unknown-format':
				return 'This program reads scenarios of format 1.';
			default:
				return runbook.trouble(trouble);
		}
	},
	invalid: (file: string, problems: readonly string[]) =>
		`The scenario ${file} cannot be played:\n${problems.map(problem => `  ${problem}`).join('\n')}`,
	invalidNext: 'Correct the file and try again. docs/rehearsals.md says what belongs where.',
	missing: (file: string) => `There is no scenario at ${file}.`,
	unreadable: (file: string, reason: string) => `The scenario ${file} cannot be read: ${reason}.`,
	tooLarge: (file: string) => `${file} is larger than 1 MiB. No scenario is.`,
	tooDeep: (file: string) => `${file} is made from a scenario that is made from a scenario, and so on without end.`,
	unreadableNext: 'Check the path, or leave it out to choose among the scenarios that come with Tourniquet.',
};
