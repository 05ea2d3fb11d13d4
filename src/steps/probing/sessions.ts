import type {ProbeSession} from '../../aws/ports.ts';
import type {Cell} from '../../containment/proof/proof.ts';
import {Problem} from '../../problem.ts';
import type {Json} from '../../runbook/json.ts';
import {text} from '../../text/index.ts';
import type {Facts, IncidentWalk, ProbePair} from '../facts.ts';
import {accountLabel} from '../looks/accounts.ts';
import {eachOf} from '../looks/look.ts';

/** Nobody's name: it can match no user, because it carries this incident's id. */
export const controlName = (walk: IncidentWalk) => `tourniquet-control-${walk.incident.id}`;

/** A session under each of the names and one under nobody's, in every account. What cannot be opened is said, and proves nothing later. */
export async function openPairs(
	walk: IncidentWalk,
	accounts: readonly {readonly id: string}[],
	names: readonly string[],
): Promise<readonly ProbePair[]> {
	const pairs: ProbePair[] = [];
	await eachOf(accounts, 5, async account => {
		try {
			for (const name of names) pairs.push(await openPair(walk, account.id, name));
		} catch (error) {
			if (!(error instanceof Problem)) throw error;
			walk.facts.problems.push(error);
			const said = text.steps.baseline.noSession(accountLabel(walk.facts, account.id), error.message, error.next);
			walk.show({id: `no-probe-${account.id}`, tone: 'warning', blocks: [{kind: 'paragraph', tone: 'warning', text: said}]});
		}
	});
	return pairs;
}

async function openPair(walk: IncidentWalk, accountId: string, under: string): Promise<ProbePair> {
	const assume = (sessionName: string) => walk.ports.probes.assume({accountId, sessionName, incidentId: walk.incident.id});
	const pair = await walk.read(text.steps.waiting.assume(accountLabel(walk.facts, accountId)), async () => {
		const [target, control] = await Promise.all([assume(under), assume(controlName(walk))]);
		return {accountId, under, target, control};
	});
	const keyOf = ({sessionName, accessKeyId, userId}: ProbeSession) => ({sessionName, accessKeyId, userId});
	walk.note(`${notedUnder}/${accountId}`, {target: keyOf(pair.target), control: keyOf(pair.control)});
	remember(walk.facts, [pair.target, pair.control]);
	return pair;
}

const notedUnder = 'probe-sessions';

/** What earlier sittings of the incident opened, by their notes: it shows in CloudTrail under the very name that is denied. */
export function rememberSessions(facts: Facts, notes: ReadonlyMap<string, Json>): void {
	for (const [key, value] of notes) {
		if (key.split('/')[1] !== notedUnder) continue;
		const {target, control} = value as unknown as Record<'target' | 'control', Pick<ProbeSession, 'accessKeyId' | 'userId'>>;
		remember(facts, [target, control]);
	}
}

function remember(facts: Facts, sessions: readonly Pick<ProbeSession, 'accessKeyId' | 'userId'>[]): void {
	for (const {accessKeyId, userId} of sessions) {
		facts.ownAccessKeys.add(accessKeyId);
		facts.ownUserIds.add(userId);
	}
}

/** Sessions that are about to run out are opened anew; the deny is looked at on every request, whatever the session's age. */
export async function renewPairs(walk: IncidentWalk, pairs: readonly ProbePair[]): Promise<readonly ProbePair[]> {
	const soon = walk.clock.now() + renewBeforeMs;
	return Promise.all(
		pairs.map(async pair => {
			if (Math.min(pair.target.expiresAt, pair.control.expiresAt) > soon) return pair;
			return openPair(walk, pair.accountId, pair.under).catch((error: unknown) => {
				if (error instanceof Problem) return pair;
				throw error;
			});
		}),
	);
}

const renewBeforeMs = 5 * 60_000;

/** The sessions that probe a cell. */
export function pairOf(pairs: readonly ProbePair[], cell: Cell): ProbePair | undefined {
	return pairs.find(pair => pair.accountId === cell.accountId && (cell.under === undefined || pair.under === cell.under));
}
