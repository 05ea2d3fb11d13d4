import {isComplete} from '../../containment/chain/chain.ts';
import type {ChainedSession} from '../../containment/chain/chained-session.ts';
import type {Searched} from '../../containment/chain/searched.ts';
import type {GuardResult} from '../../containment/guards/facts.ts';
import type {Leftover} from '../../containment/leftovers/leftovers.ts';
import {SCP_CHARACTER_QUOTA} from '../../containment/policy/deny-policy.ts';
import type {ConfirmQuestion} from '../../runbook/questions.ts';
import type {Block, View} from '../../runbook/views.ts';
import {text} from '../../text/index.ts';
import type {Applied, IncidentWalk} from '../facts.ts';
import {accountLabel} from '../looks/accounts.ts';
import {pages, saidOf} from '../plan/views.ts';
import {labelsOf, phraseOf} from '../subjects.ts';
import type {Others} from './others.ts';
import type {Tightening} from './tighten.ts';

/** What the search came to: the sessions, what was left behind, and where nobody could look. */
export function foundViews(walk: IncidentWalk, searched: Searched, id: string): readonly View[] {
	const {sessions, leftovers, regions} = searched;
	const said: Block = {
		kind: 'paragraph',
		text: text.steps.chain.found(sessions.length, leftovers.length, searched.keys.length, regions),
		tone: sessions.length + leftovers.length === 0 ? 'plain' : 'warning',
	};
	return [
		{
			id,
			title: text.steps.chain.foundTitle,
			tone: sessions.length + leftovers.length === 0 ? 'plain' : 'warning',
			blocks: [
				said,
				...sessionsFound(walk, sessions, searched.at),
				...leftBehind(walk, leftovers),
				...(searched.attempted.length === 0 ? [] : [{kind: 'paragraph' as const, text: text.eradication.attempted(searched.attempted)}]),
				...(isComplete(searched)
					? []
					: [{kind: 'paragraph' as const, tone: 'warning' as const, text: text.steps.chain.incomplete(searched)}]),
			],
		},
	];
}

/** How many sessions and changes are new. */
export function newIn(searched: Searched, before: Searched): number {
	const grown = (key: 'sessions' | 'leftovers') => searched[key].length - before[key].length;
	return grown('sessions') + grown('leftovers');
}

export function nothingNewView({at}: Searched, id: string): View {
	return {id, blocks: [{kind: 'paragraph', text: text.steps.chain.nothingNew(at)}]};
}

function sessionsFound(walk: IncidentWalk, sessions: readonly ChainedSession[], at: number): readonly Block[] {
	if (sessions.length === 0) return [];
	const said = sessions.map(session =>
		text.steps.chain.session({
			session: session.sessionName,
			role: session.roleName ?? session.userName ?? session.how,
			account: session.accountId === undefined ? undefined : accountLabel(walk.facts, session.accountId),
			ago: at - session.startedAt,
			accessKey: session.accessKeyId,
		}),
	);
	return [
		{kind: 'heading', text: text.steps.chain.sessionsTitle},
		{kind: 'list', items: said.map(line => ({text: line, tone: 'warning'}))},
	];
}

function leftBehind(walk: IncidentWalk, leftovers: readonly Leftover[]): readonly Block[] {
	if (leftovers.length === 0) return [];
	const said = leftovers.map(left =>
		text.steps.chain.leftover(left.eventName, left.resource, accountLabel(walk.facts, left.accountId), left.at),
	);
	return [
		{kind: 'heading', text: text.steps.chain.leftoversTitle},
		{kind: 'list', items: said.map(line => ({text: line, tone: 'warning'}))},
	];
}

/** What would be added to the deny, and what the guards say of it. */
export function tighteningViews(
	walk: IncidentWalk,
	{deny, added}: Tightening,
	sessions: readonly ChainedSession[],
	guards: readonly GuardResult[],
	others: Others,
): readonly View[] {
	return [
		{
			id: 'tightening',
			title: text.steps.chain.tighteningTitle(added.length),
			tone: 'danger',
			blocks: [
				...(others.sessions.length === 0
					? []
					: [{kind: 'paragraph' as const, tone: 'danger' as const, text: text.steps.chain.othersFound(others.sessions)}]),
				// Before what it means: on a small screen only the first rows are seen.
				{kind: 'list', items: added.map(id => ({text: addition(walk, id, sessions)}))},
				{kind: 'paragraph', text: text.steps.chain.tighteningMeaning(labelsOf(walk.facts))},
				...(others.complete ? [] : [{kind: 'paragraph' as const, tone: 'warning' as const, text: text.steps.chain.othersUnknown}]),
				{
					kind: 'list',
					items: [
						...saidOf(guards.filter(guard => guard.outcome !== 'pass')),
						...(deny.document.length > SCP_CHARACTER_QUOTA
							? []
							: [{text: text.steps.chain.size(deny.document.length), mark: '✔', tone: 'good' as const}]),
					],
				},
			],
		},
	];
}

function addition({facts}: IncidentWalk, id: string, sessions: readonly ChainedSession[]): string {
	const session = sessions.find(({userId}) => userId === id);
	const account = session?.accountId === undefined ? undefined : accountLabel(facts, session.accountId);
	return text.steps.chain.adds(id, text.steps.chain.who(session?.sessionName, session?.roleName ?? session?.userName), account);
}

/** @param hash the beginning of the new document's hash */
export function tighteningGate(
	walk: IncidentWalk,
	{policyId, document}: Applied,
	{deny, added}: Tightening,
	hash: string,
): ConfirmQuestion {
	return {
		kind: 'confirm',
		id: 'confirm-tightening',
		title: text.steps.chain.confirm(added.length),
		phrase: phraseOf(walk.facts),
		act: text.steps.chain.act(policyId, added.length, hash),
		pages: pages(deny.document, [text.byHand.updatePolicy(policyId, deny.document), text.byHand.updatePolicy(policyId, document)]),
		flag: '--confirm',
	};
}
