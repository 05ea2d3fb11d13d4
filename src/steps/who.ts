import type {Principal} from '../containment/principal/principal.ts';
import type {NotDeniable} from '../containment/principal/subject.ts';
import {refuseName} from '../containment/reading/names.ts';
import {Problem} from '../problem.ts';
import {WalkEnded} from '../runbook/walk.ts';
import {text} from '../text/index.ts';
import type {IncidentStep, IncidentWalk, Subject} from './facts.ts';
import {whoIsIt} from './findings.ts';
import {candidatesFor, principalKey} from './identify/candidates.ts';
import {exactBlocks, resolveExact} from './identify/exact.ts';
import {checkRole, lookUpUser, personBlocks, resolvePerson, type UserPrincipal} from './identify/person.ts';
import {isPerson, labelOf} from './subjects.ts';

/** Whom the deny is for: leaves `facts.subjects`, or ends the walk where no deny of the organization helps. A name that was mistyped is typed again. */
export const who: IncidentStep = async walk => {
	for (;;) {
		try {
			return await identify(walk);
		} catch (error) {
			if (!(error instanceof Problem) || walk.facts.given === undefined || !mistyped.has(error.code)) throw error;
			await typedAgain(walk, error);
		}
	}
};

const mistyped: ReadonlySet<string> = new Set(['user-not-found', 'user-name-refused', 'subject-refused']);

async function typedAgain(walk: IncidentWalk, problem: Problem): Promise<void> {
	const said = {kind: 'paragraph', tone: 'warning', text: `${problem.message} ${problem.next}`} as const;
	walk.show({id: 'who-not-found', tone: 'warning', blocks: [said]});
	const answer = await walk.ask({
		kind: 'choose',
		id: 'who-again',
		title: text.steps.who.againQuestion,
		choices: [
			{id: 'again', label: text.steps.who.again, detail: text.steps.who.againDetail},
			{id: 'leave', label: text.steps.leave, detail: text.steps.leaveDetail},
		],
	});
	if (answer === 'leave') throw problem;
	walk.facts.given = await walk.ask(whoIsIt('subject-again'));
}

const identify: IncidentStep = async walk => {
	const candidates = await candidatesFor(walk);
	const subjects: Subject[] = [];
	const hopeless: {readonly principal: Principal; readonly why: NotDeniable}[] = [];
	// Evidence: whoever shows up among the candidates after this was decided is not decided on with them.
	const picked = await choose(walk, candidates);
	const chosenOnce = await walk.observe('principals', text.steps.waiting.user, async () => [...picked]);
	for (const chosen of chosenOnce) {
		const principal = await asUser(walk, chosen);
		if (principal.kind === 'identity-center-user') {
			const seenIn = candidates.filter(one => principalKey(one) === principalKey(chosen)).flatMap(one => one.accountId ?? []);
			subjects.push(await resolvePerson(walk, principal, seenIn));
			checkRole(walk, principal);
		} else {
			const resolved = await resolveExact(walk, principal);
			if ('code' in resolved) hopeless.push({principal, why: resolved});
			else subjects.push(resolved);
		}
	}
	for (const {principal, why} of hopeless) showByHand(walk, principal, why);
	if (subjects.length === 0) {
		const [first] = hopeless;
		if (first !== undefined) walk.facts.otherPrincipal = first.principal;
		throw new WalkEnded('not-containable');
	}
	for (const {principal} of hopeless) {
		const left = text.containment.principalLabel(principal);
		walk.facts.problems.push(new Problem('left-out', text.steps.who.leftOut(left), text.steps.who.leftOutNext, 4));
	}
	walk.facts.subjects = distinct(subjects);
	walk.facts.timings.toPrincipalMs ??= walk.clock.now() - walk.incident.startedAt;
	for (const subject of walk.facts.subjects) {
		const title = isPerson(subject) ? text.steps.who.title(subject.userName) : text.steps.who.exactTitle(labelOf(subject));
		const blocks = isPerson(subject) ? personBlocks(walk, subject) : exactBlocks(walk, subject);
		walk.show({id: `who-${labelOf(subject)}`, title, blocks});
	}
};

/** Two actors of a finding may turn out to be one person. */
function distinct(subjects: readonly Subject[]): readonly Subject[] {
	const key = (subject: Subject) =>
		isPerson(subject) ? `person ${subject.user?.userId ?? subject.userName}` : subject.deniable.exactUserId;
	return [...new Map([...subjects].reverse().map(subject => [key(subject), subject])).values()].reverse();
}

/** What no policy of the organization can deny, and what to do about it instead. */
function showByHand(walk: IncidentWalk, principal: Principal, why: NotDeniable): void {
	walk.show({
		id: `by-hand-${principalKey(principal)}`,
		title: text.steps.who.notContainableTitle(text.containment.principalLabel(principal)),
		tone: 'warning',
		blocks: [
			{kind: 'paragraph', text: text.containment.notDeniable(why)},
			{kind: 'paragraph', text: text.steps.who.notContainable},
			{kind: 'list', items: text.steps.who.byHand(principal).map(item => ({text: item}))},
		],
	});
}

/**
 * What the principal is to us: somebody from an account that is not ours is foreign, whatever the role is called, and a session of
 * which no role is known is the Identity Center user of its name when there is one.
 */
async function asUser(walk: IncidentWalk, principal: Principal): Promise<Principal> {
	const {accountId} = principal;
	if (accountId !== undefined && principal.kind !== 'foreign-account') {
		const known = walk.facts.accountsLook?.soFar();
		const accounts = known?.has(accountId) ? known : await walk.facts.accountsLook?.done;
		const isOurs = accountId === walk.facts.caller?.accountId || accountId === walk.facts.organization?.managementAccountId;
		if (accounts !== undefined && accounts.size > 0 && !accounts.has(accountId) && !isOurs) {
			return {
				kind: 'foreign-account',
				accountId,
				...('accessKeyId' in principal && principal.accessKeyId !== undefined ? {accessKeyId: principal.accessKeyId} : {}),
			};
		}
	}
	if (principal.kind !== 'role-session' || principal.roleName !== undefined || refuseName(principal.sessionName) !== undefined)
		return principal;
	const {sessionName, roleName: _none, kind: _kind, ...seen} = principal;
	const candidate: UserPrincipal = {kind: 'identity-center-user', userName: sessionName, ...seen};
	const found = await lookUpUser(walk, candidate);
	return found.user === undefined ? principal : candidate;
}

/** The choice that is all of them. */
export const everybody = 'everybody';

/** One of several, or all of them in one deny: a finding may name more than one actor. */
async function choose(walk: IncidentWalk, candidates: readonly Principal[]): Promise<readonly Principal[]> {
	const [first] = candidates;
	if (first === undefined) return [{kind: 'unknown', reason: 'no-principal'}];
	if (candidates.length === 1) return [first];
	const labels = candidates.map(text.containment.principalLabel);
	const picked = await walk.ask({
		kind: 'choose',
		id: 'principal',
		title: text.steps.who.several,
		flag: '--user',
		choices: [
			{id: everybody, label: text.steps.who.all(labels), detail: text.steps.who.allDetail},
			...candidates.map(candidate => ({
				id: principalKey(candidate),
				label: text.containment.principalLabel(candidate),
				detail: text.containment.principalDetail(candidate),
			})),
		],
	});
	if (picked === everybody) return candidates;
	const chosen = candidates.find(candidate => principalKey(candidate) === picked);
	if (chosen === undefined) throw new Problem('principal-gone', text.steps.who.principalGone, text.steps.findings.goneNext, 4);
	return [chosen];
}
