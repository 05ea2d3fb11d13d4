import {describe, expect, test} from 'vitest';
import {unmarked} from '../../src/report/marked.ts';
import type {Report} from '../../src/report/model.ts';
import {rendered} from '../../src/report/rendered.ts';
import type {WalkRecord} from '../../src/runbook/record.ts';
import {scenarios} from '../scenarios.ts';
import {newIncident, refusedByAws} from '../steps/support.ts';
import {asRehearsal, doors, firstRehearsal, reported, rewritten, takenOff, walkedIn} from './support.ts';

const at = (kind: WalkRecord['kind'], key: string) => (record: WalkRecord) => record.kind === kind && 'key' in record && record.key === key;

const said = ({verdict, state}: Report) => [verdict.sentence, ...state.sentences].map(unmarked).join('\n');

describe('a report says what it is of', () => {
	test('contained, walked to its end', async () => {
		const report = reported((await walkedIn([firstRehearsal])).journal);
		expect(report.verdict.code).toBe('contained');
		expect(report.state.finished).toBe(true);
		expect(said(report)).toMatch(/^Contained: test-user was allowed and is denied/);
		expect(report.changes.policy).toMatchObject({on: 'yes', targets: ['r-ab12']});
		expect(report.keepUntil).not.toBeNull();
		expect(report.residual.length).toBeGreaterThan(5);
	});

	test('planned only', async () => {
		const report = reported((await walkedIn([{user: 'test-user'}])).journal);
		expect(report.verdict.code).toBe('planned');
		expect(report.changes).toMatchObject({policy: null, calls: []});
		expect(said(report)).toContain('nothing was changed in AWS');
		expect(report.state.finished).toBe(false);
	});

	test.each([
		['sent, and never answered', at('intent', 'contain/attach-policy'), 'unknown', /NOT KNOWN[\s\S]*no answer is on record/],
		['made, and never attached', at('outcome', 'contain/create-policy'), 'made-only', /Nothing is on/],
		['on, and not proven', at('outcome', 'contain/attach-policy'), 'not-proven', /NOT proven/],
		['proven, and cut off after it', at('note', 'prove/verdict'), 'contained', /Contained/],
		['not yet anything', at('evidence', 'findings/finding'), 'begun', /Begun only/],
	] as const)('killed: %s', async (_what, endAfter, code, words) => {
		const report = reported((await walkedIn([{...firstRehearsal, endAfter}])).journal);
		expect(report.verdict.code).toBe(code);
		expect(report.state.finished).toBe(false);
		expect(said(report)).toMatch(words);
		expect(said(report)).toContain('UNFINISHED: the program was gone');
		expect(rendered(report, 'md')).toContain('UNFINISHED');
		expect(rendered(report, 'html')).toContain('UNFINISHED');
	});

	test('crashed while it was attached, and resumed: whole, and it says so', async () => {
		const report = reported(
			(await walkedIn([{...firstRehearsal, endAfter: at('intent', 'contain/attach-policy')}, firstRehearsal])).journal,
		);
		expect(report.verdict.code).toBe('contained');
		expect(report.state.finished).toBe(true);
		expect(said(report)).toContain('The program was gone without its last word once, and the incident was gone on with later.');
		expect(said(report)).not.toContain('no answer is on record');
		expect(report.sittings.map(({how}) => how)).toEqual(['cut-off', 'completed']);
	});

	test('a sitting that was stopped after it was proven takes the verdict from nobody', async () => {
		const incident = await walkedIn([firstRehearsal]);
		const again = {...firstRehearsal, endBefore: at('note', 'prove/verdict')};
		const report = reported((await walkedIn([again], incident)).journal);
		expect(report.verdict.code).toBe('contained');
		expect(said(report)).toContain('the verdict is the one of the earlier sitting');
	});

	test('partly contained: what is open is named first', async () => {
		const found = scenarios.get('management-account');
		if (found === undefined) throw new Error('no scenario');
		const answering = ({operation}: {readonly operation: string}) =>
			operation === 'PutInlinePolicyToPermissionSet' ? refusedByAws : undefined;
		const given = {user: 'cost-analyst', confirm: 'cost-analyst', answering};
		const report = reported((await walkedIn([given], newIncident({scenario: found}))).journal);
		expect(report.verdict.code).toBe('partial');
		expect(report.verdict.reasons.map(unmarked).join(' ')).toMatch(/management account is open/);
		expect(report.reach?.managementAccount).toMatchObject({involved: 'yes', state: 'open'});
		expect(report.problems.length).toBeGreaterThan(0);
		expect(rendered(report, 'md')).toContain('Partly contained');
	});

	test('the management account closed: the permission sets and what changed in them', async () => {
		const found = scenarios.get('management-account');
		if (found === undefined) throw new Error('no scenario');
		const report = reported((await walkedIn([{user: 'cost-analyst', confirm: 'cost-analyst'}], newIncident({scenario: found}))).journal);
		expect(report.verdict.code).toBe('contained');
		expect(report.changes.permissionSets.length).toBeGreaterThan(0);
		for (const {diff, restored} of report.changes.permissionSets) {
			expect(restored).toBe(false);
			expect(diff.some(({kind}) => kind === 'added')).toBe(true);
		}
	});

	test('recovered: the matrix after it, the time it took, and nothing left on', async () => {
		const report = reported((await walkedIn([firstRehearsal, takenOff])).journal);
		expect(report.verdict.code).toBe('recovered');
		expect(report.state.finished).toBe(true);
		expect(report.changes.policy?.on).toBe('no');
		expect(report.keepUntil).toBeNull();
		for (const {target} of report.proof) {
			expect(target.before?.kind).toBe('allowed');
			expect(target.after?.kind).toBe('denied');
			expect(target.afterRecovery?.kind).toBe('allowed');
		}
		// Two minutes after it went on: whoever reads that it is recovered must read how.
		expect(report.verdict.reasons.map(unmarked).join(' ')).toContain('It was taken off EARLY, confirmed by name');
		expect(report.checklist.find(({id}) => id === 'deny-off')).toMatchObject({state: 'done', note: expect.stringContaining('EARLY')});
		expect(report.metrics.find(({id}) => id === 'to-recover')?.milliseconds).toBeGreaterThan(0);
		expect(report.timeline.map(({kind}) => kind)).toEqual(expect.arrayContaining(['taken-off-early', 'undone', 'access-back']));
	});

	test('recovery killed while it takes the deny off', async () => {
		const killed = {...takenOff, endAfter: at('intent', 'recovery-undo/detach-policy')};
		const report = reported((await walkedIn([firstRehearsal, killed])).journal);
		expect(report.verdict.code).toBe('contained');
		expect(report.state.finished).toBe(false);
		expect(said(report)).toMatch(/no answer is on record: detaching/);
		const off = {...takenOff, endAfter: at('outcome', 'recovery-undo/detach-policy')};
		expect(reported((await walkedIn([firstRehearsal, off])).journal).verdict.code).toBe('taken-off');
	});

	test('a journal that does not hold is told as far as it does', async () => {
		const {journal} = await walkedIn([firstRehearsal]);
		const report = reported(journal.slice(0, 40), {problems: [{line: 41, what: 'This line is not as it was written.'}]});
		expect(said(report)).toContain('THE JOURNAL DOES NOT HOLD from line 41 on');
		expect(report.state.finished).toBe(false);
		// What is left of it may tell of nothing that was done; that is no word on what was.
		for (const records of [journal.slice(0, 40), journal.slice(0, 12), journal]) {
			const damaged = reported(records, {problems: [{line: records.length + 1, what: 'This line is not as it was written.'}]});
			expect(damaged.verdict.code).toBe('incomplete');
			expect(rendered(damaged, 'md')).toContain('NOT KNOWN: this record does not hold');
			expect(rendered(damaged, 'md')).not.toMatch(/nothing was changed in AWS|No deny was put on/i);
		}
		const torn = reported(journal, {problems: [{line: journal.length + 1, what: 'cut off', torn: true}]});
		expect(torn.verdict.code).toBe('contained');
	});

	test('what remains at risk stands beside the verdict, and once the deny is off it is said to be of before', async () => {
		const incident = await walkedIn([firstRehearsal]);
		const on = rendered(reported(incident.journal), 'md');
		expect(on.slice(0, on.indexOf('\n## ', on.indexOf('\n## ') + 1))).toMatch(
			/Beside this verdict \d+ things remain at risk, \d+ of them possibly/,
		);
		const recovered = reported((await walkedIn([takenOff], incident)).journal);
		const off = rendered(recovered, 'md');
		const at = recovered.changes.policy?.offAt?.slice(0, 19).replace('T', ' ');
		expect(at).toBeDefined();
		expect(off).toContain(`The deny is off since ${at} UTC. What follows was said while it was on.`);
		expect(off).toContain('Off since (UTC)');
		expect(off).not.toContain('Beside this verdict');
	});

	test('an empty journal', () => {
		expect(reported([]).verdict.code).toBe('begun');
		expect(rendered(reported([]), 'html')).toContain('<h1>');
	});

	test('tightened: the proof of the wider deny counts, and what was opened and left behind is told', async () => {
		const found = scenarios.get('role-chaining');
		if (found === undefined) throw new Error('no scenario');
		const given = {user: 'test-user', confirm: 'test-user', done: doors};
		const report = reported((await walkedIn([given], newIncident({scenario: found}))).journal);
		expect(report.verdict.code).toBe('contained');
		expect(report.attacker?.sessions.length).toBeGreaterThan(0);
		expect(report.attacker?.leftBehind.length).toBeGreaterThan(0);
		expect(report.checklist.some(({id, group}) => id.startsWith('leftover-') && group === 'eradicate')).toBe(true);
		const update = report.timeline.findIndex(({what}) => /made wider/.test(what));
		expect(report.timeline.slice(update).some(({kind}) => kind === 'verdict')).toBe(true);
		const milestones = report.timeline.filter(({milestone}) => milestone).map(({what}) => unmarked(what));
		expect(milestones.slice(-3)).toEqual([
			'Verdict of the probes: Contained',
			expect.stringMatching(/^Done: deny p-\w+ made wider/),
			'Verdict of the probes, for the wider deny: Contained',
		]);
	});
});

