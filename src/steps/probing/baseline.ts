import type {ProbeOutcome} from '../../containment/proof/denial.ts';
import {type Cell, withBaseline} from '../../containment/proof/proof.ts';
import type {Json} from '../../runbook/json.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk, ProbePair} from '../facts.ts';
import {accountLabel} from '../looks/accounts.ts';
import {eachOf} from '../looks/look.ts';
import {pairOf} from './sessions.ts';

/** The cells with what their sessions are allowed now, before a change. `show` is told of every cell as it is answered. */
export async function probeBaseline(
	walk: IncidentWalk,
	options: {readonly pairs: readonly ProbePair[]; readonly cells: readonly Cell[]; readonly show: (cells: readonly Cell[]) => void},
): Promise<readonly Cell[]> {
	let {cells} = options;
	options.show(cells);
	await eachOf(cells, 8, async cell => {
		const pair = pairOf(options.pairs, cell);
		if (pair === undefined) return;
		for (const session of ['target', 'control'] as const) {
			const key = [session, cell.accountId, cell.region, cell.service, ...(cell.under === undefined ? [] : [cell.under])].join('/');
			const outcome = await observed(walk, key, cell, () => pair[session].probe(cell.service, cell.region));
			cells = cells.map(known => (sameCell(known, cell) ? withBaseline(known, session, outcome) : known));
		}
		options.show(cells);
	});
	return cells;
}

/** How many places can prove anything later: both sessions are allowed there. */
export function provable(cells: readonly Cell[]): number {
	return cells.filter(cell => cell.target.before?.kind === 'allowed' && cell.control.before?.kind === 'allowed').length;
}

export function sameCell(a: Cell, b: Cell): boolean {
	return a.accountId === b.accountId && a.region === b.region && a.service === b.service && a.under === b.under;
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
