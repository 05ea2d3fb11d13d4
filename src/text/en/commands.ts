import type {ExitCode} from '../../problem.ts';
import {steps} from './steps.ts';
import {agree, count, moment} from './words.ts';

const maybe = (word: string | undefined, prefix = '') => (word === undefined ? '' : ` Did you mean ${prefix}${word}?`);

/** What the command line says. */
export const commands = {
	title: 'TOURNIQUET',
	tagline: 'contain a leaked IAM Identity Center session, and prove it',
	seeHelp: 'tourniquet --help lists the commands and flags.',
	unknownCommand: (word: string, nearest: string | undefined): string => `There is no command ${JSON.stringify(word)}.${maybe(nearest)}`,
	unknownFlag: (flag: string, nearest: string | undefined): string => `There is no flag ${flag}.${maybe(nearest, '--')}`,
	badFlag: (flag: string, takesValue: boolean): string =>
		flag === ''
			? 'The words after the command were not understood.'
			: takesValue
				? `--${flag} needs a value after it.`
				: `--${flag} takes no value.`,
	flagNotHere: (flag: string, command: string, of: readonly string[]): string =>
		`${flag} does not go with ${command}; it goes with ${of.join(', ')}.`,
	wrongWords: (command: string, extra: readonly string[]): string =>
		extra.length === 0
			? `${command} needs more words than that.`
			: `${command} does not take ${extra.map(word => JSON.stringify(word)).join(' ')}.`,
	unknownLanguage: (language: string): string => `There is no language ${JSON.stringify(language)} yet; there is en.`,
	badAccount: (flag: string, value: string): string => `${flag} takes a 12-digit account id, not ${JSON.stringify(value)}.`,
	badRegion: (value: string): string => `${JSON.stringify(value)} is not the name of an AWS region, such as us-east-1.`,
	badNumber: (flag: string, value: string, least: number, most: number): string =>
		`${flag} takes a whole number from ${least} to ${most}, not ${JSON.stringify(value)}.`,
	findingNext: 'Run without --finding to see the list, or give --user.',
	confirmationMismatch: (flag: string, typed: string, phrase: string): string =>
		`${flag} says ${JSON.stringify(typed)}, and what must be typed is ${JSON.stringify(phrase)}.`,
	confirmationMismatchNext: 'Nothing was changed. Confirm with the exact user name.',
	planDriftedNext: 'Nothing was changed. Look at the plan again without --confirm, then confirm it.',
	noGuardDuty: (places: number): string =>
		`GuardDuty is not on in any of the ${places} places that were looked at: no finding could say where this person was seen.`,
	noGuardDutyNext: 'Look in CloudTrail for what this person did, in the management account first.',
	answerNeeded: (question: string): string => `Nobody is there to answer: ${question}`,
	answerNeededNext: (flag: string | undefined): string =>
		flag === undefined ? 'Run it in a terminal.' : `Answer with ${flag}, or run it in a terminal.`,
	principalNeededNext: (labels: readonly string[], all: string): string =>
		`Answer with --user and one of ${labels.map(label => JSON.stringify(label)).join(', ')}, or --user ${all} for all of them in one deny; or run it in a terminal.`,
	runbookWords: (word: string): string => `tourniquet runbook takes check or show and a file, not ${JSON.stringify(word)}.`,
	runbookGood: (file: string, steps: number): string => `${file}: fine, ${steps} steps.`,
	configurationBad: (file: string, why: string): string => `${file}: ${why}`,
	configurationUnreadable: (code: string): string => `it cannot be read (${code}).`,
	configurationWrong: (where: string, keys: readonly string[]): string =>
		`${where === '' ? 'this' : JSON.stringify(where)} is not what belongs here. The keys are ${keys.join(', ')}; protected is a list of words, regions a list of region names, the others are one word each.`,
	configurationNext: 'Correct it, or move it away.',
	noIncidentNext: 'tourniquet incidents lists them.',
	whichIncident: 'Say which incident to resume.',
	whichToRecover: 'Say which incident to recover.',
	nothingToRecover: 'This incident has changed nothing in AWS, as far as its journal says.',
	nothingToRecoverNext: 'There is nothing to take off. If the deny is on all the same, look in AWS Organizations → Policies for its name.',
	otherRunbook: (file: string, id: string): string => `This incident was begun with another runbook (${id}) than ${file}.`,
	otherRunbookNext: 'Give the very file it was begun with, or leave out --runbook: the incident keeps a copy.',
	runbookNotKept: (folder: string): string => `The runbook cannot be kept in ${folder}.`,
	otherAnswer: (flag: string, was: string, now: string): string =>
		`${flag} says ${JSON.stringify(now)}, and this incident was begun with ${was === 'known' ? 'a name instead' : JSON.stringify(was)}.`,
	otherAnswerNext: (flag: string): string => `Leave out ${flag} to go on with it, or begin another incident with tourniquet respond.`,
	otherAccount: (was: string, now: string): string => `This incident was begun in account ${was}, and you are in ${now}.`,
	otherAccountNext: 'Sign in to that account and resume again.',
	defect: (what: string): string => `Something in this program is wrong: ${what}`,
	defectNext: 'The journal holds what was done. Go on by hand, and please report this.',
	mfaCode: (serial: string): string => `MFA code for ${serial}`,
	mfaNeedsTerminal: (serial: string): string => `The profile needs an MFA code for ${serial}, and nobody is there to type it.`,
	mfaNext: 'Run it in a terminal, or sign in beforehand.',

	/** What it is about, and how it begins, is said by the rehearsal itself. */
	rehearsalTitle: (title: string): string => `Rehearsal: ${title}`,
	rehearsalSimulated: (members: number): string =>
		`Everything here is simulated: an organization with a management account and ${members} member accounts, inside this program. Nothing touches AWS.`,

	last: {
		title: {
			planned: 'PLANNED — nothing was changed',
			contained: 'CONTAINED',
			partial: 'PARTLY CONTAINED',
			'not-contained': 'NOT CONTAINED',
			'not-proven': 'NOT PROVEN',
			'over-reach': 'OVER-REACH',
			refused: 'NOTHING WAS CHANGED',
			interrupted: 'STOPPED',
			recovered: 'RECOVERED',
		},
		sandbox: 'rehearsal',
		contained: (name: string, subjects: number, accounts: number): string =>
			`${name} ${agree(subjects, 'was allowed and is', 'were allowed and are')} denied now, everywhere it was probed (${accounts === 1 ? '1 account' : `${accounts} accounts`}); the control session stayed allowed.`,
		planned: (name: string | undefined, subjects: number): string =>
			name === undefined ? 'Nothing has been changed in AWS.' : steps.preview.leaveDetail(name, subjects),
		staysOn: 'Nothing was written to AWS. What this incident put on stays as it is.',
		nothingInForce: 'Nothing is in force from this run.',
		inForce: (policyId: string, proof: string): string => `The deny ${policyId} is ON and stays on. ${proof}`,
		notProven: 'It was not proven in this run.',
		/** What the proof came to, when it came to its end. */
		shown: (verdict: string): string => `What its proof showed: ${verdict}.`,
		addingSent: (sessions: number): string =>
			`Adding ${count(sessions, 'session')} to it was sent to AWS; whether that is in force is not known here.`,
		addedUnproven: (sessions: number): string =>
			`${count(sessions, 'session was', 'sessions were')} added to it; that was not proven in this run.`,
		setsSent: (sets: readonly string[]): string =>
			`In the management account it was sent to ${steps.list(sets)}; whether it works there is not known here.`,
		setsClosed: (sets: readonly string[]): string => `In the management account it is in ${steps.list(sets)}, and stays there.`,
		setsOpen: (sets: readonly string[]): string =>
			`In the management account it was put into ${steps.list(sets)}, and not every way in is closed.`,
		managementAccountOpen: (unknown: boolean): string =>
			unknown
				? 'It does not bind the management account, and whether they get in there is not known.'
				: 'It does not bind the management account: that is still open to them.',
		keysInactive: (keys: readonly string[]): string => `Set inactive: ${steps.list(keys)}.`,
		mayBeLeft: (policyName: string): string =>
			`Nothing is in force from this run. A policy named ${policyName} may have been made and left unattached; by itself it denies nobody.`,
		mayBeLeftNext: 'Look for it by that name in AWS Organizations → Policies, and delete it there if it is attached to nothing.',
		unknownChange: 'The deny was sent to AWS. Whether it is on is not known here.',
		rehearseAgain: 'Start the rehearsal again with the command it was begun with.',
		comesOff: (at: number, id: string): string => `Keep the deny on until ${moment(at)} at least; then: tourniquet recover ${id}`,
		/** @param back whether probes showed that access is back; undefined where nothing was probed */
		recovered: (early: boolean, back: boolean | undefined): string =>
			`${early ? 'the deny was taken off EARLY, confirmed by name: sessions and ways in may still be open.' : 'the deny is off.'} ${back === true ? 'Access is back, by the probes.' : 'Whether access is back was not probed.'}`,
		resume: (id: string): string => `Go on with: tourniquet resume ${id}`,
		journal: (file: string): string => `journal: ${file}`,
		report: (file: string): string => `report: ${file}`,
	},

	help: {
		usage: 'usage: tourniquet [COMMAND] [FLAGS]',
		commands: {
			respond: 'walk through a leak, live (this is what runs without a command)',
			rehearse: 'the same walk in the embedded sandbox, nothing touches AWS: rehearse [SCENARIO or FILE]',
			resume: 'go on with an incident where its journal stops: resume INCIDENT',
			recover: 'take a deny off and give everything back: recover INCIDENT',
			incidents: 'list them: what is on, since when, and when it may come off',
			report: 'what happened, what was done, what is open: report INCIDENT… (several make one table)',
			note: 'write something down for the report: note INCIDENT TEXT',
			verify: 'check an incident’s journal: verify INCIDENT (an id, a folder or a file)',
			sandbox: 'serve the simulated AWS on this machine, for any AWS client',
			runbook: 'runbook check FILE · runbook show FILE',
		},
		flags: {
			profile: 'NAME  the AWS profile to use',
			region: 'REGION  the region calls default to',
			regions: 'A,B,…  where to look for findings',
			'probe-role': 'NAME  the role the live check assumes in member accounts (tourniquet-probe)',
			'probe-account': 'ID  probe this account; may be given more than once',
			'findings-role': 'NAME  the role that reads findings in other accounts (tourniquet-findings)',
			'containment-role': 'NAME  the role that sets access keys inactive in other accounts (tourniquet-containment)',
			'expect-account': 'ID  refuse to go on in any other account',
			'read-only': 'change nothing, whatever is answered',
			explain: 'print every act as AWS CLI commands and console places, and do none',
			finding: 'ID  the finding that brought you here',
			user: 'WHO  user name, user id, ARN, access key id',
			confirm: 'NAME  do it without asking (put the deny on; with recover, take it off): the exact user name',
			'confirm-early': 'NAME  take the deny off before it is safe: the exact name, written down',
			done: 'ID  this item of the checklist is done; may be given more than once',
			'take-over': 'go on with an incident that somebody on another machine had open',
			deadline: 'SECONDS  how long to watch for the proof',
			runbook: 'FILE  another runbook',
			'no-input': 'never ask: flags answer, or it is an error',
			auto: 'the rehearsal plays itself',
			list: 'what there is to rehearse, how difficult it is and what it teaches',
			calm: 'the walk alone: no attacker, no innocents, nothing in between',
			seed: 'NUMBER  the same number gives the same rehearsal (1)',
			speed: 'NUMBER  so many times faster than real time (1)',
			json: 'one JSON document on standard output, and nothing else',
			'state-dir': 'FOLDER  where journals are kept',
			format: 'FORMAT  md, html, json or csv (the timeline); else by the name of --output',
			output: 'FILE  where the report goes; a folder gets every format and a manifest',
			redact: 'mask account ids, addresses and names, the same everywhere; leave notes out',
			'time-zone': 'ZONE  for the local times in a report, such as Europe/Berlin (as it was in the first sitting)',
			task: 'ID  the task of the checklist that a note is about',
			state: 'STATE  of that task: done, skipped (with the reason as the text) or open',
			owner: 'NAME  who owns that task',
			due: 'DATE  when that task is due',
			fault: 'NAME  something that goes wrong in the sandbox; may be given more than once',
			port: 'NUMBER  where the sandbox listens (any free port)',
			scenario: 'NAME  what the sandbox plays, attacker and all; a file of your own as well',
			log: 'FILE  every call the sandbox was asked, one JSON line each',
			lang: 'en',
			'no-color': 'no colour; NO_COLOR does the same',
			help: 'this',
			version: 'the version',
		},
		faultForms: 'what --fault takes',
		faults: {
			'scp-not-enforced': 'changes of service control policies are taken, and none takes effect',
			'scp-hits-everyone': 'a deny is enforced without its condition, in every member account',
			'probe-role-powerless': 'the probe role is allowed nothing',
			'no-guardduty': 'GuardDuty is on nowhere',
			'provisioning-changes-nothing': 'permission sets are provisioned, and their roles stay as they were',
			'provisioning-fails': 'every provisioning of a permission set fails',
			'provisioning-fails:<permission set>': 'every provisioning of this one fails',
			'lacks:<service>': 'the sandbox has no such service',
			'lacks:<service>:<operation>': 'the sandbox has no such operation',
			'deny:<service>:<action>': 'the responder is denied these actions; wildcards are allowed',
		},
		exitCodes: 'exit codes',
		codes: {
			0: 'done and proven, or planned',
			1: 'a defect in this program',
			2: 'the command line or a file was not understood, or verify found that something does not hold',
			3: 'applied, but only partly contained, not contained, over-reaching or not proven',
			4: 'refused by a guard',
			5: 'AWS or the credentials said no, or the journal cannot be relied on',
			130: 'interrupted',
		} satisfies Record<ExitCode, string>,
	},
} as const;
