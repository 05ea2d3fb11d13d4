import {nearest} from '../../runbook/nearest.ts';
import {malformed, type PolicyKind} from '../../sandbox/authorization/policy.ts';
import {managedPolicies} from '../../sandbox/scenario/managed-policies.ts';
import type {Scenario} from '../../sandbox/scenario/scenario.ts';
import {aboutProblems} from './cross-names.ts';
import {findings, placeProblems, sessionsOf} from './cross-places.ts';
import {playProblems} from './cross-play.ts';
import {isMapping, type Problem, type Thing} from './trouble.ts';

/** So many names that there are can be read at a glance. */
const mostListed = 12;

export type Path = readonly (string | number)[];

/** What a file says, and what the scenario that it is made from has already. Read loosely, so that it is told beside wrong shapes. */
export interface Told {
	readonly own: Readonly<Record<string, unknown>>;
	readonly base: Scenario | undefined;
	/** The walk's steps, where something may begin. */
	readonly steps: ReadonlySet<string>;
}

/** What no single place can tell: names that nobody has, ids given twice, units that contain themselves, policies that are none. */
export function crossProblems(told: Told): Problem[] {
	const {base} = told;
	const organization = told.own.organization;
	const people = told.own.identityCenter;
	const accounts = names(told, ['organization', 'accounts'], 'id');
	const units = names(told, ['organization', 'units'], 'id');
	const root = textAt(organization, 'rootId') ?? base?.organization.rootId ?? '';
	const users = names(told, ['identityCenter', 'users'], 'userName');
	const groups = names(told, ['identityCenter', 'groups'], 'name');
	const sets = names(told, ['identityCenter', 'permissionSets'], 'name');
	const sessions = new Set(sessionsOf(told).keys());
	const nodes = new Set([root, ...units, ...accounts]);
	const roles = new Set(names(told, ['roles'], 'name'));
	const at = (path: Path, key: string, what: Thing, among: ReadonlySet<string>) =>
		each(told, path).flatMap(([entry, where]) => wrong(textAt(entry, key), among, what, [...where, key]));
	const management = textAt(organization, 'managementAccount');
	return [
		...overlaps(told, [
			[['organization', 'accounts'], 'id', 'account'],
			[['organization', 'units'], 'id', 'unit'],
			[['organization', 'policies'], 'id', 'policy'],
			[['organization', 'policies'], 'name', 'policy'],
			[['identityCenter', 'users'], 'userName', 'user'],
			[['identityCenter', 'groups'], 'name', 'group'],
			[['identityCenter', 'permissionSets'], 'name', 'permission-set'],
			[['iamUsers'], 'name', 'iam-user'],
		]),
		// People and groups share one space of ids.
		...overlapping(
			told,
			[
				['identityCenter', 'users'],
				['identityCenter', 'groups'],
			],
			'id',
			'id',
		),
		...overlaps(told, [
			[['instances'], 'id', 'id'],
			[['buckets'], 'name', 'id'],
		]),
		...(management === undefined ? [] : wrong(management, accounts, 'account', ['organization', 'managementAccount'])),
		...at(['organization', 'units'], 'parent', 'parent', new Set([root, ...units])),
		...at(['organization', 'accounts'], 'parent', 'parent', new Set([root, ...units])),
		...cycles(told),
		...at(['organization', 'delegatedAdministrators'], 'account', 'account', accounts),
		...listed(told, ['organization', 'policies'], 'targets', 'target', nodes),
		...listed(told, ['identityCenter', 'groups'], 'members', 'user', users),
		...listed(told, ['identityCenter', 'permissionSets'], 'managedPolicies', 'managed-policy', new Set(Object.keys(managedPolicies))),
		...at(['identityCenter', 'assignments'], 'account', 'account', accounts),
		...at(['identityCenter', 'assignments'], 'permissionSet', 'permission-set', sets),
		...at(['identityCenter', 'assignments'], 'user', 'user', users),
		...at(['identityCenter', 'assignments'], 'group', 'group', groups),
		...each(told, ['identityCenter', 'assignments']).flatMap(([entry, path]) => exactlyOne(entry, ['user', 'group'], path)),
		...listed(told, ['roles'], 'accounts', 'account', accounts),
		...at(['iamUsers'], 'account', 'account', accounts),
		...sessionProblems(told, {accounts, roles, sets, users, sessions}),
		...at(['history'], 'who', 'session', sessions),
		...at(['instances'], 'account', 'account', accounts),
		...at(['instances'], 'role', 'role', roles),
		...at(['buckets'], 'account', 'account', accounts),
		...wrong(textAt(told.own, 'responder'), sessions, 'session', ['responder']),
		...wrong(textAt(told.own, 'probeRole'), roles, 'role', ['probeRole']),
		...(isMapping(told.own.guardDuty)
			? wrong(textAt(told.own.guardDuty, 'administrator'), accounts, 'account', ['guardDuty', 'administrator'])
			: []),
		...findingProblems(told, accounts, sessions),
		...policyProblems(told, people),
		...playProblems(told, sessions),
		...aboutProblems(told),
		...placeProblems(told),
	];
}

