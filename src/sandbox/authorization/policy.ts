import {conditionOperator} from './operators.ts';

/** A value in a Condition element; numbers and booleans are read as their text. */
export type ConditionScalar = string | boolean | number;
/** Operator → key → value or values. */
export type Condition = Record<string, Record<string, ConditionScalar | ConditionScalar[]>>;

/** One statement of a policy, in AWS's own words. */
export interface Statement {
	Sid?: string;
	Effect: 'Allow' | 'Deny';
	Action?: string | string[];
	NotAction?: string | string[];
	Resource?: string | string[];
	NotResource?: string | string[];
	/** Role trust policies only. */
	Principal?: string | Record<string, string | string[]>;
	Condition?: Condition;
}

/** A policy in AWS's JSON policy language. */
export interface PolicyDocument {
	Version?: string;
	Id?: string;
	Statement: Statement | Statement[];
}

/** The kinds of policy whose documents are checked when they are written. */
export type PolicyKind = 'service-control-policy' | 'identity-policy';

const documentElements = new Set(['Version', 'Id', 'Statement']);
const statementElements = new Set(['Sid', 'Effect', 'Action', 'NotAction', 'Resource', 'NotResource', 'Condition']);

/**
 * Why AWS would refuse this parsed document, one sentence a reason; empty when it would take it. The rules are those of the
 * Organizations user guide's "SCP syntax" and of the IAM user guide's "grammar of the IAM JSON policy language". The size quota
 * is not a matter of form and is not looked at.
 */
export function malformed(document: unknown, kind: PolicyKind): string[] {
	if (!isObject(document)) return ['The policy is not a JSON object.'];
	const statements = Array.isArray(document.Statement) ? document.Statement : [document.Statement];
	return [
		...unknownElements(document, documentElements, 'The policy'),
		...malformedVersion(document.Version, kind),
		...('Id' in document && typeof document.Id !== 'string' ? ['Id must be a string.'] : []),
		...(statements.length === 0 ? ['Statement must hold at least one statement.'] : []),
		...statements.flatMap((statement, index) => malformedStatement(statement, `Statement ${index + 1}`)),
		...repeatedSids(statements),
	];
}

/** All statements of a document, however it was written. */
export function statementsOf(document: PolicyDocument): readonly Statement[] {
	return [document.Statement].flat();
}

function malformedVersion(version: unknown, kind: PolicyKind): string[] {
	if (version === '2012-10-17') return [];
	if (kind === 'service-control-policy') return ['Version must be 2012-10-17.'];
	return version === undefined || version === '2008-10-17' ? [] : ['Version must be 2012-10-17 or 2008-10-17.'];
}

function malformedStatement(statement: unknown, label: string): string[] {
	if (!isObject(statement)) return [`${label} is not a JSON object.`];
	const {Sid, Effect, Condition} = statement;
	return [
		...unknownElements(statement, statementElements, label),
		...(Sid === undefined || (typeof Sid === 'string' && /^[0-9A-Za-z]*$/.test(Sid))
			? []
			: [`${label}: Sid may hold only letters and digits.`]),
		...(Effect === 'Allow' || Effect === 'Deny' ? [] : [`${label}: Effect must be Allow or Deny.`]),
		...malformedChoice(statement, 'Action', isActionPattern, 'must be * or service:action', label),
		...malformedChoice(statement, 'Resource', isResourcePattern, 'must be * or an ARN', label),
		...(Condition === undefined ? [] : malformedCondition(Condition, label)),
	];
}

/** `Action` or `NotAction`, `Resource` or `NotResource`: exactly one of the two, and well-formed. */
function malformedChoice(
	statement: Record<string, unknown>,
	element: 'Action' | 'Resource',
	isPattern: (text: string) => boolean,
	form: string,
	label: string,
): string[] {
	const names = [element, `Not${element}`].filter(name => name in statement);
	const [name] = names;
	if (name === undefined) return [`${label}: ${element} or Not${element} is missing.`];
	if (names.length > 1) return [`${label}: ${element} and Not${element} exclude each other.`];
	return [statement[name]].flat().flatMap(value => {
		if (typeof value !== 'string') return [`${label}: ${name} must be a string or a list of strings.`];
		return isPattern(value) ? [] : [`${label}: ${name} ${JSON.stringify(value)} ${form}.`];
	});
}

function isActionPattern(text: string): boolean {
	return text === '*' || /^[^\s:]+:[^\s:]+$/.test(text);
}

function isResourcePattern(text: string): boolean {
	return text === '*' || text.startsWith('arn:');
}

function malformedCondition(condition: unknown, label: string): string[] {
	if (!isObject(condition)) return [`${label}: Condition is not a JSON object.`];
	return Object.entries(condition).flatMap(([operator, keys]) => {
		if (conditionOperator(operator) === undefined) return [`${label}: ${JSON.stringify(operator)} is not a condition operator.`];
		if (!isObject(keys)) return [`${label}: ${operator} is not a JSON object.`];
		return Object.entries(keys).flatMap(([key, value]) => [
			...(/^[^\s:]+:./.test(key) ? [] : [`${label}: the condition key ${JSON.stringify(key)} names no service.`]),
			...([value].flat().every(isScalar) ? [] : [`${label}: ${operator} ${key} must be a value or a list of values.`]),
		]);
	});
}

function repeatedSids(statements: readonly unknown[]): string[] {
	const sids = statements.flatMap(statement => (isObject(statement) && statement.Sid ? [statement.Sid] : []));
	const repeated = new Set(sids.filter((sid, index) => sids.indexOf(sid) !== index));
	return [...repeated].map(sid => `The Sid ${JSON.stringify(sid)} is used more than once.`);
}

function unknownElements(element: Record<string, unknown>, known: ReadonlySet<string>, label: string): string[] {
	return Object.keys(element)
		.filter(name => !known.has(name))
		.map(name => {
			if (name === 'Principal' || name === 'NotPrincipal') return `${label}: ${name} is not supported in this kind of policy.`;
			return `${label}: ${JSON.stringify(name)} is not a policy element.`;
		});
}

function isObject(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isScalar(value: unknown): value is ConditionScalar {
	return typeof value === 'string' || typeof value === 'boolean' || typeof value === 'number';
}
