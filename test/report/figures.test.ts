import {describe, expect, test} from 'vitest';
import type {JournalRecord} from '../../src/incident/records.ts';
import {localTime} from '../../src/report/local-time.ts';
import {unmarked} from '../../src/report/marked.ts';
import {rendered} from '../../src/report/rendered.ts';
import {scenarios} from '../scenarios.ts';
import {newIncident, walkThrough} from '../steps/support.ts';
import {append, firstRehearsal, noted, reported, takenOff} from './support.ts';

const courses = [
	['s3-discovery', firstRehearsal],
	['management-account', {user: 'cost-analyst', confirm: 'cost-analyst'}],
	['role-chaining', {user: 'test-user', confirm: 'test-user'}],
	['prepared-policy', {user: 'test-user', confirm: 'test-user'}],
] as const;

const keyed = (records: readonly JournalRecord[], kind: 'note' | 'evidence' | 'outcome' | 'answer', key: RegExp) =>
	records.filter((record): record is Extract<JournalRecord, {kind: typeof kind}> => record.kind === kind && key.test(record.key));

describe.each(courses)('the figures of %s, derived a second way', (name, given) => {
	test('times are what the walk itself measured; counts are what stands in the journal, line by line', async () => {
		const scenario = scenarios.get(name);
		if (scenario === undefined) throw new Error('no scenario');
		const incident = newIncident({scenario});
		const begun = incident.clock.now();
		const {facts, result} = await walkThrough({...given, incident});
		append(incident, noted('follow-up', {text: 'called counsel'}));
		append(incident, {kind: 'closed', verdict: result.verdict});
		const {journal} = incident;
		const report = reported(journal);
		const took = (id: string) => report.metrics.find(metric => metric.id === id)?.milliseconds;

		expect(took('to-identify')).toBe(facts.timings.toPrincipalMs);
		expect(took('to-contain')).toBe(facts.timings.toAppliedMs);
		// The walk counts from its beginning; the document from the deny.
		const provenAt = keyed(journal, 'note', /^prove\/verdict$/)[0]?.at ?? '';
		expect(Date.parse(provenAt) - begun).toBe(facts.timings.toProvenMs);
		const firstApplied = keyed(journal, 'outcome', /\/(?:attach-policy|fill-prepared-policy)$/)[0];
		const appliedAt = (firstApplied as {outcome: {at: number}} | undefined)?.outcome.at ?? 0;
		expect(took('to-prove')).toBe(Date.parse(provenAt) - appliedAt);

		const lines = journal.map(record => JSON.stringify(record));
		const count = (part: RegExp) => lines.filter(line => part.test(line)).length;
		expect(report.changes.calls.length).toBe(count(/"kind":"call".*"write":true/));
		expect(report.changes.reads).toBe(count(/"kind":"call".*"write":false/));
		expect(report.journal).toMatchObject({records: lines.length, head: journal.at(-1)?.hash});
		expect(report.sittings.length).toBe(count(/"kind":"opened"/));
		expect(report.notes.map(({text}) => text)).toEqual(['called counsel']);
		expect(report.timeline.filter(({kind}) => kind === 'note').map(({what}) => unmarked(what))).toEqual(['Note: called counsel']);
		const ticked = keyed(journal, 'answer', /^follow-up\/checklist$/).flatMap(record => (record as unknown as {answer: string[]}).answer);
		expect(report.timeline.filter(({kind}) => kind === 'ticked').length).toBe(ticked.length);
		expect(report.checklist.filter(({state, id}) => state === 'done' && ticked.includes(id)).length).toBe(ticked.length);

		expect(report.proof.length).toBe(facts.proof.cells.length);
		for (const row of report.proof) {
			const rowOf = (session: string) =>
				result.proof.find(
					one =>
						one.account === row.accountId &&
						one.region === row.region &&
						one.service === row.service &&
						one.under === row.under &&
						one.session === session,
				);
			expect([row.target.before?.kind, row.target.after?.kind, row.target.at]).toEqual([
				rowOf('target')?.before,
				rowOf('target')?.after,
				rowOf('target')?.at,
			]);
			expect([row.control.before?.kind, row.control.after?.kind]).toEqual([rowOf('control')?.before, rowOf('control')?.after]);
		}
		expect(report.residual.map(({code}) => code)).toEqual(result.residual.map(({code}) => code));
		expect(report.changes.policy?.document).toBe(facts.applied?.document);
		expect((report.attacker?.leftBehind ?? []).map(({eventId}) => eventId)).toEqual(
			(result.chain?.leftBehind ?? []).map(({eventId}) => eventId),
		);

		// Every time that is printed stands in the journal, or in what it recorded.
		const known = new Set(
			lines.flatMap(line =>
				[...line.matchAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d|\b1[78]\d{11}\b/g)].map(([time]) =>
					time.includes('T') ? time : new Date(Number(time)).toISOString().slice(0, 19),
				),
			),
		);
		for (const {at} of report.timeline) expect(known).toContain(at.slice(0, 19));
		const sorted = report.timeline.map(({at}) => Date.parse(at));
		expect(sorted).toEqual([...sorted].sort((a, b) => a - b));
	});
});