function sessionProblems(
	told: Told,
	known: {readonly [name in 'accounts' | 'roles' | 'sets' | 'users' | 'sessions']: ReadonlySet<string>},
): Problem[] {
	const sessions = isMapping(told.own.sessions) ? Object.entries(told.own.sessions) : [];
	return sessions.flatMap(([name, entry]) => {
		const path: Path = ['sessions', name];
		const role = isMapping(entry) ? entry.role : undefined;
		const isRoot = isMapping(entry) && entry.root === true;
		return [
			...wrong(textAt(entry, 'account'), known.accounts, 'account', [...path, 'account']),
			...(isRoot ? [] : exactlyOne(role, ['name', 'permissionSet'], isMapping(role) ? [...path, 'role'] : path)),
			...(isRoot || textAt(entry, 'name') !== undefined ? [] : [{path, at: 'value', trouble: {kind: 'missing', key: 'name'}} as const]),
			...wrong(textAt(role, 'name'), known.roles, 'role', [...path, 'role', 'name']),
			...wrong(textAt(role, 'permissionSet'), known.sets, 'permission-set', [...path, 'role', 'permissionSet']),
			...wrong(textAt(entry, 'user'), known.users, 'user', [...path, 'user']),
			...wrong(textAt(entry, 'assumedBy'), known.sessions, 'session', [...path, 'assumedBy']),
			...noWayIn(told, entry, path),
		];
	});
}

/** A permission set has a role in an account only where it is assigned. */
function noWayIn(told: Told, entry: unknown, path: Path): Problem[] {
	const set = isMapping(entry) ? textAt(entry.role, 'permissionSet') : undefined;
	const account = textAt(entry, 'account');
	if (set === undefined || account === undefined) return [];
	const assigned = all(told, ['identityCenter', 'assignments']).some(
		one => textAt(one, 'permissionSet') === set && textAt(one, 'account') === account,
	);
	return assigned ? [] : [{path: [...path, 'role', 'permissionSet'], at: 'value', trouble: {kind: 'no-way-in'}}];
}

export function findingProblems(told: Told, accounts: ReadonlySet<string>, sessions: ReadonlySet<string>): Problem[] {
	const users = names(told, ['iamUsers'], 'name');
	const instances = names(told, ['instances'], 'id');
	const regions = regionsOfGuardDuty(told);
	return findings(told).flatMap(([entry, path]) => {
		const who = isMapping(entry) ? entry.who : undefined;
		const sequence = isMapping(who) && Array.isArray(who.sequence) ? who.sequence : [];
		return [
			...wrong(textAt(entry, 'account'), accounts, 'account', [...path, 'account']),
			...wrong(textAt(entry, 'region'), regions, 'guardduty-region', [...path, 'region']),
			...backwards(entry, 'lastSeenMinutesAgo', 'firstSeenMinutesAgo', path),
			...exactlyOne(who, ['session', 'iamUser', 'root', 'sequence', 'generated'], [...path, 'who']),
			...wrong(textAt(who, 'session'), sessions, 'session', [...path, 'who', 'session']),
			...wrong(textAt(who, 'instance'), instances, 'instance', [...path, 'who', 'instance']),
			...wrong(textAt(who, 'iamUser'), users, 'iam-user', [...path, 'who', 'iamUser']),
			...sequence.flatMap((name, index) =>
				typeof name === 'string' ? wrong(name, sessions, 'session', [...path, 'who', 'sequence', index]) : [],
			),
		];
	});
}

