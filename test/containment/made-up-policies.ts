import fc from 'fast-check';

/** Inline policies made up for the tests: of every shape that IAM's grammar has, and written as oddly as JSON allows. */

// Few actions, resources and values, so that a request often meets a statement.
export const actions = ['s3:GetObject', 's3:PutObject', 'ec2:DescribeInstances', 'iam:ListRoles'];
export const resources = ['arn:aws:s3:::bucket/key', 'arn:aws:s3:::größe/schlüssel', 'arn:aws:iam::111111111111:role/build'];
const values = ['test-user', 'bystander', 'true', '7', '2026-11-23T00:00:00Z', '192.0.2.0/24', 'aGk=', 'größe "é" \\ ÿ'];

const oneOrMore = <T>(one: fc.Arbitrary<T>) => fc.oneof(one, fc.array(one, {minLength: 1, maxLength: 3}));
const anAction = fc.constantFrom('*', 's3:*', '*:List*', 'ec2:describe?nstances', ...actions);
const aResource = fc.constantFrom('*', 'arn:aws:s3:::*', 'arn:aws:s3:::$' + '{aws:username}/*', ...resources);

const operators = [
	...['StringEquals', 'StringNotEquals', 'StringEqualsIgnoreCase', 'StringNotEqualsIgnoreCase', 'StringLike', 'StringNotLike'],
	...['ArnEquals', 'ArnLike', 'ArnNotEquals', 'ArnNotLike', 'NumericEquals', 'NumericNotEquals', 'NumericLessThan'],
	...['NumericLessThanEquals', 'NumericGreaterThan', 'NumericGreaterThanEquals', 'DateEquals', 'DateNotEquals', 'DateLessThan'],
	...['DateLessThanEquals', 'DateGreaterThan', 'DateGreaterThanEquals', 'Bool', 'BinaryEquals', 'IpAddress', 'NotIpAddress'],
];
const anOperator = fc.oneof(
	fc.constant('Null'),
	fc
		.tuple(fc.constantFrom('', 'ForAnyValue:', 'ForAllValues:'), fc.constantFrom(...operators), fc.constantFrom('', 'IfExists'))
		.map(parts => parts.join('')),
);
const aValue = fc.oneof(fc.constantFrom<string | boolean | number>(...values, true, 7, 1.5), fc.constant('*:$' + '{aws:username}'));
export const conditionKeys = [
	'aws:userid',
	'identitystore:UserId',
	'aws:SourceIp',
	'aws:CurrentTime',
	'aws:MultiFactorAuthPresent',
	's3:x',
];
const aCondition = fc.dictionary(
	anOperator,
	fc.dictionary(fc.constantFrom(...conditionKeys), oneOrMore(aValue), {minKeys: 1, maxKeys: 2}),
	{
		minKeys: 1,
		maxKeys: 2,
	},
);

const aStatement = fc
	.record(
		{
			Sid: fc.stringMatching(/^[A-Za-z0-9]{1,12}$/),
			Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
			action: fc.tuple(fc.constantFrom('Action', 'NotAction'), oneOrMore(anAction)),
			resource: fc.tuple(fc.constantFrom('Resource', 'NotResource'), oneOrMore(aResource)),
			Condition: aCondition,
		},
		{requiredKeys: ['Effect', 'action', 'resource']},
	)
	.chain(({action, resource, ...rest}) =>
		fc
			.shuffledSubarray(Object.entries({...rest, [action[0]]: action[1], [resource[0]]: resource[1]}), {minLength: 0})
			.map(order => Object.fromEntries([...order, ...Object.entries({...rest, [action[0]]: action[1], [resource[0]]: resource[1]})])),
	);

const aPolicy = fc
	.record(
		{
			Version: fc.constantFrom('2012-10-17', '2008-10-17'),
			Id: fc.constantFrom('policy', 'größe'),
			Statement: fc.oneof(
				aStatement,
				fc.uniqueArray(aStatement, {minLength: 1, maxLength: 4, selector: statement => statement.Sid ?? fc.stringify(statement)}),
			),
		},
		{requiredKeys: ['Statement']},
	)
	.chain(policy => fc.shuffledSubarray(Object.entries(policy), {minLength: Object.keys(policy).length}).map(Object.fromEntries));

/** JSON for a value with white space of every kind between its parts, needless escapes, and numbers spelled in several ways. */
function written(value: unknown, next: () => number): string {
	const space = () => ['', '', '', ' ', '\n', '\t', '\r\n  ', '    '][next() % 8];
	const text = (string: string) =>
		JSON.stringify(string).replace(/\p{L}|\//gu, letter => {
			if (next() % 12 !== 0) return letter;
			return letter === '/' ? '\\/' : `\\u${letter.charCodeAt(0).toString(16).padStart(4, '0')}`;
		});
	const part = (inner: unknown): string => {
		if (typeof inner === 'string') return text(inner);
		if (typeof inner === 'number') return [`${inner}`, inner.toFixed(3), inner.toExponential()][next() % 3] ?? '';
		if (Array.isArray(inner)) return `[${inner.map(one => space() + part(one) + space()).join(',') || space()}]`;
		if (typeof inner !== 'object' || inner === null) return String(inner);
		const members = Object.entries(inner).map(([key, one]) => `${space()}${text(key)}${space()}:${space()}${part(one)}${space()}`);
		return `{${members.join(',') || space()}}`;
	};
	return space() + part(value) + space();
}

/** The text of an inline policy as somebody may have saved it. */
export const aSavedPolicy: fc.Arbitrary<string> = fc
	.tuple(aPolicy, fc.array(fc.nat(1000), {minLength: 7, maxLength: 41}))
	.map(([policy, choices]) => {
		let made = 0;
		return written(policy, () => choices[made++ % choices.length] ?? 0);
	});
