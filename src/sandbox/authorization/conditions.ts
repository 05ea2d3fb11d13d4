import type {WrittenValue} from './comparisons.ts';
import {type ConditionOperator, conditionOperator} from './operators.ts';
import type {Condition, ConditionScalar} from './policy.ts';
import {type AuthorizationRequest, contextValue} from './request.ts';
import type {ExpandedText} from './variables.ts';

/** Fills in the variables of policy text, or leaves them alone, as the document's version has it. */
export type Expand = (text: string) => ExpandedText;

/**
 * Whether a Condition element holds: all its operators, and in each of them all its keys. An operator that AWS does not know
 * holds for nobody; such a document is refused before it is stored.
 */
export function conditionHolds(condition: Condition, request: AuthorizationRequest, expand: Expand): boolean {
	return Object.entries(condition).every(([name, keys]) => {
		const operator = conditionOperator(name);
		return (
			operator !== undefined &&
			Object.entries(keys).every(([key, written]) => {
				const values = [written].flat().map(value => writtenValue(value, expand));
				return operatorHolds(operator, values, valuesOf(request, key));
			})
		);
	});
}

/**
 * One operator on one key. Several written values are alternatives: a positive operator wants one of them, a negated one wants
 * none. A missing key fails a positive operator, satisfies a negated one and anything with `IfExists`. With a set operator the
 * set decides first, whatever the suffix: of no values, "all" is true and "any" is false.
 */
function operatorHolds(operator: ConditionOperator, written: readonly WrittenValue[], actual: readonly string[]): boolean {
	const hasValue = actual.some(value => value !== '');
	if (operator.kind === 'null') return written.some(({raw}) => raw.toLowerCase() === String(!hasValue));

	const {compare, negated} = operator.test;
	const matchesOne = (value: string) => written.some(alternative => compare(alternative, value));
	if (operator.set === 'ForAllValues') return !hasValue || actual.every(value => matchesOne(value) !== negated);
	if (operator.set === 'ForAnyValue') return hasValue && actual.some(value => matchesOne(value) !== negated);
	if (actual.length === 0) return operator.ifExists || negated;
	return actual.some(matchesOne) !== negated;
}

function writtenValue(value: ConditionScalar, expand: Expand): WrittenValue {
	const raw = String(value);
	return {raw, expanded: () => expand(raw)};
}

/** The key's values in the request; none when the key is missing. */
function valuesOf(request: AuthorizationRequest, key: string): readonly string[] {
	const value = contextValue(request, key);
	if (value === undefined) return [];
	return typeof value === 'string' ? [value] : value;
}
