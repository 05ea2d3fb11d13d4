import {scenarios} from '../../scenarios.ts';
import {aWhile, disturbed, type Fault, type Run} from './matrix.ts';
import {applies, type FaultKind, faultKinds} from './wire-faults.ts';

/** How often each action is asked for, by scenario. */
export type Actions = ReadonlyMap<string, ReadonlyMap<string, number>>;

/** `FAULT_RUNS=all` disturbs everything everywhere; `FAULT_RUNS=1000` walks through so many random pairs. */
export const wide = process.env.FAULT_RUNS === 'all';
export const pairs = Number(process.env.FAULT_RUNS ?? '') || (wide ? 2000 : 60);

/** How often an undisturbed walk through each scenario asks for each action, by scenario. */
export async function actionsOf(names: readonly string[] = [...scenarios.keys()]): Promise<Actions> {
	const found = new Map<string, ReadonlyMap<string, number>>();
	for (const scenario of names) found.set(scenario, (await disturbed({scenario, faults: []})).asked);
	return found;
}

/** Every way in which one action can go wrong from its first call on: once, and for good. */
export function singly(scenario: string, action: string): readonly Run[] {
	return faultKinds
		.filter(kind => applies(kind, action))
		.flatMap(kind => durations(kind).map(times => ({scenario, faults: [{action, kind, after: 0, times}]})));
}

/**
 * Every action of the walk, each in the first scenario that has it. `wide`: in every scenario that has it.
 */
export function singlyEverywhere(actions: Actions, wide: boolean): readonly Run[] {
	const met = new Set<string>();
	const runs: Run[] = [];
	for (const [scenario, asked] of actions) {
		for (const action of asked.keys()) {
			if (action === '*' || (met.has(action) && !wide)) continue;
			met.add(action);
			runs.push(...singly(scenario, action));
		}
	}
	return runs;
}

/** A token that is given once more makes an endless listing; a single one makes none. */
function durations(kind: FaultKind): readonly number[] {
	const passes = kind === 'token-again' || (!wide && triedAgain.has(kind));
	return passes ? [Number.POSITIVE_INFINITY] : [1, Number.POSITIVE_INFINITY];
}

/** The SDK gets over one of these by itself; that it does is part of the wide run. */
const triedAgain: ReadonlySet<FaultKind> = new Set(['throttled', 'failing', 'timeout', 'reset']);

/** The responder's whole connection, or session, lost at one of so many points of the walk: for a while, and for good. */
export function allAtOnce(scenario: string, calls: number, points: number): readonly Run[] {
	return wholesale.flatMap(kind =>
		Array.from({length: points}, (_, index) => Math.floor((calls * index) / points)).flatMap(after =>
			[aWhile, Number.POSITIVE_INFINITY].map(times => ({scenario, faults: [{action: '*', kind, after, times}]})),
		),
	);
}

/** How the whole connection or session is lost. */
export const wholesale: readonly FaultKind[] = [
	'expired',
	'reset',
	'throttled',
	'clock-skew',
	'answer-lost',
	'cut-short',
	'hollow',
	'failing',
	'denied',
	'timeout',
];

/** The same numbers for the same seed (mulberry32). */
export function randomFrom(seed: number): (below: number) => number {
	let state = seed;
	return below => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * below);
	};
}

/** Two things that go wrong in one walk, each at any of its calls. */
export function pair(random: (below: number) => number, actions: Actions): Run {
	const one = <T>(of: readonly T[]): T => of[random(of.length)] as T;
	const scenario = one([...actions.keys()]);
	const asked = [...(actions.get(scenario) ?? [])];
	const fault = (): Fault => {
		const [action, calls] = one(asked);
		const kind = one(faultKinds.filter(candidate => (action !== '*' ? applies(candidate, action) : wholesale.includes(candidate))));
		return {action, kind, after: random(3) === 0 ? 0 : random(calls), times: one([1, aWhile, Number.POSITIVE_INFINITY])};
	};
	return {scenario, faults: [fault(), fault()]};
}
