import type {Finding} from '../../containment/principal/finding.ts';
import type {Facts} from '../facts.ts';
import {personsOf} from '../subjects.ts';

/** The findings that were given, and every other that mentions one of the persons, whatever its kind. */
function findingsOfPersons(facts: Facts): readonly Finding[] {
	const persons = personsOf(facts);
	const names = new Set(persons.flatMap(person => person.sessionNames).map(name => name.toLowerCase()));
	const userIds = persons.flatMap(person => person.user?.userId.toLowerCase() ?? []);
	const isTheirs = (text: string | undefined) => {
		const said = text?.toLowerCase() ?? '';
		return said !== '' && (names.has(said) || names.has(said.slice(said.indexOf(':') + 1)) || userIds.some(id => said.includes(id)));
	};
	const mentions = (finding: Finding) =>
		isTheirs(finding.accessKey?.principalId) ||
		isTheirs(finding.accessKey?.userName) ||
		finding.actors.some(actor => [actor.userName, actor.userId, actor.id.split(':').at(-1)].some(isTheirs));
	const given = [...facts.givenFindings, ...(facts.finding === undefined ? [] : [facts.finding])];
	return [...(facts.findingsLook?.soFar().findings ?? []).filter(finding => !finding.sample && mentions(finding)), ...given];
}

/** Every account that the persons' sessions have been seen in. */
export function seenIn(facts: Facts): readonly string[] {
	return [
		...personsOf(facts).flatMap(person => person.seenIn),
		...(facts.collateralLook?.soFar().inManagementAccount ?? []).flatMap(({accountId}) => accountId ?? []),
		...findingsOfPersons(facts)
			.flatMap(finding => [finding.accountId, ...finding.actors.flatMap(actor => [actor.accountId ?? '', actor.sessionIssuer ?? ''])])
			.flatMap(accountsNamed),
	];
}

/** The roles that the persons' sessions were seen with in an account, as far as they are named. */
export function rolesSeenIn(facts: Facts, accountId: string): readonly string[] {
	const given = personsOf(facts).flatMap(({principal}) => (principal.accountId === accountId ? (principal.roleName ?? []) : []));
	const found = findingsOfPersons(facts).flatMap(finding => [
		finding.accountId === accountId && finding.accessKey?.userType !== 'IdentityCenterUser' ? (finding.accessKey?.userName ?? '') : '',
		...finding.actors.map(({sessionIssuer}) =>
			sessionIssuer !== undefined && accountsNamed(sessionIssuer).includes(accountId) ? (sessionIssuer.split('/').at(-1) ?? '') : '',
		),
	]);
	const inTrail = (facts.collateralLook?.soFar().inManagementAccount ?? []).flatMap(session =>
		session.accountId === accountId ? (session.roleName ?? []) : [],
	);
	return [...new Set([...given, ...found, ...inTrail])].filter(role => role !== '');
}

/** The account ids in a text: an id itself, or the one in an ARN. */
const accountsNamed = (text: string): readonly string[] => text.match(/(?<!\d)\d{12}(?!\d)/g) ?? [];
