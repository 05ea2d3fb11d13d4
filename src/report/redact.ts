import {neutral, type ReportInput, reportOf} from './build.ts';
import {mapData} from './marked.ts';
import type {Report} from './model.ts';
import {withoutFreeText} from './redacting/free-text.ts';
import {Masks, masker} from './redacting/masks.ts';
import {namesIn} from './redacting/names.ts';

/**
 * The same document without account ids, addresses, access keys, organization ids and the names of people, accounts, roles, groups,
 * permission sets and resources, as far as the journal knows them; and without what people wrote in their own words. In our own sentences
 * only the data is changed, so that an account called `audit` takes no word away.
 */
export function redactedReport(input: ReportInput, masks = new Masks()): Report {
	const records = withoutFreeText(input.read.records);
	const report = reportOf({...input, read: {...input.read, records}});
	const mask = masker(namesIn(report, neutral(records)), masks);
	return {...(walked(report, mask) as Report), redacted: true};
}

/** Members that hold our own words, times, or what AWS made up itself. */
const untouched: ReadonlySet<string> = new Set([
	...['format', 'version', 'incident', 'mode', 'timeZone', 'toolVersion', 'head', 'code', 'kind', 'lane', 'group', 'state', 'source'],
	...['how', 'purpose', 'service', 'operation', 'outcome', 'region', 'regions', 'event', 'questions', 'clocks', 'involved', 'on', 'why'],
	...['policyType', 'foundHow', 'metrics', 'id', 'requestIds', 'eventId', 'reference', 'type', 'call', 'begun', 'ended', 'at', 'local'],
	...['deniedSince', 'offAt', 'searchedAt', 'firstSeen', 'lastSeen', 'createdAt', 'updatedAt', 'keepUntil', 'step', 'task'],
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
