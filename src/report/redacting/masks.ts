import {clean} from '../../text/clean.ts';

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

/** What is to be masked, and as what; the first sort of a name counts. */
export type Names = readonly (readonly [sort: string, name: string])[];

/** Ids that tell who and where by themselves: an access key id holds its account's id. */
const patterns: readonly (readonly [string, RegExp])[] = [
	['email', /(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/g],
	['key', /(?<![A-Za-z0-9])(?:AKIA|ASIA)[A-Z0-9]{12,124}(?![A-Za-z0-9])/g],
	['principal', /(?<![A-Za-z0-9])(?:AROA|AIDA|AGPA|AIPA)[A-Z0-9]{12,124}(?![A-Za-z0-9])/g],
	['instance', /(?<![A-Za-z0-9])i-[0-9a-f]{8,17}(?![A-Za-z0-9])/g],
	// A statement's id of ours begins with the incident's, whose date has as many digits.
	['account', /(?<!\d|Tourniquet)\d{12}(?!\d)/g],
	['organization', /(?<![A-Za-z0-9-])o-[a-z0-9]{10,32}(?![A-Za-z0-9-])/g],
	['root', /(?<![A-Za-z0-9-])r-[a-z0-9]{4,32}(?![A-Za-z0-9-])/g],
	['unit', /(?<![A-Za-z0-9-])ou-[a-z0-9]{4,32}-[a-z0-9]{8,32}(?![A-Za-z0-9-])/g],
	['directory', /(?<![A-Za-z0-9-])(?:ssoins-[0-9a-f]{16}|d-[0-9a-f]{10})(?![A-Za-z0-9-])/g],
	['ip', /(?<!\d|\d\.)(?:\d{1,3}\.){3}\d{1,3}(?!\d|\.\d)/g],
	[
		'ip',
		/(?<![\w:])(?=(?:[0-9A-Fa-f]*:){2,7}[0-9A-Fa-f.]*(?![\w:]))[0-9A-Fa-f]*:[0-9A-Fa-f:]*(?:\d{1,3}(?:\.\d{1,3}){3}|[0-9A-Fa-f]*)(?![\w:])/g,
	],
];

/** What the patterns know by themselves, names of the program's own, and what GuardDuty and a container call everybody alike. */
const isNoName = (value: string) =>
	value.trim() === '' || /^(?:root|tourniquet-.*)$/is.test(value) || patterns.some(([, pattern]) => value.replace(pattern, '') === '');

/** Masks every name and every id in a text. */
export function masker(all: Names, masks: Masks): (text: string) => string {
	const names = distinct(all).filter(([, name]) => !isNoName(name));
	const known = new Map<string, string>();
	for (const [sort, name] of names) {
		const mask = masks.of(sort, name);
		for (const written of [name, ...waysToWrite(name)]) if (!known.has(written.toLowerCase())) known.set(written.toLowerCase(), mask);
	}
	// The longest first: a name may be part of another one.
	const found = [...known.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
	// A pattern of thousands of characters is more than the engine takes; nobody writes such a name in another case.
	const long = names.flatMap(([, name]) => (name.length > longestPattern ? [name] : [])).sort((a, b) => b.length - a.length);
	const short = found.filter(name => name.length <= longestPattern);
	const named = short.length === 0 ? undefined : new RegExp(short.map(bounded).join('|'), 'giu');
	return text => {
		const withoutLong = long.reduce((rest, name) => rest.replaceAll(name, () => masks.of('name', name)), text);
		// A name is looked for before the patterns are: an address may be somebody's name.
		const withoutNames =
			named === undefined ? withoutLong : withoutLong.replace(named, one => known.get(one.toLowerCase()) ?? masks.of('name', one));
		return patterns.reduce((rest, [sort, pattern]) => rest.replace(pattern, one => masks.of(sort, one)), withoutNames);
	};
}

/** Each name once, as the sort that it was found as first. */
function distinct(all: Names): Names {
	const first = new Map<string, Names[number]>();
	for (const named of all) if (!first.has(named[1])) first.set(named[1], named);
	return [...first.values()];
}

/** In a policy's document, in that document as text, in the name of a policy, and in a sentence that was made harmless. */
function waysToWrite(name: string): readonly string[] {
	const quoted = JSON.stringify(name).slice(1, -1);
	return [quoted, JSON.stringify(quoted).slice(1, -1), name.replace(/[^A-Za-z0-9_+=,.@-]/g, '-'), clean(name)].filter(
		written => written !== name && /[\p{L}\p{N}]/u.test(written),
	);
}

const longestPattern = 256;

/** The name as a word of its own. */
function bounded(name: string): string {
	const literal = name.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&');
	const edge = (character: string | undefined, look: string) => (/[\p{L}\p{N}]/u.test(character ?? '') ? look : '');
	return `${edge([...name][0], '(?<![\\p{L}\\p{N}])')}${literal}${edge([...name].at(-1), '(?![\\p{L}\\p{N}])')}`;
}