/** Where it is on: a finding of another region would never be seen. */
function regionsOfGuardDuty({own, base}: Told): readonly string[] {
	const {guardDuty} = own;
	return isMapping(guardDuty) && Array.isArray(guardDuty.regions) ? guardDuty.regions.map(String) : (base?.guardDuty.regions ?? []);
}

/** The one that is more than the other and should be less. */
export function backwards(entry: unknown, less: string, more: string, path: Path): Problem[] {
	if (!isMapping(entry)) return [];
	const [first, second] = [entry[less], entry[more]];
	return typeof first === 'number' && typeof second === 'number' && first > second
		? [{path: [...path, less], at: 'value', trouble: {kind: 'backwards', less, more}}]
		: [];
}

function policyProblems(told: Told, people: unknown): Problem[] {
	const documents: [unknown, PolicyKind, Path][] = each(told, ['organization', 'policies']).flatMap(([entry, path]) =>
		isMapping(entry) && isMapping(entry.document) ? [[entry.document, 'service-control-policy', [...path, 'document']]] : [],
	);
	for (const list of ['roles', 'iamUsers']) {
		for (const [entry, path] of each(told, [list])) {
			const policies = isMapping(entry) && isMapping(entry.policies) ? Object.entries(entry.policies) : [];
			for (const [name, document] of policies) documents.push([document, 'identity-policy', [...path, 'policies', name]]);
		}
	}
	for (const [entry, path] of isMapping(people) ? each(told, ['identityCenter', 'permissionSets']) : []) {
		if (!isMapping(entry)) continue;
		if (isMapping(entry.inlinePolicy)) documents.push([entry.inlinePolicy, 'identity-policy', [...path, 'inlinePolicy']]);
		if (typeof entry.inlinePolicyText === 'string')
			documents.push([parsed(entry.inlinePolicyText), 'identity-policy', [...path, 'inlinePolicyText']]);
	}
	const refused = (reasons: readonly string[], path: Path) =>
		reasons.map(reason => ({path, at: 'value' as const, trouble: {kind: 'policy' as const, reason}}));
	return [
		...documents.flatMap(([document, kind, path]) => refused(malformed(document, kind), path)),
		...each(told, ['roles']).flatMap(([role, path]) =>
			isMapping(role) && Array.isArray(role.trust) ? refused(malformedTrust(role.trust), [...path, 'trust']) : [],
		),
	];
}

/** A trust policy names who may assume the role, and no resource: the role is the resource. */
function malformedTrust(statements: readonly unknown[]): readonly string[] {
	const others = statements.map(statement => {
		if (!isMapping(statement)) return statement;
		const {Principal: _whoever, ...rest} = statement;
		return {...rest, Resource: '*'};
	});
	const nobody = statements.findIndex(statement => !isMapping(statement) || statement.Principal === undefined);
	return [
		...malformed({Version: '2012-10-17', Statement: others}, 'identity-policy'),
		...(nobody === -1 ? [] : [`Statement ${nobody + 1}: Principal is missing.`]),
	];
}

