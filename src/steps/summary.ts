import {isAllSearched} from '../containment/chain/searched.ts';
import type {DenySubject} from '../containment/policy/deny-policy.ts';
import type {Judgement, ProofReason} from '../containment/proof/proof.ts';
import {type ResidualRisk, residualRisks} from '../containment/proof/residual-risk.ts';
import {earliestTakeOff} from '../containment/recovery/take-off.ts';
import type {Block, Fact, ListItem, Tone} from '../runbook/views.ts';
import {text} from '../text/index.ts';
import type {Closing, Facts, FinalVerdict, IncidentStep, IncidentWalk, Subject} from './facts.ts';
import {managementAccountState} from './reach.ts';
import {howLongSessionsLast} from './recovery/doors.ts';
import {isPerson} from './subjects.ts';

/** Where things stand, what remains open beside the good news, and when the deny may come off. */
export const summary: IncidentStep = async walk => {
	const {facts} = walk;
	const {verdict, judgement} = facts;
	if (verdict === undefined) throw new Error('the summary step needs a verdict');
	noteOpen(walk);
	walk.show({
		id: 'residual',
		title: text.steps.summary.residualTitle,
		tone: 'warning',
		blocks: [{kind: 'list', items: residualItems(walk)}],
	});
	if (facts.openTasks.length > 0) {
		walk.show({
			id: 'open',
			title: text.steps.summary.openTitle(facts.openTasks.length),
			tone: 'warning',
			blocks: [{kind: 'list', items: facts.openTasks.map(task => ({text: task, mark: '☐'}))}],
		});
	}
	if (facts.problems.length > 0) {
		const lines = [...new Set(facts.problems.map(problem => `${problem.message} ${problem.next}`))];
		walk.show({
			id: 'problems',
			title: text.steps.summary.problemsTitle,
			tone: 'warning',
			blocks: [{kind: 'list', items: lines.map(line => ({text: line}))}],
		});
	}
	walk.show({
		id: 'summary',
		title: text.containment.verdictTitle(verdict),
		tone: toneOf(verdict, judgement?.reasons),
		blocks: [
			// What it means while it is on would ask for what has been done.
			...(facts.undone
				? []
				: [{kind: 'paragraph' as const, text: text.containment.verdictMeaning(verdict, judgement?.policyNamed ?? false)}]),
			...(judgement === undefined ? [] : reasonItems(judgement)),
			...closingBlocks(facts),
			{kind: 'facts', rows: factRows(walk)},
			{kind: 'paragraph', text: nextOf(facts, verdict)},
		],
	});
};

function factRows(walk: IncidentWalk) {
	const {facts, incident} = walk;
	const {timings, applied} = facts;
	const rows: Fact[] = [
		{label: text.steps.summary.rows.times, value: text.steps.summary.times(timings)},
		{label: text.steps.summary.rows.journal, value: incident.journal},
	];
	const sets = (facts.closing?.changed ?? []).map(set => set.name);
	if (sets.length > 0) rows.unshift({label: text.steps.summary.rows.sets, value: text.steps.summary.sets(sets)});
	const keys = facts.keysInactive.map(key => key.accessKeyId);
	if (keys.length > 0) rows.unshift({label: text.steps.summary.rows.keys, value: text.steps.summary.keys(keys)});
	if (applied === undefined || facts.undone) return rows;
	return [
		{label: text.steps.summary.rows.policy, value: `${applied.policyId} · ${applied.name} · ${applied.targets.join(', ')}`},
		{label: text.steps.summary.rows.takeOff, value: text.steps.summary.notBefore(takeOffAt(facts, applied.at))},
		...rows,
	];
}

/** Epoch ms. */
export function takeOffAt(facts: Facts, appliedAt: number): number {
	return earliestTakeOff({appliedAt, ...howLongSessionsLast(facts)});
}

