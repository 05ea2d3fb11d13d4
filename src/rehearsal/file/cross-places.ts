import {all, baseList, each, names, type Path, type Told, textAt} from './cross-check.ts';
import {isMapping, type Problem, type Thing} from './trouble.ts';

/** What has a name, but not in the account it is spoken of in; and what is in an account twice. */
export function placeProblems(told: Told): Problem[] {
	const roles = new Set(all(told, ['roles']).flatMap(role => placesOf(told, role)));
	const users = new Set(all(told, ['iamUsers']).map(user => `${textAt(user, 'account')} ${textAt(user, 'name')}`));
	const accounts = names(told, ['organization', 'accounts'], 'id');
	const notThere = (
		known: ReadonlySet<string>,
		what: Thing,
		account: string | undefined,
		name: string | undefined,
		path: Path,
	): Problem[] =>
		account === undefined || !accounts.has(account) || name === undefined || known.has(`${account} ${name}`)
			? []
			: [{path, at: 'value', trouble: {kind: 'not-in-account', what, name, account}}];
	const sessions = sessionsOf(told);
	const own = isMapping(told.own.sessions) ? Object.entries(told.own.sessions) : [];
	return [
		...own.flatMap(([name, session]) => {
			const role = isMapping(session) ? session.role : undefined;
			return notThere(roles, 'role', textAt(session, 'account'), textAt(role, 'name'), ['sessions', name, 'role', 'name']);
		}),
		...each(told, ['instances']).flatMap(([instance, path]) =>
			notThere(roles, 'role', textAt(instance, 'account'), textAt(instance, 'role'), [...path, 'role']),
		),
		...findings(told).flatMap(([finding, path]) => {
			const who = isMapping(finding) ? finding.who : undefined;
			return [
				...notThere(users, 'iam-user', textAt(finding, 'account'), textAt(who, 'iamUser'), [...path, 'who', 'iamUser']),
				...ofARole(sessions, textAt(who, 'session'), [...path, 'who', 'session']),
			];
		}),
		...each(told, ['history']).flatMap(([call, path]) => {
			if (!isMapping(call) || call.response !== undefined) return [];
			const account = textAt(sessions.get(textAt(call, 'who') ?? ''), 'account');
			const made = (key: string) => (isMapping(call.request) ? (textAt(call.request, key) ?? '') : '');
			if (call.name === 'CreateUser' || call.name === 'CreateAccessKey')
				return notThere(users, 'iam-user', account, made('userName'), [...path, 'request']);
			return call.name === 'CreateRole' ? notThere(roles, 'role', account, made('roleName'), [...path, 'request']) : [];
		}),
		...twice(told),
	];
}

/** A finding of a root user says so by `root: true`. */
function ofARole(sessions: ReadonlyMap<string, unknown>, name: string | undefined, path: Path): Problem[] {
	const session = sessions.get(name ?? '');
	return isMapping(session) && session.root === true ? [{path, at: 'value', trouble: {kind: 'root-session'}}] : [];
}

function twice(told: Told): Problem[] {
	const seen = new Set(baseList(told, ['roles']).flatMap(role => placesOf(told, role)));
	return each(told, ['roles']).flatMap(([role, path]) => {
		const places = placesOf(told, role);
		const taken = places.some(place => seen.has(place));
		for (const place of places) seen.add(place);
		return taken
			? [
					{
						path: [...path, 'name'],
						at: 'value' as const,
						trouble: {kind: 'overlap' as const, what: 'role' as const, name: textAt(role, 'name') ?? ''},
					},
				]
			: [];
	});
}

/** A role in each of its accounts. */
function placesOf(told: Told, role: unknown): readonly string[] {
	return accountsOf(told, role).map(account => `${account} ${textAt(role, 'name')}`);
}

function accountsOf(told: Told, role: unknown): readonly string[] {
	const accounts = isMapping(role) ? role.accounts : undefined;
	if (Array.isArray(accounts)) return accounts.map(String);
	if (accounts !== 'members') return [];
	const management = textAt(told.own.organization, 'managementAccount') ?? told.base?.organization.managementAccount;
	return [...names(told, ['organization', 'accounts'], 'id')].filter(id => id !== management);
}

/** Every session by name, the file's and those of what it is made from. */
export function sessionsOf({own, base}: Told): ReadonlyMap<string, unknown> {
	return new Map<string, unknown>([
		...Object.entries(base?.sessions ?? {}),
		...(isMapping(own.sessions) ? Object.entries(own.sessions) : []),
	]);
}

/** The findings of the file, and those that come in between. */
export function findings(told: Told): readonly (readonly [unknown, Path])[] {
	const injected = each(told, ['injects']).flatMap(([inject, path]) =>
		isMapping(inject) && inject.finding !== undefined ? [[inject.finding, [...path, 'finding']] as const] : [],
	);
	return [...each(told, ['findings']), ...injected];
}
