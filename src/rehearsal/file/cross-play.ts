import {servedPrefixes} from '../../sandbox/services/registry.ts';
import {backwards, each, names, type Told, textAt, wrong} from './cross-check.ts';
import {inputProblems} from './cross-input.ts';
import {isMapping, type Problem} from './trouble.ts';

/** What an act may name instead of another one. */
const ELSEWHERE = ['next', 'end'];

/** What an inject may do, and when. */
const EFFECTS = ['say', 'throttle', 'expire', 'finding'];
const MOMENTS = ['seconds', 'step', 'deny'];

/** The same for whoever is at work, and for what comes in between. */
export function playProblems(told: Told, sessions: ReadonlySet<string>): Problem[] {
	const actors = each(told, ['actors']);
	const kept = everyAct(told).flatMap(act => textAt(act, 'keeps') ?? []);
	const keys = [...names(told, ['iamUsers'], 'name')].flatMap(name => [`user/${name}`, `user/${name}/2`]);
	const callers = new Set([...sessions, ...kept, ...keys]);
	const problems: Problem[] = [...doubles(actors, 'name', 'actor'), ...doubles(each(told, ['injects']), 'id', 'inject')];
	for (const [actor, path] of actors) {
		problems.push(...momentProblems(told, isMapping(actor) ? actor.begins : undefined, [...path, 'begins']));
		const acts = scriptOf(actor).map((act, index) => [act, [...path, 'script', index]] as const);
		problems.push(...doubles(acts, 'id', 'act'));
		const ids = new Set([...acts.flatMap(([act]) => textAt(act, 'id') ?? []), ...ELSEWHERE]);
		for (const [act, where] of acts) {
			problems.push(...wrong(textAt(act, 'as'), callers, 'session', [...where, 'as']));
			problems.push(...inputProblems(told, act, where));
			for (const key of ['denied', 'allowed']) problems.push(...wrong(textAt(act, key), ids, 'act', [...where, key]));
		}
	}
	for (const [inject, path] of each(told, ['injects'])) {
		problems.push(...momentProblems(told, isMapping(inject) ? inject.at : undefined, [...path, 'at']));
		problems.push(...someOf(inject, EFFECTS, path), ...someOf(isMapping(inject) ? inject.at : undefined, MOMENTS, [...path, 'at']));
		const throttle = isMapping(inject) ? inject.throttle : undefined;
		problems.push(...wrong(textAt(throttle, 'service'), servedPrefixes, 'service', [...path, 'throttle', 'service']));
	}
	problems.push(...backwards(told.own.propagation, 'minimumSeconds', 'maximumSeconds', ['propagation']), ...faultProblems(told));
	const goal = told.own.goal;
	for (const key of ['beyond', 'costs']) {
		const list = isMapping(goal) && Array.isArray(goal[key]) ? goal[key] : [];
		for (const [index, name] of list.entries())
			if (typeof name === 'string') problems.push(...wrong(name, callers, 'session', ['goal', key, index]));
	}
	return problems;
}

/** A fault of one permission set. */
function faultProblems(told: Told): Problem[] {
	const faults = Array.isArray(told.own.faults) ? told.own.faults : [];
	const sets = names(told, ['identityCenter', 'permissionSets'], 'name');
	return faults.flatMap((fault, index) => {
		const [, set] = /^provisioning-fails:(.+)$/.exec(String(fault)) ?? [];
		return wrong(set, sets, 'permission-set', ['faults', index]);
	});
}

function someOf(entry: unknown, keys: readonly string[], path: readonly (string | number)[]): Problem[] {
	return !isMapping(entry) || keys.some(key => entry[key] !== undefined) ? [] : [{path, at: 'value', trouble: {kind: 'some-of', keys}}];
}

function momentProblems({steps}: Told, moment: unknown, path: readonly (string | number)[]): Problem[] {
	return wrong(textAt(moment, 'step'), steps, 'step', [...path, 'step']);
}

/** The acts of everybody at work, in the file and in what it is made from. */
export function everyAct(told: Told): readonly unknown[] {
	return [...(told.base?.actors ?? []).flatMap(({script}) => script), ...each(told, ['actors']).flatMap(([actor]) => scriptOf(actor))];
}

function scriptOf(actor: unknown): readonly unknown[] {
	return isMapping(actor) && Array.isArray(actor.script) ? actor.script : [];
}

function doubles(
	entries: readonly (readonly [unknown, readonly (string | number)[]])[],
	key: string,
	what: 'actor' | 'inject' | 'act',
): Problem[] {
	const seen = new Set<string>();
	return entries.flatMap(([entry, path]): Problem[] => {
		const name = textAt(entry, key);
		if (name === undefined) return [];
		if (seen.has(name)) return [{path: [...path, key], at: 'value', trouble: {kind: 'overlap', what, name}}];
		seen.add(name);
		return [];
	});
}