/** Every hole that is left for any of the subjects, each once. */
export function residualCodes(facts: Facts): readonly ResidualRisk[] {
	const {plan, searched, openSessions, outOfReach} = facts;
	const denied = plan?.deny.subject;
	const risks = (facts.subjects ?? []).flatMap(subject =>
		residualRisks({
			principal: subject.principal,
			managementAccount: managementAccountState(facts),
			...namedBy(denied, subject),
			deniesExactUserIds: (denied?.exactUserIds.length ?? 0) > 0 || facts.testSessions.length > 0,
			...(searched === undefined
				? {}
				: {
						chain: {
							complete: isAllSearched(searched),
							alive: openSessions > outOfReach,
							outOfReach: outOfReach > 0,
						},
					}),
		}),
	);
	const byCode = new Map<string, ResidualRisk>();
	for (const risk of risks) if (!byCode.has(risk.code) || risk.certain) byCode.set(risk.code, risk);
	return [...byCode.values()];
}

/** By what the deny names this very person: what it holds of another one stops nothing of theirs. */
function namedBy(denied: DenySubject | undefined, subject: Subject): {readonly deniesUserId: boolean; readonly deniesSessionName: boolean} {
	if (denied === undefined || !isPerson(subject)) return {deniesUserId: false, deniesSessionName: false};
	const {user, sessionNames} = subject;
	return {
		deniesUserId: user !== undefined && denied.userIds.includes(user.userId),
		deniesSessionName: sessionNames.some(name => denied.sessionNames.includes(name)),
	};
}

/** What is open beside the deny, written down whenever more of it is known: whoever stops before the summary must find it as well. */
export function noteOpen(walk: IncidentWalk): void {
	const {facts} = walk;
	const {applied} = facts;
	const problems = [...facts.warnings, ...facts.problems].map(problem => ({...problem.toJSON()}));
	walk.note('open', {
		risks: facts.undone ? [] : residualCodes(facts),
		keepUntil: applied === undefined || facts.undone ? null : takeOffAt(facts, applied.at),
		problems: [...new Map(problems.map(problem => [`${problem.code} ${problem.message}`, problem])).values()],
		// The last one counts, also where an earlier sitting said the same.
		at: walk.clock.now(),
	});
}

function residualItems(walk: IncidentWalk): ListItem[] {
	return residualCodes(walk.facts).map(risk => ({text: text.containment.residualRisk(risk)}));
}

/** What stands behind the verdict where no probe can: the management account, closed or which permission sets are not. */
export function closingBlocks({closing}: Facts): readonly Block[] {
	if (closing === undefined) return [];
	const {verdict} = closing;
	if (verdict.state === 'closed') return [{kind: 'paragraph', text: text.managementAccount.closed(verdict)}];
	const open = openSets(closing);
	return open.length === 0 ? [] : [{kind: 'paragraph', tone: 'danger', text: text.managementAccount.notClosed(open)}];
}

const openSets = (closing: Closing | undefined): readonly string[] =>
	(closing?.verdict.sets ?? []).filter(set => set.state !== 'closed').map(set => set.name);

/** What to do now, by what the verdict rests on. */
export function nextOf({undone, judgement, closing}: Facts, verdict: FinalVerdict): string {
	if (undone) return text.steps.summary.undoneNext;
	if (verdict !== 'partial') return text.steps.summary.next[verdict];
	const codes = new Set((judgement?.reasons ?? []).map(reason => reason.code));
	return text.steps.summary.nextPartial({
		managementAccount: codes.has('management-account-open') || codes.has('management-account-unknown') ? openSets(closing) : undefined,
		sessions: codes.has('open-sessions'),
		targets: codes.has('targets-missing') || codes.has('targets-detached'),
		altered: codes.has('policy-altered'),
		accounts: codes.has('accounts-unknown'),
	});
}

/** Where something was not looked for, a good verdict is no reason to look away. */
export function toneOf(verdict: FinalVerdict, reasons: readonly ProofReason[] = []): Tone {
	if (verdict === 'not-contained' || verdict === 'over-reach') return 'danger';
	return verdict === 'contained' && !reasons.some(({code}) => code === 'chain-not-searched') ? 'good' : 'warning';
}

/** Why the verdict is what it is, one line a reason. */
export function reasonItems(judgement: Judgement & {readonly state: 'decided'}): readonly Block[] {
	if (judgement.reasons.length === 0) return [];
	return [{kind: 'list', items: judgement.reasons.map(reason => ({text: text.containment.proofReason(reason)}))}];
}
