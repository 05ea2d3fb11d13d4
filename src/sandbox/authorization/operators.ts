import {
	type Comparison,
	equalText,
	equalTextIgnoringCase,
	inAddressRange,
	likeArn,
	likeText,
	moment,
	numeric,
	sameBytes,
	sameTruth,
} from './comparisons.ts';

/** How a condition operator compares values. A negated one holds when nothing matches. */
export interface Test {
	compare: Comparison;
	negated: boolean;
}

/** A condition operator's name taken apart: `ForAnyValue:StringLikeIfExists`. */
export type ConditionOperator =
	| {kind: 'null'}
	| {kind: 'test'; test: Test; set: 'ForAllValues' | 'ForAnyValue' | undefined; ifExists: boolean};

const positive = (compare: Comparison): Test => ({compare, negated: false});
const negated = (compare: Comparison): Test => ({compare, negated: true});

const equal = (actual: number, wanted: number) => actual === wanted;
const less = (actual: number, wanted: number) => actual < wanted;
const lessOrEqual = (actual: number, wanted: number) => actual <= wanted;
const greater = (actual: number, wanted: number) => actual > wanted;
const greaterOrEqual = (actual: number, wanted: number) => actual >= wanted;

/** IAM user guide, "policy elements: condition operators". Operators that behave alike share a comparison. */
const tests: ReadonlyMap<string, Test> = new Map([
	['StringEquals', positive(equalText)],
	['StringNotEquals', negated(equalText)],
	['StringEqualsIgnoreCase', positive(equalTextIgnoringCase)],
	['StringNotEqualsIgnoreCase', negated(equalTextIgnoringCase)],
	['StringLike', positive(likeText)],
	['StringNotLike', negated(likeText)],
	['ArnEquals', positive(likeArn)],
	['ArnLike', positive(likeArn)],
	['ArnNotEquals', negated(likeArn)],
	['ArnNotLike', negated(likeArn)],
	['NumericEquals', positive(numeric(equal))],
	['NumericNotEquals', negated(numeric(equal))],
	['NumericLessThan', positive(numeric(less))],
	['NumericLessThanEquals', positive(numeric(lessOrEqual))],
	['NumericGreaterThan', positive(numeric(greater))],
	['NumericGreaterThanEquals', positive(numeric(greaterOrEqual))],
	['DateEquals', positive(moment(equal))],
	['DateNotEquals', negated(moment(equal))],
	['DateLessThan', positive(moment(less))],
	['DateLessThanEquals', positive(moment(lessOrEqual))],
	['DateGreaterThan', positive(moment(greater))],
	['DateGreaterThanEquals', positive(moment(greaterOrEqual))],
	['Bool', positive(sameTruth)],
	['BinaryEquals', positive(sameBytes)],
	['IpAddress', positive(inAddressRange)],
	['NotIpAddress', negated(inAddressRange)],
]);

/** Reads an operator's name; undefined when AWS knows no such operator. `Null` takes neither prefix nor suffix. */
export function conditionOperator(name: string): ConditionOperator | undefined {
	if (name === 'Null') return {kind: 'null'};
	const parts = /^(?:(ForAllValues|ForAnyValue):)?([A-Za-z]+?)(IfExists)?$/.exec(name);
	const test = tests.get(parts?.[2] ?? '');
	if (parts === null || test === undefined) return undefined;
	const set = parts[1] === 'ForAllValues' || parts[1] === 'ForAnyValue' ? parts[1] : undefined;
	return {kind: 'test', test, set, ifExists: parts[3] !== undefined};
}
