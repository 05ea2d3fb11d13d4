import {describe, expect, test} from 'vitest';
import type {JournalEntry, JournalRecord} from '../../src/incident/records.ts';
import {Masks} from '../../src/report/redacting/masks.ts';
import {formats, rendered, renderedSummary} from '../../src/report/rendered.ts';
import {clean} from '../../src/text/clean.ts';
import {rehearse} from '../rehearsal/support.ts';
import {scenarios} from '../scenarios.ts';
import {append, firstRehearsal, maskedOf, noted, reported, rewritten, walkedIn} from './support.ts';

/** Every format of the masked document, one after another. */
const everyFormat = (records: readonly JournalRecord[], masks?: Masks) => {
	const report = maskedOf(records, masks);
	return formats.map(format => rendered(report, format)).join('\n');
};

describe('what responders noted', async () => {
	const incident = await walkedIn([firstRehearsal]);
	append(incident, noted('follow-up', {text: 'Kim Novak of the night shift saw it first'}));
	append(incident, noted('note', {text: 'rang Dolores', by: 'asandoval', task: 'root-cause', owner: 'Kim Novak', due: '2026-12-01'}));
	append(
		incident,
		noted('note', {text: 'no clusters, says Ines', by: 'asandoval', task: 'clusters', state: 'skipped', due: 'when Ines is back'}),
	);
	append(incident, noted('note', {text: '', by: 'asandoval', task: 'mfa', state: 'done', evidence: 'ticket of Ines'}));
	const all = everyFormat(incident.journal);

	test('is left out, with who owns what and who noted it masked', () => {
		expect(formats.map(format => rendered(reported(incident.journal), format)).join()).toMatch(/Dolores[\s\S]*Ines/);
		expect(all).not.toMatch(/Kim|Novak|night shift|Dolores|\bInes\b|asandoval/);
		expect(all).toContain('(note left out)');
		expect(all).toContain('2026-12-01');
	});

	test('keeps one mask for one owner, and says that there was a note', () => {
		const {checklist, notes} = maskedOf(incident.journal);
		expect(checklist.find(({id}) => id === 'root-cause')).toMatchObject({
			owner: expect.stringMatching(/^person-\d+$/),
			note: '(note left out)',
		});
		expect(checklist.find(({id}) => id === 'clusters')).toMatchObject({state: 'skipped', due: '(note left out)'});
		expect(notes.map(({text}) => text)).toEqual(['(note left out)', '(note left out)', '(note left out)', '']);
	});

	test('has the same masks in several incidents of one summary', () => {
		const masks = new Masks();
		const [one, other] = [maskedOf(incident.journal, masks), maskedOf(incident.journal, masks)];
		expect(one).toEqual(other);
		for (const format of formats) expect(renderedSummary([one, other], format)).not.toMatch(/test-user|Kim/);
	});
});

test('nobody is named by the guards, the denials and the ids of AWS either', async () => {
	const {journal} = await rehearse('pipeline-name');
	expect(JSON.stringify(reported(journal).problems)).toContain('ci-runner');
	const all = everyFormat(journal);
	expect(all).not.toMatch(/ci-runner|\bi-[0-9a-f]{8,17}\b|A(?:KI|SI|RO|ID)A[A-Z0-9]{16}|[\w.]+@[\w.]+\.\w+/);
});

test('a name is masked however a document writes it', async () => {
	const {journal} = await walkedIn([firstRehearsal]);
	const name = 'O"Neil \\ Zoë\u001b';
	const quoted = JSON.stringify(name).slice(1, -1);
	const changed = (value: unknown, key = ''): unknown => {
		if (typeof value === 'string')
			return value.replaceAll(
				'test-user',
				key === 'document' ? quoted : key === 'act' ? clean(name) : key === 'policyName' ? 'O-Neil---Zo--' : name,
			);
		if (Array.isArray(value)) return value.map(item => changed(item, key));
		if (typeof value !== 'object' || value === null) return value;
		return Object.fromEntries(Object.entries(value).map(([member, held]) => [member, changed(held, member)]));
	};
	const said = rewritten(journal, entry => changed(entry) as JournalEntry);
	expect(reported(said).changes.policy?.document).toContain(quoted);
	expect(everyFormat(said)).not.toMatch(/Neil|Zo[ë-]/);
});

