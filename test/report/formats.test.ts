import {readFile} from 'node:fs/promises';
import {Ajv2020} from 'ajv/dist/2020.js';
import {describe, expect, test} from 'vitest';
import {unmarked} from '../../src/report/marked.ts';
import {Masks} from '../../src/report/redacting/masks.ts';
import {rendered, renderedSummary} from '../../src/report/rendered.ts';
import {text} from '../../src/text/index.ts';
import {scenarios} from '../scenarios.ts';
import {newIncident} from '../steps/support.ts';
import {asRehearsal, firstRehearsal, maskedOf, reported, takenOff, walkedIn} from './support.ts';

const schema = JSON.parse(await readFile(new URL('../../docs/report.schema.json', import.meta.url), 'utf8'));
const valid = new Ajv2020({strict: false, validateFormats: false}).compile(schema);

const walked = (name: string, user: string) =>
	walkedIn([{user, confirm: user}], newIncident({scenario: scenarios.get(name) ?? (undefined as never)}));
const wholeJournal = (await walkedIn([firstRehearsal, takenOff])).journal;
const chainedJournal = (await walked('role-chaining', 'test-user')).journal;
const journals = [wholeJournal, chainedJournal, (await walked('management-account', 'cost-analyst')).journal, []];
const all = journals.map(journal => reported(journal));
const [whole, chained] = [reported(wholeJournal), reported(chainedJournal)];

describe('the JSON form', () => {
	test.each(journals.map((journal, index) => [index, journal] as const))(
		'%i keeps to the published schema, masked or not',
		(_, journal) => {
			for (const one of [reported(journal), maskedOf(journal)]) {
				valid(JSON.parse(rendered(one, 'json')));
				expect(valid.errors).toBeNull();
			}
		},
	);

	test('and so does the summary', () => {
		valid(JSON.parse(renderedSummary(all, 'json')));
		expect(valid.errors).toBeNull();
	});

	test('the schema knows every verdict', () => {
		expect(schema.$defs.report.properties.verdict.properties.code.enum.sort()).toEqual([...text.report.verdictWords].sort());
	});
});

describe('masked', () => {
	const secrets =
		/test-user|cost-analyst|Test User|\b\d{12}\b|203\.0\.113\.\d+|workloads-prod|ir-on-call|svc-backup|AROA|ASIA|AKIA|9067f7d4|DataEngineer|o-sandbox/;

	test.each(['md', 'html', 'json', 'csv'] as const)('%s holds no name, account id or address', format => {
		expect(rendered(chained, format)).toMatch(secrets);
		for (const journal of journals) {
			const found = rendered(maskedOf(journal), format).match(secrets);
			expect(found?.[0]).toBeUndefined();
		}
	});

	test('the same mask stands for the same thing everywhere, over several documents', () => {
		const masks = new Masks();
		const [one, other] = [maskedOf(wholeJournal, masks), maskedOf(chainedJournal, masks)];
		expect(unmarked(one.leaked.subjects[0]?.label ?? '')).toBe('person-1');
		expect(unmarked(other.leaked.subjects[0]?.label ?? '')).toBe('person-1');
		expect(one.changes.policy?.document).toContain('*:person-1');
		expect(one.leaked.subjects[0]?.accountId).toBe(one.leaked.findings[0]?.accountId);
		expect(JSON.parse(one.changes.policy?.document ?? '')).toHaveProperty('Statement');
	});

	test('times, verdict and figures are those of the document', () => {
		const masked = maskedOf(wholeJournal);
		expect(masked.metrics).toEqual(whole.metrics);
		expect(masked.verdict.code).toBe(whole.verdict.code);
		expect(masked.timeline.map(({at}) => at)).toEqual(whole.timeline.map(({at}) => at));
	});
});

test('several make one table, and each line says whether it was a rehearsal', async () => {
	const rehearsal = reported(asRehearsal((await walkedIn([firstRehearsal])).journal));
	const markdown = renderedSummary([whole, rehearsal], 'md');
	expect(markdown).toContain('# 1 incident and 1 rehearsal');
	expect(markdown).toContain('1 contained, 1 recovered');
	expect(markdown.match(/^\| `/gm)).toHaveLength(2);
	expect(markdown).toMatch(/\| REHEARSAL \|/);
	expect(renderedSummary([whole, rehearsal], 'csv').trim().split('\r\n')).toHaveLength(3);
	expect(renderedSummary([rehearsal, rehearsal], 'html')).toContain('@top-center');
});
