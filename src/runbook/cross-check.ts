import {nearest} from './nearest.ts';
import type {Known, SchemaProblem, Trouble, UnknownName} from './schema.ts';

/** Keys that valibot's records pass over in silence. */
const PASSED_OVER = new Set(['__proto__', 'prototype', 'constructor']);

/** What no single place can tell: ids given twice, checklists that are not there. Read loosely, so that it is told beside wrong shapes. */
export function crossProblems(value: unknown, known: Known): SchemaProblem[] {
	const top = isMapping(value) ? value : {};
	const checklists = isMapping(top.checklists) ? top.checklists : {};
	const steps = listAt(top, 'steps');
	const problems = [...duplicates(steps, ['steps']), ...orderProblems(steps, known)];
	for (const [id, checklist] of Object.entries(checklists)) {
		problems.push(...duplicates(listAt(checklist, 'items'), ['checklists', id, 'items']));
		if (PASSED_OVER.has(id)) problems.push({path: ['checklists', id], at: 'key', trouble: {kind: 'reserved-id', name: id}});
	}
	for (const [index, step] of steps.entries()) {
		const name = isMapping(step) ? step.checklist : undefined;
		if (typeof name !== 'string' || Object.hasOwn(checklists, name)) continue;
		problems.push({
			path: ['steps', index, 'checklist'],
			at: 'value',
			trouble: unknown('unknown-checklist', name, Object.keys(checklists)),
		});
	}
	return problems;
}

/** A step whose kind goes on from another's work comes after it; the other is there once, and never left out by a condition. */
function orderProblems(steps: readonly unknown[], known: Known): SchemaProblem[] {
	const problems: SchemaProblem[] = [];
	const before = new Set<string>();
	const needed = new Set(Object.values(known.needs).flat());
	for (const [index, step] of steps.entries()) {
		const kind = isMapping(step) ? step.kind : undefined;
		if (!isMapping(step) || typeof kind !== 'string' || !known.kinds.has(kind)) continue;
		const at = {path: ['steps', index, 'kind'], at: 'value' as const};
		if (before.has(kind)) problems.push({...at, trouble: {kind: 'repeated-kind', name: kind}});
		for (const needs of Object.hasOwn(known.needs, kind) ? (known.needs[kind] ?? []) : []) {
			if (!before.has(needs)) problems.push({...at, trouble: {kind: 'out-of-order', name: kind, needs}});
		}
		if (needed.has(kind) && step.when !== undefined) {
			problems.push({path: ['steps', index, 'when'], at: 'key', trouble: {kind: 'needed-always', name: kind}});
		}
		before.add(kind);
	}
	return problems;
}

function duplicates(list: readonly unknown[], path: readonly (string | number)[]): SchemaProblem[] {
	const seen = new Set<unknown>();
	return list.flatMap((entry, index): SchemaProblem[] => {
		const id = isMapping(entry) ? entry.id : undefined;
		if (typeof id !== 'string') return [];
		if (seen.has(id)) return [{path: [...path, index, 'id'], at: 'value', trouble: {kind: 'duplicate-id', name: id}}];
		seen.add(id);
		return [];
	});
}

export function unknown(kind: UnknownName, name: string, names: Iterable<string>): Trouble {
	const meant = nearest(name, names);
	return meant === undefined ? {kind, name} : {kind, name, meant};
}

function listAt(value: unknown, key: string): readonly unknown[] {
	const list = isMapping(value) ? value[key] : undefined;
	return Array.isArray(list) ? list : [];
}

export function isMapping(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