/** Units whose parents lead back to themselves, told at the one that closes the circle. */
function cycles(told: Told): Problem[] {
	const units = each(told, ['organization', 'units']);
	const parents = new Map([
		...(told.base?.organization.units ?? []).map(({id, parent}) => [id, parent] as const),
		...units.flatMap(([unit]) => {
			const [id, parent] = [textAt(unit, 'id'), textAt(unit, 'parent')];
			return id === undefined || parent === undefined ? [] : [[id, parent] as const];
		}),
	]);
	const told_ = new Set<string>();
	return units.flatMap(([unit, path]): Problem[] => {
		const id = textAt(unit, 'id');
		const seen: string[] = [];
		for (let at = id; at !== undefined && !seen.includes(at); at = parents.get(at)) seen.push(at);
		const closes = parents.get(seen.at(-1) ?? '');
		if (id === undefined || closes !== id || seen.some(one => told_.has(one))) return [];
		for (const one of seen) told_.add(one);
		return [{path: [...path, 'parent'], at: 'value', trouble: {kind: 'cycle', names: [...seen, id]}}];
	});
}

function overlaps(told: Told, lists: readonly (readonly [Path, string, Thing])[]): Problem[] {
	return lists.flatMap(([path, key, what]) => overlapping(told, [path], key, what));
}

function overlapping(told: Told, lists: readonly Path[], key: string, what: Thing): Problem[] {
	const seen = new Set(lists.flatMap(path => baseList(told, path).flatMap(entry => textAt(entry, key) ?? [])));
	return lists
		.flatMap(path => each(told, path))
		.flatMap(([entry, path]): Problem[] => {
			const id = textAt(entry, key);
			if (id === undefined) return [];
			if (seen.has(id)) return [{path: [...path, key], at: 'value', trouble: {kind: 'overlap', what, name: id}}];
			seen.add(id);
			return [];
		});
}

function listed(told: Told, path: Path, key: string, what: Thing, among: ReadonlySet<string>): Problem[] {
	return each(told, path).flatMap(([entry, where]) => {
		const values = isMapping(entry) && Array.isArray(entry[key]) ? entry[key] : [];
		return values.flatMap((value, index) => (typeof value === 'string' ? wrong(value, among, what, [...where, key, index]) : []));
	});
}

function exactlyOne(entry: unknown, keys: readonly string[], path: Path): Problem[] {
	const given = isMapping(entry) ? keys.filter(key => entry[key] !== undefined) : [];
	return given.length === 1 ? [] : [{path, at: 'value', trouble: {kind: 'one-of', keys}}];
}

export function wrong(name: string | undefined, among: Iterable<string>, what: Thing, path: Path): Problem[] {
	const known = [...among];
	if (name === undefined || known.includes(name)) return [];
	const meant = nearest(name, known);
	const more = meant !== undefined ? {meant} : known.length > 0 && known.length <= mostListed ? {known} : {};
	return [{path, at: 'value', trouble: {kind: 'unknown', what, name, ...more}}];
}

/** The names in a list of the file and of what it is made from. */
export function names(told: Told, path: Path, key: string): ReadonlySet<string> {
	return new Set(all(told, path).flatMap(entry => textAt(entry, key) ?? []));
}

/** The entries of a list, those of what the file is made from first. */
export function all(told: Told, path: Path): readonly unknown[] {
	return [...baseList(told, path), ...listAt(told.own, path)];
}

export function baseList({base}: Told, path: Path): readonly unknown[] {
	return listAt(base as unknown, path);
}

/** The entries of a list in the file, each with where it stands. */
export function each({own}: Told, path: Path): readonly (readonly [unknown, Path])[] {
	return listAt(own, path).map((entry, index) => [entry, [...path, index]] as const);
}

function listAt(value: unknown, path: Path): readonly unknown[] {
	const found = path.reduce<unknown>((at, key) => (isMapping(at) ? at[key] : undefined), value);
	return Array.isArray(found) ? found : [];
}

export function textAt(value: unknown, key: string): string | undefined {
	const found = isMapping(value) ? value[key] : undefined;
	return typeof found === 'string' ? found : undefined;
}

function parsed(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
