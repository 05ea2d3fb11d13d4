import {type Cell, type Judgement, judge, withOutcome} from '../../containment/proof/proof.ts';
import {text} from '../../text/index.ts';
import type {IncidentWalk} from '../facts.ts';
import {sameCell} from './baseline.ts';
import {pairOf, renewPairs} from './sessions.ts';

export type Decided = Judgement & {readonly state: 'decided'};

export interface Rules {
	readonly inARow: number;
	readonly everyMs: number;
	/** Epoch ms. */
	readonly deadline: number;
}

/** Every session once, everywhere. Cells that have already turned are asked again: a deny may flap before it settles. */
async function probeRound(walk: IncidentWalk, policyId: string): Promise<void> {
	const {proof} = walk.facts;
	proof.pairs = await renewPairs(walk, proof.pairs);
	await Promise.all(
		proof.cells.map(async cell => {
			const pair = pairOf(proof.pairs, cell);
			if (pair === undefined) return;
			await Promise.all(
				(['target', 'control'] as const).map(async session => {
					const outcome = await pair[session].probe(cell.service, cell.region);
					proof.cells = proof.cells.map(known =>
						sameCell(known, cell) ? withOutcome(known, session, outcome, walk.clock.now(), policyId) : known,
					);
				}),
			);
		}),
	);
}

/** Probes until the facts decide or the deadline passes. `show` is told of every round. */
export async function watchProof(
	walk: IncidentWalk,
	options: {
		readonly policyId: string;
		readonly rules: Rules;
		readonly judged: (deadlinePassed: boolean) => Judgement;
		readonly show: (judgement: Judgement) => void;
	},
): Promise<Decided> {
	const {policyId, rules} = options;
	for (;;) {
		const judgement = options.judged(walk.clock.now() >= rules.deadline);
		options.show(judgement);
		if (judgement.state === 'decided') return judgement;
		await walk.read(text.steps.waiting.probes(walk.facts.proof.cells.length), () => probeRound(walk, policyId));
		await walk.clock.sleep(rules.everyMs, walk.signal);
	}
}

/** Probing that goes on while something else is asked or done. */
export interface ProbingBeside {
	/** Resolves as soon as the deny is seen to hit a control session: nothing is more urgent then. */
	readonly overReach: Promise<void>;
	/** Resolves when the last round has ended. */
	stop(): Promise<void>;
}

/**
 * Goes on probing beside a question: whether a deny hits people it was not meant for must not wait for an answer. What is seen counts for
 * the proof.
 */
export function probeBeside(walk: IncidentWalk, policyId: string, everyMs: number): ProbingBeside {
	const stopping = new AbortController();
	const signal = AbortSignal.any([walk.signal, stopping.signal]);
	let seen = () => {};
	const overReach = new Promise<void>(resolve => {
		seen = resolve;
	});
	const probing = async () => {
		while (!signal.aborted) {
			await probeRound(walk, policyId);
			if (hitsControls(walk.facts.proof.cells)) seen();
			await walk.clock.sleep(everyMs, signal).catch(() => {});
		}
	};
	const done = probing();
	done.catch(() => {});
	return {
		overReach,
		stop: async () => {
			stopping.abort();
			await done;
		},
	};
}

function hitsControls(cells: readonly Cell[]): boolean {
	const judgement = judge({
		cells,
		inARow: 1,
		deadlinePassed: false,
		managementAccount: 'not-involved',
		openSessions: 0,
		missingTargets: [],
		detached: {targetIds: [], all: false},
		unknownAccounts: [],
		policyAltered: false,
		chainNotSearched: 'none',
	});
	return judgement.state === 'decided' && judgement.verdict === 'over-reach';
}
