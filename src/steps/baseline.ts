import type {ProbeSession} from '../aws/ports.ts';
import type {ProbeOutcome} from '../containment/denial.ts';
import {type ProbeAccount, probeAccounts, probeMatrix, type TopLevel} from '../containment/matrix.ts';
import {type Cell, emptyCell, withBaseline} from '../containment/proof.ts';
import {Problem} from '../problem.ts';
import type {Json} from '../runbook/json.ts';
import {text} from '../text/index.ts';
import {board} from './board.ts';
import type {IncidentStep, IncidentWalk, ProbePair} from './facts.ts';
import {accountLabel} from './looks/accounts.ts';
import {eachOf} from './looks/look.ts';
import {numberIn, stringsIn} from './script.ts';

/** What each session was allowed before anything was changed. Failing here stops nothing: it only means that nothing can be proven there. */
export const baseline: IncidentStep = async walk => {
	const accounts = await chooseAccounts(walk);
	const services = stringsIn(walk.step.with.services);
	walk.facts.cells = probeMatrix({accounts, regions: probeRegions(walk)})
		.filter(cell => services.length === 0 || services.includes(cell.service))
		.map(emptyCell);
	walk.facts.probePairs = await openSessions(walk, accounts);
	await probeBaseline(walk);
	const allowed = walk.facts.cells.filter(cell => cell.target.before?.kind === 'allowed' && cell.control.before?.kind === 'allowed').length;
	const whole = walk.facts.cells.length > 0 && allowed === walk.facts.cells.length;
	walk.show(board(walk, {title: text.steps.baseline.title, live: false}));
	walk.show({
		id: 'baseline-said',
		tone: whole ? 'good' : 'warning',
		blocks: [
			{
				kind: 'paragraph',
				tone: whole ? 'good' : 'warning',
				text: whole ? text.steps.baseline.whole(allowed) : text.steps.baseline.notWhole(allowed, walk.facts.cells.length),
			},
		],
	});
};

/** The finding's region first, and the partition's first region, where its global services answer. */
function probeRegions(walk: IncidentWalk): readonly string[] {
	const first = {aws: 'us-east-1', 'aws-cn': 'cn-north-1', 'aws-us-gov': 'us-gov-west-1'}[walk.facts.caller?.partition ?? 'aws'];
	const seen = walk.facts.finding?.region ?? '';
	return [...new Set([/^[a-z]{2}(-[a-z]+)+-\d+$/.test(seen) ? seen : walk.ports.session.region, first])];
}

async function chooseAccounts(walk: IncidentWalk): Promise<readonly ProbeAccount[]> {
	const {organization, settings, finding, person} = walk.facts;
	const limit = numberIn(walk.step.with.accounts, 5, {least: 1, most: 20});
	const reached = walk.facts.reachLook?.soFar().accounts[0]?.accountId;
	// Only an account known to be ours: no role is ever assumed in anybody else's.
	const ours = (await walk.facts.accountsLook?.done) ?? new Map();
	const findingAccountId = [finding?.accountId, person?.principal.accountId, reached].find(id => id !== undefined && ours.has(id));
	// Evidence, so that a resumed walk goes on with the very sessions and accounts it began with.
	const chosen = await walk.observe('accounts', text.steps.waiting.tree, async () => {
		const topLevel = settings.probeAccounts === undefined ? await topLevels(walk, limit) : [];
		return probeAccounts({
			...(findingAccountId === undefined ? {} : {findingAccountId}),
			managementAccountId: organization?.managementAccountId ?? '',
			topLevel,
			limit,
			...(settings.probeAccounts === undefined ? {} : {chosen: settings.probeAccounts}),
		}).map(account => ({id: account.id, name: nameOf(walk, account), active: account.active}));
	});
	return chosen;
}

const nameOf = (walk: IncidentWalk, account: ProbeAccount) => walk.facts.accountsLook?.soFar().get(account.id)?.name ?? account.name;

/** The first accounts found below each top-level OU. A big tree is walked only as far as one account needs. */
async function topLevels(walk: IncidentWalk, limit: number): Promise<readonly TopLevel[]> {
	const rootId = walk.facts.plan?.root.id ?? '';
	const port = walk.ports.organizations;
	try {
		const [units, direct] = await Promise.all([port.organizationalUnitsIn(rootId), port.accountsIn(rootId)]);
		const found: TopLevel[] = [];
		for (const unit of units) {
			if (found.length >= limit) break;
			const accounts = await firstAccounts(walk, unit.id);
			if (accounts.length > 0) found.push({ouId: unit.id, accounts});
		}
		return [...found, {ouId: rootId, accounts: direct}];
	} catch (error) {
		if (!(error instanceof Problem)) throw error;
		walk.facts.problems.push(error);
		const known = [...((await walk.facts.accountsLook?.done)?.values() ?? [])];
		return known.map(account => ({ouId: account.id, accounts: [account]}));
	}
}