test('the time to recover is from AWS’s acceptance to the last look', async () => {
	const incident = newIncident();
	await walkThrough({...firstRehearsal, incident});
	incident.clock.advance(3_600_000);
	const {facts} = await walkThrough({...takenOff, incident});
	const report = reported(incident.journal);
	const last = keyed(incident.journal, 'note', /\/recovery$/).at(-1)?.at ?? '';
	expect(report.metrics.find(({id}) => id === 'to-recover')?.milliseconds).toBe(Date.parse(last) - (facts.applied?.at ?? 0));
});

test('what was noted of a task stands in the checklist', async () => {
	const incident = newIncident();
	await walkThrough({...firstRehearsal, incident});
	append(incident, {kind: 'closed', verdict: 'contained'});
	append(incident, {
		kind: 'opened',
		format: 1,
		incident: '20261123-0041-7f3a',
		mode: 'live',
		version: '0.0.0',
		runbook: {id: 'leaked-session', sha256: ''},
		resumed: true,
	});
	append(incident, noted('note', {text: 'not our cluster', task: 'kubernetes', state: 'skipped', by: 'kim'}));
	append(incident, noted('note', {text: '', task: 'root-cause', owner: 'Kim', due: '2026-12-01'}));
	append(incident, noted('note', {text: 'looks fine', task: 'deny-off', state: 'done'}));
	const report = reported(incident.journal);
	expect(report.checklist.find(({id}) => id === 'deny-off')).toMatchObject({state: 'open', note: 'looks fine', by: null});
	expect(report.state.finished).toBe(true);
	expect(report.checklist.find(({id}) => id === 'kubernetes')).toMatchObject({
		state: 'skipped',
		note: 'not our cluster',
		by: 'kim',
	});
	expect(report.checklist.find(({id}) => id === 'root-cause')).toMatchObject({state: 'open', owner: 'Kim', due: '2026-12-01'});
	expect(rendered(report, 'md')).toMatch(/– skipped .*not our cluster/);
	expect(rendered(report, 'md')).toMatch(/☐ open .*`Kim` · `2026-12-01`/);
});

test.each([
	['UTC', '2026-11-23 00:41:00 +00:00'],
	['Europe/Berlin', '2026-11-23 01:41:00 +01:00'],
	['America/St_Johns', '2026-11-22 21:11:00 -03:30'],
	['Asia/Kathmandu', '2026-11-23 06:26:00 +05:45'],
	['Pacific/Kiritimati', '2026-11-23 14:41:00 +14:00'],
])('%s: %s', (zone, local) => {
	expect(localTime('2026-11-23T00:41:00.000Z', zone)).toBe(local);
});
