import type {Finding} from '../../containment/principal/finding.ts';
import {type Principal, readSubject} from '../../containment/principal/principal.ts';
import type {JournalRecord} from '../../incident/records.ts';
import {text} from '../../text/index.ts';
import {marked} from '../marked.ts';
import type {Leaked, LeakedFinding, LeakedSubject} from '../model.ts';
import {bare, evidenceOf, isoOrNull, ofKind, valuesOf, words, wordsOrNull} from './told.ts';

/** What leaked, whose it is, and how that was found. */
export function leakedOf(records: readonly JournalRecord[]): Leaked {
	const chosen = evidenceOf(records, 'finding').map(({value}) => value as unknown as Finding);
	const given = ofKind(records, 'answer').findLast(({key}) => bare(key) === 'subject');
	const typed = given === undefined ? undefined : readSubject(words(given.answer));
	const pasted = typed?.kind === 'findings' ? typed.findings : [];
	const findings = [...new Map([...chosen, ...pasted].map(finding => [finding.id, finding])).values()];
	return {
		subjects: subjectsOf(records),
		findings: findings.map(findingOf),
		foundHow: chosen.length > 0 ? 'finding' : pasted.length > 0 ? 'pasted' : given === undefined ? null : 'named',
	};
}

function subjectsOf(records: readonly JournalRecord[]): readonly LeakedSubject[] {
	const found = new Map<string, LeakedSubject>();
	for (const {key, value} of evidenceOf(records, /^(?:person|exact)$/)) {
		const values = valuesOf(value);
		const subject = bare(key) === 'person' ? personOf(valuesOf(values.person)) : exactOf(values);
		found.set(`${subject.kind} ${subject.userId ?? subject.label}`, subject);
	}
	if (found.size > 0) return [...found.values()];
	// Nobody that a deny could name: then the principals are all that is known.
	const picked = evidenceOf(records, 'principals').at(-1)?.value;
	return (Array.isArray(picked) ? picked : []).map(principal => principalOf(principal as unknown as Principal));
}

function personOf(person: ReturnType<typeof valuesOf>): LeakedSubject {
	const user = valuesOf(person.user);
	const principal = person.principal as unknown as Principal;
	return {
		...principalOf(principal),
		label: text.containment.principalLabel(marked({...principal, userName: words(person.userName)} as Principal)),
		userName: wordsOrNull(person.userName),
		userId: wordsOrNull(user.userId),
		displayName: wordsOrNull(user.displayName),
		sessionNames: Array.isArray(person.sessionNames) ? person.sessionNames.map(words) : [],
	};
}

function exactOf(values: ReturnType<typeof valuesOf>): LeakedSubject {
	const known = principalOf(values.principal as unknown as Principal);
	const deniable = valuesOf(values.deniable);
	return {...known, userId: wordsOrNull(deniable.exactUserId), userName: known.userName ?? wordsOrNull(deniable.userName)};
}

function principalOf(principal: Principal): LeakedSubject {
	const values = principal as unknown as ReturnType<typeof valuesOf>;
	return {
		kind: principal.kind,
		label: text.containment.principalLabel(marked(principal)),
		userName: wordsOrNull(values.userName),
		userId: wordsOrNull(values.userId),
		displayName: null,
		sessionNames: [wordsOrNull(values.sessionName)].filter(name => name !== null),
		accountId: wordsOrNull(values.accountId),
		permissionSet: wordsOrNull(values.permissionSet),
		roleName: wordsOrNull(values.roleName),
		accessKeyId: wordsOrNull(values.accessKeyId),
	};
}

function findingOf(finding: Finding): LeakedFinding {
	const {action = {}} = finding;
	const place = [action.city, action.country, action.network].filter(part => part !== undefined && part !== '');
	const call = [action.serviceName, action.api].filter(part => part !== undefined && part !== '');
	return {
		id: finding.id,
		type: finding.type,
		severity: finding.severity,
		accountId: finding.accountId,
		region: finding.region,
		title: finding.title,
		firstSeen: isoOrNull(finding.firstSeen),
		lastSeen: isoOrNull(finding.lastSeen),
		createdAt: isoOrNull(finding.createdAt),
		updatedAt: isoOrNull(finding.updatedAt),
		count: finding.count ?? null,
		call: call.length === 0 ? null : call.join(' '),
		ip: action.remoteIp ?? null,
		place: place.length === 0 ? null : place.join(', '),
		userAgent: action.userAgent ?? null,
	};
}