test('killed after the deny was made wider, the earlier verdict does not stand for it', async () => {
	const found = scenarios.get('role-chaining');
	if (found === undefined) throw new Error('no scenario');
	const given = {user: 'test-user', confirm: 'test-user', endAfter: at('outcome', 'chain/update-policy-1')};
	expect(reported((await walkedIn([given], newIncident({scenario: found}))).journal).verdict.code).toBe('not-proven');
});

test('an endpoint that is not AWS’s is named on the first page', async () => {
	const {journal} = await walkedIn([firstRehearsal]);
	const at = 'http://127.0.0.1:4599';
	const elsewhere = reported(
		rewritten(journal, entry =>
			entry.kind === 'note' && entry.key.endsWith('/caller') ? {...entry, value: {...(entry.value as object), endpoint: at}} : entry,
		),
	);
	expect(reported(journal).endpoints).toEqual([]);
	expect(elsewhere.endpoints).toEqual([at]);
	for (const format of ['md', 'html'] as const) {
		const [firstPage = ''] = rendered(elsewhere, format).split(/^(?:## What leaked|<h2 id="leaked">)/m);
		expect(firstPage).toContain(at);
		expect(firstPage).toContain('NOT AWS’S OWN ENDPOINT');
	}
	expect(rendered(reported(journal), 'md')).not.toContain('NOT AWS');
});

test('a rehearsal says so in every format', async () => {
	const report = reported(asRehearsal((await walkedIn([firstRehearsal])).journal));
	for (const section of rendered(report, 'md').split(/^## /m)) expect(section).toContain('REHEARSAL');
	for (const row of rendered(report, 'csv').trim().split('\r\n').slice(1)) expect(row).toContain('"REHEARSAL"');
	expect(JSON.parse(rendered(report, 'json'))).toMatchObject({rehearsal: true, mode: 'sandbox'});
	expect(rendered(report, 'html')).toMatch(/@top-center\{content:"REHEARSAL/);
});
