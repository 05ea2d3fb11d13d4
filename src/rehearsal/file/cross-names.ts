import {isNamed} from '../missed.ts';
import {names, type Path, type Told, textAt, wrong} from './cross-check.ts';
import {findings, sessionsOf} from './cross-places.ts';
import {everyAct} from './cross-play.ts';
import {isMapping, type Problem} from './trouble.ts';

/** How the walk calls the root user of an account, without the account. */
const ROOT = 'root user';

/** Whom a rehearsal is about: that somebody has the name, that a finding names them, and that what goes on is about them too. */
export function aboutProblems(told: Told): Problem[] {
	const {rehearsal, goal} = told.own;
	const known = principals(told);
	const problems = ['names', 'also'].flatMap(key =>
		(isMapping(goal) && Array.isArray(goal[key]) ? goal[key] : []).flatMap((name, index) =>
			typeof name === 'string' && !isKnown(name, known) ? wrong(name, known, 'principal', ['goal', key, index]) : [],
		),
	);
	const tip = textAt(rehearsal, 'tip');
	// An ARN, an access key id or a whole finding may be said on the phone as well.
	if (tip !== undefined && /^[\w+=,.@-]+$/.test(tip) && !/^A[KS]IA/.test(tip))
		problems.push(...wrong(tip, known, 'principal', ['rehearsal', 'tip']));
	problems.push(...findingProblem(told, known));
	// Who is not there at all is not told to be somebody else as well.
	return problems.some(({path}) => path[0] === 'rehearsal') ? problems : [...problems, ...othersProblem(told)];
}

/** The walk may say more than the name: `nightly-export (session of role report-export)`. */
function isKnown(name: string, known: Iterable<string>): boolean {
	return [...known].some(one => isNamed(name, one));
}

/** Everybody whom a deny can be for, as the walk calls them. */
function principals(told: Told): ReadonlySet<string> {
	const sessions = sessionsOf(told);
	const culprits = allFindings(told).map(finding => (isMapping(finding) ? finding.who : undefined));
	const opened = everyAct(told).flatMap(act => (isMapping(act) ? (textAt(act.with, 'RoleSessionName') ?? []) : []));
	const root = [...sessions.values(), ...culprits].some(one => isMapping(one) && one.root === true);
	return new Set([
		...names(told, ['identityCenter', 'users'], 'userName'),
		...names(told, ['identityCenter', 'users'], 'id'),
		...[...sessions.values()].flatMap(session => textAt(session, 'name') ?? []),
		...names(told, ['iamUsers'], 'name'),
		...names(told, ['instances'], 'id'),
		...culprits.flatMap(who => textAt(who, 'instance') ?? []),
		...opened,
		...(root ? [ROOT] : []),
	]);
}

/** The automatic rehearsal, and whoever reads the story, looks for a finding of this type that names this one. */
function findingProblem(told: Told, known: ReadonlySet<string>): Problem[] {
	const {rehearsal} = told.own;
	const wanted = isMapping(rehearsal) ? rehearsal.finding : undefined;
	const [type, principal] = [textAt(wanted, 'type'), textAt(wanted, 'principal')];
	if (type === undefined || principal === undefined) return [];
	const path: Path = ['rehearsal', 'finding'];
	const unknown = principal
		.split(' + ')
		.flatMap(name => (isKnown(name, known) ? [] : wrong(name, known, 'principal', [...path, 'principal'])));
	if (unknown.length > 0) return unknown;
	const sessions = sessionsOf(told);
	const there = allFindings(told).map(finding => ({type: textAt(finding, 'type') ?? '', named: namedIn(finding, sessions)}));
	if (there.some(one => one.type.includes(type) && one.named.includes(principal))) return [];
	const ofThem = there.filter(one => one.named.includes(principal)).map(one => one.type);
	return [{path, at: 'value', trouble: {kind: 'no-such-finding', type, principal, there: [...new Set(ofThem)]}}];
}

/** As the walk's list of findings names them. */
function namedIn(finding: unknown, sessions: ReadonlyMap<string, unknown>): string {
	const who = isMapping(finding) ? finding.who : undefined;
	const named = (session: string) => {
		const found = sessions.get(session);
		return isMapping(found) && found.root === true ? ROOT : (textAt(found, 'name') ?? '');
	};
	if (isMapping(who) && Array.isArray(who.sequence)) return who.sequence.map(one => named(String(one))).join(' + ');
	if (isMapping(who) && who.root === true) return ROOT;
	return textAt(who, 'instance') ?? textAt(who, 'iamUser') ?? named(textAt(who, 'session') ?? '');
}

/**
 * What goes on stays the base's where the file does not say it. A night about somebody else, in which still the base's thief is at work and
 * the base's goal counts, blames whoever contains the one it speaks of.
 */
function othersProblem({own, base}: Told): Problem[] {
	const others = base?.goal?.names ?? [];
	const {rehearsal} = own;
	const finding = isMapping(rehearsal) ? rehearsal.finding : undefined;
	const tip = textAt(rehearsal, 'tip');
	const name = tip ?? textAt(finding, 'principal');
	const add = [...(own.goal === undefined ? ['goal'] : []), ...(own.actors === undefined ? ['actors'] : [])];
	if (name === undefined || others.length === 0 || add.length === 0) return [];
	const theirs = [...others, ...(base?.goal?.also ?? [])];
	if (name.split(' + ').some(one => isKnown(one, theirs))) return [];
	const path: Path = tip === undefined ? ['rehearsal', 'finding', 'principal'] : ['rehearsal', 'tip'];
	return [{path, at: 'value', trouble: {kind: 'about-others', name, others, add}}];
}

/** The file's own in place of the base's newest one, and those that come in between. */
function allFindings(told: Told): readonly unknown[] {
	const kept = (told.base?.findings ?? []).slice(told.own.findings === undefined ? 0 : 1);
	const later = told.own.injects === undefined ? (told.base?.injects ?? []).flatMap(inject => inject.finding ?? []) : [];
	return [...findings(told).map(([finding]) => finding), ...kept, ...later];
}