/** Words of ours, of AWS or of every organization that a scenario happens to use as a name. */
const ordinary = new Set([
	'root',
	'sandbox',
	'management',
	'audit',
	'security',
	'prod',
	'test',
	'workloads',
	'everyone',
	'payments',
	'pipeline',
	'read',
	'etl',
]);

/** What the scenario calls people, accounts, roles, groups, permission sets, policies and sessions, and their ids. */
function namesIn(value: unknown, found = new Set<string>()): ReadonlySet<string> {
	if (Array.isArray(value)) for (const item of value) namesIn(item, found);
	else if (typeof value === 'object' && value !== null)
		for (const [key, member] of Object.entries(value)) {
			if (typeof member === 'string' && /^(?:name|userName|displayName|sessionName|email|accountId|account|ip|userId)$/.test(key))
				found.add(member);
			namesIn(member, found);
		}
	return found;
}

describe.each([...scenarios.keys()])('%s, masked', async name => {
	const {journal} = await rehearse(name);
	const {
		name: _name,
		rehearsal: _said,
		history: _calls,
		actors: _actors,
		...world
	} = scenarios.get(name) as unknown as Record<string, unknown>;
	const names = [...namesIn(world)].filter(
		one => one.length > 3 && !ordinary.has(one.toLowerCase()) && !/^tourniquet-|^AWSServiceRole/.test(one),
	);

	test('is compared with names that it does hold when it is not masked', () => {
		const said = rendered(reported(journal), 'json');
		expect(names.filter(one => said.includes(one)).length).toBeGreaterThan(2);
	});

	test.each(formats)('says in %s no name of the scenario', format => {
		const masked = rendered(maskedOf(journal), format);
		const left = names.filter(one => masked.toLowerCase().includes(one.toLowerCase()));
		expect(left).toEqual([]);
		expect(masked).not.toMatch(/\b(?:ou-[a-z0-9]{4}-|r-ab12|ssoins-[0-9a-f]|d-[0-9a-f]{10})/);
		expect(masked).not.toMatch(/\b\d{12}\b|\bi-[0-9a-f]{8,17}\b|\bA(?:KI|SI|RO|ID)A[A-Z0-9]{16}\b|\bo-[a-z0-9]{10}/);
	});

	test('has a mask wherever a name stands, whatever word the name is', () => {
		const amiss = [...namesUnder(maskedOf(journal))].filter(
			one => !/^(?:[a-z-]+-\d+|principal-\d+:person-\d+|root|tourniquet-.+)$/i.test(one),
		);
		expect(amiss).toEqual([]);
	});

	test('keeps the ids that only AWS and this program know, to be looked up by', () => {
		const [report, masked] = [reported(journal), maskedOf(journal)];
		expect(masked.changes.policy?.id).toBe(report.changes.policy?.id);
		const ids = (from: typeof report) => from.timeline.flatMap(({what}) => what.match(/\bp-[0-9a-z]{8,}/g) ?? []);
		expect(ids(masked)).toEqual(ids(report));
		expect(rendered(masked, 'json')).not.toContain('Tourniquetaccount');
	});
});

/** What stands under the members of a report that hold a name. */
function namesUnder(value: unknown, key = ''): readonly string[] {
	if (typeof value === 'string')
		return /^(?:userName|userId|displayName|sessionNames?|accountName|accountId|permissionSet|roleName|viaGroup|under|owner|accessKeyId|ip|resource)$/.test(
			key,
		)
			? value.split(', ')
			: [];
	if (Array.isArray(value)) return value.flatMap(item => namesUnder(item, key));
	if (typeof value !== 'object' || value === null) return [];
	return Object.entries(value).flatMap(([name, member]) => namesUnder(member, name));
}