async function firstAccounts(walk: IncidentWalk, parentId: string): Promise<readonly ProbeAccount[]> {
	const accounts = (await walk.ports.organizations.accountsIn(parentId)).filter(account => account.active);
	if (accounts.length > 0) return accounts;
	for (const unit of await walk.ports.organizations.organizationalUnitsIn(parentId)) {
		const below = await firstAccounts(walk, unit.id);
		if (below.length > 0) return below;
	}
	return [];
}

/** A session under the person's name and one under nobody's, in every account. */
async function openSessions(walk: IncidentWalk, accounts: readonly ProbeAccount[]): Promise<ProbePair[]> {
	const pairs: ProbePair[] = [];
	await eachOf(accounts, 5, async account => {
		try {
			pairs.push(await openPair(walk, account.id));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			const said = text.steps.baseline.noSession(accountLabel(walk.facts, account.id), error.message, error.next);
			walk.show({id: `no-probe-${account.id}`, tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: said}]});
		}
	});
	return pairs;
}

async function openPair(walk: IncidentWalk, accountId: string): Promise<ProbePair> {
	const {person} = walk.facts;
	if (person === undefined) throw new Error('probing needs a person');
	const assume = (sessionName: string) => walk.ports.probes.assume({accountId, sessionName, incidentId: walk.incident.id});
	const pair = await walk.read(text.steps.waiting.assume(accountLabel(walk.facts, accountId)), async () => {
		const [target, control] = await Promise.all([assume(person.userName), assume(controlName(walk))]);
		return {accountId, target, control};
	});
	const keyOf = ({sessionName, accessKeyId, userId}: ProbeSession) => ({sessionName, accessKeyId, userId});
	walk.note(`probe-sessions/${accountId}`, {target: keyOf(pair.target), control: keyOf(pair.control)});
	return pair;
}

/** Sessions that are about to run out are opened anew; the deny is looked at on every request, whatever the session's age. */
export async function renewSessions(walk: IncidentWalk): Promise<void> {
	const soon = walk.clock.now() + renewBeforeMs;
	walk.facts.probePairs = await Promise.all(
		walk.facts.probePairs.map(async pair => {
			if (Math.min(pair.target.expiresAt, pair.control.expiresAt) > soon) return pair;
			return openPair(walk, pair.accountId).catch((error: unknown) => {
				if (error instanceof Problem) return pair;
				throw error;
			});
		}),
	);
}

const renewBeforeMs = 5 * 60_000;

/** Nobody's name: it can match no user, because it carries this incident's id. */
export const controlName = (walk: IncidentWalk) => `tourniquet-control-${walk.incident.id}`;

async function probeBaseline(walk: IncidentWalk): Promise<void> {
	const show = () => walk.show(board(walk, {title: text.steps.baseline.title, live: true}));
	show();
	await eachOf(walk.facts.cells, 8, async cell => {
		const pair = walk.facts.probePairs.find(candidate => candidate.accountId === cell.accountId);
		if (pair === undefined) return;
		for (const session of ['target', 'control'] as const) {
			const outcome = await observed(walk, `${session}/${cell.accountId}/${cell.region}/${cell.service}`, cell, () =>
				pair[session].probe(cell.service, cell.region),
			);
			walk.facts.cells = walk.facts.cells.map(known => (sameCell(known, cell) ? withBaseline(known, session, outcome) : known));
		}
		show();
	});
}

/** A clear answer is evidence. An unclear one is asked for again, and never written down as what was true before the deny. */
async function observed(walk: IncidentWalk, key: string, cell: Cell, probe: () => Promise<ProbeOutcome>): Promise<ProbeOutcome> {
	try {
		const evidence = await walk.observe(key, text.steps.waiting.probe(accountLabel(walk.facts, cell.accountId)), async () => {
			for (let tries = 1; ; tries++) {
				const outcome = await probe();
				if (outcome.kind !== 'inconclusive') return outcome as Json & ProbeOutcome;
				if (tries === baselineTries || !passing.has(outcome.why)) throw new Unclear(outcome);
				await walk.clock.sleep(tries * 2000, walk.signal);
			}
		});
		return evidence as ProbeOutcome;
	} catch (error) {
		if (error instanceof Unclear) return error.outcome;
		throw error;
	}
}

class Unclear extends Error {
	constructor(readonly outcome: ProbeOutcome) {
		super(outcome.kind);
	}
}

const baselineTries = 4;
/** What may be gone in a moment. */
const passing: ReadonlySet<string> = new Set(['throttled', 'network', 'service-error']);

export function sameCell(a: Cell, b: Cell): boolean {
	return a.accountId === b.accountId && a.region === b.region && a.service === b.service;
}
