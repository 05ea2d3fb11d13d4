import {createHash} from 'node:crypto';
import type {Accepted} from '../../aws/ports.ts';
import {addsOnly} from '../../containment/chain/chain-deny.ts';
import type {ChainedSession} from '../../containment/chain/chained-session.ts';
import type {Searched} from '../../containment/chain/searched.ts';
import {protectedHit} from '../../containment/guards/who-is-hit.ts';
import {type CheckedDeny, checkDeny, denyFor, sameDeny} from '../../containment/policy/deny-policy.ts';
import type {Principal} from '../../containment/principal/principal.ts';
import {probeMatrix} from '../../containment/proof/matrix.ts';
import {type Cell, emptyCell, withoutOutcomes} from '../../containment/proof/proof.ts';
import {Problem} from '../../problem.ts';
import {text} from '../../text/index.ts';
import {alreadySo, policyAltered, settledOrSentAgain} from '../applying/made.ts';
import {probeRegions} from '../baseline.ts';
import type {Applied, IncidentWalk, ProbePair} from '../facts.ts';
import {guardsFor, refusal, warningsOf} from '../plan/bound-plan.ts';
import {probeBaseline} from '../probing/baseline.ts';
import {board} from '../probing/board.ts';
import {openPairs} from '../probing/sessions.ts';
import {labelsOf, phraseOf, testName} from '../subjects.ts';
import type {Others} from './others.ts';
import {tighteningGate, tighteningViews} from './views.ts';

/** A deny that names sessions exactly which the one that is on misses. */
export interface Tightening {
	readonly deny: CheckedDeny;
	readonly added: readonly string[];
	readonly pairs: readonly ProbePair[];
	readonly testSessions: readonly string[];
}

/**
 * The deny that is on with these ids added, and the ids of new test sessions beside them in the same statement: what they turn to shows that
 * the new document is in force.
 * @param round which tightening of this incident it is, from 1
 */
export async function planTightening(walk: IncidentWalk, applied: Applied, ids: readonly string[], round: number): Promise<Tightening> {
	const accounts = (await walk.facts.probeAccountsLook?.done) ?? [];
	const pairs = await openPairs(walk, accounts, [nameOf(walk, round)]);
	// Evidence: after a resume the document is still the one that was confirmed, whatever can be opened by then.
	const planned = await walk.observe(`tightening-${round}`, text.steps.waiting.assumeAll, async () => ({
		added: [...ids],
		testSessions: pairs.map(pair => pair.target.userId),
	}));
	const present = checkDeny(applied.document);
	if (!present.ok) throw policyAltered(applied.policyId);
	const {subject} = present.deny;
	const built = denyFor({...subject, exactUserIds: [...subject.exactUserIds, ...planned.added, ...planned.testSessions]});
	if (!built.ok) throw new Problem('deny-refused', text.containment.denyRefused(built.refusal), text.steps.chain.notTightenedNext, 4);
	return {deny: built.deny, ...planned, pairs};
}

const nameOf = (walk: IncidentWalk, round: number) => `${testName(walk)}-${round}`;

/** Those of the ids whose sessions are protected: they are left out, and the others are not left open for their sake. */
export function protectedAmong(walk: IncidentWalk, searched: Searched, ids: readonly string[]): readonly string[] {
	const {protectedPrincipals} = walk.facts.settings;
	return ids.filter(id => {
		const alone = denyFor({userIds: [], sessionNames: [], sourceIdentities: [], exactUserIds: [id]});
		const theirs = searched.sessions.filter(session => session.userId === id).map(principalOf);
		return alone.ok && protectedHit(protectedPrincipals, alone.deny, theirs).length > 0;
	});
}

/** Shows what would be added, runs the guards again, and asks for the name again. */
export async function confirmTightening(
	walk: IncidentWalk,
	applied: Applied,
	searched: Searched,
	tightening: Tightening,
	seen: Others,
): Promise<'confirmed' | 'declined' | 'refused'> {
	const {plan} = walk.facts;
	if (plan === undefined) throw new Error('tightening needs a plan');
	const others = {...seen, sessions: seen.sessions.filter(({userId}) => tightening.added.includes(userId))};
	const onRoot = await walk.read(text.steps.waiting.policiesOnRoot, () => walk.ports.organizations.policiesOn(plan.root.id));
	const guards = await guardsFor(walk, {
		deny: tightening.deny,
		root: plan.root,
		onRoot,
		attachment: plan.plan,
		further: searched.sessions.flatMap(session => (tightening.added.includes(session.userId ?? '') ? principalOf(session) : [])),
		testSessions: tightening.testSessions,
	});
	for (const view of tighteningViews(walk, tightening, searched.sessions, guards, others)) walk.show(view);
	walk.facts.warnings.push(...warningsOf(guards));
	if (others.sessions.length > 0)
		walk.facts.warnings.push(
			new Problem('others-with-id', text.steps.chain.othersFound(others.sessions), text.steps.preview.guardWarned['who-else'], 4),
		);
	const problem = refusal(guards);
	if (problem !== undefined) {
		walk.facts.problems.push(new Problem(problem.code, problem.message, text.steps.chain.notTightenedNext, problem.exit));
		return 'refused';
	}
	const answer = await walk.ask(gateFor(walk, applied, tightening));
	return answer === 'confirmed' ? 'confirmed' : 'declined';
}

/** What is typed is bound to the very document that is sent. */
const gateFor = (walk: IncidentWalk, applied: Applied, tightening: Tightening) =>
	tighteningGate(walk, applied, tightening, createHash('sha256').update(tightening.deny.document).digest('hex').slice(0, 16));

