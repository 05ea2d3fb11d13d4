import * as v from 'valibot';
import {crossProblems, isMapping, unknown} from './cross-check.ts';
import type {ChecklistScript, StepScript} from './walk.ts';

/** The procedure that a walk follows, as its file states it. */
export interface Runbook {
	readonly id: string;
	readonly title: string;
	readonly steps: readonly RunbookStep[];
	/** Every manual checklist, in the file's order, whether a step names it or not. */
	readonly checklists: readonly RunbookChecklist[];
	/** SHA-256 of the file's text, in hex: which script an incident was walked by. */
	readonly sha256: string;
}

export interface RunbookStep extends StepScript {
	/** Walked only when this condition holds. */
	readonly when?: string;
}

export interface RunbookChecklist {
	readonly id: string;
	readonly title: string;
	readonly items: readonly ChecklistScript[];
}

/** What a runbook may refer to: the step kinds that exist, and the conditions that can be told. */
export interface Known {
	readonly kinds: ReadonlySet<string>;
	readonly conditions: ReadonlySet<string>;
	/** The kinds whose work a kind goes on from: each must have been walked before, once, and unconditionally. */
	readonly needs: Readonly<Record<string, readonly string[]>>;
}

/** What is wrong at one place of a runbook. The words for it are in `src/text`. */
export type Trouble =
	| {readonly kind: 'missing'; readonly key: string}
	| {readonly kind: UnknownName; readonly name: string; readonly meant?: string}
	| {readonly kind: 'out-of-order'; readonly name: string; readonly needs: string}
	| {readonly kind: 'repeated-kind' | 'needed-always'; readonly name: string}
	| {readonly kind: 'duplicate-id' | 'not-kebab-case' | 'reserved-id'; readonly name: string}
	| {readonly kind: 'not-text' | 'not-a-mapping' | 'not-a-list' | 'empty' | 'several-lines' | 'unknown-format'};

export type UnknownName = 'unknown-key' | 'unknown-kind' | 'unknown-condition' | 'unknown-checklist';

export interface SchemaProblem {
	/** Keys and indexes from the top of the file. */
	readonly path: readonly (string | number)[];
	/** Whether the problem lies with the last key itself or with the value under it. */
	readonly at: 'key' | 'value';
	readonly trouble: Trouble;
}

/** The version of the format that this program reads. */
const FORMAT = 1;

const prose = v.pipe(v.string('not-text'), v.trim(), v.nonEmpty('empty'));
const line = v.pipe(
	prose,
	v.check(text => !/[\r\n]/.test(text), 'several-lines'),
);
const id = v.pipe(v.string('not-text'), v.regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'not-kebab-case'));

/** A mapping with these keys and no others. valibot's own takes a list for one. */
function mapping<T extends v.ObjectEntries>(entries: T) {
	return v.pipe(v.custom<Record<string, unknown>>(isMapping, 'not-a-mapping'), v.strictObject(entries, 'not-a-mapping'));
}

const shapeOf = (known: Known) => {
	const when = v.optional(
		v.pipe(
			v.string('not-text'),
			v.check(name => known.conditions.has(name), 'unknown-condition'),
		),
	);
	const step = mapping({
		id,
		kind: v.pipe(
			v.string('not-text'),
			v.check(name => known.kinds.has(name), 'unknown-kind'),
		),
		title: line,
		why: prose,
		// What a kind makes of it is the kind's own affair. YAML's values are JSON's here: the loader refuses the others.
		with: v.optional(v.custom<StepScript['with']>(isMapping, 'not-a-mapping'), {}),
		when,
		checklist: v.optional(v.string('not-text')),
	});
	const item = mapping({id, title: line, where: line, why: prose, when});
	const checklist = mapping({title: line, items: v.pipe(v.array(item, 'not-a-list'), v.nonEmpty('empty'))});
	return mapping({
		format: v.literal(FORMAT, 'unknown-format'),
		id,
		title: line,
		steps: v.pipe(v.array(step, 'not-a-list'), v.nonEmpty('empty')),
		checklists: v.optional(v.pipe(v.custom<Record<string, unknown>>(isMapping, 'not-a-mapping'), v.record(id, checklist)), {}),
	});
};

type Written = v.InferOutput<ReturnType<typeof shapeOf>>;

/** The runbook that a file's values make, or all that keeps them from being one. */
export function checkRunbook(
	value: unknown,
	known: Known,
): {readonly runbook: Omit<Runbook, 'sha256'>} | {readonly problems: readonly SchemaProblem[]} {
	const result = v.safeParse(shapeOf(known), value);
	const problems = [...(result.issues ?? []).map(issue => fromIssue(issue, known)), ...crossProblems(value, known)];
	if (!result.success || problems.length > 0) return {problems};
	return {runbook: assemble(result.output)};
}

function assemble(written: Written): Omit<Runbook, 'sha256'> {
	const checklists = Object.entries(written.checklists).map(([id, {title, items}]) => ({id, title, items: items.map(defined)}));
	const itemsOf = new Map(checklists.map(({id, items}) => [id, items]));
	return {
		id: written.id,
		title: written.title,
		checklists,
		steps: written.steps.map(({checklist, ...step}) => ({...defined(step), checklist: itemsOf.get(checklist ?? '') ?? []})),
	};
}

/** An optional key that is absent stays absent. */
function defined<T extends {when?: string | undefined}>({when, ...rest}: T): Omit<T, 'when'> & {readonly when?: string} {
	return when === undefined ? rest : {...rest, when};
}

function fromIssue(issue: v.BaseIssue<unknown>, known: Known): SchemaProblem {
	const items = issue.path ?? [];
	const path = items.map(item => item.key as string | number);
	const last = items.at(-1);
	const name = String(path.at(-1) ?? '');
	if (last?.origin === 'key' && issue.type === 'strict_object') {
		if (issue.expected !== 'never') return {path: path.slice(0, -1), at: 'value', trouble: {kind: 'missing', key: name}};
		return {path, at: 'key', trouble: unknown('unknown-key', name, keysBeside(path))};
	}
	return {path, at: last?.origin === 'key' ? 'key' : 'value', trouble: troubleOf(issue, known)};
}

function troubleOf(issue: v.BaseIssue<unknown>, known: Known): Trouble {
	const name = String(issue.input);
	switch (issue.message) {
		case 'unknown-kind':
			return unknown('unknown-kind', name, known.kinds);
		case 'unknown-condition':
			return unknown('unknown-condition', name, known.conditions);
		case 'not-kebab-case':
			return {kind: 'not-kebab-case', name};
		case 'not-text':
		case 'not-a-mapping':
		case 'not-a-list':
		case 'empty':
		case 'several-lines':
		case 'unknown-format':
			return {kind: issue.message};
		default:
			throw new Error(`The runbook's shape has a message that nothing reads: ${issue.message}`);
	}
}

/** The keys that may stand where this path ends, for a "did you mean". */
function keysBeside(path: readonly (string | number)[]): readonly string[] {
	const [top, , below] = path;
	if (path.length === 1) return ['format', 'id', 'title', 'steps', 'checklists'];
	if (top === 'steps') return ['id', 'kind', 'title', 'why', 'with', 'when', 'checklist'];
	return below === 'items' && path.length > 3 ? ['id', 'title', 'where', 'why', 'when'] : ['title', 'items'];
}
