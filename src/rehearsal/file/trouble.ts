import * as v from 'valibot';
import {nearest} from '../../runbook/nearest.ts';

/** What is wrong at one place of a scenario's file. The words for it are in `src/text`. */
export type Trouble =
	| {readonly kind: 'missing'; readonly key: string}
	| {readonly kind: 'unknown-key'; readonly name: string; readonly meant?: string}
	| {readonly kind: 'one-of'; readonly keys: readonly string[]}
	| {readonly kind: 'form'; readonly of: Form; readonly name: string}
	| {readonly kind: 'unknown'; readonly what: Thing; readonly name: string; readonly meant?: string; readonly known?: readonly string[]}
	| {readonly kind: 'not-in-account'; readonly what: Thing; readonly name: string; readonly account: string}
	| {readonly kind: 'root-session'}
	| {readonly kind: 'backwards'; readonly less: string; readonly more: string}
	| {readonly kind: 'some-of'; readonly keys: readonly string[]}
	| {readonly kind: 'not-above-zero'}
	| {readonly kind: 'between'; readonly least: number; readonly most?: number}
	/** No finding of this type names this one. */
	| {readonly kind: 'no-such-finding'; readonly type: string; readonly principal: string; readonly there: readonly string[]}
	/** The file speaks of this one, and what is still in force of the base is about others. */
	| {readonly kind: 'about-others'; readonly name: string; readonly others: readonly string[]; readonly add: readonly string[]}
	| {readonly kind: 'overlap'; readonly what: Thing; readonly name: string}
	| {readonly kind: 'cycle'; readonly names: readonly string[]}
	/** In the words of whoever would refuse the policy. */
	| {readonly kind: 'policy'; readonly reason: string}
	| {readonly kind: 'not-a-number'}
	| {readonly kind: 'not-a-truth'}
	| {readonly kind: 'not-text' | 'not-a-mapping' | 'not-a-list' | 'empty' | 'several-lines' | 'unknown-format'}
	| {readonly kind: 'no-way-in'};

/** Forms that AWS gives to what a scenario holds. */
export type Form = (typeof forms)[number];
const forms = [
	'account',
	'organization',
	'root',
	'unit',
	'policy',
	'directory-id',
	'instance',
	'store',
	'region',
	'duration',
	'name',
	'fault',
	'call',
	'difficulty',
	'kind',
	'role-arn',
] as const;

/** What a scenario names by name or id. */
export type Thing =
	| 'account'
	| 'parent'
	| 'target'
	| 'user'
	| 'group'
	| 'permission-set'
	| 'managed-policy'
	| 'role'
	| 'session'
	| 'iam-user'
	| 'unit'
	| 'policy'
	| 'id'
	| 'actor'
	| 'inject'
	| 'act'
	| 'step'
	| 'call'
	| 'principal'
	| 'bucket'
	| 'service'
	| 'stand-in'
	| 'instance'
	| 'guardduty-region';

export interface Problem {
	/** Keys and indexes from the top of the file. */
	readonly path: readonly (string | number)[];
	/** Whether the problem lies with the last key itself or with the value under it. */
	readonly at: 'key' | 'value';
	readonly trouble: Trouble;
}

/** A trouble as the message of a valibot schema, which takes nothing but text. */
export const says = (trouble: Trouble) => JSON.stringify(trouble);

export function isMapping(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A mapping with these keys and no others. */
export function mapping<T extends v.ObjectEntries>(entries: T) {
	return v.pipe(
		v.custom<Record<string, unknown>>(isMapping, says({kind: 'not-a-mapping'})),
		v.strictObject(entries, issue => {
			const key = String(issue.path?.at(-1)?.key ?? '');
			if (issue.expected !== 'never') return says({kind: 'missing', key});
			const meant = nearest(key, Object.keys(entries));
			return says({kind: 'unknown-key', name: key, ...(meant === undefined ? {} : {meant})});
		}),
	);
}

/** A list with something in it. */
export function filled<T extends v.GenericSchema>(of: T) {
	return v.pipe(list(of), v.minLength(1, says({kind: 'empty'})));
}

export function between(least: number, most: number) {
	return v.pipe(amount, v.minValue(least, says({kind: 'between', least, most})), v.maxValue(most, says({kind: 'between', least, most})));
}

export function list<T extends v.GenericSchema>(of: T) {
	return v.array(of, says({kind: 'not-a-list'}));
}

/** A mapping whose keys the author chooses. */
export function named<T extends v.GenericSchema>(of: T) {
	return v.pipe(
		v.custom<Record<string, unknown>>(isMapping, says({kind: 'not-a-mapping'})),
		v.record(v.pipe(v.string(), v.nonEmpty(says({kind: 'empty'}))), of),
	);
}

export const words = v.pipe(v.string(says({kind: 'not-text'})), v.nonEmpty(says({kind: 'empty'})));
export const line = v.pipe(
	words,
	v.check(text => !/[\r\n]/.test(text), says({kind: 'several-lines'})),
);
export const anyText = v.string(says({kind: 'not-text'}));
/** What no time and no number of anything in a scenario comes near: so many minutes ago is a date still. */
const most = 1_000_000_000;
export const amount = v.pipe(
	v.number(says({kind: 'not-a-number'})),
	v.minValue(0, says({kind: 'not-a-number'})),
	v.maxValue(most, says({kind: 'between', least: 0, most})),
);
/** A whole number from one on. */
export const times = v.pipe(
	v.number(says({kind: 'not-a-number'})),
	v.integer(says({kind: 'between', least: 1})),
	v.minValue(1, says({kind: 'between', least: 1})),
);
export const truth = v.boolean(says({kind: 'not-a-truth'}));

/** Text of a form that AWS, or this program, gives it. */
export function form(of: Form, is: RegExp | ((text: string) => boolean)) {
	return v.pipe(
		anyText,
		v.check(
			text => (is instanceof RegExp ? is.test(text) : is(text)),
			issue => says({kind: 'form', of, name: String(issue.input)}),
		),
	);
}

/** Where valibot found it, and what it is. */
export function fromIssue(issue: v.BaseIssue<unknown>): Problem {
	const items = issue.path ?? [];
	const path = items.map(item => item.key as string | number);
	const trouble = JSON.parse(issue.message) as Trouble;
	if (trouble.kind === 'missing') return {path: path.slice(0, -1), at: 'value', trouble};
	return {path, at: items.at(-1)?.origin === 'key' ? 'key' : 'value', trouble};
}
