import {mapData} from './marked.ts';
import type {Report} from './model.ts';

/** What each thing is called instead, the same wherever it stands; one for all documents that are made together. */
export class Masks {
	readonly #given = new Map<string, string>();
	readonly #counts = new Map<string, number>();

	of(sort: string, value: string): string {
		const key = value.toLowerCase();
		const known = this.#given.get(key);
		if (known !== undefined) return known;
		const number = (this.#counts.get(sort) ?? 0) + 1;
		this.#counts.set(sort, number);
		const mask = `${sort}-${number}`;
		this.#given.set(key, mask);
		return mask;
	}
}

/**
 * The same document without account ids, addresses, access keys, organization ids and the names of people, accounts, roles, groups,
 * permission sets and resources. In our own sentences only the data is changed, so that an account called `audit` takes no word away.
 */
export function redacted(report: Report, masks = new Masks()): Report {
	const mask = masker(namesIn(report), masks);
	return {...(walked(report, mask) as Report), redacted: true};
}

/** Members that hold our own words, times, or what AWS made up itself. */
const untouched: ReadonlySet<string> = new Set([
	...['format', 'version', 'incident', 'mode', 'timeZone', 'toolVersion', 'head', 'code', 'kind', 'lane', 'group', 'state', 'source'],
	...['how', 'purpose', 'service', 'operation', 'outcome', 'region', 'regions', 'event', 'questions', 'clocks', 'involved', 'on', 'why'],
	...['policyType', 'foundHow', 'metrics', 'id', 'requestIds', 'eventId', 'reference', 'type', 'call', 'begun', 'ended', 'at', 'local'],
	...['deniedSince', 'searchedAt', 'firstSeen', 'lastSeen', 'createdAt', 'updatedAt', 'keepUntil', 'step', 'task'],
]);

/** Members that hold a sentence of ours with data in it. */
const sentences: ReadonlySet<string> = new Set(['sentence', 'sentences', 'reasons', 'what', 'label', 'evidence']);

function walked(value: unknown, mask: (text: string) => string, key = ''): unknown {
	if (typeof value === 'string') return sentences.has(key) ? mapData(value, mask) : mask(value);
	if (Array.isArray(value)) return value.map(item => walked(item, mask, key));
	if (typeof value !== 'object' || value === null) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, member]) => [name, isOurs(name, member) ? member : walked(member, mask, name)]),
	);
}

/** Two names mean something else in one place each: the document's own state, and the id of an account. */
const isOurs = (name: string, member: unknown) =>
	untouched.has(name) &&
	!(name === 'state' && typeof member === 'object' && member !== null) &&
	!(name === 'id' && typeof member === 'string' && /^\d{12}$/.test(member));

type Names = readonly (readonly [sort: string, name: string])[];

function namesIn(report: Report): Names {
	const {leaked, reach, proof, changes, attacker, sittings} = report;
	const of = (sort: string, values: readonly (string | null)[]): Names =>
		values.flatMap(value => (value === null || value.trim() === '' ? [] : [[sort, value] as const]));
	const callers = sittings.flatMap(({by}) => (by === null ? [] : [by.split(':').slice(5).join(':').split('/')]));
	return [
		...leaked.subjects.flatMap(subject => [
			...of('person', [subject.userName, ...subject.sessionNames, subject.displayName]),
			...of('user-id', [subject.userId]),
			...of('permission-set', [subject.permissionSet]),
			...of('role', [subject.roleName]),
		]),
		...callers.flatMap(parts => [...of('person', parts.slice(-1)), ...of('role', parts.length > 2 ? parts.slice(1, -1) : [])]),
		...(reach?.accounts ?? []).flatMap(row => [
			...of('person', [row.userName]),
			...of('account-name', [row.accountName]),
			...of('permission-set', [row.permissionSet]),
			...of('group', [row.viaGroup]),
		]),
		...of(
			'permission-set',
			(reach?.managementAccount.sets ?? []).map(({name}) => name),
		),
		...of(
			'account-name',
			proof.map(({accountName}) => accountName),
		),
		...of(
			'permission-set',
			changes.permissionSets.map(({name}) => name),
		),
		...of(
			'person',
			changes.accessKeys.map(({userName}) => userName),
		),
		...(attacker?.sessions ?? []).flatMap(session => [...of('person', [session.sessionName]), ...of('role', [session.roleName])]),
		...of(
			'resource',
			(attacker?.leftBehind ?? []).flatMap(({resource}) => resource?.split(', ') ?? []),
		),
	];
}

/** Ids that tell who and where by themselves: an access key id holds its account's id. */
const patterns: readonly (readonly [string, RegExp])[] = [
	['email', /[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
	['key', /(?<![A-Za-z0-9])(?:AKIA|ASIA|AROA|AIDA|AGPA|AIPA)[A-Z0-9]{12,124}(?![A-Za-z0-9])/g],
	['account', /(?<!\d)\d{12}(?!\d)/g],
	['organization', /(?<![A-Za-z0-9-])o-[a-z0-9]{10,32}(?![A-Za-z0-9])/g],
	['ip', /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/g],
	[
		'ip',
		/(?<![\w:])(?=(?:[0-9A-Fa-f]*:){2,7}[0-9A-Fa-f.]*(?![\w:]))[0-9A-Fa-f]*:[0-9A-Fa-f:]*(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*)(?![\w:])/g,
	],
];

function masker(names: Names, masks: Masks): (text: string) => string {
	const sorts = new Map([...names].reverse().map(([sort, name]) => [name.toLowerCase(), sort]));
	for (const [sort, name] of names) masks.of(sort, name);
	// The longest first: a name may be part of another one.
	const known = [...sorts.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
	// A pattern of thousands of characters is more than the engine takes; nobody writes such a name in another case.
	const long = names.filter(([, name]) => name.length > longestPattern).sort(([, a], [, b]) => b.length - a.length);
	const short = known.filter(name => name.length <= longestPattern);
	const named = short.length === 0 ? undefined : new RegExp(short.map(bounded).join('|'), 'giu');
	return text => {
		const withoutLong = long.reduce((rest, [sort, name]) => rest.replaceAll(name, () => masks.of(sort, name)), text);
		// A name is looked for before the patterns are: an address may be somebody's name.
		const withoutNames =
			named === undefined ? withoutLong : withoutLong.replace(named, found => masks.of(sorts.get(found.toLowerCase()) ?? 'name', found));
		return patterns.reduce((rest, [sort, pattern]) => rest.replace(pattern, found => masks.of(sort, found)), withoutNames);
	};
}

const longestPattern = 256;

/** The name as a word of its own. */
function bounded(name: string): string {
	const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	const edge = (character: string | undefined, look: string) => (/[\p{L}\p{N}]/u.test(character ?? '') ? look : '');
	return `${edge([...name][0], '(?<![\\p{L}\\p{N}])')}${literal}${edge([...name].at(-1), '(?![\\p{L}\\p{N}])')}`;
}
