import {agree, count, moment, span} from './words.ts';

/** How it stands, in the words that come first. The names stand in marks. */
type VerdictWord =
	| 'contained'
	| 'partial'
	| 'not-contained'
	| 'not-proven'
	| 'over-reach'
	| 'unknown'
	| 'made-only'
	| 'recovered'
	| 'taken-off'
	| 'partly-recovered'
	| 'undone'
	| 'planned'
	| 'refused'
	| 'not-containable'
	| 'begun'
	| 'incomplete';

const list = (names: readonly string[]): string =>
	names.length <= 1 ? (names[0] ?? 'nobody yet') : `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;

const titles: Record<VerdictWord, string> = {
	contained: 'Contained',
	partial: 'Partly contained',
	'not-contained': 'Not contained',
	'not-proven': 'Not proven',
	'over-reach': 'Over-reach',
	unknown: 'Not known',
	'made-only': 'Made, and on nowhere',
	recovered: 'Recovered',
	'taken-off': 'Taken off',
	'partly-recovered': 'Partly taken off',
	undone: 'Undone',
	planned: 'Planned only',
	refused: 'Refused',
	'not-containable': 'Not containable by a deny',
	begun: 'Begun only',
	incomplete: 'Record not complete',
};

const verdictWords = Object.keys(titles) as VerdictWord[];

const lanes = {
	attacker: 'Attacker',
	detection: 'Detection',
	responder: 'Responder',
	change: 'Change in AWS',
	proof: 'Proof',
} as const;

const metrics = {
	'to-detect': {title: 'Time to detect', between: 'first activity → GuardDuty’s finding'},
	'to-respond': {title: 'Time to respond', between: 'GuardDuty’s finding → this walk begun'},
	'to-identify': {title: 'Time to identify', between: 'walk begun → person known'},
	'to-contain': {title: 'Time to contain', between: 'walk begun → AWS accepted the deny'},
	'to-prove': {title: 'Time to prove', between: 'deny accepted → verdict of the probes'},
	exposed: {title: 'Time exposed', between: 'first activity → AWS accepted the deny'},
	'to-recover': {title: 'Time to recover', between: 'deny accepted → access shown to be back'},
} as const;

/** In the verdict and beside the task. */
const takenOffEarly = (safeAt: string): string =>
	`It was taken off EARLY, confirmed by name${safeAt === '' ? ': when it would be safe was not known' : `: it would have been safe at ${moment(Date.parse(safeAt))}`}. Ways in may have been open, and sessions alive.`;

const sittingEnds = {
	completed: 'walked to its end',
	planned: 'ended with the plan',
	left: 'left by the responder',
	interrupted: 'stopped by the responder',
	'not-containable': 'ended, because no deny can name this principal',
	problem: 'ended by a problem',
	'cut-off': 'cut off: the program was gone without its last word',
} as const;

/** What was probed under: `payments s3 us-east-1`. */
const place = (cell: {
	readonly accountName: string;
	readonly service: string;
	readonly region: string;
	readonly under?: string | undefined;
}) => `${cell.accountName} ${cell.service} ${cell.region}${cell.under === undefined ? '' : ` as ${cell.under}`}`;

interface ChangeOf {
	readonly policyId: string | undefined;
	readonly policyName: string | undefined;
	readonly targetId: string | undefined;
	readonly set: string | undefined;
	readonly accessKeyId: string | undefined;
	readonly userName: string | undefined;
}

const some = (value: string | undefined, otherwise: string) => value ?? otherwise;

const changes: Record<string, (of: ChangeOf) => string> = {
	'create-policy': of => `policy ${some(of.policyName, 'without a name')} made, attached to nothing`,
	'attach-policy': of => `deny ${some(of.policyId, '')} attached to ${some(of.targetId, 'its target')}`,
	'fill-prepared-policy': of => `prepared policy ${some(of.policyId, '')} filled with the deny`,
	'empty-prepared-policy': of => `prepared policy ${some(of.policyId, '')} given its placeholder back`,
	'remove-unattached-policy': of => `policy ${some(of.policyId, '')} deleted again, attached to nothing`,
	'update-policy': of => `deny ${some(of.policyId, '')} made wider, to name more sessions`,
	'detach-policy': of => `deny ${some(of.policyId, '')} detached from ${some(of.targetId, 'its target')}`,
	'delete-policy': of => `policy ${some(of.policyId, '')} deleted`,
	'put-inline-policy': of => `deny put into permission set ${some(of.set, '')}`,
	provision: of => `provisioning of permission set ${some(of.set, '')} to the management account asked for`,
	'restore-inline-policy': of => `saved inline policy of permission set ${some(of.set, '')} put back`,
	'provision-restored': of => `permission set ${some(of.set, '')} provisioned again, with what it held before`,
	'set-inactive': of => `access key ${some(of.accessKeyId, '')} of ${some(of.userName, 'its user')} set inactive`,
	'set-active': of => `access key ${some(of.accessKeyId, '')} of ${some(of.userName, 'its user')} set active again`,
};

interface NoteOf {
	readonly said: string | undefined;
	readonly task: string | undefined;
	readonly state: string | undefined;
	readonly owner: string | undefined;
	readonly due: string | undefined;
}

const timeline = {
	firstActivity: (type: string): string => `First activity that GuardDuty saw (${type})`,
	lastActivity: (type: string): string => `Last activity that GuardDuty saw (${type})`,
	detected: (type: string): string => `GuardDuty raised the finding ${type}`,
	findingUpdated: (type: string): string => `GuardDuty updated the finding ${type}`,
	sessionOpened: (session: {
		readonly how: string;
		readonly sessionName: string | null;
		readonly roleName: string | null;
		readonly accountId: string | null;
	}): string =>
		`A session was opened from theirs (${session.how})${session.sessionName === null ? '' : `: ${session.sessionName}`}${session.roleName === null ? '' : ` as role ${session.roleName}`}${session.accountId === null ? '' : ` in ${session.accountId}`}`,
	left: (left: {readonly event: string; readonly resource: string | null; readonly accountId: string}): string =>
		`${left.event}${left.resource === null ? '' : ` ${left.resource}`} in ${left.accountId}`,
	denied: (places: readonly string[], first: boolean): string =>
		`${first ? 'First denial' : 'Denied from here on'}${places.length === 1 ? '' : `, in ${places.length} places`}: ${places.join('; ')}`,
	opened: (purpose: 'response' | 'recovery' | 'note', resumed: boolean): string =>
		purpose === 'recovery'
			? 'Sat down to take the deny off'
			: purpose === 'note'
				? 'Sat down to note something'
				: resumed
					? 'Gone on with, in a new sitting'
					: 'The walk was begun',
	identified: (labels: readonly string[]): string => `Identified: ${list(labels)}`,
	searched: (sessions: number, changed: number, stopped: boolean): string =>
		`CloudTrail was searched${stopped ? ', not to its end' : ''}: ${count(sessions, 'session')} opened from theirs, ${count(changed, 'change')} left behind`,
	confirmed: (act: string): string => `Confirmed by name: ${act}`,
	ticked: (title: string): string => `Ticked as done: ${title}`,
	done: (change: string, reconciled: boolean): string =>
		`Done: ${change}${reconciled ? '. Its answer was lost, and AWS said so when asked' : ''}`,
	failed: (change: string, why: string): string => `Failed: ${change}. ${why}`,
	problem: (said: string): string => `Ended here: ${said}`,
	verdict: (verdict: string, which: 'first' | 'wider' | 'once-more'): string =>
		`Verdict of the probes${{first: '', wider: ', for the wider deny', 'once-more': ', once more'}[which]}: ${titleOf(verdict)}`,
	verdictAgain: (verdict: string): string => `Verdict, with what was found since: ${titleOf(verdict)}`,
	managementAccount: (state: string): string =>
		`Management account: ${{'not-involved': 'not involved', closed: 'closed', open: 'open', unknown: 'not known to be closed'}[state] ?? state}`,
	early: (safeAt: string): string =>
		`Typed to take it off before it is safe${safeAt === '' ? '' : `, which it would be at ${moment(Date.parse(safeAt))}`}`,
	back: (back: boolean): string => (back ? 'Access was shown to be back' : 'Access was not shown to be back'),
	recovery: (left: number): string =>
		left === 0 ? 'Looked once more: nothing of this incident is left' : `Looked once more: ${count(left, 'thing')} of this incident left`,
	note: ({said, task, state, owner, due}: NoteOf): string =>
		[
			task === undefined ? 'Note' : `Note on ${task}`,
			[said, state, owner === undefined ? undefined : `owner ${owner}`, due === undefined ? undefined : `due ${due}`]
				.filter(part => part !== undefined)
				.join('; '),
		].join(': '),
	closed: (how: keyof typeof sittingEnds): string => `The sitting ended: ${sittingEnds[how]}`,
	torn: 'The end of the journal had been cut off by a crash; it was set aside',
} as const;

function titleOf(verdict: string): string {
	return (titles as Record<string, string>)[verdict] ?? verdict;
}

/** What the document for afterwards says. */
export const report = {
	takenOffEarly,
	which: 'Say which incident to report on.',
	unknownFormat: (format: string): string => `There is no format ${JSON.stringify(format)}; there are md, html, json and csv.`,
	noFormatIn: (path: string): string => `${path} is no folder, and its name does not say in which format the report is to be.`,
	noFormatInNext: 'Make the folder first, end the name in .md, .html, .json or .csv, or give --format.',
	unknownZone: (zone: string): string =>
		`There is no time zone ${JSON.stringify(zone)} on this machine; zones are named like Europe/Berlin.`,
	unwritable: (path: string, code: string): string => `The report cannot be written to ${path} (${code}).`,
	unwritableNext: 'Make room or choose another place with --output; tourniquet report makes it again at any time.',
	noteLeftOut: '(note left out)',
	noteNothing: 'There is nothing to note.',
	noteNoReason: 'A task that is skipped needs a reason: give it as the text of the note.',
	noteWithoutTask: '--state, --owner and --due are about a task.',
	noteBadDate: (due: string): string => `--due takes a day as YYYY-MM-DD, such as 2026-12-01, not ${JSON.stringify(due)}.`,
	noteBadDateNext: 'Nothing was noted. Give the date again.',
	noteTasksNext: 'Name it with --task; the ids stand in the JSON form of the report.',
	noteUnknownState: (state: string, states: readonly string[]): string =>
		`There is no state ${JSON.stringify(state)}; there are ${states.join(', ')}.`,
	noteUnknownTask: (task: string): string => `There is no task ${JSON.stringify(task)} in this incident’s checklist.`,
	noteTasks: (ids: readonly string[]): string => `Its tasks are ${ids.join(', ')}.`,
	noteOwnTask: (task: string): string =>
		`Whether ${task} is done is for the probes and AWS to say, not for a note. Its owner, a date and a text can be noted.`,
	noteKept: (incident: string): string => `Noted in incident ${incident}.`,
	damagedNext: 'tourniquet verify says what is wrong with it.',
	madeFromMore: 'Nothing is written beside it: a report there was made from more of it, and stays as it is.',
	madeFromMoreNext: (id: string): string =>
		`tourniquet verify ${id} says what is wrong with it. What is left of it can be read elsewhere: tourniquet report ${id}, with an --output outside its folder or none.`,
	title: (incident: string): string => `Incident ${incident}: what happened, what was done, what is open`,
	rehearsalTitle: (incident: string): string => `Rehearsal ${incident}: what was played, what was done, what is open`,
	rehearsal: 'REHEARSAL — everything here was simulated; nothing touched AWS',
	notAws: 'NOT AWS’S OWN ENDPOINT — the calls went elsewhere; the first page says where',
	elsewhere: (endpoint: string): string =>
		`The calls went to ${endpoint} and not to AWS’s own endpoint. Where that is a simulation, nothing here happened in AWS.`,
	redacted:
		'Account ids, addresses and names are masked, and notes are left out. The same mask stands for the same thing everywhere in this document.',
	verdictTitle: titleOf,
	verdictWords,
	list,
	place,

	verdict: (code: VerdictWord, who: readonly string[]): string => {
		const names = list(who);
		const s = agree(who.length, '’s session', '’s sessions');
		switch (code) {
			case 'contained':
				return `Contained: ${names} ${agree(who.length, 'was allowed and is', 'were allowed and are')} denied, everywhere it was probed, while a control session stayed allowed.`;
			case 'partial':
				return `Partly contained: the deny on ${names} holds where it was probed, and not everything is closed.`;
			case 'not-contained':
				return `NOT contained: a session under the name of ${names} was still allowed when the watch ended.`;
			case 'not-proven':
				return `NOT proven: a deny on ${names} is on, and no probe on record shows that it works as it stands.`;
			case 'over-reach':
				return `OVER-REACH: the deny on ${names} hits a session it was not meant for, and it is on.`;
			case 'unknown':
				return `NOT KNOWN: a change against ${names} was sent to AWS, and no answer is on record. It may be on.`;
			case 'made-only':
				return `Nothing is on: a policy against ${names} was made, or may have been, and was not attached to anything. By itself it denies nobody.`;
			case 'recovered':
				return `Recovered: what was put on against ${names} is off again, and access was shown to be back.`;
			case 'taken-off':
				return `Taken off: what was put on against ${names} is off again; that access is back was not shown.`;
			case 'partly-recovered':
				return `Partly taken off: not everything that was put on against ${names} is off.`;
			case 'undone':
				return `Undone: the deny on ${names} was taken off again at once. ${names}${s} may be active.`;
			case 'planned':
				return `Planned only: nothing was changed in AWS against ${names}.`;
			case 'refused':
				return `Refused: a check kept the deny on ${names} from being sent. Nothing was changed in AWS.`;
			case 'not-containable':
				return `Not containable by a deny: no policy of the organization can name ${names}. Nothing was changed in AWS.`;
			case 'begun':
				return 'Begun only: nothing was changed in AWS.';
			case 'incomplete':
				return `NOT KNOWN: this record does not hold, so what stands in AWS against ${names} cannot be told from it. What follows is what is left of it.`;
		}
	},

	state: {
		finished: 'The walk came to its end.',
		unfinished: 'UNFINISHED: the walk did not come to its end. What follows is how far it came.',
		cutOff: 'UNFINISHED: the program was gone without its last word, and nobody has gone on with it since.',
		crashedBefore: (times: number): string =>
			`The program was gone without its last word ${times === 1 ? 'once' : `${times} times`}, and the incident was gone on with later.`,
		sittings: (sittings: number): string => `It took ${count(sittings, 'sitting')}.`,
		stoppedRecovery: 'Taking it off was begun and did not come to its end.',
		laterEnded: 'A later sitting ended before anything was probed again: the verdict is the one of the earlier sitting.',
		damaged: (line: number, what: string): string =>
			`THE JOURNAL DOES NOT HOLD from line ${line} on: ${what} This document tells only what stands before it.`,
		torn: (line: number): string => `Line ${line} of the journal was cut off while it was being written; nothing is told of it.`,
		unanswered: (changes: readonly string[]): string =>
			`Sent to AWS, and no answer is on record: ${changes.join('; ')}. Whether it was done must be looked at.`,
	},

	change: (name: string, of: ChangeOf): string => changes[name]?.(of) ?? name,
	timeline,
	lanes,
	metrics,
	sittingEnds,

	foundHow: {
		finding: 'It was found by a GuardDuty finding.',
		pasted: 'It was found by a finding that was pasted.',
		named: 'It was known beforehand: a name, id or access key was typed.',
		unknown: 'How it was found is not on record.',
	},

	sections: {
		state: 'What this document is',
		leaked: 'What leaked, whose, and how it was found',
		metrics: 'How long it took',
		timeline: 'Timeline',
		picture: 'The timeline as a picture',
		proof: 'Proof',
		changes: 'What was changed in AWS',
		attacker: 'What the attacker did and left behind',
		residual: 'What remains at risk',
		checklist: 'Checklist',
		clocks: 'Terms that may run',
		questions: 'For the review meeting',
		notes: 'Notes',
		journal: 'Where this comes from',
		summary: 'Side by side',
	},

	columns: {
		timeline: (zone: string): readonly string[] => ['UTC', `Local (${zone})`, 'Who', 'What', 'Reference'],
		proof: ['Place', 'Session', 'Before', 'After the deny', 'Denied since (UTC)', 'After recovery'],
		metrics: ['What', 'From (UTC)', 'To (UTC)', 'Took'],
		sessions: ['When (UTC)', 'How', 'Session', 'Account', 'Access key', 'Event id'],
		left: ['When (UTC)', 'Event', 'What', 'Account', 'Region', 'Event id'],
		calls: ['When (UTC)', 'Call', 'Account', 'Region', 'Outcome', 'Request ids'],
		reach: ['Account', 'Permission set', 'Through'],
		checklist: ['State', 'Task', 'By', 'When (UTC)', 'Note and evidence', 'Owner, due'],
		clocks: ['What', 'Counted from (UTC)', 'Would end (UTC)'],
		sittings: ['Begun (UTC)', 'Ended (UTC)', 'How', 'By'],
		notes: ['When (UTC)', 'By', 'About', 'Note'],
		summary: ['Incident', 'Kind', 'About', 'Verdict', 'Detect', 'Identify', 'Contain', 'Prove', 'Recover', 'Open tasks'],
	},

	rows: {
		who: 'Who',
		kind: 'Kind',
		userId: 'Identity store user id, or aws:userid',
		sessionNames: 'Session names',
		displayName: 'Display name',
		account: 'Account',
		permissionSet: 'Permission set',
		role: 'Role',
		accessKey: 'Access key',
		finding: 'Finding',
		type: 'Type',
		severity: 'Severity',
		title: 'Title',
		seen: 'Activity (UTC)',
		raised: 'Raised (UTC)',
		call: 'Call',
		from: 'From',
		userAgent: 'User agent',
		count: 'Times seen',
		policy: 'Policy',
		targets: 'Attached to',
		since: 'On since (UTC)',
		offSince: 'Off since (UTC)',
		keepUntil: 'Not to come off before (UTC)',
		records: 'Journal',
		head: 'Hash of its last record',
		tool: 'Written by',
		zone: 'Local time zone',
	},

	kinds: {
		'identity-center-user': 'Identity Center user',
		'role-session': 'one session of a role',
		'instance-role': 'role of an EC2 instance',
		'iam-user': 'IAM user',
		root: 'root user of a member account',
		'federated-user': 'federated user',
		'foreign-account': 'somebody outside the organization',
		'aws-service': 'an AWS service',
		unknown: 'not known',
	} as Readonly<Record<string, string>>,

	session: {target: 'theirs', control: 'control'},
	notProbed: 'not probed',
	none: '–',
	direct: 'directly',
	group: (name: string): string => `group ${name}`,
	nobody: 'Nobody had been identified.',
	reachTitle: 'What they could open',
	reachNone: 'No assignment was found.',
	reachUnknown: 'What they could open was not on record when the walk ended.',
	reachIncomplete: 'Not every look-up was answered: there may be more.',
	managementAccount: (involved: 'yes' | 'no' | 'unknown', state: string | null): string =>
		involved === 'no'
			? 'The management account was not involved, as far as was seen.'
			: `The management account ${involved === 'yes' ? 'was involved' : 'may have been involved'}${state === null ? '' : `; it is ${state === 'closed' ? 'closed' : state === 'open' ? 'OPEN' : 'not known to be closed, so it counts as open'}`}.`,
	set: (name: string, state: string): string => `${name}: ${state}`,
	noProof: 'Nothing was probed.',
	proofCaption: 'What each test session was allowed, and by whom it was denied',
	denials: (times: number): string => `${times} in a row`,
	policyTitle: 'The deny policy, as it was in force last',
	policyState: {
		yes: 'It is on, as far as this journal says.',
		maybe: 'WHETHER IT IS ON IS NOT KNOWN: no answer is on record.',
		no: 'It is off again.',
	},
	prepared: 'It was prepared beforehand and filled; taking it off gives its placeholder back.',
	setTitle: (name: string): string => `Permission set ${name}`,
	setState: (restored: boolean): string => (restored ? 'What it held before was put back.' : 'The deny was put into it.'),
	diffLegend: 'Lines that begin with + were added, lines that begin with - were taken out.',
	key: (key: string, user: string, account: string, active: boolean | null): string =>
		`Access key ${key} of IAM user ${user} in ${account} ${active === null ? 'may be inactive: it was sent to AWS, and no answer is on record' : active ? 'was set inactive and is active again' : 'is inactive'}.`,
	callsTitle: 'Calls that may have changed something',
	noCalls: 'None.',
	reads: (calls: number): string => `Beside these, ${count(calls, 'call')} only looked.`,
	noChange: 'Nothing was changed.',
	notSearched: 'Nobody looked in CloudTrail in this walk. What the attacker did and left behind is not known.',
	searchedAt: (at: string, regions: readonly string[], stopped: boolean): string =>
		`CloudTrail was searched at ${moment(Date.parse(at))} in ${regions.join(', ')} and nowhere else${stopped ? '; it was stopped before its end' : ''}. Events of the last 15 minutes before that may be missing.`,
	sessionsTitle: 'Opened from their sessions',
	leftTitle: 'Changes left behind',
	noSessions: 'No session opened from theirs was found there.',
	noLeft: 'No change of theirs was found there.',
	attempted: (attempts: readonly {readonly event: string; readonly times: number}[]): string =>
		`Tried and refused: ${attempts.map(({event, times}) => `${event}${times === 1 ? '' : ` × ${times}`}`).join(', ')}.`,
	unsearched: (places: number): string =>
		`NOT SEARCHED: ${count(places, 'look-up')} did not come to an end. Sessions opened there may be alive.`,
	ownKeys: (keys: readonly string[]): string => `Test sessions of this walk, not the attacker’s: ${keys.join(', ')}.`,
	residualUnknown: 'The walk did not come to where it lists what remains at risk. Everything that a deny does not stop may be open.',
	residualNothing: 'No deny was put on, so everything is open.',
	atRisk: (certain: number, possible: number): string =>
		`Beside this verdict ${count(certain + possible, 'thing')} ${agree(certain + possible, 'remains', 'remain')} at risk${possible === 0 ? '' : certain === 0 ? ', or may' : `, ${possible} of them possibly`}: see “What remains at risk”.`,
	residualBefore: (off: string): string => `The deny is off since ${off} UTC. What follows was said while it was on.`,
	certain: (said: string): string => said,
	possible: (said: string): string => `May be: ${said}`,
	problemsTitle: 'What could not be seen or done',
	noNotes: 'None.',
	states: {done: '✔ done', skipped: '– skipped', open: '☐ open'},
	groups: {contain: 'Contain', eradicate: 'Eradicate', recover: 'Recover', learn: 'Learn'},
	toFill: '________',
	pictureAlt: (milestones: readonly string[]): string =>
		`Not to scale; each step says how much later it was. ${milestones.join('. ')}. The table below says the same and more.`,
	pictureCaption: 'Not to scale: between two moments stands how much later the second one was. UTC.',
	later: (ms: number): string => `+ ${precise(ms)}`,
	sameMoment: 'at the same moment',
	took: (ms: number | null): string => (ms === null ? 'not known' : precise(ms)),
	metricMissing: 'A figure is missing where one of the two moments is not on record.',
	contents: 'Contents',
	source: 'Every time and figure here comes from the incident’s journal. The same journal makes the same document.',
	records: (records: number): string => count(records, 'record'),
	headNext: 'tourniquet verify checks the journal and the files beside it.',
	problem: (message: string, next: string): string => `${message} ${next}`,
	summaryTitle: (incidents: number, rehearsals: number): string =>
		[incidents === 0 ? '' : count(incidents, 'incident'), rehearsals === 0 ? '' : count(rehearsals, 'rehearsal')]
			.filter(part => part !== '')
			.join(' and '),
	/** How many stand how: `3 contained, 1 not proven`. */
	summaryVerdict: (verdicts: readonly VerdictWord[]): string =>
		verdictWords
			.map(word => ({word, times: verdicts.filter(verdict => verdict === word).length}))
			.filter(({times}) => times > 0)
			.map(({word, times}) => `${times} ${titles[word].toLowerCase()}`)
			.join(', '),
	notFinished: 'unfinished',
	brokenAt: (line: number, what: string): string => `The journal does not hold from line ${line} on: ${what}`,
	mode: {live: 'incident', sandbox: 'REHEARSAL'},
	shortened: (characters: number): string => `… (${characters.toLocaleString('en-US')} characters; all of it is in the journal)`,
	age: span,
} as const;

/** `2 d 3 h 4 min`, `4 min 5 s`, `0.5 s`: as exact as it is on record, in the two or three largest units. */
function precise(ms: number): string {
	if (ms < 10_000) return `${(ms / 1000).toLocaleString('en-US', {maximumFractionDigits: 1})} s`;
	const seconds = Math.round(ms / 1000);
	const units = [
		[Math.floor(seconds / 86_400), 'd'],
		[Math.floor(seconds / 3600) % 24, 'h'],
		[Math.floor(seconds / 60) % 60, 'min'],
		[seconds % 60, 's'],
	] as const;
	const first = units.findIndex(([amount]) => amount > 0);
	return units
		.slice(first, first + 3)
		.filter(([amount]) => amount > 0)
		.map(([amount, unit]) => `${amount} ${unit}`)
		.join(' ');
}
