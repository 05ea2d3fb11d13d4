import type {Condition, Finding, FindingCriteria, SortCriteria} from '@aws-sdk/client-guardduty';
import {AwsFault} from '../../wire/fault.ts';

/** Attributes that findings write as dates and criteria as milliseconds since the epoch. */
const DATES = new Set(['createdAt', 'updatedAt', 'service.eventFirstSeen', 'service.eventLastSeen']);

/** GuardDuty's refusal of an input. */
export function badRequest(reason: string): AwsFault {
	return new AwsFault('BadRequestException', `The request is rejected because ${reason}`, {members: {__type: 'InvalidInputException'}});
}

/** The findings that meet every criterion; GuardDuty API reference, ListFindings. */
export function filtered(findings: readonly Finding[], criteria: FindingCriteria | undefined): Finding[] {
	const conditions = Object.entries(criteria?.Criterion ?? {});
	for (const [, condition] of conditions) {
		if (condition.Matches !== undefined || condition.NotMatches !== undefined)
			throw badRequest('the parameter matches is for filters only.');
	}
	return findings.filter(finding => conditions.every(([attribute, condition]) => holds(finding, attribute, condition)));
}

/** In the order asked for; by id when none is, since GuardDuty promises none. */
export function sorted(findings: readonly Finding[], criteria: SortCriteria | undefined): Finding[] {
	const attribute = criteria?.AttributeName ?? 'id';
	const direction = criteria?.OrderBy === 'DESC' ? -1 : 1;
	return [...findings].sort((one, other) => direction * compare(valuesOf(one, attribute)[0], valuesOf(other, attribute)[0]));
}

function holds(finding: Finding, attribute: string, condition: Condition): boolean {
	const values = valuesOf(finding, attribute);
	const texts = values.map(String);
	const numbers = values.map(Number);
	const equals = condition.Equals ?? condition.Eq;
	const notEquals = condition.NotEquals ?? condition.Neq;
	const above = condition.GreaterThan ?? condition.Gt;
	const atLeast = condition.GreaterThanOrEqual ?? condition.Gte;
	const below = condition.LessThan ?? condition.Lt;
	const atMost = condition.LessThanOrEqual ?? condition.Lte;
	return (
		(equals === undefined || texts.some(text => equals.includes(text))) &&
		(notEquals === undefined || !texts.some(text => notEquals.includes(text))) &&
		(above === undefined || numbers.some(number => number > above)) &&
		(atLeast === undefined || numbers.some(number => number >= atLeast)) &&
		(below === undefined || numbers.some(number => number < below)) &&
		(atMost === undefined || numbers.some(number => number <= atMost))
	);
}

/** Criteria spell attributes as the JSON does, `resource.accessKeyDetails.userName`; a list on the way gives several values. */
function valuesOf(finding: Finding, attribute: string): (string | number | boolean)[] {
	let values: unknown[] = [finding];
	for (const name of attribute.split('.')) {
		const member = name.charAt(0).toUpperCase() + name.slice(1);
		values = values.flatMap(value => (isRecord(value) ? [value[member]].flat() : [])).filter(value => value !== undefined);
	}
	return values.map(value => {
		if (typeof value === 'number' || typeof value === 'boolean') return value;
		return DATES.has(attribute) ? Date.parse(String(value)) : String(value);
	});
}

function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null;
}

function compare(one: string | number | boolean = '', other: string | number | boolean = ''): number {
	if (one === other) return 0;
	return one < other ? -1 : 1;
}
