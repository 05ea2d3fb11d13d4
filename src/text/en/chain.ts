import type {ChainFound} from '../../containment/chain/chain.ts';
import type {SessionSeen} from '../../containment/guards/facts.ts';
import {count, moment, span} from './words.ts';

/** What is said while their sessions are followed through CloudTrail, and when the deny is tightened. */
export const chain = {
	question: 'Look for what their sessions opened and left behind?',
	search: 'Look in CloudTrail',
	searchDetail: 'Sessions opened under another name are not denied. Looking changes nothing, and can be stopped.',
	searchAgainQuestion: (ms: number): string => `CloudTrail was looked at ${span(ms)} ago. Look again for what they opened since?`,
	searchAgainDetail: 'What was opened just before the deny shows only minutes later. Looking changes nothing, and can be stopped.',
	searchedDetail: 'What was found stands. Whether more was opened since is not known.',
	nothingNew: (at: number): string => `Looked in CloudTrail again at ${moment(at)}: nothing new was opened or left behind.`,
	skip: 'Not now',
	skippedNext: 'Resume this incident to look, or look in CloudTrail for AssumeRole by the access keys of these people.',
	skipDetail: 'Whether such sessions are alive then stays unknown, and is written down as open.',
	searching: 'Looking in CloudTrail. It can be stopped at any time',
	goOnLooking: 'Go on looking',
	goOnLookingDetail: 'Nothing to do: it goes on by itself when everything was looked at.',
	stop: 'Stop here, and keep what was found',
	stopDetail: 'What was not looked at yet is written down as not searched.',
	progress: (answered: number, asked: number, sessions: number): string =>
		`${answered} of ${count(asked, 'look-up')} answered. Opened from theirs, so far: ${count(sessions, 'session')}. CloudTrail answers two look-ups a second for each account and region.`,
	foundTitle: 'What CloudTrail shows of their sessions',
	found: (sessions: number, leftovers: number, keys: number, regions: readonly string[]): string =>
		`${count(keys, 'access key')} of theirs followed, in ${regions.join(', ')} and nowhere else. ${sessions === 0 ? 'CloudTrail shows no other session that they opened there' : `They opened ${count(sessions, 'other session')}`}, and ${leftovers === 0 ? 'no change that they made' : `left ${count(leftovers, 'change')} behind: each is a task in the follow-up`}. Events of the last 15 minutes may be missing.`,
	sessionsTitle: 'Opened from their sessions',
	/** `release-4711 as deploy-automation` */
	who: (session: string | undefined, role: string | undefined): string | undefined =>
		session === undefined || role === undefined ? (session ?? role) : `${session} as ${role}`,
	/** `release-4711 as deploy-automation in payments (555555555555), 25 min ago, access key ASIA…` */
	session: (found: {
		readonly session: string | undefined;
		readonly role: string | undefined;
		readonly account: string | undefined;
		readonly ago: number;
		readonly accessKey: string | undefined;
	}): string =>
		[
			chain.who(found.session, found.role) ?? 'a session',
			`in ${found.account ?? 'an account that is not known'}, ${span(found.ago)} ago`,
			...(found.accessKey === undefined ? [] : [`access key ${found.accessKey}`]),
		].join(' · '),
	/** `release-4711 as deploy-automation · in payments (555555555555) · aws:userid AROA…:release-4711` */
	adds: (id: string, who: string | undefined, account: string | undefined): string =>
		[who, account === undefined ? undefined : `in ${account}`, `aws:userid ${id}`].filter(part => part !== undefined).join(' · '),
	leftoversTitle: 'Left behind',
	leftover: (call: string, what: string | undefined, account: string, at: number): string =>
		`${call}${what === undefined ? '' : ` ${what}`} · in ${account}, ${moment(at)}`,
	provenTitle: (ms: number): string => `Proof · the sessions were added ${span(ms)} ago`,
	incomplete: ({unsearched, sessions}: Pick<ChainFound, 'unsearched' | 'sessions'>): string => {
		const keyless = sessions.filter(session => session.missing.includes('access-key')).length;
		const withoutKey =
			keyless === 0 ? '' : ` CloudTrail does not say the access key of ${count(keyless, 'session')} found, so what it opened is not known.`;
		if (unsearched.length === 0) return withoutKey.trim();
		const unknownAccounts = unsearched.some(({why}) => why === 'accounts-unknown')
			? ' Which accounts they reach is not wholly known, so there may be others.'
			: '';
		const places = [...new Set(unsearched.map(({accountId, region}) => [accountId, region].filter(Boolean).join(' ')))].filter(
			place => place !== '',
		);
		const shown = places.slice(0, 6).join(', ');
		const more = places.length > 6 ? ` and ${places.length - 6} more` : '';
		return `Not searched: ${count(unsearched.length, 'look-up')}${places.length === 0 ? '' : ` (${shown}${more})`}. Sessions opened there may be alive.${unknownAccounts}${withoutKey}`;
	},
	incompleteNext: 'Look in CloudTrail there for AssumeRole by these access keys, or in the organization’s trail.',
	tighteningTitle: (sessions: number): string => `${count(sessions, 'session is', 'sessions are')} alive that the deny misses`,
	tighteningMeaning: (label: string): string =>
		`Opened from sessions of ${label} under another name. The deny can name each by its exact id.`,
	others: (places: number): string => `who else works under these ids, in ${count(places, 'place')}`,
	othersFound: (sessions: readonly SessionSeen[]): string =>
		`SOMEBODY ELSE MAY BE HIT: ${sessions.map(({userId, where, events, sameId}) => `${userId} was used ${sameId?.accessKeyIds.length === 0 ? 'in calls that do not say their access key' : 'with other access keys too'} (${where}${events === undefined ? '' : `, ${count(events, 'call')}`})`).join('; ')}.`,
	othersQuestion: (ids: number): string =>
		`${ids === 1 ? 'One of these ids is' : `${ids} of these ids are`} used by somebody else too. Deny ${ids === 1 ? 'it' : 'them'} all the same?`,
	leaveOut: 'No, leave out what others use',
	leaveOutDetail: 'The thief goes on under it until you end it by hand; it stays on the list as open.',
	addAllTheSame: 'Yes, deny it for everybody who uses it',
	addAllTheSameDetail: 'Whoever works under it stops too. You see the document and type the name before anything is sent.',
	othersLeftOutNext:
		'It was left out of the deny and is alive. Give the others another session name, then resume; or revoke the role’s sessions.',
	idOfOurs: (userId: string, accessKey: string | undefined): string =>
		`A session of theirs took the id of one of ours, ${userId}${accessKey === undefined ? '' : ` (access key ${accessKey})`}. A deny of it would stop us as well, so it stays open.`,
	idOfOursNext: 'Revoke the sessions of that role by hand from another role, then resume.',
	othersUnknown: 'Whether somebody else works under these ids could not be asked everywhere.',
	size: (characters: number): string =>
		`The document then has ${characters.toLocaleString('en-US')} characters; everything in it now stays.`,
	confirm: (sessions: number): string => `Add ${sessions === 1 ? 'this session' : `these ${sessions} sessions`} to the deny?`,
	act: (policyId: string, sessions: number, hash: string): string =>
		`updates ${policyId}: denies ${count(sessions, 'more session')} by exact id · document ${hash}`,
	updating: (policyId: string): string => `adding them to ${policyId}`,
	tightened: (label: string, sessions: number): string =>
		`AWS accepted it: the deny names ${count(sessions, 'session')} opened from ${label}’s as well. It is proven again now.`,
	notTightened: {
		'as-it-was': 'The deny is as it was',
		added: 'The deny names some of these sessions already',
		altered: 'THE DENY IS NOT AS IT WAS: somebody changed or removed it',
		unknown: 'Whether the deny was changed is not known',
	},
	provenAnew: 'What was proven before does not stand for it. It is probed again now.',
	protectedLeftOut: (ids: readonly string[]): string =>
		`${count(ids.length, 'session is', 'sessions are')} protected and left out of the deny, alive: ${ids.join(', ')}.`,
	protectedLeftOutNext: 'Look at who works there. If it is the thief, take it off the protected list and resume, or end it by hand.',
	againQuestion: (sessions: number): string =>
		`${count(sessions, 'session is', 'sessions are')} still alive that the deny misses. Try again?`,
	again: 'Yes, look at the document and type the name',
	againDetail: 'Nothing is sent before that.',
	leave: 'No, leave them open',
	leaveDetail: 'They stay on the list, the verdict says so, and a resumed incident asks again.',
	notConfirmed: 'Adding the sessions was confirmed in an earlier sitting and not typed again in this one, so nothing was sent.',
	notTightenedNext: 'The deny that is on stays on. Revoke the sessions of the roles listed above by hand.',
} as const;

/** What is said about the long-term keys of an IAM user. */
export const accessKeys = {
	reading: (user: string): string => `the access keys of ${user}`,
	title: (user: string, account: string): string => `The access keys of ${user} in ${account}`,
	key: (id: string, active: boolean, createdAt: number | undefined): string =>
		`${id}  ${active ? 'active' : 'inactive'}${createdAt === undefined ? '' : `, made ${new Date(createdAt).toISOString().slice(0, 10)}`}`,
	question: (keys: number): string => `Set ${keys === 1 ? 'this key' : `these ${keys} keys`} inactive as well? It can be undone`,
	act: (keys: number, user: string, account: string): string =>
		`sets ${count(keys, 'access key')} of ${user} in ${account} inactive: whatever uses them stops, the rightful owner too. Nothing is deleted.`,
	setting: (key: string): string => `setting ${key} inactive`,
	done: (done: number, of: number, user: string): string => `${done} of ${count(of, 'key')} of ${user} set inactive. To undo:`,
	cannot: (user: string, why: string, next: string): string => `The access keys of ${user} were left as they are. ${why} ${next}`,
} as const;
