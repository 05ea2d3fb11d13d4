import * as v from 'valibot';
import {type Position, readYaml, type SyntaxTrouble} from '../../runbook/yaml.ts';
import {derive} from '../../sandbox/scenario/derive.ts';
import type {Scenario} from '../../sandbox/scenario/scenario.ts';
import {crossProblems} from './cross-check.ts';
import {play, rehearsal} from './play-shape.ts';
import {form, fromIssue, isMapping, mapping, type Problem, says, type Trouble} from './trouble.ts';
import {identityCenter, organization, world} from './world-shape.ts';

/** The version of the format that this program reads. */
const FORMAT = 1;

export interface FileProblem extends Position {
	readonly trouble: Trouble | SyntaxTrouble;
}

const head = {
	format: v.literal(FORMAT, says({kind: 'unknown-format'})),
	name: form('name', /^[a-z0-9]+(?:-[a-z0-9]+)*$/),
	from: v.optional(v.string(says({kind: 'not-text'}))),
	rehearsal,
};

const whole = mapping({...head, ...world, ...play});
/** Made from another scenario: everything may be left out. */
const difference = mapping({
	...head,
	...optional(world),
	organization: v.optional(mapping(optional(organization))),
	identityCenter: v.optional(mapping(optional(identityCenter))),
	...play,
});

/** The name of the scenario that a text is made from, if it is; undefined also where the text cannot be read. */
export function madeFrom(text: string): string | undefined {
	const {value} = readYaml(text);
	return isMapping(value) && typeof value.from === 'string' ? value.from : undefined;
}

/** The scenario that a text states, or everything that is wrong with it in the order of the text. `base` is what `from` names. */
export function readScenario(
	text: string,
	base: Scenario | undefined,
	steps: ReadonlySet<string>,
): {readonly scenario: Scenario} | {readonly problems: readonly FileProblem[]} {
	const yaml = readYaml(text);
	const checked = yaml.value === undefined ? {problems: []} : check(yaml.value, base, steps);
	if (yaml.problems.length === 0 && 'scenario' in checked) return checked;
	const found = 'problems' in checked ? checked.problems : [];
	const problems: FileProblem[] = [...yaml.problems, ...found.map(({path, at, trouble}) => ({...yaml.position(path, at), trouble}))];
	return {problems: problems.sort((one, other) => one.line - other.line || one.column - other.column)};
}

function check(
	value: unknown,
	base: Scenario | undefined,
	steps: ReadonlySet<string>,
): {readonly scenario: Scenario} | {readonly problems: readonly Problem[]} {
	const result = v.safeParse(base === undefined ? whole : difference, value);
	const across = isMapping(value) ? crossProblems({own: value, base, steps}) : [];
	const problems = [...(result.issues ?? []).map(fromIssue), ...across];
	if (!result.success || problems.length > 0) return {problems: distinct(problems)};
	const {format: _format, from: _from, ...stated} = result.output;
	// What the shapes cannot say, one of two keys and no other, the cross-check has said.
	if (base === undefined) return {scenario: stated as unknown as Scenario};
	return {scenario: derive(base, stated as unknown as Parameters<typeof derive>[1])};
}

/** A key that is missing may be missed by both. */
function distinct(problems: readonly Problem[]): readonly Problem[] {
	return [...new Map(problems.map(problem => [JSON.stringify(problem), problem])).values()];
}

function optional<T extends v.ObjectEntries>(entries: T): {[K in keyof T]: v.OptionalSchema<T[K], undefined>} {
	return Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, v.optional(entry as v.GenericSchema)])) as never;
}
