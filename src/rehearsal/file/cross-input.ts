import {nearest} from '../../runbook/nearest.ts';
import {parametersOf, STAND_INS} from '../../sandbox/actors/calls.ts';
import {names, type Path, type Told, textAt, wrong} from './cross-check.ts';
import {everyAct} from './cross-play.ts';
import {isMapping, type Problem} from './trouble.ts';
import {SESSION_NAME} from './world-shape.ts';

/** What an act gives to its call: parameters that the call does not have, those that are missing, and things that there are not. */
export function inputProblems(told: Told, act: unknown, path: Path): Problem[] {
	const parameters = parametersOf(textAt(act, 'call') ?? '');
	if (!isMapping(act) || parameters === undefined) return [];
	const input = isMapping(act.with) ? act.with : {};
	const known = [...parameters.needs, ...parameters.takes];
	const where: Path = [...path, 'with'];
	const unknown = Object.keys(input)
		.filter(key => !known.includes(key))
		.map((key): Problem => {
			const meant = nearest(key, known);
			return {path: [...where, key], at: 'key', trouble: {kind: 'unknown-key', name: key, ...(meant === undefined ? {} : {meant})}};
		});
	const missing = parameters.needs
		.filter(key => input[key] === undefined)
		.map((key): Problem => ({path: act.with === undefined ? path : where, at: 'value', trouble: {kind: 'missing', key}}));
	const notText = parameters.needs
		.filter(key => input[key] !== undefined && typeof input[key] !== 'string')
		.map((key): Problem => ({path: [...where, key], at: 'value', trouble: {kind: 'not-text'}}));
	return [
		...unknown,
		...missing,
		...notText,
		...Object.keys(input).flatMap(key => valueProblems(told, key, textAt(input, key), [...where, key])),
	];
}

function valueProblems(told: Told, key: string, value: string | undefined, path: Path): Problem[] {
	if (value === undefined) return [];
	if (value.startsWith('$')) return wrong(value, STAND_INS, 'stand-in', path);
	switch (key) {
		case 'Bucket':
			return wrong(value, names(told, ['buckets'], 'name'), 'bucket', path);
		case 'UserName':
			return wrong(value, new Set([...names(told, ['iamUsers'], 'name'), ...made(told)]), 'iam-user', path);
		case 'RoleSessionName':
			return SESSION_NAME.test(value) ? [] : [{path, at: 'value', trouble: {kind: 'form', of: 'name', name: value}}];
		case 'RoleArn':
			return roleProblems(told, value, path);
		default:
			return [];
	}
}

function roleProblems(told: Told, arn: string, path: Path): Problem[] {
	const [, account, name = ''] = /^arn:aws[\w-]*:iam::(\d{12}):role\/(?:.*\/)?([\w+=,.@-]+)$/.exec(arn) ?? [];
	if (account === undefined) return [{path, at: 'value', trouble: {kind: 'form', of: 'role-arn', name: arn}}];
	const roles = names(told, ['roles'], 'name');
	return [
		...wrong(account, names(told, ['organization', 'accounts'], 'id'), 'account', path),
		// A permission set's own role ends in what AWS makes up.
		...(name.startsWith('AWSReservedSSO_') ? [] : wrong(name, roles, 'role', path)),
	];
}

/** The users that somebody's script makes. */
function made(told: Told): readonly string[] {
	return everyAct(told).flatMap(act =>
		textAt(act, 'call') === 'iam:CreateUser' && isMapping(act) ? (textAt(act.with, 'UserName') ?? []) : [],
	);
}
