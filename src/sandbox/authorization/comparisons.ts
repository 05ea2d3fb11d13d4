import {BlockList, isIPv4, isIPv6} from 'node:net';
import {asPattern, asText, type ExpandedText} from './variables.ts';
import {matchesPattern, type Pattern} from './wildcard.ts';

/** One value written in a policy: as it stands, and with its variables filled in where the operator takes variables. */
export interface WrittenValue {
	raw: string;
	expanded(): ExpandedText;
}

/** Whether one written value matches one value of the request. A value that makes no sense to the operator matches nothing. */
export type Comparison = (written: WrittenValue, actual: string) => boolean;

export const equalText: Comparison = (written, actual) => asText(written.expanded()) === actual;

export const equalTextIgnoringCase: Comparison = (written, actual) => asText(written.expanded())?.toLowerCase() === actual.toLowerCase();

export const likeText: Comparison = (written, actual) => {
	const pattern = asPattern(written.expanded());
	return pattern !== undefined && matchesPattern(pattern, actual);
};

/** Each of the six colon-delimited components is matched by itself; the sixth, the resource, runs to the end. */
export const likeArn: Comparison = (written, actual) => {
	const pattern = asPattern(written.expanded());
	if (pattern === undefined) return false;
	const patterns = arnComponents(pattern, ':');
	const components = arnComponents(Array.from(actual), ':');
	if (patterns === undefined || components === undefined) return false;
	return patterns.every((component, index) => matchesPattern(component, (components[index] ?? []).join('')));
};

export const sameTruth: Comparison = (written, actual) => {
	const [wanted, given] = [asText(written.expanded())?.toLowerCase(), actual.toLowerCase()];
	return (wanted === 'true' || wanted === 'false') && wanted === given;
};

export const sameBytes: Comparison = (written, actual) => {
	const [wanted, given] = [base64Bytes(written.raw), base64Bytes(actual)];
	return wanted !== undefined && given !== undefined && wanted.equals(given);
};

export const inAddressRange: Comparison = (written, actual) => {
	const [address = '', prefix, ...rest] = written.raw.split('/');
	const family = addressFamily(address);
	const actualFamily = addressFamily(actual);
	if (family === undefined || actualFamily === undefined || rest.length > 0) return false;
	const widest = family === 'ipv4' ? 32 : 128;
	if (prefix !== undefined && !/^\d{1,3}$/.test(prefix)) return false;
	const bits = prefix === undefined ? widest : Number(prefix);
	if (bits > widest) return false;
	const range = new BlockList();
	range.addSubnet(address, bits, family);
	return range.check(actual, actualFamily);
};

/** A comparison of numbers. */
export function numeric(holds: (actual: number, wanted: number) => boolean): Comparison {
	return ordered(holds, text => (/^[+-]?\d+(\.\d+)?$/.test(text) ? Number(text) : undefined));
}

/** A comparison of moments. */
export function moment(holds: (actual: number, wanted: number) => boolean): Comparison {
	return ordered(holds, milliseconds);
}

function ordered(holds: (actual: number, wanted: number) => boolean, read: (text: string) => number | undefined): Comparison {
	return (written, actual) => {
		const [wanted, given] = [read(written.raw), read(actual)];
		return wanted !== undefined && given !== undefined && holds(given, wanted);
	};
}

/** Splits at the first five colons; undefined when there are fewer. */
function arnComponents(pattern: Pattern, colon: ':'): Pattern[] | undefined {
	const components: Pattern[] = [];
	let start = 0;
	while (components.length < 5) {
		const end = pattern.indexOf(colon, start);
		if (end < 0) return undefined;
		components.push(pattern.slice(start, end));
		start = end + 1;
	}
	return [...components, pattern.slice(start)];
}

// The W3C's forms of ISO 8601: a year, a month, a day, or a moment with its time zone.
const isoDate = /^\d{4}(-\d\d(-\d\d(T\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d))?)?)?$/;

/** A date as ISO 8601, or as seconds since the Unix epoch; four digits alone are a year. */
function milliseconds(text: string): number | undefined {
	if (isoDate.test(text)) {
		const parsed = Date.parse(text);
		return Number.isNaN(parsed) ? undefined : parsed;
	}
	return /^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : undefined;
}

function base64Bytes(text: string): Buffer | undefined {
	const isBase64 = text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);
	return isBase64 ? Buffer.from(text, 'base64') : undefined;
}

function addressFamily(text: string): 'ipv4' | 'ipv6' | undefined {
	if (isIPv4(text)) return 'ipv4';
	return isIPv6(text) && !text.includes('%') ? 'ipv6' : undefined;
}
