import {servedPrefixes} from '../../sandbox/services/registry.ts';
import {each, names, type Told, textAt, wrong} from './cross-check.ts';
import {inputProblems} from './cross-input.ts';
import {isMapping, type Problem} from './trouble.ts';

/** What an act may name instead of another one. */
const ELSEWHERE = ['next', 'end'];

/** The same for whoever is at work, and for what comes in between. */
export function playProblems(told: Told, sessions: ReadonlySet<string>): Problem[] {
	const actors = each(told, ['actors']);
	const kept = [...(told.base?.actors ?? []).flatMap(({script}) => script), ...actors.flatMap(([actor]) => scriptOf(actor))].flatMap(
		act => textAt(act, 'keeps') ?? [],
	);
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
		const throttle = isMapping(inject) ? inject.throttle : undefined;
		problems.push(...wrong(textAt(throttle, 'service'), servedPrefixes, 'service', [...path, 'throttle', 'service']));
	}
	const goal = told.own.goal;
	for (const key of ['beyond', 'costs']) {
		const list = isMapping(goal) && Array.isArray(goal[key]) ? goal[key] : [];
		for (const [index, name] of list.entries())
			if (typeof name === 'string') problems.push(...wrong(name, callers, 'session', ['goal', key, index]));
	}
	return problems;
}

function momentProblems({steps}: Told, moment: unknown, path: readonly (string | number)[]): Problem[] {
	return wrong(textAt(moment, 'step'), steps, 'step', [...path, 'step']);
}

export function scriptOf(actor: unknown): readonly unknown[] {
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