/** The name, typed in this very sitting: a confirmation on record alone sends nothing. The id is one that no journal holds. */
async function typedHere(walk: IncidentWalk, applied: Applied, tightening: Tightening): Promise<void> {
	const gate = gateFor(walk, applied, tightening);
	if (walk.answeredHere(gate.id)) return;
	const answer = await walk.ask({...gate, id: `${gate.id}-resumed-${walk.clock.now()}`});
	if (answer !== 'confirmed') throw new Problem('not-confirmed', text.steps.chain.notConfirmed, text.steps.chain.notTightenedNext, 4);
}

/** Who it is to a guard: a protected role or name is told by more than the id. */
function principalOf({userId = '', accountId, roleName, sessionName, userName}: ChainedSession): Principal {
	const where = accountId === undefined ? {} : {accountId};
	if (!userId.includes(':')) return {kind: 'iam-user', userId, ...where, ...(userName === undefined ? {} : {userName})};
	const [roleId = '', named = ''] = userId.split(':');
	return {kind: 'role-session', roleId, sessionName: sessionName ?? named, ...where, ...(roleName === undefined ? {} : {roleName})};
}

/** Replaces the document, once AWS still holds the one that is on, and makes the proof begin anew with the test sessions among what is probed. */
export async function applyTightening(walk: IncidentWalk, applied: Applied, tightening: Tightening, round: number): Promise<void> {
	const port = walk.ports.organizations;
	const {policyId} = applied;
	const {document} = tightening.deny;
	const cells = await baselineOf(walk, tightening, round);
	const holds = async (wanted: string) => {
		const policy = await port.policy(policyId);
		return policy !== undefined && sameDeny(policy.document, wanted);
	};
	type Updated = Accepted & {readonly at: number};
	const existing = async (): Promise<Updated | undefined> => ((await holds(document)) ? {...alreadySo, at: walk.clock.now()} : undefined);
	const {facts} = walk;
	const sessions = tightening.added.length;
	facts.tightening = {sessions, state: 'sent'};
	const {at} = await walk.write(`update-policy-${round}`, {
		what: text.steps.chain.updating(policyId),
		intent: {policyId, document, before: applied.document},
		act: async () => {
			await typedHere(walk, applied, tightening);
			// An earlier round's update that nobody knows the fate of may have been taken after all.
			const now = await holding(walk, applied, tightening.added);
			if (now === 'altered') throw policyAltered(policyId);
			return settledOrSentAgain(
				walk,
				async () => ({...(await port.updatePolicy(policyId, tightening.deny)), at: walk.clock.now()}),
				existing,
			);
		},
		reconcile: existing,
	});
	const only = facts.proof.pairs[0]?.under ?? phraseOf(facts);
	facts.tightening = {sessions, state: 'in-force'};
	facts.applied = {...applied, document, at};
	// What was proven was another document.
	delete facts.verdict;
	delete facts.judgement;
	facts.testSessions = [...facts.testSessions, ...tightening.testSessions];
	facts.proof.cells = [...facts.proof.cells.map(cell => withoutOutcomes({...cell, under: cell.under ?? only})), ...cells];
	facts.proof.pairs = [...facts.proof.pairs, ...tightening.pairs];
	walk.show({
		id: `tightened-${round}`,
		tone: 'good',
		blocks: [{kind: 'paragraph', tone: 'good', text: text.steps.chain.tightened(labelsOf(facts), tightening.added.length)}],
	});
}

/** `added`: the deny that was on, with some of these ids or of our test sessions in it. An update of another round does that. */
type Holding = 'as-it-was' | 'added' | 'altered';

async function holding(walk: IncidentWalk, {policyId, document}: Applied, ids: readonly string[]): Promise<Holding> {
	const policy = await walk.ports.organizations.policy(policyId);
	if (policy === undefined) return 'altered';
	if (sameDeny(policy.document, document)) return 'as-it-was';
	const [now, before] = [checkDeny(policy.document), checkDeny(document)];
	const ours = (id: string) => ids.includes(id) || id.slice(id.indexOf(':') + 1).startsWith(`${testName(walk)}-`);
	return now.ok && before.ok && addsOnly(now.deny, before.deny, ours) ? 'added' : 'altered';
}

/** What AWS holds after a tightening failed. Where it cannot be asked, whether the failed call changed anything is not known. */
export async function deniedNow(walk: IncidentWalk, applied: Applied, ids: readonly string[]): Promise<Holding | 'unknown'> {
	try {
		return await walk.read(text.steps.waiting.policy, () => holding(walk, applied, ids));
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		return 'unknown';
	}
}

/** What the new test sessions are allowed while the deny does not name them yet. */
async function baselineOf(walk: IncidentWalk, {pairs}: Tightening, round: number): Promise<readonly Cell[]> {
	const name = nameOf(walk, round);
	const services = new Set(walk.facts.proof.cells.map(cell => cell.service));
	// Also where no test session could be opened: nothing is proven there then, and that must not go unsaid.
	const accounts = (await walk.facts.probeAccountsLook?.done) ?? [];
	const cells = probeMatrix({accounts, regions: probeRegions(walk), names: [name]})
		.filter(cell => services.size === 0 || services.has(cell.service))
		.map(cell => emptyCell({...cell, under: name}));
	const show = (now: readonly Cell[], live: boolean) =>
		walk.show(board(now, {id: `baseline-${round}`, title: text.steps.baseline.title, live}));
	const probed = await probeBaseline(walk, {pairs, cells, show: now => show(now, true)});
	show(probed, false);
	return probed;
}
